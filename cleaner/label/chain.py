"""The chain over a page's blocks: the best path, and the probability of each state, from votes and the grammar.

For probabilities pages are cut into stretches of SPAN blocks that are worked on side by side, so that Python's loops
run over places in a stretch and over stretches, not over blocks: first what each stretch does to every state it may be
entered in, then the stretches one after another, then all of them again with what enters them known.
"""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.rulebook import Grammar

Floats = NDArray[np.float64]
Path = NDArray[np.int64]
NEVER = -1e4
"""Score of what the grammar forbids: finite, so that sums stay numbers, and worse than any votes."""
SPAN = 16


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


def best_path(votes: Floats, links: Links) -> Path:
    """The states of the best path over a page (Viterbi)."""
    n, states = votes.shape
    best = links.start + votes[0]
    back = np.zeros((n, states), dtype=np.int64)
    after, own = np.ascontiguousarray(links.follow.T), np.arange(states)
    for i in range(1, n):
        reached = after + best
        back[i] = top = reached.argmax(axis=1)
        best = reached[own, top] + votes[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = (best + links.end).argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


def probabilities(votes: Floats, links: Links) -> Floats:
    """Probability of each state on each block under the model (forward-backward, scaled)."""
    local = np.exp(votes - votes.max(axis=1, keepdims=True)) + 1e-30
    follow = np.exp(links.follow)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = _forward(local, follow, np.exp(links.start) * local[0])
        behind = _forward(local[::-1], follow.T, np.exp(links.end) * local[-1])[::-1] / local
        both = ahead * behind
        both /= both.sum(axis=1, keepdims=True)
    return both if np.isfinite(both).all() else _step_by_step(local, follow, links)


def _forward(local: Floats, follow: Floats, first: Floats) -> Floats:
    """Scaled sums over the paths that lead to each block: row t is (row t-1 @ follow) * local[t]."""
    n, states = local.shape
    whole = (n - 1) // SPAN * SPAN
    spans = local[1 : whole + 1].reshape(-1, SPAN, states)
    count = len(spans)
    through = np.broadcast_to(np.eye(states), (count, states, states))
    for t in range(SPAN if count else 0):
        through = (through @ follow) * spans[:, t][:, None, :]
        through = through / through.max(axis=(1, 2), keepdims=True)
    borders = np.empty((count + 1, states))
    borders[0] = first / first.sum()
    for w in range(count):
        row = borders[w] @ through[w]
        borders[w + 1] = row / row.sum()
    out = np.empty_like(local)
    out[0] = borders[0]
    rows = borders[:-1]
    inside = out[1 : whole + 1].reshape(-1, SPAN, states)
    for t in range(SPAN if count else 0):
        rows = (rows @ follow) * spans[:, t]
        rows = rows / rows.sum(axis=1, keepdims=True)
        inside[:, t] = rows
    for t in range(whole + 1, n):
        row = (out[t - 1] @ follow) * local[t]
        out[t] = row / row.sum()
    return out


def _step_by_step(local: Floats, follow: Floats, links: Links) -> Floats:
    """The same, one block after another: for votes so far apart that a stretch's numbers vanish."""
    n = len(local)
    ahead: Floats = np.empty_like(local)
    row = (np.exp(links.start) + 1e-30) * local[0]
    ahead[0] = row / row.sum()
    for i in range(1, n):
        row = (ahead[i - 1] @ follow + 1e-30) * local[i]
        ahead[i] = row / row.sum()
    behind = np.exp(links.end) + 1e-30
    for i in range(n - 1, -1, -1):
        product = ahead[i] * behind
        behind = follow @ (behind * local[i]) + 1e-30
        behind /= behind.sum()
        ahead[i] = product / product.sum()
    return ahead
