"""Weighted MinHash over facts, and the candidate pairs that meet in its bands.

With one weight a fact in the whole collection, the smallest of -ln(u)/w over a set is an exact MinHash of weighted
Jaccard: two sets agree in a permutation with probability (weight shared) / (weight of both). The value itself, as
32 bits, is the hash value, so that `datasketch.MinHash` can hold and compare it.
"""

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights
from cleaner.dedup.rarity import Floats
from cleaner.dedup.tokens import Hashes, Ints, mix

if TYPE_CHECKING:
    from datasketch import MinHash

_Integer = TypeVar("_Integer", bound=np.integer[Any])
_CHUNK = 1 << 16
_LEVELS = 1 << 16


@frozen(eq=False)
class FactSets:
    """Sets of facts, of passages or of whole records: those of set i stand at first[i] to first[i + 1]."""

    first: Ints
    fact: Hashes
    count: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.first) - 1

    def owners(self) -> Ints:
        """The set of each fact."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


@frozen(eq=False)
class Banding:
    """How candidates are looked for: `bands` keys of `rows` values each; a key pairs a set with `width` others.

    Facts that weigh less than `share` of the mean of their set are not used.
    """

    bands: int
    rows: int
    width: int
    share: float
    wholes: bool
    """Whether whole records look for each other too."""


def choose_banding(sets: int) -> Banding:
    """Small collections can afford to look at nearly every pair; those of large runs meet otherwise (meeting.py)."""
    if sets <= 8_000:
        return Banding(bands=64, rows=1, width=32, share=0.5, wholes=True)
    return Banding(bands=96, rows=2, width=16, share=0.75, wholes=False)


@cache
def _exponentials() -> Floats:
    """-ln(u) for evenly spaced u; what 16 bits of a hash stand for."""
    return -np.log((np.arange(_LEVELS, dtype=np.float32) + np.float32(0.5)) / _LEVELS)


def permutation_seeds(permutations: int) -> Hashes:
    """An odd multiplier for each permutation."""
    return mix(np.arange(1, permutations + 1, dtype=np.uint32)) | np.uint32(1)


def sketch(first: Ints, fact: Hashes, weight: Floats, permutations: int) -> Hashes:
    """Weighted MinHash values, shape (permutations, sets); no set may be empty and every weight is above 0."""
    sets = len(first) - 1
    values = np.empty((permutations, sets), np.uint32)
    seeds, table = permutation_seeds(permutations), _exponentials()
    inverse = (1 / weight).astype(np.float32)
    cuts = np.unique(np.append(np.searchsorted(first, np.arange(0, first[-1] + 1, _CHUNK)), sets))
    for low, high in pairwise(cuts):
        part = slice(int(first[low]), int(first[high]))
        starts, facts, shares = first[low:high] - first[low], fact[part], inverse[part]
        for number, seed in enumerate(seeds):
            drawn = facts * seed
            drawn ^= drawn >> np.uint32(15)
            drawn *= np.uint32(0x85EBCA6B)
            smallest = np.minimum.reduceat(table[drawn >> np.uint32(16)] * shares, starts)
            values[number, low:high] = smallest.view(np.uint32)
    return values


def as_minhash(values: Hashes) -> "MinHash":
    """The sketch of one set (a column of `sketch`) as datasketch's object; its `jaccard` is weighted Jaccard."""
    from datasketch import MinHash

    return MinHash(num_perm=len(values), hashvalues=values.astype(np.uint64), scheme="legacy")


def telling(first: Ints, again: Floats, share: float) -> tuple[Ints, Ints]:
    """The facts that could find another set: those that occur again, of at least a share of the set's mean weight.

    Args:
        first: where the facts of each set begin; one more than sets.
        again: the weight of each fact, 0 for one that stands in one passage alone.
        share: of the mean weight.

    Returns:
        Their places among the facts, and where those of each set begin.
    """
    sizes = np.diff(first)
    there = np.flatnonzero(sizes)
    begin = first[there]
    total = np.add.reduceat(again, begin) if len(begin) else again
    number = np.add.reduceat(again > 0, begin, dtype=np.int32) if len(begin) else again
    least = share * total / np.maximum(number, 1)
    places = np.flatnonzero((again > 0) & (again >= np.repeat(least.astype(np.float32), sizes[there])))
    return places, np.searchsorted(places, first)


def candidate_pairs(sets: FactSets, weights: Weights, banding: Banding) -> NDArray[np.uint64]:
    """Pairs of sets that share a band, as low << 32 | high, ascending and distinct."""
    again = weights.again_of(sets.fact)
    places, first = telling(sets.first, again, banding.share)
    rows = np.flatnonzero(np.diff(first))
    if len(rows) < 2:
        return np.zeros(0, np.uint64)
    first = np.append(first[rows], first[-1])
    values = sketch(first, sets.fact[places], again[places], banding.bands * banding.rows)
    found = [
        _meet(band_keys(values[band * banding.rows : (band + 1) * banding.rows]), banding.width)
        for band in range(banding.bands)
    ]
    pairs = distinct(np.concatenate(found))
    names = rows.astype(np.uint64)
    low, high = names[pairs >> np.uint64(32)], names[pairs & np.uint64(0xFFFFFFFF)]
    return np.asarray(low << np.uint64(32) | high)


def distinct(keys: NDArray[_Integer]) -> NDArray[_Integer]:
    """Sorted, once each; np.unique of NumPy 2.3 hashes, which is slower by far."""
    keys = np.sort(keys)
    fresh = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    return np.asarray(keys[fresh])


def band_keys(values: Hashes) -> NDArray[np.uint64]:
    """One key of the values of a band."""
    keys = values[0].astype(np.uint64)
    for row in values[1:]:
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + row
    keys ^= keys >> np.uint64(29)
    return np.asarray(keys * np.uint64(0xBF58476D1CE4E5B9))


def _meet(keys: NDArray[np.uint64], width: int) -> NDArray[np.uint64]:
    """Pairs with equal keys, each with at most `width` of those that follow it: linear whatever the keys are."""
    bits = np.uint64(max(1, int(len(keys) - 1).bit_length()))
    below = (np.uint64(1) << bits) - np.uint64(1)
    ranked = np.sort((keys & ~below) | np.arange(len(keys), dtype=np.uint64))
    group, member = ranked >> bits, ranked & below
    found = []
    for step in range(1, width + 1):
        same = np.flatnonzero(group[step:] == group[:-step])
        if not len(same):
            break
        found.append(member[same] << np.uint64(32) | member[same + step])
    return np.concatenate(found) if found else np.zeros(0, np.uint64)
