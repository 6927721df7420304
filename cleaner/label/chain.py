"""The chain over a page's blocks: the best path, and the probability of each state, from votes and the grammar."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.rulebook import Grammar

Floats = NDArray[np.float64]
NEVER = -1e4
"""Score of what the grammar forbids: finite, so that sums stay numbers, and worse than any votes."""


@frozen(eq=False)
class Links:
    """Scores of the first state, of the last, and of each pair of neighbours (before by after)."""

    start: Floats
    end: Floats
    follow: Floats


def links_of(grammar: Grammar) -> Links:
    """The grammar as arrays over its states."""
    names = grammar.names
    start = np.array([grammar.start.get(name, NEVER) for name in names])
    end = np.array([grammar.end.get(name, NEVER) for name in names])
    follow = np.array([[grammar.follow.get(a, {}).get(b, NEVER) for b in names] for a in names])
    return Links(start, end, follow)


def best_path(votes: Floats, links: Links) -> NDArray[np.int64]:
    """The states of the best path over a page (Viterbi)."""
    n = len(votes)
    best = links.start + votes[0]
    back = np.zeros((n, votes.shape[1]), dtype=np.int64)
    for i in range(1, n):
        reached = best[:, None] + links.follow
        back[i] = reached.argmax(axis=0)
        best = reached.max(axis=0) + votes[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = (best + links.end).argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def probabilities(votes: Floats, links: Links) -> Floats:
    """Probability of each state on each block under the model (forward-backward, scaled)."""
    n = len(votes)
    local = np.exp(votes - votes.max(axis=1, keepdims=True)) + 1e-30
    follow = np.exp(links.follow)
    ahead: Floats = np.empty_like(local)
    row = np.exp(links.start) * local[0]
    ahead[0] = row / row.sum()
    for i in range(1, n):
        row = (ahead[i - 1] @ follow) * local[i]
        ahead[i] = row / row.sum()
    behind = np.exp(links.end)
    for i in range(n - 1, -1, -1):
        product = ahead[i] * behind
        behind = follow @ (behind * local[i])
        behind /= behind.sum()
        ahead[i] = product / product.sum()
    return ahead
