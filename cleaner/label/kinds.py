"""Which kind of boilerplate a block is, once the chain has said that it is some."""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.firing import Fired, add_up, strongest
from cleaner.label.plan import Plan
from cleaner.rulebook import Grammar


def kinds_of(
    plan: Plan, grammar: Grammar, fired: Fired, path: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """The kind of each block (asked of boilerplate only), and the row that did most for it.

    Neighbouring boilerplate tends to be of one kind, so kinds are a chain of their own over each run of boilerplate.
    """
    waste = np.array([not state.label for state in grammar.state])[path]
    kinds = ["other"] * len(path)
    rows = np.full(len(path), plan.none, dtype=np.int64)
    where = np.flatnonzero(waste)
    if len(where):
        part = fired.part(where)
        votes = add_up(part, plan.kind_votes) + np.array([grammar.kind.get(kind, -9.0) for kind in plan.kinds])
        best = _runs(votes, np.diff(where, prepend=-2) == 1, grammar.kind_stays)
        rows[where] = strongest(part, plan.kind_votes, best, None)
        for i, kind in zip(where.tolist(), best.tolist(), strict=True):
            kinds[i] = plan.kinds[kind]
    return kinds, rows


def _runs(votes: NDArray[np.float64], together: NDArray[np.bool_], stays: float) -> NDArray[np.int64]:
    """The best path over kinds; a block that keeps the kind of the one right before it earns a bonus."""
    n, k = votes.shape
    back = np.zeros((n, k), dtype=np.int64)
    best = votes[0].copy()
    own = np.arange(k)
    for i in range(1, n):
        top = int(best.argmax())
        held = best + (stays if together[i] else 0.0)
        stay = held >= best[top]
        back[i] = np.where(stay, own, top)
        best = np.where(stay, held, best[top]) + votes[i]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = best.argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path
