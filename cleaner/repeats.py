"""Repeats over a whole run: what is gathered of each record as it comes, and what repeats what once all have come."""

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from attrs import field, frozen

from cleaner.cluster import Standings, cluster, completeness, order
from cleaner.dedup.match import find_matches
from cleaner.dedup.prints import Fingerprints, fingerprint
from cleaner.dedup.prints import join as join_prints
from cleaner.dedup.story import StoryFacts, join_facts, story_facts, take_facts
from cleaner.dedup.story_links import find_stories
from cleaner.engines.local import run
from cleaner.errors import UsageError
from cleaner.model import Cluster, Match, Page, Reject, Texts
from cleaner.settings import Settings

BATCH = 400_000
"""Bytes of records that are fingerprinted at a time: few calls of numpy a record, and little memory."""


class Records(Texts, Protocol):
    """The records of a run, as lines and as texts."""

    def line(self, number: int) -> bytes:
        """The JSON line of one record, with its newline."""
        ...


@frozen
class Repeats:
    """Which records repeat which, by number in page order."""

    clusters: tuple[Cluster, ...] = ()
    links: tuple[Match, ...] = ()
    """Between kept records, by a and b."""
    story_ids: Mapping[int, str] = field(factory=dict)
    """Of the records that share a story with another."""
    limits_hit: Mapping[str, int] = field(factory=dict)
    """Caps that were reached, such as candidates of one record; empty in an ordinary run."""


@frozen(eq=False)
class Gathered:
    """What is kept in memory of some records, in page order: what they may repeat, and how good they are to keep."""

    ids: tuple[str, ...]
    dates: tuple[str, ...]
    confidence: tuple[float, ...]
    completeness: tuple[int, ...]
    prints: Fingerprints
    facts: StoryFacts | None


def gather(lines: bytes, *, story: bool) -> Gathered:
    """What counts of some records, given as lines of JSON."""
    rows = [json.loads(line) for line in lines.splitlines()]
    texts = [row["text"] for row in rows]
    filled = [sum(bool(row[key]) for key in ("title", "author", "date", "description", "url")) for row in rows]
    return Gathered(
        ids=tuple(row["id"] for row in rows),
        dates=tuple(row["date"] for row in rows),
        confidence=tuple(row["confidence"] for row in rows),
        completeness=tuple(completeness(full, len(text)) for full, text in zip(filled, texts, strict=True)),
        prints=fingerprint(texts),
        facts=story_facts(texts, [row["title"] for row in rows]) if story else None,
    )


def find_repeats(records: Records, settings: Settings) -> Repeats:
    """Repeats among all records of a run. The workers fingerprint them, batch by batch; here they are compared."""
    # Batches go to the workers dressed as pages, the one thing that the engine carries.
    batches = (Page("", "", number, "text", lines) for number, lines in enumerate(record_batches(records)))
    task = partial(_gather_batch, story=settings.story)
    parts: list[Gathered] = []
    for part in run(task, batches, jobs=settings.jobs, isolation=settings.isolation):
        if isinstance(part, Reject):
            raise UsageError(f"records could not be compared ({part.reason}: {part.detail}); try fewer --jobs")
        parts.append(part)
    return compare(parts, records, settings) if parts else Repeats()


def _gather_batch(batch: Page, *, story: bool) -> Gathered:
    return gather(batch.raw, story=story)


def record_batches(records: Records) -> Iterator[bytes]:
    """The lines of all records, about BATCH bytes at a time."""
    lines: list[bytes] = []
    size = 0
    for number in range(len(records)):
        lines.append(records.line(number))
        size += len(lines[-1])
        if size >= BATCH:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def compare(parts: Sequence[Gathered], texts: Texts, settings: Settings) -> Repeats:
    """Repeats among the records of all batches; `texts` reads them again by number, to verify."""
    ids = [name for part in parts for name in part.ids]
    standings = Standings(
        array("q", [number for part in parts for number in part.completeness]),
        array("d", [number for part in parts for number in part.confidence]),
        [date for part in parts for date in part.dates],
        ids,
    )
    found = find_matches(join_prints([part.prints for part in parts]), texts, order(standings))
    drop = settings.drop
    dropping = [m for m in found.matches if m.grade in drop]
    linking = [m for m in found.matches if m.grade not in drop]
    for match in found.links:  # a near pair among these differs in facts: it is never dropped
        (dropping if match.grade == "contained" and "contained" in drop else linking).append(match)
    clusters = cluster(dropping, standings)
    story_ids: dict[int, str] = {}
    if settings.story:
        gone = _dropped(clusters)
        kept = [number for number in range(len(ids)) if number not in gone]
        facts = take_facts(join_facts([part.facts for part in parts if part.facts is not None]), kept)
        stories = find_stories(facts, texts, ids, threshold=settings.story_threshold, numbers=kept)
        story_ids = {number: name for number, name in enumerate(stories.story_ids) if name}
        (dropping if "story" in drop else linking).extend(stories.links)
        clusters = cluster(dropping, standings) if "story" in drop else clusters
    gone = _dropped(clusters)
    links = sorted((m for m in linking if not {m.a, m.b} & gone), key=lambda m: (m.a, m.b, m.grade))
    return Repeats(clusters, tuple(links), story_ids, found.limits_hit)


def _dropped(clusters: Sequence[Cluster]) -> set[int]:
    """The records that leave the corpus."""
    return {match.a + match.b - one.kept for one in clusters for match in one.dropped}
