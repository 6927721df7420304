"""The elements of a page that hold text: their parents, tags and class words, as flat columns."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from cleaner.blocks.tags import BREAKING
from cleaner.blocks.walk import Draft, Walk
from cleaner.elements import Lineages, Look, Tree, Written

Ints = NDArray[np.int64]

VALUES = re.compile(r' (?:class|i(?:d|temprop|temtype)|role|data-testid|aria-label)="([^"]*+)"')
HIDDEN = re.compile(r' hidden="(?!until-found)| style="[^"]*(?:display: *none|visibility: *hidden)')
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W\d_A-Za-z]+")
LONGEST_VALUE = 400
"""Characters of an attribute that are read."""
MOST_WORDS = 40
LONGEST_WORD = 30
APART = bytes(code if chr(code).isalpha() or code == 10 else 32 for code in range(256))
"""Translates what is no letter to a blank, in ASCII, but for line ends."""


def tree_of(walk: Walk, drafts: Sequence[Draft]) -> Tree:
    """The tree of the elements above some blocks."""
    parents = walk.parents
    own = [common(one.first, one.last, parents) if one.first != one.last else one.first for one in drafts]
    order, above, elements = used_elements(np.array(parents, dtype=np.int64), np.array(own, dtype=np.int64))
    kinds, lineages = kinds_of(above.tolist(), list(map(walk.heads.__getitem__, order.tolist())))
    sizes = [len(one.text) for one in drafts]
    return Tree(
        parents=tuple(above.tolist()),
        kinds=kinds,
        lineages=lineages,
        own=tuple(elements.tolist()),
        links=tuple([min(1.0, one.links / size) for one, size in zip(drafts, sizes, strict=True)]),
        strong=tuple([min(1.0, one.strong / size) for one, size in zip(drafts, sizes, strict=True)]),
        times={number: one.time for number, one in enumerate(drafts) if one.time >= 0},
        written=Written(tuple(order.tolist()), parents, walk.heads),
    )


def used_elements(parents: Ints, own: Ints) -> tuple[Ints, Ints, Ints]:
    """The elements in or above those of blocks: their numbers, their parents among them (-1 at the root), and the
    blocks' own among them."""
    used = np.zeros(len(parents) + 1, dtype=bool)
    used[-1] = True  # stands above the root
    found = own
    while len(found):
        used[found] = True
        found = parents[found]
        found = found[~used[found]]
    order = np.flatnonzero(used[:-1])
    renumber = np.full(len(used), -1)
    renumber[order] = np.arange(len(order))
    return order, renumber[parents[order]], renumber[own]


def common(first: int, last: int, parents: Sequence[int]) -> int:
    """The innermost element that holds both; an ancestor always has the smaller number."""
    while first != last:
        if first > last:
            first = parents[first]
        else:
            last = parents[last]
    return first


def kinds_of(parents: Sequence[int], heads: Sequence[str]) -> tuple[tuple[int, ...], Lineages]:
    """For each element which lineage it is of; elements with the same tags and words all the way up share one."""
    looks = looks_of(dict.fromkeys(heads))
    numbers = dict(zip(dict.fromkeys(looks.values()), count()))
    shapes = {head: numbers[look] for head, look in looks.items()}
    known: dict[int, int] = {}
    kinds = [-1]  # of what stands above the root, then of the elements
    above: list[int] = []
    own: list[int] = []
    for parent, shape in zip(parents, map(shapes.__getitem__, heads), strict=True):
        key = kinds[parent + 1] << 32 | shape
        kind = known.get(key)
        if kind is None:
            kind = known[key] = len(own)
            above.append(kinds[parent + 1])
            own.append(shape)
        kinds.append(kind)
    return tuple(kinds[1:]), lineages_of(above, own, tuple(numbers))


def lineages_of(parents: Sequence[int], shapes: Sequence[int], looks: tuple[Look, ...]) -> Lineages:
    """The columns that follow from what stands above each lineage and what its element looks like."""
    breaking = [look[0] if look[0] in BREAKING else "" for look in looks]
    hides = [look[2] or look[0] == "template" for look in looks]
    hidden: list[bool] = []
    lines: list[str] = []
    depths: list[int] = []
    for parent, shape in zip(parents, shapes, strict=True):
        if parent < 0:
            hidden.append(hides[shape])
            lines.append(breaking[shape])
            depths.append(0)
        else:
            hidden.append(hides[shape] or hidden[parent])
            lines.append(breaking[shape] or lines[parent])
            depths.append(depths[parent] + 1)
    return Lineages(tuple(parents), tuple(shapes), tuple(hidden), tuple(lines), tuple(depths), looks)


def looks_of(heads: Iterable[str]) -> dict[str, Look]:
    """What opening tags say of their elements."""
    values = {head: VALUES.findall(head) if " " in head else () for head in heads}
    words = words_in(dict.fromkeys(chain.from_iterable(values.values())))
    out: dict[str, Look] = {}
    for head, found in values.items():
        said: tuple[str, ...] = ()
        if len(found) == 1:
            said = words[found[0]]
        elif found:
            said = tuple(dict.fromkeys(chain.from_iterable(map(words.__getitem__, found))))[:MOST_WORDS]
        hidden = ("hidden" in head or "none" in head) and HIDDEN.search(head) is not None
        out[head] = head.partition(" ")[0], said, hidden
    return out


def words_in(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lower-cased words of attributes' values, each once; digits are not words.

    >>> words_in(["post-title articleBody post-12"])
    {'post-title articleBody post-12': ('post', 'title', 'article', 'body')}
    """
    # As most are: no words run together.
    plain = [value for value in values if value.islower() and value.isascii() and "\n" not in value]
    apart = "\n".join(plain).encode().translate(APART).decode("ascii").split("\n")
    if max(map(len, plain), default=0) > LONGEST_VALUE:
        apart = [text[:LONGEST_VALUE] for text in apart]
    found = dict(zip(plain, map(str.split, apart), strict=True)) if plain else {}
    for value in values:
        if value not in found:
            found[value] = [word.lower() for word in WORD.findall(value[:LONGEST_VALUE])]
        if len(value) >= LONGEST_WORD and max(map(len, found[value]), default=0) >= LONGEST_WORD:
            found[value] = [word for word in found[value] if len(word) < LONGEST_WORD]
    unique = list(map(tuple, map(dict.fromkeys, found.values())))
    if max(map(len, unique), default=0) > MOST_WORDS:
        unique = [words[:MOST_WORDS] for words in unique]
    return dict(zip(found, unique, strict=True))
