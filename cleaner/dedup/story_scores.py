"""Scores of record pairs: cosines of passages and of whole records over weighted facts."""

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Floats, Weights
from cleaner.dedup.fact_sketch import FactSets, candidate_pairs, choose_banding, distinct
from cleaner.dedup.story import NAME, StoryFacts
from cleaner.dedup.tokens import Ints

REPEATED = 0.3
"""How much more a fact weighs where it is repeated, per natural log of the count."""
_PAIRS_AT_ONCE = 100_000
_PASSAGE_PAIRS = 400
"""Passage pairs looked at for records that met as wholes."""
RELATED = 0.12
"""Records whose whole cosine is below this and that met in no passage are let go."""
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


def score_pairs(facts: StoryFacts, weights: Weights, least: float) -> Pairs:
    """All record pairs that score `least` or more, as far as the bands bring them together, by record."""
    passages = FactSets(facts.first, facts.fact, facts.count & np.uint8(NAME - 1))
    wholes = record_sets(facts)
    passage_matrix, whole_matrix = unit_rows(passages, weights), unit_rows(wholes, weights)
    banding = choose_banding(len(facts.record))
    low, high = _split(candidate_pairs(passages, weights, banding))
    apart = facts.record[low] != facts.record[high]
    low, high = low[apart], high[apart]
    met = _split(candidate_pairs(wholes, weights, banding))
    met_cosine = cosines(whole_matrix, *met)
    low, high = _with_passages(facts, (low, high), (met[0][met_cosine >= RELATED], met[1][met_cosine >= RELATED]))
    best = _best_passages(facts, low, high, cosines(passage_matrix, low, high))
    whole = cosines(whole_matrix, best.a, best.b)
    mixed = temper((best.score + whole) / 2, MIXED)
    score = np.maximum(mixed, temper(best.score, PASSAGE_ALONE)).astype(np.float32)
    kept = score >= least
    return Pairs(best.a, best.b, best.passage_a, best.passage_b, score).take(kept)


def temper(score: NDArray[np.floating[Any]], ratio: float) -> Floats:
    """Divide the odds of a score by a ratio: 0 and 1 stay, what is between comes down."""
    return np.asarray(score / (score + (1 - score) * ratio), np.float32)


def record_sets(facts: StoryFacts) -> FactSets:
    """The facts of whole records; the count is of passages."""
    owner = facts.record[np.repeat(np.arange(len(facts.record)), np.diff(facts.first))].astype(np.uint64)
    keys = np.sort(owner << np.uint64(32) | facts.fact)
    at = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
    count = np.minimum(np.diff(np.append(at, len(keys))), NAME - 1).astype(np.uint8)
    keys = keys[at]
    first = np.searchsorted(keys, np.arange(facts.records + 1, dtype=np.uint64) << np.uint64(32))
    return FactSets(first, keys.astype(np.uint32), count)


def unit_rows(sets: FactSets, weights: Weights) -> Any:
    """A sparse matrix (scipy CSR), a row of length 1 for each set."""
    from scipy.sparse import csr_array

    value = weights.of(sets.fact) * (1 + REPEATED * np.log(np.maximum(sets.count, 1), dtype=np.float32))
    owner = sets.owners()
    length = np.sqrt(np.bincount(owner, value * value, minlength=len(sets.first) - 1))
    value /= np.maximum(length, 1e-9)[owner].astype(np.float32)
    kept = value > 0
    first = np.concatenate([[0], np.cumsum(kept)])[sets.first]
    columns = (sets.fact[kept] >> np.uint32(2)).astype(np.int32)
    return csr_array((value[kept].astype(np.float32), columns, first), shape=(len(sets.first) - 1, 1 << 30))


def cosines(matrix: Any, low: Ints, high: Ints) -> Floats:
    """The cosine of each pair of rows."""
    found = np.zeros(len(low), np.float32)
    for at in range(0, len(low), _PAIRS_AT_ONCE):
        part = slice(at, at + _PAIRS_AT_ONCE)
        found[part] = matrix[low[part]].multiply(matrix[high[part]]).sum(axis=1)
    return found


def _split(pairs: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _with_passages(facts: StoryFacts, pairs: tuple[Ints, Ints], records: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Passage pairs, and with them all passage pairs of records that met as wholes; distinct, a before b."""
    first = np.searchsorted(facts.record, np.arange(facts.records + 1))
    a, b = records
    size_a, size_b = first[a + 1] - first[a], first[b + 1] - first[b]
    count = np.minimum(size_a * size_b, _PASSAGE_PAIRS)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    width = np.repeat(size_b, count)
    low = np.concatenate([pairs[0], np.repeat(first[a], count) + place // np.maximum(width, 1)])
    high = np.concatenate([pairs[1], np.repeat(first[b], count) + place % np.maximum(width, 1)])
    return _split(distinct(low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64)))


def _best_passages(facts: StoryFacts, low: Ints, high: Ints, cosine: Floats) -> Pairs:
    """For each record pair the passage pair of the highest cosine; the first of equals."""
    a, b = facts.record[low].astype(np.int64), facts.record[high].astype(np.int64)
    order = np.lexsort((high, low, -cosine, b, a))
    a, b = a[order], b[order]
    fresh = np.ones(len(a), np.bool_)
    fresh[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    chosen = order[fresh]
    return Pairs(a[fresh], b[fresh], low[chosen], high[chosen], np.minimum(cosine[chosen], 1))
