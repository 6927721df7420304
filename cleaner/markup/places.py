"""A page's tree as arrays: depths, spans, sums over what an element holds, and what stands above it."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.model import Tree

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
    levels: tuple[Ints, ...]
    """The elements of each depth, the root's first."""

    def sums(self, columns: Floats) -> Floats:
        """Columns of the blocks, summed over all that each element holds."""
        total = np.zeros((len(self.parent), columns.shape[1]))
        np.add.at(total, self.own, columns)
        running = np.vstack([np.zeros((1, columns.shape[1])), np.cumsum(total, axis=0)])
        out: Floats = running[self.end] - running[:-1]
        return out

    def above(self, steps: int) -> Ints:
        """For each block the element so many steps above its own, the root at most."""
        elements = self.own
        for _ in range(steps):
            elements = self.parent[elements]
        return elements

    def holds(self, element: int) -> NDArray[np.bool_]:
        """Which blocks stand in an element."""
        inside: NDArray[np.bool_] = (self.own >= element) & (self.own < self.end[element])
        return inside

    def spread(self, values: Floats) -> Floats:
        """For each element the largest value of itself and the elements above it."""
        out = values.copy()
        for elements in self.levels[1:]:
            out[elements] = np.maximum(out[elements], out[self.parent[elements]])
        return out

    def flags(self, flags: Ints) -> Ints:
        """For each element the bits of itself and of all elements above it."""
        out = flags.copy()
        for elements in self.levels[1:]:
            out[elements] |= out[self.parent[elements]]
        return out

    def deepest(self, true: NDArray[np.bool_]) -> int:
        """The deepest element (the first of them) for which something holds; the root where it holds for none."""
        found = np.flatnonzero(true)
        return int(found[np.argmax(self.depth[found])]) if len(found) else 0


def places_of(tree: Tree) -> Places:
    """The arrays of a tree that has at least one block."""
    parents = tree.parents
    depth, end = [0] * len(parents), list(range(1, len(parents) + 1))
    for number in range(1, len(parents)):
        depth[number] = depth[parents[number]] + 1
    for number in range(len(parents) - 1, 0, -1):
        parent = parents[number]
        if end[number] > end[parent]:
            end[parent] = end[number]
    deep = np.array(depth)
    order = np.argsort(deep, kind="stable")
    levels = np.split(order, np.flatnonzero(np.diff(deep[order])) + 1)
    above = np.array(parents)
    above[0] = 0
    return Places(above, deep, np.array(end), np.array(tree.own), tuple(levels))
