"""What an output folder holds, in numbers and samples: one look for the report, the terminal and anyone else.

Two passes over the files of DESIGN section 4, a row at a time. The first counts and chooses, the second fetches what
was chosen. Memory is for the samples and the counts by rule, whatever the size of the corpus.
"""

import gzip
import io
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from cleaner.errors import UsageError
from cleaner.model import Line
from cleaner.writers.sampling import Smallest, spread

Row = Mapping[str, Any]

WORD_BOUNDS = (50, 100, 200, 400, 800, 1600, 3200)
CONFIDENCE_BOUNDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
PAGE_BOUNDS = (1, 2, 3, 4, 6, 11, 21)  # lower edges: none, 1, 2, 3, 4-5, 6-10, 11-20, 21 and more
PAGE_ROWS = 2_000  # of one page: a page with more is shown in part


@frozen
class Limits:
    """How many of each kind are looked at closely; where there are fewer, all are."""

    unsure: int = 60
    pages: int = 80
    clusters: int = 40
    links: int = 60
    rejects: int = 100
    examples: int = 3


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


@define
class Survey:
    """The numbers of a run, and the rows chosen to be shown."""

    folder: Path
    run: Row
    limits: Limits
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
    unsure: tuple[Row, ...] = ()
    repeats: tuple[Row, ...] = ()
    links: tuple[Row, ...] = ()
    rejects: tuple[Row, ...] = ()
    records: dict[str, Row] = field(factory=dict)
    """Every record that a sample names, by id; of pages and of kept copies."""
    page_records: dict[str, list[Row]] = field(factory=dict)
    page_cuts: dict[str, list[Row]] = field(factory=dict)
    page_lines: dict[str, tuple[Line, ...]] = field(factory=dict)
    """Lines of sampled pages as `explain` shows them, where it was asked again."""

    @property
    def pages_read(self) -> int:
        """All pages, those that were rejected too; run.json states it."""
        counts = self.run.get("counts")
        stated = counts.get("pages") if isinstance(counts, dict) else None
        return stated if isinstance(stated, int) else self.pages + self.rejected.total()

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


