"""MinHash signatures of many documents at once, bit-equal to `datasketch.MinHash(scheme="affine32", seed=1)`.

datasketch itself is not imported (with scipy it takes two seconds): its permutations are drawn here the same way, and
a test compares the signatures with its own. Bands: 25 of 5 values; documents that agree on a whole band are candidates.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.words import I64, U8, U32, U64, mix

BANDS = 25
ROWS = 5
PERMUTATIONS = BANDS * ROWS
SEED = 1
_PART = 1 << 17
"""Shingles permuted at a time: what fits the processor's second-level cache."""
_PAIRS = 1 << 11
"""Pairs whose signatures are compared at a time."""


@lru_cache(maxsize=4)
def permutations(count: int = PERMUTATIONS) -> tuple[U32, U32]:
    """Factors (odd) and addends of the permutations h -> a * h + b modulo 2**32, as datasketch draws them."""
    draw = np.random.RandomState(SEED)
    a = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = draw.randint(0, 1 << 32, count, dtype=np.uint32)
    return a, b


def sign(hashes: U32, bounds: I64, count: int = PERMUTATIONS) -> U32:
    """Signatures, a row a document; document d has the shingle hashes bounds[d] to bounds[d + 1], at least one."""
    signatures = np.empty((count, len(bounds) - 1), np.uint32)
    first = 0
    while first < len(bounds) - 1:
        last = max(first + 1, int(np.searchsorted(bounds, bounds[first] + _PART, "right")) - 1)
        part = mix(hashes[bounds[first] : bounds[last]])
        starts = bounds[first:last] - bounds[first]
        permuted = np.empty_like(part)
        for row, (a, b) in enumerate(zip(*permutations(count), strict=True)):
            np.multiply(part, a, out=permuted)
            np.add(permuted, b, out=permuted)
            np.minimum.reduceat(permuted, starts, out=signatures[row, first:last])
        first = last
    return np.ascontiguousarray(signatures.T)


def band_keys(signatures: U32) -> U32:
    """A 32-bit key for each band of each signature: [document, band]."""
    bands = signatures.reshape(len(signatures), BANDS, ROWS)
    keys = np.zeros((len(signatures), BANDS), np.uint32)
    for row in range(ROWS):
        keys = mix(keys * np.uint32(31) + bands[:, :, row])
    return keys


def likeness(low: U8, a: I64, b: I64) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of pairs of documents from the low bytes of their signatures.

    Unlike values share a low byte once in 256, which is taken off.
    """
    agree = agreements(low, a, b) / low.shape[1]
    return np.asarray(np.maximum(0.0, (agree * 256 - 1) / 255))


def agreements(low: U8, a: I64, b: I64) -> I64:
    """In how many values the low bytes of the signatures of pairs agree."""
    agree = np.empty(len(a), np.int64)
    for start in range(0, len(a), _PAIRS):
        part = slice(start, start + _PAIRS)
        agree[part] = np.einsum("ij->i", (low[a[part]] == low[b[part]]).view(np.uint8))  # faster than a sum
    return agree


@lru_cache(maxsize=2)
def _powers(count: int) -> tuple[U64, U64]:
    """Powers of an odd number and of its inverse modulo 2**64, `count` of them."""
    radix = 0x9E3779B97F4A7C15
    up = np.full(count, radix, np.uint64)
    down = np.full(count, pow(radix, -1, 1 << 64), np.uint64)
    up[0] = down[0] = 1
    return np.multiply.accumulate(up, out=up), np.multiply.accumulate(down, out=down)


def sequence_keys(hashes: U32, bounds: I64) -> U64:
    """A 64-bit key of each document's words in order."""
    up, down = _powers(1 << max(17, (len(hashes) + 1).bit_length()))
    terms = hashes.astype(np.uint64)
    terms += np.uint64(1)
    terms *= up[: len(hashes)]
    running = np.zeros(len(hashes) + 1, np.uint64)
    np.add.accumulate(terms, out=running[1:])
    keys = running[bounds[1:]] - running[bounds[:-1]]
    keys *= down[bounds[:-1]]
    keys ^= keys >> np.uint64(29)
    return keys * np.uint64(0xBF58476D1CE4E5B9) + np.diff(bounds).astype(np.uint64)
