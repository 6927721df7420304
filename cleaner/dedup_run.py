"""`cleaner dedup`: repeats of any corpus of JSON lines or Parquet. Rows that stay are copied as they are."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from attrs import frozen

from cleaner.corpus import Corpus, Row, read_rows
from cleaner.limits import Limits
from cleaner.model import Cluster, Match
from cleaner.output import EFFECTLESS, deliver_corpus, is_single, refuse_foreign, sha256_of
from cleaner.readers.names import row_path
from cleaner.readers.sources import find_sources
from cleaner.repeats import Gathering, Repeats
from cleaner.settings import VERSION, Settings
from cleaner.writers.jsonl import json_line, row_of

TOLD = ("title", "author", "date", "url", "description")
"""Fields that make a record more complete where they are filled."""
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
    sources = find_sources(inputs)
    with work_folder(out, settings) as work:
        corpus = Corpus(work.parent / "spool.jsonl", settings.text_field)
        gathering, rejected = Gathering(settings), 0
        with (work / "rejects.jsonl").open("wb") as rejects:
            for item in (item for source in sources for item in read_rows(source, corpus, Limits())):
                if isinstance(item, Row):
                    gather(gathering, item, corpus, settings.id_field)
                else:
                    rejected += 1
                    rejects.write(json_line(row_of(item)))
        repeats = gathering.find(corpus)
        counts = Written(work, corpus, repeats, settings.id_field).write(rejected)
        corpus.close()
        write_run(work, settings, counts, repeats)
        return counts


def gather(gathering: Gathering, row: Row, corpus: Corpus, id_field: str) -> None:
    """Note what counts of a row, from whatever fields it has."""
    fields = row.fields
    name, date, confidence, title = (fields.get(key) for key in (id_field, "date", "confidence", "title"))
    gathering.add_row(
        row_name(name, corpus, len(corpus) - 1),
        row.text,
        title if isinstance(title, str) else "",
        date if isinstance(date, str) else "",
        float(confidence) if isinstance(confidence, int | float) else 0.0,
        sum(bool(fields.get(key)) for key in TOLD),
    )


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

    def write(self, rejected: int) -> Deduplicated:
        """Write corpus, duplicates, links and card; what was done."""
        with (self._work / "corpus.jsonl").open("wb") as kept, (self._work / "duplicates.jsonl").open("wb") as dropped:
            for number in range(len(self._corpus)):
                added = self._added(number)
                line = self._corpus.line(number)
                (dropped if number in self._dropped else kept).write(extended(line, added) if added else line)
                (dropped if number in self._dropped else kept).write(b"\n")
        with (self._work / "links.jsonl").open("wb") as links:
            for match in self._repeats.links:
                links.write(json_line(row_of(match) | {"a": self.name(match.a), "b": self.name(match.b)}))
        rows = len(self._corpus)
        card = CARD.format(kept=rows - len(self._dropped), rows=rows)
        (self._work / "README.md").write_text(card, encoding="utf-8", newline="\n")
        return Deduplicated(
            rows=rows,
            kept=rows - len(self._dropped),
            repeats=dict(sorted(Counter(match.grade for match, _ in self._dropped.values()).items())),
            links=dict(sorted(Counter(match.grade for match in self._repeats.links).items())),
            rejects=rejected,
        )

    def name(self, number: int) -> Any:
        """The id of a row as the row has it."""
        found = self._corpus.fields(number).get(self._id_field)
        return found if isinstance(found, str | int | float) else row_name(None, self._corpus, number)

    def _added(self, number: int) -> dict[str, Any]:
        """The keys that a row gets: what is known of its cluster and story, nothing for most rows."""
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


def write_run(work: Path, settings: Settings, counts: Deduplicated, repeats: Repeats) -> None:
    """run.json: what was run, what came out, and the hash of each file."""
    stated = {
        "version": VERSION,
        "options": {key: value for key, value in row_of(settings).items() if key not in EFFECTLESS},
        "counts": row_of(counts),
        "limits_hit": repeats.limits_hit,
        "sha256": {path.name: sha256_of(path) for path in sorted(work.iterdir())},
    }
    (work / "run.json").write_text(
        json.dumps(stated, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )


@contextmanager
def work_folder(out: str, settings: Settings) -> Iterator[Path]:
    """A folder to write to that reaches its place as OUT only if the run ends well."""
    target = Path(out)
    if out != "-":
        refuse_foreign(target, settings)
        target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".cleaner-", dir=None if out == "-" else target.parent) as temporary:
        work = Path(temporary, "out")
        work.mkdir()
        yield work
        if is_single(out):
            deliver_corpus(work / "corpus.jsonl", out)
            return
        if target.exists():
            shutil.rmtree(target)
        work.rename(target)
