"""A page's tree as arrays: depths, spans, sums over what an element holds, and what stands above it."""

from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.elements import Tree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@frozen(eq=False)
class Places:
    """The tree's elements in document order: those within element e are the numbers e to end[e] - 1."""

    parent: Ints
    """The root is its own parent here."""
    depth: Ints
    end: Ints
    own: Ints
    """Element of each block."""
    kind: Ints
    """Lineage of each element."""

    @cached_property
    def steps(self) -> Ints:
        """For each block, a row for each step up, the elements 0 to MOST_STEPS above its own, the root at most."""
        rows = [self.own]
        for _ in range(MOST_STEPS):
            rows.append(self.parent[rows[-1]])
        return np.array(rows)

    @cached_property
    def own_kind(self) -> Ints:
        """Lineage of each block's element."""
        return self.kind[self.own]

    @cached_property
    def jumps(self) -> tuple[Ints, ...]:
        """Rows of the elements 1, 2, 4 ... above each: what is joined along them in turn is joined over all above."""
        rows, above = [], self.parent
        while above.any():
            rows.append(above)
            above = above[above]
        return (*rows, above)

    @cached_property
    def first(self) -> Ints:
        """The number of the first block in each element."""
        count, size = len(self.own), len(self.parent)
        own = np.full(size, count)
        own[self.own[::-1]] = np.arange(count)[::-1]
        # What stands behind an element in the tree is in it, or begins behind its text.
        out: Ints = np.minimum.accumulate(own[::-1])[::-1]
        return out

    @cached_property
    def last(self) -> Ints:
        """The number of the block behind the last one in each element."""
        held = np.concatenate([[0], np.cumsum(np.bincount(self.own, minlength=len(self.parent)))])
        out: Ints = self.first + held[self.end] - held[:-1]
        return out

    def sums(self, *columns: NDArray[np.floating] | NDArray[np.bool_]) -> Floats:
        """Columns of the blocks, a row each, summed over all that each element holds."""
        size = len(self.parent)
        running = np.zeros((len(columns), size + 1))
        for row, column in zip(running, columns, strict=True):
            np.cumsum(np.bincount(self.own, column, size), out=row[1:])
        out: Floats = running[:, self.end] - running[:, :-1]
        return out

    def above(self, steps: int) -> Ints:
        """For each block the element so many steps above its own, the root at most."""
        row: Ints = self.steps[steps]
        return row

    def holds(self, element: int) -> NDArray[np.bool_]:
        """Which blocks stand in an element."""
        inside: NDArray[np.bool_] = (self.own >= element) & (self.own < self.end[element])
        return inside

    def common(self, first: int, second: int) -> int:
        """The innermost element that holds two blocks."""
        a, b = int(self.own[first]), int(self.own[second])
        while a != b:
            if a > b:
                a = int(self.parent[a])
            else:
                b = int(self.parent[b])
        return a

    def spread(self, values: Floats) -> Floats:
        """For each element the largest value of itself and the elements above it."""
        out = values
        for above in self.jumps:
            out = np.maximum(out, out[above])
        return out

    def deepest(self, true: NDArray[np.bool_]) -> int:
        """The deepest element (the first of them) for which something holds; the root where it holds for none."""
        found = np.flatnonzero(true)
        return int(found[np.argmax(self.depth[found])]) if len(found) else 0


MOST_STEPS = 5


def places_of(tree: Tree) -> Places:
    """The arrays of a tree that has at least one block."""
    above, kind = np.array(tree.parents), np.array(tree.kinds)
    above[0] = 0
    depth = np.array(tree.lineages.depths)[kind]
    return Places(above, depth, ends_of(above, depth), np.array(tree.own), kind)


def ends_of(above: Ints, depth: Ints) -> Ints:
    """For each element the one behind all that it holds, by depth from the deepest: it ends as its last child does."""
    end = np.arange(1, len(above) + 1)
    order = np.argsort(depth, kind="stable")
    bounds = np.flatnonzero(np.diff(depth[order], prepend=-1))
    for start, stop in zip(bounds[:0:-1].tolist(), [len(order), *bounds[:0:-1].tolist()][:-1], strict=True):
        level = order[start:stop]  # in document order, so that the last child of each comes last and stays
        end[above[level]] = end[level]
    return end
