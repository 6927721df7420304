"""Pairs of texts compared on their real shingles: how much they share, where, and what differs.

All pairs of a batch at once: the words of every text are hashed together, shared shingles are found by sorting, and
what differs is told apart: facts (numbers and names) or other words.
"""

from collections.abc import Iterator
from itertools import chain, islice

import numpy as np
from attrs import fields, frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import Pairs, run_starts
from cleaner.dedup.changes import Flags, Sides, find_changes
from cleaner.dedup.exact import unlike_numbers
from cleaner.dedup.words import (
    I64,
    SHINGLE,
    U32,
    Words,
    hash_shingles,
    points_of,
    shingle_places,
    split_words,
    spread,
)
from cleaner.model import Over, Texts

F64 = NDArray[np.float64]

GAP = 12
"""Shingles in a row that the other text lacks: so many end a passage, and are other content rather than an edit."""
BATCH = 400_000
"""Characters of pairs compared at a time."""
_STEP = 256
"""Pairs whose texts are read together."""
_FEW = 4
"""Batches that are compared at once here: workers would take longer to begin."""


@frozen(eq=False)
class Side:
    """One text of each pair, as the other sees it; a value a pair."""

    shingles: I64
    """Repeats included."""
    distinct: I64
    matched: I64
    """Shingles, repeats included, that the other text has."""
    foreign: I64
    """Shingles in long rows that the other text lacks: other content, where edits would be scattered."""
    passage: I64
    """[pair, 2]: the longest shared passage, in characters of the text."""
    passage_size: I64
    """Shingles from the first to the last of that passage."""
    passage_matched: I64
    facts: I64
    """Numbers and names in the text, and below those of them that the other text changed."""
    changed_facts: I64
    changed_words: I64
    """Words of any sort that the other text changed or lacks, without those in long foreign rows."""


@frozen(eq=False)
class Compared:
    """What the comparison of some pairs gave, a value a pair."""

    shared: I64
    """Distinct shingles that are in both texts."""
    a: Side
    b: Side
    conflicts: tuple[tuple[str, ...], ...]
    """For pairs that differ chiefly in facts, what they differ in, as "a's | b's"; else ()."""

    @property
    def jaccard(self) -> F64:
        """Shared shingles over all distinct ones."""
        union = self.a.distinct + self.b.distinct - self.shared
        return np.asarray(self.shared / np.maximum(union, 1), np.float64)


def compare(pairs: Pairs, texts: Texts, over: Over = map) -> Compared:
    """Compare pairs of record numbers on their texts, batch by batch; `over` is where many batches are compared."""
    batches = _batches(pairs, texts)
    first = list(islice(batches, _FEW))
    parts = list((over if len(first) == _FEW else map)(_compared, chain(first, batches)))
    if not parts:
        return _compare(np.empty(0, np.int64), np.empty(0, np.int64), [])
    names = [attribute.name for attribute in fields(Side)]
    a, b = (
        Side(*(np.concatenate([getattr(getattr(part, side), name) for part in parts]) for name in names))
        for side in ("a", "b")
    )
    conflicts = tuple(chain.from_iterable(part.conflicts for part in parts))
    return Compared(np.concatenate([part.shared for part in parts]), a, b, conflicts)


