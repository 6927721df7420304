"""How rare a fact is in ordinary news: a frozen table of hashed counts, made by bench/make_story_background.py."""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.tokens import Hashes

Floats = NDArray[np.float32]

BITS = 18
"""Buckets of the table, as bits of the hash."""
LEVELS, UNSEEN = 16, 255
"""A byte of the table is -ln(share of passages) * LEVELS, UNSEEN where no passage had a fact of the bucket."""
COMMONEST = 0.02
"""Facts in more of the ordinary passages than this say nothing of a story."""
KIND_WEIGHT = (1.0, 2.0, 1.0, 0.5)
"""Weight of a stem, a number, a number with its noun, a pair of names or initials."""
NAME_WEIGHT = 1.5
"""How much more a stem weighs that is written as a name."""


@cache
def levels() -> NDArray[np.uint8]:
    """The table as it is stored."""
    with (files("cleaner.dedup") / "background.npz").open("rb") as file:
        return np.asarray(np.load(file)["levels"], np.uint8)


@cache
def shares() -> Floats:
    """Share of ordinary passages that have a fact of a bucket; 0 where none has."""
    stored = levels()
    return np.where(stored == UNSEEN, 0, np.exp(stored / -LEVELS)).astype(np.float32)


@cache
def _common() -> NDArray[np.bool_]:
    return np.asarray(shares() > COMMONEST)


def is_common(facts: Hashes) -> NDArray[np.bool_]:
    """Which facts are too common to say anything of a story."""
    return np.asarray(_common()[facts >> np.uint32(32 - BITS)])


def usual_weight(facts: Hashes, names: NDArray[np.bool_]) -> Floats:
    """About what facts weigh, as far as the table alone can say."""
    kinds = np.array(KIND_WEIGHT, np.float32)
    weight = levels()[facts >> np.uint32(32 - BITS)] * kinds[facts & np.uint32(3)]
    return np.asarray(np.where(names, weight * np.float32(NAME_WEIGHT), weight), np.float32)
