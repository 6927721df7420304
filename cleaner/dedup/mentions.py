"""Facts as they stand in a text: where, in which words, and in which role. Only for texts of a link to be explained."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cleaner.dedup.facts import AMOUNT, COUNTED, WORD, Parts, amounts, counted, find_nouns, find_parts, words
from cleaner.dedup.story_rules import WEEKDAY, StoryRules
from cleaner.dedup.tokens import UNSPACED, tokenise

Role = tuple[str, int]
"""What a value is of: ("rank", stem of the noun), ("count", the same) or ("weekday", 0); ("", 0) for words."""


@frozen
class Mention:
    """One fact in a text."""

    start: int
    end: int
    kind: int
    fact: int
    name: bool
    """Begins with a capital letter, or is of an unspaced script: joins the neighbours of its kind when it is shown."""
    surface: str
    role: Role = ("", 0)
    value: float = 0.0


def find_mentions(text: str, rules: StoryRules) -> tuple[Mention, ...]:
    """Every word, number and weekday of a text that can be evidence, in order; spans are characters."""
    tokens = tokenise(text)
    lines = np.searchsorted(np.flatnonzero(tokens.units == 10), tokens.start)
    parts = find_parts(tokens, lines, np.zeros(len(tokens.start), np.int64), 1, rules)
    show = _Surfaces(text, parts)
    found = [*_word_mentions(parts, show), *_number_mentions(parts, show), *_weekday_mentions(parts, show)]
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind, mention.fact)))


class _Surfaces:
    """Cuts the words of tokens out of a text."""

    def __init__(self, text: str, parts: Parts) -> None:
        tokens = parts.tokens
        starts, ends = tokens.start, tokens.end
        if len(tokens.units) != len(text):
            before = np.concatenate([[0], np.cumsum((tokens.units & 0xFC00) == 0xD800)])
            starts, ends = starts - before[starts], ends - before[ends]
        self.text, self.starts, self.ends = text, starts.tolist(), ends.tolist()

    def span(self, first: int, last: int) -> tuple[int, int]:
        return self.starts[first], self.ends[last]

    def words(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.ends[last]]


def _word_mentions(parts: Parts, show: _Surfaces) -> list[Mention]:
    tokens = parts.tokens
    places, facts = words(parts)
    found = []
    for place, fact in zip(places.tolist(), facts.tolist(), strict=True):
        unspaced = bool(tokens.kind[place] == UNSPACED)
        last = place + unspaced
        surface, (start, end) = show.words(place, last), show.span(place, last)
        found.append(Mention(start, end, WORD, fact, bool(tokens.upper[place]) or unspaced, surface))
    return found


def _number_mentions(parts: Parts, show: _Surfaces) -> list[Mention]:
    """Numbers alone, shown with their first noun where they have one, and numbers with each of their nouns."""
    numbers, found = parts.numbers, []
    rows, nouns = find_nouns(parts)
    order = np.lexsort((nouns, rows))
    rows, nouns = rows[order], nouns[order]
    suffix = _suffixes(parts)
    surfaces: dict[int, str] = {}
    for row, noun, fact in zip(rows.tolist(), nouns.tolist(), counted(parts, rows, nouns).tolist(), strict=True):
        first, last = int(numbers.begin[row]), int(numbers.place[row])
        unspaced = bool(parts.tokens.kind[noun] == UNSPACED)
        gap = "" if unspaced else " "
        surface = (
            show.words(first, last + suffix[row]) + gap + show.words(noun, noun + (unspaced and _pairs(parts, noun)))
        )
        surfaces.setdefault(row, surface)
        role = ("rank" if numbers.ordinal[row] else "count", int(parts.tokens.stem[noun]))
        start, end = show.starts[first], show.ends[noun]
        found.append(Mention(start, end, COUNTED, fact, False, surface, role, float(numbers.value[row])))
    for row, fact in enumerate(amounts(numbers).tolist()):
        first, last = int(numbers.begin[row]), int(numbers.place[row]) + suffix[row]
        surface, (start, end) = surfaces.get(row, show.words(first, last)), show.span(first, last)
        found.append(Mention(start, end, AMOUNT, fact, False, surface, ("", 0), float(numbers.value[row])))
    return found


def _pairs(parts: Parts, place: int) -> bool:
    """Whether an unspaced character has another right behind it."""
    kinds = parts.tokens.kind
    return place + 1 < len(kinds) and bool(kinds[place + 1] == UNSPACED) and bool(parts.gap[place] == 0)


def _suffixes(parts: Parts) -> list[int]:
    """1 for each number that is followed by letters without a gap (54th), else 0."""
    kinds, numbers = parts.tokens.kind, parts.numbers
    return [
        int(ordinal and parts.gap[place] == 0 and kinds[place + 1] == kinds[place] - 1)
        for place, ordinal in zip(numbers.place.tolist(), numbers.ordinal.tolist(), strict=True)
    ]


def _weekday_mentions(parts: Parts, show: _Surfaces) -> list[Mention]:
    found = []
    for place, role, value in zip(parts.word.tolist(), parts.role.tolist(), parts.value.tolist(), strict=True):
        if role == WEEKDAY:
            start, end = show.span(place, place)
            found.append(Mention(start, end, AMOUNT, 0, False, show.words(place, place), ("weekday", 0), value))
    return found


def within(found: Sequence[Mention], span: tuple[int, int]) -> tuple[Mention, ...]:
    """The mentions that stand in a part of the text."""
    return tuple(mention for mention in found if span[0] <= mention.start and mention.end <= span[1])
