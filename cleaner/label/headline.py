"""Which line above each body is its headline: a choice among all lines since the body before.

The chain looks a few lines far. A headline may stand above rows of buttons, a deck and a caption, and a section's name
or a teaser right above the body: once a page is decoded, the lines have to be held against one another.
"""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.label.chars import Floats
from cleaner.label.firing import Fired, add_up
from cleaner.label.plan import Plan

Chances = NDArray[np.float64]
Where = NDArray[np.int64]

REACH = 60
"""Blocks above a body among which its headline is looked for."""
INTO = 4
"""Blocks of a body that may be its head in truth, taken for prose."""
KEPT = ("body", "subhead", "item")
OPENING = ("kicker", "above", "title", "outside")


@frozen(eq=False)
class Gaps:
    """Candidates: the blocks between one body and the next, in order; `gap` numbers the body they stand above."""

    block: Where
    gap: Where
    first_body: Where
    """For each gap the block at which its body begins."""
    last_body: Where
    """For each gap the last block of the body above it, -1 for none."""

    @property
    def count(self) -> int:
        """Number of gaps."""
        return len(self.first_body)


def gaps_of(chance: Chances, states: tuple[str, ...]) -> Gaps:
    """The gaps of a page by the likeliest state of each block: wherever an article may begin between two bodies."""
    likely = chance.argmax(axis=1)
    body = np.isin(likely, [states.index(name) for name in KEPT])
    opening = np.isin(likely, [states.index(name) for name in OPENING])
    order = np.arange(len(likely))
    bodies = np.flatnonzero(body)
    before = np.concatenate([[-1], bodies[:-1]])[: len(bodies)]
    last_opening = np.maximum.accumulate(np.where(opening, order, -1))
    begins = (last_opening[bodies] > before) | (before < 0)
    first, last = bodies[begins], before[begins]
    low = np.maximum(last + 1, first - REACH)
    high = np.minimum(first + INTO, np.concatenate([low[1:], [len(likely)]])[: len(first)])
    size = np.maximum(high - low, 0)
    gap = np.repeat(np.arange(len(first)), size)
    block = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(low, size)
    return Gaps(block, gap, first, last)


def choose(gaps: Gaps, score: Chances) -> Chances:
    """The chance of each candidate to be the headline of its gap; that there is none scores 0."""
    top = np.zeros(gaps.count)
    np.maximum.at(top, gaps.gap, score)
    odds = np.exp(score - top[gaps.gap])
    whole = np.bincount(gaps.gap, weights=odds, minlength=gaps.count) + np.exp(-top)
    chances: Chances = odds / whole[gaps.gap]
    return chances


def headline_measures(fired: Fired, plan: Plan, gaps: Gaps, wording: Floats) -> dict[str, Floats]:
    """headline: the chance of being the headline of the next body; headline_rank: 1 for the likeliest line of a gap, 2
    for the next, 3 for the others; under_headline: the chance that the headline stands above in this gap. 0 and -1
    (under_headline) outside of gaps.
    """
    n = len(wording)
    out = {"headline": np.zeros(n), "headline_rank": np.zeros(n), "under_headline": np.full(n, -1.0)}
    if not len(gaps.block):
        return {name: values.astype(np.float32) for name, values in out.items()}
    score = add_up(fired.part(gaps.block), plan.headline_votes[:, None])[:, 0]
    likely = _to_last_copy(gaps, choose(gaps, score), wording)
    order = np.lexsort((-likely, gaps.gap))
    starts = np.searchsorted(gaps.gap, np.arange(gaps.count))
    rank = np.empty(len(order))
    rank[order] = np.minimum(np.arange(len(order)) - starts[gaps.gap] + 1, 3)
    total = np.cumsum(likely) - likely
    out["headline"][gaps.block] = likely
    out["headline_rank"][gaps.block] = rank
    out["under_headline"][gaps.block] = total - total[starts[gaps.gap]]
    return {name: values.astype(np.float32) for name, values in out.items()}


def _to_last_copy(gaps: Gaps, likely: Chances, wording: Floats) -> Chances:
    """Chances of lines that say the same in one gap, given to the last of them above the body."""
    said = wording[gaps.block].astype(np.int64)
    above = (said >= 0) & (gaps.block < gaps.first_body[gaps.gap])
    if not above.any():
        return likely
    key = np.where(above, gaps.gap * (said.max() + 1) + said, -1 - np.arange(len(said)))
    _, number = np.unique(key, return_inverse=True)
    whole = np.bincount(number, weights=likely)
    last = np.zeros(len(whole), dtype=np.int64)
    np.maximum.at(last, number, np.arange(len(said)))
    out = np.zeros(len(likely))
    out[last] = whole
    return out
