"""The chain: paths and probabilities against what trying all paths gives."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.label import chain
from cleaner.label.chain import NEVER, Links, best_path, probabilities

LINKS = Links(
    start=np.array([0.5, NEVER, 0.0]),
    end=np.array([0.0, 0.3, NEVER]),
    follow=np.array([[0.1, 0.4, NEVER], [NEVER, 0.2, 0.3], [0.6, NEVER, 0.0]]),
)


def score(votes: np.ndarray, path: tuple[int, ...]) -> float:
    total = LINKS.start[path[0]] + LINKS.end[path[-1]] + sum(votes[i, s] for i, s in enumerate(path))
    return float(total + sum(LINKS.follow[a, b] for a, b in pairwise(path)))


def drawn(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 3)) * 2


@given(st.integers(0, 1000), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_best_path_is_the_best_of_all(seed: int, n: int) -> None:
    """No other path has a higher score."""
    votes = drawn(seed, n)

    best = tuple(best_path(votes, LINKS).tolist())

    assert score(votes, best) >= max(score(votes, path) for path in product(range(3), repeat=n)) - 1e-9


@given(st.integers(0, 1000), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_probabilities_are_shares_of_all_paths(seed: int, n: int) -> None:
    """The probability of a state is the share of the paths through it."""
    votes = drawn(seed, n)
    shares = np.zeros((n, 3))
    for path in product(range(3), repeat=n):
        for i, state in enumerate(path):
            shares[i, state] += np.exp(score(votes, path))

    assert np.allclose(probabilities(votes, LINKS), shares / shares.sum(axis=1, keepdims=True), atol=1e-6)


def test_long_pages_as_short_ones() -> None:
    """Stretches side by side give what going block by block gives, and votes far apart do not break them."""
    for scale in (1.0, 400.0):
        votes = drawn(7, 100) * scale
        local = np.exp(votes - votes.max(axis=1, keepdims=True)) + 1e-30

        step_by_step = chain._step_by_step(local, np.exp(LINKS.follow), LINKS)

        assert np.isfinite(probabilities(votes, LINKS)).all()
        assert scale > 1 or np.allclose(probabilities(votes, LINKS), step_by_step, atol=1e-6)
