"""Passages of one text that stand in another: found by shared rare phrases, verified on the texts.

Each fingerprint holds a sample of its document's phrases of eight words, and the sample of a long document is nested
with that of a short one. Sorted together, samples show in how many documents a phrase stands (`df`). One that stands
in few speaks for a common origin, one that stands in many is site furniture or a template's frame: it weighs
1 / (df - 1), on both sides of the fraction, so that a passage that many documents copied whole still counts as a whole.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import Pairs, run_starts
from cleaner.dedup.compare import F64
from cleaner.dedup.minhash import agreements
from cleaner.dedup.prints import Fingerprints, Phrases, sampling_rates
from cleaner.dedup.words import I64, U8, U32, U64, spread

LEAST_MEETINGS = 1 << 16
"""Pairs of samples looked at in any run, however few its documents and its limit `candidates`."""
FEWEST = 2
"""Shared samples of a candidate pair."""
LIKELY = 0.25
"""Estimated weighted share of the shorter sample that a candidate pair has in common."""
NEARLY = 0.05
"""The same for a pair that is compared only if its signatures are alike too."""
SHORTEST = 1
"""Texts that all others meet which have a phrase too frequent for each to meet each ..."""
HELD = 0.4
"""... if their signatures say that the longer one may hold this share of the shorter."""
_PART = 1 << 17
"""Samples sorted at a time."""
_CROWD = 255
"""Texts that are counted of those that a phrase stands in."""
_WEIGHTS = 1.0 / np.maximum(np.arange(_CROWD + 1) - 1, 1)
"""What a phrase says that stands in so many texts."""


@frozen(eq=False)
class Shared:
    """Pairs of rows that share rare sampled phrases."""

    pairs: Pairs
    share: F64
    """Estimated weighted share of the shorter text's phrases that the other has."""
    skipped: int
    """Meetings of samples that were not looked at, because their phrase stands in too many documents."""


@frozen(eq=False)
class Met:
    """What met in the phrases of a range of values."""

    weights: F64
    """What the phrases of each row weigh."""
    keys: U64
    """Meetings within short runs."""
    stars: U64
    """Meetings within crowded runs, to be looked at by signature (`may_hold`)."""
    skipped: int


def rare_pairs(prints: Fingerprints, rows: I64, candidates: int) -> Shared:
    """Candidate pairs among some rows (ascending).

    For each row at most so many pairs of samples are looked at, on average; the rarest phrases come first.
    """
    places = np.full(len(prints.bands), -1, np.int32)
    places[rows] = np.arange(len(rows))
    parts = parts_of(sum(len(phrases.values) for phrases in prints.phrases))
    total, lengths = np.zeros(len(rows)), prints.sizes[prints.sizes > 0][rows]
    most = most_meetings(len(rows), parts, candidates)
    met, skipped = [np.empty(0, np.uint64)], 0
    for part in range(parts):
        owners, starts, sizes = _runs_of_part(prints.phrases, places, part / parts, (part + 1) / parts)
        part_met = meet(owners, starts, sizes, lengths, most)
        total += part_met.weights
        met += [part_met.keys, part_met.stars[may_hold(part_met.stars, lengths, rows, prints.low)]]
        skipped += part_met.skipped
    keys = _joined(met)
    keys.sort()
    return estimate(keys, total, lengths, skipped)


