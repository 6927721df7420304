"""What differs between two texts that share most of their shingles: facts (numbers, names) or other words.

Template pages and yesterday's market report share their frame and differ in their facts; a reworded copy keeps the
facts and changes other words. A name is a word with a capital that does not begin a sentence, in any script that has
capitals; a number is a word that begins or ends with a digit.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import run_starts
from cleaner.dedup.words import I64, SHINGLE, U32, Words, mix, spread

Flags = NDArray[np.bool_]

CHIEFLY = 0.5
"""Share of the changed words that are facts, from which a difference is one of facts."""
NUMBERS, NAMES = 0.5, 0.3
"""Share of a text's numbers, or of its facts, that changed: a copy with one figure corrected is still a copy."""
ALONE = 0.12
"""The same where nothing but facts changed."""
FEW, DENSE = 3, 0.04
"""Changed facts that are too few to speak of facts, unless they make up this share of a short text."""
MOST_NAMES = 0.6
"""Share of capitalised words above which capitals say nothing: a text in capitals, a list of titles."""
MOST_SHOWN = 40
"""Characters of a fact in a conflict."""
SHOWN = 8
"""Conflicts that a link names at most."""


@frozen(eq=False)
class Sides:
    """Both texts of each pair side by side: segment p is pair p's a, segment pairs + p its b."""

    pairs: int
    texts: I64
    """The text of each segment, as a number within the batch."""
    bounds: I64
    """Segment s has the shingles bounds[s] to bounds[s + 1]."""
    segments: I64
    """The segment of each shingle."""
    places: I64
    """The first word of each shingle, as a number among the words of the batch."""
    matched: Flags
    """Whether the other text has the shingle."""
    run_starts: I64
    run_ends: I64
    """Long rows of shingles that the other text lacks."""


@frozen(eq=False)
class Changes:
    """The changed words of each segment."""

    texts: I64
    facts: I64
    changed_facts: I64
    changed_words: I64
    differs_in_facts: Flags
    """Whether a pair differs chiefly in facts."""
    words: I64
    """Changed facts, as numbers among the words of the batch, in order; and the segment of each."""
    segments: I64
    places: I64
    """For each, how many settled words stand before it in its text."""

    def conflicts(self, texts: Sequence[str], words: Words) -> list[tuple[str, ...]]:
        """For pairs that differ chiefly in facts, the facts as "this / that"; else ()."""
        found: list[tuple[str, ...]] = [()] * len(self.differs_in_facts)
        for pair in np.flatnonzero(self.differs_in_facts).tolist():
            a = self._named(pair, texts, words)
            b = self._named(pair + len(self.differs_in_facts), texts, words)
            places = sorted(a.keys() | b.keys())[:SHOWN]
            found[pair] = tuple(f"{a.get(place, '')} / {b.get(place, '')}" for place in places)
        return found

    def _named(self, segment: int, texts: Sequence[str], words: Words) -> dict[int, str]:
        """The changed facts of a text by the number of settled words before them, which is the other's number too."""
        low, high = np.searchsorted(self.segments, [segment, segment + 1])
        text = int(self.texts[segment])
        offset = int(words.offsets[text])
        named: dict[int, str] = {}
        for word, place in zip(self.words[low:high].tolist(), self.places[low:high].tolist(), strict=True):
            if len(named) == SHOWN and place not in named:
                break
            shown = _whole(texts[text], int(words.starts[word]) - offset, int(words.ends[word]) - offset)
            named[place] = f"{named[place]} {shown}" if place in named and shown not in named[place] else shown
        return named


def _whole(text: str, start: int, end: int) -> str:
    """The run of letters, digits and the signs between them that holds a word: 7,531 and not 531."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip(".,;:!?()[]\"'“”‘’»«")[:MOST_SHOWN]


def find_changes(words: Words, points: U32, sides: Sides) -> Changes:
    """The words of each pair that stand in no shared shingle, in no other content and not among the other's."""
    count = 2 * sides.pairs
    number, name = fact_flags(words, points)
    changed, segments, places = _changed_words(words, sides)
    here = mix(words.hashes[changed] ^ (places.astype(np.uint32) * np.uint32(0x9E3779B1)))
    alone = _unpaired(here, segments, sides.pairs)
    changed, segments, places = changed[alone], segments[alone], places[alone]
    numbers, names = (_per_text(flags, words)[sides.texts] for flags in (number, name))
    changed_numbers, changed_names = (
        np.bincount(segments[flags[changed]], minlength=count) for flags in (number, name)
    )
    changed_words = np.bincount(segments, minlength=count)
    facts, changed_facts = numbers + names, changed_numbers + changed_names
    many = (changed_numbers >= np.maximum(NUMBERS * numbers, 1)) | (changed_facts >= np.maximum(NAMES * facts, 1))
    alone = (changed_facts > 0) & (changed_facts == changed_words)
    many |= alone & (changed_facts >= ALONE * facts)
    many &= (changed_facts >= FEW) | (changed_facts >= DENSE * np.diff(sides.bounds))
    chiefly = _of_both(changed_facts) >= CHIEFLY * _of_both(changed_words)
    fact = (number | name)[changed]
    in_facts = chiefly & many[: sides.pairs] & many[sides.pairs :]
    return Changes(
        sides.texts, facts, changed_facts, changed_words, in_facts, changed[fact], segments[fact], places[fact]
    )


