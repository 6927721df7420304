"""Signs that a block carries: whether it can be a headline, a date or byline, and what its classes call it."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.votes import MarkupLook, MarkupPlan, Sayings, sorts_of
from cleaner.model import BOILERPLATE_LABELS, Block, Markup
from cleaner.rulebook import Phrase

Bools = NDArray[np.bool_]

DATES = frozenset(("date", "byline", "age", "readtime"))
META_TAGS = frozenset(("time", "address"))
NEAR = 2
"""Elements, from a block's own up, whose classes say what the block is; for boilerplate, all elements above count."""
LONGEST_META = 15
ASKED = 0.05
"""Chance of being main text from which a block is asked for phrases; what is clear already need not be asked."""
HEADLINE = 40
"""Words; a longer block is no headline."""


@frozen(eq=False)
class Signs:
    """Columns over the blocks of a page."""

    heading: NDArray[np.int64]
    """1 to 6 in a heading, 7 for a class that says headline, 8 for a short bold line, 0 for none."""
    dated: Bools
    linked: Bools
    roles: tuple[str, ...]
    """The label that classes near the block give it, "" for none."""
    furniture: tuple[str, ...]
    """The boilerplate that classes or tags above the block name, "" for none."""
    phrases: tuple[tuple[Phrase, ...], ...]


def signs_of(blocks: tuple[Block, ...], look: MarkupLook, plan: MarkupPlan, sayings: Sayings) -> Signs:
    """Read the signs of a page."""
    words, last, strong = look.measures["words"], look.measures["last"], look.measures["strong"]
    linked = look.measures["link_density"] > 0.8
    said = look.measures["digits"] > 0
    doubtful = (look.chance > ASKED) | (said & ~linked & (words <= LONGEST_META))
    phrases = sorts_of(blocks, (words <= HEADLINE) & doubtful, sayings)
    marks = [block.markup for block in blocks if block.markup]
    near, above = element_roles(marks[0], plan)
    roles = tuple(near[mark.element] for mark in marks)
    heading = np.array([mark.heading for mark in marks])
    called = np.array([role == "title" for role in roles]) & (words <= HEADLINE)
    bold = (strong >= 0.95) & (words <= 25) & (last != 1) & (words >= 2)
    heading = np.where(heading > 0, heading, np.where(called, 7, np.where(bold, 8, 0)))
    meta_tag = np.array([mark.tree.tags[mark.element] in META_TAGS for mark in marks])
    said = np.array([any(phrase.sort in DATES for phrase in found) for found in phrases])
    meta = np.array([role == "meta" for role in roles]) & (words <= LONGEST_META)
    return Signs(
        heading=np.where(words <= HEADLINE, heading, 0),
        dated=said | meta | (meta_tag & (words <= LONGEST_META)),
        linked=linked,
        roles=roles,
        furniture=tuple(above[mark.element] for mark in marks),
        phrases=tuple(phrases),
    )


def element_roles(mark: Markup, plan: MarkupPlan) -> tuple[list[str], list[str]]:
    """For each element the role of the nearest classes within NEAR, and the boilerplate that it stands in."""
    tree = mark.tree
    own: list[str] = []
    near: list[str] = []
    above: list[str] = []
    known: dict[tuple[str, ...], str] = {}
    for number, (tag, words) in enumerate(zip(tree.tags, tree.words, strict=True)):
        if words not in known:
            known[words] = next((plan.roles[word] for word in words if word in plan.roles), "")
        role = known[words]
        own.append(role)
        parent = tree.parents[number]
        element, found = number, role
        for _ in range(NEAR - 1):
            element = tree.parents[element] if element >= 0 else -1
            if found or element < 0:
                break
            found = own[element]
        near.append(found)
        waste = plan.furniture.get(tag, role if role in BOILERPLATE_LABELS else "")
        above.append(waste or (above[parent] if parent >= 0 and tag not in ("article", "main") else ""))
    return near, above
