"""What an output folder holds, in numbers and samples: one look for the report, the terminal and anyone else.

Two passes over the files of DESIGN section 4, piece by piece. The first counts and chooses, the second fetches what
was chosen. Memory is for the samples and the counts by rule, whatever the size of the corpus.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from attrs import define, field, frozen

from cleaner.errors import UsageError
from cleaner.model import Line, Over
from cleaner.writers.counted import COUNT, Counted, Limits, Samples, count, samples
from cleaner.writers.rows import Piece, Row, pieces, records_of, rows_of, run_of

PAGE_ROWS = 2_000  # of one page: a page with more is shown in part


@define(kw_only=True)
class Survey(Counted):
    """The numbers of a run, and the rows chosen to be shown."""

    folder: Path
    run: Row
    limits: Limits
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


def survey(folder: Path, limits: Limits | None = None, over: Over = map) -> Survey:
    """Look through an output folder.

    Args:
        folder: what a run wrote.
        limits: how many samples of each kind are taken.
        over: where pieces are looked at: `map`, or workers.

    Raises: UsageError where the folder holds no run.
    """
    if not folder.is_dir() or not any(folder.glob("corpus*.jsonl*")):
        raise UsageError(f"{folder} holds no corpus.jsonl: give the folder that `cleaner clean ... -o FOLDER` wrote")
    limits, run = limits or Limits(), run_of(folder)
    found = Survey(samples(limits), folder=folder, run=run, limits=limits)
    parts = {name: tuple(pieces(folder, name)) for name in COUNT}
    for part in over(partial(count, run=run, limits=limits), chain.from_iterable(parts.values())):
        found.add(part)
    _choose(found, found.samples)
    _fetch(found, [piece for name in ("corpus", "duplicates", "cuts") for piece in parts[name]], over)
    return found


def _choose(found: Survey, few: Samples) -> None:
    """The rows that are shown."""
    found.unsure = tuple(few.unsure)
    found.repeats = tuple({row["id"]: row for row in (*few.closest, *few.repeats)}.values())
    chosen = {(row["grade"], row["a"], row["b"]): row for both in few.links.values() for one in both for row in one}
    order = sorted(chosen.items(), key=lambda item: (item[0][0] != "story", item[1]["score"], item[0]))
    found.links = tuple(row for _, row in order)
    found.rejects = tuple(sorted(few.rejects, key=lambda row: (row["reason"], row["source_path"], row["where"])))
    # Half of the room for the pages of the least sure articles, the rest for a fair sample of all pages.
    unsure = list(dict.fromkeys(row["source_path"] for row in found.unsure if row["source_path"]))
    room = found.limits.pages
    pages = list(dict.fromkeys([*unsure[: room // 2], *few.pages]))[:room]
    found.page_records = {path: [] for path in pages}
    found.page_cuts = {path: [] for path in pages}


@frozen
class Wanted:
    """What is fetched: records by id, and all rows of some pages."""

    run: Row
    ids: frozenset[str]
    pages: frozenset[str]


def _fetch(found: Survey, of: Sequence[Piece], over: Over) -> None:
    ids = {row["duplicate_of"] for row in found.repeats}
    ids |= {row[side] for row in found.links for side in ("a", "b")}
    wanted = Wanted(found.run, frozenset(ids), frozenset(found.page_records))
    for piece, rows in zip(of, over(partial(_fetched, wanted), of), strict=True):
        for row in rows:
            if piece.name != "cuts" and row["id"] in ids:
                found.records[row["id"]] = row
            kept = (found.page_cuts if piece.name == "cuts" else found.page_records).get(row["source_path"])
            if kept is not None and (piece.name != "cuts" or len(kept) < PAGE_ROWS):
                kept.append(row)


def _fetched(wanted: Wanted, piece: Piece) -> list[Row]:
    """The rows of a piece that are wanted, of cuts no more of a page than are kept."""
    if piece.name != "cuts":
        rows = records_of(piece, wanted.run)
        return [row for row in rows if row["id"] in wanted.ids or row["source_path"] in wanted.pages]
    return list(_first_cuts(wanted, piece))


def _first_cuts(wanted: Wanted, piece: Piece) -> Iterator[Row]:
    path, kept = "", 0
    for row in rows_of(piece):
        if row["source_path"] != path:
            path, kept = row["source_path"], 0
        if kept < PAGE_ROWS and path in wanted.pages:
            kept += 1
            yield row
