"""Weighted MinHash over facts: what datasketch makes of it, and what it costs at worst."""

from pathlib import Path

import numpy as np
import pytest

from cleaner.dedup.fact_sketch import _meet, as_minhash, sketch
from cleaner.dedup.story_rules import bundled_rules, read_rules
from cleaner.errors import RuleError


def test_sketch_estimates_weighted_jaccard() -> None:
    """Agreement of two sketches, as datasketch counts it, is the weighted Jaccard of their facts."""
    draw = np.random.default_rng(3)
    fact = draw.integers(0, 2**32, 60, dtype=np.uint32)
    weight = draw.uniform(0.5, 8, 60).astype(np.float32)
    sets = np.r_[0:40, 20:60]
    first = np.array([0, 40, 80])

    values = sketch(first, fact[sets], weight[sets], 2000)
    one, other = as_minhash(values[:, 0]), as_minhash(values[:, 1])

    assert np.array_equal(one.hashvalues, values[:, 0])
    assert one.jaccard(other) == pytest.approx(weight[20:40].sum() / weight.sum(), abs=0.05)


def test_equal_sets_agree_wholly() -> None:
    """Equal sets have equal sketches whatever stands around them."""
    fact, weight = np.array([5, 9, 77, 5, 9], np.uint32), np.array([1, 2, 3, 1, 2], np.float32)

    values = sketch(np.array([0, 2, 3, 5]), fact, weight, 64)

    assert np.array_equal(values[:, 0], values[:, 2])


def test_crowded_bucket_gives_a_bounded_number_of_pairs() -> None:
    """A key that all share gives each set as many partners as the width, not all others."""
    pairs = _meet(np.zeros(10_000, np.uint64), 8)

    assert len(pairs) == sum(10_000 - step for step in range(1, 9))


def test_bundled_rules_are_sound() -> None:
    """Every language file is read, and says its number words once."""
    assert {"en", "de", "es", "ru", "ar"} <= set(bundled_rules().languages)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('language = "xx"\nweekday = ["a"]', id="misspelt key"),
        pytest.param('language = "xx"\nweekdays = [1]', id="number for a word"),
        pytest.param('language = "xx"\n[numbers]\none = "1"', id="word for a number"),
        pytest.param("numbers = {}", id="no language"),
        pytest.param("language = ", id="no TOML"),
    ],
)
def test_wrong_rule_file_is_refused(text: str, tmp_path: Path) -> None:
    """A rule file that cannot be used is named."""
    (tmp_path / "xx.toml").write_text(text, encoding="utf-8")

    with pytest.raises(RuleError, match=r"xx\.toml"):
        read_rules(tmp_path)
