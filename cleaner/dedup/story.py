"""Story fingerprints: the facts of every passage of a batch of records."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.facts import find_facts, find_parts
from cleaner.dedup.passages import find_passages
from cleaner.dedup.story_rules import StoryRules, bundled_rules
from cleaner.dedup.tokens import Hashes, Ints, tokenise

NAME = 128
_HIGH_SURROGATES = (0xD800, 0xDC00)


@frozen(eq=False)
class StoryFacts:
    """The facts of the passages of some records; arrays only, so that it crosses processes cheaply."""

    records: int
    record: NDArray[np.int32]
    """Which record each passage is of, from 0, ascending."""
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    """Where it stands in the record's text, in characters; a title before the text is outside."""
    first: Ints
    """Where the facts of each passage begin in `fact`; one more than passages."""
    fact: Hashes
    """Ascending within a passage."""
    count: NDArray[np.uint8]
    """How often the passage has the fact, up to 127; NAME is added where it is capitalised within a sentence."""


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
    record = passages.record[passage] if len(passage) else passage
    place, fact, name = find_facts(find_parts(tokens, passage, record, len(texts), rules or bundled_rules()))
    first, facts, count = _by_passage(passage[place], fact, name, len(edges))
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
    high = (units >= _HIGH_SURROGATES[0]) & (units < _HIGH_SURROGATES[1])
    return np.concatenate([[0], np.cumsum(high)]) if high.any() else None


def _by_passage(
    passage: Ints, fact: Hashes, name: NDArray[np.bool_], passages: int
) -> tuple[Ints, Hashes, NDArray[np.uint8]]:
    """Sort facts by passage and hash, once each, with counts."""
    keys = (passage.astype(np.uint64) << np.uint64(33)) | (fact.astype(np.uint64) << np.uint64(1))
    keys = np.sort(keys | name.astype(np.uint64))
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = (keys[1:] ^ keys[:-1]) > 1
    at = np.flatnonzero(fresh)
    after = np.append(at, len(keys))[1:]
    count = np.minimum(after - at, NAME - 1).astype(np.uint8)
    count |= ((keys[after - 1] & np.uint64(1)) * np.uint64(NAME)).astype(np.uint8)
    keys = keys[at] >> np.uint64(1)
    first = np.searchsorted(keys, np.arange(passages + 1, dtype=np.uint64) << np.uint64(32))
    return first, keys.astype(np.uint32), count


def join_facts(batches: Sequence[StoryFacts]) -> StoryFacts:
    """The facts of consecutive batches as one."""
    records = np.cumsum([0] + [batch.records for batch in batches])
    facts = np.cumsum([0] + [len(batch.fact) for batch in batches])
    return StoryFacts(
        int(records[-1]),
        np.concatenate([batch.record + np.int32(at) for batch, at in zip(batches, records, strict=False)]),
        np.concatenate([batch.start for batch in batches]),
        np.concatenate([batch.end for batch in batches]),
        np.concatenate([*(batch.first[:-1] + at for batch, at in zip(batches, facts, strict=False)), facts[-1:]]),
        np.concatenate([batch.fact for batch in batches]),
        np.concatenate([batch.count for batch in batches]),
    )


def take_facts(facts: StoryFacts, records: Sequence[int]) -> StoryFacts:
    """The facts of some records alone, ascending; record i of the answer is `records[i]`."""
    chosen = np.asarray(records, np.int64)
    if len(chosen) == facts.records:
        return facts
    place = np.full(facts.records, -1, np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    passages = np.flatnonzero(place[facts.record] >= 0)
    sizes = np.diff(facts.first)[passages]
    first = np.concatenate([[0], np.cumsum(sizes)])
    rows = np.repeat(facts.first[passages] - first[:-1], sizes) + np.arange(first[-1])
    return StoryFacts(
        len(chosen),
        place[facts.record[passages]],
        facts.start[passages],
        facts.end[passages],
        first,
        facts.fact[rows],
        facts.count[rows],
    )
