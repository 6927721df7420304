"""Shapes of lines: what recurs on a page when its wording does not, such as the heads of its articles."""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.chars import HASH, STAR, Floats, Ints
from cleaner.label.context import LONG, SHORT


def shape_codes(own: dict[str, Floats]) -> Ints:
    """A number for the shape of each block: marks, capitals, ending, length; prose is one shape, whatever it says."""
    chars, mark = own["chars"], own["mark"].astype(np.int64)
    size = np.searchsorted([4, 16, 40, LONG], chars, side="right")
    loud = (own["upper"] > 0.8).astype(np.int64)
    digit = np.searchsorted([0.01, 0.3], own["digits"], side="right")
    level = own["mark_level"].astype(np.int64)
    code = (((size * 2 + loud) * 3 + digit) * 20 + mark) * 8 + level
    code = code * 20 + own["last"].astype(np.int64)
    marked = (mark == HASH) | (mark == STAR)
    out: Ints = np.where((chars >= LONG) & ~marked, 0, code)
    return out


def shape_measures(own: dict[str, Floats]) -> dict[str, Floats]:
    """How often a block's shape stands where it stands: before prose, after prose, anywhere (log of counts)."""
    code = shape_codes(own)
    _, number = np.unique(code, return_inverse=True)
    short = own["chars"] < SHORT
    before = short & (own["long_after"] <= 2)
    after = short & (own["long_before"] <= 1)
    share = np.bincount(number, weights=before)[number] / np.bincount(number)[number]
    share_after = np.bincount(number, weights=after)[number] / np.bincount(number)[number]
    return {
        "shape_repeats": np.bincount(number)[number].astype(np.float32),
        "shape_before_long": share.astype(np.float32),
        "shape_after_long": share_after.astype(np.float32),
    }


def context_shape(own: dict[str, Floats]) -> NDArray[np.int64]:
    """A number for the shape of a block, the coarser ones of its neighbours, and whether it stands below a gap."""
    code = shape_codes(own)
    coarse = np.searchsorted([16, 40, LONG], own["chars"], side="right") * 3 + np.searchsorted(
        [0.01, 0.3], own["digits"], side="right"
    )
    before = np.concatenate([[15], coarse[:-1]])
    after = np.concatenate([coarse[1:], [15]])
    out: Ints = ((code * 16 + before) * 16 + after) * 2 + (own["blank_before"] >= 1)
    return out
