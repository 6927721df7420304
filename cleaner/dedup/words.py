"""Texts as numbers: the words of a batch of documents, hashed with numpy, and their shingles.

A batch is joined into one array of code points (UTF-32). A table folds each code point to a mixed 32-bit number, 0
where it separates words; a word is the polynomial of its characters' numbers, taken for all words at once from a
running sum; a shingle mixes three words. White space, case, punctuation, accents that stand as own marks or can be
taken off, compatibility forms (full width) and invisible characters do not count. Letters, digits, currency signs,
per cent and pictographs do. In scripts that put no spaces between words (Chinese, Japanese, Thai ...) each character
is a word together with the one after it, so a shingle spans four characters.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

SHINGLE = 3
"""Words in a shingle."""

SEPARATES, INVISIBLE = 0, 2
"""Table values with a meaning of their own; all others are hashes with 0, or 1 for characters that stand alone, in
their two low bits."""
_UNKNOWN = 3
"""The table's value for a character whose page is not filled in."""

_PART = 60_000
"""Characters taken at a time: what they become fits the processor's second-level cache."""
MOST_TEXTS = 1 << 14
"""Documents of a batch, however short."""
_PAGE = 256
_RADIX = np.uint32(0x9E3779B1)
_SPACELESS = (
    (0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x2E80, 0x3000), (0x3040, 0x3130), (0x31A0, 0x3200),
    (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0xFF66, 0xFFA0), (0x1B000, 0x1B170), (0x20000, 0x33480),
)  # fmt: skip
"""Thai and Lao, Burmese, Khmer, Han with radicals, kana, bopomofo extensions: written without spaces."""
_COUNTED_SIGNS = frozenset("%‰‱+#&@_")


@frozen
class Words:
    """The words of a batch of documents, one after the other."""

    hashes: U32
    bounds: I64
    """Document d has the words bounds[d] to bounds[d + 1]."""
    starts: I64
    """Where each word begins, in characters of the joined batch."""
    ends: I64
    offsets: I64
    """Where each document begins in the joined batch; one more than there are documents."""


def mix(values: U32) -> U32:
    """The 32-bit finalizer of MurmurHash3: a bijection that spreads what sums and products leave in the high bits."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def fold(char: str) -> str:
    """A character as words see it: "" where it separates, "\\0" where it is invisible, else its folded form.

    >>> fold("É"), fold("ﬁ"), fold("，"), fold("\\u00ad"), fold("٣")
    ('e', 'fi', '', '\\x00', '٣')
    """
    category = unicodedata.category(char)
    if category == "Cf" or (category == "Mn" and unicodedata.combining(char)) or "\ufe00" <= char <= "\ufe0f":
        return "\0"
    if category[0] in "PZC" or category in ("Sk", "Sm", "So"):
        symbol = category == "So" and ord(char) >= 0x2190
        return char if char in _COUNTED_SIGNS or symbol else ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return "".join(bare.split()) or char


def _numbers(chars: Sequence[str]) -> U32:
    """The table's values for characters: hashes of their folded forms with the flags in the low bits."""
    folded = [fold(char) for char in chars]
    values = mix(np.array([_sum(form) for form in folded], np.uint32)) & np.uint32(0xFFFFFFFC)
    values[values == 0] = 0x51ED2704
    values |= np.array([any(start <= ord(char) < end for start, end in _SPACELESS) for char in chars], np.uint32)
    values[[form == "" for form in folded]] = SEPARATES
    values[[form == "\0" for form in folded]] = INVISIBLE
    return values


def _sum(folded: str) -> int:
    """One number of the code points of a folded character."""
    value = 0
    for point in folded.encode("utf-32-le", "surrogatepass"):
        value = (value * 0x01000193 + point + 1) & 0xFFFFFFFF
    return value


