"""The bodies of a page's articles: within an accepted container all is body that nothing calls something else.

The votes on main text are fitted on pages of one article and doubt short posts; here they only tell where nothing else
does. What calls a block something else: classes and tags of elements within the container that do not themselves hold
most of its text, the block's wording, and lines that many of the articles say.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleaner.markup.furniture import IN_RECORDS, SOFT, WASTE, WASTE_ROLES
from cleaner.markup.members import Ground, Member
from cleaner.markup.naming import Labels
from cleaner.model import BOILERPLATE_LABELS

HEAD_ROLES = frozenset(("deck", "meta", "kicker"))
LONG_LINE = 12
"""Words from which a block counts as a sentence rather than a line of furniture."""
SHORT_SENTENCE = 4
"""Words of the longest sentence that may be furniture because it is said again."""
FIRST = 8
"""Words of the first line that is taken for the beginning of a body."""
HEAD_LINES = 6
"""Blocks behind a headline in which the line of author and date stands."""
LONGEST_DECK = 60
LEAST_BELOW = 25
"""Words of the text below a deck."""
SHORTEST_DECK = 5
"""Words of a deck that is written as a heading: a shorter one is a subhead."""
MOST_DECKS = 2
LAST_BLOCKS = 4
"""Blocks at the end of an article among which its author may be introduced."""
TAIL_CHANCE = 0.05
"""Chance of being main text that a short block behind the last sentence must have, where no element holds the body."""
MOST_OF_TEXT = 0.5
"""Share of an article's text that an element holds whose classes say nothing of what is in it."""
BODY_SHARE = 0.85
"""Share of an article's text that the element of its body holds."""


def name_records(labels: Labels, ground: Ground, members: Sequence[Member], teasers: set[int]) -> None:
    """A page of several articles: within each container all is body but the head and what signs call furniture.

    `teasers` are the blocks of teasers that stand side by side, within the containers too.
    """
    labels.again = repeated_lines(labels, members)
    for member in members:
        kept = Body(labels, ground, member, teasers).numbers()
        labels.article(member.first, member.last, member.head, kept)
        for number in range(member.head + 1, member.last if kept else 0):
            if not labels.names[number] and ground.dating(number) > 0.5 * labels.signs.linked[number]:
                labels.call_meta(number)


