"""How rare a fact is: in ordinary news (a frozen table), and in the collection at hand."""

from functools import cache
from importlib.resources import files

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.facts import WORD
from cleaner.dedup.story import NAME, StoryFacts
from cleaner.dedup.tokens import Hashes

Floats = NDArray[np.float32]

BITS = 18
"""Buckets of the frozen table, as bits of the hash."""
LEVELS, UNSEEN = 16, 255
"""A byte of the table is -ln(share of passages) * LEVELS, UNSEEN where no passage had a fact of the bucket."""
COLLECTION_BITS = 22
"""Buckets of the counts of a collection: 4 million, so that rare facts seldom share one."""
RAREST = 3e-4
"""No fact counts as rarer than this: beyond it, rarity says more of spelling than of stories."""
COMMONEST = 0.1
"""Facts in more of the ordinary passages than this say nothing of a story."""
TABLE_SHARE = 0.4
"""How much of the rarity is the table's; the rest is the collection's, which knows what all its texts are about."""
FEW = 30
"""Passages added to the collection's count, so that two texts alone do not make every shared fact common."""
KIND_WEIGHT = (1.0, 2.0, 1.0, 0.5)
"""Weight of a stem, a number, a number with its noun, a pair of names or initials."""
NAME_WEIGHT, NAME_SHARE = 1.5, 0.4
"""A stem that is capitalised within a sentence in this share of its passages weighs more."""


@frozen(eq=False)
class Weights:
    """Weight of each bucket of facts, for one collection."""

    weight: Floats
    passages: NDArray[np.int32]
    """In how many passages of the collection facts of the bucket stand."""

    def of(self, facts: Hashes) -> Floats:
        """Weight of each of some facts; 0 for what says nothing."""
        kinds = np.array(KIND_WEIGHT, np.float32)
        return np.asarray(self.weight[bucket(facts)] * kinds[facts & np.uint32(3)])

    def again(self, facts: Hashes) -> NDArray[np.bool_]:
        """Which facts stand in more than one passage."""
        return np.asarray(self.passages[bucket(facts)] > 1)


def bucket(facts: Hashes) -> Hashes:
    """The bucket of a collection that a fact falls into."""
    return facts >> np.uint32(32 - COLLECTION_BITS)


@cache
def table() -> Floats:
    """Share of ordinary passages that have a fact of a bucket; 0 where none has."""
    with (files("cleaner.dedup") / "background.npz").open("rb") as file:
        levels = np.load(file)["levels"]
    return np.where(levels == UNSEEN, 0, np.exp(levels / -LEVELS)).astype(np.float32)


def weigh(facts: StoryFacts) -> Weights:
    """Weigh the facts of a collection: rarity, and more for names."""
    buckets, size = bucket(facts.fact), 1 << COLLECTION_BITS
    passages = np.bincount(buckets, minlength=size)
    named = (facts.count >= NAME) & ((facts.fact & np.uint32(3)) == WORD)
    names = np.bincount(buckets[named], minlength=size) > NAME_SHARE * np.maximum(passages, 1)
    there = np.flatnonzero(passages)
    here = passages[there] / (len(facts.record) + FEW)
    usual = table()[there >> (COLLECTION_BITS - BITS)]
    rarity = -TABLE_SHARE * np.log(np.maximum(usual, RAREST))
    rarity -= (1 - TABLE_SHARE) * np.log(np.clip(here, RAREST, 1))
    rarity[usual > COMMONEST] = 0
    weight = np.zeros(size, np.float32)
    weight[there] = rarity * np.where(names[there], NAME_WEIGHT, 1)
    return Weights(weight, passages.astype(np.int32))
