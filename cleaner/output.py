"""Where results go: records are spooled as they come, and written in full once the repeats are known.

Text is never held in memory: a record is its place in the spool, and what dedup needs of it.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

from cleaner.errors import UsageError
from cleaner.model import Article, Reject, Split
from cleaner.repeats import Gathering, Repeats
from cleaner.rulebook import Rules
from cleaner.settings import VERSION, Settings
from cleaner.writers.card import dataset_card
from cleaner.writers.jsonl import compressed, json_line, row_of

FILES = ("corpus.jsonl", "duplicates.jsonl", "cuts.jsonl", "links.jsonl", "rejects.jsonl")
EFFECTLESS = ("jobs", "engine", "spark_master", "isolation", "resume", "overwrite", "quiet")
"""Settings that change how a run goes but not a byte of what it writes; run.json leaves them out."""


@frozen
class Summary:
    """What a run did, for the last words on the terminal."""

    single: bool
    """Whether only the corpus was wanted: a file or standard output, no folder."""
    pages: int
    articles: int
    kept: int
    cuts: dict[str, int]
    """Cut blocks by label."""
    repeats: dict[str, int]
    """Dropped records by grade."""
    links: dict[str, int]
    rejects: int
    least_sure: tuple[tuple[float, str, str], ...]
    """The three articles of least confidence: confidence, title, source_path."""


class Spool:
    """The records of a run in a file of JSON lines, in page order, readable by number (a `Texts`)."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("w+b")
        self._starts = array("Q", [0])

    def append(self, line: bytes) -> None:
        """Add a record: its JSON line, with the newline."""
        self._file.seek(0, 2)
        self._file.write(line)
        self._starts.append(self._starts[-1] + len(line))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def line(self, number: int) -> bytes:
        """The JSON line of one record, with its newline."""
        self._file.seek(self._starts[number])
        return self._file.read(self._starts[number + 1] - self._starts[number])

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some records, in the order asked for."""
        return [json.loads(self.line(number))["text"] for number in numbers]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every record in order."""
        return (json.loads(self.line(number)) for number in range(len(self)))

    def close(self) -> None:
        """Close the file; nothing can be read after that."""
        self._file.close()


