"""Repeats among all records of a run: exact, near and contained, each verified on the texts.

    exact      equal words in order; one of each group goes on
    near       records that meet in a band or share rare sampled phrases; the best record of a neighbourhood is kept
               and every other is compared with the kept one itself, until no two kept ones are near
    contained  records that share rare sampled phrases, a passage of one standing in the other

Numbers are record numbers as in `Texts`; rows are those of the fingerprints (records with a shingle).
"""

from collections.abc import Sequence, Set

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup import exact
from cleaner.dedup.candidates import Pairs, band_pairs, components, pair_keys, pairs_of, run_starts, sorted_unique
from cleaner.dedup.compare import F64, Compared, compare
from cleaner.dedup.contained import LIKELY, rare_pairs
from cleaner.dedup.minhash import likeness
from cleaner.dedup.prints import Fingerprints
from cleaner.dedup.words import I64, spread
from cleaner.limits import DEFAULTS, Limits
from cleaner.model import Grade, Match, Over, Texts

NEAR = 0.5
"""Jaccard similarity of shingles from which two texts are near."""
EDITED = 0.4
"""The same where they differ in scattered edits alone: one word in ten replaced leaves about half of the shingles."""
SCATTERED = 0.08
"""Share of other content in either text up to which a difference is one of scattered edits."""
WORTH = 0.32
"""Estimated similarity from which a pair is verified: the estimate's standard deviation is 0.045."""
OTHER_CONTENT = 0.15
"""Share of both texts that is other content in long rows, above which a pair may only share a frame ..."""
OWN = 0.5
"""... unless so much of what they share stands in few others."""
CROWD = 3
"""Rows of a group from which the kept one is the one that is like most others, and the best only among equals."""
SMALL = 256
"""Rows of a group of likely repeats up to which each is estimated against each."""
ROUNDS = 64
CONTAINED = 0.45
"""Share of the shingles of a passage that both texts have, from which it counts as contained."""
WHOLE = 0.85
"""Share of the shorter text from which a shared passage is that text, whatever else has the passage (a text of a
sentence or two must stand in few others: such are quotations)."""
LONG = 200
"""Shingles from which a passage speaks for itself; shorter parts must stand in few others (OWN) to be linked."""
LEAST = 20


@frozen(eq=False)
class Found:
    """What repeats what."""

    matches: tuple[Match, ...]
    """Exact and near, between a kept record and one that it stands for."""
    links: tuple[Match, ...]
    """Contained passages, and near pairs that differ in facts, between kept records."""
    kept: frozenset[int]
    """The records that are kept in the matches; in a crowd not always the one of the first rank."""
    limits_hit: dict[str, int]


def find_matches(
    prints: Fingerprints,
    texts: Texts,
    priority: Sequence[int] | I64 | None = None,
    gone: Set[int] = frozenset(),
    over: Over = map,
    limits: Limits = DEFAULTS,
) -> Found:
    """All verified repeats.

    Args:
        prints: the fingerprints of all records, in order.
        texts: reads texts again by record number.
        priority: how good each record is to keep: 0 for the best, each number once; by default in order.
        gone: records that are not looked at.
        over: where texts are compared.
        limits: of these `candidates`.
    """
    ranks = np.arange(len(prints)) if priority is None else np.asarray(priority, np.int64)
    there = np.ones(len(prints), bool)
    there[list(gone)] = False
    numbers, best = np.flatnonzero(there), np.arange(len(prints))
    best[numbers] = numbers[exact.exact_groups(prints.exact[numbers], ranks[numbers])[0]]
    best = exact.verified(best, texts)
    records = np.flatnonzero(prints.sizes > 0)
    rows = np.flatnonzero((best[records] == records) & there[records])
    run = Search(prints, texts, records, ranks[records], over)
    return run.find(rows, best, limits.candidates)


