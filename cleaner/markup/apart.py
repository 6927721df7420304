"""What stands beside a page's articles, or within them, and is none of their text: teasers of others, and comments."""

from collections import defaultdict

from cleaner.markup.members import Ground
from cleaner.markup.teasers import LONGEST_TEASER, is_teaser
from cleaner.markup.votes import MarkupPlan

FEWEST_APART = 3
"""Teasers side by side that are set apart from an article."""
MOST_APART = 0.8
"""Share of the elements side by side that are teasers."""


def teasers_apart(ground: Ground, plan: MarkupPlan) -> set[int]:
    """The blocks of teasers that stand side by side, a few at least, and little else among them."""
    tree, out = ground.tree, set[int]()
    siblings: dict[tuple[int, str], list[int]] = defaultdict(list)
    for element, mass in ground.rich.items():
        if mass <= 2 * LONGEST_TEASER:
            siblings[tree.parents[element], tree.tags[element]].append(element)
    for elements in siblings.values():
        enough = max(FEWEST_APART, MOST_APART * len(elements))
        linked = [element for element in elements if ground.may_be_linked[element]]
        if len(linked) >= enough:
            teasers = [member for member in map(ground.member, linked) if is_teaser(ground, member, plan)]
            if len(teasers) >= enough:
                out.update(number for member in teasers for number in range(member.first, member.last))
    return out


def comments_apart(ground: Ground, plan: MarkupPlan) -> set[int]:
    """The blocks of what is called comments; none on a forum, whose text they are."""
    out = set[int]()
    if any(not plan.forums.isdisjoint(words) for _, words, _ in ground.tree.lineages.looks):
        return out
    heads = (ground.signs.heading == 1) | (ground.look.measures["is_headline"] > 0)
    for element in comments_of(ground, plan):
        first, last = ground.blocks_in(element)
        if not heads[first:last].any():
            out.update(range(first, last))
    return out


def comments_of(ground: Ground, plan: MarkupPlan) -> list[int]:
    """The elements that hold prose and are called comments by their classes."""
    looks, kinds, shapes = ground.tree.lineages.looks, ground.tree.kinds, ground.tree.lineages.shapes
    called = {number for number, look in enumerate(looks) if not plan.comments.isdisjoint(look[1])}
    return [element for element in ground.rich if shapes[kinds[element]] in called] if called else []
