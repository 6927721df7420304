"""The votes of tag names and class words: those of the block's own element, its parent, the next, and all above."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.places import Places
from cleaner.model import Tree

WHERE = ("own", "parent", "grandparent", "path")
"""The places a [[words]] table may speak of; `path` is the element and everything above it, each word once."""


NOTHING: frozenset[str] = frozenset()


def element_votes(
    tag: str, words: tuple[str, ...], tables: Sequence[Mapping[str, float]]
) -> tuple[float, float, float, tuple[str, ...]]:
    """The votes of an element's words as own, as parent's, as grandparent's; and those of them that vote on paths."""
    said = (f"<{tag}>", *words)
    own, parent, grandparent = (sum([table.get(word, 0.0) for word in said]) for table in tables[:3])
    return own, parent, grandparent, tuple(dict.fromkeys(word for word in said if word in tables[3]))


def words_votes(tree: Tree, places: Places, votes: Mapping[str, Mapping[str, float]]) -> NDArray[np.float64]:
    """For each block the sum of its words' votes; `votes` has a table for each of WHERE."""
    tables = [votes[where] for where in WHERE]
    known: dict[tuple[str, tuple[str, ...]], tuple[float, float, float, tuple[str, ...]]] = {}
    rows: list[tuple[float, float, float, float]] = []
    seen: list[frozenset[str]] = []
    for tag, words, parent in zip(tree.tags, tree.words, tree.parents, strict=True):
        votes_here = known.get((tag, words))
        if votes_here is None:
            votes_here = known[tag, words] = element_votes(tag, words, tables)
        first, second, third, told = votes_here
        above = seen[parent] if parent >= 0 else NOTHING
        path = rows[parent][3] if parent >= 0 else 0.0
        new = [word for word in told if word not in above] if told else told
        if new:
            path += sum([tables[3][word] for word in new])
            above = above.union(new)
        seen.append(above)
        rows.append((first, second, third, path))
    sums = np.array(rows).T
    own = places.own
    one, two = places.above(1), places.above(2)
    out = sums[0, own] + sums[3, own] + np.where(own > 0, sums[1, one], 0.0)
    result: NDArray[np.float64] = out + np.where(one > 0, sums[2, two], 0.0)
    return result
