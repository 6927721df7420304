"""Repeats over a whole run: what is gathered of each record as it comes, and what repeats what once all have come."""

from array import array
from collections.abc import Mapping, Sequence, Set

from attrs import field, frozen

from cleaner.cluster import Standings, cluster, completeness, order
from cleaner.dedup.match import find_matches
from cleaner.dedup.prints import Fingerprints, fingerprint
from cleaner.dedup.prints import join as join_prints
from cleaner.dedup.story import StoryFacts, join_facts, story_facts, take_facts
from cleaner.dedup.story_links import Stories, find_stories
from cleaner.model import Article, Cluster, Match, Texts
from cleaner.settings import Settings

BATCH = 200_000
"""Characters that are fingerprinted at a time: few calls of numpy a record, and little memory."""


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


class Gathering:
    """What is kept in memory of each record of a run: fingerprints, story facts, and how good it is to keep."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._texts: list[str] = []
        self._titles: list[str] = []
        self._waiting = 0
        self._prints: list[Fingerprints] = []
        self._facts: list[StoryFacts] = []
        self._completeness = array("q")
        self._confidence = array("d")
        self._dates: list[str] = []
        self._ids: list[str] = []

    def add(self, article: Article) -> None:
        """Take in the next record."""
        filled = sum(map(bool, (article.title, article.author, article.date, article.description, article.url)))
        self.add_row(article.id, article.text, article.title, article.date, article.confidence, filled)

    def add_row(self, id_: str, text: str, title: str, date: str, confidence: float, filled: int) -> None:
        """Take in the next record, by what counts of it; `filled` is how many of its fields say something."""
        self._ids.append(id_)
        self._dates.append(date)
        self._confidence.append(confidence)
        self._completeness.append(completeness(filled, len(text)))
        self._texts.append(text)
        self._titles.append(title)
        self._waiting += len(text)
        if self._waiting >= BATCH:
            self._fingerprint()

    def _fingerprint(self) -> None:
        self._prints.append(fingerprint(self._texts))
        if self._settings.story:
            self._facts.append(story_facts(self._texts, self._titles))
        self._texts, self._titles, self._waiting = [], [], 0

    def find(self, texts: Texts) -> Repeats:
        """Repeats among all records that came; `texts` reads them again by number, to verify."""
        self._fingerprint()
        standings = Standings(self._completeness, self._confidence, self._dates, self._ids)
        found = find_matches(join_prints(self._prints), texts, order(standings))
        drop = self._settings.drop
        dropping = [m for m in found.matches if m.grade in drop]
        linking = [m for m in found.matches if m.grade not in drop]
        for match in found.links:  # a near pair among these differs in facts: it is never dropped
            (dropping if match.grade == "contained" and "contained" in drop else linking).append(match)
        clusters = cluster(dropping, standings)
        story_ids: dict[int, str] = {}
        if self._settings.story:
            stories = self._stories(texts, _dropped(clusters))
            story_ids = {number: name for number, name in enumerate(stories.story_ids) if name}
            (dropping if "story" in drop else linking).extend(stories.links)
            clusters = cluster(dropping, standings) if "story" in drop else clusters
        gone = _dropped(clusters)
        links = sorted((m for m in linking if not {m.a, m.b} & gone), key=lambda m: (m.a, m.b, m.grade))
        return Repeats(clusters, tuple(links), story_ids, found.limits_hit)

    def _stories(self, texts: Texts, gone: Set[int]) -> Stories:
        """Stories among the records that were not dropped."""
        kept = [number for number in range(len(self._ids)) if number not in gone]
        facts = take_facts(join_facts(self._facts), kept)
        return find_stories(facts, texts, self._ids, threshold=self._settings.story_threshold, numbers=kept)


def _dropped(clusters: Sequence[Cluster]) -> set[int]:
    """The records that leave the corpus."""
    return {match.a + match.b - one.kept for one in clusters for match in one.dropped}
