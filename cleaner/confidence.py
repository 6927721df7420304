"""How sure the labeller is of each article: a calibrated chance that its title and its whole body are right.

The votes know how sure they are of each block; an article is right if all its blocks are, and those around it. A
logistic curve (rules/meta.toml, fitted by bench/calibrate.py on articles of styles and hosts that the votes had not
seen) turns that into a chance, because votes that were fitted on some pages are too sure of others.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.model import BODY_LABELS, Labelled

AROUND = 3
"""Blocks before and behind an article that could have been its own."""
SHORT = 80
SIGNS = ("doubt", "weakest", "title", "short", "length", "body", "bare", "subheads", "unsure")


def signs(labelled: Sequence[Labelled], groups: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """What tells of each article whether it is right, articles by SIGNS.

    doubt: how many of its blocks and of those around it are likely wrong (log of 1 + the sum of their doubts);
    weakest: log odds of the least sure one; title: of the title (-5 without one); short: share of short blocks around;
    length: log of the number of blocks; body: log odds of the least sure body block;
    bare: 1 if the head is a title and no more; subheads: log of 1 + the subheads of an article with a bare head (they
    may be heads); unsure: log of 1 + the blocks in and around it that are likelier than one in twenty to be wrong.
    """
    chance = np.clip(np.array([one.probability for one in labelled]), 1e-4, 1 - 1e-4)
    odds = np.log(chance / (1 - chance))
    short = np.array([len(one.block.text) < SHORT for one in labelled], dtype=float)
    out = np.zeros((len(groups), len(SIGNS)))
    for row, group in zip(out, groups, strict=True):
        low, high = max(0, group[0] - AROUND), min(len(labelled), group[-1] + 1 + AROUND)
        titles = [odds[i] for i in group if labelled[i].label == "title"]
        body = [odds[i] for i in group if labelled[i].label in BODY_LABELS]
        bare = float(not any(labelled[i].label in ("kicker", "meta") for i in group))
        wide = short[max(0, low - 20) : high + 20]
        row[:] = (
            np.log1p(10 * (1 - chance[low:high]).sum()),
            odds[low:high].min(),
            min(titles, default=-5.0),
            wide.mean(),
            np.log(len(group)),
            min(body, default=-5.0),
            bare,
            bare * np.log1p(sum(labelled[i].label == "subhead" for i in group)),
            np.log1p((chance[low:high] < 0.95).sum()),
        )
    return out


def confidences(
    labelled: Sequence[Labelled], groups: Sequence[Sequence[int]], curve: Mapping[str, float]
) -> list[float]:
    """The chance, 0 to 1, that each article (its block numbers) is right."""
    if not groups:
        return []
    score = curve["base"] + signs(labelled, groups) @ np.array([curve[name] for name in SIGNS])
    chances: list[float] = (1 / (1 + np.exp(-score))).round(4).tolist()
    return chances
