"""The elements of a page that hold text: their parents, tags and class words, as flat columns."""

import re
from functools import lru_cache

from cleaner.model import Tree

WORDS_OF = re.compile(r' (?:class|id|role|itemprop|itemtype|data-testid|aria-label)="([^"]*)"')
HIDDEN = re.compile(r' hidden="(?!until-found)| style="[^"]*(?:display: *none|visibility: *hidden)')
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_A-Za-z]+")
DEEPEST_PATH = 60
"""Elements deeper than this are named by their count in the page: on pages nested without end paths stay short."""
MOST_WORDS = 40


class Elements:
    """Collects elements in document order; `tree` keeps those that hold text."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.places: list[int] = []
        self.counts: dict[tuple[int, str], int] = {}

    def add(self, parent: int, tag: str, attributes: str) -> int:
        """A new element's number."""
        key = (parent, tag)
        place = self.counts[key] = self.counts.get(key, 0) + 1
        self.parents.append(parent)
        self.tags.append(tag)
        self.attributes.append(attributes)
        self.places.append(place)
        return len(self.parents) - 1

    def tree(self, ends: list[tuple[int, int]]) -> Tree:
        """The tree of the elements above some blocks, given the elements of each block's first and last text."""
        own = [self.common(first, last) for first, last in ends]
        used: set[int] = set()
        for number in own:
            while number >= 0 and number not in used:
                used.add(number)
                number = self.parents[number]
        order = sorted(used)
        renumber = {old: new for new, old in enumerate(order)}
        renumber[-1] = -1
        parents = [renumber[self.parents[old]] for old in order]
        hidden = [self.is_hidden(old) for old in order]
        for new, parent in enumerate(parents):
            hidden[new] = hidden[new] or (parent >= 0 and hidden[parent])
        return Tree(
            parents=tuple(parents),
            tags=tuple(self.tags[old] for old in order),
            words=tuple(words_of(self.attributes[old]) for old in order),
            hidden=tuple(hidden),
            paths=self.paths(order, parents),
            own=tuple(renumber[number] for number in own),
            attributes=tuple(self.attributes[old] for old in order),
        )

    def common(self, first: int, last: int) -> int:
        """The innermost element that holds both; an ancestor always has the smaller number."""
        while first != last:
            if first > last:
                first = self.parents[first]
            else:
                last = self.parents[last]
        return first

    def is_hidden(self, number: int) -> bool:
        """Whether an element says itself that it is not shown."""
        attributes = self.attributes[number]
        if self.tags[number] == "template":
            return True
        return ("hidden" in attributes or "none" in attributes) and HIDDEN.search(attributes) is not None

    def paths(self, order: list[int], parents: list[int]) -> tuple[str, ...]:
        """An XPath for each element."""
        paths: list[str] = []
        depths: list[int] = []
        for new, old in enumerate(order):
            parent = parents[new]
            depths.append(depths[parent] + 1 if parent >= 0 else 1)
            tag, place = self.tags[old], self.places[old]
            if depths[new] > DEEPEST_PATH:
                paths.append(f"(//{tag})[{self.tags[: old + 1].count(tag)}]")
            elif tag in {"html", "body"}:
                paths.append(f"{paths[parent] if parent >= 0 else ''}/{tag}")
            else:
                paths.append(f"{paths[parent] if parent >= 0 else ''}/{tag}[{place}]")
        return tuple(paths)


def words_of(attributes: str) -> tuple[str, ...]:
    """The lower-cased words of an element's class, id, role and the like, each once; digits are not words.

    >>> words_of(' class="post-title articleBody" id="post-12"')
    ('post', 'title', 'article', 'body')
    """
    values = WORDS_OF.findall(attributes) if attributes else ()
    if not values:
        return ()
    if len(values) == 1:
        return words_in(values[0])
    return tuple(dict.fromkeys([word for value in values for word in words_in(value)]))[:MOST_WORDS]


@lru_cache(maxsize=8192)
def words_in(value: str) -> tuple[str, ...]:
    """The words of one attribute's value."""
    found = [word.lower() for word in WORD.findall(value[:400]) if len(word) < 30]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]