def _batches(pairs: Pairs, texts: Texts) -> Iterator[tuple[I64, I64, list[str]]]:
    """Pairs in their order as places among the texts they need, in parts of about BATCH characters."""
    for start in range(0, len(pairs), _STEP):
        a, b = pairs.a[start : start + _STEP], pairs.b[start : start + _STEP]
        numbers, places = np.unique(np.concatenate([a, b]), return_inverse=True)
        read = texts.read(numbers.tolist())
        lengths = np.fromiter(map(len, read), np.int64, len(read))
        total = np.cumsum(lengths[places[: len(a)]] + lengths[places[len(a) :]])
        cuts = (np.flatnonzero(np.diff(total // BATCH)) + 1).tolist()
        for low, high in zip([0, *cuts], [*cuts, len(a)], strict=True):
            both = np.concatenate([places[low:high], places[len(a) + low : len(a) + high]])
            used, both = np.unique(both, return_inverse=True)
            yield both[: high - low], both[high - low :], [read[number] for number in used.tolist()]


def _compared(batch: tuple[I64, I64, list[str]]) -> Compared:
    """One batch compared: what workers do."""
    return _compare(*batch)


def _compare(a: I64, b: I64, texts: list[str]) -> Compared:
    words = split_words(texts)
    sides, shared, distinct = _sides(words, a, b)
    points = points_of(texts)
    changes = find_changes(words, points, sides)
    size = np.diff(sides.bounds)
    matched = np.bincount(sides.segments[sides.matched], minlength=2 * len(a))
    run_segments = sides.segments[sides.run_starts]
    foreign = np.bincount(run_segments, sides.run_ends - sides.run_starts, 2 * len(a)).astype(np.int64)
    passages = _passages(words, sides)
    columns = (size, distinct, matched, foreign, *passages, changes.facts, changes.changed_facts, changes.changed_words)
    first, second = (Side(*(column[part] for column in columns)) for part in (slice(0, len(a)), slice(len(a), None)))
    conflicts = changes.conflicts(texts, words)
    alike = (distinct == np.tile(shared, 2)) & (changes.changed_words == 0)
    for pair in np.flatnonzero(alike[: len(a)] & alike[len(a) :]).tolist():
        conflicts[pair] = unlike_numbers(texts[a[pair]], texts[b[pair]])
    return Compared(shared, first, second, tuple(conflicts))


def _sides(words: Words, a: I64, b: I64) -> tuple[Sides, I64, I64]:
    """Both texts of each pair with what they share; shared and distinct shingles."""
    places, bounds = shingle_places(words)
    hashes = hash_shingles(words.hashes, places)
    texts = np.concatenate([a, b])
    sizes = np.diff(bounds)[texts]
    flat = spread(bounds[texts], sizes)
    segments = np.repeat(np.arange(len(texts)), sizes)
    split = int(sizes[: len(a)].sum())
    matched, shared, distinct = _match(hashes[flat], segments, len(a), split)
    starts, ends = _foreign_runs(matched, segments)
    edges = np.concatenate([[0], np.cumsum(sizes)])
    return Sides(len(a), texts, edges, segments, places[flat], matched, starts, ends), shared, distinct


def _match(hashes: U32, segments: I64, pairs: int, split: int) -> tuple[Flags, I64, I64]:
    """Which shingles stand on both sides of their pair, by one sort; shared ones a pair, distinct ones a segment.

    A key is the pair, the shingle, the place; places below `split` belong to the first texts.
    """
    bits = np.uint64(len(hashes).bit_length())
    keys = segments.astype(np.uint64)
    keys[split:] -= np.uint64(pairs)
    keys <<= np.uint64(32)
    keys |= hashes
    keys <<= bits
    keys |= np.arange(len(hashes), dtype=np.uint64)
    keys.sort()
    places = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    keys >>= bits
    starts = run_starts(keys)
    ends = np.append(starts, len(keys))[1:]
    owners = (keys[starts] >> np.uint64(32)).astype(np.int64)
    in_a, in_b = places[starts] < split, places[ends - 1] >= split
    matched = np.zeros(len(hashes), bool)
    matched[places] = np.repeat(in_a & in_b, ends - starts)
    distinct = [np.bincount(owners[there], minlength=pairs) for there in (in_a, in_b)]
    return matched, np.bincount(owners[in_a & in_b], minlength=pairs), np.concatenate(distinct)


def _foreign_runs(matched: Flags, segments: I64) -> tuple[I64, I64]:
    """Rows of at least GAP shingles that the other text lacks, as starts and ends."""
    lacking = np.flatnonzero(~matched)
    if not len(lacking):
        return lacking, lacking
    new = (lacking[1:] != lacking[:-1] + 1) | (segments[lacking[1:]] != segments[lacking[:-1]])
    starts = np.flatnonzero(np.concatenate([[True], new]))
    ends = np.append(starts, len(lacking))[1:]
    long = ends - starts >= GAP
    return lacking[starts[long]], lacking[ends[long] - 1] + 1


def _passages(words: Words, sides: Sides) -> tuple[I64, I64, I64]:
    """The passage with most shared shingles in each segment: characters, shingles across, shingles shared."""
    span, across, count = (np.zeros((len(sides.texts), *more), np.int64) for more in ((2,), (), ()))
    hits = np.flatnonzero(sides.matched)
    if not len(hits):
        return span, across, count
    owners = sides.segments[hits]
    new = (np.diff(hits) > GAP) | (np.diff(owners) != 0)
    starts = np.flatnonzero(np.concatenate([[True], new]))
    ends = np.append(starts, len(hits))[1:]
    order = np.lexsort((starts, starts - ends, owners[starts]))
    best = order[np.concatenate([[True], np.diff(owners[starts[order]]) != 0])]
    segment, first, last = owners[starts[best]], hits[starts[best]], hits[ends[best] - 1]
    offset = words.offsets[sides.texts[segment]]
    span[segment, 0] = words.starts[sides.places[first]] - offset
    span[segment, 1] = words.ends[sides.places[last] + SHINGLE - 1] - offset
    across[segment] = last - first + 1
    count[segment] = ends[best] - starts[best]
    return span, across, count
