"""Who is kept, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cluster import Standings, cluster, order
from cleaner.model import Match


def standings(lengths: list[int], sure: list[float], dates: list[str], ids: list[str]) -> Standings:
    found = Standings()
    for length, confidence, date, name in zip(lengths, sure, dates, ids, strict=True):
        found.add(filled=length, confidence=confidence, date=date, name=name)
    return found


def near(a: int, b: int, score: float = 0.9) -> Match:
    return Match(a, b, "near", score)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        (standings([4, 5], [1.0, 0.1], ["2024-01-01", ""], ["a", "b"]), "the most complete"),
        (standings([5, 5], [0.1, 0.9], ["2024-01-01", ""], ["a", "b"]), "the highest confidence (0.90)"),
        (standings([5, 5], [0.9, 0.9], ["", "2024-01-01"], ["a", "b"]), "the earliest (2024-01-01)"),
        (standings([5, 5], [0.9, 0.9], ["2024-01-02", "2024-01-01"], ["a", "b"]), "the earliest (2024-01-01)"),
        (standings([5, 5], [0.9, 0.9], ["", ""], ["b", "a"]), "the first id"),
    ],
)
def test_the_stated_order(records: Standings, why: str) -> None:
    (found,) = cluster([near(0, 1)], records)

    assert found.kept == 1
    assert found.why_kept.startswith(f"Kept of 2 records: {why}")


def test_no_chain() -> None:
    """A pair of two dropped records adds nothing, and a dropped record stands for none."""
    records = standings([9, 8, 7], [1.0] * 3, [""] * 3, ["a", "b", "c"])

    assert [(c.kept, len(c.dropped)) for c in cluster([near(0, 1), near(1, 2)], records)] == [(0, 1)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), max_size=20))
def test_each_dropped_record_is_paired_with_its_kept_one(pairs: list[tuple[int, int]]) -> None:
    records = standings([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [0.5] * 10, [""] * 10, list("abcdefghij"))
    ranks = order(records)

    kept, dropped = set(), []
    for found in cluster([near(a, b) for a, b in pairs], records):
        kept.add(found.kept)
        for match in found.dropped:
            other = match.a + match.b - found.kept
            assert (match.a, match.b) in pairs
            assert ranks[found.kept] < ranks[other]
            dropped.append(other)
    assert len(set(dropped)) == len(dropped)
    assert not kept & set(dropped)
