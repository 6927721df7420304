"""What the characters of each block say, measured for a whole page at once with numpy."""

import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Classes of characters.
OTHER, LOWER, UPPER, CASELESS, DIGIT, SPACE, STOP, ASK, COLON, COMMA, QUOTE, BRACKET, BULLET, DASH, HASH, STAR, LINE = (
    range(17)
)
CLASSES = 17
_LITERAL = {
    STOP: ".。।۔።…",
    ASK: "!?！？؟",
    COLON: ":：;؛",
    COMMA: ",،，、",
    QUOTE: "\"'“”„«»‘’‹›「」『』`",
    BRACKET: "()[]{}（）【】",
    BULLET: "•·‣▪●►|»›→>+✓",
    DASH: "-–—―‐",
    HASH: "#",
    STAR: "*_~",
    LINE: "\n",
}
_BMP = 0x10000
STEM = 6
"""Characters by which words are compared: forms of a word count as one."""


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint8]:
    """Class of each character of the basic plane."""
    by_category = {
        "Ll": LOWER,
        "Lu": UPPER,
        "Lt": UPPER,
        "Lo": CASELESS,
        "Lm": CASELESS,
        "Mn": CASELESS,
        "Mc": CASELESS,
    }
    by_category |= {"Nd": DIGIT, "Zs": SPACE, "Zl": SPACE, "Zp": SPACE, "Cc": SPACE, "Cf": SPACE}
    categories = map(unicodedata.category, map(chr, range(_BMP)))
    table = np.array([by_category.get(category, OTHER) for category in categories], dtype=np.uint8)
    for kind, chars in _LITERAL.items():
        table[[ord(char) for char in chars]] = kind
    return table


def classes_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Class of each code point; beyond the basic plane symbols are OTHER and all else is caseless letters."""
    low = codes < _BMP
    if low.all():
        return _table()[codes]
    kinds = _table()[np.where(low, codes, 0)]
    return np.where(low, kinds, np.where((codes >= 0x1F000) & (codes < 0x20000), OTHER, CASELESS)).astype(np.uint8)


@frozen(eq=False)
class Chars:
    """A page's characters: blocks joined by newlines."""

    codes: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    line: NDArray[np.int32]
    """The block of each character (a newline belongs to the block before it)."""
    starts: Ints
    """Where each block starts, and one more for the end."""

    @property
    def count(self) -> int:
        """Number of blocks."""
        return len(self.starts) - 1


def read_chars(texts: list[str]) -> Chars:
    """The characters of blocks; a block's own newlines are none of the joints."""
    joined = (
        "\n".join([text.replace("\n", " ") for text in texts] if any("\n" in text for text in texts) else texts) + "\n"
    )
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kind = classes_of(codes)
    ends = np.flatnonzero(codes == 10)
    starts = np.concatenate([[0], ends + 1])
    line = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(starts))
    return Chars(codes, kind, line, starts)


@frozen(eq=False)
class WordRuns:
    """Maximal runs of letters and digits."""

    start: Ints
    length: Ints
    line: NDArray[np.int32]
    key: NDArray[np.uint64]
    """A hash of the word's first characters, capitals like small letters where that is one character for one."""


def read_words(chars: Chars) -> WordRuns:
    """The words of a page; those of caseless scripts written without blanks are runs, too."""
    is_word = ((chars.kind >= LOWER) & (chars.kind <= DIGIT)).astype(np.int8)
    edge = np.diff(is_word, prepend=0, append=0)
    start, end = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    length = end - start
    return WordRuns(start, length, chars.line[start], _keys(chars, start, np.minimum(length, STEM)))


def _keys(chars: Chars, start: Ints, length: Ints) -> NDArray[np.uint64]:
    """Sum of mixed characters times powers of their place: equal words have equal keys."""
    if not len(start):
        return np.zeros(0, dtype=np.uint64)
    place = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    codes = chars.codes[np.repeat(start, length) + place]
    folded = _fold(codes, chars.kind[np.repeat(start, length) + place]).astype(np.uint64)
    mixed = (folded + np.uint64(0x9E37)) * np.uint64(0x9E3779B97F4A7C15)
    powers = _powers()[np.minimum(place, 255)]
    total: NDArray[np.uint64] = np.add.reduceat((mixed ^ (mixed >> np.uint64(29))) * powers, np.cumsum(length) - length)
    return total


@lru_cache(maxsize=1)
def _powers() -> NDArray[np.uint64]:
    base = np.uint64(0x100000001B3)
    with np.errstate(over="ignore"):
        return np.multiply.accumulate(np.full(256, base, dtype=np.uint64))


@lru_cache(maxsize=1)
def _lower() -> NDArray[np.uint32]:
    lower = enumerate(map(str.lower, map(chr, range(_BMP))))
    return np.array([ord(low) if len(low) == 1 else code for code, low in lower], dtype=np.uint32)


def _fold(codes: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.uint32]:
    return np.where(kind == UPPER, _lower()[np.minimum(codes, _BMP - 1)], codes).astype(np.uint32)


