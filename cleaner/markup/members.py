"""Members: elements, or runs of blocks, that may each be an article, and what speaks for that.

What counts is structure: a headline of its own before the text, a day or an hour beside it, an address of its own.
The votes on main text, fitted on pages of one long article, say little of posts of three lines; so text counts as prose
here by its form, and the votes only weigh it.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.signs import DATES, Signs
from cleaner.markup.votes import MarkupLook
from cleaner.model import Block, Tree

Floats = NDArray[np.float64]

SENTENCE = 4
"""Words of the shortest sentence."""
LINE = 8
"""Words from which a line without an end counts as prose too."""
SHORT = 3
"""Words up to which a heading that is said twice is none of an article ("Share this"); rails repeat longer ones."""
LEAST_WEIGHT = 0.5
"""What a word of prose counts at least, however low its chance."""
LONGEST_NAME = 4
"""Words of the name of a site."""
LONGEST_BYLINE = 20
"""Words of the longest line that is a date or byline."""
LONGEST_DAY = 12
"""Words of the longest line that says a day or an hour."""
BEFORE, BEHIND = 2, 5
"""Blocks before the first paragraph and at the end of a member in which its day may stand."""
OWN = re.compile(r"bookmark|[Pp]ermalink|[Pp]ermanent")
"""What the attributes of a link say if it is an article's own address."""
NEAR_LINK = 4
"""Elements within a block, from its own on, of which one may be its link."""
HREF = re.compile(r' href="([^"]*)"')
DAY = re.compile(
    r"(?<!\d)\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)|(?<!\d)(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?!\d)"
)
"""A day in numbers, in whatever order, with a year of two digits or four."""
MONTH_BEHIND = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|º|ª)?\.?,?[\s/-]+(?:de\s+|of\s+)?([^\W\d_]{3,})")
MONTH_BEFORE = re.compile(r"([^\W\d_]{3,})\.?[\s/-]+\d{1,2}(?!\d)")
"""What stands behind, or before, the day of a month."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
WORD = re.compile(r"[^\W\d_]+")
HOUR = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.hH][0-5]\d(?!\d|[.,:]\d|\s?%)")
TIMES = frozenset(("date", "date_in", "age"))
FEWEST, MOST = 2, 25
"""Words of a headline that is only a link."""
LIVE = frozenset(("liveblogposting", "liveblog", "blogpost", "timeline", "ticker"))
"""Class words of the entries of liveblogs, which may go without a headline."""


@frozen(eq=False)
class Member:
    """What may be an article: its blocks are the numbers first to last - 1 of those in an element."""

    element: int
    first: int
    last: int
    head: int
    """Block number of its headline, -1 for none."""
    mass: float
    """Words of prose, weighed."""
    start: int
    """Block number of its first paragraph."""
    paragraphs: int
    address: str = ""
    """Where its headline links to, "" for nowhere."""
    size: int = 0
    """Words of prose."""


class Ground:
    """A page's blocks as far as articles are looked for on it."""

    def __init__(
        self, blocks: Sequence[Block], look: MarkupLook, signs: Signs, months: Mapping[str, int], host: str = ""
    ) -> None:
        assert blocks[0].markup is not None
        self.tree: Tree = blocks[0].markup.tree
        self.blocks, self.look, self.signs, self.months, self.host = blocks, look, signs, months, host
        self.words = look.measures["words"]
        self.long = self.is_prose()
        self.prose = self.weighed()
        self.days: dict[int, bool] = {}
        self.known: dict[int, Member] = {}
        self.datings: dict[tuple[int, int], float] = {}
        self.teasers: dict[int, bool] = {}

    def is_prose(self) -> NDArray[np.bool_]:
        """Which blocks are running text by their form."""
        measures, signs = self.look.measures, self.signs
        said = (self.words >= LINE) | ((measures["ends"] > 0) & (self.words >= SENTENCE))
        clear = (measures["hidden"] == 0) & (measures["link_density"] < 0.5)
        heading = (signs.heading >= 1) & (signs.heading <= 7)
        furniture = np.array([name != "" for name in signs.furniture])
        every: NDArray[np.bool_] = said & clear & ~heading
        out: NDArray[np.bool_] = every & ~furniture
        if self.words[out].sum() < self.words[every & (self.look.chance > 0.5)].sum() / 2:
            return every  # what most of the text stands in is no furniture, whatever its classes say
        return out

    def long_line(self, number: int) -> bool:
        """Whether a block is a sentence that its votes take for main text."""
        return bool(self.words[number] >= LINE and self.look.chance[number] > 0.5)

    def weighed(self) -> Floats:
        """Words of prose in each block, those that are hardly main text counted less."""
        chance = self.look.chance
        weight = np.where(self.long, np.maximum(chance, LEAST_WEIGHT), np.where(chance > 0.3, chance, 0.0))
        return np.where(self.look.measures["hidden"] > 0, 0.0, self.words * weight)

    @cached_property
    def total(self) -> float:
        """Words of prose on the page."""
        return max(float(self.prose.sum()), 1e-6)

    @cached_property
    def headings(self) -> Counter[str]:
        """How many headings say the same."""
        return Counter(self.blocks[number].text for number in np.flatnonzero(self.signs.heading).tolist())

    def says_day(self, number: int) -> bool:
        """Whether a block is a short line that says a day or an hour."""
        if number not in self.days:
            text = self.blocks[number].text
            short = self.words[number] <= LONGEST_DAY and any(map(str.isdigit, text))
            self.days[number] = (short and self.has_day(text)) or any(
                phrase.sort in TIMES for phrase in self.signs.phrases(number)
            )
        return self.days[number]

    def has_day(self, text: str) -> bool:
        """Whether a short line with a digit names a day or an hour."""
        if HOUR.search(text) or DAY.search(text):
            return True
        folded = text.casefold()
        for word in (*MONTH_BEHIND.findall(folded), *MONTH_BEFORE.findall(folded)):
            if word in self.months or (YEAR.search(text) and any(name.startswith(word) for name in self.months)):
                return True
        return False

    def is_dated(self, number: int) -> bool:
        """Whether a block is a date or byline: by its wording, its element or its classes."""
        return bool(self.words[number] <= LONGEST_BYLINE) and (self.signs.dated(number) or self.says_day(number))

    def headline(self) -> int:
        """The first block that may be the headline of all the page: a first-order heading, or what the page's head
        calls it, that is no link and longer than the names of sites are; -1 for none."""
        heads = (self.signs.heading == 1) | (self.look.measures["is_headline"] > 0)
        found = np.flatnonzero(heads & ~self.signs.linked & (self.words > LONGEST_NAME))
        return int(found[0]) if len(found) else -1

    def dated(self, member: Member) -> float:
        """1 where a day, an hour or a byline stands beside a member's headline or at its end, a half where only classes
        say so, else 0."""
        key = (member.first, member.last)
        if key not in self.datings:
            first, last, start = member.first, member.last, member.start
            near = (*range(first, min(start + BEFORE, last)), *range(max(start, last - BEHIND), last))
            self.datings[key] = max((self.dating(n) for n in near if n != member.head), default=0.0)
        return self.datings[key]

    def dating(self, number: int) -> float:
        """How sure it is that a block is a date or byline: 1 by its wording, a half by its classes, else 0."""
        if not self.is_dated(number):
            return 0.0
        return 1.0 if self.says_day(number) or any(p.sort in DATES for p in self.signs.phrases(number)) else 0.5

    def address(self, number: int) -> str:
        """Where a block links to: the first link around it or in it; "" for none but a place on the page itself."""
        tree, element = self.tree, self.tree.own[number]
        written = tree.written
        above = [written.order[each] for each in (element, tree.parents[element]) if each >= 0]
        inside = range(above[0] + 1, min(above[0] + 1 + NEAR_LINK, len(written.heads)))
        for one in (*above, *(each for each in inside if written.parents[each] >= above[0])):
            found = HREF.search(written.heads[one]) if written.tag(one) == "a" else None
            if found and not found[1].startswith(("#", "javascript:")):
                return html.unescape(found[1])
        return ""

    def has_permalink(self, element: int) -> bool:
        """Whether an element holds a link that is called the permanent one."""
        written = self.tree.written
        first = written.order[element]
        stop = next((n for n in range(first + 1, len(written.tags)) if written.parents[n] < first), len(written.tags))
        return any(written.tags[n] == "a" and OWN.search(written.heads[n]) for n in range(first, stop))

    def end(self, element: int) -> int:
        """The first element behind all that an element holds."""
        return int(self.look.places.end[element])

    def blocks_in(self, element: int) -> tuple[int, int]:
        """The numbers of the first block in an element and of the one behind its last."""
        inside = np.flatnonzero(self.look.places.holds(element))
        return int(inside[0]), int(inside[-1]) + 1

    def may_head(self, number: int) -> bool:
        """Whether a block may be a headline: a heading that is not said again and again, and no day."""
        signs = self.signs
        if not signs.heading[number] or self.look.measures["hidden"][number] or self.words[number] < 1:
            return False
        text = self.blocks[number].text
        if self.headings[text] > (2 if self.words[number] > SHORT else 1) or not any(map(str.isalpha, text)):
            return False
        return not (self.says_day(number) and self.words[number] <= LINE) and signs.roles[number] != "meta"

    def member(self, element: int) -> Member:
        """An element seen as an article; each is looked at once."""
        if element not in self.known:
            self.known[element] = self.seen(element)
        return self.known[element]

    def seen(self, element: int) -> Member:
        """An element seen as an article."""
        first, last = self.blocks_in(element)
        long = np.flatnonzero(self.long[first:last]) + first
        start = next((int(n) for n in long if not self.is_dated(int(n)) and self.signs.heading[n] != 8), last)
        heads = [n for n in range(first, min(last, start + 1)) if self.may_head(n)]
        head = min(heads, key=lambda n: (self.signs.heading[n], n), default=-1)
        if head < 0 and (self.is_headline(first, start) or not LIVE.isdisjoint(self.tree.words[element])):
            head = first
        return self.made(element, first, last, head, start)

    def is_headline(self, first: int, start: int) -> bool:
        """Whether the first block of what has no heading stands for one: a link."""
        words = self.words[first] if first < start else 0
        return bool(FEWEST <= words <= MOST and self.signs.linked[first] and not self.is_dated(first))

    def made(self, element: int, first: int, last: int, head: int, start: int) -> Member:
        """A member of some blocks, whose first paragraph is `start`."""
        said = [n for n in (np.flatnonzero(self.long[first:last]) + first).tolist() if not self.is_dated(n)]
        return Member(
            element,
            first,
            last,
            head,
            mass=float(self.prose[first:last].sum()),
            start=start,
            paragraphs=len(said),
            address=self.address(head) if head >= 0 and self.signs.linked[head] else "",
            size=int(self.words[said].sum()),
        )
