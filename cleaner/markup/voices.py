"""Voices beside the votes on markup: the selectors of a site's pack, and trafilatura's verdict on a page."""

import re

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cleaner.elements import Tree
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook, chance_of
from cleaner.model import BODY_LABELS, BOILERPLATE_LABELS, Block
from cleaner.rulebook import Rules, Select
from cleaner.selectors import found, parse

Floats = NDArray[np.float64]

SELECTED = 6.0
"""Votes (natural log of the odds) that a site's selector has."""
VERDICT = 4.0
"""Votes that trafilatura's verdict has where it alone decides."""
WORD = re.compile(r"\w+")
RUN = 4
"""Words in a row that a block and trafilatura's text share."""


def with_selectors(
    tree: Tree, look: MarkupLook, signs: Signs, rules: Rules, host: str
) -> tuple[MarkupLook, Signs, dict[int, Select]]:
    """What a page looks like once its site's selectors have voted; and which of them chose which block."""
    chosen: dict[int, Select] = {}
    for select in (select for pack in rules.packs_for("html", host) for select in pack.select):
        elements = found(parse(select.css), tree)
        if elements:
            inside = np.zeros(len(tree.parents), dtype=bool)
            inside[sorted(elements)] = True
            below = look.places.spread(inside.astype(float)) > 0
            chosen |= {int(number): select for number in np.flatnonzero(below[look.places.own])}
    if not chosen:
        return look, signs, chosen
    votes, heading, furniture = look.votes.copy(), signs.heading.copy(), list(signs.furniture)
    roles = list(signs.roles)
    for number, select in chosen.items():
        if select.label in BODY_LABELS:
            votes[number], furniture[number] = max(votes[number], 0.0) + SELECTED, ""
        elif select.label in BOILERPLATE_LABELS:
            votes[number], furniture[number] = min(votes[number], 0.0) - SELECTED, select.label
        elif select.label == "title":
            heading[number] = 1
        else:
            roles[number] = select.label
    look = evolve(look, votes=votes, chance=chance_of(votes))
    return look, evolve(signs, heading=heading, furniture=tuple(furniture), roles=tuple(roles)), chosen


def trafilatura_votes(html: str, blocks: tuple[Block, ...]) -> Floats | None:
    """Votes for the blocks that trafilatura keeps and against the others; None where it keeps nothing or fails."""
    from trafilatura import extract

    try:
        text = extract(html, include_comments=False, fast=True)
    except Exception:  # whatever it stumbles over: a page is never lost for want of a second opinion
        return None
    if not text:
        return None
    words = WORD.findall(text)
    runs = {tuple(words[place : place + RUN]) for place in range(max(1, len(words) - RUN + 1))}
    said: list[str] = []
    owner: list[int] = []
    for number, block in enumerate(blocks):
        own = WORD.findall(block.text)
        said += own
        owner += [number] * len(own)
    covered = np.zeros(len(said))
    for place in range(len(said) - RUN + 1):
        if tuple(said[place : place + RUN]) in runs:
            covered[place : place + RUN] = 1
    count = np.bincount(owner, minlength=len(blocks))
    share = np.bincount(owner, covered, minlength=len(blocks)) / np.maximum(count, 1)
    votes: Floats = VERDICT * (2 * share - 1)
    return votes
