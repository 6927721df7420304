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
from cleaner.dedup.words import I64, SHINGLE, U8, U32, U64, Words, hash_shingles, mix, shingle_places, split_words

BATCH = 400_000
"""Characters fingerprinted at a time: measured best, and small beside an interpreter."""
SAMPLES = 48
"""Phrases sampled of a document, about."""
LEAST_RATE = 0.1
"""Share of the phrases of a long document that is sampled at least, so that a passage of it can be found."""

SPAN = 8
"""Words of a sampled phrase."""
_TOGETHER = 64
_COLUMNS = ("exact", "sizes", "bands", "low", "samples", "counts")


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
    samples: U32
    """Sampled phrases of those documents, one after the other, each document's sorted and without repeats."""
    counts: U32
    """Samples of each row."""

    def __len__(self) -> int:
        return len(self.exact)


EMPTY = Fingerprints(
    np.empty(0, np.uint64),
    np.empty(0, np.uint32),
    np.empty((0, BANDS), np.uint32),
    np.empty((0, PERMUTATIONS), np.uint8),
    np.empty(0, np.uint32),
    np.empty(0, np.uint32),
)


def fingerprint(texts: Sequence[str]) -> Fingerprints:
    """Fingerprints of some texts, in their order."""
    parts = [_fingerprint(batch) for batch in batches(texts)]
    return parts[0] if len(parts) == 1 else join(parts)


def batches(texts: Sequence[str]) -> list[Sequence[str]]:
    """Texts in batches of about BATCH characters; a longer text is a batch of its own."""
    cuts, size = [0], 0
    for number, text in enumerate(texts):
        if size and size + len(text) > BATCH:
            cuts.append(number)
            size = 0
        size += len(text) + 1
    return [texts[a:b] for a, b in zip(cuts, [*cuts[1:], len(texts)], strict=True) if a < b]


class Prints:
    """Fingerprints of a run as they come in, joined column by column at the end so that little is held twice."""

    def __init__(self) -> None:
        self._columns: list[list[NDArray[Any]]] = [[] for _ in _COLUMNS]
        self._recent: list[Fingerprints] = []

    def add(self, prints: Fingerprints) -> None:
        """Add the fingerprints of the next texts."""
        self._recent.append(prints)
        if len(self._recent) == _TOGETHER:
            self._store()

    def _store(self) -> None:
        """Put recent batches together: many small arrays would leave holes in memory."""
        recent = join(self._recent)
        self._recent.clear()
        for column, name in zip(self._columns, _COLUMNS, strict=True):
            column.append(getattr(recent, name))

    def all(self) -> Fingerprints:
        """Everything that was added; nothing is left here."""
        self._store()
        columns = []
        for column in self._columns:
            columns.append(np.concatenate(column))
            column.clear()
        return Fingerprints(*columns)


def join(parts: Sequence[Fingerprints]) -> Fingerprints:
    """Fingerprints of several batches as one, in their order."""
    if not parts:
        return EMPTY
    return Fingerprints(
        np.concatenate([part.exact for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.bands for part in parts]),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.samples for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _fingerprint(texts: Sequence[str]) -> Fingerprints:
    words = split_words(texts)
    places, bounds = shingle_places(words)
    hashes = hash_shingles(words.hashes, places)
    exact = sequence_keys(words.hashes, words.bounds)
    for number in np.flatnonzero(np.diff(words.bounds) == 0).tolist():
        exact[number] = _wordless_key(texts[number])
    sizes = np.diff(bounds)
    rows = np.concatenate([[0], bounds[1:][sizes > 0]])
    signatures = sign(hashes, rows)
    samples, counts = _sample(words, places, hashes, rows)
    return Fingerprints(
        exact, sizes.astype(np.uint32), band_keys(signatures), signatures.astype(np.uint8), samples, counts
    )


def _wordless_key(text: str) -> int:
    """The key of a text that has no words: of its signs without white space."""
    return int.from_bytes(
        hashlib.blake2b("".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    )


def _sample(words: Words, places: I64, hashes: U32, bounds: I64) -> tuple[U32, U32]:
    """Hashes of sampled phrases of SPAN words of each document, and how many each has.

    A phrase is sampled where the shingle that begins it has a low hash. How low depends on the document's length, so
    that of two documents that share phrases the sample of the longer holds those of the shorter's that are low enough
    for both. Phrases are that long because shorter ones (and whole sentences) stand in many documents by chance.
    """
    sizes = np.diff(bounds)
    rates = np.clip(SAMPLES / np.maximum(sizes, 1), LEAST_RATE, 1.0)
    ceilings = (rates * (2**32 - 1)).astype(np.uint32)
    chosen = np.flatnonzero(hashes <= np.repeat(ceilings, sizes))
    owners = np.repeat(np.arange(len(sizes)), sizes)[chosen]
    # Shingles end SHINGLE - 1 words before their document does.
    fits = chosen + SPAN - SHINGLE < bounds[owners + 1]
    first, owners = places[chosen[fits]], owners[fits]
    phrases = np.zeros(len(first), np.uint32)
    for step in range(SPAN):
        phrases = phrases * np.uint32(0x85EBCA77) + words.hashes[first + step]
    keys = np.sort((owners.astype(np.uint64) << np.uint64(32)) | mix(phrases))
    keys = keys[run_starts(keys)]
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(sizes))
    return keys.astype(np.uint32), counts.astype(np.uint32)
