"""What the class words alone make of a page, measured: their chances around a block and in the elements above it."""

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.measures import Measures, distance, shifted
from cleaner.markup.places import Places

Floats = NDArray[np.float64]


def context_measures(votes: Floats, words: Floats, places: Places) -> Measures:
    """Measures over the first chance of each block, which the votes of its markup's words give alone."""
    chance = 1 / (1 + np.exp(-np.clip(votes, -30, 30)))
    size = words + 0.5
    mass = chance * size
    total = places.sums(mass, size)
    page = np.maximum(total[:, 0], 1e-6)
    out: Measures = {"markup": votes}
    held = total[:, places.steps]
    share = held[0] / held[1]
    part = held[0] / page[0]
    others = (held[0][:3] - mass + 0.3 * page[0] / page[1]) / (held[1][:3] - size + 1)
    out |= {f"markup_up{step}": row for step, row in enumerate(share)}
    out |= {f"markup_up{step}_share": row for step, row in enumerate(part)}
    out |= {f"markup_up{step}_others": row for step, row in enumerate(others)}
    fit = 2 * total[0] / (total[1] + page[0])
    best = int(np.argmax(fit))
    inside = places.holds(best)
    out["markup_best"] = inside.astype(np.float64)
    out["markup_fit"] = np.full(len(votes), fit[best])
    out["markup_distance"] = distance(inside)
    for step in (-3, -1, 1, 2, 3):
        out[f"markup{step:+d}"] = shifted(chance, step, 0.0)
    out["markup_place"] = (np.cumsum(mass) - mass / 2) / page[0]
    out["markup_total"] = np.full(len(votes), page[0])
    out["markup_share"] = np.full(len(votes), page[0] / page[1])
    return out
