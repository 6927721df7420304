"""Facts of many passages in arrays: joined, chosen from, and thinned where a run is large."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.rarity import usual_weight
from cleaner.dedup.tokens import Hashes, Ints

NAME = 128
MOST_FACTS = 48
"""Facts kept of a passage."""
LARGE = 60_000
"""Passages of a run from which it counts as large ..."""
MOST_FACTS_LARGE = 16
"""... and keeps so many facts of each."""


@frozen(eq=False)
class StoryFacts:
    """The facts of the passages of some records; arrays only, so that it crosses processes cheaply."""

    records: int
    record: NDArray[np.int32]
    """Which record each passage is of, from 0, ascending."""
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    """Where it stands in the record's text, in characters; a title before the text is outside."""
    first: Ints
    """Where the facts of each passage begin in `fact`; one more than passages."""
    fact: Hashes
    """Ascending within a passage."""
    count: NDArray[np.uint8]
    """How often the passage has the fact, up to 127; NAME is added where it is capitalised within a sentence."""

    def __len__(self) -> int:
        return len(self.record)


_NOTHING = np.zeros(0, np.int32)
EMPTY = StoryFacts(
    0, _NOTHING, _NOTHING, _NOTHING, np.zeros(1, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.uint8)
)


def join_facts(batches: Sequence[StoryFacts]) -> StoryFacts:
    """The facts of consecutive batches as one."""
    batches = batches or [EMPTY]
    records = np.cumsum([0] + [batch.records for batch in batches])
    facts = np.cumsum([0] + [len(batch.fact) for batch in batches])
    return StoryFacts(
        int(records[-1]),
        np.concatenate([batch.record + np.int32(at) for batch, at in zip(batches, records, strict=False)]),
        np.concatenate([batch.start for batch in batches]),
        np.concatenate([batch.end for batch in batches]),
        np.concatenate([*(batch.first[:-1] + at for batch, at in zip(batches, facts, strict=False)), facts[-1:]]),
        np.concatenate([batch.fact for batch in batches]),
        np.concatenate([batch.count for batch in batches]),
    )


def rows_of(first: Ints, sets: Ints) -> tuple[Ints, Ints]:
    """Where the members of some sets stand, and where each set begins among them (one more than sets)."""
    sizes = first[sets + 1] - first[sets]
    begin = np.concatenate([[0], np.cumsum(sizes)])
    return np.repeat(first[sets] - begin[:-1], sizes) + np.arange(begin[-1]), begin


def take_facts(facts: StoryFacts, records: Sequence[int] | Ints) -> StoryFacts:
    """The facts of some records alone, ascending; record i of the answer is `records[i]`."""
    chosen = np.asarray(records, np.int64)
    if len(chosen) == facts.records:
        return facts
    place = np.full(facts.records, -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    passages = np.flatnonzero(place[facts.record] >= 0)
    rows, first = rows_of(facts.first, passages)
    return StoryFacts(
        len(chosen),
        place[facts.record[passages]],
        facts.start[passages],
        facts.end[passages],
        first,
        facts.fact[rows],
        facts.count[rows],
    )


def thin(facts: StoryFacts, most: int) -> StoryFacts:
    """Keep the `most` facts of each passage that weigh most as far as the frozen table says."""
    sizes = np.diff(facts.first)
    large = np.flatnonzero(sizes > most)
    if not len(large):
        return facts
    rows, begin = rows_of(facts.first, large)
    weight = usual_weight(facts.fact.take(rows), facts.count.take(rows) >= NAME)
    light = np.uint64(1 << 12) - weight.astype(np.uint64)
    owner = np.repeat(np.arange(len(large), dtype=np.uint64), np.diff(begin))
    # Sorted as one number each, which is faster than an argsort; of equal weights the lowest facts are kept.
    keys = owner << np.uint64(44) | light << np.uint64(31) | np.arange(len(rows), dtype=np.uint64)
    keys.sort()
    rank = np.arange(len(rows)) - np.repeat(begin[:-1], np.diff(begin))
    kept = np.ones(len(facts.fact), np.bool_)
    kept[rows[(keys[rank >= most] & np.uint64((1 << 31) - 1)).astype(np.int64)]] = False
    first = np.concatenate([[0], np.cumsum(np.minimum(sizes, most))])
    return StoryFacts(facts.records, facts.record, facts.start, facts.end, first, facts.fact[kept], facts.count[kept])


class FactStore:
    """The facts of a run as its records come; all are thinned once the run is large."""

    def __init__(self) -> None:
        self._batches: list[StoryFacts] = []
        self._passages = 0

    def add(self, batch: StoryFacts) -> None:
        """Take in the facts of the next records."""
        before, self._passages = self._passages, self._passages + len(batch)
        if before < LARGE <= self._passages:
            self._batches = [thin(earlier, MOST_FACTS_LARGE) for earlier in self._batches]
        self._batches.append(thin(batch, MOST_FACTS_LARGE if self._passages >= LARGE else MOST_FACTS))

    def joined(self) -> StoryFacts:
        """Everything that came, as one; what is kept batch by batch is let go."""
        batches, self._batches, self._passages = self._batches, [], 0
        return join_facts(batches)
