"""Where results go: records are spooled as they come, and written in full once the repeats are known."""

import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

from cleaner.durable import COMPLETE, WORK, claim, publish, read_json, run_json, sha256_of, shown, work_folder
from cleaner.errors import UsageError
from cleaner.model import Page, Reject
from cleaner.readers import Source
from cleaner.repeats import Repeats, known_keys, resembling_row
from cleaner.rulebook import Rules
from cleaner.settings import VERSION, Settings
from cleaner.spool import CUTS, REJECTS, Spool, Taken, Twin, Unsure
from cleaner.writers.card import dataset_card
from cleaner.writers.jsonl import compressed, json_line, row_of
from cleaner.writers.parquet import write_parquet
from cleaner.writers.shards import Shards

EFFECTLESS = ("jobs", "engine", "spark_master", "isolation", "resume", "overwrite", "quiet")
"""Settings that change how a run goes but not a byte of what it writes; run.json leaves them out."""
NOT_PLACED = json_line({"cluster_id": "", "cluster_size": 1, "story_id": ""})[1:]
"""How a record's line begins and ends in the spool: lines are completed as bytes, without reading what they say."""


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
    least_sure: tuple[Unsure, ...]
    """The three articles of least confidence: confidence, title, source_path."""


class Output:
    """The output of a run in the making, in a folder of its own until it is whole."""

    def __init__(self, work: Path, single: bool, key: Mapping[str, Any], *, resume: bool, shard_size: int = 0) -> None:
        self.work, self._single, self._key = work, single, key
        self._shard_size = 0 if single else shard_size
        self.records = Spool(work, resume=resume)
        self.final = work / "final"

    def remaining(self, pages: Iterable[Page | Reject]) -> Iterator[Page | Reject | Twin]:
        """The pages whose results are not there yet."""
        return self.records.remaining(pages)

    def add(self, result: Taken | Reject | Twin) -> None:
        """Take in what one page gave, in page order."""
        self.records.add(result)

    def finish(self, repeats: Repeats) -> Summary:
        """Write the files that need to know the repeats."""
        self.records.checkpoint()
        shutil.rmtree(self.final, ignore_errors=True)
        self.final.mkdir()
        for name in (CUTS, REJECTS):  # a second name, not a move: the journal must stay whole until OUT is
            link_or_copy(self.records.journal.path(name), self.final / name)
        self._write_records(repeats)
        self._write_links(repeats)
        summary = self._summary(repeats)
        card = dataset_card(summary.kept, sharded=self._shard_size > 0)
        (self.final / "README.md").write_text(card, encoding="utf-8", newline="\n")
        self._write_run(summary, repeats)
        self.records.close()
        return summary

    def _summary(self, repeats: Repeats) -> Summary:
        """What the run did."""
        dropped = Counter(match.grade for cluster in repeats.clusters for match in cluster.dropped)
        dropped.update(hit.grade for hit in repeats.known.values())
        with (self.final / REJECTS).open("rb") as lines:
            rejects = sum(1 for _ in lines)
        return Summary(
            single=self._single,
            pages=self.records.pages,
            articles=len(self.records),
            kept=len(self.records) - dropped.total(),
            cuts=dict(sorted(self.records.labels.items())),
            repeats=dict(sorted(dropped.items())),
            links=dict(sorted(Counter(match.grade for match in repeats.links).items())),
            rejects=rejects,
            least_sure=tuple(sorted(self.records.unsure)[:3]),
        )

    def _write_records(self, repeats: Repeats) -> None:
        """The kept records to the corpus, the others to the duplicates, in page order."""
        clusters = {cluster.kept: cluster for cluster in repeats.clusters}
        names = repeats.names
        home = {n: (m, c) for c in repeats.clusters for m in c.dropped for n in (m.a, m.b) if n != c.kept}
        with (
            Shards(self.final, self._shard_size) as corpus,
            (self.final / "duplicates.jsonl").open("wb") as rest,
        ):
            for number, line in enumerate(self.records.lines()):
                match, cluster = home.get(number, (None, clusters.get(number)))
                if number in repeats.known:
                    rest.write(with_keys(line, known_keys(repeats.known[number])))
                    continue
                story = repeats.story_ids.get(number, "")
                kept = names[cluster.kept] if cluster else ""
                placed = with_places(line, kept, len(cluster.dropped) + 1 if cluster else 1, story)
                if match is None or cluster is None:
                    corpus.write(placed)
                    continue
                found = {"duplicate_of": kept, "grade": match.grade, "score": round(match.score, 4)}
                rest.write(with_keys(placed, found | {"why_kept": cluster.why_kept}))

    def _write_links(self, repeats: Repeats) -> None:
        """Contained and story links between kept records."""
        names = repeats.names
        with (self.final / "links.jsonl").open("wb") as links:
            for match in repeats.links:
                links.write(json_line(row_of(match) | {"a": names[match.a], "b": names[match.b]}))
            for hit in repeats.resembling:
                links.write(json_line(resembling_row(hit, names[hit.number])))

    def _write_run(self, summary: Summary, repeats: Repeats) -> None:
        """run.json: what was run, what came out, and the hash of each file."""
        stated = {
            **self._key,
            "counts": {key: value for key, value in row_of(summary).items() if key not in ("single", "least_sure")},
            "least_sure": summary.least_sure,
            "limits_hit": repeats.limits_hit,
            "sha256": {path.name: sha256_of(path) for path in sorted(self.final.iterdir()) if path.is_file()},
        }
        (self.final / COMPLETE).write_bytes(run_json(stated))


