"""The votes of tag names and class words: those of the block's own element, its parent, the next, and all above."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.places import Places
from cleaner.model import Tree

WHERE = ("own", "parent", "grandparent", "path")
"""The places a [[words]] table may speak of; `path` is the element and everything above it, each word once."""


WordTable = dict[str, tuple[float, float, float, float]]
"""A word's votes in each of WHERE; 0 where it casts none."""
Votes = tuple[float, float, float, tuple[str, ...]]
NOTHING: frozenset[str] = frozenset()


def word_table(votes: Mapping[str, Mapping[str, float]]) -> WordTable:
    """One table of the four, by word."""
    words = {word for where in WHERE for word in votes[where]}
    a, b, c, d = (votes[where] for where in WHERE)
    return {w: (a.get(w, 0.0), b.get(w, 0.0), c.get(w, 0.0), d.get(w, 0.0)) for w in sorted(words)}


def element_votes(tag: str, words: tuple[str, ...], table: WordTable) -> Votes:
    """The votes of an element's words as own, as parent's, as grandparent's; and those of them that vote on paths."""
    own = parent = grandparent = 0.0
    told = []
    for word in (f"<{tag}>", *words):
        known = table.get(word)
        if known is not None:
            own += known[0]
            parent += known[1]
            grandparent += known[2]
            if known[3]:
                told.append(word)
    return own, parent, grandparent, tuple(told)


def words_votes(tree: Tree, places: Places, table: WordTable) -> NDArray[np.float64]:
    """For each block the sum of its words' votes."""
    known: dict[tuple[str, tuple[str, ...]], Votes] = {}
    rows: list[tuple[float, float, float, float]] = []
    seen: list[frozenset[str]] = []
    for tag, words, parent in zip(tree.tags, tree.words, tree.parents, strict=True):
        votes = known.get((tag, words))
        if votes is None:
            votes = known[tag, words] = element_votes(tag, words, table)
        first, second, third, told = votes
        above = seen[parent] if parent >= 0 else NOTHING
        path = rows[parent][3] if parent >= 0 else 0.0
        if told:
            new = [word for word in told if word not in above]
            if new:
                path += sum([table[word][3] for word in new])
                above = above.union(new)
        seen.append(above)
        rows.append((first, second, third, path))
    sums = np.array(rows).T
    one, two = places.above(1), places.above(2)
    out = sums[0, places.own] + sums[3, places.own] + np.where(places.own > 0, sums[1, one], 0.0)
    result: NDArray[np.float64] = out + np.where(one > 0, sums[2, two], 0.0)
    return result
