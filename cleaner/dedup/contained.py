"""Passages of one text that stand in another: found by shared rare phrases, verified on the texts.

Each fingerprint holds a sample of its document's phrases of eight words, and the sample of a long document is nested
with that of a short one. Sorted together, samples show in how many documents a phrase stands (`df`). One that stands
in few speaks for a common origin, one that stands in many is site furniture or a template's frame: it weighs
1 / (df - 1), on both sides of the fraction, so that a passage that many documents copied whole still counts as a whole.
"""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import Pairs, run_starts
from cleaner.dedup.compare import F64
from cleaner.dedup.prints import Fingerprints, Phrases, sampling_rates
from cleaner.dedup.words import I64, U32, U64, spread

MEETINGS = 12
"""Pairs of samples looked at for each document at most, on average; the rarest phrases come first."""
LEAST_MEETINGS = 1 << 16
"""The same for all documents together, however few they are."""
FEWEST = 2
"""Shared samples of a candidate pair."""
LIKELY = 0.25
"""Estimated weighted share of the shorter sample that a candidate pair has in common."""
NEARLY = 0.05
"""The same for a pair that is compared only if its signatures are alike too."""
_PART = 1 << 19
"""Samples sorted at a time."""


@frozen(eq=False)
class Shared:
    """Pairs of rows that share rare sampled phrases."""

    pairs: Pairs
    share: F64
    """Estimated weighted share of the shorter text's phrases that the other has."""
    skipped: int
    """Meetings of samples that were not looked at, because their phrase stands in too many documents."""


def rare_pairs(prints: Fingerprints, rows: I64) -> Shared:
    """Candidate pairs among some rows (ascending)."""
    places = np.full(len(prints.bands), -1, np.int32)
    places[rows] = np.arange(len(rows))
    parts = max(1, -(-sum(len(phrases.values) for phrases in prints.phrases) // _PART))
    total = np.zeros(len(rows))
    most = max(LEAST_MEETINGS, MEETINGS * len(rows)) // parts
    met, count, skipped = np.empty(most * parts, np.uint64), 0, 0
    for part in range(parts):
        owners, starts, sizes = _runs_of_part(prints.phrases, places, part / parts, (part + 1) / parts)
        weights = 1.0 / np.maximum(sizes - 1, 1)
        total += np.bincount(owners, np.repeat(weights, sizes), len(rows))
        shared = sizes > 1
        keys, left = _meet(owners, starts[shared], sizes[shared], most)
        met[count : count + len(keys)] = keys
        count, skipped = count + len(keys), skipped + left
    met[:count].sort()
    return _estimate(_repeated(met[:count]), total, prints.sizes[prints.sizes > 0][rows], skipped)


def _repeated(keys: U64) -> U64:
    """Of sorted meetings those of pairs that met FEWEST times or more; most pairs met once, by chance."""
    parts = [keys[:0]]
    for start in range(0, len(keys), _PART):
        # Overlapping by the longest row of meetings that matters: a pair is judged whole in one part or the next.
        part = keys[max(0, start - 1) : start + _PART + 1] >> np.uint64(8)
        same = part[1:] == part[:-1]
        met = np.zeros(len(part), bool)
        met[1:] |= same
        met[:-1] |= same
        low = start - max(0, start - 1)
        parts.append(keys[start : start + _PART][met[low : low + min(_PART, len(keys) - start)]])
    return np.concatenate(parts)


def _runs_of_part(
    phrases: Sequence[Phrases], places: NDArray[np.int32], low: float, high: float
) -> tuple[U32, I64, I64]:
    """The owners of the phrases in a range of values, by value, and where runs of equal phrases start; their sizes."""
    keys = []
    first = 0
    for part in phrases:
        edges = np.array([int(low * 2**32), int(high * 2**32) - 1], np.uint64).astype(np.uint32)
        start, stop = np.searchsorted(part.values, edges[0]), np.searchsorted(part.values, edges[1], "right")
        owners = places[first + part.owners[start:stop].astype(np.int64)]
        there = owners >= 0
        keys.append(
            (part.values[start:stop][there].astype(np.uint64) << np.uint64(32)) | owners[there].astype(np.uint64)
        )
        first += part.rows
    ordered = np.concatenate(keys) if keys else np.empty(0, np.uint64)
    ordered.sort()
    starts = run_starts((ordered >> np.uint64(32)).astype(np.uint32))
    return ordered.astype(np.uint32), starts, np.diff(np.append(starts, len(ordered)))


def _meet(owners: U32, starts: I64, sizes: I64, most: int) -> tuple[U64, int]:
    """Keys (row, row, df) of all pairs within runs, the shortest runs first, and how many pairs were left out."""
    pairs = sizes * (sizes - 1) // 2
    by_size = np.bincount(np.minimum(sizes, 255), pairs, 256)
    limit = int(np.searchsorted(np.cumsum(by_size), most, "right"))
    fits = sizes < min(limit, 255)
    left = int(pairs[~fits].sum())
    starts, sizes = starts[fits], sizes[fits]
    keys = [np.empty(0, np.uint64)]
    for step in range(1, int(sizes.max(initial=1))):
        far = sizes > step
        first = spread(starts[far], sizes[far] - step)
        size = np.repeat(sizes[far], sizes[far] - step).astype(np.uint64)
        a, b = owners[first].astype(np.uint64), owners[first + step].astype(np.uint64)
        keys.append((a << np.uint64(36)) | (b << np.uint64(8)) | size)
    return np.concatenate(keys), left


def _estimate(keys: U64, total: F64, sizes: U32, skipped: int) -> Shared:
    """Pairs with enough in common, from sorted meetings."""
    pairs = keys >> np.uint64(8)
    starts = run_starts(pairs)
    counts = np.diff(np.append(starts, len(keys)))
    starts, counts = starts[counts >= FEWEST], counts[counts >= FEWEST]
    df = (keys & np.uint64(255)).astype(np.float64)
    weights = np.concatenate([[0.0], np.cumsum(1.0 / np.maximum(df - 1, 1))])
    shared = weights[starts + counts] - weights[starts]
    a = (pairs[starts] >> np.uint64(28)).astype(np.int64)
    b = (pairs[starts] & np.uint64((1 << 28) - 1)).astype(np.int64)
    rates = sampling_rates(sizes)
    common = np.minimum(rates[a], rates[b])
    share = shared / np.maximum(np.minimum(total[a] * common / rates[a], total[b] * common / rates[b]), 1e-9)
    likely = share >= NEARLY
    return Shared(Pairs(a[likely], b[likely]), np.minimum(share[likely], 1.0), skipped)
