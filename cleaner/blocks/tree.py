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
LONGEST_WORD = 30
APART = bytes(code if chr(code).isalpha() else 32 for code in range(256))
"""Translates what is no letter to a blank, in ASCII."""


def tree_of(parents: list[int], tags: list[str], attributes: list[str], ends: Sequence[tuple[int, int]]) -> Tree:
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
    shapes: dict[tuple[str, str], int] = {}
    numbers: dict[tuple[str, tuple[str, ...], bool], int] = {}
    looks: list[tuple[str, tuple[str, ...], bool]] = []
    known: dict[tuple[int, int], int] = {}
    lineages: list[Lineage] = []
    kinds: list[int] = []
    for old, parent in zip(order, above, strict=True):
        written = (tags[old], attributes[old])
        shape = shapes.get(written)
        if shape is None:
            look = (written[0], *described(written[1]))
            shape = shapes[written] = numbers.setdefault(look, len(looks))
            if shape == len(looks):
                looks.append(look)
        over = kinds[parent] if parent >= 0 else -1
        kind = known.get((over, shape))
        if kind is None:
            kind = known[over, shape] = len(lineages)
            lineages.append(lineage_of(over, shape, looks[shape], lineages[over] if over >= 0 else None))
        kinds.append(kind)
    return kinds, lineages


def lineage_of(parent: int, shape: int, look: tuple[str, tuple[str, ...], bool], above: Lineage | None) -> Lineage:
    """An element's kind, from its own tag and attributes and the kind of its parent."""
    tag, words, hidden = look
    if above is None:
        return Lineage(parent, tag, words, hidden or tag == "template", tag if tag in BREAKING else "", 0, shape)
    hidden = hidden or above.hidden or tag == "template"
    return Lineage(parent, tag, words, hidden, tag if tag in BREAKING else above.line, above.depth + 1, shape)


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
    value = value[:400]
    if value.isascii() and value.islower():  # as most are: no words run together
        found = [word for word in value.encode().translate(APART).decode("latin-1").split() if len(word) < LONGEST_WORD]
    else:
        found = [word.lower() for word in WORD.findall(value) if len(word) < LONGEST_WORD]
    return tuple(dict.fromkeys(found))[:MOST_WORDS]
