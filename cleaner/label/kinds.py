"""Which kind of boilerplate a block is, once the chain has said that it is some."""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.plan import Fired, Plan, add_up
from cleaner.rulebook import Grammar


def kinds_of(
    plan: Plan, grammar: Grammar, fired: Fired, path: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """The kind of each block (asked of boilerplate only), and the row that did most for it.

    Neighbouring boilerplate tends to be of one kind, so kinds are a chain of their own over each run of boilerplate.
    """
    votes = add_up(fired, plan.kind_votes) + np.array([grammar.kind.get(kind, -9.0) for kind in plan.kinds])
    waste = np.array([not state.label for state in grammar.state])[path]
    best = _runs(votes, waste, grammar.kind_stays)
    order = np.arange(len(votes))
    gain = np.zeros(len(votes))
    rows = np.full(len(votes), plan.none, dtype=np.int64)
    for c in range(fired.rows.shape[1]):
        row = fired.rows[:, c]
        vote = plan.kind_votes[row, best]
        better = vote > gain
        gain, rows = np.where(better, vote, gain), np.where(better, row, rows)
    return [plan.kinds[k] for k in best[order]], rows


def _runs(votes: NDArray[np.float64], waste: NDArray[np.bool_], stays: float) -> NDArray[np.int64]:
    """The best path over kinds, with a bonus for staying; runs of boilerplate are cut by blocks of articles."""
    n, k = votes.shape
    back = np.zeros((n, k), dtype=np.int64)
    best = votes[0].copy()
    own = np.arange(k)
    for i in range(1, n):
        top = int(best.argmax())
        bonus = stays if waste[i] and waste[i - 1] else 0.0
        stay = best + bonus >= best[top]
        back[i] = np.where(stay, own, top)
        best = np.where(stay, best + bonus, best[top]) + votes[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = best.argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path
