"""Articles without a container of their own: headings side by side in one element, each with the text that follows."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.records import COVERED, LEAST, Member, prose_of, replied
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook
from cleaner.model import Block

Floats = NDArray[np.float64]

ENOUGH = 3.0
"""Signs, added up, from which a run of headings is a run of articles."""
BOLD = 8
MOST = 0.7
"""Share of the headings that have dates, where not all of them do."""
NEXT = 3
"""Blocks after a headline in which its date or byline stands."""


def find_runs(blocks: tuple[Block, ...], look: MarkupLook, signs: Signs, bare: bool = False) -> list[Member]:
    """The articles that begin at headings of one kind under one element; [] if the page has no such run.

    On a `bare` page, which has no markup to tell headlines from subheads, every bold line is taken for a headline where
    none has a date.
    """
    prose = prose_of(look)
    page = max(float(prose.sum()), 1e-6)
    groups: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for number in np.flatnonzero((signs.heading > 0) & (look.measures["hidden"] == 0)).tolist():
        element, kind = block_element(blocks, number), int(signs.heading[number])
        groups["parent", int(look.places.parent[element]), kind].append(number)
        groups["lineage", int(look.places.kind[element]), kind].append(number)
    best: tuple[float, list[Member]] = (0.0, [])
    for (where, element, kind), heads in groups.items():
        if len(heads) < 2:
            continue
        if where == "lineage":
            element = look.places.common(heads[0], heads[-1])
        end = int(np.flatnonzero(look.places.holds(element))[-1]) + 1
        if prose[heads[0] : end].sum() < COVERED * page:
            continue
        dated = [head for head in heads if has_date(head, signs)]
        sure = len(dated) >= 2 and (bare or signs.linked[dated].all() or len(dated) >= MOST * len(heads))
        if not sure and (where == "lineage" or (not (kind == 1 and len(heads) > 2) and not bare)):
            continue
        runs = members_of(dated if sure else heads, end, element, prose)
        held = sum(member.mass for member in runs)
        enough = score_of(runs, kind, signs) >= ENOUGH or (bare and not dated and kind in (1, 2, 3, BOLD))
        if len(runs) >= 2 and held >= COVERED * page and enough and held > best[0]:
            best = (held, runs)
    return best[1]


def block_element(blocks: tuple[Block, ...], number: int) -> int:
    """The element of a block that begins a line: the parent's child that holds a heading."""
    markup = blocks[number].markup
    if markup is None:
        return 0
    for element in markup.above:
        if markup.tree.tags[element] == markup.tag:
            return element
    return markup.element


def has_date(head: int, signs: Signs) -> bool:
    """Whether a date or byline stands right behind a headline, or right above it."""
    return signs.dated_among(head + 1, head + 1 + NEXT) or (head > 0 and signs.dated(head - 1))


def members_of(starts: list[int], end: int, element: int, prose: Floats) -> list[Member]:
    """From each headline to the next; those without prose are none."""
    out = []
    for head, stop in zip(starts, [*starts[1:], end], strict=True):
        mass = float(prose[head + 1 : stop].sum())
        if mass >= LEAST:
            out.append(Member(element, head, stop, head, mass, head + 1, int((prose[head:stop] >= 8).sum())))
    return out


def score_of(members: list[Member], kind: int, signs: Signs) -> float:
    """The signs that headings begin articles and not sections of one."""
    if not members:
        return 0.0
    heads = [member.head for member in members]
    score = 3.0 * sum(has_date(member.head, signs) for member in members) / len(members)
    score += 1.5 * float(signs.linked[heads].mean()) + {1: 2.5, 2: 0.5, 7: 0.5}.get(kind, 0.0)
    score -= 5.0 * sum(replied(member, signs) for member in members) / len(members)
    score -= 3.0 * sum(signs.furniture[head] != "" for head in heads) / len(members)
    return score + (1.0 if np.median([member.mass for member in members]) >= 150 else 0.0)
