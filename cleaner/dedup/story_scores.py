"""Scores of record pairs: cosines of passages and of whole records over weighted facts."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights
from cleaner.dedup.fact_sketch import FactSets, candidate_pairs, choose_banding, distinct
from cleaner.dedup.fact_store import NAME, StoryFacts, rows_of
from cleaner.dedup.rarity import Floats
from cleaner.dedup.tokens import Ints
from cleaner.model import Over

REPEATED = 0.3
"""How much more a fact weighs where it is repeated, per natural log of the count."""
REPEATS = 1 + REPEATED * np.log(np.maximum(np.arange(256), 1)).astype(np.float32)
_PAIRS_AT_ONCE, _PRODUCTS_AT_ONCE = 50_000, 5_000
"""Pairs that are given to a worker, and pairs whose facts are multiplied at a time: what fits the processor's cache."""
Numbers = NDArray[np.int32]
"""Of records and passages: half the memory of `Ints`."""
_STEPS = 10_000
"""Scores that ranks tell apart."""
PASSAGE_PAIRS = 400
"""Passage pairs looked at for records that met as wholes."""
_ALL_PASSAGE_PAIRS = 2_000_000
"""The same over all such records, the most alike ones first: a list of rows from one mould would have a million for
every hundred rows."""
FEWEST_FACTS = 2
"""A passage of fewer facts (a row of emoji, a button) is not one of a story, however alike it is to others."""
RELATED = 0.12
"""Records whose whole cosine is below this and that met in no passage are let go."""
BEST_SHARE = 1.2
"""A pair whose best passages have a cosine below this share of the least score wanted is let go unscored."""
MIXED, PASSAGE_ALONE = 1.35, 2.26
"""Odds ratios that bring both scores to one scale, on which .25 is right in about 94 of 100 pairs (see bench)."""


class Spans(Protocol):
    """Passages: of which record each is, and where in its text."""

    @property
    def records(self) -> int:
        """How many records there are."""
        ...

    @property
    def record(self) -> Numbers:
        """The record of each passage, ascending."""
        ...

    @property
    def start(self) -> Numbers:
        """Where it begins in the record's text, in characters."""
        ...

    @property
    def end(self) -> Numbers:
        """Where it ends."""
        ...

    @property
    def large(self) -> bool:
        """Whether they are of a large run."""
        ...


@frozen(eq=False)
class Pairs:
    """Record pairs a < b with their best passages (numbers of passages) and score."""

    NAMES: ClassVar = ("a", "b", "passage_a", "passage_b", "score")
    a: Numbers
    b: Numbers
    passage_a: Numbers
    passage_b: Numbers
    score: Floats

    def take(self, places: Ints | NDArray[np.bool_]) -> "Pairs":
        """Some of the pairs."""
        return Pairs(self.a[places], self.b[places], self.passage_a[places], self.passage_b[places], self.score[places])


def score_pairs(facts: StoryFacts, weights: Weights, least: float, over: Over = map) -> Pairs:
    """All record pairs that score `least` or more, as far as the bands bring them together, by record."""
    banding, passages = choose_banding(len(facts)), passage_sets(facts)
    low, high = split_pairs(candidate_pairs(passages, weights, banding))
    apart = np.flatnonzero(facts.record[low] != facts.record[high])
    low, high = low[apart], high[apart]
    wholes = record_sets(facts)
    if banding.wholes:
        met = split_pairs(candidate_pairs(wholes, weights, banding))
        low, high = _with_passages(facts, (low, high), met, cosines(wholes, weights, *met, over))
    enough = np.diff(facts.first) >= FEWEST_FACTS
    there = np.flatnonzero(enough[low] & enough[high])
    low, high = low[there], high[there]
    best = best_passages(facts, low, high, cosines(passages, weights, low, high, over))
    best = best.take(np.flatnonzero(best.score >= least * BEST_SHARE))
    whole = cosines(wholes, weights, best.a, best.b, over)
    score = mixed_score(best.score, whole)
    found = Pairs(best.a, best.b, best.passage_a, best.passage_b, score)
    return found.take(np.flatnonzero(score >= least))


def mixed_score(passage: Floats, whole: Floats) -> Floats:
    """The score of record pairs from the cosines of their best passages and of the whole records."""
    mixed = temper((passage + whole) / 2, MIXED)
    return np.maximum(mixed, temper(passage, PASSAGE_ALONE)).astype(np.float32)


def ranks(pairs: Pairs) -> Numbers:
    """The place of each pair among those of its record a and of its record b (shape (2, pairs)), 0 for the best.

    Of scores that differ by less than .0001 the earlier pair comes first.
    """
    owner = np.concatenate([pairs.a, pairs.b])
    keys = np.tile(np.round((1 - np.minimum(pairs.score, 1)) * _STEPS).astype(np.uint64), 2)
    keys += owner.astype(np.uint64) * np.uint64(_STEPS + 1)
    order = argsort(keys)
    del keys
    owner = owner[order]
    place = np.arange(len(owner), dtype=np.int32)
    begins = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    place -= np.maximum.accumulate(np.where(begins, place, np.int32(0)))
    places = np.empty(len(owner), np.int32)
    places[order] = place
    return places.reshape(2, -1)


def argsort(keys: NDArray[np.uint64]) -> Ints:
    """The order of some keys, equal ones as they come: numpy sorts numbers much faster than places of numbers."""
    bits = max(1, int(len(keys) - 1).bit_length()) if len(keys) else 1
    if len(keys) and int(keys.max()) >> (64 - bits):
        return np.argsort(keys, kind="stable")
    packed = keys << np.uint64(bits)
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    packed &= np.uint64((1 << bits) - 1)
    return packed.view(np.int64)


