"""Story fingerprints: the facts of every passage of a batch of records."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.fact_store import NAME, StoryFacts, join_facts, take_facts
from cleaner.dedup.facts import find_facts, find_parts
from cleaner.dedup.passages import find_passages
from cleaner.dedup.rarity import is_common
from cleaner.dedup.story_rules import StoryRules, bundled_rules
from cleaner.dedup.tokens import Hashes, Ints, tokenise

__all__ = ["StoryFacts", "join_facts", "story_facts", "take_facts"]


def story_facts(texts: Sequence[str], titles: Sequence[str] = (), rules: StoryRules | None = None) -> StoryFacts:
    """Fingerprint a batch of records (some hundred at a time) for `story_links`; runs in workers.

    `titles`, where given, has one title (or "") a text; it counts as part of the first passage.
    """
    heads = [" ".join(title.split()) + "\n" if title else "" for title in titles] or [""] * len(texts)
    whole = [head + text for head, text in zip(heads, texts, strict=True)]
    tokens = tokenise("\n".join(whole))
    lengths = np.array([len(text) for text in whole], np.int64)
    skip = np.array([len(head) for head in heads], np.int64)
    record_start = np.concatenate([[0], np.cumsum(lengths + 1)])[:-1]
    extra = _surrogates_before(tokens.units)
    if extra is not None:
        chars = np.arange(len(tokens.units) + 1) - extra
        unit_start = np.searchsorted(chars, record_start)
    else:
        unit_start = record_start
    passages = find_passages(tokens.units, unit_start)
    edges = np.searchsorted(tokens.start, passages.start)
    passage = np.repeat(np.arange(len(edges)), np.diff(np.append(edges, len(tokens.start))))
    record = passages.record.take(passage) if len(passage) else passage
    place, fact, name = find_facts(find_parts(tokens, passage, record, len(texts), rules or bundled_rules()))
    telling = np.flatnonzero(~is_common(fact))
    place, fact, name = place.take(telling), fact.take(telling), name.take(telling)
    first, facts, count = _by_passage(passage.take(place), fact, name, len(edges))
    start, end = passages.start, passages.end
    if extra is not None:
        start, end = start - extra[start], end - extra[end]
    offset = (record_start + skip)[passages.record]
    return StoryFacts(
        len(texts),
        passages.record.astype(np.int32),
        np.maximum(start - offset, 0).astype(np.int32),
        np.maximum(end - offset, 0).astype(np.int32),
        first,
        facts,
        count,
    )


def _surrogates_before(units: NDArray[np.uint16]) -> Ints | None:
    """How many characters before each place took two units; None where none did."""
    high = (units & np.uint16(0xFC00)) == 0xD800
    return np.concatenate([[0], np.cumsum(high)]) if high.any() else None


def _by_passage(
    passage: Ints, fact: Hashes, name: NDArray[np.bool_], passages: int
) -> tuple[Ints, Hashes, NDArray[np.uint8]]:
    """Sort facts by passage and hash, once each, with counts."""
    keys = passage.astype(np.uint64)
    keys <<= np.uint64(33)
    keys |= fact.astype(np.uint64) << np.uint64(1)
    keys |= name
    keys.sort()
    fresh = np.ones(len(keys), np.bool_)
    np.greater(keys[1:] ^ keys[:-1], 1, out=fresh[1:])
    at = np.flatnonzero(fresh)
    after = np.append(at[1:], len(keys))[: len(at)]
    count = np.minimum(after - at, NAME - 1).astype(np.uint8)
    count |= (keys.take(after - 1) & np.uint64(1)).astype(np.uint8) << np.uint8(7)
    keys = keys.take(at) >> np.uint64(1)
    first = np.searchsorted(keys, np.arange(passages + 1, dtype=np.uint64) << np.uint64(32))
    return first, keys.astype(np.uint32), count
