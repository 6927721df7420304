"""Which documents are worth comparing: pairs that meet in a band, found by sorting.

Time and memory are linear in the documents whatever they hold: in a crowded bucket each document meets only its
neighbours and the bucket's first.
"""

import numpy as np
from attrs import frozen

from cleaner.dedup.words import I64, U32, U64

CROWD = 12
"""Documents in a bucket up to which each meets each."""


@frozen(eq=False)
class Pairs:
    """Pairs of rows, a < b, each once, in ascending order."""

    a: I64
    b: I64

    def __len__(self) -> int:
        return len(self.a)


def pairs_of(keys: U64) -> Pairs:
    """Pairs from sorted keys (a in the high, b in the low 32 bits)."""
    return Pairs((keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64))


def pair_keys(a: I64, b: I64) -> U64:
    """One number a pair, the smaller row first."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    return (low << np.uint64(32)) | high


def sorted_unique(keys: U64) -> U64:
    """Each key once, ascending."""
    keys = np.sort(keys)
    return keys[run_starts(keys)]


def band_pairs(bands: U32) -> Pairs:
    """Pairs of rows that agree in a band: [row, band] are its keys."""
    found: list[U64] = []
    for band in range(bands.shape[1]):
        keys = (bands[:, band].astype(np.uint64) << np.uint64(32)) | np.arange(len(bands), dtype=np.uint64)
        keys.sort()
        starts, sizes = runs((keys >> np.uint64(32)).astype(np.uint32))
        a, b = meetings((keys & np.uint64(0xFFFFFFFF)).astype(np.int64), starts, sizes)
        found.append(sorted_unique(pair_keys(a, b)))
        if sum(map(len, found)) > max(1 << 20, len(bands)):
            found = [sorted_unique(np.concatenate(found))]
    return pairs_of(sorted_unique(np.concatenate(found)))


def run_starts(ordered: U32 | U64 | I64) -> I64:
    """Where runs of equal values start in a sorted array."""
    if not len(ordered):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def runs(ordered: U32) -> tuple[I64, I64]:
    """Where runs of two or more equal values start in a sorted array, and how long they are."""
    starts = run_starts(ordered)
    sizes = np.diff(np.append(starts, len(ordered)))
    return starts[sizes > 1], sizes[sizes > 1]


def meetings(members: I64, starts: I64, sizes: I64) -> tuple[I64, I64]:
    """Pairs within runs of members: each with each in small runs, neighbours and the first in crowded ones."""
    left, right = [], []
    for step in range(1, CROWD):
        fits = (sizes > step) & (sizes <= CROWD)
        a, b = _apart(starts[fits], sizes[fits], step)
        left.append(a)
        right.append(b)
    crowded = sizes > CROWD
    a, b = _apart(starts[crowded], sizes[crowded], 1)
    left += [a, np.repeat(starts[crowded], sizes[crowded] - 1)]
    right += [b, b]
    return members[np.concatenate(left)], members[np.concatenate(right)]


def _apart(starts: I64, sizes: I64, step: int) -> tuple[I64, I64]:
    """All places i and i + step within runs."""
    counts = sizes - step
    ends = np.cumsum(counts)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    first = np.repeat(starts, counts) + within
    return first, first + step


def components(count: int, pairs: Pairs) -> I64:
    """A label for each of `count` rows: the smallest row that pairs connect it to.

    Labels of both ends sink to the smaller one and jump to their own label's label until nothing moves.
    """
    labels = np.arange(count)
    a, b = pairs.a, pairs.b
    while len(a):
        low = np.minimum(labels[a], labels[b])
        np.minimum.at(labels, labels[a], low)
        np.minimum.at(labels, labels[b], low)
        while True:
            jumped = labels[labels]
            if np.array_equal(jumped, labels):
                break
            labels = jumped
        apart = labels[a] != labels[b]
        a, b = a[apart], b[apart]
    return labels
