"""`cleaner dedup`: repeats of any corpus of JSON lines or Parquet. Rows that stay are copied as they are."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from attrs import field, frozen

from cleaner.cluster import Standings
from cleaner.corpus import Corpus, Row, read_rows
from cleaner.dedup.match import find_matches
from cleaner.dedup.prints import BATCH
from cleaner.durable import COMPLETE, claim, read_json, run_json, sha256_of, shown, work_folder
from cleaner.engines import Local, workers
from cleaner.errors import UsageError
from cleaner.index import open_index
from cleaner.limits import Limits
from cleaner.model import Cluster, Match, Over
from cleaner.output import EFFECTLESS, deliver, folder_of, is_single, outside
from cleaner.readers.names import row_path
from cleaner.readers.sources import Source, corpora, find_sources
from cleaner.repeats import Gathered, Gathering, Repeats, gathered, known_keys, resembling_row
from cleaner.settings import VERSION, Settings
from cleaner.writers.jsonl import json_line, row_of
from cleaner.writers.parquet import write_any_rows

TOLD = ("title", "author", "date", "url", "description")
"""Fields that make a record more complete where they are filled."""
_NAMES = 1 << 12
"""Ids of kept rows that are remembered while the rows dropped for them are written."""
CARD = """---
configs:
- config_name: default
  data_files: corpus.jsonl
---

# A corpus without its repeats, made by cleaner

