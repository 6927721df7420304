"""How much body the first look found around a block."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.label.headline import gaps_of
from cleaner.label.mass import mass_measures

STATES = ("kicker", "above", "title", "deck", "meta", "body", "subhead", "item", "inside", "outside")


def measured(states: list[str], words: list[float]) -> dict[str, list[float]]:
    chance = np.array([[float(name == state) for name in STATES] for state in states]).reshape(-1, len(STATES))
    out = mass_measures({"words": np.array(words, dtype=np.float32)}, chance, STATES, gaps_of(chance, STATES))
    return {name: [round(float(v), 3) for v in values] for name, values in out.items()}


def test_words_of_the_article_around() -> None:
    """Lines between two articles count for the one below; a rail behind the last one counts for that."""
    states = ["title", "body", "body", "outside", "title", "body", "outside"]

    got = measured(states, [5, 30, 10, 3, 6, 120, 4])

    assert got["mass"] == [40, 40, 40, 120, 120, 120, 120]
    assert got["mass_share"] == [0.333, 0.333, 0.333, 1, 1, 1, 1]
    assert got["mass_above"] == [0, 0, 30, 0, 0, 0, 120]
    assert got["mass_below"] == [40, 10, 0, 120, 120, 0, 0]


def test_share_of_what_stands_beside() -> None:
    """Of the words above and below, how many are body; -1 where nothing stands there."""
    got = measured(["outside", "body", "outside"], [10, 30, 10])

    assert got["kept_above"] == [-1, 0, 0.75]
    assert got["kept_below"] == [0.75, 0, -1]


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(1, 300)), max_size=60))
def test_every_page_can_be_measured(page: list[tuple[str, int]]) -> None:
    """A number for each block, whatever the first look took the blocks for; parts never exceed the whole."""
    got = measured([state for state, _ in page], [float(words) for _, words in page])

    assert all(len(values) == len(page) for values in got.values())
    assert all(0 <= share <= 1 for share in got["mass_share"])
    assert all(a + b <= m + 0.01 for a, b, m in zip(got["mass_above"], got["mass_below"], got["mass"], strict=True))
