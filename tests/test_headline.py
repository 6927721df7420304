"""The choice of a headline among the lines above a body."""

import numpy as np

from cleaner.label.headline import Gaps, choose, gaps_of
from cleaner.label.train import Choice, fit_choice

STATES = ("kicker", "above", "title", "deck", "meta", "body", "subhead", "item", "inside", "outside")


def chance_of(*names: str) -> np.ndarray:
    """Chances of a page whose blocks are likeliest so."""
    out = np.full((len(names), len(STATES)), 0.01)
    for row, name in zip(out, names, strict=True):
        row[STATES.index(name)] = 0.9
    return out


def test_gaps_hold_the_lines_between_two_bodies_and_a_bodys_first_lines() -> None:
    page = chance_of("outside", "title", "body", "body", "outside", "outside", "body", "body", "body", "body", "body")
    gaps = gaps_of(page, STATES)
    assert gaps.first_body.tolist() == [2, 6]
    assert gaps.last_body.tolist() == [-1, 3]
    assert gaps.block[gaps.gap == 0].tolist() == [0, 1, 2, 3]
    assert gaps.block[gaps.gap == 1].tolist() == [4, 5, 6, 7, 8, 9]


def test_furniture_inside_an_article_opens_no_gap() -> None:
    assert gaps_of(chance_of("title", "body", "inside", "inside", "body"), STATES).count == 1


def test_a_page_without_a_body_has_no_gaps() -> None:
    assert gaps_of(chance_of("outside", "outside"), STATES).count == 0


def test_chances_of_a_gap_and_of_no_headline_add_up_to_one() -> None:
    gaps = Gaps(np.arange(3), np.zeros(3, dtype=int), np.array([3]), np.array([-1]))
    chances = choose(gaps, np.array([0.0, 0.0, np.log(2.0)]))
    assert np.allclose(chances, [0.2, 0.2, 0.4])


def test_far_apart_scores_stay_numbers() -> None:
    gaps = Gaps(np.arange(2), np.zeros(2, dtype=int), np.array([2]), np.array([-1]))
    assert np.allclose(choose(gaps, np.array([-2000.0, 2000.0])), [0.0, 1.0])


def test_a_fit_learns_which_line_is_chosen_and_when_none_is() -> None:
    from scipy.sparse import csr_matrix

    # Rows of votes: 0 fires on headlines, 1 on teasers. Gaps 0 to 9 have both; gaps 10 to 19 teasers alone.
    fires, gap, right = [], [], []
    for number in range(20):
        for kind in (0, 1) if number < 10 else (1, 1):
            fires.append([kind == 0, kind == 1])
            gap.append(number)
            right.append(kind == 0)
    choice = Choice(csr_matrix(np.array(fires, dtype=float)), np.array(gap), np.array(right), np.ones(20))
    headline, teaser = fit_choice(choice, ridge=0.1)
    assert headline > 1 > -1 > teaser