@frozen
class Judged:
    """Two records that share rare phrases and are near, or of which one holds a passage of the other."""

    a: int
    b: int
    near: bool
    jaccard: float
    contained: Match
    """The link that they get if they are not near."""


def judge(pairs: Pairs, share: F64, texts: Texts, over: Over = map) -> tuple[Judged, ...]:
    """Compare pairs of record numbers on their texts; `share` is what they have in common of their rare phrases."""
    compared = compare(pairs, texts, over)
    near, score, jaccard = is_near(compared, share), passage_share(compared), compared.jaccard
    found: list[Judged] = []
    for place in np.flatnonzero(near | is_contained(compared, share)).tolist():
        a, b = int(pairs.a[place]), int(pairs.b[place])
        link = linked(a, b, "contained", score[place], compared, place)
        found.append(Judged(a, b, bool(near[place]), float(jaccard[place]), link))
    return tuple(found)


def linked(a: int, b: int, grade: Grade, score: float, compared: Compared, place: int) -> Match:
    """A link between two records that both stay; `place` says where among the compared pairs they are."""
    sides = (compared.a, compared.b) if a < b else (compared.b, compared.a)
    first, second = (tuple(side.passage[place].tolist()) for side in sides)
    return Match(min(a, b), max(a, b), grade, round(float(score), 4), "", first, second, (), compared.conflicts[place])


