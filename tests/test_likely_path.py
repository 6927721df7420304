"""The path on which most blocks are expected to be kept or cut rightly."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.label import _likely_path
from cleaner.label.chain import NEVER, links_of
from cleaner.model import BODY_LABELS
from cleaner.rules import load_rules

GRAMMAR = load_rules(prove=False).grammar
LINKS = links_of(GRAMMAR)


@given(st.integers(0, 1000), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_it_is_a_path_that_the_grammar_allows(seed: int, n: int) -> None:
    chance = np.random.default_rng(seed).dirichlet(np.full(len(GRAMMAR.state), 0.2), size=n)

    path = _likely_path(chance, GRAMMAR, LINKS)

    assert LINKS.start[path[0]] > NEVER
    assert LINKS.end[path[-1]] > NEVER
    assert all(LINKS.follow[a, b] > NEVER for a, b in pairwise(path.tolist()))


def test_blocks_that_are_kept_in_one_way_or_another_are_kept() -> None:
    names = GRAMMAR.names
    chance = np.zeros((3, len(names)))
    chance[0, names.index("title")] = 1.0
    chance[1, names.index("body")] = 1.0
    chance[2, [names.index("subhead"), names.index("item"), names.index("outside")]] = 0.3, 0.3, 0.4

    path = _likely_path(chance, GRAMMAR, LINKS)

    assert GRAMMAR.state[path[2]].label in BODY_LABELS