def parts_of(phrases: int) -> int:
    """In how many parts so many sampled phrases are looked at, each a range of values."""
    return max(1, -(-phrases // _PART))


def part_edges(parts: int) -> U64:
    """The least value of each part."""
    return np.array([int(part / parts * 2**32) for part in range(parts)], np.uint64)


def most_meetings(rows: int, parts: int, candidates: int) -> int:
    """Meetings looked at in a part, at most."""
    return max(LEAST_MEETINGS, candidates * rows) // parts


def meet(owners: U32, starts: I64, sizes: I64, lengths: U32, most: int) -> Met:
    """What meets in the phrases of a range of values.

    Args:
        owners: the row of each phrase, by value and then by row.
        starts: where runs of equal phrases start.
        sizes: how long those runs are.
        lengths: the shingles of each row.
        most: how many meetings are wanted, at most.
    """
    each = np.repeat(1.0 / np.maximum(sizes - 1, 1), sizes)
    weights = np.bincount(owners, each, len(lengths)).astype(np.float64)
    starts, sizes = starts[sizes > 1], sizes[sizes > 1]
    fits, pairs = _fits(sizes, most), sizes * (sizes - 1) // 2
    stars = _stars(owners, starts[~fits], sizes[~fits], lengths)
    keys = _meet(owners, starts[fits], sizes[fits])
    return Met(weights, keys, stars, int(pairs[~fits].sum()) - len(stars))


def _joined(parts: list[U64]) -> U64:
    """Some arrays as one; each is let go as it is copied."""
    joined, at = np.empty(sum(map(len, parts)), np.uint64), 0
    parts.reverse()
    while parts:
        part = parts.pop()
        joined[at : at + len(part)] = part
        at += len(part)
    return joined


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


def _fits(sizes: I64, most: int) -> NDArray[np.bool_]:
    """Which runs are short enough for each to meet each, so that there are not more meetings than wanted."""
    by_size = np.bincount(np.minimum(sizes, _CROWD), sizes * (sizes - 1) // 2, _CROWD + 1)
    limit = int(np.searchsorted(np.cumsum(by_size), most, "right"))
    return np.asarray(sizes < min(limit, _CROWD))


def _meet(owners: U32, starts: I64, sizes: I64) -> U64:
    """Keys of all pairs within runs."""
    keys = [np.empty(0, np.uint64)]
    for step in range(1, int(sizes.max(initial=1))):
        far = sizes > step
        first = spread(starts[far], sizes[far] - step)
        keys.append(meeting_key(owners[first], owners[first + step], np.repeat(sizes[far], sizes[far] - step)))
    return np.concatenate(keys)


def _stars(owners: U32, starts: I64, sizes: I64, lengths: U32) -> U64:
    """Keys of the pairs within runs of the shortest text and any other: a text that others hold is the shortest."""
    if not len(starts):
        return np.empty(0, np.uint64)
    members = owners[spread(starts, sizes)]
    ranks = (lengths[members].astype(np.uint64) << np.uint64(32)) | members
    centre = np.repeat(np.minimum.reduceat(ranks, np.cumsum(sizes) - sizes), sizes).astype(np.uint32)
    keys = meeting_key(np.minimum(centre, members), np.maximum(centre, members), np.repeat(sizes, sizes))
    return np.asarray(keys[centre != members])


def may_hold(keys: U64, lengths: U32, rows: I64, low: U8) -> NDArray[np.bool_]:
    """Meetings of which, by the signatures, the longer text may hold most of the shorter one."""
    a, b = rows_of_meetings(keys)
    ratio = np.minimum(lengths[a], lengths[b]) / np.maximum(lengths[a], lengths[b])
    return np.asarray(agreements(low, rows[a], rows[b]) >= np.maximum(HELD * low.shape[1] * ratio, 2))


def meeting_key(a: U32, b: U32, sizes: I64) -> U64:
    """One number of a meeting that sorts by its rows, a < b; in how many texts the phrase stands comes last."""
    rows = (a.astype(np.uint64) << np.uint64(36)) | (b.astype(np.uint64) << np.uint64(8))
    return np.asarray(rows | np.minimum(sizes, _CROWD).astype(np.uint64))


def rows_of_meetings(keys: U64) -> tuple[I64, I64]:
    """The rows of some meetings."""
    a, b = keys >> np.uint64(36), (keys >> np.uint64(8)) & np.uint64((1 << 28) - 1)
    return a.astype(np.int64), b.astype(np.int64)


def estimate(keys: U64, total: F64, lengths: U32, skipped: int) -> Shared:
    """Pairs with enough in common, from sorted meetings."""
    met, shared = _sums(keys)
    a, b = rows_of_meetings(met)
    rates = sampling_rates(lengths)
    common = np.minimum(rates[a], rates[b])
    share = shared / np.maximum(np.minimum(total[a] * common / rates[a], total[b] * common / rates[b]), 1e-9)
    likely = share >= NEARLY
    return Shared(Pairs(a[likely], b[likely]), np.minimum(share[likely], 1.0), skipped)


def _sums(keys: U64) -> tuple[U64, F64]:
    """One meeting of each pair that met FEWEST times or more, and what all of its phrases weigh; part by part."""
    below = np.uint64(255)
    edges = np.append(np.searchsorted(keys, keys[::_PART] & ~below), len(keys)).tolist()
    met, shared = [keys[:0]], [np.empty(0)]
    for low, high in pairwise(sorted(set(edges))):
        part = keys[low:high]
        starts = run_starts(part >> np.uint64(8))
        enough = np.diff(np.append(starts, len(part))) >= FEWEST
        met.append(part[starts[enough]])
        shared.append(np.add.reduceat(_WEIGHTS[part.astype(np.uint8)], starts)[enough])
    return np.concatenate(met), np.concatenate(shared)
