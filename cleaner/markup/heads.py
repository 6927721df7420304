"""Kickers: the section names that stand over a headline in the head of its article."""

import re

from cleaner.elements import Tree
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook, MarkupPlan
from cleaner.model import Block

LONGEST_KICKER = 6
"""Words."""
REACH = 4
"""Elements, from the headline's own up, within which a kicker stands with it."""
CLOSE = 3
"""Likewise, for a link that no class calls a kicker."""
MOST_LINKS = 2
"""Links over a headline that may be kickers; more are a trail of breadcrumbs."""
HEADS = frozenset(("header", "hgroup", "article"))
"""Elements within which a kicker stands with its headline, however deep that is."""
NAMES = frozenset(("kicker_section", "nav"))
"""Sorts of phrases that a kicker may be: section names and menu words are often the same."""

SECTION = re.compile(r' href="(?:https?://[^/"]+)?/?[^/"#?:][^":]*"')
"""The address of a link that leads somewhere within a site: not to its front page, nor nowhere."""
UNSEEN = frozenset(("sr", "hidden", "screenreader"))
"""Class words of what only screen readers say."""


class Kickers:
    """Finds the kickers of a page's articles."""

    def __init__(self, blocks: tuple[Block, ...], look: MarkupLook, signs: Signs, plan: MarkupPlan) -> None:
        assert blocks[0].markup is not None
        self.tree: Tree = blocks[0].markup.tree
        self.blocks, self.signs, self.plan = blocks, signs, plan
        self.words, self.end = look.measures["words"], look.places.end

    def rule(self, number: int, head: int) -> str:
        """The rule that calls a block a kicker of the headline at `head`, "" if none does."""
        if number >= head or not self.may_be(number):
            return ""
        if self.is_called(number) and self.together(number, head, REACH):
            return "html/kinds"
        first = head
        while first > 0 and self.is_link(first - 1) and self.together(first - 1, head, CLOSE):
            first -= 1
        links = range(first, head)
        if not first <= number or len(links) > MOST_LINKS:
            return ""
        return "html/link-above-headline" if all(self.may_be(at) and self.leads(at) for at in links) else ""

    def is_link(self, number: int) -> bool:
        """Whether a block is nothing but a link, and no date."""
        return bool(self.signs.linked[number] and not self.signs.dated(number))

    def may_be(self, number: int) -> bool:
        """Whether a block is a short line that says nothing else."""
        text = self.blocks[number].text
        if self.words[number] > LONGEST_KICKER or self.signs.furniture[number] or self.signs.dated(number):
            return False
        near = {word for element in self.near(number) for word in self.tree.words[element]}
        if text[-1] in ".!?…»›>:" or not UNSEEN.isdisjoint(near) or not any(map(str.isalpha, text)):
            return False
        return all(phrase.sort in NAMES for phrase in self.signs.asker.phrases(number))

    def near(self, number: int) -> list[int]:
        """The elements whose classes say what a block is."""
        element = self.tree.own[number]
        return [element, max(self.tree.parents[element], 0)]

    def is_called(self, number: int) -> bool:
        """Whether the classes of an element near a block call it a kicker."""
        words = (word for element in self.near(number) for word in self.tree.words[element])
        return any(self.plan.kinds.get(word) == "kicker" for word in words)

    def leads(self, number: int) -> bool:
        """Whether a link that a block is leads somewhere within a site."""
        texts = (self.tree.head(element) for element in self.near(number) if self.tree.tags[element] == "a")
        return any(SECTION.search(text) for text in texts)

    def together(self, number: int, head: int, reach: int) -> bool:
        """Whether a block stands in an element close above the headline, or in its article's."""
        element, own = self.tree.own[head], self.tree.own[number]
        for _ in range(reach):
            if element <= own < self.end[element]:
                return True
            if element <= 0:
                return False
            element = self.tree.parents[element]
        while element > 0:
            if element <= own < self.end[element]:
                return self.tree.tags[element] in HEADS
            element = self.tree.parents[element]
        return False
