"""What the class words alone make of a page, measured: their chances around a block and in the elements above it."""

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.measures import Measures, shifted, since
from cleaner.markup.places import Places

Floats = NDArray[np.float64]


def context_measures(votes: Floats, words: NDArray[np.floating], places: Places) -> Measures:
    """Measures over the first chance of each block, which the votes of its markup's words give alone."""
    chance = 1 / (1 + np.exp(-np.clip(votes, -30, 30)))
    size = words + 0.5
    mass = chance * size
    total = places.sums(np.stack([mass, size], axis=1))
    page = np.maximum(total[0], 1e-6)
    out: dict[str, NDArray[np.floating]] = {"markup": votes}
    for step in range(6):
        held = total[places.above(step)]
        out[f"markup_up{step}"] = held[:, 0] / held[:, 1]
        out[f"markup_up{step}_share"] = held[:, 0] / page[0]
        if step < 4:
            others = held[:, 0] - mass + 0.3 * page[0] / page[1]
            out[f"markup_up{step}_others"] = others / (held[:, 1] - size + 1)
    fit = 2 * total[:, 0] / (total[:, 1] + page[0])
    best = int(np.argmax(fit))
    inside = np.flatnonzero(places.holds(best))
    place = np.arange(len(votes))
    low, high = inside[0], inside[-1]
    out["markup_best"] = places.holds(best).astype(float)
    out["markup_fit"] = np.full(len(votes), fit[best])
    out["markup_distance"] = np.where(place < low, place - low, np.where(place > high, place - high, 0)).astype(float)
    for step in (-3, -2, -1, 1, 2, 3):
        out[f"markup{step:+d}"] = shifted(chance, step, 0.0)
    for reach in (4, 12):
        kernel = np.ones(2 * reach + 1)
        sums = [np.convolve(values, kernel, "full")[reach : reach + len(votes)] for values in (mass, size)]
        out[f"markup_around{reach}"] = sums[0] / sums[1]
    before = np.cumsum(mass) / page[0]
    out["markup_place"] = before - mass / page[0] / 2
    out["since_markup"] = since(chance > 0.5, place)
    out["until_markup"] = since(chance[::-1] > 0.5, place)[::-1]
    low_mass = np.cumsum((1 - chance) * size)
    out["low_since_start"] = low_mass - low_mass[int(np.argmax(before > 0.1))]
    out["markup_total"] = np.full(len(votes), page[0])
    out["markup_share"] = np.full(len(votes), page[0] / page[1])
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}
