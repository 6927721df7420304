"""The Spark engine: the bytes of the local engine, also when executors die. On a real cluster of two executors."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

import pyarrow as pa
import pytest

from cleaner import pipeline
from cleaner.engines import grouped, spark
from cleaner.engines.spark import BLOCK_BYTES, blocks_of
from cleaner.pipeline import clean_run
from cleaner.settings import Settings

MASTER = "local-cluster[2,1,1024]"
HTML = "<!doctype html><html><head><title>Page {0}</title></head><body><h1>Page {0}</h1>{1}</body></html>"
SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"


def test_blocks_are_even_and_in_order() -> None:
    from cleaner.readers import Source

    sources = [Source(str(n), str(n), BLOCK_BYTES // 2) for n in range(5)]

    blocks = blocks_of(sources)

    assert [len(block) for block in blocks] == [2, 2, 1]
    assert [source for block in blocks for _, source in block] == sources


def body(number: int) -> str:
    """Six paragraphs of the seed, other ones for each number."""
    lines = [line for line in SEED.read_text(encoding="utf-8").split("\n") if len(line) > 200]
    return "".join(f"<p>{escape(lines[(number * 5 + k) % len(lines)])}</p>" for k in range(6))


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several kinds, with repeats, twins, a broken row and an empty file."""
    folder = tmp_path_factory.mktemp("dump")
    for number in range(8):
        (folder / f"page{number:02}.html").write_text(HTML.format(number, body(number // 2)), encoding="utf-8")
    rows = [{"html": HTML.format(n % 5, body(n % 5)), "url": f"http://example.org/{n}"} for n in range(30)]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n", encoding="utf-8")
    for number in range(6):  # the same with a word changed here and there: near, each in a group of four
        edited = body(number // 3).replace(" the ", " that ", 1 + number % 3)
        (folder / f"edited{number}.html").write_text(HTML.format(90 + number, edited), encoding="utf-8")
    (folder / "empty.html").write_text("")
    (folder / "seed.txt").write_bytes(SEED.read_bytes())
    return folder


@pytest.fixture(scope="module")
def expected(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("local") / "out"
    clean_run([str(dump)], str(out), Settings(jobs=2, quiet=True))
    found = contents(out)
    assert found["corpus.jsonl"].count(b"\n") > 9
    assert found["duplicates.jsonl"].count(b"\n") > 9
    assert found["rejects.jsonl"].count(b"\n") == 2
    assert found["duplicates.jsonl"].count(b'"grade": "near"') > 3
    assert found["links.jsonl"].count(b'"grade": "contained"') > 0
    return found


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def on_spark(dump: Path, out: Path) -> dict[str, bytes]:
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    clean_run([str(dump)], str(out), Settings(engine="spark", spark_master=MASTER, quiet=True))
    return contents(out)


@pytest.mark.spark
@pytest.mark.slow
def test_bytes_are_those_of_the_local_engine(dump: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    assert on_spark(dump, tmp_path / "out") == expected


def kill_my_executor(marker: Path) -> None:
    """Kill the executor that this runs in, once."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    pid = os.getppid()
    while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{pid}/cmdline").read_bytes():
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(pid, signal.SIGKILL)


def deadly(marker: Path, wanted: str, function: Callable[..., object], item: object, **rest: object) -> object:
    """The function, after killing the executor at the wanted item."""
    if wanted in str(getattr(item, "source_path", "")) or wanted in str(getattr(item, "name", "")) or not wanted:
        kill_my_executor(marker)
    return function(item, **rest)


def deadly_reader(
    marker: Path, function: Callable[..., Iterator[object]], item: object, **rest: object
) -> Iterator[object]:
    """The pages of a source; the executor dies in the middle of rows.jsonl."""
    for number, page in enumerate(function(item, **rest)):
        if number == 15:
            kill_my_executor(marker)
        yield page


def deadly_step(marker: Path, function: Callable[[object], object], table: object, **rest: object) -> object:
    """A step of finding repeats, after killing the executor."""
    kill_my_executor(marker)
    return function(table, **rest)


STEPS = ("prints_of", "band_meetings", "large_star", "settled", "phrase_meetings", "judged")
"""Steps in which an executor is killed: making fingerprints, behind shuffles, in the components, comparing texts."""


@pytest.mark.spark
@pytest.mark.slow
def test_executors_that_are_killed_change_nothing(
    dump: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An executor dies while pages are read, while they are taken apart behind the shuffle, and in each of STEPS."""
    markers = [tmp_path / name for name in ("read", "take", *STEPS)]
    monkeypatch.setattr(pipeline, "read", partial(deadly_reader, markers[0], pipeline.read))
    engine = spark.clean_sources
    monkeypatch.setattr(
        spark,
        "clean_sources",
        lambda session, task, *rest: engine(session, partial(deadly, markers[1], "rows.jsonl#20", task), *rest),
    )
    for marker, name in zip(markers[2:], STEPS, strict=True):
        monkeypatch.setattr(grouped, name, partial(deadly_step, marker, getattr(grouped, name)))

    assert on_spark(dump, tmp_path / "out") == expected
    assert [marker.name for marker in markers if not marker.exists()] == []


def test_stars_tie_each_record_to_the_smallest_it_is_connected_with() -> None:
    """A long path, a cycle and a pair, by the steps that the cluster takes, until nothing changes."""
    path = [(n, n + 1) for n in range(20)]
    edges = {*path, (30, 31), (31, 32), (30, 32), (41, 40)}
    rounds = 0
    while True:
        before, rounds = edges, rounds + 1
        both = sorted([*edges, *((b, a) for a, b in edges)])
        large = rows_of(grouped.large_star(table_of(both)))
        edges = set(rows_of(grouped.small_star(table_of(sorted({(max(one), min(one)) for one in large})))))
        if edges == before:
            break

    assert edges == {*((n, 0) for n in range(1, 21)), (31, 30), (32, 30), (41, 40)}
    assert rounds < 9


def table_of(edges: list[tuple[int, int]]) -> pa.Table:
    return pa.table({"node": [a for a, _ in edges], "other": [b for _, b in edges]})


def rows_of(table: pa.Table) -> list[tuple[int, int]]:
    return list(zip(table.column("a").to_pylist(), table.column("b").to_pylist(), strict=True))
