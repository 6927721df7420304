"""Which passages of a large run are worth comparing: those that share two of their heaviest facts, or a MinHash band.

Both are keys; passages with an equal key meet, each with a bounded number of those that follow it in a scrambled order,
so that a passage has a bounded number of candidates however large the run is. Keys are taken in parts of their range,
so that memory does not grow with their number.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.tokens import Hashes

Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

HEAVIEST = 5
"""Facts of a passage of which every two are a key."""
WIDTH = 2
"""Passages that follow with the same key, that a passage meets."""
_KEYS_AT_ONCE, _MOST_PARTS = 3 << 19, 16
"""Keys held at a time, and parts of their range at most: what meets in several parts is compared again."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_RANKED_AT_ONCE = 1 << 20
_TURNS = 4
"""Orders in which the passages of a key may stand: which one is a matter of the key, so that passages with several keys
in common meet others under each."""


@frozen(eq=False)
class Turns:
    """Orders of the numbers below a power of 2, by odd factors: number * factor, cut to the bits."""

    bits: int
    factors: Keys
    inverses: Keys

    @classmethod
    def of(cls, count: int) -> "Turns":
        """The orders for at least so many numbers."""
        bits = max(8, int(count).bit_length())
        factors = [0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F][:_TURNS]
        inverses = [pow(factor, -1, 1 << bits) for factor in factors]
        return cls(bits, np.array(factors, np.uint64), np.array(inverses, np.uint64))

    @property
    def below(self) -> np.uint64:
        """All numbers' bits."""
        return np.uint64((1 << self.bits) - 1)


def pair_keys(facts: Hashes, looking: Flags, low: int, high: int) -> Iterator[tuple[Keys, Keys]]:
    """Keys of every two facts ([place, row], 0 for none) of rows that are still looking, and the rows.

    The keys are those from one place of their range to another, in 256ths.
    """
    for i, j in combinations(range(len(facts)), 2):
        rows = np.flatnonzero((facts[j] > 0) & looking)
        one, other = facts[i].take(rows), facts[j].take(rows)
        keys = np.minimum(one, other).astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= np.maximum(one, other)
        keys *= _SPREAD
        keys ^= keys >> np.uint64(29)
        keys *= np.uint64(0xBF58476D1CE4E5B9)
        if high - low < 256:
            place = keys >> np.uint64(56)
            inside = np.flatnonzero((place >= low) & (place < high))
            keys, rows = keys[inside], rows[inside]
        yield keys, rows.astype(np.uint64)


def ordered(keys: Keys, rows: Keys, turns: Turns) -> Keys:
    """Keys with rows, as one number each: the key's high bits over the row's place in the key's order."""
    below = turns.below
    ranked = keys & ~below
    ranked |= (rows * turns.factors[(keys >> np.uint64(turns.bits)) & np.uint64(_TURNS - 1)]) & below
    return np.asarray(ranked)


def meet(ranked: Keys, width: int, turns: Turns) -> Iterator[Keys]:
    """Pairs of rows with an equal key, each with at most `width` of those that follow it, some at a time."""
    below, bits = turns.below, np.uint64(turns.bits)
    ranked.sort()
    for at in range(0, len(ranked), _RANKED_AT_ONCE):
        part = ranked[at : at + _RANKED_AT_ONCE + width]
        group = part >> bits
        member = (part * turns.inverses[group & np.uint64(_TURNS - 1)]) & below
        for step in range(1, width + 1):
            same = np.flatnonzero(group[step:] == group[:-step])
            same = same[same < _RANKED_AT_ONCE]
            if not len(same):
                break
            one, other = member[same], member[same + step]
            yield np.minimum(one, other) << np.uint64(32) | np.maximum(one, other)


def fact_meetings(facts: Hashes, looking: Flags) -> Iterator[Keys]:
    """Pairs of rows that share two of their heaviest facts, part by part; a pair may come again in another part.

    `looking` says which rows take part; it may change between the parts.
    """
    turns, total = Turns.of(len(facts)), len(facts) * HEAVIEST * (HEAVIEST - 1) // 2
    facts, parts = np.ascontiguousarray(facts[:, :HEAVIEST].T), min(_MOST_PARTS, total // _KEYS_AT_ONCE + 1)
    for part in range(parts):
        keys = pair_keys(facts, looking, part * 256 // parts, (part + 1) * 256 // parts)
        ranked = np.concatenate([ordered(*some, turns) for some in keys])
        yield np.concatenate([np.zeros(0, np.uint64), *meet(ranked, WIDTH, turns)])


def band_meetings(bands: Hashes, looking: Flags, width: int) -> Iterator[Keys]:
    """Pairs of rows that agree in a band ([band, row], 0 for none), of rows that are looking; band by band."""
    turns = Turns.of(bands.shape[1])
    for band in bands:
        rows = np.flatnonzero((band > 0) & looking)
        ranked = ordered(band[rows].astype(np.uint64) << np.uint64(32), rows.astype(np.uint64), turns)
        yield np.concatenate([np.zeros(0, np.uint64), *meet(ranked, width, turns)])
