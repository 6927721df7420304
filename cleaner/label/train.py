"""Fitting the votes: a linear-chain CRF on pages whose labels are known in part, in numpy.

Lafferty, McCallum and Pereira 2001; partial labels after Tsuboi et al. 2008: the sum of all paths that the known labels
allow is made likely against the sum of all paths.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cleaner.label.chain import NEVER, Links

Floats = NDArray[np.float64]
WINDOW = 100
"""Blocks; longer pages are fitted piece by piece."""
BATCH = 6000
"""Blocks that one step looks at."""
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
    packed: list[list[tuple[Piece, float]]] = [[]]
    for pair in pieces:
        if sum(piece.last - piece.first for piece, _ in packed[-1]) >= BATCH:
            packed.append([])
        packed[-1].append(pair)
    return [_batch(some) for some in packed]


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
    problem: Problem, links: Links, *, ridge: float = 1.0, rounds: int = 10, move_links: bool = True, step: float = 0.15
) -> Fitted:
    """The votes and grammar scores that make the known labels likeliest, small votes preferred (ridge).

    Adagrad over batches of pieces in a fixed shuffled order (so the same pages give the same votes), averaged over the
    second half of the rounds. A step is as long as a row is rare: phrases are learned as fast as lengths.
    """
    batches = batches_of(problem.lengths, problem.weights)
    total = float(sum(batch.live.sum() for batch in batches))
    rows = [np.unique(batch.index[batch.live]) for batch in batches]
    parts = [problem.fires[row] for row in rows]
    local = [_renumbered(batch, row) for batch, row in zip(batches, rows, strict=True)]
    legal = tuple(part > NEVER for part in (links.start, links.end, links.follow))
    given = (links.start, links.end, links.follow)
    now = [
        np.zeros((problem.fires.shape[1], len(links.start))),
        *(np.where(mask, part if not move_links else FIRST, NEVER) for mask, part in zip(legal, given, strict=True)),
    ]
    size = [np.full_like(part, 1e-2) for part in now]
    mean = [np.zeros_like(part) for part in now]
    counted = 0
    shuffled = np.random.default_rng(0)
    for turn in range(rounds):
        for b in shuffled.permutation(len(batches)):
            fixed = None if problem.fixed is None else problem.fixed[rows[b]]
            piece = evolve(problem, fires=parts[b], allowed=problem.allowed[rows[b]], fixed=fixed)
            _, votes_slope, slopes = _slope(piece, [local[b]], Fitted(now[0], Links(*now[1:])))
            share = float(local[b].live.sum()) / total
            slopes_all = [votes_slope + ridge * share * now[0], *slopes]
            for k in range(4 if move_links else 1):
                slope = slopes_all[k] if not k else np.where(legal[k - 1], slopes_all[k], 0.0)
                size[k] += slope**2
                now[k] = now[k] - step * slope / np.sqrt(size[k])
            if 2 * turn >= rounds:
                counted += 1
                for k in range(4):
                    mean[k] += (now[k] - mean[k]) / counted
    return Fitted(mean[0], Links(*(np.where(m, part, NEVER) for m, part in zip(legal, mean[1:], strict=True))))


FIRST = -1.0
"""Score of every possible pair before the pages have spoken: of the given scores only what is possible matters."""


def _renumbered(batch: Batch, rows: NDArray[np.int64]) -> Batch:
    """The batch with the numbers of its own blocks."""
    return evolve(batch, index=np.searchsorted(rows, batch.index))


def _slope(
    problem: Problem, batches: list[Batch], fitted: Fitted
) -> tuple[float, Floats, tuple[Floats, Floats, Floats]]:
    votes: Floats = (problem.fires @ fitted.votes.astype(np.float32)).astype(np.float64)
    if problem.fixed is not None:
        votes = votes + problem.fixed
    gap = np.zeros_like(votes)
    total, slopes = 0.0, [np.zeros_like(part) for part in (fitted.links.start, fitted.links.end, fitted.links.follow)]
    for batch in batches:
        for allowed, sign in ((None, 1.0), (problem.allowed, -1.0)):
            seen = expect(batch, votes, allowed, fitted.links, gap, sign)
            total += sign * seen.log_sum
            for sum_of, part in zip(slopes, (seen.start, seen.end, seen.follow), strict=True):
                sum_of += sign * part
    slope = problem.fires.T @ gap.astype(np.float32)
    return total, slope.astype(np.float64), (slopes[0], slopes[1], slopes[2])


def fit_kinds(fires: Any, kinds: NDArray[np.int64], count: int, ridge: float, rounds: int) -> tuple[Floats, Floats]:
    """Votes (rows by kinds) and a prior for the kind of each block: multinomial logistic regression, ridge."""
    from scipy.optimize import minimize

    fires = fires.astype(np.float64)  # once, not at every step
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


@frozen(eq=False)
class Choice:
    """Candidates by rows that fire, the gap of each, whether it is right, and the weight of each gap."""

    fires: Any
    gap: NDArray[np.int64]
    right: NDArray[np.bool_]
    weight: Floats


def fit_choice(choice: Choice, ridge: float, rounds: int = 60) -> Floats:
    """Votes that make the right candidate of each gap likeliest against the others and none (conditional logit, ridge).

    Where several are right, their sum is; where none is, none is.
    """
    from scipy.optimize import minimize

    fires = choice.fires.astype(np.float64)
    gap, right, count = choice.gap, choice.right, len(choice.weight)
    known = np.bincount(gap[right], minlength=count) > 0

    def loss(votes: Floats) -> tuple[float, Floats]:
        score = fires @ votes
        top = np.zeros(count)
        np.maximum.at(top, gap, score)
        odds, none = np.exp(score - top[gap]), np.exp(-top)
        whole = np.bincount(gap, weights=odds, minlength=count) + none
        good = np.where(known, np.bincount(gap, weights=odds * right, minlength=count), none)
        good = np.maximum(good, 1e-300)
        total = float((choice.weight * (np.log(whole) - np.log(good))).sum())
        wanted = odds * right / good[gap] * known[gap]
        slope = fires.T @ (choice.weight[gap] * (odds / whole[gap] - wanted)) + ridge * votes
        return total + 0.5 * ridge * float((votes**2).sum()), slope

    start = np.zeros(choice.fires.shape[1])
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return found
