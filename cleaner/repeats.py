"""Repeats over a whole run: fingerprints in batches, matches, clusters and story links."""

from collections.abc import Mapping

from attrs import field, frozen

from cleaner.model import Cluster, Match, Texts
from cleaner.settings import Settings


@frozen
class Repeats:
    """Which records repeat which, by number in page order."""

    clusters: tuple[Cluster, ...] = ()
    links: tuple[Match, ...] = ()
    """Between kept records only."""
    story_ids: Mapping[int, str] = field(factory=dict)
    limits_hit: Mapping[str, int] = field(factory=dict)
    """Caps that were reached, such as candidates of one record; empty in an ordinary run."""


def find_repeats(records: Texts, settings: Settings) -> Repeats:
    """Repeats among the records of a run."""
    return Repeats()