def char_measures(chars: Chars, words: WordRuns) -> dict[str, Floats]:
    """Measures of each block by itself; shares are 0 to 1, classes are numbers of the constants above."""
    n = chars.count
    counts = np.bincount(chars.line.astype(np.int64) * CLASSES + chars.kind, minlength=n * CLASSES).reshape(n, CLASSES)
    blank = counts[:, SPACE] + counts[:, LINE]
    solid = counts.sum(axis=1) - blank
    letters = counts[:, LOWER] + counts[:, UPPER] + counts[:, CASELESS]
    cased = counts[:, LOWER] + counts[:, UPPER]
    total = np.maximum(solid, 1)
    out = {
        "chars": solid,
        "commas": counts[:, COMMA],
        "digits": counts[:, DIGIT] / total,
        "upper": np.where(cased > 0, counts[:, UPPER] / np.maximum(cased, 1), -1),
        "caseless": counts[:, CASELESS] / np.maximum(letters, 1),
    }
    out |= _edges(chars) | _inner(chars) | _word_measures(chars, words)
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


@lru_cache(maxsize=8)
def _among(*kinds: int) -> Bools:
    """For each class of characters whether it is one of some: looked up in less time than compared."""
    table = np.zeros(CLASSES, dtype=bool)
    table[list(kinds)] = True
    return table


def _edges(chars: Chars) -> dict[str, NDArray[Any]]:
    """Indentation, the marks a block begins with, its first character behind them, and how it ends."""
    n = chars.count
    solid = (chars.kind != SPACE) & (chars.kind != LINE)
    first = _first_where(chars, solid, n)
    marky = _among(BULLET, DASH, HASH, STAR)[chars.kind] | ~solid
    begin = _first_where(chars, ~marky, n)
    last = _last_where(chars, solid, n)
    closing = _among(QUOTE, BRACKET, STAR)[chars.kind] | ~solid
    inner = np.maximum(_last_where(chars, ~closing, n), chars.starts[:-1])
    mark = np.where(begin > first, chars.kind[np.minimum(first, len(chars.kind) - 1)], 0)
    hashes = np.add.reduceat((chars.kind == HASH).astype(np.int32), chars.starts[:-1])
    return {
        "indent": np.minimum(first - chars.starts[:-1], 40),
        "mark": mark,
        "mark_level": np.where(mark == HASH, np.minimum(hashes, 6), 0),
        "emphasis": np.where((mark == STAR) & (chars.kind[np.maximum(last, 0)] == STAR), 1, 0),
        "first": chars.kind[np.minimum(begin, len(chars.kind) - 1)],
        "last": _ending(chars, last, inner),
    }


def _ending(chars: Chars, last: Ints, inner: Ints) -> NDArray[Any]:
    """Class of the last character; closing quotes and brackets behind a stop count as the stop."""
    outer, under = chars.kind[np.maximum(last, 0)], chars.kind[inner]
    return np.where(np.isin(outer, (QUOTE, BRACKET, STAR)) & np.isin(under, (STOP, ASK)), under, outer)


def _first_where(chars: Chars, mask: Bools, n: int) -> Ints:
    """Index of the first character of each block for which the mask holds; the block's last one if none."""
    places = np.append(np.flatnonzero(mask), len(mask))
    found: Ints = places[np.searchsorted(places, chars.starts[:-1])] if n else np.zeros(0, dtype=np.int64)
    first: Ints = np.minimum(found, chars.starts[1:] - 1)
    return first


def _last_where(chars: Chars, mask: Bools, n: int) -> Ints:
    places = np.concatenate([[-1], np.flatnonzero(mask)])
    found = places[np.searchsorted(places, chars.starts[1:]) - 1] if n else np.zeros(0, dtype=np.int64)
    return np.where(found >= chars.starts[:-1], found, -1)


def _inner(chars: Chars) -> dict[str, NDArray[Any]]:
    """Sentences that end inside a block: a stop, then a blank."""
    stop = _among(STOP, ASK)[chars.kind[:-1]] & (chars.kind[1:] == SPACE)
    return {"sentences": np.bincount(chars.line[:-1][stop], minlength=chars.count)}


def _word_measures(chars: Chars, words: WordRuns) -> dict[str, NDArray[Any]]:
    """Counts of words, and how many of the longer ones begin with a capital (-1 where nothing has case)."""
    n = chars.count
    count = np.bincount(words.line, minlength=n)
    opening = chars.kind[words.start]
    numbers = np.bincount(words.line[opening == DIGIT], minlength=n)
    longest = np.zeros(n, dtype=np.int64)
    np.maximum.at(longest, words.line, words.length)
    telling = ((opening == LOWER) | (opening == UPPER)) & (words.length >= 4)
    follows = np.concatenate([[False], words.line[1:] == words.line[:-1]])
    telling &= follows  # the first word has its capital anyway
    asked = np.bincount(words.line[telling], minlength=n)
    capital = np.bincount(words.line[telling & (opening == UPPER)], minlength=n)
    title_case = np.where(asked > 0, capital / np.maximum(asked, 1), -1.0)
    return {"words": count, "numbers": numbers, "longest_word": longest, "title_case": title_case}
