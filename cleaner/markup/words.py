"""The votes of tag names and class words: those of the block's own element, its parent, the next, and all above."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.elements import Lineages, Tree
from cleaner.markup.places import Places

WHERE = ("own", "parent", "grandparent", "path")
"""The places a [[words]] table may speak of; `path` is the element and everything above it, each word once."""


@frozen(eq=False)
class WordTable:
    """What words vote, wherever they stand."""

    votes: dict[str, tuple[float, float, float, float, int]]
    """A word's votes in each of WHERE, 0 where it casts none; and if it votes on paths a bit of its own."""


def word_table(votes: Mapping[str, Mapping[str, float]]) -> WordTable:
    """One table of the four, by word."""
    words = {word for where in WHERE for word in votes[where]}
    a, b, c, d = (votes[where] for where in WHERE)
    bits = {word: 1 << place for place, word in enumerate(sorted(word for word in d if d[word]))}
    return WordTable({
        word: (a.get(word, 0.0), b.get(word, 0.0), c.get(word, 0.0), d.get(word, 0.0), bits.get(word, 0))
        for word in sorted(words)
    })  # fmt: skip


Votes = tuple[float, float, float, float, int, tuple[tuple[int, float], ...]]
"""Of one element's words the votes in each of WHERE; then those that vote on paths, as bits, and each with its vote."""
NOBODY: Votes = (0.0, 0.0, 0.0, 0.0, 0, ())


@lru_cache(maxsize=8192)
def element_votes(table: WordTable, tag: str, words: tuple[str, ...]) -> Votes:
    """The votes of an element's words: pages have many elements in common."""
    own = parent = grandparent = path = 0.0
    told, each = 0, []
    for a, b, c, d, bit in filter(None, map(table.votes.get, (f"<{tag}>", *words))):
        own += a
        parent += b
        grandparent += c
        if bit:
            path += d
            told |= bit
            each.append((bit, d))
    return own, parent, grandparent, path, told, tuple(each)


def words_votes(tree: Tree, places: Places, table: WordTable) -> NDArray[np.float64]:
    """For each block the sum of its words' votes."""
    lineages = tree.lineages
    said = [*(element_votes(table, tag, words) for tag, words, _ in lineages.looks), NOBODY]
    shapes, parents = np.array((*lineages.shapes, -1)), np.array((*lineages.parents, -1))
    over = parents[:-1]
    own, parent, grandparent = np.array([votes[:3] for votes in said]).T
    path = np.array(path_votes(lineages, said))
    sums = own[shapes[:-1]] + path + parent[shapes[over]] + grandparent[shapes[parents[over]]]
    out: NDArray[np.float64] = sums[places.own_kind]
    return out


def path_votes(lineages: Lineages, said: Sequence[Votes]) -> list[float]:
    """For each lineage the votes of the words on its path, each word once; `said` are the votes of each look."""
    new: dict[tuple[int, int], float] = {}  # what a look adds below elements that say some of its words
    seen, paths = [], []  # of each lineage the words that voted so far, and their votes
    for parent, shape in zip(lineages.parents, lineages.shapes, strict=True):
        mine = said[shape][4]
        if parent < 0:
            seen.append(mine)
            paths.append(said[shape][3])
            continue
        before = seen[parent]
        again = mine & before
        if not again:
            paths.append(paths[parent] + said[shape][3])
            seen.append(before | mine)
            continue
        vote = new.get((shape, again))
        if vote is None:
            vote = new[shape, again] = sum([vote for bit, vote in said[shape][5] if not bit & again])
        paths.append(paths[parent] + vote)
        seen.append(before | mine)
    return paths
