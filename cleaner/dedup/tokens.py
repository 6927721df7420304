"""Tokens of a batch of texts as numpy arrays: runs of letters or digits, and single characters of unspaced scripts.

A batch is one array of UTF-16 units; every step is a few passes of numpy over it, which is why a core reads
tens of megabytes a second. Nothing here knows a language.
"""

import sys
import unicodedata
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint32]

GAP, LETTER, DIGIT, UNSPACED = 0, 1, 2, 3
STEM_CHARS = 6
"""A word is known by its first six characters: enough of a stem in the languages that inflect at the end."""

_UNSPACED_BLOCKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),  # Han
    (0xD800, 0xD83B),  # surrogates: the rarer Han, but not emoji, which tell no story
    (0xD83F, 0xDFFF),
    (0xF900, 0xFAFF),
)
_PRIMES = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xD3A2646D, 0xFD7046C5], np.uint32)


@frozen(eq=False)
class Tables:
    """What each UTF-16 unit is: `kind` (GAP ...), `fold` (lower case, base letter), `upper`, digit `value`."""

    kind: NDArray[np.uint8]
    fold: NDArray[np.uint16]
    upper: NDArray[np.bool_]
    value: NDArray[np.uint8]
    narrow_kind: bytes
    """`kind` of units below 256, and their `fold`, as tables of bytes."""
    narrow_fold: bytes


@frozen(eq=False)
class Tokens:
    """Tokens of a batch in order; `start` and `end` are UTF-16 units of the joined batch."""

    units: NDArray[np.uint16]
    start: Ints
    end: Ints
    kind: NDArray[np.uint8]
    stem: Hashes
    """Hash of the first six folded characters; of the character and the next one for unspaced scripts."""
    form: Hashes
    """Hash that also tells longer words with the same stem apart, by their length and ending."""
    upper: NDArray[np.bool_]
    """Begins with a capital letter."""
    all_upper: NDArray[np.bool_]
    """Begins and ends with one."""
    initial: NDArray[np.uint16]
    """The first character, folded."""

    def initials(self, places: Ints, letters: int) -> Hashes:
        """The `stem` of the word that the initials of some tokens and of those after them spell."""
        stem = self.initial[places] * _PRIMES[0]
        for step in range(1, letters):
            stem += self.initial[places + step] * _PRIMES[step]
        return mix(stem)


@cache
def unit_tables() -> Tables:
    """The tables, made from this Python's Unicode database."""
    kind, value = np.zeros(1 << 16, np.uint8), np.zeros(1 << 16, np.uint8)
    fold, upper = np.arange(1 << 16, dtype=np.uint16), np.zeros(1 << 16, np.bool_)
    for code in range(1 << 16):
        char = chr(code)
        category = unicodedata.category(char)
        if category[0] == "L" or category in ("Mn", "Mc"):
            kind[code] = LETTER
            upper[code] = category in ("Lu", "Lt")
            fold[code] = _fold(char)
        elif category == "Nd":
            kind[code], value[code] = DIGIT, unicodedata.digit(char)
    for low, high in _UNSPACED_BLOCKS:
        kind[low : high + 1] = np.where(kind[low : high + 1] == DIGIT, DIGIT, UNSPACED)
    return Tables(kind, fold, upper, value, kind[:256].tobytes(), fold[:256].astype(np.uint8).tobytes())


def _fold(char: str) -> int:
    """Lower case without accent, as one UTF-16 unit."""
    low = char.lower()[0]
    if not "가" <= low <= "힣":
        low = unicodedata.normalize("NFD", low)[0]
    return ord(low) if ord(low) < 1 << 16 else ord(char)


def utf16(text: str) -> NDArray[np.uint16]:
    """The UTF-16 units of a text; lone surrogates pass."""
    order = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
    return np.frombuffer(text.encode(order, "surrogatepass"), np.uint16)


def tokenise(text: str) -> Tokens:
    """Find the tokens of a (joined) text.

    >>> found = tokenise("Über 95 Häftlinge")
    >>> found.start.tolist(), found.kind.tolist(), found.upper.tolist()
    ([0, 5, 8], [1, 2, 1], [True, False, True])
    """
    tables, units = unit_tables(), utf16(text)
    kind, folded, unspaced = _classify(units, tables)
    edge = np.empty(len(units) + 1, np.bool_)
    edge[0] = edge[-1] = True
    np.not_equal(kind[1:], kind[:-1], out=edge[1:-1])
    if unspaced:
        edge[:-1] |= kind == UNSPACED
    bounds = np.flatnonzero(edge)
    kinds = kind.take(bounds[:-1])
    kept = np.flatnonzero(kinds)
    start, end, kinds = bounds.take(kept), bounds.take(kept + 1), kinds.take(kept)
    stem, form = _hash_tokens(folded, start, end, kind if unspaced else None)
    upper = tables.upper.take(units.take(start))
    all_upper = upper & tables.upper.take(units.take(end - 1))
    return Tokens(units, start, end, kinds, stem, form, upper, all_upper, folded.take(start))


def _classify(units: NDArray[np.uint16], tables: Tables) -> tuple[NDArray[np.uint8], NDArray[np.uint16], bool]:
    """The kind and the folded form of each unit, and whether scripts without spaces may be among them.

    Units below 256 are translated as bytes, which is several times faster than a table of numpy.
    """
    narrow = units.astype(np.uint8).tobytes()
    kind = np.frombuffer(bytearray(narrow.translate(tables.narrow_kind)), np.uint8)
    folded = np.frombuffer(narrow.translate(tables.narrow_fold), np.uint8).astype(np.uint16)
    wide = np.flatnonzero(units > 0xFF)
    if not len(wide):
        return kind, folded, False
    kind[wide], folded[wide] = tables.kind.take(units[wide]), tables.fold.take(units[wide])
    return kind, folded, bool((kind[wide] == UNSPACED).any())


def _hash_tokens(
    folded: NDArray[np.uint16], start: Ints, end: Ints, kind: NDArray[np.uint8] | None
) -> tuple[Hashes, Hashes]:
    """`stem` and `form` of Tokens; `kind` is given where unspaced characters are among them."""
    padded = np.concatenate([folded, np.zeros(STEM_CHARS, np.uint16)])
    length = (end - start).astype(np.uint32)
    stem, place = padded.take(start) * _PRIMES[0], start.copy()
    for step in range(1, STEM_CHARS):
        place += 1
        char = padded.take(place) * _PRIMES[step]
        char *= length > step
        stem += char
    if kind is not None:
        single = np.flatnonzero(kind[start] == UNSPACED)
        after = start[single] + 1
        paired = np.concatenate([kind, np.zeros(1, np.uint8)])[after] == UNSPACED
        stem[single] += (padded[after] * _PRIMES[1]) * paired
    form = stem + length * _PRIMES[6]
    form += padded.take(end - 1) * _PRIMES[4]
    form += padded.take(np.maximum(end - 2, start)) * _PRIMES[5]
    return mix(stem), mix(form)


def mix(hashes: Hashes) -> Hashes:
    """Spread 32-bit hashes over all their bits (the last steps of MurmurHash3)."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def hash_words(words: list[str]) -> tuple[Hashes, Hashes]:
    """`stem` and `form` of single words, as tokenise gives them within a text; compounds by their first token."""
    found = tokenise("\n".join(words))
    lines = np.searchsorted(np.flatnonzero(found.units == 10), found.start)
    first = np.unique(lines, return_index=True)[1]
    return found.stem[first], found.form[first]
