"""The votes of tag names and class words: those of the block's own element, its parent, the next, and all above."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

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
NO_VOTES: Votes = (0.0, 0.0, 0.0, ())
NOBODY = (0.0, 0.0, 0.0)


def word_table(votes: Mapping[str, Mapping[str, float]]) -> WordTable:
    """One table of the four, by word."""
    words = {word for where in WHERE for word in votes[where]}
    a, b, c, d = (votes[where] for where in WHERE)
    return {w: (a.get(w, 0.0), b.get(w, 0.0), c.get(w, 0.0), d.get(w, 0.0)) for w in sorted(words)}


def element_votes(tag: str, words: tuple[str, ...], table: WordTable) -> Votes:
    """The votes of an element's words as own, as parent's, as grandparent's; and those of them that vote on paths."""
    said = [word for word in (f"<{tag}>", *words) if word in table]
    if not said:
        return NO_VOTES
    own, parent, grandparent, _ = map(sum, zip(*[table[word] for word in said], strict=True))
    return own, parent, grandparent, tuple([word for word in said if table[word][3]])


VotesOf = Callable[[str, tuple[str, ...]], Votes]


def asked_once(table: WordTable) -> VotesOf:
    """The votes of a tag and its words, remembered from page to page: pages of one site say the same again."""
    return lru_cache(maxsize=4096)(partial(element_votes, table=table))


def words_votes(tree: Tree, places: Places, table: WordTable, votes_of: VotesOf) -> NDArray[np.float64]:
    """For each block the sum of its words' votes."""
    rows: list[tuple[float, float, float]] = []
    seen: list[frozenset[str]] = []
    sums: list[float] = []
    for lineage in tree.lineages:
        parent = lineage.parent
        own, second, third, told = votes_of(lineage.tag, lineage.words)
        above, path, over = (seen[parent], rows[parent][2], rows[parent]) if parent >= 0 else (NOTHING, 0.0, NOBODY)
        if told:
            new = [word for word in told if word not in above]
            if new:
                path += sum([table[word][3] for word in new])
                above = above.union(new)
        seen.append(above)
        rows.append((second, third, path))
        grand = tree.lineages[parent].parent if parent >= 0 else -1
        sums.append(own + path + over[0] + (rows[grand][1] if grand >= 0 else 0.0))
    out: NDArray[np.float64] = np.array(sums)[places.own_kind]
    return out
