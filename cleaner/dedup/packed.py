"""The heaviest facts of many sets as rows of one matrix, so that pairs of sets are compared by plain array steps.

A place of the matrix is 24 bits of a fact over 8 bits of its weight; equal facts weigh the same, so that equal places
are equal facts. How often a set has a fact is left out. This is what large runs are compared by.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.rarity import Floats
from cleaner.dedup.tokens import Hashes, Ints, mix

HEAVIEST = 17.0
"""No fact weighs more: the rarest number (see background.py) weighs 16.3."""
_LEVELS = 255
_WEIGHT = np.uint32(_LEVELS)
_AT_ONCE = 2_048
"""Pairs compared at a time: what fits the processor's second-level cache."""


@frozen(eq=False)
class Packed:
    """Sets of facts, a row each."""

    facts: Hashes
    """[set, place]: heaviest first, 0 where a set has no more facts."""
    inverse: Floats
    """1 / the length of each set's vector of weights; 0 for an empty set."""

    def __len__(self) -> int:
        return len(self.facts)

    def cosines(self, low: NDArray[Any], high: NDArray[Any]) -> Floats:
        """The cosine of each pair of sets, from 0 to 1."""
        found = np.empty(len(low), np.float32)
        for at in range(0, len(low), _AT_ONCE):
            a, b = low[at : at + _AT_ONCE], high[at : at + _AT_ONCE]
            found[at : at + len(a)] = _products(self.facts.take(a, axis=0), self.facts.take(b, axis=0))
        found *= self.inverse.take(low)
        found *= self.inverse.take(high)
        return np.minimum(found, np.float32(1))


def pack(first: Ints, fact: Hashes, weight: Floats, most: int, prefer: Floats | None = None) -> Packed:
    """The `most` heaviest facts of each set (by `prefer` where it is given); set i has those from first[i] on."""
    sets, sizes = len(first) - 1, np.diff(first)
    level = np.minimum(np.round(weight * (_LEVELS / HEAVIEST)), _LEVELS).astype(np.uint32)
    order = level if prefer is None else np.minimum(np.round(prefer * (_LEVELS / HEAVIEST)), (1 << 12) - 1)
    # Sorted as one number each: the set, how heavy, and which (32 bits each way is enough for a part of a run).
    keys = np.repeat(np.arange(sets, dtype=np.uint64), sizes) << np.uint64(44)
    keys |= ((1 << 12) - 1 - order).astype(np.uint64) << np.uint64(32)
    keys |= np.arange(len(fact), dtype=np.uint64)
    keys.sort()
    rows = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    rank = np.arange(len(rows)) - np.repeat(first[:-1], sizes)
    kept = (rank < most) & (level[rows] > 0)
    rows, place = rows[kept], (keys[kept] >> np.uint64(44)).astype(np.int64) * most + rank[kept]
    facts = np.zeros((sets, most), np.uint32)
    facts.reshape(-1)[place] = (mix(fact[rows]) & ~_WEIGHT) | level[rows]
    weights = (facts & _WEIGHT).astype(np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", weights, weights))
    return Packed(facts, np.where(length > 0, 1 / np.maximum(length, 1), 0).astype(np.float32))


def join_packed(parts: Sequence[Packed]) -> Packed:
    """Several parts as one."""
    return Packed(np.concatenate([part.facts for part in parts]), np.concatenate([part.inverse for part in parts]))


def _products(left: Hashes, right: Hashes) -> NDArray[np.uint32]:
    """The sum of the squared weights of the facts that pairs of rows share."""
    a, b = np.ascontiguousarray(left.T), np.ascontiguousarray(right.T)
    shared, same = a == b[0], np.empty(a.shape, np.bool_)
    for row in b[1:]:
        np.equal(a, row, out=same)
        shared |= same
    a &= _WEIGHT
    a *= a
    a *= shared
    return np.asarray(a.sum(axis=0, dtype=np.uint32))
