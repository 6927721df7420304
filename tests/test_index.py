"""The index: earlier dumps are found, named, and an index that is not whole is refused."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import run
from cleaner.dedup.prints import fingerprint
from cleaner.dedup.stored import fact_prints, pack
from cleaner.index import add_dump, look_up, open_index


def prose(seed: int, count: int = 150) -> str:
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("abcdefghijklmnop", k=draw.randint(2, 8))) for _ in range(count))


class Memory:
    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def read(self, numbers: Any) -> list[str]:
        return [self.texts[number] for number in numbers]


def made(folder: Path, *texts: str, name: str = "october") -> Path:
    """An index with one dump more."""
    index = folder / "index"
    add_dump(
        index, name, pack(fingerprint(texts), fact_prints(texts), [f"id{n}" for n in range(len(texts))]), len(texts)
    )
    return index


def corpus(path: Path, **texts: str) -> str:
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))
    return str(path)


FRAME = (
    "The index closed at {} points after a session in which most of the larger companies gained a little and the "
    "smaller ones lost what they had gained a week before. Dealers called it a quiet day with little news. About {} "
    "million shares changed hands, and {} of the companies ended higher than they had begun. The euro stood at {} "
    "dollars in late trading, as it does when nobody expects much of the central bank, and a barrel of oil cost {}."
)


def test_exact_and_near_repeats_are_found_and_named(tmp_path: Path) -> None:
    index = made(tmp_path, prose(1), prose(2), "", "two words")
    near = prose(2).replace(prose(2).split()[70], "other")
    texts = Memory(prose(9), prose(1).upper(), near, "two words", "words two")

    hits = look_up(index, open_index(index), fingerprint(texts.texts), texts)

    assert [(hit.number, hit.id, hit.dump, hit.grade) for hit in hits] == [
        (1, "id0", "october", "exact"),
        (2, "id1", "october", "near"),
        (3, "id3", "october", "exact"),
    ]


def test_what_differs_in_facts_is_told(tmp_path: Path) -> None:
    """Yesterday's market report is not today's."""
    index = made(tmp_path, FRAME.format("7,531", 18, 204, "1.08", "82.15"))
    texts = Memory(FRAME.format("7,602", 23, 317, "1.11", "79.90"))

    (hit,) = look_up(index, open_index(index), fingerprint(texts.texts), texts)

    assert not hit.same_facts


def test_two_dumps(tmp_path: Path) -> None:
    made(tmp_path, prose(1), name="october")
    index = made(tmp_path, prose(2), prose(1), name="november")
    texts = Memory(prose(1), prose(2))

    hits = look_up(index, open_index(index), fingerprint(texts.texts), texts)

    assert [(hit.dump, hit.id) for hit in hits] == [("october", "id0"), ("november", "id0")]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Records of an earlier dump are dropped, whole, with the record and the dump that they repeat."""
    index = str(tmp_path / "seen")
    assert run(["index", "add", index, corpus(tmp_path / "old.jsonl", a=prose(1), b=prose(2)), "--name", "old"]) == 0
    assert run(["index", "info", index]) == 0
    assert capsys.readouterr().out.split("\t")[1::2] == ["2", "old\n"]

    new = corpus(tmp_path / "new.jsonl", x=prose(2), y=prose(3), z=prose(2))
    out = tmp_path / "out"
    assert run(["dedup", new, "-o", str(out), "--against", index, "--quiet"]) == 0

    dropped = [json.loads(line) for line in (out / "duplicates.jsonl").read_text().splitlines()]
    assert [(row["id"], row["duplicate_of"], row["duplicate_source"]) for row in dropped] == [
        ("x", "b", "old"), ("z", "b", "old"),
    ]  # fmt: skip
    assert [json.loads(line)["id"] for line in (out / "corpus.jsonl").read_text().splitlines()] == ["y"]


@pytest.mark.parametrize("what", ["catalogue empty", "catalogue cut", "catalogue of another", "dump flipped",
                                  "dump cut", "dump gone", "a line changed", "a file", "an empty folder"])  # fmt: skip
def test_what_is_no_whole_index_is_refused(tmp_path: Path, what: str) -> None:
    index = made(tmp_path, *(prose(n) for n in range(20)))
    catalogue, dump = index / "catalogue.db", index / "dump-000001.run"
    if what == "catalogue empty":
        catalogue.write_bytes(b"")
    elif what == "catalogue cut":
        catalogue.write_bytes(catalogue.read_bytes()[:5000])
    elif what == "catalogue of another":
        catalogue.unlink()
        sqlite3.connect(catalogue).executescript("CREATE TABLE dumps (x)").close()
    elif what == "dump flipped":
        content = bytearray(dump.read_bytes())
        content[1000] ^= 1
        dump.write_bytes(content)
    elif what == "dump cut":
        dump.write_bytes(dump.read_bytes()[:-1])
    elif what == "dump gone":
        dump.unlink()
    elif what == "a line changed":
        with sqlite3.connect(catalogue) as open_catalogue:
            open_catalogue.execute("UPDATE dumps SET name = 'x'")
    elif what == "a file":
        index = tmp_path / "file"
        index.write_bytes(b"SQLite format 3\0")
    else:
        index = tmp_path / "empty"
        index.mkdir()

    new = corpus(tmp_path / "new.jsonl", x=prose(2))
    assert run(["dedup", new, "-o", str(tmp_path / "out"), "--against", str(index), "--quiet"]) == 2
    assert not (tmp_path / "out").exists()


def test_a_missing_index_is_bad_usage(tmp_path: Path) -> None:
    new = corpus(tmp_path / "new.jsonl", x=prose(2))

    assert run(["dedup", new, "-o", str(tmp_path / "out"), "--against", str(tmp_path / "none"), "--quiet"]) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
import cleaner.index as index
steps = [int(sys.argv[2])]
def dying(function):
    def step(*a, **k):
        if steps[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        steps[0] -= 1
        return function(*a, **k)
    return step
os.fsync, os.open = dying(os.fsync), dying(os.open)
index.sqlite3.connect, index.Path.replace = dying(index.sqlite3.connect), dying(index.Path.replace)
index.add_dump(Path(sys.argv[1]), "new", [Path(sys.argv[3]).read_bytes()], 1)
"""


@pytest.mark.parametrize("steps", range(7))
def test_killed_while_adding_it_is_the_old_index_or_the_new(tmp_path: Path, steps: int) -> None:
    index = made(tmp_path, prose(1), name="old")
    (tmp_path / "content").write_bytes(b"".join(pack(fingerprint([prose(2)]), fact_prints([prose(2)]), ["new"])))
    program = [sys.executable, "-c", KILLED, str(index), str(steps), str(tmp_path / "content")]
    done = subprocess.run(program, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})

    assert done.returncode in (0, -signal.SIGKILL)
    assert [dump.name for dump in open_index(index)] in (["old"], ["old", "new"])
    made(tmp_path, prose(3), name="after")
    assert [dump.name for dump in open_index(index)][-1] == "after"


def test_size(tmp_path: Path) -> None:
    """About 215 bytes a record, beside the id."""
    texts = [prose(n, 60) for n in range(4000)]
    index = made(tmp_path, *texts)

    assert sum(path.stat().st_size for path in index.iterdir()) < 245 * len(texts)