class Search:
    """One search for near and contained repeats: the fingerprints, the texts, and what was found so far."""

    def __init__(self, prints: Fingerprints, texts: Texts, records: I64, ranks: I64, over: Over = map) -> None:
        self.prints, self.texts, self.records, self.ranks, self.over = prints, texts, records, ranks, over
        self.kept_for = np.arange(len(records))
        """For each row the row that is kept for it; itself where it is kept."""
        self.score = np.zeros(len(records))
        self.links: list[Match] = []
        self.limits_hit: dict[str, int] = {}

    def find(self, rows: I64, best: I64, candidates: int) -> Found:
        """Near and contained repeats among some rows; `candidates` as `contained.rare_pairs` has it."""
        pairs = self.likely(band_pairs(self.prints.bands[rows]), rows)
        self.settle(self.dense(pairs))
        kept = rows[self.kept_for[rows] == rows]
        shared = rare_pairs(self.prints, kept, candidates)
        if shared.skipped:
            self.limits_hit["meetings of frequent phrases"] = shared.skipped
        a, b = kept[shared.pairs.a], kept[shared.pairs.b]
        worth = (shared.share >= LIKELY) | (likeness(self.prints.low, a, b) >= WORTH)
        met = Pairs(self.records[a[worth]], self.records[b[worth]])
        self.join(judge(met, shared.share[worth], self.texts, self.over))
        return self.found(best)

    def found(self, best: I64) -> Found:
        """All that was found; `best` is the record each record is an exact repeat of, maybe itself."""
        matches, stays = self.matches(best)
        return Found(tuple(matches), tuple(self.links), frozenset(stays), self.limits_hit)

    def likely(self, pairs: Pairs, rows: I64) -> Pairs:
        """Pairs of places among rows as rows, those whose estimate makes them worth comparing."""
        a, b = rows[pairs.a], rows[pairs.b]
        likely = likeness(self.prints.low, a, b) >= WORTH
        return Pairs(a[likely], b[likely])

    def dense(self, pairs: Pairs) -> Pairs:
        """The pairs, with all likely ones within small groups that pairs connect."""
        rows = np.unique(np.concatenate([pairs.a, pairs.b]))
        places = Pairs(np.searchsorted(rows, pairs.a), np.searchsorted(rows, pairs.b))
        labels = components(len(rows), places)
        order = np.argsort(labels, kind="stable")
        starts = run_starts(labels[order])
        sizes = np.diff(np.append(starts, len(rows)))
        keys = [pair_keys(pairs.a, pairs.b)]
        for step in range(1, min(SMALL, int(sizes.max(initial=1)))):
            fits = (sizes > step) & (sizes <= SMALL)
            if not fits.any():
                continue
            first = spread(starts[fits], sizes[fits] - step)
            a, b = rows[order[first]], rows[order[first + step]]
            likely = likeness(self.prints.low, a, b) >= WORTH
            keys.append(pair_keys(a[likely], b[likely]))
        return pairs_of(sorted_unique(np.concatenate(keys)))

    def settle(self, pairs: Pairs) -> None:
        """Keep the best rows and drop those that are near them, comparing each with the kept one itself.

        In each round every row that is better than all rows it has a pair with is kept.
        """
        ranks = self.central_first(pairs)
        rounds = 0
        while len(pairs) and rounds < ROUNDS:
            rounds += 1
            best = np.full(len(ranks), np.iinfo(np.int64).max)
            np.minimum.at(best, pairs.a, ranks[pairs.b])
            np.minimum.at(best, pairs.b, ranks[pairs.a])
            leads = ranks < best
            a, b = np.where(leads[pairs.b], pairs.b, pairs.a), np.where(leads[pairs.b], pairs.a, pairs.b)
            tried = leads[a]
            near = self.verify(a[tried], b[tried])
            gone = np.zeros(len(self.records), bool)
            gone[a[tried]] = True
            gone[near] = True
            left = ~(gone[pairs.a] | gone[pairs.b])
            pairs = Pairs(pairs.a[left], pairs.b[left])
        if len(pairs):
            self.limits_hit["pairs in crowds not compared"] = len(pairs)

    def central_first(self, pairs: Pairs) -> I64:
        """Ranks in which, of crowded groups, rows that are not like most others come after those that are.

        A record that was much edited or cut would be near few of the copies, and leave the others in the corpus.
        """
        alike = likeness(self.prints.low, pairs.a, pairs.b) >= NEAR
        degree = np.bincount(np.concatenate([pairs.a[alike], pairs.b[alike]]), minlength=len(self.records))
        rows = np.unique(np.concatenate([pairs.a, pairs.b]))
        places = Pairs(np.searchsorted(rows, pairs.a), np.searchsorted(rows, pairs.b))
        labels = components(len(rows), places)
        most = np.zeros(len(rows), np.int64)
        np.maximum.at(most, labels, degree[rows])
        crowded = np.bincount(labels, minlength=len(rows)) >= CROWD
        late = rows[crowded[labels] & (degree[rows] < most[labels])]
        ranks = self.ranks.copy()
        ranks[late] += int(self.ranks.max(initial=0)) + 1
        return ranks

    def verify(self, kept: I64, others: I64) -> I64:
        """Compare others with the kept rows and drop those that are near; the dropped rows."""
        order = np.lexsort((others, kept))
        kept, others = kept[order], others[order]
        compared = compare(Pairs(self.records[kept], self.records[others]), self.texts, self.over)
        score = compared.jaccard
        near = is_near(compared)
        for place in np.flatnonzero((score >= EDITED) & ~near).tolist():
            if compared.conflicts[place]:
                self.link(kept[place], others[place], score[place], compared, place)
        by_rank = np.flatnonzero(near)[np.argsort(-self.ranks[kept[near]], kind="stable")]
        self.kept_for[others[by_rank]] = kept[by_rank]
        self.score[others[by_rank]] = score[by_rank]
        return others[near]

    def link(self, a: int, b: int, score: float, compared: Compared, place: int) -> None:
        """Note a near pair that both stay, because they differ in facts."""
        self.links.append(linked(int(self.records[a]), int(self.records[b]), "near", score, compared, place))

    def join(self, judged: Sequence[Judged]) -> None:
        """Take in kept rows that share rare phrases, ascending: near ones are joined, contained ones linked."""
        near = np.array([one.near for one in judged], bool)
        a, b = np.searchsorted(self.records, np.array([(one.a, one.b) for one in judged], np.int64).reshape(-1, 2).T)
        self.merge(Pairs(a[near], b[near]), np.array([one.jaccard for one in judged])[near])
        kept = self.kept_for == np.arange(len(self.kept_for))
        linking = np.flatnonzero(~near & kept[a] & kept[b])
        told = {(link.a, link.b) for link in self.links}
        links = [judged[place].contained for place in linking.tolist()]
        self.links += [link for link in links if (link.a, link.b) not in told]

    def merge(self, near: Pairs, score: F64) -> None:
        """Drop kept rows that are near one that stands for more rows, or is better; their rows are compared with it."""
        stands_for = np.bincount(self.kept_for, minlength=len(self.kept_for))
        ranks = np.empty(len(self.ranks), np.int64)
        ranks[np.lexsort((self.ranks, -stands_for))] = np.arange(len(self.ranks))
        worse = np.where(ranks[near.a] > ranks[near.b], near.a, near.b)
        better = near.a + near.b - worse
        freed: list[int] = []
        kept_for: list[int] = []
        for place in np.lexsort((ranks[worse], ranks[better])).tolist():
            row, kept = int(worse[place]), int(better[place])
            if self.kept_for[row] == row and self.kept_for[kept] == kept:
                members = np.flatnonzero(self.kept_for == row)
                members = members[members != row]
                self.kept_for[row], self.score[row] = kept, score[place]
                self.kept_for[members], self.score[members] = members, 0.0
                freed += members.tolist()
                kept_for += [kept] * len(members)
        self.verify(np.array(kept_for, np.int64), np.array(freed, np.int64))

    def matches(self, best: I64) -> tuple[list[Match], set[int]]:
        """Each dropped record with the one that is kept for it, and all those that are kept for another."""
        stays: set[int] = set()
        found: list[Match] = []
        row_of = np.full(len(best), -1)
        row_of[self.records] = np.arange(len(self.records))
        for number in range(len(best)):
            leader = int(best[number])
            row = row_of[leader]
            kept = int(self.records[self.kept_for[row]]) if row >= 0 else leader
            if kept == number:
                continue
            stays.add(kept)
            near = kept != leader
            score = float(self.score[row]) if near else 1.0
            found.append(Match(min(kept, number), max(kept, number), "near" if near else "exact", round(score, 4)))
        return found, stays