class Body:
    """Finds the body of one of a page's articles."""

    def __init__(self, labels: Labels, ground: Ground, member: Member, teasers: set[int]) -> None:
        self.labels, self.ground, self.member, self.teasers = labels, ground, member, teasers
        self.tree, self.signs, self.words = ground.tree, labels.signs, ground.words
        self.roles: dict[int, str] = {}
        self.text = max(1.0, float(self.words[member.head + 1 : member.last].sum()))

    def numbers(self) -> list[int]:
        """The blocks of the body."""
        member = self.member
        kept = [n for n in range(member.head + 1, member.last) if self.keeps(n)]
        kept = self.without_rails(self.within_body(kept))
        while kept and 1 <= self.signs.heading[kept[-1]] <= 7:
            kept.pop()
        return self.before_bio(self.below_deck(self.after_head(kept)))

    def keeps(self, number: int) -> bool:
        """Whether nothing calls a block something else than body."""
        labels, signs, measures = self.labels, self.signs, self.ground.look.measures
        chance, linked = labels.look.chance[number], bool(signs.linked[number])
        quoted = measures["in_blockquote"][number] or measures["in_pre"][number]
        part = signs.heading[number] or measures["in_ul"][number] or measures["in_ol"][number] or quoted
        if measures["hidden"][number] or (labels.blocks[number].text in labels.again and (linked or not part)):
            return False
        if self.role(self.tree.own[number]) in WASTE_ROLES | {"meta"} or number in self.teasers:
            return False
        prose = self.words[number] >= LONG_LINE and measures["ends"][number] > 0
        said = {phrase.sort for phrase in signs.asker.phrases(number)} - SOFT
        if said & WASTE or (said & IN_RECORDS and not prose and not quoted and not signs.heading[number]):
            return False
        if self.words[number] <= LONG_LINE and self.ground.is_dated(number) and not part and not prose:
            return False
        return not (linked and (chance < 0.5 or self.is_own_link(number)))

    def is_own_link(self, number: int) -> bool:
        """Whether a block links to the article that it stands in: a permalink, or "Continue reading"."""
        address = self.ground.address(number).split("#")[0]
        return address != "" and address == self.member.address.split("#")[0]

    def role(self, element: int) -> str:
        """What the nearest element around a block, within its article, calls it; "" for none."""
        if element <= self.member.element or element < 0:
            return ""
        if element not in self.roles:
            found = self.called(element) or self.role(self.tree.parents[element])
            self.roles[element] = found
        return self.roles[element]

    def called(self, element: int) -> str:
        """What an element's own classes or tag call it, unless it holds most of the article."""
        plan, tag = self.labels.plan, self.tree.tags[element]
        words = self.tree.words[element]
        name = next((plan.pairs[both] for both in pairwise(words) if both in plan.pairs), "")
        name = name or next((plan.roles[word] for word in words if word in plan.roles), "")
        name = name if name in BOILERPLATE_LABELS else plan.furniture.get(tag, "") or name
        if not name:
            return ""
        first, last = self.ground.blocks_in(element)
        return "" if self.words[first:last].sum() > MOST_OF_TEXT * self.text else name

    def within_body(self, kept: list[int]) -> list[int]:
        """The blocks without short ones outside of the element of the body; without one it ends with the text."""
        size = BODY_SHARE * sum(float(self.words[n]) for n in kept)
        element = self.member.element
        inner = self.inner(element, kept, size)
        while inner >= 0:
            element, inner = inner, self.inner(inner, kept, size)
        if element != self.member.element:
            first, last = self.ground.blocks_in(element)
            return [n for n in kept if first <= n < last or self.is_sentence(n)]
        end = max((n for n in kept if self.is_sentence(n)), default=self.member.last)
        chance = self.labels.look.chance
        return [n for n in kept if n <= end or chance[n] >= TAIL_CHANCE]

    def inner(self, above: int, kept: list[int], size: float) -> int:
        """The element right below another that holds so many words of the kept blocks, and two of them; -1 for none."""
        held: dict[int, list[int]] = {}
        for number in kept:
            element = self.tree.own[number]
            while element > above and self.tree.parents[element] != above:
                element = self.tree.parents[element]
            if element > above:
                held.setdefault(element, []).append(number)
        for element, numbers in held.items():
            if len(numbers) > 1 and sum(float(self.words[n]) for n in numbers) >= size:
                return element
        return -1

    def is_sentence(self, number: int) -> bool:
        """Whether a block is long enough to be no furniture."""
        return bool(self.words[number] >= LONG_LINE)

    def without_rails(self, kept: list[int]) -> list[int]:
        """The blocks without headings of what is cut: links follow them."""
        inside = set(kept)
        return [
            n
            for n in kept
            if not (1 <= self.signs.heading[n] <= 8 and n + 1 < self.member.last and n + 1 not in inside)
            or not self.signs.linked[n + 1]
        ]

    def after_head(self, kept: list[int]) -> list[int]:
        """The body without what belongs to the head: dates, bylines, decks before the first paragraph."""
        start = next(
            (n for n in kept if self.words[n] >= FIRST and self.role(self.tree.own[n]) not in HEAD_ROLES),
            self.member.last,
        )
        return [
            n
            for n in kept
            if n >= start
            or not (self.ground.is_dated(n) or self.role(self.tree.own[n]) in HEAD_ROLES or self.is_name(n))
        ]

    def is_name(self, number: int) -> bool:
        """Whether a line before the first paragraph is no part of it: short, no sentence, in no list and no heading."""
        measures = self.ground.look.measures
        part = self.signs.heading[number] or measures["in_ul"][number] or measures["in_ol"][number]
        return bool(self.words[number] < FIRST and not measures["ends"][number] and not part)

    def below_deck(self, kept: list[int]) -> list[int]:
        """The body without its deck: what stands between the headline and the line of author and date, if most of the
        text stands below that line; else a long heading right behind the headline."""
        member, words, signs = self.member, self.words, self.signs
        quoted = self.ground.look.measures["in_blockquote"]
        lines = range(member.head + 1, min(member.head + 1 + HEAD_LINES, member.last))
        line = max(
            (n for n in lines if words[n] <= LONG_LINE and self.ground.is_dated(n) and not quoted[n]), default=-1
        )
        above, below = [n for n in kept if n < line], [n for n in kept if n > line]
        few = 0 < len(above) <= MOST_DECKS and max(words[above]) <= LONGEST_DECK
        if few and words[below].sum() > max(LEAST_BELOW, words[above].sum()):
            decks = above
        elif kept and self.is_deck(kept[0]):
            decks, below = kept[:1], kept[1:]
        else:
            return kept
        for number in decks:
            if words[number] >= SHORTEST_DECK and not signs.linked[number]:
                self.labels.call(number, "deck", "html/under-headline")
        return below

    def is_deck(self, number: int) -> bool:
        """Whether a block is a long heading right behind the headline."""
        heading = 1 <= self.signs.heading[number] <= 7
        return bool(number == self.member.head + 1 and heading and self.words[number] >= SHORTEST_DECK)

    def before_bio(self, kept: list[int]) -> list[int]:
        """The body without a box on its author at the end: under a heading that is the author's name once more."""
        if len(kept) <= LAST_BLOCKS:
            return kept
        texts, marked = self.signs.asker.texts, self.signs.marked
        told = " | ".join(texts[n] for n in range(self.member.first, kept[0]) if marked[n])
        for number in range(kept[-LAST_BLOCKS], self.member.last if told else 0):
            if self.signs.heading[number] and 2 <= self.words[number] <= 4 and texts[number] in told:
                return [n for n in kept if n < number]
        return kept


def repeated_lines(labels: Labels, members: Sequence[Member]) -> frozenset[str]:
    """Short lines that many of the articles say: their furniture."""
    words, ends = labels.look.measures["words"], labels.look.measures["ends"]
    line = (words <= LONG_LINE) & ~((ends > 0) & (words > SHORT_SENTENCE))
    said = Counter(
        text
        for member in members
        for text in {labels.blocks[n].text for n in range(member.first, member.last) if line[n]}
    )
    return frozenset(text for text, count in said.items() if count > max(1.0, len(members) * 0.3))
