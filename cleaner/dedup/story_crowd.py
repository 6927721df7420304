"""Stories of a large run: its passages and records as packed facts, and the scores of the pairs that are found.

Passages meet (meeting.py) and are compared; then records that have a partner in common are compared too, since what
two records tell that are both like a third is often one event. All is bounded a record, in time and memory.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights
from cleaner.dedup.fact_sketch import band_keys, distinct, sketch, telling
from cleaner.dedup.fact_store import MOST_FACTS_LARGE, Facts, StoryFacts
from cleaner.dedup.meeting import band_meetings, fact_meetings
from cleaner.dedup.packed import Packed, join_packed, pack
from cleaner.dedup.rarity import Floats
from cleaner.dedup.story_scores import (
    BEST_SHARE,
    RELATED,
    REPEATS,
    Pairs,
    best_of_each,
    best_passages,
    join_pairs,
    mixed_score,
    pair_numbers,
    passage_pairs,
    ranks,
    record_sets,
    split_pairs,
)
from cleaner.dedup.tokens import Hashes, Ints
from cleaner.model import Over

RECORD_FACTS = 32
"""Facts that a whole record is compared by; a passage by all that are kept of it."""
BANDS, BAND_WIDTH = 4, 3
"""Bands of two MinHash values, and passages that follow in a band, that a passage meets."""
MOST_PARTNERS = 16
"""A record is compared as a whole with so many others, those with the most alike passages."""
CLOSE, ENOUGH = 0.3, 8
"""A passage that has met so many passages of this cosine and above looks for no more."""
FRIENDS = 10
"""Partners of a record, the best ones, that are compared with each other."""
SURE, MOST_SURE = 0.25, 16
"""Records that both have so many partners of this score are not compared for the sake of a third."""
_AT_ONCE, _WAITING = 1 << 13, 1 << 20
"""Record pairs looked at at a time, and found ones that wait until the best are chosen."""


@frozen(eq=False)
class Crowd:
    """The records of a large run."""

    records: int
    record: NDArray[np.int32]
    """The record of each passage, ascending."""
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    passages: Packed
    wholes: Packed
    bands: Hashes
    """[band, passage]: keys of MinHash over the facts that stand in other passages too; 0 for none."""
    large: bool = True


def pack_crowd(facts: Facts, weights: Weights, over: Over = map) -> Crowd:
    """Pack the facts of a run, part by part, wherever `over` does that."""
    parts = list(over(partial(_packed, weights), facts.parts()))
    first = np.cumsum([0] + [part.records for part in parts])
    return Crowd(
        int(first[-1]),
        np.concatenate([part.record + np.int32(at) for part, at in zip(parts, first, strict=False)]),
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        join_packed([part.passages for part in parts]),
        join_packed([part.wholes for part in parts]),
        np.concatenate([part.bands for part in parts], axis=1),
    )


def _packed(weights: Weights, part: StoryFacts) -> Crowd:
    again = weights.again_of(part.fact)
    passages = pack(part.first, part.fact, weights.of(part.fact), MOST_FACTS_LARGE, again)
    whole = record_sets(part)
    heavy = weights.of(whole.fact)
    wholes = pack(whole.first, whole.fact, heavy, RECORD_FACTS, heavy * REPEATS[whole.count])
    return Crowd(part.records, part.record, part.start, part.end, passages, wholes, _bands(part, again))


def _bands(part: StoryFacts, again: Floats) -> Hashes:
    """The keys of the bands of each passage; `again` weighs its facts, 0 for those of one passage alone."""
    places, first = telling(part.first, again, 1.0)
    rows = np.flatnonzero(np.diff(first))
    bands = np.zeros((BANDS, len(part)), np.uint32)
    if len(rows):
        values = sketch(np.append(first[rows], first[-1]), part.fact[places], again[places], BANDS * 2)
        for band in range(BANDS):
            bands[band, rows] = (band_keys(values[band * 2 : band * 2 + 2]) >> np.uint64(32)) | np.uint64(1)
    return bands


def score_crowd(crowd: Crowd, least: float, over: Over = map) -> Pairs:
    """All record pairs found that score `least` or more, by record."""
    pairs = _scored(crowd, _met(crowd, least * BEST_SHARE))
    apart = partial(_apart, crowd, np.searchsorted(crowd.record, np.arange(crowd.records + 1)), least * BEST_SHARE)
    pairs = join_pairs([pairs, *over(apart, _friends(crowd, pairs))])
    pairs = pairs.take(np.flatnonzero(pairs.score >= least))
    return pairs.take(np.lexsort((pairs.b, pairs.a)))


def _scored(crowd: Crowd, pairs: Pairs) -> Pairs:
    """Pairs scored by their best passages, scored by both."""
    score = mixed_score(pairs.score, crowd.wholes.cosines(pairs.a, pairs.b))
    return Pairs(pairs.a, pairs.b, pairs.passage_a, pairs.passage_b, score)


def _met(crowd: Crowd, least: float) -> Pairs:
    """Record pairs with passages that met and are alike, with the most alike passages; the best ones of each record."""
    looking = crowd.passages.facts[:, 1] > 0
    partners, found, waiting = np.zeros(len(looking), np.int32), [_no_pairs()], 0
    meetings = band_meetings(crowd.bands, looking, BAND_WIDTH), fact_meetings(crowd.passages.facts, looking)
    for low, high in (split_pairs(distinct(pairs)) for pairs in chain(*meetings)):
        apart = np.flatnonzero(crowd.record[low] != crowd.record[high])
        low, high = low[apart], high[apart]
        cosine = crowd.passages.cosines(low, high)
        alike = np.flatnonzero(cosine >= least)
        found.append(best_passages(crowd, low[alike], high[alike], cosine[alike]))
        close = np.flatnonzero(cosine >= CLOSE)
        partners += np.bincount(low[close], minlength=len(looking)) + np.bincount(high[close], minlength=len(looking))
        np.copyto(looking, False, where=partners >= ENOUGH)
        waiting += len(found[-1].a)
        if waiting > max(_WAITING, 2 * len(found[0].a)):
            found, waiting = [_best_of(found)], 0
    return _best_of(found)


def _no_pairs() -> Pairs:
    none = np.zeros(0, np.int32)
    return Pairs(none, none, none, none, np.zeros(0, np.float32))


def _best_of(found: list[Pairs]) -> Pairs:
    """Each record pair once, with its best passages, if it is among the best of one of its records.

    What is not among the best of some pairs is not among the best of more of them.
    """
    pairs = best_of_each(join_pairs(found))
    return pairs.take(np.flatnonzero((ranks(pairs) < MOST_PARTNERS).any(axis=0)))


def _friends(crowd: Crowd, pairs: Pairs) -> Iterator[NDArray[np.uint64]]:
    """Pairs of records that are both among the best partners of a third and were not found by themselves, in parts."""
    new = _partners_of_partners(pairs)
    strong = np.flatnonzero(pairs.score >= SURE)
    links = np.bincount(np.concatenate([pairs.a[strong], pairs.b[strong]]), minlength=crowd.records)
    one, other = split_pairs(new)
    new = new[np.minimum(links[one], links[other]) < MOST_SURE]
    known = pair_numbers(pairs.a, pairs.b)
    known.sort()
    if len(known):
        new = new[known[np.minimum(np.searchsorted(known, new), len(known) - 1)] != new]
    for at in range(0, len(new), _AT_ONCE):
        yield new[at : at + _AT_ONCE]


def _apart(crowd: Crowd, first: Ints, least: float, pairs: NDArray[np.uint64]) -> Pairs:
    """Some record pairs scored; `first` says where the passages of each record begin."""
    a, b = split_pairs(pairs)
    related = np.flatnonzero(crowd.wholes.cosines(a, b) >= RELATED)
    low, high = passage_pairs(first, a[related], b[related])
    cosine = crowd.passages.cosines(low, high)
    alike = np.flatnonzero(cosine >= least)
    return _scored(crowd, best_passages(crowd, low[alike], high[alike], cosine[alike]))


def _partners_of_partners(pairs: Pairs) -> NDArray[np.uint64]:
    """Every two of the best partners of each record, as one number a pair, distinct."""
    of_a, of_b = ranks(pairs) < FRIENDS
    centre = np.concatenate([pairs.a[of_a], pairs.b[of_b]])
    partner = np.concatenate([pairs.b[of_a], pairs.a[of_b]])
    order = np.argsort(centre, kind="stable")
    centre, partner = centre[order], partner[order]
    found = [np.zeros(0, np.uint64)]
    for step in range(1, FRIENDS):
        same = np.flatnonzero(centre[step:] == centre[:-step])
        one, other = partner[same], partner[same + step]
        found.append(pair_numbers(np.minimum(one, other), np.maximum(one, other)))
    return distinct(np.concatenate(found))