def _of_both(values: I64) -> I64:
    """The sum over the two segments of each pair."""
    first, second = np.split(values, 2)
    total: I64 = np.add(first, second)
    return total


def _per_text(flags: Flags, words: Words) -> I64:
    """How many words of each text are flagged."""
    running: I64 = np.concatenate([[0], np.cumsum(flags)])
    return running[words.bounds[1:]] - running[words.bounds[:-1]]


def _changed_words(words: Words, sides: Sides) -> tuple[I64, I64, I64]:
    """Words that no shared shingle covers and that are not other content, their segments, the settled words before."""
    sizes = np.diff(sides.bounds) + SHINGLE - 1
    extra = np.arange(len(sizes)) * (SHINGLE - 1)
    settled = np.zeros(int(sizes.sum()), bool)
    hits = np.flatnonzero(sides.matched)
    hits += extra[sides.segments[hits]]
    for step in range(SHINGLE):
        settled[hits + step] = True
    starts = sides.run_starts + extra[sides.segments[sides.run_starts]]
    settled[spread(starts, sides.run_ends - sides.run_starts + SHINGLE - 1)] = True
    changed = np.flatnonzero(~settled)
    segments = np.repeat(np.arange(len(sizes)), sizes)[changed]
    starts = sides.bounds[segments] + extra[segments]
    running: I64 = np.concatenate([[0], np.cumsum(settled)])
    return words.bounds[sides.texts[segments]] + changed - starts, segments, running[changed] - running[starts]


def _unpaired(hashes: U32, segments: I64, pairs: int) -> Flags:
    """Which changed words are not among those of the other text at the same place, given as hashes of both."""
    keys = (np.where(segments < pairs, segments, segments - pairs) << 32) | hashes.astype(np.int64)
    order = np.argsort(keys, kind="stable")
    starts = run_starts(keys[order])
    # Segments ascend, and the sort is stable: the first of a run is of the first text if any is.
    ends = np.append(starts, len(keys))[1:]
    on_both = (segments[order[starts]] < pairs) & (segments[order[ends - 1]] >= pairs)
    alone = np.empty(len(keys), bool)
    alone[order] = ~np.repeat(on_both, ends - starts)
    return alone


def fact_flags(words: Words, points: U32) -> tuple[Flags, Flags]:
    """Which words are numbers, and which are names."""
    first = _kinds_of(points[words.starts])
    number = (first == _DIGIT) | (_kinds_of(points[words.ends - 1]) == _DIGIT)
    capital = (first == _CAPITAL) & ~number
    name = capital.copy()
    places = np.flatnonzero(capital)
    starts = words.starts[places]
    opening = (points[np.maximum(starts - 1, 0)] < 32) | (_kinds_of(points[np.maximum(starts - 2, 0)]) == _STOP)
    name[places[opening]] = False
    name[words.bounds[:-1][np.diff(words.bounds) > 0]] = False
    shouted = _per_text(capital, words) > MOST_NAMES * np.diff(words.bounds)
    name[np.repeat(shouted, np.diff(words.bounds))] = False
    return number, name


_OTHER, _DIGIT, _CAPITAL, _STOP = range(4)


@lru_cache(maxsize=1 << 16)
def _kind(point: int) -> int:
    """What a character says of the word it begins, ends or stands before."""
    char = chr(point)
    if char.isdigit():
        return _DIGIT
    if char.isupper() or char.istitle():
        return _CAPITAL
    return _STOP if char in ".!?:\"'“”‘’»«…。|-–—•*(" else _OTHER


def _kinds_of(points: U32) -> NDArray[np.uint8]:
    """The kinds of some characters: looked up for ASCII, found one by one for the few others."""
    kinds = _ascii_kinds()[np.minimum(points, 127)]
    for place in np.flatnonzero(points > 127).tolist():
        kinds[place] = _kind(int(points[place]))
    return kinds


@lru_cache(maxsize=1)
def _ascii_kinds() -> NDArray[np.uint8]:
    return np.array([_kind(point) for point in range(128)], np.uint8)
