"""Signs that a block carries: whether it can be a headline, a date or byline, and what its classes call it."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.elements import Tree
from cleaner.markup.votes import MarkupLook, MarkupPlan
from cleaner.markup.wording import Asker
from cleaner.model import BOILERPLATE_LABELS
from cleaner.rulebook import Phrase

Bools = NDArray[np.bool_]

DATES = frozenset(("date", "date_in", "byline", "age", "readtime"))
META_TAGS = frozenset(("time", "address"))
LONGEST_META = 15
ASKED = 0.05
"""Chance of being main text from which a block is asked for phrases; what is clear already need not be asked."""
BROAD = frozenset(("html", "body", "main"))
"""Elements whose classes speak of the whole page."""
WHOLE = frozenset(("article", "main"))
"""Elements whose text is no furniture, whatever they stand in."""
POST_CLASSES = frozenset(("hentry", "status", "type"))
"""Class words beside which "tag" and "category" say what a post is filed under, not what its element is."""
FILED = frozenset(("tags", "kicker", "title", "meta"))
HEADLINE = 40
"""Words; a longer block is no headline."""


@frozen(eq=False)
class Signs:
    """Columns over the blocks of a page."""

    heading: NDArray[np.int64]
    """1 to 6 in a heading, 7 for a class that says headline or a linked <dt>, 8 for a short bold line, 0 for none."""
    linked: Bools
    roles: tuple[str, ...]
    """The label that classes near the block give it, "" for none."""
    furniture: tuple[str, ...]
    """The boilerplate that classes or tags above the block name, "" for none."""
    marked: tuple[bool, ...]
    """Whether tag or classes call the block a date or a byline."""
    doubtful: tuple[bool, ...]
    """Whether the block is short, and its votes are not clear enough to do without its wording."""
    asker: Asker

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrases that a doubtful block is."""
        return self.asker.phrases(number) if self.doubtful[number] else ()

    def dated(self, number: int) -> bool:
        """Whether a block is a date or a byline."""
        return self.marked[number] or any(phrase.sort in DATES for phrase in self.phrases(number))

    def is_date(self, number: int) -> bool:
        """Whether a block is a date and no more: of headlines some read like bylines."""
        return self.marked[number] or any(phrase.sort == "date" for phrase in self.phrases(number))

    def dated_among(self, first: int, last: int) -> bool:
        """Whether one of the blocks first to last - 1 is a date or a byline."""
        return any(self.dated(number) for number in range(max(first, 0), min(last, len(self.marked))))


def signs_of(look: MarkupLook, plan: MarkupPlan, asker: Asker, tree: Tree) -> Signs:
    """Read the signs of a page."""
    words, last, strong = look.measures["words"], look.measures["last"], look.measures["strong"]
    linked = look.measures["link_density"] > 0.8
    told = (look.measures["digits"] > 0) & ~linked & (words <= LONGEST_META)
    doubtful = (words <= HEADLINE) & ((look.chance > ASKED) | told)
    near, above = lineage_roles(tree, plan)
    kinds = look.places.own_kind
    called = np.array([role == "title" for role in near])[kinds]
    meta = np.array([
        role == "meta" or tag in META_TAGS for role, tag in zip(near, tree.lineages.tags, strict=True)
    ])[kinds]  # fmt: skip
    timed = np.zeros(len(words), dtype=bool)
    timed[list(tree.times)] = True
    lines = tree.lineages.lines
    heading = np.array([HEADINGS.get(line, 0) for line in lines])[kinds]
    term = np.array([line == "dt" for line in lines])[kinds] & linked
    bold = (strong >= 0.95) & (words <= 25) & (last != 1) & (words >= 2)
    heading = np.where(heading > 0, heading, np.where(called | term, 7, np.where(bold, 8, 0)))
    numbers = kinds.tolist()
    return Signs(
        heading=np.where(words <= HEADLINE, heading, 0),
        linked=linked,
        roles=tuple([near[kind] for kind in numbers]),
        furniture=tuple([above[kind] for kind in numbers]),
        marked=tuple(((meta | timed) & (words <= LONGEST_META)).tolist()),
        doubtful=tuple(doubtful.tolist()),
        asker=asker,
    )


HEADINGS = {f"h{level}": level for level in range(1, 7)}


def lineage_roles(tree: Tree, plan: MarkupPlan) -> tuple[list[str], list[str]]:
    """For each lineage the role of its own classes, else of its parent's, and the boilerplate that it stands in."""
    lineages = tree.lineages
    roles = [look_role(plan, tag, words) for tag, words, _ in lineages.looks]
    wastes = [
        plan.furniture.get(look[0], role if role in BOILERPLATE_LABELS else "")
        for look, role in zip(lineages.looks, roles, strict=True)
    ]
    whole = [look[0] in WHOLE for look in lineages.looks]
    near: list[str] = []
    above: list[str] = []
    for parent, shape in zip(lineages.parents, lineages.shapes, strict=True):
        if parent < 0:
            near.append(roles[shape])
            above.append(wastes[shape])
        else:
            near.append(roles[shape] or roles[lineages.shapes[parent]])
            above.append(wastes[shape] or ("" if whole[shape] else above[parent]))
    return near, above


@lru_cache(maxsize=8192)
def look_role(plan: MarkupPlan, tag: str, words: tuple[str, ...]) -> str:
    """The label that an element's own classes give it, "" for none."""
    role = next((plan.roles[word] for word in words if word in plan.roles), "")
    if not role and not plan.seconds.isdisjoint(words):
        role = next((plan.pairs[both] for both in pairwise(words) if both in plan.pairs), "")
    if tag in BROAD or (role in FILED and (tag == "article" or not POST_CLASSES.isdisjoint(words))):
        return ""
    return role
