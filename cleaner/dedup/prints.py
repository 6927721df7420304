"""Fingerprints: what is kept of each text so that its repeats can be found, about half a kilobyte a document.

Made for a batch of texts at a time, in any process; the fingerprints of a run are gathered in `Prints`.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import run_starts
from cleaner.dedup.minhash import BANDS, PERMUTATIONS, band_keys, sequence_keys, sign
from cleaner.dedup.words import (
    I64,
    SHINGLE,
    U8,
    U32,
    U64,
    Words,
    batches,
    hash_shingles,
    mix,
    shingle_places,
    split_words,
)
from cleaner.limits import DEFAULTS

BATCH = 400_000
"""Characters fingerprinted at a time: measured best, and small beside an interpreter."""
SAMPLES = 40
"""Phrases sampled of a document, about."""
LEAST_RATE = 0.08
"""Share of the phrases of a long document that is sampled at least, so that a passage of it can be found."""

SPAN = 8
"""Words of a sampled phrase."""
_TOGETHER = 64
_COLUMNS = ("exact", "sizes", "bands", "low")
_MOST_ROWS = (1 << 16) - 1


@frozen(eq=False)
class Phrases:
    """Sampled phrases of some rows, by value: passages of one text that stand in another share them."""

    rows: int
    """How many rows the part is about, at most 65,535."""
    values: U32
    """Hashes of the phrases, ascending."""
    owners: NDArray[np.uint16]
    """The row of each, from 0 for the first of the part."""


@frozen(eq=False)
class Fingerprints:
    """Fingerprints of some documents, in order. Documents of fewer than three words have only `exact`."""

    exact: U64
    """Key of the words in order: equal for equal texts, and (verified later) hardly ever for others."""
    sizes: U32
    """Shingles of each document, repeats included; 0 for texts shorter than a shingle."""
    bands: U32
    """Band keys of the documents with shingles: [row, band]. Rows are those documents in order."""
    low: U8
    """Low bytes of their signatures: [row, permutation]."""
    phrases: tuple[Phrases, ...]
    """Sampled phrases of the rows, part by part."""

    def __len__(self) -> int:
        return len(self.exact)


EMPTY = Fingerprints(
    np.empty(0, np.uint64),
    np.empty(0, np.uint32),
    np.empty((0, BANDS), np.uint32),
    np.empty((0, PERMUTATIONS), np.uint8),
    (),
)


def fingerprint(
    texts: Sequence[str], *, ordered: bool = True, longest: int = DEFAULTS.record_characters
) -> Fingerprints:
    """Fingerprints of some texts, in their order; of a text of more than `longest` characters only `exact`.

    Unless `ordered`, phrases may stand in any order: `Prints` puts those of many batches in order at once.
    """
    parts = [_fingerprint(batch, longest) for batch in batches(texts, BATCH)]
    return parts[0] if len(parts) == 1 and not ordered else join(parts)


class Prints:
    """Fingerprints of a run as they come in, each column in one block of memory that grows: nothing is held twice."""

    def __init__(self) -> None:
        self._columns = {name: Column(getattr(EMPTY, name)) for name in _COLUMNS}
        self._phrases: list[Phrases] = []
        self._recent: list[Phrases] = []

    def add(self, prints: Fingerprints) -> None:
        """Add the fingerprints of the next texts."""
        for name, column in self._columns.items():
            column.add(getattr(prints, name))
        self._recent += prints.phrases
        if len(self._recent) >= _TOGETHER:
            self._store()

    def _store(self) -> None:
        """Put the phrases of recent batches together: many small arrays would leave holes in memory."""
        self._phrases += join_phrases(self._recent)
        self._recent.clear()

    def all(self) -> Fingerprints:
        """Everything that was added; nothing is left here."""
        self._store()
        exact, sizes, bands, low = (column.all() for column in self._columns.values())
        self._columns.clear()
        return Fingerprints(exact, sizes, bands, low, tuple(self._phrases))


class Column:
    """Rows of an array as they come in."""

    def __init__(self, empty: NDArray[Any]) -> None:
        self._rows, self._count = empty.copy(), 0

    def add(self, rows: NDArray[Any]) -> None:
        """Add rows at the end."""
        end = self._count + len(rows)
        if end > len(self._rows):
            # A large block is moved by the system's page tables, not copied.
            self._rows.resize((end + end // 16, *self._rows.shape[1:]), refcheck=False)
        self._rows[self._count : end] = rows
        self._count = end

    def all(self) -> NDArray[Any]:
        """All rows; no more can be added."""
        self._rows.resize((self._count, *self._rows.shape[1:]), refcheck=False)
        return self._rows


def join(parts: Sequence[Fingerprints]) -> Fingerprints:
    """Fingerprints of several batches as one, in their order."""
    if not parts:
        return EMPTY
    return Fingerprints(
        np.concatenate([part.exact for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.bands for part in parts]),
        np.concatenate([part.low for part in parts]),
        join_phrases([phrases for part in parts for phrases in part.phrases]),
    )


def _fingerprint(texts: Sequence[str], longest: int) -> Fingerprints:
    words = split_words([text if len(text) <= longest else "" for text in texts], spans=False)
    places, bounds = shingle_places(words)
    hashes = hash_shingles(words.hashes, places)
    exact = sequence_keys(words.hashes, words.bounds)
    for number in np.flatnonzero(np.diff(words.bounds) == 0).tolist():
        exact[number] = _wordless_key(texts[number])
    sizes = np.diff(bounds)
    rows = np.concatenate([[0], bounds[1:][sizes > 0]])
    signatures = sign(hashes, rows)
    phrases = _sample(words, places, hashes, rows)
    return Fingerprints(exact, sizes.astype(np.uint32), band_keys(signatures), signatures.astype(np.uint8), phrases)


def _wordless_key(text: str) -> int:
    """The key of a text that has no words, or too many to be looked at: of its signs without white space."""
    return int.from_bytes(
        hashlib.blake2b("".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    )


def _sample(words: Words, places: I64, hashes: U32, bounds: I64) -> tuple[Phrases, ...]:
    """The sampled phrases of SPAN words of each document.

    A phrase is sampled where the shingle that begins it has a low hash. How low depends on the document's length, so
    that of two documents that share phrases the sample of the longer holds those of the shorter's that are low enough
    for both. Phrases are that long because shorter ones (and whole sentences) stand in many documents by chance.
    """
    sizes = np.diff(bounds)
    ceilings = (sampling_rates(sizes) * (2**32 - 1)).astype(np.uint32)
    chosen = np.flatnonzero(hashes <= np.repeat(ceilings, sizes))
    owners = np.repeat(np.arange(len(sizes)), sizes)[chosen]
    # Shingles end SHINGLE - 1 words before their document does.
    fits = chosen + SPAN - SHINGLE < bounds[owners + 1]
    first, owners = places[chosen[fits]], owners[fits]
    phrases = np.zeros(len(first), np.uint32)
    for step in range(SPAN):
        phrases = phrases * np.uint32(0x85EBCA77) + words.hashes[first + step]
    return (Phrases(len(sizes), mix(phrases), owners.astype(np.uint16)),)


def sampling_rates(sizes: NDArray[Any]) -> NDArray[np.float64]:
    """The share of phrases that is sampled of documents with so many shingles."""
    rates: NDArray[np.float64] = np.clip(SAMPLES / np.maximum(sizes, 1), LEAST_RATE, 1.0)
    return rates


def by_value(values: U32, owners: NDArray[Any], rows: int) -> Phrases:
    """Phrases in the order of their values, each once a row."""
    keys = (values.astype(np.uint64) << np.uint64(32)) | owners.astype(np.uint64)
    keys.sort()
    keys = keys[run_starts(keys)]
    return Phrases(rows, (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint16))


def join_phrases(parts: Sequence[Phrases]) -> tuple[Phrases, ...]:
    """Phrases of neighbouring rows put together, as far as two bytes can number the rows."""
    joined: list[Phrases] = []
    waiting: list[Phrases] = []
    for part in (*parts, None):
        if waiting and (part is None or sum(one.rows for one in waiting) + part.rows > _MOST_ROWS):
            firsts = np.cumsum([0] + [one.rows for one in waiting])
            owners = [one.owners.astype(np.uint32) + first for one, first in zip(waiting, firsts, strict=False)]
            values = np.concatenate([one.values for one in waiting])
            joined.append(by_value(values, np.concatenate(owners), int(firsts[-1])))
            waiting = []
        if part is not None:
            waiting.append(part)
    return tuple(joined)