def rows(folder: Path, name: str) -> Iterator[Row]:
    """The rows of one file of an output folder, none if it is not there; .gz and .zst are read as well.

    Raises: UsageError where a line is not a JSON object: the folder is damaged or not cleaner's.
    """
    for path in sorted([*folder.glob(f"{name}.jsonl*"), *folder.glob(f"{name}-*.jsonl*")]):
        if path.suffix not in (".jsonl", ".gz", ".zst"):
            continue
        with open_text(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield parse(line, path, number)


FOREIGN = {
    "title": "", "url": "", "author": "", "date": "", "description": "", "language": "", "categories": (), "source": "",
    "source_path": "", "source_start": 0, "source_end": 0, "article_index": -1, "article_count": 0, "confidence": 1.0,
}  # fmt: skip
"""What a row of `cleaner dedup` does not have: it is no article of a page, and any key may hold anything."""


def records(folder: Path, name: str, run: Row) -> Iterator[Row]:
    """The records of a file; rows that `cleaner dedup` took over as they were get the keys of a record."""
    options = run.get("options")
    fields = options if isinstance(options, dict) else {}
    for row in rows(folder, name):
        yield row if "content_sha256" in row and "article_index" in row else _as_record(row, fields)


def _as_record(row: Row, fields: Row) -> Row:
    text = str(row.get(fields.get("text_field", "text"), ""))
    stated = {key: row[key] for key in ("title", "url", "author", "date", "language") if isinstance(row.get(key), str)}
    match = {key: row[key] for key in ("duplicate_of", "grade", "score", "why_kept") if key in row}
    counts = {"char_count": len(text), "word_count": len(text.split())}
    return {**FOREIGN, **stated, **match, **counts, "id": str(row.get(fields.get("id_field", "id"), "")), "text": text}


def parse(line: str, path: Path, number: int) -> Row:
    """One row of a JSONL file."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path}: line {number} is not JSON ({error}); run `cleaner clean` again") from None
    if not isinstance(row, dict):
        raise UsageError(f"{path}: line {number} is not a JSON object; run `cleaner clean` again")
    return row


def open_text(path: Path) -> io.TextIOBase:
    """A text file, decompressed by its suffix."""
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8", errors="replace")
    if path.suffix == ".zst":
        import zstandard

        return io.TextIOWrapper(zstandard.open(path, "rb"), encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace", newline="\n")


def survey(folder: Path, limits: Limits | None = None) -> Survey:
    """Look through an output folder.

    Raises: UsageError where the folder holds no run.
    """
    if not folder.is_dir() or not any(folder.glob("corpus*.jsonl*")):
        raise UsageError(f"{folder} holds no corpus.jsonl: give the folder that `cleaner clean ... -o FOLDER` wrote")
    found = Survey(folder, run_of(folder), limits or Limits())
    pages = Smallest[str](found.limits.pages)
    _count_records(found, pages)
    _count_links(found)
    _count_cuts(found, pages)
    _count_rejects(found)
    _fetch(found, _chosen_pages(found, pages))
    return found


def run_of(folder: Path) -> Row:
    """What run.json states; {} where it is not there or not readable."""
    path = folder / "run.json"
    if not path.is_file():
        return {}
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return run if isinstance(run, dict) else {}


def _count_records(found: Survey, pages: Smallest[str]) -> None:
    unsure = Smallest[Row](found.limits.unsure)
    for row in records(found.folder, "corpus", found.run):
        found.articles += 1
        found.characters += row["char_count"]
        found.words[bisect_right(WORD_BOUNDS, row["word_count"])] += 1
        found.confidence[bisect_right(CONFIDENCE_BOUNDS, row["confidence"])] += 1
        found.languages[row["language"] or "unknown"] += 1
        unsure.offer((row["confidence"], row["id"]), row)
        _count_page(found, row, pages)
    found.unsure = tuple(unsure)
    half = found.limits.clusters // 2
    closest, others = Smallest[Row](half), Smallest[Row](half)
    for row in records(found.folder, "duplicates", found.run):
        found.dropped[row["grade"]] += 1
        _count_page(found, row, pages)
        closest.offer((row["score"], row["id"]), row)
        others.offer((row["grade"] == "exact", spread(row["id"])), row)
    found.repeats = tuple({row["id"]: row for row in (*closest, *others)}.values())


def _count_page(found: Survey, row: Row, pages: Smallest[str]) -> None:
    if row["article_index"] == 0:  # each page has one such record, in the corpus or among the duplicates
        found.pages += 1
        found.articles_a_page[bisect_right(PAGE_BOUNDS, row["article_count"])] += 1
    if row["source_path"]:
        pages.offer((spread(row["source_path"]), row["source_path"]), row["source_path"])


def _count_links(found: Survey) -> None:
    quarter = max(1, found.limits.links // 4)
    samples = [(grade, Smallest[Row](quarter), Smallest[Row](quarter)) for grade in ("story", "contained")]
    for row in rows(found.folder, "links"):
        found.linked[row["grade"]] += 1
        for grade, closest, others in samples:
            if row["grade"] == grade:
                name = f"{row['a']} {row['b']}"
                closest.offer((row["score"], name), row)
                others.offer((spread(name), name), row)
    chosen = {(row["grade"], row["a"], row["b"]): row for _, *both in samples for few in both for row in few}
    order = sorted(chosen.items(), key=lambda item: (item[0][0] != "story", item[1]["score"], item[0]))
    found.links = tuple(row for _, row in order)


def _count_cuts(found: Survey, pages: Smallest[str]) -> None:
    for row in rows(found.folder, "cuts"):
        key = (row["label"], row["rule"])
        use = found.rules.get(key)
        if use is None:
            use = found.rules[key] = RuleUse(row["label"], row["rule"], row["reason"])
        use.cuts += 1
        use.characters += row["end"] - row["start"]
        place = (row["source_path"], row["start"])
        use.closest.offer((row["margin"], *place), row)
        use.others.offer((spread(f"{place}"), *place), row)
        pages.offer((spread(row["source_path"]), row["source_path"]), row["source_path"])


def _count_rejects(found: Survey) -> None:
    few = Smallest[Row](found.limits.rejects)
    for row in rows(found.folder, "rejects"):
        found.rejected[row["reason"]] += 1
        key = (row["source_path"], row["where"], row["reason"], row["detail"])
        few.offer((spread(f"{key}"), *key), row)
    found.rejects = tuple(sorted(few, key=lambda row: (row["reason"], row["source_path"], row["where"])))


def _chosen_pages(found: Survey, pages: Smallest[str]) -> list[str]:
    """Half of the room for the pages of the least sure articles, the rest for a fair sample of all pages."""
    unsure = list(dict.fromkeys(row["source_path"] for row in found.unsure if row["source_path"]))[
        : found.limits.pages // 2
    ]
    return list(dict.fromkeys([*unsure, *pages]))[: found.limits.pages]


def _fetch(found: Survey, chosen: list[str]) -> None:
    found.page_records = {path: [] for path in chosen}
    found.page_cuts = {path: [] for path in chosen}
    wanted = {row["duplicate_of"] for row in found.repeats}
    wanted |= {row[side] for row in found.links for side in ("a", "b")}
    for name in ("corpus", "duplicates"):
        for row in records(found.folder, name, found.run):
            if row["id"] in wanted:
                found.records[row["id"]] = row
            if row["source_path"] in found.page_records:
                found.page_records[row["source_path"]].append(row)
    for row in rows(found.folder, "cuts"):
        kept = found.page_cuts.get(row["source_path"])
        if kept is not None and len(kept) < PAGE_ROWS:
            kept.append(row)
