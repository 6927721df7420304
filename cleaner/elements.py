"""The elements of an HTML page that hold text, as columns: what blocks of a page share and rules on markup ask."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import frozen

Look = tuple[str, tuple[str, ...], bool]
"""An element's tag, the lower-cased words of its class, id, role and itemprop, and whether they hide it."""


@frozen(eq=False)
class Lineages:
    """What an element and all above it are by tag and words, as columns: the elements of a page have few different.

    Those of parents come before those of their children.
    """

    parents: tuple[int, ...]
    """Number of the parent's lineage, -1 at the root."""
    shapes: tuple[int, ...]
    """Number of the element's look in `looks`, whatever stands above."""
    hidden: tuple[bool, ...]
    """Whether the element or one above it is not shown (hidden, display: none, template)."""
    lines: tuple[str, ...]
    """Tag of the innermost element, of this one and those above, that begins a line of its own; "" for none."""
    depths: tuple[int, ...]
    """Elements above this one."""
    looks: tuple[Look, ...]

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Tag of each lineage's element."""
        return tuple([self.looks[shape][0] for shape in self.shapes])

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Words of each lineage's element."""
        return tuple([self.looks[shape][1] for shape in self.shapes])


@frozen(eq=False)
class Written:
    """The elements of a page as they were written, those without text too."""

    order: tuple[int, ...]
    """For each element of the tree its number here."""
    parents: Sequence[int]
    heads: Sequence[str]
    """What stands in each opening tag of well-formed HTML: the name, then ` name="value"`, again and again."""

    def tag(self, number: int) -> str:
        """An element's tag."""
        return self.heads[number].partition(" ")[0]

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Tag of each element."""
        return tuple([head.partition(" ")[0] for head in self.heads])


DEEPEST_PATH = 60
"""Elements deeper than this are named by their count in the page: on pages nested without end paths stay short."""


@frozen(eq=False)
class Tree:
    """The elements of an HTML page that hold text, in document order, as columns; parents come before children."""

    parents: tuple[int, ...]
    """Number of the parent element, -1 at the root."""
    kinds: tuple[int, ...]
    """Number of each element's lineage."""
    lineages: Lineages
    own: tuple[int, ...]
    """For each block of the page its element: the innermost one that holds all of the block's text."""
    links: tuple[float, ...]
    """For each block the share of its characters that stand in links."""
    strong: tuple[float, ...]
    """Likewise in b or strong."""
    times: Mapping[int, int]
    """For blocks with a <time> in them the number of the first, as written."""
    written: Written

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Tag of each element."""
        return tuple(map(self.lineages.tags.__getitem__, self.kinds))

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Lower-cased words of each element's class, id, role and itemprop."""
        return tuple(map(self.lineages.words.__getitem__, self.kinds))

    @cached_property
    def hidden(self) -> tuple[bool, ...]:
        """Whether each element or one above it is not shown."""
        return tuple(map(self.lineages.hidden.__getitem__, self.kinds))

    def head(self, number: int) -> str:
        """What stands in an element's opening tag: see Written.heads."""
        return self.written.heads[self.written.order[number]]

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """XPath of each element."""
        places, counts = [], dict[tuple[int, str], int]()
        tags = self.written.tags
        for key in zip(self.written.parents, tags, strict=True):
            counts[key] = counts.get(key, 0) + 1
            places.append(counts[key])
        paths: list[str] = []
        for old, parent, kind in zip(self.written.order, self.parents, self.kinds, strict=True):
            tag, above = tags[old], paths[parent] if parent >= 0 else ""
            if self.lineages.depths[kind] >= DEEPEST_PATH:
                paths.append(f"(//{tag})[{tags[: old + 1].count(tag)}]")
            else:
                paths.append(f"{above}/{tag}" if tag in ("html", "body") else f"{above}/{tag}[{places[old]}]")
        return tuple(paths)

    def __repr__(self) -> str:
        return f"Tree({len(self.kinds)} elements, {len(self.own)} blocks)"
