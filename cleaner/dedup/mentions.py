"""Facts as they stand in texts: where, in which words, and in which role. Only for texts of links to be explained.

Texts are read many at a time and as arrays; a `Mention` is made of the few facts that are shown.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights
from cleaner.dedup.facts import AMOUNT, COUNTED, Parts, amounts, counted, find_nouns, find_parts, words
from cleaner.dedup.story_rules import WEEKDAY, StoryRules
from cleaner.dedup.tokens import UNSPACED, Hashes, Ints, Tokens, tokenise

Role = tuple[str, int]
"""What a value is of: ("rank", stem of the noun), ("count", the same) or ("weekday", 0); ("", 0) for words."""
_NO_ROLE, _WEEKDAY = ("", 0), ("weekday", 0)
_PLACE = itemgetter(0, 1, 2, 3)
"""Start, end, kind and fact of a mention."""
_NO_NOUN = ((0, 0), False)
_BETWEEN = "\n\n"
"""Between texts that are read together: two characters, over which no number is put together."""


Phrase = tuple[float, str]
"""Words as they stand in a text, names in a row as one, with the weight of the heaviest."""


class Mention(NamedTuple):
    """A number or a weekday in a text."""

    start: int
    end: int
    kind: int
    fact: int
    weight: float
    text: str
    """The text that it stands in."""
    shown: tuple[int, int]
    """Where its word or number stands, and then the noun that is shown with a number, and whether behind a space."""
    noun: tuple[int, int] = (0, 0)
    spaced: bool = False
    role: Role = _NO_ROLE
    value: float = 0.0

    @property
    def surface(self) -> str:
        """The fact in the words of the text."""
        words = slice(*self.shown), slice(*self.noun)
        return self.text[words[0]] + " " * self.spaced + self.text[words[1]]


@frozen(eq=False)
class Figures:
    """The numbers and weekdays of a text: their facts, their values (and whether it is a weekday), and by role."""

    facts: frozenset[int]
    values: frozenset[tuple[bool, float]]
    of_role: Callable[[Role], Sequence[Mention]]
    """Those of one role, in order: they are made when they are asked for."""


@frozen(eq=False)
class Told:
    """A passage of a link: its words that the other record has too, its numbers, and those of its whole record."""

    words: tuple[Phrase, ...]
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
        first = np.searchsorted(self._starts, self._begin)
        self._lines = _number_lines(self._parts, self._starts, self._ends, first, weights)
        days = self._parts.role == WEEKDAY
        places = self._parts.word[days]
        self._day_starts, self._day_ends = self._starts[places].tolist(), self._ends[places].tolist()
        self._day_values = self._parts.value[days].tolist()
        self._figures: dict[int, Figures] = {}

    def tell(self, a: Ints, spans_a: Ints, b: Ints, spans_b: Ints) -> Iterator[tuple[Told, Told]]:
        """What the passages of links tell: of texts `a` and `b`, at spans (shape (links, 2)).

        The words of the second are those that the first does not have.
        """
        link, rows = self._shared(a, spans_a, b)
        others, rows_b = self._shared(b, spans_b, a)
        new = ~np.isin(_keys(others, self._facts[rows_b]), _keys(link, self._facts[rows]))
        sides = [
            (text, spans, self._phrases(len(text), links, found))
            for text, spans, links, found in ((a, spans_a, link, rows), (b, spans_b, others[new], rows_b[new]))
        ]
        return zip(*(self._told(text.tolist(), spans.tolist(), phrases) for text, spans, phrases in sides), strict=True)

    def _shared(self, one: Ints, spans: Ints, other: Ints) -> tuple[Ints, Ints]:
        """The words of each passage that the other text has too: the number of the link, and the row of the word."""
        low, high = (np.searchsorted(self._word_starts, spans[:, edge] + self._begin[one]) for edge in (0, 1))
        sizes = high - low
        ends = np.cumsum(sizes)
        rows = np.repeat(low - ends + sizes, sizes) + np.arange(sizes.sum())
        keys = _keys(np.repeat(other, sizes), self._facts[rows])
        place = np.minimum(np.searchsorted(self._known, keys), len(self._known) - 1)
        shared = np.flatnonzero(self._known[place] == keys) if len(keys) else keys
        return np.repeat(np.arange(len(sizes)), sizes)[shared], rows[shared]

    def _told(self, texts: list[int], spans: list[list[int]], phrases: list[list[Phrase]]) -> Iterator[Told]:
        for text, span, shown in zip(texts, spans, phrases, strict=True):
            yield Told(tuple(shown), self.numbers(text, *span), self.figures(text))

    def _phrases(self, links: int, link: Ints, rows: Ints) -> list[list[Phrase]]:
        """The words of each link that show something new, where they first stand; names and characters in a row joined.

        `link` is the link of each word, ascending, and `rows` the rows of their facts, ascending within a link.
        """
        place, tokens, fact = self._places[rows], self._parts.tokens, self._facts[rows]
        unspaced = tokens.kind[place] == UNSPACED
        start, end, name = self._starts[place], self._ends[place + unspaced], tokens.upper[place] | unspaced
        begins = np.ones(len(rows), np.bool_)
        begins[1:] = (link[1:] != link[:-1]) | ~name[1:] | ~name[:-1] | (start[1:] > end[:-1] + 1)
        first = np.flatnonzero(begins)
        found: list[list[Phrase]] = [[] for _ in range(links)]
        if not len(first):
            return found
        new = np.zeros(len(rows), np.bool_)
        new[np.unique(_keys(link, fact), return_index=True)[1]] = True
        shown = np.logical_or.reduceat(new, first)
        weight = np.maximum.reduceat(self._weight[rows], first)[shown].tolist()
        last = np.append(first[1:], len(rows))[shown].tolist()
        owner, first = link[first[shown]].tolist(), first[shown].tolist()
        starts, ends = start.tolist(), end.tolist()
        for number, heavy, low, high in zip(owner, weight, first, last, strict=True):
            surface = self._text[starts[low] : ends[low]]
            for at in range(low + 1, high):
                surface += " " * (starts[at] - ends[at - 1]) + self._text[max(starts[at], ends[at - 1]) : ends[at]]
            found[number].append((heavy, surface))
        return found

    def figures(self, text: int) -> Figures:
        """The numbers and weekdays of one text."""
        if text not in self._figures:
            lines = self._lines
            low, high = lines.of_text[text : text + 2]
            first, last = lines.of_row[low], lines.of_row[high]
            days = self._weekdays(*self._begin[text : text + 2].tolist())
            values = {(False, value) for value in lines.value[low:high]}
            values.update((True, day.value) for day in days)
            roles: dict[Role, list[int]] = {}
            for at in range(first, last):
                roles.setdefault(lines.role[at], []).append(at)
            self._figures[text] = Figures(
                frozenset(lines.amount[low:high]).union(lines.counted[first:last]),
                frozenset(values),
                lambda role: [self._counted(at) for at in roles.get(role, ())] if role != _WEEKDAY else days,
            )
        return self._figures[text]

    def numbers(self, text: int, start: int, end: int) -> tuple[Mention, ...]:
        """The numbers and weekdays of a passage of a text, in order."""
        lines, begin = self._lines, int(self._begin[text])
        start, end = start + begin, end + begin
        low, high = (bisect_left(lines.shown, (edge, 0), *lines.of_text[text : text + 2]) for edge in (start, end))
        found = [self._counted(at) for at in range(lines.of_row[low], lines.of_row[high])]
        found += [self._amount(row) for row in range(low, high)]
        found += self._weekdays(start, end)
        return tuple(sorted(found, key=_PLACE))

    def _counted(self, at: int) -> Mention:
        """A number with one of its nouns."""
        lines = self._lines
        shown = lines.shown[lines.row[at]]
        made = shown[0], lines.noun_end[at], COUNTED, lines.counted[at], 0.0, self._text, shown
        return Mention(*made, lines.noun[at], lines.spaced[at], lines.role[at], lines.value[lines.row[at]])

    def _amount(self, row: int) -> Mention:
        """A number alone, shown with its first noun where it has one."""
        lines, shown = self._lines, self._lines.shown[row]
        at = lines.of_row[row]
        noun = (lines.noun[at], lines.spaced[at]) if at < lines.of_row[row + 1] else _NO_NOUN
        made = *shown, AMOUNT, lines.amount[row], lines.heavy[row], self._text, shown
        return Mention(*made, *noun, _NO_ROLE, lines.value[row])

    def _weekdays(self, start: int, end: int) -> list[Mention]:
        low, high = (bisect_left(self._day_starts, edge) for edge in (start, end))
        found = []
        for at in range(low, high):
            shown = self._day_starts[at], self._day_ends[at]
            made = *shown, AMOUNT, 0, 0.0, self._text, shown
            found.append(Mention(*made, role=_WEEKDAY, value=self._day_values[at]))
        return found


@frozen(eq=False)
class _Lines:
    """The numbers of all texts, as lists (quicker to look at one by one): by row of `Numbers`, and with each noun."""

    of_text: list[int]
    """The first row of each text, and the end."""
    shown: list[tuple[int, int]]
    """Where it stands, in characters."""
    value: list[float]
    amount: list[int]
    heavy: list[float]
    of_row: list[int]
    """The first noun of each row, and the end."""
    row: list[int]
    noun: list[tuple[int, int]]
    """Where a noun stands that is shown with the number; a pair of characters in unspaced scripts."""
    noun_end: list[int]
    """Where it ends, without the second of a pair."""
    spaced: list[bool]
    role: list[Role]
    counted: list[int]


def _number_lines(parts: Parts, starts: Ints, ends: Ints, text_start: Ints, weights: Weights) -> _Lines:
    """Numbers with their nouns; tokens stand from `starts` to `ends`; `text_start` is the first of each text."""
    numbers, (rows, nouns) = parts.numbers, find_nouns(parts)
    order = np.lexsort((nouns, rows))
    rows, nouns = rows[order], nouns[order]
    amount, unspaced = amounts(numbers), parts.tokens.kind[nouns] == UNSPACED
    last = numbers.place + _suffixes(parts)
    kinds = ["rank" if ranks else "count" for ranks in numbers.ordinal[rows].tolist()]
    return _Lines(
        of_text=np.searchsorted(numbers.place, text_start).tolist(),
        shown=list(zip(starts[numbers.begin].tolist(), ends[last].tolist(), strict=True)),
        value=numbers.value.tolist(),
        amount=amount.tolist(),
        heavy=weights.of(amount).tolist(),
        of_row=np.searchsorted(rows, np.arange(len(numbers.place) + 1)).tolist(),
        row=rows.tolist(),
        noun=list(zip(starts[nouns].tolist(), ends[nouns + (unspaced & _pairs(parts, nouns))].tolist(), strict=True)),
        noun_end=ends[nouns].tolist(),
        spaced=(~unspaced).tolist(),
        role=list(zip(kinds, parts.tokens.stem[nouns].tolist(), strict=True)),
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


def _pairs(parts: Parts, places: Ints) -> NDArray[np.bool_]:
    """Which of some unspaced characters have another right behind them."""
    kinds = np.append(parts.tokens.kind, np.uint8(0))
    return np.asarray((kinds[places + 1] == UNSPACED) & (parts.gap[places] == 0))


def _suffixes(parts: Parts) -> Ints:
    """1 for each number that is followed by letters without a gap (54th), else 0."""
    kinds, numbers = parts.tokens.kind, parts.numbers
    after = np.minimum(numbers.place + 1, max(0, len(kinds) - 1))
    behind = (parts.gap[numbers.place] == 0) & (kinds[after] == kinds[numbers.place] - 1)
    return np.asarray(numbers.ordinal & behind, np.int64)
