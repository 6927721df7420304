"""The elements of a page that hold text: their parents, tags and class words, as flat columns."""

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.blocks.tags import BREAKING
from cleaner.model import Lineage, Tree, Written

WORDS_OF = re.compile(r' (?:class|id|role|itemprop|itemtype|data-testid|aria-label)="([^"]*)"')
HIDDEN = re.compile(r' hidden="(?!until-found)| style="[^"]*(?:display: *none|visibility: *hidden)')
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_A-Za-z]+")
MOST_WORDS = 40


def tree_of(
    parents: list[int], tags: list[str], attributes: list[str], ends: Sequence[tuple[int, int]]
) -> Tree:
    """The tree of the elements above some blocks, given all elements and those of each block's first and last text."""
    own = [common(first, last, parents) if first != last else first for first, last in ends]
    used: set[int] = set()
    for number in own:
        while number >= 0 and number not in used:
            used.add(number)
            number = parents[number]
    order = sorted(used)
    renumber = dict(zip(order, range(len(order)), strict=True))
    renumber[-1] = -1
    above = [renumber[parents[old]] for old in order]
    kinds, lineages = kinds_of(order, above, tags, attributes)
    return Tree(
        parents=tuple(above),
        kinds=tuple(kinds),
        lineages=tuple(lineages),
        own=tuple([renumber[number] for number in own]),
        written=Written(tuple(order), parents, tags, attributes),
    )


def common(first: int, last: int, parents: Sequence[int]) -> int:
    """The innermost element that holds both; an ancestor always has the smaller number."""
    while first != last:
        if first > last:
            first = parents[first]
        else:
            last = parents[last]
    return first


def kinds_of(
    order: Sequence[int], above: Sequence[int], tags: Sequence[str], attributes: Sequence[str]
) -> tuple[list[int], list[Lineage]]:
    """For each element which lineage it is of; elements with the same tags and words all the way up share one."""
    known: dict[tuple[int, str, tuple[tuple[str, ...], bool]], int] = {}
    lineages: list[Lineage] = []
    kinds: list[int] = []
    for old, parent in zip(order, above, strict=True):
        over = kinds[parent] if parent >= 0 else -1
        key = (over, tags[old], described(attributes[old]))
        kind = known.get(key, -1)
        if kind < 0:
            kind = known[key] = len(lineages)
            lineages.append(lineage_of(*key, lineages[over] if over >= 0 else None))
        kinds.append(kind)
    return kinds, lineages


def lineage_of(parent: int, tag: str, said: tuple[tuple[str, ...], bool], above: Lineage | None) -> Lineage:
    """An element's kind, from its own tag and attributes and the kind of its parent."""
    words, hidden = said
    hidden = hidden or tag == "template" or (above is not None and above.hidden)
    line = tag if tag in BREAKING else above.line if above else ""
    return Lineage(parent, tag, words, hidden, line, above.depth + 1 if above else 0)


@lru_cache(maxsize=8192)
def described(attributes: str) -> tuple[tuple[str, ...], bool]:
    """The words that attributes say, and whether they hide their element."""
    if not attributes:
        return (), False
    hidden = ("hidden" in attributes or "none" in attributes) and HIDDEN.search(attributes) is not None
    return words_of(attributes), hidden


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
