"""Facts as they stand in a text: where, in which words, and in which role. Only for texts of a link to be explained."""

from bisect import bisect_left
from operator import attrgetter

import numpy as np
from attrs import frozen

from cleaner.dedup.background import Weights
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
    weight: float
    role: Role = ("", 0)
    value: float = 0.0


@frozen(eq=False)
class Told:
    """What a text tells: its words that weigh anything, its numbers and weekdays, in order, and all their facts."""

    words: tuple[Mention, ...]
    numbers: tuple[Mention, ...]
    facts: frozenset[int]

    def within(self, span: tuple[int, int]) -> "Told":
        """The part of it that stands in a span of the text."""
        parts = (_within(self.words, span), _within(self.numbers, span))
        return Told(*parts, frozenset(mention.fact for part in parts for mention in part))


def read_told(text: str, rules: StoryRules, weights: Weights) -> Told:
    """Every word, number and weekday of a text that can be evidence; spans are characters."""
    tokens = tokenise(text)
    lines = np.searchsorted(np.flatnonzero(tokens.units == 10), tokens.start)
    parts = find_parts(tokens, lines, np.zeros(len(tokens.start), np.int64), 1, rules)
    show = _Surfaces(text, parts)
    word_mentions = tuple(_word_mentions(parts, show, weights))
    numbers = [*_number_mentions(parts, show, weights), *_weekday_mentions(parts, show)]
    numbers.sort(key=lambda mention: (mention.start, mention.end, mention.kind, mention.fact))
    return Told(word_mentions, tuple(numbers), frozenset(mention.fact for mention in (*word_mentions, *numbers)))


def _within(found: tuple[Mention, ...], span: tuple[int, int]) -> tuple[Mention, ...]:
    low = bisect_left(found, span[0], key=_start)
    high = bisect_left(found, span[1], key=_start)
    return found[low:high]


_start = attrgetter("start")


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


def _word_mentions(parts: Parts, show: _Surfaces, weights: Weights) -> list[Mention]:
    tokens = parts.tokens
    places, facts = words(parts)
    weight = weights.of(facts)
    places, facts, weight = places[weight > 0], facts[weight > 0], weight[weight > 0]
    unspaced = tokens.kind[places] == UNSPACED
    name = tokens.upper[places] | unspaced
    columns = (places, places + unspaced, facts, name, weight)
    return [
        Mention(*show.span(place, last), WORD, fact, named, show.words(place, last), heavy)
        for place, last, fact, named, heavy in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _number_mentions(parts: Parts, show: _Surfaces, weights: Weights) -> list[Mention]:
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
        found.append(Mention(start, end, COUNTED, fact, False, surface, 0.0, role, float(numbers.value[row])))
    facts = amounts(numbers)
    heavy = weights.of(facts).tolist()
    for row, fact in enumerate(facts.tolist()):
        first, last = int(numbers.begin[row]), int(numbers.place[row]) + suffix[row]
        surface, (start, end) = surfaces.get(row, show.words(first, last)), show.span(first, last)
        found.append(Mention(start, end, AMOUNT, fact, False, surface, heavy[row], value=float(numbers.value[row])))
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
            found.append(Mention(start, end, AMOUNT, 0, False, show.words(place, place), 0.0, ("weekday", 0), value))
    return found