class Output:
    """An output folder in the making: everything is written next to its final place and moved there at the end."""

    def __init__(self, work: Path, out: str, settings: Settings, rules: Rules) -> None:
        self._work, self._out, self._settings, self._rules = work, out, settings, rules
        self.records = Spool(work / "spool.jsonl")
        self.gathered = Gathering(settings)
        self._cuts = (work / "cuts.jsonl").open("wb")
        self._rejects = (work / "rejects.jsonl").open("wb")
        self._counts: Counter[str] = Counter()
        self._cut_labels: Counter[str] = Counter()
        self._least_sure: list[tuple[float, str, str]] = []

    def add(self, taken: Split, reject: Reject | None) -> None:
        """Take in what one page gave, in page order."""
        self._counts["pages"] += 1
        if reject is not None:
            self._counts["rejects"] += 1
            self._rejects.write(json_line(row_of(reject)))
        for article in taken.articles:
            self.records.append(json_line(row_of(article)))
            self.gathered.add(article)
            self._remember(article)
        for cut in taken.cuts:
            self._cut_labels[cut.label] += 1
            self._cuts.write(json_line(row_of(cut)))

    def _remember(self, article: Article) -> None:
        """Keep the least sure articles for the summary."""
        self._least_sure.append((article.confidence, article.title, article.source_path))
        if len(self._least_sure) > 100:
            self._least_sure = sorted(self._least_sure)[:3]

    def finish(self, repeats: Repeats) -> Summary:
        """Write the files that need to know the repeats, and move everything to its place."""
        self._cuts.close()
        self._rejects.close()
        ids = [str(row["id"]) for row in self.records.rows()]
        self._write_records(repeats, ids)
        self._write_links(repeats, ids)
        (self._work / "README.md").write_text(dataset_card(len(ids)), encoding="utf-8", newline="\n")
        dropped = Counter(match.grade for cluster in repeats.clusters for match in cluster.dropped)
        summary = Summary(
            single=is_single(self._out),
            pages=self._counts["pages"],
            articles=len(ids),
            kept=len(ids) - dropped.total(),
            cuts=dict(sorted(self._cut_labels.items())),
            repeats=dict(sorted(dropped.items())),
            links=dict(sorted(Counter(match.grade for match in repeats.links).items())),
            rejects=self._counts["rejects"],
            least_sure=tuple(sorted(self._least_sure)[:3]),
        )
        self.records.close()
        (self._work / "spool.jsonl").unlink()
        self._write_run(summary, repeats)
        return summary

    def _write_records(self, repeats: Repeats, ids: list[str]) -> None:
        """The kept records to the corpus, the others to the duplicates, in page order."""
        clusters = {cluster.kept: cluster for cluster in repeats.clusters}
        home = {n: (m, c) for c in repeats.clusters for m in c.dropped for n in (m.a, m.b) if n != c.kept}
        with (self._work / "corpus.jsonl").open("wb") as corpus, (self._work / "duplicates.jsonl").open("wb") as rest:
            for number, row in enumerate(self.records.rows()):
                match, cluster = home.get(number, (None, clusters.get(number)))
                if cluster:
                    row["cluster_id"], row["cluster_size"] = ids[cluster.kept], len(cluster.dropped) + 1
                row["story_id"] = repeats.story_ids.get(number, "")
                if match is None or cluster is None:
                    corpus.write(json_line(row))
                    continue
                row |= {"duplicate_of": ids[cluster.kept], "grade": match.grade, "score": round(match.score, 4)}
                rest.write(json_line(row | {"why_kept": cluster.why_kept}))

    def _write_links(self, repeats: Repeats, ids: list[str]) -> None:
        """Contained and story links between kept records."""
        with (self._work / "links.jsonl").open("wb") as links:
            for match in repeats.links:
                links.write(json_line(row_of(match) | {"a": ids[match.a], "b": ids[match.b]}))

    def _write_run(self, summary: Summary, repeats: Repeats) -> None:
        """run.json: what was run, what came out, and the hash of each file."""
        options = {key: value for key, value in row_of(self._settings).items() if key not in EFFECTLESS}
        stated = {
            "version": VERSION,
            "rules_sha256": self._rules.sha256,
            "options": options,
            "counts": {key: value for key, value in row_of(summary).items() if key not in ("single", "least_sure")},
            "limits_hit": repeats.limits_hit,
            "sha256": {path.name: sha256_of(path) for path in sorted(self._work.iterdir()) if path.is_file()},
        }
        (self._work / "run.json").write_text(
            json.dumps(stated, indent=1, ensure_ascii=False, default=Path.as_posix) + "\n", encoding="utf-8"
        )


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_foreign(out: Path, settings: Settings) -> None:
    """An output folder that holds anything is left alone unless the user said otherwise."""
    if not out.exists() or settings.overwrite or settings.resume:
        return
    if not out.is_dir() or any(out.iterdir()):
        raise UsageError(f"{out} holds another run; name another OUT, or give --overwrite or --resume")


def is_single(out: str) -> bool:
    """Whether OUT asks for just the corpus: a file of JSON lines, or "-" for standard output."""
    return out == "-" or out.endswith((".jsonl", ".jsonl.gz", ".jsonl.zst"))


@contextmanager
def open_output(out: str, settings: Settings, rules: Rules) -> Iterator[Output]:
    """An output in the making; it reaches its place only if the run ends well.

    `out` is a folder, a .jsonl[.gz|.zst] file for just the corpus, or "-" for the corpus on standard output.
    """
    target = Path(out)
    if out != "-":
        refuse_foreign(target, settings)
        target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".cleaner-", dir=None if out == "-" else target.parent) as temporary:
        work = Path(temporary, "out")
        work.mkdir()
        output = Output(work, out, settings, rules)
        yield output
        if is_single(out):
            deliver_corpus(work / "corpus.jsonl", out)
        else:
            if target.exists():
                shutil.rmtree(target)
            work.rename(target)


def deliver_corpus(corpus: Path, out: str) -> None:
    """Just the corpus, to one file or to standard output."""
    if out == "-":
        with corpus.open("rb") as source:
            shutil.copyfileobj(source, sys.stdout.buffer)
        return
    part = corpus.with_name("part")
    with corpus.open("rb") as source, compressed(part, out) as sink:
        shutil.copyfileobj(source, sink)
    part.rename(out)