def with_places(line: bytes, cluster_id: str, cluster_size: int, story_id: str) -> bytes:
    """A record's line with what is known of its repeats in place of its last three values, all else as it was."""
    if not cluster_id and not story_id:
        return line  # most records repeat nothing
    found = {"cluster_id": cluster_id, "cluster_size": cluster_size, "story_id": story_id}
    return line[: -len(NOT_PLACED)] + json_line(found)[1:]


def with_keys(line: bytes, added: Mapping[str, object]) -> bytes:
    r"""A line with more keys at its end.

    >>> with_keys(b'{"id": "x"}\n', {"grade": "near"})
    b'{"id": "x", "grade": "near"}\n'
    """
    return line[:-2] + b", " + json_line(added)[1:]


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system knows no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


# ---------------------------------------------------------------- the place


def key_of(inputs: Sequence[str], settings: Settings, rules: Rules) -> dict[str, Any]:
    """All that decides the bytes of a run, as JSON holds it."""
    options = {key: value for key, value in row_of(settings).items() if key not in EFFECTLESS}
    key = {"version": VERSION, "rules_sha256": rules.sha256, "options": options, "inputs": sorted(set(inputs))}
    stored: dict[str, Any] = json.loads(json_line(key))
    return stored


def outside(sources: Sequence[Source], out: str) -> tuple[Source, ...]:
    """The sources without the files of OUT, should it stand in a folder to read. UsageError if all are in OUT."""
    place = os.path.realpath(out) + os.sep if out != "-" else ""
    kept = tuple(one for one in sources if not place or not (os.path.realpath(one.path) + os.sep).startswith(place))
    if sources and not kept:
        raise UsageError(f"{shown(Path(out))} holds the input; name another OUT")
    return kept


def is_single(out: str) -> bool:
    """Whether OUT asks for just the corpus: a file of JSON lines or Parquet, or "-" for standard output."""
    return out == "-" or out.endswith((".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet"))


def finished(out: str, settings: Settings, key: Mapping[str, Any]) -> Summary | None:
    """The summary of a run that --resume finds complete already. UsageError if OUT holds anything else."""
    place = folder_of(out)
    if is_single(out) and Path(out).exists() and not settings.overwrite:
        raise UsageError(f"{shown(Path(out))} exists; name another OUT, or give --overwrite")
    if claim(place, key, resume=settings.resume, overwrite=settings.overwrite) != "complete":
        return None
    shutil.rmtree(place / WORK, ignore_errors=True)  # killed while it was tidying up
    stated = read_json(place / COMPLETE)
    least_sure = tuple((sure, title, path) for sure, title, path in stated["least_sure"])
    return Summary(single=False, least_sure=least_sure, **stated["counts"])


def folder_of(out: str) -> Path:
    """The folder to work in or beside: OUT itself, or a hidden one next to an OUT that is a file."""
    path = Path(out)
    return path.with_name(f".{path.name[-200:]}.run") if is_single(out) else path


@contextmanager
def open_output(out: str, settings: Settings, key: Mapping[str, Any]) -> Iterator[Output]:
    """An output in the making; it reaches its place only if the run ends well, and its work is kept if it does not.

    `out` is a folder, a .jsonl[.gz|.zst] file for just the corpus, or "-" for the corpus on standard output.
    """
    with tempfile.TemporaryDirectory(prefix="cleaner-") if out == "-" else nullcontext("") as temporary:
        place = Path(temporary, "out") if temporary else folder_of(out)
        state = claim(place, key, resume=settings.resume, overwrite=settings.overwrite)
        try:
            with work_folder(place, key, state) as work:
                output = Output(work, is_single(out), key, resume=state == "unfinished", shard_size=settings.shard_size)
                yield output
                deliver(output.final, out)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise UsageError(
                f"cannot write {shown(Path(out))}: {error.strerror or error}; mend that and --resume"
            ) from None
        if is_single(out):
            shutil.rmtree(place)


def deliver(final: Path, out: str, to_parquet: Callable[[BinaryIO, Path], None] = write_parquet) -> None:
    """Put finished files in their place: all of them in OUT, or just the corpus in a file or on standard output."""
    if not is_single(out):
        names = sorted(path.name for path in final.iterdir())
        publish([final / name for name in sorted(names, key=lambda name: name == COMPLETE)], Path(out))
        return
    with (final / "corpus.jsonl").open("rb") as corpus:
        if out == "-":
            shutil.copyfileobj(corpus, sys.stdout.buffer)
            return
        part = final / Path(out).name
        if out.endswith(".parquet"):
            to_parquet(corpus, final / "part")
        else:
            with compressed(final / "part", out) as sink:
                shutil.copyfileobj(corpus, sink)
    (final / "part").rename(part)
    publish([part], Path(out).parent)
