"""The elements of a page that hold text: their parents, tags and class words, as flat columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress, count

from cleaner.blocks.tags import BREAKING
from cleaner.blocks.walk import Draft, Walk
from cleaner.model import Lineages, Look, Tree, Written

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
    used = bytearray(len(parents))
    for number in own:
        while number >= 0 and not used[number]:
            used[number] = 1
            number = parents[number]
    order = tuple(compress(range(len(parents)), used))
    renumber = [-1] * (len(parents) + 1)  # the last is read as that of -1
    for new, old in enumerate(order):
        renumber[old] = new
    above = tuple(map(renumber.__getitem__, map(parents.__getitem__, order)))
    kinds, lineages = kinds_of(above, list(map(walk.heads.__getitem__, order)))
    sizes = [len(one.text) for one in drafts]
    return Tree(
        parents=above,
        kinds=kinds,
        lineages=lineages,
        own=tuple(map(renumber.__getitem__, own)),
        links=tuple([min(1.0, one.links / size) for one, size in zip(drafts, sizes, strict=True)]),
        strong=tuple([min(1.0, one.strong / size) for one, size in zip(drafts, sizes, strict=True)]),
        times={number: one.time for number, one in enumerate(drafts) if one.time >= 0},
        written=Written(order, parents, walk.heads),
    )


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
    kinds: list[int] = []
    above: list[int] = []
    own: list[int] = []
    for parent, shape in zip(parents, map(shapes.__getitem__, heads), strict=True):
        over = kinds[parent] if parent >= 0 else -1
        key = (over << 32) + shape
        kind = known.get(key)
        if kind is None:
            kind = known[key] = len(own)
            above.append(over)
            own.append(shape)
        kinds.append(kind)
    return tuple(kinds), lineages_of(above, own, tuple(numbers))


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
        tag, blank, _ = head.partition(" ")
        hidden = blank != "" and ("hidden" in head or "none" in head) and HIDDEN.search(head) is not None
        if len(found) > 1:
            said = tuple(dict.fromkeys([word for value in found for word in words[value]]))[:MOST_WORDS]
        else:
            said = words[found[0]] if found else ()
        out[head] = tag, said, hidden
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
