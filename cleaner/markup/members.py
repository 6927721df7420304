"""Members: elements, or runs of blocks, that may each be an article, and what speaks for that.

What counts is structure: a headline of its own before the text, a day or an hour beside it, an address of its own.
The votes on main text, fitted on pages of one long article, say little of posts of three lines; so text counts as prose
here by its form, and the votes only weigh it.
"""

import html
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.elements import Tree
from cleaner.markup.signs import DATES, Signs
from cleaner.markup.votes import MarkupLook
from cleaner.model import Block

Floats = NDArray[np.float64]

LEAST = 3
"""Words of prose, weighed, that a member holds at least."""
MOST_ELEMENTS = 4000
"""Elements beyond which a page is not searched: no page of articles has so many that hold prose."""
NO_MEMBERS = frozenset(("html", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "ul", "ol"))
NEARLY = 1e-6
"""Words: sums of the same numbers in another order differ by less."""
BOLD = 8
"""The level of short bold lines, which stand in for headings."""
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
        self.count, self.level = self.words.tolist(), signs.heading.tolist()
        self.headed = np.flatnonzero(signs.heading).tolist()
        self.long = self.is_prose()
        self.paragraphs = np.flatnonzero(self.long).tolist()
        self.prose = self.weighed()
        self.days: dict[int, bool] = {}
        self.dates: dict[int, bool] = {}
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

    @cached_property
    def rich(self) -> dict[int, float]:
        """The elements that hold prose, and how much."""
        total = self.look.places.sums(self.prose)[0]
        rich, tags = np.flatnonzero(total >= LEAST)[:MOST_ELEMENTS], self.tree.tags
        held = zip(rich.tolist(), total[rich].tolist(), strict=True)
        return {element: mass for element, mass in held if tags[element] not in NO_MEMBERS}

    @cached_property
    def may_be_headed(self) -> list[bool]:
        """Which elements hold what a headline could be: a heading, or a link first. Others need not be looked at."""
        places, signs = self.look.places, self.signs
        first = signs.linked[places.first] & (self.words[places.first] <= MOST)
        looks = self.tree.lineages.looks
        live = np.array([not LIVE.isdisjoint(words) for _, words, _ in looks])[list(self.tree.lineages.shapes)]
        found: list[bool] = ((places.sums(signs.heading > 0)[0] > 0) | first | live[places.kind]).tolist()
        return found

    @cached_property
    def may_be_linked(self) -> list[bool]:
        """Likewise a headline that is a link."""
        places, signs = self.look.places, self.signs
        linked = places.sums((signs.heading > 0) & signs.linked)[0] > 0
        found: list[bool] = (linked | signs.linked[places.first]).tolist()
        return found

    @cached_property
    def may_be_dated(self) -> list[bool]:
        """Which blocks may be dates or bylines, as far as can be told without asking for their wording."""
        short = self.words <= LONGEST_DAY
        told = np.array(self.signs.marked) | np.array(self.signs.doubtful)
        told |= short & (self.look.measures["digits"] > 0)
        found: list[bool] = (told & (self.words <= LONGEST_BYLINE)).tolist()
        for number in np.flatnonzero(short & ~np.array(found)).tolist():
            text = self.blocks[number].text
            found[number] = not text.isascii() and any(map(str.isdigit, text))  # wide digits are not measured
        return found

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
        return Counter([self.blocks[number].text for number in self.headed])

    def says_day(self, number: int) -> bool:
        """Whether a block is a short line that says a day or an hour."""
        if number not in self.days:
            text = self.blocks[number].text
            short = self.count[number] <= LONGEST_DAY and any(map(str.isdigit, text))
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
        if not self.may_be_dated[number]:
            return False
        if number not in self.dates:
            self.dates[number] = self.signs.dated(number) or self.says_day(number)
        return self.dates[number]

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
        return int(self.look.places.first[element]), int(self.look.places.last[element])

    def paragraphs_in(self, first: int, last: int) -> list[int]:
        """The numbers of the blocks first to last - 1 that are running text and no date or byline."""
        found = self.paragraphs[bisect_left(self.paragraphs, first) : bisect_left(self.paragraphs, last)]
        return [number for number in found if not self.is_dated(number)]

    def may_head(self, number: int) -> bool:
        """Whether a block may be a headline: a heading that is not said again and again, and no day."""
        words = self.count[number]
        if not self.level[number] or self.look.measures["hidden"][number] or words < 1:
            return False
        text = self.blocks[number].text
        if self.headings[text] > (2 if words > SHORT else 1) or not any(map(str.isalpha, text)):
            return False
        return self.signs.roles[number] != "meta" and not (words <= LINE and self.says_day(number))

    def member(self, element: int) -> Member:
        """An element seen as an article; each is looked at once."""
        if element not in self.known:
            self.known[element] = self.seen(element)
        return self.known[element]

    def seen(self, element: int) -> Member:
        """An element seen as an article."""
        first, last = self.blocks_in(element)
        start = next((n for n in self.paragraphs_in(first, last) if self.level[n] != BOLD), last)
        heads = self.headed[bisect_left(self.headed, first) : bisect_left(self.headed, min(last, start + 1))]
        head = min(filter(self.may_head, heads), key=lambda n: (self.level[n], n), default=-1)
        if head < 0 and (self.is_headline(first, start) or not LIVE.isdisjoint(self.tree.words[element])):
            head = first
        return self.made(element, first, last, head, start)

    def is_headline(self, first: int, start: int) -> bool:
        """Whether the first block of what has no heading stands for one: a link."""
        words = self.count[first] if first < start else 0
        return bool(FEWEST <= words <= MOST and self.signs.linked[first] and not self.is_dated(first))

    def made(self, element: int, first: int, last: int, head: int, start: int) -> Member:
        """A member of some blocks, whose first paragraph is `start`."""
        said = self.paragraphs_in(first, last)
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
