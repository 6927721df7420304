"""Which kind of boilerplate the cut blocks of an HTML page are, and the rule that says so.

Asked in this order: a drawn line, the block's own wording, a site's selector, then the elements around it the
nearest first (class words, a heading that stands over it there, the tag), where they hold no main text. What no sign
names is "nav" for a link, else "other". Nothing here decides whether a block is cut.
"""

from collections.abc import Sequence

from cleaner.elements import Tree
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook, MarkupPlan
from cleaner.markup.wording import Asker
from cleaner.model import BOILERPLATE_LABELS, Block
from cleaner.rulebook import Phrase

Kind = tuple[str, str]
"""A label and the id of the rule that gives it; ("", "") for none."""
NONE: Kind = ("", "")
LABEL_OF_SORT = {"toc": "nav", "image": "caption", "disclosure": "ad", "paywall": "newsletter"}
FOLLOWED = ("trending", "related", "comment", "newsletter", "share", "tags", "bio", "cookie", "nav", "footer")
"""Kinds that a heading may announce; what a heading such as "Read more" announces is related."""
SHORT = 6
"""Words of the longest line that may name what follows it, or be an entry's section and age."""
WIDEST = 3
"""Elements that a heading may be wrapped in by itself."""
BROAD = frozenset(("html", "body", "main"))
"""Elements whose classes speak of the whole page."""
POST_CLASSES = frozenset(("hentry", "status", "type"))
"""Class words beside which "tag" and "category" say what a post is filed under, not what its element is."""


def said_kind(phrases: Sequence[Phrase]) -> Kind:
    """The kind that the first phrase of a kind names."""
    for phrase in phrases:
        name = LABEL_OF_SORT.get(phrase.sort, phrase.sort)
        if name in BOILERPLATE_LABELS:
            return name, phrase.id
    return NONE


def announced(phrases: Sequence[Phrase]) -> str:
    """The kind of what follows a heading, "" if its phrases say nothing of that."""
    label = said_kind(phrases)[0]
    return "related" if label == "readmore" else label if label in FOLLOWED else ""


class CutKinds:
    """The kinds of a page's cut blocks; `kept` says of each block whether an article keeps it."""

    def __init__(
        self, blocks: Sequence[Block], look: MarkupLook, signs: Signs, plan: MarkupPlan, kept: list[bool]
    ) -> None:
        assert blocks[0].markup is not None
        self.tree: Tree = blocks[0].markup.tree
        self.blocks, self.signs, self.plan = blocks, signs, plan
        self.asker: Asker = signs.asker
        self.words, self.end = look.measures["words"], look.places.end
        self.cut = [not keeps for keeps in kept]
        self.last_kept = [-1] * len(kept)
        for number in range(len(kept)):
            self.last_kept[number] = number if kept[number] else self.last_kept[number - 1] if number else -1
        self.holding = self.elements_above([number for number, keeps in enumerate(kept) if keeps])
        self.own: dict[int, Kind] = {}
        self.over = self.headings()
        self.aged = self.lists_of_ages()

    def elements_above(self, numbers: Sequence[int]) -> set[int]:
        """The elements that hold any of some blocks."""
        found: set[int] = set()
        for number in numbers:
            element = self.tree.own[number]
            while element >= 0 and element not in found:
                found.add(element)
                element = self.tree.parents[element]
        return found

    def headings(self) -> dict[int, list[tuple[int, Kind]]]:
        """For elements that hold a heading whose wording names a kind: the headings' blocks and what they name.

        A heading that names nothing ends what the one before it said.
        """
        over: dict[int, list[tuple[int, Kind]]] = {}
        levels: dict[int, int] = {}
        for number, block in enumerate(self.blocks):
            if not self.cut[number] or self.signs.linked[number] or self.words[number] > SHORT:
                continue
            heading = block.markup.heading if block.markup else 0
            if not heading and not self.leads(number):
                continue
            label = announced(self.asker.phrases(number))
            element = self.container(number)
            level = heading or 7
            if label or (element in over and level <= levels[element]):
                over.setdefault(element, []).append((number, (label, "html/under-heading") if label else NONE))
                levels[element] = level
        return over

    def leads(self, number: int) -> bool:
        """Whether a cut link follows a block."""
        after = number + 1
        return after < len(self.blocks) and self.cut[after] and bool(self.signs.linked[after])

    def container(self, number: int) -> int:
        """The element that holds a heading and what follows it: its parent, or the one above if that holds it alone."""
        element = self.tree.own[number]
        for _ in range(WIDEST):
            parent = self.tree.parents[element]
            if parent < 0:
                break
            after = number + 1
            element = parent
            if after < len(self.blocks) and parent <= self.tree.own[after] < self.end[parent]:
                break
        return element

    def lists_of_ages(self) -> set[int]:
        """Lists of which an entry is a section name with an age printed right behind it."""
        found: set[int] = set()
        for number, block in enumerate(self.blocks):
            if not self.cut[number] or self.words[number] > SHORT or not any(map(str.isdigit, block.text)):
                continue
            if any(phrase.sort == "age_glued" for phrase in self.asker.phrases(number)):
                element = self.entry(number)
                if element not in self.holding:
                    found.add(element)
        return found

    def entry(self, number: int) -> int:
        """The list that a block is an entry of; outside of lists the element two above."""
        element, steps = self.tree.own[number], 0
        while self.tree.parents[element] >= 0:
            listed = self.tree.tags[element] == "li"
            element, steps = self.tree.parents[element], steps + 1
            if listed:
                return element
        element = self.tree.own[number]
        for _ in range(2):
            element = max(self.tree.parents[element], 0)
        return element

    def called(self, element: int) -> Kind:
        """The kind that an element's classes or tag name, the classes first."""
        if element not in self.own:
            tag, words = self.tree.tags[element], self.tree.words[element]
            found = NONE
            if tag not in BROAD:
                filed = not POST_CLASSES.isdisjoint(words)
                for word in words:
                    for label, rule in (
                        (self.plan.roles.get(word), "html/roles"),
                        (self.plan.kinds.get(word), "html/kinds"),
                    ):
                        if label in BOILERPLATE_LABELS and not found[0] and not (filed and label == "tags"):
                            found = (str(label), rule)
            if not found[0] and tag in self.plan.furniture:
                found = (self.plan.furniture[tag], "html/furniture-tags")
            self.own[element] = found
        return self.own[element]

    def around(self, number: int) -> Kind:
        """The kind that the nearest element around a block gives it."""
        element, aged = self.tree.own[number], False
        while element >= 0:
            aged = aged or element in self.aged
            if element in self.over:
                at, kind = next((each for each in reversed(self.over[element]) if each[0] <= number), (-1, NONE))
                if kind[0] and at > self.last_kept[number]:
                    return kind
            if element not in self.holding:
                kind = self.called(element)
                if kind[0]:
                    return kind
            element = self.tree.parents[element]
        return ("trending", "html/list-of-ages") if aged else NONE
