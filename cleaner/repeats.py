"""Repeats over a whole run: what is gathered of each record as it comes, and what repeats what once all have come."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from cleaner.cluster import Standings, cluster, order
from cleaner.dedup.fact_store import MOST_FACTS, FactStore, StoryFacts, thin
from cleaner.dedup.match import Found, find_matches
from cleaner.dedup.prints import EMPTY, Fingerprints, Prints, fingerprint
from cleaner.dedup.stored import Hit
from cleaner.dedup.story import story_facts
from cleaner.dedup.story_links import Stories, find_stories
from cleaner.dedup.words import I64
from cleaner.engines import Engine, Local, workers
from cleaner.index import look_up, open_index
from cleaner.limits import DEFAULTS, Limits
from cleaner.model import Cluster, Match, Over, Texts
from cleaner.settings import Settings

BATCH = 400_000
"""Bytes of records that are fingerprinted at a time: few calls of numpy a record, and little memory."""


Matching = Callable[[Fingerprints, Texts, I64, Set[int]], Found]


class Records(Texts, Protocol):
    """The records of a run, as lines and as texts."""

    def batches(self, size: int) -> Iterator[bytes]:
        """The JSON lines of all records in order, about `size` bytes at a time."""
        ...


@frozen
class Repeats:
    """Which records repeat which, by number in page order."""

    clusters: tuple[Cluster, ...] = ()
    links: tuple[Match, ...] = ()
    """Between kept records, by a and b."""
    story_ids: Mapping[int, str] = field(factory=dict)
    """Of the records that share a story with another."""
    known: Mapping[int, Hit] = field(factory=dict)
    """Dropped records that repeat one of the index, and which."""
    resembling: tuple[Hit, ...] = ()
    """Kept records that are like one of the index but for their facts."""
    names: Sequence[str] = ()
    """The ids of all records."""
    limits_hit: Mapping[str, int] = field(factory=dict)
    """How much was left out because a cap was reached; empty where none was.

    Large ordinary corpora reach the cap on meetings of frequent phrases: phrases that stand in very many records are
    site furniture, and looking at all their meetings would take quadratic time.
    """


@frozen(eq=False)
class Gathered:
    """What is kept in memory of some records, in page order: what they may repeat, and how good they are to keep."""

    standings: Standings
    too_long: int
    """Records of too many characters to be compared."""
    prints: Fingerprints
    facts: StoryFacts | None


def gather(lines: bytes, *, story: bool, prints: bool = True, limits: Limits = DEFAULTS) -> Gathered:
    """What counts of some records, as lines of JSON; fingerprints and facts of stories only if they are wanted."""
    rows = [json.loads(line) for line in lines.splitlines()]
    texts = [row["text"] for row in rows]
    standings = Standings()
    for row in rows:
        filled = sum(bool(row[key]) for key in ("title", "author", "date", "description", "url"))
        confidence, size = row["confidence"], len(row["text"])
        standings.add(name=row["id"], date=row["date"], confidence=confidence, filled=filled, characters=size)
    return gathered(standings, texts, [row["title"] for row in rows], story=story, prints=prints, limits=limits)


def gathered(
    standings: Standings,
    texts: Sequence[str],
    titles: Sequence[str],
    *,
    story: bool,
    prints: bool = True,
    limits: Limits = DEFAULTS,
) -> Gathered:
    """What counts of some records, their texts fingerprinted and their facts taken."""
    longest = limits.record_characters
    facts = None
    if story:
        facts = thin(story_facts([text if len(text) <= longest else "" for text in texts], titles), MOST_FACTS)
    return Gathered(
        standings=standings,
        too_long=sum(len(text) > longest for text in texts),
        prints=fingerprint(texts, ordered=False, longest=longest) if prints else EMPTY,
        facts=facts,
    )


def find_repeats(
    records: Records, settings: Settings, engine: Engine | None = None, folder: Path | None = None
) -> Repeats:
    """Repeats among all records of a run. The workers fingerprint them, batch by batch; here they are compared.

    Facts of stories that are too many for memory are laid aside in `folder`.
    """
    engine = engine or Local(settings)
    over, gathering = workers(engine), Gathering(settings, folder)
    prints = engine.wants_prints or bool(settings.against)
    task = partial(gather, story=settings.story, prints=prints, limits=settings.limits)
    for part in over(task, records.batches(BATCH)):
        gathering.add(part)
    return gathering.compare(records, over, engine.matches)


class Gathering:
    """What was gathered of all records so far, in page order and packed tightly."""

    def __init__(self, settings: Settings, folder: Path | None = None) -> None:
        self._settings = settings
        self._standings, self._prints = Standings(), Prints()
        self._facts = FactStore(folder)
        self._too_long = 0

    def add(self, part: Gathered) -> None:
        """Take in the next records."""
        self._standings.extend(part.standings)
        self._too_long += part.too_long
        self._prints.add(part.prints)
        if part.facts is not None:
            self._facts.add(part.facts)

    def compare(self, texts: Texts, over: Over = map, matching: Matching = find_matches) -> Repeats:
        """Repeats among all records.

        Args:
            texts: reads them again by number, to verify.
            over: where parts of the work are done that need nothing of each other.
            matching: finds exact, near and contained repeats.
        """
        standings, drop = self._standings, self._settings.drop
        if not len(standings):
            return Repeats()
        prints = self._prints.all()
        hits = self._against(prints, texts)
        known = {hit.number: hit for hit in hits if hit.same_facts and hit.grade in drop}
        found = matching(prints, texts, order(standings), known.keys())
        del prints  # stories take about as much memory
        dropping = [m for m in found.matches if m.grade in drop]
        linking = [m for m in found.matches if m.grade not in drop]
        for match in found.links:  # a near pair among these differs in facts: it is never dropped
            (dropping if match.grade == "contained" and "contained" in drop else linking).append(match)
        clusters = cluster(dropping, standings, found.kept)
        story_ids: dict[int, str] = {}
        limits_hit = dict(found.limits_hit)
        if self._too_long:
            limits_hit["records too long to compare"] = self._too_long
        if self._settings.story:
            stories = self._stories(texts, _dropped(clusters) | known.keys(), over)
            story_ids = {number: name for number, name in enumerate(stories.story_ids) if name}
            for one in clusters:  # a dropped record tells the story of the one kept for it
                if one.kept in story_ids:
                    story_ids |= dict.fromkeys(_dropped([one]), story_ids[one.kept])
            (dropping if "story" in drop else linking).extend(stories.links)
            clusters = cluster(dropping, standings, found.kept) if "story" in drop else clusters
            limits_hit |= stories.limits_hit
        gone = _dropped(clusters)
        links = sorted((m for m in linking if not {m.a, m.b} & gone), key=lambda m: (m.a, m.b, m.grade))
        resembling = tuple(hit for hit in hits if hit.number not in known and hit.number not in gone)
        return Repeats(clusters, tuple(links), story_ids, known, resembling, standings.names, limits_hit)

    def _against(self, prints: Fingerprints, texts: Texts) -> tuple[Hit, ...]:
        """Repeats of what an index of earlier dumps holds."""
        if not self._settings.against:
            return ()
        index = Path(self._settings.against)
        return look_up(index, open_index(index), prints, texts)

    def _stories(self, texts: Texts, gone: set[int], over: Over) -> Stories:
        """Stories among the records that were not dropped."""
        kept = [number for number in range(len(self._standings)) if number not in gone]
        facts = self._facts.of(kept)
        names = self._standings.names
        threshold = self._settings.story_threshold
        return find_stories(facts, texts, names, threshold=threshold, numbers=kept, over=over)


def compare(parts: Sequence[Gathered], texts: Texts, settings: Settings) -> Repeats:
    """Repeats among the records of some batches."""
    gathering = Gathering(settings)
    for part in parts:
        gathering.add(part)
    return gathering.compare(texts)


def _dropped(clusters: Sequence[Cluster]) -> set[int]:
    """The records that leave the corpus."""
    return {match.a + match.b - one.kept for one in clusters for match in one.dropped}


def known_keys(hit: Hit) -> dict[str, object]:
    """What a dropped record gets that repeats one of an index."""
    why = f"Kept in the index, in the dump {hit.dump}, which came before."
    told = {"duplicate_of": hit.id, "duplicate_source": hit.dump, "grade": hit.grade, "score": hit.score}
    return {**told, "why_kept": why}


def resembling_row(hit: Hit, name: object) -> dict[str, object]:
    """A line of links.jsonl for a kept record that is like one of an index."""
    what = [] if hit.same_facts else ["numbers and names differ"]
    passages = {"passage_a": [0, 0], "passage_b": [0, 0]}
    told = {"grade": hit.grade, "score": hit.score, "strength": "", **passages, "shared": [], "conflicts": what}
    return {"a": name, "b": hit.id, **told, "source_b": hit.dump}
