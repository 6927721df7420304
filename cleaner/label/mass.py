"""How much body stands around a block, as far as the first look tells: an article is more than its lines."""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.chars import Floats
from cleaner.label.headline import KEPT, Gaps

Chances = NDArray[np.float64]
Where = NDArray[np.int64]

BESIDE = 8
"""Blocks above and below within which words are counted."""


def mass_measures(
    measures: dict[str, Floats], chance: Chances, states: tuple[str, ...], gaps: Gaps
) -> dict[str, Floats]:
    """Measures of the first look's articles, in words weighted by the chance of being kept.

    mass: words of the article that a block stands in, or of the next one between two articles; mass_share: the same
    over the largest article of the page; mass_above, mass_below: words of that article up to the block and from it on;
    kept_above, kept_below: of the words of the BESIDE blocks above (below) the share that is kept, -1 at the ends of
    the page.
    """
    kept = chance[:, [states.index(name) for name in KEPT]].sum(axis=1)
    words = np.maximum(measures["words"].astype(np.float64), 1.0)
    own = kept * words
    article = _articles(gaps, len(words))
    total = np.bincount(article, weights=own)
    mass = total[article]
    run = np.cumsum(own)
    begin = np.concatenate([[0.0], np.cumsum(total)])[article]
    above = run - own - begin
    out = {
        "mass": mass,
        "mass_share": mass / max(1.0, float(mass.max(initial=0.0))),
        "mass_above": above,
        "mass_below": mass - above - own,
        "kept_above": _share_above(own, words),
        "kept_below": _share_above(own[::-1], words[::-1])[::-1],
    }
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def _articles(gaps: Gaps, blocks: int) -> Where:
    """The number of the article that each block stands in: from behind one body to the end of the next."""
    starts = np.zeros(blocks, dtype=np.int64)
    starts[gaps.last_body[1:] + 1] = 1
    return np.cumsum(starts)


def _share_above(own: Chances, words: Chances) -> Chances:
    n = len(own)
    low, order = np.maximum(np.arange(n) - BESIDE, 0), np.arange(n)
    kept, all_words = (np.concatenate([[0.0], np.cumsum(part)]) for part in (own, words))
    share: Chances = np.where(
        order > 0, (kept[order] - kept[low]) / np.maximum(all_words[order] - all_words[low], 1.0), -1.0
    )
    return share
