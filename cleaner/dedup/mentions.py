"""Facts as they stand in texts: where, in which words, and in which role. Only for texts of links to be explained.

Texts are read many at a time and as arrays; a `Mention` is made of the few facts that are shown.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

import numpy as np
from attrs import frozen

from cleaner.dedup.background import Weights
from cleaner.dedup.facts import AMOUNT, COUNTED, WORD, Parts, amounts, counted, find_nouns, find_parts, words
from cleaner.dedup.story_rules import WEEKDAY, StoryRules
from cleaner.dedup.tokens import UNSPACED, Hashes, Ints, Tokens, tokenise

Role = tuple[str, int]
"""What a value is of: ("rank", stem of the noun), ("count", the same) or ("weekday", 0); ("", 0) for words."""
_BETWEEN = "\n\n"
"""Between texts that are read together: two characters, over which no number is put together."""


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
class Figures:
    """The numbers and weekdays of a text, in order; their facts; and what they count (and whether it is a weekday)."""

    mentions: tuple[Mention, ...]
    facts: frozenset[int]
    values: frozenset[tuple[bool, float]]


@frozen(eq=False)
class Told:
    """A passage of a link: its words that the other record has too, its numbers, and those of its whole record."""

    words: tuple[Mention, ...]
    numbers: tuple[Mention, ...]
    record: Figures


class Reading:
    """Some texts, read together; positions are characters of all of them joined."""

    def __init__(self, texts: Sequence[str], rules: StoryRules, weights: Weights) -> None:
        self._text = _BETWEEN.join(texts)
        self._begin = np.cumsum([0] + [len(text) + len(_BETWEEN) for text in texts])
        tokens = tokenise(self._text)
        self._starts, self._ends = _characters(tokens, len(self._text))
        owner = np.searchsorted(self._begin, self._starts, "right") - 1
        lines = np.searchsorted(np.flatnonzero(tokens.units == 10), tokens.start)
        self._parts = find_parts(tokens, lines, owner, len(texts), rules)
        places, facts = words(self._parts)
        weight = weights.of(facts)
        heavy = weight > 0
        self._places, self._facts, self._weight = places[heavy], facts[heavy], weight[heavy]
        self._word_starts = self._starts[self._places]
        self._known = np.sort(_keys(owner[self._places], self._facts))
        self._lines = _number_lines(self._parts, np.searchsorted(self._starts, self._begin), weights)
        self._days = np.flatnonzero(self._parts.role == WEEKDAY)
        self._made: dict[int, Mention] = {}
        self._figures: dict[int, Figures] = {}

    def tell(self, one: Ints, spans: Ints, other: Ints) -> list[Told]:
        """What passages tell, each of a text `one` and at a span (shape (passages, 2)), for a link with `other`."""
        low, high = (np.searchsorted(self._word_starts, spans[:, edge] + self._begin[one]) for edge in (0, 1))
        sizes = high - low
        ends = np.cumsum(sizes)
        rows = np.repeat(low - ends + sizes, sizes) + np.arange(sizes.sum())
        keys = _keys(np.repeat(other, sizes), self._facts[rows])
        place = np.minimum(np.searchsorted(self._known, keys), len(self._known) - 1)
        shared = self._known[place] == keys if len(keys) else np.zeros(0, np.bool_)
        until = np.concatenate([[0], np.cumsum(shared)])[ends].tolist()
        rows_shared, since, told = rows[shared].tolist(), 0, []
        for text, span, end in zip(one.tolist(), (spans + self._begin[one][:, None]).tolist(), until, strict=True):
            figures = self.figures(text)
            at = tuple(self._word(row) for row in rows_shared[since:end])
            told.append(Told(at, _within(figures.mentions, span), figures))
            since = end
        return told

    def figures(self, text: int) -> Figures:
        """The numbers and weekdays of one text."""
        if text not in self._figures:
            found = [*self._number_mentions(text), *self._weekday_mentions(text)]
            found.sort(key=lambda mention: (mention.start, mention.end, mention.kind, mention.fact))
            values = frozenset((mention.role[0] == "weekday", mention.value) for mention in found)
            self._figures[text] = Figures(tuple(found), frozenset(mention.fact for mention in found), values)
        return self._figures[text]

    def _word(self, row: int) -> Mention:
        if row not in self._made:
            place, tokens = int(self._places[row]), self._parts.tokens
            unspaced = bool(tokens.kind[place] == UNSPACED)
            start, end = self._span(place, place + unspaced)
            name = bool(tokens.upper[place]) or unspaced
            surface, weight = self._text[start:end], float(self._weight[row])
            self._made[row] = Mention(start, end, WORD, int(self._facts[row]), name, surface, weight)
        return self._made[row]

    def _span(self, first: int, last: int) -> tuple[int, int]:
        return int(self._starts[first]), int(self._ends[last])

    def _show(self, first: int, last: int) -> str:
        return self._text[self._starts[first] : self._ends[last]]

    def _of_text(self, ordered: Ints, text: int) -> range:
        """Which of some ascending places of tokens are of a text."""
        edges = self._starts[ordered].searchsorted(self._begin[text : text + 2])
        return range(int(edges[0]), int(edges[1]))

    def _number_mentions(self, text: int) -> list[Mention]:
        """Numbers alone, shown with their first noun where they have one, and numbers with each of their nouns."""
        parts, found, lines = self._parts, list[Mention](), self._lines
        low, high = lines.of_text[text : text + 2]
        surfaces: dict[int, str] = {}
        for at in range(lines.of_row[low], lines.of_row[high]):
            row, noun = lines.row[at], lines.noun[at]
            first, last = lines.first[row], lines.last[row]
            unspaced = bool(parts.tokens.kind[noun] == UNSPACED)
            words = self._show(noun, noun + (unspaced and _pairs(parts, noun)))
            surface = self._show(first, last) + ("" if unspaced else " ") + words
            surfaces.setdefault(row, surface)
            role = ("rank" if lines.ordinal[row] else "count", lines.stem[at])
            start, end = int(self._starts[first]), int(self._ends[noun])
            found.append(Mention(start, end, COUNTED, lines.counted[at], False, surface, 0.0, role, lines.value[row]))
        for row in range(low, high):
            first, last = lines.first[row], lines.last[row]
            surface, (start, end) = surfaces.get(row, self._show(first, last)), self._span(first, last)
            heavy, value = lines.heavy[row], lines.value[row]
            found.append(Mention(start, end, AMOUNT, lines.amount[row], False, surface, heavy, value=value))
        return found

    def _weekday_mentions(self, text: int) -> list[Mention]:
        found, places = [], self._parts.word[self._days]
        for at in self._of_text(places, text):
            place, value = int(places[at]), float(self._parts.value[self._days[at]])
            start, end = self._span(place, place)
            found.append(Mention(start, end, AMOUNT, 0, False, self._text[start:end], 0.0, ("weekday", 0), value))
        return found


@frozen(eq=False)
class _Lines:
    """The numbers of all texts, as lists (quicker to look at one by one): by row of `Numbers`, and with each noun."""

    of_text: list[int]
    """The first row of each text, and the end."""
    first: list[int]
    last: list[int]
    value: list[float]
    ordinal: list[bool]
    amount: list[int]
    heavy: list[float]
    of_row: list[int]
    """The first noun of each row, and the end."""
    row: list[int]
    noun: list[int]
    stem: list[int]
    counted: list[int]


def _number_lines(parts: Parts, text_start: Ints, weights: Weights) -> _Lines:
    """Numbers with their nouns; `text_start` is the first token of each text."""
    numbers, (rows, nouns) = parts.numbers, find_nouns(parts)
    order = np.lexsort((nouns, rows))
    rows, nouns = rows[order], nouns[order]
    amount = amounts(numbers)
    return _Lines(
        of_text=np.searchsorted(numbers.place, text_start).tolist(),
        first=numbers.begin.tolist(),
        last=(numbers.place + _suffixes(parts)).tolist(),
        value=numbers.value.tolist(),
        ordinal=numbers.ordinal.tolist(),
        amount=amount.tolist(),
        heavy=weights.of(amount).tolist(),
        of_row=np.searchsorted(rows, np.arange(len(numbers.place) + 1)).tolist(),
        row=rows.tolist(),
        noun=nouns.tolist(),
        stem=parts.tokens.stem[nouns].tolist(),
        counted=counted(parts, rows, nouns).tolist(),
    )


def _characters(tokens: Tokens, length: int) -> tuple[Ints, Ints]:
    """Where tokens begin and end, in characters of a text of that length."""
    if len(tokens.units) == length:
        return tokens.start, tokens.end
    before = np.concatenate([[0], np.cumsum((tokens.units & 0xFC00) == 0xD800)])
    return tokens.start - before[tokens.start], tokens.end - before[tokens.end]


def _keys(text: Ints, fact: Hashes) -> Ints:
    return text << 32 | fact.astype(np.int64)


def _within(found: tuple[Mention, ...], span: Sequence[int]) -> tuple[Mention, ...]:
    low = bisect_left(found, span[0], key=_start)
    high = bisect_left(found, span[1], key=_start)
    return found[low:high]


_start = attrgetter("start")


def _pairs(parts: Parts, place: int) -> bool:
    """Whether an unspaced character has another right behind it."""
    kinds = parts.tokens.kind
    return place + 1 < len(kinds) and bool(kinds[place + 1] == UNSPACED) and bool(parts.gap[place] == 0)


def _suffixes(parts: Parts) -> Ints:
    """1 for each number that is followed by letters without a gap (54th), else 0."""
    kinds, numbers = parts.tokens.kind, parts.numbers
    after = np.minimum(numbers.place + 1, max(0, len(kinds) - 1))
    behind = (parts.gap[numbers.place] == 0) & (kinds[after] == kinds[numbers.place] - 1)
    return np.asarray(numbers.ordinal & behind, np.int64)
