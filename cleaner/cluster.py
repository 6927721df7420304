"""Who is kept: the best representative, in a stated order, and a sentence that says why.

The order: completeness, then confidence, then the earliest date (a record without one comes after those with one),
then the id. Completeness counts the fields that say something of the article, then the length of the text in steps of
a quarter, so that a few words more or less do not count.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.model import Cluster, Match

_STEP = 1.25
_FIELDS = 1000
"""More than there are steps of length: filled fields count before length."""


@frozen(eq=False)
class Standings:
    """How good each record is to keep, a value a record."""

    completeness: Sequence[int]
    confidence: Sequence[float]
    dates: Sequence[str]
    """ISO dates; "" where unknown."""
    ids: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


def completeness(filled: int, characters: int) -> int:
    """How complete a record is, from its filled fields and the length of its text.

    >>> completeness(3, 900) > completeness(2, 9000), completeness(2, 1030) == completeness(2, 1100)
    (True, True)
    """
    return filled * _FIELDS + int(math.log(max(characters, 1), _STEP))


def order(standings: Standings) -> NDArray[np.int64]:
    """The rank of each record, 0 for the best to keep."""
    s = standings
    best_first = sorted(
        range(len(s)),
        key=lambda n: (-s.completeness[n], -s.confidence[n], s.dates[n] == "", s.dates[n], s.ids[n], n),
    )
    ranks = np.empty(len(s), np.int64)
    ranks[best_first] = np.arange(len(s))
    return ranks


def cluster(matches: Sequence[Match], standings: Standings) -> tuple[Cluster, ...]:
    """Clusters from verified pairs of a kept and a dropped record (those of `find_matches`), kept records ascending.

    Where a record is in several pairs it goes with the best; pairs of two dropped records are left out. So a dropped
    record was always compared with the one that is kept for it.
    """
    ranks = order(standings)
    dropped: set[int] = set()
    kept: set[int] = set()
    groups: defaultdict[int, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda m: (min(ranks[m.a], ranks[m.b]), -m.score, max(ranks[m.a], ranks[m.b]))):
        better, worse = sorted((match.a, match.b), key=lambda n: ranks[n])
        if better in dropped or worse in dropped or worse in kept:
            continue
        kept.add(better)
        dropped.add(worse)
        groups[better].append(match)
    return tuple(
        Cluster(better, tuple(found), why_kept(standings, better, [m.a + m.b - better for m in found]))
        for better, found in sorted(groups.items())
    )


def why_kept(standings: Standings, kept: int, others: Sequence[int]) -> str:
    """A sentence on what set the kept record apart from those it stands for.

    >>> why_kept(Standings([5, 5], [0.9, 0.9], ["2024-05-02", "2024-05-03"], ["a", "b"]), 0, [1])
    'Kept of 2 records: the earliest (2024-05-02), after equal completeness and confidence.'
    """
    count = f"Kept of {len(others) + 1} records: "
    reasons = {_reason(standings, kept, other) for other in others}
    if "completeness" in reasons:
        first = "the most complete" + (", then the best in the stated order" if len(reasons) > 1 else "")
    elif "confidence" in reasons:
        first = f"the highest confidence ({standings.confidence[kept]:.2f}), after equal completeness"
    elif "date" in reasons:
        first = f"the earliest ({standings.dates[kept]}), after equal completeness and confidence"
    else:
        first = "the first id, as completeness, confidence and date are equal"
    return f"{count}{first}."


def _reason(s: Standings, kept: int, other: int) -> str:
    """The first point of the order in which two records differ."""
    if s.completeness[kept] != s.completeness[other]:
        return "completeness"
    if s.confidence[kept] != s.confidence[other]:
        return "confidence"
    return "date" if s.dates[kept] != s.dates[other] else "id"
