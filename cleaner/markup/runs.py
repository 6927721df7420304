"""Articles without a container of their own: headings side by side in one element, each with the text that follows."""

from collections import defaultdict

import numpy as np

from cleaner.markup.members import BOLD, LEAST, NEARLY, Ground, Member
from cleaner.markup.records import COVERED, has_address, is_answered, is_person, is_thread
from cleaner.markup.teasers import is_teasing
from cleaner.markup.votes import MarkupPlan

ENOUGH = 3.0
"""Signs, added up, from which a run of headings is a run of articles."""
MOST = 0.7
"""Share of the headings that have dates, where not all of them do."""
NEXT = 3
"""Blocks after a headline in which its date or byline stands."""


def find_runs(ground: Ground, plan: MarkupPlan, bare: bool = False) -> list[Member]:
    """The articles that begin at headings of one kind under one element; [] if the page has no such run.

    On a `bare` page, which has no markup to tell headlines from subheads, every bold line is taken for a headline where
    none has a date.
    """
    best: tuple[float, list[Member]] = (0.0, [])
    for where, element, kind, heads in headings_of(ground, bare):
        dated = [head for head in heads if has_date(ground, head)]
        own = [head for head in dated if ground.signs.linked[head]]
        sure = len(dated) >= 2 and (bare or len(own) == len(dated) or len(dated) >= MOST * len(heads))
        if not (sure or (where == "parent" and (bare or is_whole(ground, kind, heads)))) or is_thread(ground, heads):
            continue
        starts = dated if sure else heads
        runs = members_of(ground, starts, ground.blocks_in(element)[1], element)
        held = sum(member.mass for member in runs)
        enough = score_of(ground, runs, kind, plan) >= ENOUGH or (bare and not dated and kind in (1, 2, 3, BOLD))
        if len(runs) >= 2 and held >= COVERED * ground.total and enough and held > best[0]:
            best = (held, runs)
    return best[1]


def headings_of(ground: Ground, bare: bool) -> list[tuple[str, int, int, list[int]]]:
    """Headings of one kind that may begin articles: under one parent, or of one lineage (whose common element counts).

    Each with "parent" or "lineage", the element that holds them, and their kind; in order of their first headings.
    """
    places = ground.look.places
    groups: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number in ground.headed:
        element, kind = line_element(ground, number), ground.level[number]
        groups["parent", int(places.parent[element]), kind].append(number)
        groups["lineage", int(places.kind[element]), kind].append(number)
    found = []
    for (where, element, kind), every in groups.items():
        if not is_promising(ground, every, kind, bare, where):
            continue
        heads = every if bare else [number for number in every if ground.may_head(number)]
        if len(heads) < 2:
            continue
        if where == "lineage":
            if 0 <= ground.headline() < heads[0]:
                continue  # all of one article, or beside it
            element = places.common(heads[0], heads[-1])
        found.append((heads[0], where != "parent", (where, element, kind, heads)))
    return [group for _, _, group in sorted(found)]


def is_promising(ground: Ground, heads: list[int], kind: int, bare: bool, where: str) -> bool:
    """Whether headings may be a run at all, as far as can be told without asking for wordings."""
    if len(heads) < 2 or ground.prose[heads[0] :].sum() < COVERED * ground.total - NEARLY:
        return False
    may_date = ground.may_be_dated
    dated = any(any(may_date[max(0, head - 1) : head]) or any(may_date[head + 1 : head + 1 + NEXT]) for head in heads)
    return dated or (where == "parent" and (bare or is_whole(ground, kind, heads)))


def is_whole(ground: Ground, kind: int, heads: list[int]) -> bool:
    """Whether headings are of the first order, several, and no headline of all the page stands above them."""
    return kind == 1 and len(heads) > 2 and not any(ground.look.measures["is_headline"][: heads[0]] > 0)


def line_element(ground: Ground, number: int) -> int:
    """The element of a block that begins a line: the parent's child that holds a heading."""
    markup = ground.blocks[number].markup
    if markup is None:
        return 0
    for element in markup.above:
        if markup.tree.tags[element] == markup.tag:
            return element
    return markup.element


def has_date(ground: Ground, head: int) -> bool:
    """Whether a date or byline stands right behind a headline, or right above it."""
    behind = range(head + 1, min(head + 1 + NEXT, len(ground.blocks)))
    return any(map(ground.is_dated, behind)) or (head > 0 and ground.is_dated(head - 1))


def members_of(ground: Ground, starts: list[int], end: int, element: int) -> list[Member]:
    """From each headline to the next; those without prose are none."""
    made = [
        ground.made(element, head, stop, head, min(head + 2, stop))
        for head, stop in zip(starts, [*starts[1:], end], strict=True)
    ]
    return [member for member in made if member.mass >= LEAST]


def score_of(ground: Ground, members: list[Member], kind: int, plan: MarkupPlan) -> float:
    """The signs that headings begin articles and not sections of one."""
    if not members:
        return 0.0
    heads = [member.head for member in members]
    score = 3.0 * sum(has_date(ground, head) for head in heads) / len(members)
    score += 1.5 * sum(has_address(ground, member) for member in members) / len(members) + {1: 2.5, 2: 0.5, 7: 0.5}.get(
        kind, 0.0
    )
    score -= 3.0 * sum(ground.signs.furniture[head] != "" for head in heads) / len(members) + 8.0 * is_teasing(
        ground, members, plan
    )
    score -= 5.0 * sum(is_answered(ground, member) for member in members) / len(members)
    score -= 5.0 * sum(is_person(ground, member, plan) for member in members) / len(members)
    return score + (1.0 if np.median([member.mass for member in members]) >= 150 else 0.0)