def temper(score: NDArray[np.floating[Any]], ratio: float) -> Floats:
    """Divide the odds of a score by a ratio: 0 and 1 stay, what is between comes down."""
    return np.asarray(score / (score + (1 - score) * ratio), np.float32)


def passage_sets(facts: StoryFacts) -> FactSets:
    """The facts of all passages."""
    return FactSets(facts.first, facts.fact, facts.count & np.uint8(NAME - 1))


def record_sets(facts: StoryFacts) -> FactSets:
    """The facts of whole records; the count is of passages."""
    owner = facts.record[np.repeat(np.arange(len(facts)), np.diff(facts.first))].astype(np.uint64)
    keys = np.sort(owner << np.uint64(32) | facts.fact)
    at = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    count = np.minimum(np.diff(np.append(at, len(keys))), NAME - 1).astype(np.uint8)
    keys = keys[at]
    first = np.searchsorted(keys, np.arange(facts.records + 1, dtype=np.uint64) << np.uint64(32))
    return FactSets(first, keys.astype(np.uint32), count)


def cosines(sets: FactSets, weights: Weights, low: NDArray[Any], high: NDArray[Any], over: Over = map) -> Floats:
    """The cosine of each pair of sets."""
    chosen = distinct(np.concatenate([low, high]))
    place = np.zeros(len(sets), np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    members, first = rows_of(sets.first, chosen)
    rows = unit_rows(FactSets(first, sets.fact[members], sets.count[members]), weights)
    steps = range(0, len(low), _PAIRS_AT_ONCE)
    parts = ((place[low[at : at + _PAIRS_AT_ONCE]], place[high[at : at + _PAIRS_AT_ONCE]]) for at in steps)
    found: Iterator[Floats] = over(partial(_products, rows), parts)
    return np.concatenate([np.zeros(0, np.float32), *found])


def _products(rows: Any, pairs: tuple[Ints, Ints]) -> Floats:
    """The products of some pairs of rows."""
    found = np.zeros(len(pairs[0]), np.float32)
    for at in range(0, len(found), _PRODUCTS_AT_ONCE):
        a, b = (side[at : at + _PRODUCTS_AT_ONCE] for side in pairs)
        found[at : at + len(a)] = rows[a].multiply(rows[b]).sum(axis=1)
    return found


def unit_rows(sets: FactSets, weights: Weights) -> Any:
    """A sparse matrix (scipy CSR), a row of length 1 for each set."""
    from scipy.sparse import csr_array

    value = weights.of(sets.fact) * REPEATS[sets.count]
    owner = sets.owners()
    length = np.sqrt(np.bincount(owner, value * value, minlength=len(sets))).astype(np.float32)
    value /= np.maximum(length, np.float32(1e-9))[owner]
    columns = (sets.fact >> np.uint32(2)).astype(np.int32)
    rows = csr_array((value, columns, sets.first.astype(np.int32)), shape=(len(sets), 1 << 30))
    rows.sum_duplicates()  # facts of two kinds with one hash: scipy would multiply such rows over all 2**30 columns
    return rows


def join_pairs(parts: Sequence[Pairs]) -> Pairs:
    """Pairs of several parts, one part after the other."""
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in Pairs.NAMES))


def pair_numbers(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.uint64]:
    """Pairs as one number each, a in the high half."""
    return np.asarray(a.astype(np.uint64) << np.uint64(32) | b.astype(np.uint64))


def split_pairs(pairs: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Both sides of pairs that are one number each, a in the high half."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _with_passages(
    facts: StoryFacts, pairs: tuple[Ints, Ints], met: tuple[Ints, Ints], alike: Floats
) -> tuple[Ints, Ints]:
    """Passage pairs, and with them all passage pairs of records that met as wholes; distinct, a before b."""
    first = np.searchsorted(facts.record, np.arange(facts.records + 1))
    order = np.argsort(-alike, kind="stable")[: np.count_nonzero(alike >= RELATED)]
    sizes = first[1:] - first[:-1]
    count = np.minimum(sizes[met[0]] * sizes[met[1]], PASSAGE_PAIRS)[order]
    kept = order[np.cumsum(count) <= _ALL_PASSAGE_PAIRS]
    low, high = passage_pairs(first, met[0][kept], met[1][kept])
    return split_pairs(distinct(pair_numbers(np.concatenate([pairs[0], low]), np.concatenate([pairs[1], high]))))


def passage_pairs(first: Ints, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """All passages of each record a with all of its record b, up to a number; passages of a record begin at `first`."""
    width = first[b + 1] - first[b]
    count = np.minimum((first[a + 1] - first[a]) * width, PASSAGE_PAIRS)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    width = np.repeat(width, count)
    return np.repeat(first[a], count) + place // width, np.repeat(first[b], count) + place % width


def best_passages(facts: Spans, low: Ints, high: Ints, cosine: Floats) -> Pairs:
    """For each record pair the passage pair of the highest cosine; the first of equals."""
    passages = low.astype(np.int32), high.astype(np.int32)
    return best_of_each(Pairs(facts.record[low], facts.record[high], *passages, np.minimum(cosine, 1)))


def best_of_each(pairs: Pairs) -> Pairs:
    """Each record pair once, where its score is highest; the first of equals."""
    order = argsort(pairs.a.astype(np.uint64) * np.uint64(pairs.b.max(initial=0) + 1) + pairs.b.astype(np.uint64))
    a, b, score = pairs.a[order], pairs.b[order], pairs.score[order]
    first = np.flatnonzero(np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))[: len(a)])
    top = np.maximum.reduceat(score, first) if len(first) else score
    equal = np.flatnonzero(score == np.repeat(top, np.diff(np.append(first, len(a)))))
    return pairs.take(order[equal[np.searchsorted(equal, first)]])