def passage_share(compared: Compared) -> F64:
    """The share of the shingles of the shared passage that both texts have, on the side where it is larger."""
    shares = [side.passage_matched / np.maximum(side.passage_size, 1) for side in (compared.a, compared.b)]
    return np.minimum(np.maximum(*shares), 1.0)


def is_contained(compared: Compared, share: F64) -> NDArray[np.bool_]:
    """Pairs of which one holds a passage of the other: all of the shorter one, or a part that is its own."""
    across = np.maximum(compared.a.passage_size, compared.b.passage_size)
    shorter = np.minimum(compared.a.shingles, compared.b.shingles)
    own, short = share >= OWN, across < 2 * LEAST
    whole = (across >= WHOLE * shorter) & (own | ~short)
    passage = whole | (own & ~short) | (across >= LONG)
    found: NDArray[np.bool_] = passage & (across >= np.minimum(LEAST, shorter))
    return found & (passage_share(compared) >= CONTAINED)


def is_near(compared: Compared, share: F64 | float = 0.0) -> NDArray[np.bool_]:
    """Pairs that may be dropped for one another; `share` says how much of what they share stands nowhere else."""
    other = [side.foreign / np.maximum(side.shingles, 1) for side in (compared.a, compared.b)]
    framed = (np.minimum(*other) > OTHER_CONTENT) & (share < OWN)
    in_facts = np.fromiter(map(bool, compared.conflicts), bool, len(compared.conflicts))
    enough = np.where(np.maximum(*other) <= SCATTERED, EDITED, NEAR)
    near: NDArray[np.bool_] = (compared.jaccard >= enough) & ~framed & ~in_facts
    return near
