"""The second look: what the first decoding of a page tells about the shapes of its lines."""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.chars import Floats
from cleaner.label.shape import context_shape, shape_codes

Chances = NDArray[np.float64]

LIKE = ("kicker", "above", "title", "deck", "meta", "subhead", "item", "inside", "outside")
"""States whose shapes are learned from the page."""


def second_measures(measures: dict[str, Floats], chance: Chances, states: tuple[str, ...]) -> dict[str, Floats]:
    """Measures for the second decoding, from the probabilities of the first.

    like_<state>: mean probability of that state among the *other* short blocks of the same shape, drawn towards the
    mean of all short blocks; 0 to 1. near_<state>: the same for shapes that take in the neighbours. chance_<state>: the
    block's own probability, next_title and last_body those of its neighbours. head_above: share of the page's other
    probable titles that have a line of this shape above them. opens_page, ends_page: see _at_the_ends.
    """
    column = {name: chance[:, i] for i, name in enumerate(states)}
    fine, coarse = context_shape(measures), shape_codes(measures)
    out: dict[str, NDArray[np.float64]] = {}
    for name in LIKE:
        out[f"like_{name}"] = _mean_of_others(coarse, column[name], 2.0)
        out[f"near_{name}"] = _mean_of_others(fine, column[name], 1.0)
        out[f"chance_{name}"] = column[name]
    title = column["title"]
    out["chance_body"] = column["body"]
    out["next_title"] = np.concatenate([title[1:], [0.0]])
    out["next_next_title"] = np.concatenate([title[2:], [0.0, 0.0]])[: len(title)]
    out["last_title"] = np.concatenate([[0.0], title[:-1]])
    out["head_above"] = _stands_beside(coarse, title, 1)
    out["opens_page"], out["ends_page"] = _at_the_ends(coarse, measures["wording"].astype(np.int64), column)
    out["opens_or_ends"] = out["opens_page"] - out["ends_page"]
    out["head_below"] = _stands_beside(coarse, title, -1)
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def _at_the_ends(
    shape: NDArray[np.int64], wording: NDArray[np.int64], column: dict[str, Chances]
) -> tuple[Chances, Chances]:
    """Whether a line stands right above the page's first title, and behind its last body, too: 0, 1.

    A kicker stands above the first title as above the others; what closes articles stands behind the last one as well.
    Lines whose wording repeats are known by it, others by their shape.
    """
    titles = np.flatnonzero(column["title"] > 0.5)
    body = np.flatnonzero(column["body"] > 0.5)
    first = slice(max(0, titles[0] - 2), titles[0]) if len(titles) else slice(0, 0)
    last = slice(body[-1] + 1, body[-1] + 5) if len(body) else slice(0, 0)
    own = wording >= 0
    opens: Chances = np.where(own, np.isin(wording, wording[first]), np.isin(shape, shape[first])).astype(np.float64)
    ends: Chances = np.where(own, np.isin(wording, wording[last]), np.isin(shape, shape[last])).astype(np.float64)
    return opens, ends


def _mean_of_others(shape: NDArray[np.int64], chance: Chances, weight: float) -> Chances:
    """Mean over the other blocks of the same shape; `weight` blocks of the page's mean are added to each shape."""
    _, number = np.unique(shape, return_inverse=True)
    count = np.bincount(number)[number]
    total = np.bincount(number, weights=chance)[number]
    short = shape > 0
    mean = float(chance[short].mean()) if short.any() else 0.0
    others: Chances = (total - chance + weight * mean) / (count - 1 + weight)
    return others


def _stands_beside(shape: NDArray[np.int64], title: Chances, step: int) -> Chances:
    """Share of the other probable titles with a block of this shape `step` blocks above (below if negative)."""
    _, number = np.unique(shape, return_inverse=True)
    beside = np.zeros(len(title))
    if step > 0:
        beside[:-step] = title[step:]
    else:
        beside[-step:] = title[:step]
    total = np.bincount(number, weights=beside)[number]
    share: Chances = (total - beside) / (title.sum() - beside + 0.5)
    return share
