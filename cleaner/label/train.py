"""Fitting the votes: a linear-chain CRF on pages whose labels are known in part, in numpy.

Lafferty, McCallum and Pereira 2001; partial labels after Tsuboi et al. 2008: the sum of all paths that the known labels
allow is made likely against the sum of all paths.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.label.chain import NEVER, Links

Floats = NDArray[np.float64]
WINDOW = 300
"""Blocks; longer pages are fitted piece by piece."""
IMPOSSIBLE = 1e-12
"""Odds of what the grammar forbids while fitting: a page that is labelled against it still has a path."""


@frozen(eq=False)
class Piece:
    """A stretch of a page: rows first to last of all blocks, and whether the page begins and ends with it."""

    first: int
    last: int
    begins: bool
    ends: bool


@frozen(eq=False)
class Batch:
    """Pieces of like length side by side; arrays are steps by pieces."""

    index: NDArray[np.int64]
    """Row of each step among all blocks; rows past the end of a piece repeat its last one."""
    live: NDArray[np.bool_]
    begins: Floats
    ends: Floats
    weight: Floats


def batches_of(lengths: Sequence[int], weights: Sequence[float]) -> list[Batch]:
    """Pages (by length, in the order of their blocks) cut into pieces and packed."""
    pieces: list[tuple[Piece, float]] = []
    at = 0
    for length, weight in zip(lengths, weights, strict=True):
        for low in range(0, length, WINDOW):
            high = min(low + WINDOW, length)
            pieces.append((Piece(at + low, at + high, low == 0, high == length), weight))
        at += length
    pieces.sort(key=lambda pair: (pair[0].last - pair[0].first, pair[0].first))
    size = max(8, len(pieces) // 6)
    return [_batch(pieces[i : i + size]) for i in range(0, len(pieces), size)]


def _batch(pieces: list[tuple[Piece, float]]) -> Batch:
    first = np.array([piece.first for piece, _ in pieces])
    last = np.array([piece.last for piece, _ in pieces])
    steps = np.arange(int((last - first).max()))[:, None]
    return Batch(
        index=np.minimum(first + steps, last - 1),
        live=first + steps < last,
        begins=np.array([float(piece.begins) for piece, _ in pieces]),
        ends=np.array([float(piece.ends) for piece, _ in pieces]),
        weight=np.array([weight for _, weight in pieces]),
    )


@frozen(eq=False)
class Expected:
    """Log of the sum over paths, and what such paths hold on average (weighted, all pieces together)."""

    log_sum: float
    states: Floats
    """Blocks by states, added into the rows of all blocks."""
    start: Floats
    end: Floats
    follow: Floats


def expect(
    batch: Batch, votes: Floats, allowed: NDArray[np.bool_] | None, links: Links, into: Floats, sign: float
) -> Expected:
    """Sum over the paths of a batch; `into` takes sign times the expected states. Forward-backward, scaled."""
    top = votes.max(axis=1, keepdims=True)
    local = np.maximum(np.exp(votes - top), 1e-30)
    if allowed is not None:
        local = local * allowed
    local, follow = local[batch.index], np.maximum(np.exp(links.follow), IMPOSSIBLE)
    steps, count, _ = local.shape
    start = np.where(batch.begins[:, None] > 0, np.maximum(np.exp(links.start), IMPOSSIBLE), 1.0)
    end = np.where(batch.ends[:, None] > 0, np.maximum(np.exp(links.end), IMPOSSIBLE), 1.0)
    ahead = np.empty_like(local)
    scale = np.ones((steps, count))
    row = start * local[0]
    for t in range(steps):
        if t:
            row = np.where(batch.live[t][:, None], (ahead[t - 1] @ follow) * local[t], ahead[t - 1])
        scale[t] = row.sum(axis=1)
        ahead[t] = row / scale[t][:, None]
    behind = end / (ahead[-1] * end).sum(axis=1, keepdims=True)
    log_sum = np.log(scale).sum(axis=0) + np.log((ahead[-1] * end).sum(axis=1))
    log_sum += (top[batch.index][:, :, 0] * batch.live).sum(axis=0)
    edges = np.zeros_like(follow)
    weight = batch.weight[:, None]
    expected_end = (ahead[-1] * behind * weight * batch.ends[:, None]).sum(axis=0)
    states = np.empty_like(local)
    for t in range(steps - 1, -1, -1):
        states[t] = ahead[t] * behind
        if t:
            live = batch.live[t][:, None]
            reach = np.where(live, behind * local[t] / scale[t][:, None], 0.0)
            edges += (ahead[t - 1] * weight).T @ reach
            behind = np.where(live, reach @ follow.T, behind)
    expected_start = (states[0] * weight * batch.begins[:, None]).sum(axis=0)
    live = batch.live
    into[batch.index[live]] += sign * (states * weight)[live]
    return Expected(float((log_sum * batch.weight).sum()), into, expected_start, expected_end, edges * follow)


@frozen(eq=False)
class Problem:
    """What is fitted: blocks by rows that fire (a scipy sparse matrix), allowed states, pages, votes that are fixed."""

    fires: Any
    allowed: NDArray[np.bool_]
    lengths: tuple[int, ...]
    weights: tuple[float, ...]
    fixed: Floats | None = None
    """Votes from elsewhere on each block, for fitting the second decoding on top of the first."""


@frozen(eq=False)
class Fitted:
    """Votes (rows by states) and the scores of the grammar."""

    votes: Floats
    links: Links


def fit_votes(
    problem: Problem, links: Links, *, ridge: float = 1.0, rounds: int = 60, move_links: bool = True
) -> Fitted:
    """The votes and grammar scores that make the known labels likeliest, small votes preferred (ridge).

    Deterministic: L-BFGS from zero votes and the given grammar.
    """
    from scipy.optimize import minimize

    batches = batches_of(problem.lengths, problem.weights)
    shape = (problem.fires.shape[1], len(links.start))
    legal = tuple(part > NEVER for part in (links.start, links.end, links.follow))
    cuts = np.cumsum([shape[0] * shape[1], *(int(part.sum()) for part in legal)])
    begin = np.concatenate([np.zeros(cuts[0]), links.start[legal[0]], links.end[legal[1]], links.follow[legal[2]]])

    def unpack(theta: Floats) -> Fitted:
        parts = [np.where(mask, 0.0, NEVER) for mask in legal]
        for k, (part, mask) in enumerate(zip(parts, legal, strict=True)):
            part[mask] = theta[cuts[k] : cuts[k + 1]]
        return Fitted(theta[: cuts[0]].reshape(shape), Links(*parts))

    def loss(theta: Floats) -> tuple[float, Floats]:
        fitted = unpack(theta)
        total, votes_slope, slopes = _slope(problem, batches, fitted)
        slope = np.concatenate([votes_slope.ravel(), *(part[mask] for part, mask in zip(slopes, legal, strict=True))])
        away = theta - begin
        force = ridge * np.where(np.arange(len(theta)) < cuts[0], 1.0, 0.1)
        if not move_links:
            slope[cuts[0] :] = 0.0
        return total + 0.5 * float(force @ away**2), slope + force * away

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 12})
    return unpack(found.x)


def _slope(
    problem: Problem, batches: list[Batch], fitted: Fitted
) -> tuple[float, Floats, tuple[Floats, Floats, Floats]]:
    votes = problem.fires @ fitted.votes
    if problem.fixed is not None:
        votes = votes + problem.fixed
    gap = np.zeros_like(votes)
    total, slopes = 0.0, [np.zeros_like(part) for part in (fitted.links.start, fitted.links.end, fitted.links.follow)]
    for batch in batches:
        for allowed, sign in ((None, 1.0), (problem.allowed, -1.0)):
            seen = expect(batch, votes, allowed, fitted.links, gap, sign)
            total += sign * seen.log_sum
            for slope, part in zip(slopes, (seen.start, seen.end, seen.follow), strict=True):
                slope += sign * part
    return total, problem.fires.T @ gap, (slopes[0], slopes[1], slopes[2])


def fit_kinds(fires: Any, kinds: NDArray[np.int64], count: int, ridge: float, rounds: int) -> tuple[Floats, Floats]:
    """Votes (rows by kinds) and a prior for the kind of each block: multinomial logistic regression, ridge."""
    from scipy.optimize import minimize

    shape = (fires.shape[1], count)
    target = np.eye(count)[kinds]

    def loss(theta: Floats) -> tuple[float, Floats]:
        votes, prior = theta[: shape[0] * count].reshape(shape), theta[shape[0] * count :]
        score = fires @ votes + prior
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        total = -float(np.log(np.maximum((chance * target).sum(axis=1), 1e-300)).sum())
        gap = chance - target
        slope = np.concatenate([(fires.T @ gap).ravel() + ridge * votes.ravel(), gap.sum(axis=0) + 0.01 * prior])
        return total + 0.5 * ridge * float((votes**2).sum()) + 0.005 * float((prior**2).sum()), slope

    found = minimize(loss, np.zeros(shape[0] * count + count), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return found.x[: shape[0] * count].reshape(shape), found.x[shape[0] * count :]
