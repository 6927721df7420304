"""What rows of an output folder hold, in numbers and samples: counted piece by piece, anywhere, and added up.

Samples depend on what was counted and never on the pieces, so a report is the same however many jobs made it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field, frozen

from cleaner.writers.rows import Piece, Row, records_of, rows_of
from cleaner.writers.sampling import Smallest, scattered, spread

WORD_BOUNDS = (50, 100, 200, 400, 800, 1600, 3200)
CONFIDENCE_BOUNDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
PAGE_BOUNDS = (1, 2, 3, 4, 6, 11, 21)  # lower edges: none, 1, 2, 3, 4-5, 6-10, 11-20, 21 and more
LINK_GRADES = ("story", "contained")


@frozen
class Limits:
    """How many of each kind are looked at closely; where there are fewer, all are."""

    unsure: int = 60
    pages: int = 80
    clusters: int = 40
    links: int = 60
    rejects: int = 100


@define
class RuleUse:
    """What one rule cut."""

    label: str
    rule: str
    reason: str
    cuts: int = 0
    characters: int = 0
    closest: Smallest[Row] = field(factory=lambda: Smallest[Row](3))
    """Its least certain cuts."""
    others: Smallest[Row] = field(factory=lambda: Smallest[Row](3))

    def add(self, other: "RuleUse") -> None:
        """Take in what it cut elsewhere."""
        self.cuts += other.cuts
        self.characters += other.characters
        self.closest.add(other.closest)
        self.others.add(other.others)


@define
class Samples:
    """The rows that may be shown, until all are counted."""

    pages: Smallest[str]
    unsure: Smallest[Row]
    closest: Smallest[Row]
    """Dropped records that are least like the one kept for them."""
    repeats: Smallest[Row]
    links: dict[str, tuple[Smallest[Row], Smallest[Row]]]
    """By grade: those of the least scores, and others."""
    rejects: Smallest[Row]

    def add(self, other: "Samples") -> None:
        """Take in the samples of other rows."""
        for name in ("pages", "unsure", "closest", "repeats", "rejects"):
            getattr(self, name).add(getattr(other, name))
        for grade, both in self.links.items():
            for one, more in zip(both, other.links[grade], strict=True):
                one.add(more)


def samples(limits: Limits) -> Samples:
    """Room for samples."""
    half, quarter = limits.clusters // 2, max(1, limits.links // 4)
    return Samples(
        pages=Smallest(limits.pages),
        unsure=Smallest(limits.unsure),
        closest=Smallest(half),
        repeats=Smallest(half),
        links={grade: (Smallest(quarter), Smallest(quarter)) for grade in LINK_GRADES},
        rejects=Smallest(limits.rejects),
    )


@define
class Counted:
    """The numbers of some rows, and samples of them."""

    samples: Samples
    articles: int = 0
    characters: int = 0
    pages: int = 0
    """Pages with an article; pages without one are among the rejects."""
    words: list[int] = field(factory=lambda: [0] * (len(WORD_BOUNDS) + 1))
    confidence: list[int] = field(factory=lambda: [0] * (len(CONFIDENCE_BOUNDS) + 1))
    articles_a_page: list[int] = field(factory=lambda: [0] * (len(PAGE_BOUNDS) + 1))
    languages: Counter[str] = field(factory=Counter)
    dropped: Counter[str] = field(factory=Counter)
    linked: Counter[str] = field(factory=Counter)
    rejected: Counter[str] = field(factory=Counter)
    rules: dict[tuple[str, str], RuleUse] = field(factory=dict)

    def add(self, other: "Counted") -> None:
        """Take in what was counted of other rows, which come after those counted before."""
        self.samples.add(other.samples)
        for name in ("articles", "characters", "pages"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("words", "confidence", "articles_a_page"):
            both = zip(getattr(self, name), getattr(other, name), strict=True)
            setattr(self, name, [one + more for one, more in both])
        for name in ("languages", "dropped", "linked", "rejected"):
            getattr(self, name).update(getattr(other, name))
        for key, use in other.rules.items():
            if key in self.rules:
                self.rules[key].add(use)
            else:
                self.rules[key] = use

    @property
    def cuts(self) -> int:
        """Blocks cut, of all labels."""
        return sum(use.cuts for use in self.rules.values())

    @property
    def cut_characters(self) -> int:
        """Characters cut, of all labels."""
        return sum(use.characters for use in self.rules.values())

    def labels(self) -> list[tuple[str, int]]:
        """Cuts by label, most first."""
        total: Counter[str] = Counter()
        for use in self.rules.values():
            total[use.label] += use.cuts
        return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def count(piece: Piece, run: Row, limits: Limits) -> Counted:
    """What a piece holds; a pure function, for whoever has a core to spare.

    Raises: UsageError where a line is not a JSON object.
    """
    found = Counted(samples(limits))
    COUNT[piece.name](found, piece, run)
    return found


def _count_corpus(found: Counted, piece: Piece, run: Row) -> None:
    for row in records_of(piece, run):
        found.articles += 1
        found.characters += row["char_count"]
        found.words[bisect_right(WORD_BOUNDS, row["word_count"])] += 1
        found.confidence[bisect_right(CONFIDENCE_BOUNDS, row["confidence"])] += 1
        found.languages[row["language"] or "unknown"] += 1
        found.samples.unsure.offer((row["confidence"], row["id"]), row)
        _count_page(found, row)


def _count_duplicates(found: Counted, piece: Piece, run: Row) -> None:
    for row in records_of(piece, run):
        found.dropped[row["grade"]] += 1
        _count_page(found, row)
        found.samples.closest.offer((row["score"], row["id"]), row)
        found.samples.repeats.offer((row["grade"] == "exact", spread(row["id"])), row)


def _count_page(found: Counted, row: Row) -> None:
    if row["article_index"] == 0:  # each page has one such record, in the corpus or among the duplicates
        found.pages += 1
        found.articles_a_page[bisect_right(PAGE_BOUNDS, row["article_count"])] += 1
    if row["source_path"]:
        found.samples.pages.offer((spread(row["source_path"]), row["source_path"]), row["source_path"])


def _count_links(found: Counted, piece: Piece, _: Row) -> None:
    for row in rows_of(piece):
        found.linked[row["grade"]] += 1
        if both := found.samples.links.get(row["grade"]):
            name = f"{row['a']} {row['b']}"
            both[0].offer((row["score"], name), row)
            both[1].offer((spread(name), name), row)


def _count_cuts(found: Counted, piece: Piece, _: Row) -> None:
    path, where = "", 0
    for row in rows_of(piece):
        key = (row["label"], row["rule"])
        use = found.rules.get(key)
        if use is None:
            use = found.rules[key] = RuleUse(row["label"], row["rule"], row["reason"])
        start = row["start"]
        use.cuts += 1
        use.characters += row["end"] - start
        if row["source_path"] != path:  # the cuts of a page stand together
            path = row["source_path"]
            where = spread(path)
            found.samples.pages.offer((where, path), path)
        use.closest.offer((row["margin"], path, start), row)
        use.others.offer((scattered(where + start), path, start), row)


def _count_rejects(found: Counted, piece: Piece, _: Row) -> None:
    for row in rows_of(piece):
        found.rejected[row["reason"]] += 1
        key = (row["source_path"], row["where"], row["reason"], row["detail"])
        found.samples.rejects.offer((spread(f"{key}"), *key), row)


COUNT: Mapping[str, Callable[[Counted, Piece, Row], Any]] = {
    "corpus": _count_corpus,
    "duplicates": _count_duplicates,
    "links": _count_links,
    "cuts": _count_cuts,
    "rejects": _count_rejects,
}
"""How each kind of file is counted."""
