"""What a fact weighs in a collection: how rare it is there and in ordinary news, and more for names."""

import numpy as np
from attrs import frozen

from cleaner.dedup.fact_store import NAME, Facts
from cleaner.dedup.facts import WORD
from cleaner.dedup.rarity import BITS, COMMONEST, KIND_WEIGHT, NAME_WEIGHT, Floats, shares
from cleaner.dedup.tokens import Hashes

COLLECTION_BITS = 22
"""Buckets of the counts of a collection: 4 million, so that rare facts seldom share one."""
RAREST = 3e-4
"""No fact counts as rarer than this: beyond it, rarity says more of spelling than of stories."""
TABLE_SHARE = 0.4
"""How much of the rarity is the table's; the rest is the collection's, which knows what all its texts are about."""
FEW = 30
"""Passages added to the collection's count, so that two texts alone do not make every shared fact common."""
NAME_SHARE = 0.4
"""A stem counts as a name that is capitalised within a sentence in this share of its passages."""


@frozen(eq=False)
class Weights:
    """Weight of each bucket of facts, for one collection."""

    weight: Floats
    again: Floats
    """The same, 0 where facts of the bucket stand in one passage of the collection alone."""

    def of(self, facts: Hashes) -> Floats:
        """Weight of each of some facts; 0 for what says nothing."""
        kinds = np.array(KIND_WEIGHT, np.float32)
        return np.asarray(self.weight[bucket(facts)] * kinds[facts & np.uint32(3)])

    def again_of(self, facts: Hashes) -> Floats:
        """Weight of each of some facts; 0 also for what stands in one passage alone."""
        kinds = np.array(KIND_WEIGHT, np.float32)
        return np.asarray(self.again[bucket(facts)] * kinds[facts & np.uint32(3)])


def bucket(facts: Hashes) -> Hashes:
    """The bucket of a collection that a fact falls into."""
    return facts >> np.uint32(32 - COLLECTION_BITS)


def weigh(facts: Facts) -> Weights:
    """Weigh the facts of a collection: rarity, and more for names."""
    size, number = 1 << COLLECTION_BITS, 0
    passages, named = np.zeros(size, np.int32), np.zeros(size, np.int32)
    for part in facts.parts():
        buckets = bucket(part.fact)
        passages += np.bincount(buckets, minlength=size)
        as_name = (part.count >= NAME) & ((part.fact & np.uint32(3)) == WORD)
        named += np.bincount(buckets[as_name], minlength=size)
        number += len(part)
    names = named > NAME_SHARE * np.maximum(passages, 1)
    there = np.flatnonzero(passages)
    here = passages[there] / (number + FEW)
    usual = shares()[there >> (COLLECTION_BITS - BITS)]
    rarity = -TABLE_SHARE * np.log(np.maximum(usual, RAREST))
    rarity -= (1 - TABLE_SHARE) * np.log(np.clip(here, RAREST, 1))
    rarity[usual > COMMONEST] = 0
    weight = np.zeros(size, np.float32)
    weight[there] = rarity * np.where(names[there], NAME_WEIGHT, 1)
    return Weights(weight, np.where(passages > 1, weight, np.float32(0)))