{kept} of {rows} records in corpus.jsonl, one JSON object a line, as they were in the input. Those that were dropped
stand whole in duplicates.jsonl with the record that was kept for each; passages and stories that records share in
links.jsonl; rows that could not be read in rejects.jsonl; run.json says how the run went.
"""


@frozen
class Deduplicated:
    """What a run of `cleaner dedup` did."""

    rows: int
    kept: int
    repeats: dict[str, int]
    """Dropped records by grade."""
    links: dict[str, int]
    rejects: int

    @property
    def sentence(self) -> str:
        """The outcome in a line.

        >>> Deduplicated(10, 8, {"exact": 1, "near": 1}, {"contained": 3}, 0).sentence
        '8 of 10 records kept (dropped: 1 exact, 1 near; linked: 3 contained; 0 rows rejected)'
        """
        dropped, linked = (
            ", ".join(f"{count} {grade}" for grade, count in found.items()) or "none"
            for found in (self.repeats, self.links)
        )
        rows = f"{self.rejects} row{'s' * (self.rejects != 1)} rejected"
        return f"{self.kept} of {self.rows} records kept (dropped: {dropped}; linked: {linked}; {rows})"


def dedup_run(inputs: Sequence[str], out: str, settings: Settings) -> Deduplicated:
    """Read the rows of all inputs, find their repeats, write the output, and say what was done."""
    sources = outside(find_sources(corpora(inputs), settings.limits), out)
    if settings.against:
        open_index(Path(settings.against))
    key = dedup_key(inputs, settings)
    with open_place(out, settings, key) as place:
        if place.complete:
            return Deduplicated(**read_json(place.folder / COMPLETE)["counts"])
        corpus = Corpus(place.folder / "spool.jsonl", settings.text_field)
        over = workers(Local(settings)) if settings.jobs > 1 else map
        try:
            with (place.final / "rejects.jsonl").open("wb") as rejects:
                gathering, rejected = gather_rows(sources, corpus, rejects, settings, over)
            corpus.settle()
            repeats = gathering.compare(corpus, over, partial(find_matches, over=over, limits=settings.limits))
            counts = Written(place.final, corpus, repeats, settings.id_field).write(rejected)
        finally:
            corpus.close()
        write_run(place.final, key, counts, repeats)
        return counts


def gather_rows(
    sources: Sequence[Source], corpus: Corpus, rejects: BinaryIO, settings: Settings, over: Over
) -> tuple[Gathering, int]:
    """What counts of all rows, taken by the workers, and how many rows there are that cannot be taken."""
    gathering, rejected = Gathering(settings), 0

    def rows() -> Iterator[Row]:
        nonlocal rejected
        for item in (item for source in sources for item in read_rows(source, corpus, settings.limits)):
            if isinstance(item, Row):
                yield item
                continue
            rejected += 1
            rejects.write(json_line(row_of(item)))

    task = partial(gathered_batch, story=settings.story, limits=settings.limits)
    for part in over(task, batches(rows(), corpus, settings.id_field)):
        gathering.add(part)
    return gathering, rejected


@frozen(eq=False)
class Batch:
    """What is looked at of some rows, from whatever fields they have."""

    standings: Standings = field(factory=Standings)
    texts: list[str] = field(factory=list)
    titles: list[str] = field(factory=list)

    def add(self, row: Row, name: str) -> None:
        """Add a row under the name it has in links."""
        told, confidence = row.fields, row.fields.get("confidence")
        title, date = (told[key] if isinstance(told.get(key), str) else "" for key in ("title", "date"))
        self.texts.append(row.text)
        self.titles.append(title)
        self.standings.add(
            name=name,
            date=date,
            confidence=float(confidence) if isinstance(confidence, int | float) else 0.0,
            filled=len([key for key in TOLD if told.get(key)]),
            characters=len(row.text),
        )


def batches(rows: Iterable[Row], corpus: Corpus, id_field: str) -> Iterator[Batch]:
    """Rows of the corpus as they come, in parts that are fingerprinted at once."""
    batch, size = Batch(), 0
    for row in rows:
        if size and size + len(row.text) >= BATCH:  # one more would make a second, tiny batch
            yield batch
            batch, size = Batch(), 0
        batch.add(row, row_name(row.fields.get(id_field), corpus, len(corpus) - 1))
        size += len(row.text) + 1
    yield batch


def gathered_batch(batch: Batch, *, story: bool, limits: Limits) -> Gathered:
    """What counts of the rows of a batch: the task of workers."""
    return gathered(batch.standings, batch.texts, batch.titles, story=story, limits=limits)


def row_name(value: object, corpus: Corpus, number: int) -> str:
    """The id of a row as text; its place where it has none."""
    return str(value) if isinstance(value, str | int | float) else row_path(corpus.source(number), number + 1)


class Written:
    """The files of a run that need to know the repeats."""

    def __init__(self, work: Path, corpus: Corpus, repeats: Repeats, id_field: str) -> None:
        self._work, self._corpus, self._repeats, self._id_field = work, corpus, repeats, id_field
        self._dropped: dict[int, tuple[Match, Cluster]] = {
            match.a + match.b - cluster.kept: (match, cluster)
            for cluster in repeats.clusters
            for match in cluster.dropped
        }
        self._kept = {cluster.kept: cluster for cluster in repeats.clusters}
        self.name = lru_cache(_NAMES)(self._name)
        """The id of a row as the row has it."""

    def write(self, rejected: int) -> Deduplicated:
        """Write corpus, duplicates, links and card; what was done."""
        found = self._repeats
        special = sorted(self._dropped.keys() | self._kept.keys() | found.known.keys() | found.story_ids.keys())
        with (self._work / "corpus.jsonl").open("wb") as kept, (self._work / "duplicates.jsonl").open("wb") as dropped:
            for first, last in self._corpus.runs(special):
                added = self._added(first) if last == first + 1 else {}
                if added:
                    line = extended(self._corpus.line(first), added)
                    (dropped if self._gone(first) else kept).write(line + b"\n")
                else:
                    kept.write(self._corpus.lines(first, last))
        with (self._work / "links.jsonl").open("wb") as links:
            for match in self._repeats.links:
                links.write(json_line(row_of(match) | {"a": self.name(match.a), "b": self.name(match.b)}))
            for hit in self._repeats.resembling:
                links.write(json_line(resembling_row(hit, self.name(hit.number))))
        rows, known = len(self._corpus), self._repeats.known
        grades = [match.grade for match, _ in self._dropped.values()] + [hit.grade for hit in known.values()]
        card = CARD.format(kept=rows - len(grades), rows=rows)
        (self._work / "README.md").write_text(card, encoding="utf-8", newline="\n")
        return Deduplicated(
            rows=rows,
            kept=rows - len(grades),
            repeats=dict(sorted(Counter(grades).items())),
            links=dict(sorted(Counter(match.grade for match in self._repeats.links).items())),
            rejects=rejected,
        )

    def _gone(self, number: int) -> bool:
        """Whether a row leaves the corpus."""
        return number in self._dropped or number in self._repeats.known

    def _name(self, number: int) -> Any:
        found = self._corpus.fields(number).get(self._id_field)
        return found if isinstance(found, str | int | float) else row_name(None, self._corpus, number)

    def _added(self, number: int) -> dict[str, Any]:
        """The keys that a row gets: what is known of its cluster and story, nothing for most rows."""
        if number in self._repeats.known:
            return known_keys(self._repeats.known[number])
        added: dict[str, Any] = {}
        match, cluster = self._dropped.get(number, (None, self._kept.get(number)))
        if cluster is not None:
            added = {"cluster_id": self.name(cluster.kept), "cluster_size": len(cluster.dropped) + 1}
        if story := self._repeats.story_ids.get(number):
            added["story_id"] = story
        if match is not None and cluster is not None:
            added |= {"duplicate_of": self.name(cluster.kept), "grade": match.grade, "score": round(match.score, 4)}
            added["why_kept"] = cluster.why_kept
        return added


def extended(line: bytes, added: Mapping[str, Any]) -> bytes:
    r"""A row's line with more keys at its end, all else as it was; keys that it has already get the new values.

    >>> extended(b'{"id": 1, "x": 1.50}', {"grade": "near"})
    b'{"id": 1, "x": 1.50, "grade": "near"}'
    """
    if any(b'"%s"' % key.encode() in line for key in added):
        row = orjson.loads(line)
        if not row.keys().isdisjoint(added):
            return json_line(row | added).rstrip(b"\n")
    body = line.rstrip()[:-1].rstrip()
    return body + (b", " if body != b"{" else b"") + json_line(added).rstrip(b"\n")[1:]


def write_run(final: Path, key: Mapping[str, Any], counts: Deduplicated, repeats: Repeats) -> None:
    """run.json: what was run, what came out, and the hash of each file."""
    stated = {
        **key,
        "counts": row_of(counts),
        "limits_hit": repeats.limits_hit,
        "sha256": {path.name: sha256_of(path) for path in sorted(final.iterdir())},
    }
    (final / COMPLETE).write_bytes(run_json(stated))


# ---------------------------------------------------------------- the place


def dedup_key(inputs: Sequence[str], settings: Settings) -> dict[str, Any]:
    """All that decides the bytes of a run, as JSON holds it."""
    options = {key: value for key, value in row_of(settings).items() if key not in EFFECTLESS}
    key = {"version": VERSION, "job": "dedup", "options": options, "inputs": sorted(set(inputs))}
    stored: dict[str, Any] = json.loads(json_line(key))
    return stored


@frozen
class Place:
    """Where a run writes."""

    folder: Path
    final: Path
    """Finished files, until they are moved to where they belong."""
    complete: bool = False
    """Whether --resume found the run done already."""


@contextmanager
def open_place(out: str, settings: Settings, key: Mapping[str, Any]) -> Iterator[Place]:
    """A place to write to; files reach OUT only if the run ends well."""
    if is_single(out) and out != "-" and Path(out).exists() and not settings.overwrite:
        raise UsageError(f"{shown(Path(out))} exists; name another OUT, or give --overwrite")
    with tempfile.TemporaryDirectory(prefix="cleaner-") if out == "-" else nullcontext("") as temporary:
        folder = Path(temporary, "out") if temporary else folder_of(out)
        state = claim(folder, key, resume=settings.resume, overwrite=settings.overwrite)
        if state == "complete":
            yield Place(folder, folder, complete=True)
            return
        try:
            with work_folder(folder, key, "fresh") as work:
                (work / "final").mkdir()
                yield Place(work, work / "final")
                deliver(work / "final", out, write_any_rows)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise UsageError(f"cannot write {shown(Path(out))}: {error.strerror or error}") from None
        if is_single(out):
            shutil.rmtree(folder)
