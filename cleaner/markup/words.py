"""The votes of tag names and class words: those of the block's own element, its parent, the next, and all above."""

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.places import Places
from cleaner.model import Lineage, Tree

WHERE = ("own", "parent", "grandparent", "path")
"""The places a [[words]] table may speak of; `path` is the element and everything above it, each word once."""


WordTable = dict[str, tuple[float, float, float, float]]
"""A word's votes in each of WHERE; 0 where it casts none."""


def word_table(votes: Mapping[str, Mapping[str, float]]) -> WordTable:
    """One table of the four, by word."""
    words = {word for where in WHERE for word in votes[where]}
    a, b, c, d = (votes[where] for where in WHERE)
    return {w: (a.get(w, 0.0), b.get(w, 0.0), c.get(w, 0.0), d.get(w, 0.0)) for w in sorted(words)}


@frozen(eq=False)
class Votes:
    """The votes of one element's words."""

    own: float
    parent: float
    grandparent: float
    told: int
    """The words that vote on paths, as bits."""
    path: float
    """What those words vote, together."""
    each: tuple[tuple[int, float], ...]
    """Bit and vote of each of them."""


def element_votes(lineage: Lineage, table: WordTable, bits: dict[str, int]) -> Votes:
    """The votes of an element's words; `bits` are the words that voted on paths so far, each a bit of its own."""
    own = parent = grandparent = path = 0.0
    told, each = 0, []
    for word in (f"<{lineage.tag}>", *lineage.words):
        known = table.get(word)
        if known is not None:
            own += known[0]
            parent += known[1]
            grandparent += known[2]
            if known[3]:
                bit = bits.setdefault(word, 1 << len(bits))
                told |= bit
                path += known[3]
                each.append((bit, known[3]))
    return Votes(own, parent, grandparent, told, path, tuple(each))


def words_votes(tree: Tree, places: Places, table: WordTable) -> NDArray[np.float64]:
    """For each block the sum of its words' votes."""
    known: dict[int, Votes] = {}
    bits: dict[str, int] = {}
    seen, paths, sums = [0], [0.0], []
    above = [NOBODY]
    for lineage in tree.lineages:
        votes = known.get(lineage.shape)
        if votes is None:
            votes = known[lineage.shape] = element_votes(lineage, table, bits)
        parent = lineage.parent + 1  # the first entry of the lists is that of nobody, above the root
        before, path = seen[parent], paths[parent]
        if not votes.told & before:
            path += votes.path
        else:
            path += sum([vote for bit, vote in votes.each if not bit & before])
        seen.append(before | votes.told)
        paths.append(path)
        above.append(votes)
        grand = tree.lineages[parent - 1].parent + 1 if parent else 0
        sums.append(votes.own + path + above[parent].parent + above[grand].grandparent)
    out: NDArray[np.float64] = np.array(sums)[places.own_kind]
    return out


NOBODY = Votes(0.0, 0.0, 0.0, 0, 0.0, ())
