"""Facts of many passages in arrays: joined, chosen from, and thinned and laid aside on disk where a run is large."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.rarity import usual_weight
from cleaner.dedup.tokens import Hashes, Ints

_Number = TypeVar("_Number", bound=np.number[Any])

NAME = 128
MOST_FACTS = 48
"""Facts kept of a passage."""
LARGE = 30_000
"""Passages of a run from which it counts as large: its facts are held on disk ..."""
MOST_FACTS_LARGE = 16
"""... so many of each passage."""
_PART = 500_000
"""Facts that are read from disk at a time, and packed at once, wherever that is done."""


class Facts(Protocol):
    """The facts of some records, which come in parts where they are many."""

    @property
    def records(self) -> int:
        """How many records there are."""
        ...

    @property
    def large(self) -> bool:
        """Whether they are of a large run."""
        ...

    def parts(self) -> Iterator["StoryFacts"]:
        """The facts of all records, some at a time, in order; records of a part count from 0."""
        ...


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

    @property
    def large(self) -> bool:
        """Whether there are as many passages as in a large run."""
        return len(self) >= LARGE

    def parts(self) -> Iterator["StoryFacts"]:
        """All of it, as one part."""
        yield self


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
    """The facts of a run as its records come: in memory, and in a file without a name once the run is large.

    Args:
        folder: where that file is made; by default where the system has its temporary files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._batches: list[StoryFacts] = []
        self._passages = 0
        self._file: IO[bytes] | None = None
        self._sizes: list[tuple[int, int, int]] = []
        """Records, passages and facts of each batch in the file."""

    def add(self, batch: StoryFacts) -> None:
        """Take in the facts of the next records, of which whoever took them keeps `MOST_FACTS` a passage."""
        self._passages += len(batch)
        if self._passages < LARGE:
            self._batches.append(batch)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the store
            for earlier in self._batches:
                self._lay_aside(earlier)
            self._batches.clear()
        self._lay_aside(batch)

    def _lay_aside(self, batch: StoryFacts) -> None:
        batch = thin(batch, MOST_FACTS_LARGE)
        assert self._file is not None
        sizes = np.diff(batch.first).astype(np.uint8)
        for column in (batch.record, batch.start, batch.end, sizes, batch.fact, batch.count):
            self._file.write(column.tobytes())
        self._sizes.append((batch.records, len(batch), len(batch.fact)))

    def of(self, records: Sequence[int] | Ints) -> "Facts":
        """The facts of some records, ascending; record i of the answer is `records[i]`."""
        chosen = np.asarray(records, np.int64)
        if self._file is None:
            return take_facts(join_facts(self._batches), chosen)
        return _LaidAside(self._file, self._sizes, chosen)


class _LaidAside:
    """Facts of chosen records of a large run, read from disk part by part, as often as they are asked for."""

    def __init__(self, file: IO[bytes], sizes: Sequence[tuple[int, int, int]], chosen: Ints) -> None:
        self._file, self._sizes, self._chosen = file, sizes, chosen
        self.records, self.large = len(chosen), True

    def parts(self) -> Iterator[StoryFacts]:
        """The facts of the chosen records, some batches at a time."""
        self._file.seek(0)
        batches: list[StoryFacts] = []
        first, facts = 0, 0
        for number, (records, passages, size) in enumerate(self._sizes, 1):
            batches.append(self._read(records, passages, size))
            facts += size
            if facts >= _PART or number == len(self._sizes):
                part = join_facts(batches)
                low, high = np.searchsorted(self._chosen, [first, first + part.records])
                yield take_facts(part, self._chosen[low:high] - first)
                first += part.records
                batches, facts = [], 0

    def _read(self, records: int, passages: int, facts: int) -> StoryFacts:
        return StoryFacts(
            records,
            record=self._column(np.int32, passages),
            start=self._column(np.int32, passages),
            end=self._column(np.int32, passages),
            first=np.concatenate([[0], np.cumsum(self._column(np.uint8, passages), dtype=np.int64)]),
            fact=self._column(np.uint32, facts),
            count=self._column(np.uint8, facts),
        )

    def _column(self, kind: type[_Number], length: int) -> NDArray[_Number]:
        return np.frombuffer(self._file.read(length * np.dtype(kind).itemsize), kind)
