"""Scores of record pairs: cosines of passages and of whole records over weighted facts."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights
from cleaner.dedup.fact_sketch import FactSets, candidate_pairs, choose_banding, distinct
from cleaner.dedup.fact_store import LARGE, NAME, StoryFacts, rows_of, take_facts
from cleaner.dedup.rarity import Floats
from cleaner.dedup.tokens import Ints
from cleaner.model import Over

REPEATED = 0.3
"""How much more a fact weighs where it is repeated, per natural log of the count."""
_REPEATS = 1 + REPEATED * np.log(np.maximum(np.arange(256), 1)).astype(np.float32)
_PAIRS_AT_ONCE = 50_000
_PASSAGE_PAIRS = 400
"""Passage pairs looked at for records that met as wholes."""
_ALL_PASSAGE_PAIRS = 2_000_000
"""The same over all such records, the most alike ones first: a list of rows from one mould would have a million for
every hundred rows."""
FEWEST_FACTS = 2
"""A passage of fewer facts (a row of emoji, a button) is not one of a story, however alike it is to others."""
MOST_PARTNERS = 8
"""In large runs a record is compared as a whole with so many others, those with the most alike passages."""
RELATED = 0.12
"""Records whose whole cosine is below this and that met in no passage are let go."""
BEST_SHARE = 1.2
"""A pair whose best passages have a cosine below this share of the least score wanted is let go unscored."""
MIXED, PASSAGE_ALONE = 1.35, 2.26
"""Odds ratios that bring both scores to one scale, on which .25 is right in about 94 of 100 pairs (see bench)."""


@frozen(eq=False)
class Pairs:
    """Record pairs a < b with their best passages (numbers of passages) and score."""

    a: Ints
    b: Ints
    passage_a: Ints
    passage_b: Ints
    score: Floats

    def take(self, places: Ints | NDArray[np.bool_]) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.a[places], self.b[places], self.passage_a[places], self.passage_b[places], self.score[places])


def score_pairs(facts: StoryFacts, weights: Weights, least: float, over: Over = map) -> Pairs:
    """All record pairs that score `least` or more, as far as the bands bring them together, by record."""
    banding = choose_banding(len(facts))
    low, high = _split(candidate_pairs(passage_sets(facts), weights, banding))
    apart = facts.record[low] != facts.record[high]
    low, high = low[apart], high[apart]
    if banding.wholes:
        met = _split(candidate_pairs(record_sets(facts), weights, banding))
        low, high = _with_passages(facts, (low, high), met, cosines(partial(records_of, facts), weights, *met, over))
    enough = np.diff(facts.first) >= FEWEST_FACTS
    low, high = low[enough[low] & enough[high]], high[enough[low] & enough[high]]
    best = _best_passages(facts, low, high, cosines(partial(passages_of, facts), weights, low, high, over))
    best = best.take(best.score >= least * BEST_SHARE)
    if len(facts) >= LARGE:
        best = best.take(np.flatnonzero((ranks(best) < MOST_PARTNERS).any(axis=0)))
    whole = cosines(partial(records_of, facts), weights, best.a, best.b, over)
    mixed = temper((best.score + whole) / 2, MIXED)
    score = np.maximum(mixed, temper(best.score, PASSAGE_ALONE)).astype(np.float32)
    found = Pairs(best.a, best.b, best.passage_a, best.passage_b, score)
    return found.take(score >= least)


def ranks(pairs: Pairs) -> Ints:
    """The place of each pair among those of its record a and of its record b (shape (2, pairs)), 0 for the best."""
    owner, score = np.concatenate([pairs.a, pairs.b]), np.tile(pairs.score, 2)
    order = np.lexsort((-score, owner))
    ranked = owner[order]
    places = np.empty(len(owner), np.int64)
    places[order] = np.arange(len(owner)) - np.searchsorted(ranked, ranked)
    return places.reshape(2, -1)


def temper(score: NDArray[np.floating[Any]], ratio: float) -> Floats:
    """Divide the odds of a score by a ratio: 0 and 1 stay, what is between comes down."""
    return np.asarray(score / (score + (1 - score) * ratio), np.float32)


def passage_sets(facts: StoryFacts) -> FactSets:
    """The facts of all passages."""
    return FactSets(facts.first, facts.fact, facts.count & np.uint8(NAME - 1))


def passages_of(facts: StoryFacts, chosen: Ints) -> FactSets:
    """The facts of some passages."""
    rows, first = rows_of(facts.first, chosen)
    return FactSets(first, facts.fact[rows], facts.count[rows] & np.uint8(NAME - 1))


def record_sets(facts: StoryFacts) -> FactSets:
    """The facts of whole records; the count is of passages."""
    owner = facts.record[np.repeat(np.arange(len(facts)), np.diff(facts.first))].astype(np.uint64)
    keys = np.sort(owner << np.uint64(32) | facts.fact)
    at = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    count = np.minimum(np.diff(np.append(at, len(keys))), NAME - 1).astype(np.uint8)
    keys = keys[at]
    first = np.searchsorted(keys, np.arange(facts.records + 1, dtype=np.uint64) << np.uint64(32))
    return FactSets(first, keys.astype(np.uint32), count)


def records_of(facts: StoryFacts, chosen: Ints) -> FactSets:
    """The facts of some whole records, ascending."""
    return record_sets(take_facts(facts, chosen))


def cosines(sets_of: Callable[[Ints], FactSets], weights: Weights, low: Ints, high: Ints, over: Over = map) -> Floats:
    """The cosine of each pair of sets; `sets_of` gives the facts of some of them, a part of the pairs at a time."""
    import scipy.sparse  # noqa: F401  # here, so that each worker need not load it

    steps = range(0, len(low), _PAIRS_AT_ONCE)
    parts = ((low[at : at + _PAIRS_AT_ONCE], high[at : at + _PAIRS_AT_ONCE]) for at in steps)
    found: Iterator[Floats] = over(partial(_cosines, sets_of, weights), parts)
    return np.concatenate([np.zeros(0, np.float32), *found])


def _cosines(sets_of: Callable[[Ints], FactSets], weights: Weights, pairs: tuple[Ints, Ints]) -> Floats:
    """The cosine of each of some pairs."""
    low, high = pairs
    chosen = distinct(np.concatenate(pairs))
    rows = unit_rows(sets_of(chosen), weights)
    a, b = np.searchsorted(chosen, low), np.searchsorted(chosen, high)
    return np.asarray(rows[a].multiply(rows[b]).sum(axis=1), np.float32)


def unit_rows(sets: FactSets, weights: Weights) -> Any:
    """A sparse matrix (scipy CSR), a row of length 1 for each set."""
    from scipy.sparse import csr_array

    value = weights.of(sets.fact) * _REPEATS[sets.count]
    owner = sets.owners()
    length = np.sqrt(np.bincount(owner, value * value, minlength=len(sets))).astype(np.float32)
    value /= np.maximum(length, np.float32(1e-9))[owner]
    columns = (sets.fact >> np.uint32(2)).astype(np.int32)
    return csr_array((value, columns, sets.first.astype(np.int32)), shape=(len(sets), 1 << 30))


def _split(pairs: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _with_passages(
    facts: StoryFacts, pairs: tuple[Ints, Ints], met: tuple[Ints, Ints], alike: Floats
) -> tuple[Ints, Ints]:
    """Passage pairs, and with them all passage pairs of records that met as wholes; distinct, a before b."""
    first = np.searchsorted(facts.record, np.arange(facts.records + 1))
    order = np.argsort(-alike, kind="stable")[: np.count_nonzero(alike >= RELATED)]
    sizes = first[1:] - first[:-1]
    count = np.minimum(sizes[met[0]] * sizes[met[1]], _PASSAGE_PAIRS)[order]
    kept = np.cumsum(count) <= _ALL_PASSAGE_PAIRS
    a, b, count = met[0][order[kept]], met[1][order[kept]], count[kept]
    size_b = sizes[b]
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    width = np.repeat(size_b, count)
    low = np.concatenate([pairs[0], np.repeat(first[a], count) + place // np.maximum(width, 1)])
    high = np.concatenate([pairs[1], np.repeat(first[b], count) + place % np.maximum(width, 1)])
    return _split(distinct(low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64)))


def _best_passages(facts: StoryFacts, low: Ints, high: Ints, cosine: Floats) -> Pairs:
    """For each record pair the passage pair of the highest cosine; the first of equals."""
    a, b = facts.record[low].astype(np.int64), facts.record[high].astype(np.int64)
    pair = a << 32 | b
    order = np.lexsort((-cosine, pair))
    a, b = a[order], b[order]
    fresh = np.ones(len(a), np.bool_)
    fresh[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    chosen = order[fresh]
    return Pairs(a[fresh], b[fresh], low[chosen], high[chosen], np.minimum(cosine[chosen], 1))
