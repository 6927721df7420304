"""Who is kept: the best representative, in a stated order, and a sentence that says why.

The order: completeness, then confidence, then the earliest date (a record without one comes after those with one),
then the id. In a group of three or more it decides among the records that are near most others: an edited or cut copy
would leave the other copies in the corpus. Completeness counts the fields that say something of the article, then the
length of the text in steps of a quarter, so that a few words more or less do not count.
"""

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Sequence, Set
from typing import overload

import numpy as np
from numpy.typing import NDArray

from cleaner.model import Cluster, Match

_LOG_STEP = math.log(1.25)
_FIELDS = 1000
"""More than there are steps of length: filled fields count before length."""
_UNKNOWN = 10**12
"""The date of a record without one: after all others."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?")


class Names(Sequence[str]):
    """Ids by record number, in one block of memory: a list of as many strings takes six times as much."""

    def __init__(self) -> None:
        self._block, self._ends = bytearray(), array("Q", [0])

    def append(self, name: str) -> None:
        """Add the id of the next record."""
        self._block += name.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._block))

    def extend(self, other: "Names") -> None:
        """Add the ids of the next records."""
        at = len(self._block)
        self._block += other._block
        self._ends.extend(at + end for end in other._ends[1:])

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[n] for n in range(len(self))[number]]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._block[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")


class Standings:
    """How good each record is to keep, added in the order of the corpus; about 30 bytes a record."""

    def __init__(self) -> None:
        self.completeness, self.confidence = array("i"), array("f")
        self.dates, self.names = array("q"), Names()

    def __len__(self) -> int:
        return len(self.names)

    def add(self, *, name: str, filled: int = 0, characters: int = 0, confidence: float = 0.0, date: str = "") -> None:
        """Add a record: its id, how many of its fields are filled, the length of its text, and the rest as it says."""
        self.completeness.append(completeness(filled, characters))
        self.confidence.append(confidence)
        self.dates.append(date_number(date) if date else _UNKNOWN)
        self.names.append(name)

    def extend(self, other: "Standings") -> None:
        """Add the next records."""
        self.completeness.extend(other.completeness)
        self.confidence.extend(other.confidence)
        self.dates.extend(other.dates)
        self.names.extend(other.names)


def completeness(filled: int, characters: int) -> int:
    """How complete a record is, from its filled fields and the length of its text.

    >>> completeness(3, 900) > completeness(2, 9000), completeness(2, 1030) == completeness(2, 1100)
    (True, True)
    """
    return filled * _FIELDS + int(math.log(characters) / _LOG_STEP if characters else 0)


def date_number(date: str) -> int:
    """An ISO date, with or without the time, as a number that sorts.

    >>> date_number("2024-05-02T10:30"), date_number("2024-05-02") < date_number("")
    (202405021030, True)
    """
    found = _ISO.match(date)
    return int("".join(part or "00" for part in found.groups())) if found else _UNKNOWN


def order(standings: Standings) -> NDArray[np.int64]:
    """The rank of each record, 0 for the best to keep."""
    if not len(standings):
        return np.empty(0, np.int64)
    complete, sure = np.array(standings.completeness), np.array(standings.confidence)
    by_name = np.empty(len(standings), np.int64)
    by_name[sorted(range(len(standings)), key=standings.names.__getitem__)] = np.arange(len(standings))
    best_first = np.lexsort((by_name, np.array(standings.dates), -sure, -complete))
    ranks = np.empty(len(best_first), np.int64)
    ranks[best_first] = np.arange(len(best_first))
    return ranks


def cluster(matches: Sequence[Match], standings: Standings, kept: Set[int] = frozenset()) -> tuple[Cluster, ...]:
    """Clusters from verified pairs of a kept and a dropped record (those of `find_matches`), kept records ascending.

    Of a pair the better one is kept, but first of all those in `kept` (`Found.kept`). A dropped record is in one pair,
    with the record that is kept for it; a pair of two dropped ones is left out.
    """
    ranks = order(standings)
    ranks[list(kept)] -= len(ranks)
    dropped: set[int] = set()
    stays: set[int] = set()
    groups: defaultdict[int, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda m: (min(ranks[m.a], ranks[m.b]), -m.score, max(ranks[m.a], ranks[m.b]))):
        better, worse = sorted((match.a, match.b), key=lambda n: ranks[n])
        if better in dropped or worse in dropped or worse in stays:
            continue
        stays.add(better)
        dropped.add(worse)
        groups[better].append(match)
    return tuple(
        Cluster(better, tuple(found), why_kept(standings, better, [m.a + m.b - better for m in found]))
        for better, found in sorted(groups.items())
    )


def why_kept(standings: Standings, kept: int, others: Sequence[int]) -> str:
    """A sentence on what set the kept record apart from those it stands for."""
    reasons = {_reason(standings, kept, other) for other in others}
    if "completeness" in reasons:
        why = "the most complete" + (", then the best by confidence, date and id" if len(reasons) > 1 else "")
    elif "confidence" in reasons:
        why = f"the highest confidence ({standings.confidence[kept]:.2f}), after equal completeness"
    elif "date" in reasons:
        date = str(standings.dates[kept])
        why = f"the earliest ({date[:4]}-{date[4:6]}-{date[6:8]}), after equal completeness and confidence"
    else:
        why = "the first id, as completeness, confidence and date are equal"
    if any(_best_key(standings, other) < _best_key(standings, kept) for other in others):
        why = "near most of them, and the best of those that are, by completeness, confidence, date and id"
    return f"Kept of {len(others) + 1} records: {why}."


def _best_key(s: Standings, number: int) -> tuple[int, float, int, str]:
    """Sorts the best record first."""
    return -s.completeness[number], -s.confidence[number], s.dates[number], s.names[number]


def _reason(s: Standings, kept: int, other: int) -> str:
    """The first point of the order in which two records differ."""
    if s.completeness[kept] != s.completeness[other]:
        return "completeness"
    if s.confidence[kept] != s.confidence[other]:
        return "confidence"
    return "date" if s.dates[kept] != s.dates[other] else "id"