class _Folding:
    """The table for all of Unicode, filled in by pages of 256 code points as texts touch them."""

    def __init__(self) -> None:
        self.table = np.full(0x110000, _UNKNOWN, np.uint32)
        self.fill(0)

    def fill(self, page: int) -> None:
        first = page * _PAGE
        self.table[first : first + _PAGE] = _numbers([chr(point) for point in range(first, first + _PAGE)])

    def numbers(self, points: U32, room: "_Room") -> tuple[U32, int]:
        """The table's values for code points, and which of the flags are among them."""
        places, values = room.places[: len(points)], room.values[: len(points)]
        np.copyto(places, points)
        self.table.take(places, mode="clip", out=values)
        flags = int(np.bitwise_or.reduce(values))
        if flags & INVISIBLE and len(unknown := points[values == _UNKNOWN]):
            for page in sorted(set((unknown // _PAGE).tolist())):
                self.fill(page)
            return self.numbers(points, room)
        return values, flags & (INVISIBLE | 1)


class _Room:
    """Memory that one part after the other is worked out in: fresh memory costs more than the work."""

    def __init__(self, size: int) -> None:
        self.places = np.empty(size, np.int64)
        self.values, self.running = np.empty(size, np.uint32), np.zeros(size + 1, np.uint32)
        self.solid, self.changes = np.empty(size, bool), np.empty(size, bool)


@lru_cache(maxsize=1)
def _folding() -> _Folding:
    return _Folding()


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[U32, U32]:
    """Powers of the radix and of its inverse modulo 2**32, `count` of them."""
    inverse = np.uint32(pow(int(_RADIX), -1, 1 << 32))
    up, down = np.full(count, _RADIX, np.uint32), np.full(count, inverse, np.uint32)
    up[0] = down[0] = 1
    return np.multiply.accumulate(up, out=up), np.multiply.accumulate(down, out=down)


def _sized_powers(count: int) -> tuple[U32, U32]:
    """At least `count` powers; sizes are rounded up so that few tables are made."""
    return _powers(1 << max(16, count.bit_length()))


def points_of(texts: Sequence[str]) -> U32:
    """The code points of a batch, each text followed by a space."""
    return np.frombuffer((" ".join([*texts, ""]) or " ").encode("utf-32-le", "surrogatepass"), np.uint32)


def split_words(texts: Sequence[str], *, spans: bool = True) -> Words:
    """The words of some documents, hashed; without `spans`, where they stand is not said for many documents.

    >>> words = split_words(["The war, the WAR", "戰爭"])
    >>> words.bounds.tolist(), len(set(words.hashes[:4].tolist()))
    ([0, 4, 6], 2)
    """
    cut = batches(texts, _PART)
    room = _Room(max((sum(map(len, part)) + len(part) for part in cut), default=1))
    parts = [_split(part, room) for part in cut] or [_split((), room)]
    if len(parts) == 1:
        return parts[0]
    words = np.cumsum([0] + [len(part.hashes) for part in parts])
    places = np.cumsum([0] + [part.offsets[-1] for part in parts])
    return Words(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([[0], *(part.bounds[1:] + at for part, at in zip(parts, words, strict=False))]),
        np.concatenate([part.starts + at for part, at in zip(parts, places, strict=False)] if spans else [words[:0]]),
        np.concatenate([part.ends + at for part, at in zip(parts, places, strict=False)] if spans else [words[:0]]),
        np.concatenate([[0], *(part.offsets[1:] + at for part, at in zip(parts, places, strict=False))]),
    )


def batches(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    """Texts in batches of at most as many characters; a longer text is a batch of its own."""
    cuts, have = [0], 0
    for number, text in enumerate(texts):
        if have and (have + len(text) > size or number - cuts[-1] == MOST_TEXTS):
            cuts.append(number)
            have = 0
        have += len(text) + 1
    return [texts[a:b] for a, b in zip(cuts, [*cuts[1:], len(texts)], strict=True) if a < b]


def _split(texts: Sequence[str], room: _Room) -> Words:
    """The words of few documents."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    offsets = np.concatenate([[0], np.cumsum(lengths + 1)])
    values, flags = _folding().numbers(points_of(texts), room)
    if not flags & INVISIBLE:
        return _words(values, None, offsets, flags, room)
    places = np.flatnonzero(values != INVISIBLE)
    return _words(values[places], places, offsets, flags, room)


def _words(values: U32, places: I64 | None, offsets: I64, flags: int, room: _Room) -> Words:
    """Words from table values; `places` are the characters' places in the batch where some were left out."""
    starts, ends, reach = _spans(values, flags, room)
    up, down = _sized_powers(len(values) + 1)
    running = room.running[: len(values) + 1]
    np.multiply(values, up[: len(values)], out=running[1:])
    np.add.accumulate(running[1:], out=running[1:])
    hashes = running.take(reach, mode="clip")
    hashes -= running.take(starts, mode="clip")
    hashes *= down.take(starts, mode="clip")
    if places is not None:
        starts, ends = places[starts], places[ends - 1] + 1
    return Words(mix(hashes), np.searchsorted(starts, offsets), starts, ends, offsets)


def _spans(values: U32, flags: int, room: _Room) -> tuple[I64, I64, I64]:
    """Where words start and end, and how far the characters reach that are hashed for each."""
    solid = np.not_equal(values, SEPARATES, out=room.solid[: len(values)])
    changes = np.flatnonzero(np.not_equal(solid[1:], solid[:-1], out=room.changes[: max(0, len(values) - 1)])) + 1
    if len(solid) and solid[0]:
        changes = np.concatenate([[0], changes])
    if not flags & 1:
        starts, ends = np.ascontiguousarray(changes[::2]), np.ascontiguousarray(changes[1::2])
        return starts, ends, ends
    alone = (values & np.uint32(1)).astype(bool)
    begins, closes = np.zeros(len(solid) + 1, bool), np.zeros(len(solid) + 1, bool)
    begins[changes[::2]] = closes[changes[1::2]] = True
    begins[:-1] |= alone
    closes[1:] |= alone
    begins[1:-1] |= alone[:-1] & solid[1:]
    closes[1:-1] |= alone[1:] & solid[:-1]
    starts, ends = np.flatnonzero(begins), np.flatnonzero(closes)
    # A lone character takes the next one in, so that three words of such a script are four characters.
    return starts, ends, np.where(alone[starts], ends + 1, ends)


def spread(starts: I64, counts: I64) -> I64:
    """The numbers start, start + 1 ... of several ranges, one after the other.

    >>> spread(np.array([5, 20]), np.array([2, 3])).tolist()
    [5, 6, 20, 21, 22]
    """
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts - starts, counts)


def shingles(words: Words) -> tuple[U32, I64]:
    """Hashes of every three neighbouring words of each document, in order, and each document's bounds among them.

    A document of fewer than three words has none.
    """
    places, bounds = shingle_places(words)
    return hash_shingles(words.hashes, places), bounds


def shingle_places(words: Words) -> tuple[I64, I64]:
    """The number of each shingle's first word, and each document's bounds among the shingles."""
    counts = np.maximum(np.diff(words.bounds) - (SHINGLE - 1), 0)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    whole = np.ones(max(0, len(words.hashes) - (SHINGLE - 1)), bool)
    for back in range(1, SHINGLE):
        edge = words.bounds[1:-1] - back
        whole[edge[(edge >= 0) & (edge < len(whole))]] = False
    return np.flatnonzero(whole), bounds


def hash_shingles(hashes: U32, places: I64, factor: int = 0xC2B2AE3D) -> U32:
    """Hashes of the shingles that begin at some words; another odd factor gives other hashes."""
    # All places are worked out, also those across two documents: that is quicker than to gather three words of each.
    mixed = hashes[: max(0, len(hashes) - (SHINGLE - 1))] * np.uint32(factor)
    mixed += hashes[1:-1] * np.uint32(0x27D4EB2F)
    mixed += hashes[2:]
    return mix(mixed.take(places, mode="clip"))
