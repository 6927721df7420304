"""`cleaner dedup` on corpora of others: rows stay as they are, bad rows are told, every row ends in one file."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cli import run
from cleaner.dedup_run import extended

ROOT = Path(__file__).parent.parent
STORY = (
    "The ferry to the island ran again on Tuesday after a week of storms had kept it in the harbour. Islanders had "
    "lived on what the shops still held, and the school had stayed closed. The captain said he had not seen such waves "
    "in thirty years at sea, and that he would rather wait another week than risk a single passenger."
)
OTHER = (
    "A bakery in the old town has baked the same rye bread since the war, from a sourdough that the grandmother of the "
    "owner brought with her in a jar. Now the oven is broken for good, and a new one would cost more than a year of "
    "bread."
)


def dedup(folder: Path, *lines: bytes | dict[str, Any], options: tuple[str, ...] = ()) -> int:
    """Run the command on lines; the exit code. The output is in folder/out."""
    source = folder / "corpus.jsonl"
    source.write_bytes(b"".join((x if isinstance(x, bytes) else json.dumps(x).encode()) + b"\n" for x in lines))
    return run(["dedup", str(source), "-o", str(folder / "out"), "--quiet", *options])


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out" / name).read_bytes().split(b"\n") if line]


def test_rows_stay_as_they_are(tmp_path: Path) -> None:
    """Unknown keys, number formats, spacing and key order of kept rows are the input's bytes."""
    line = b'{ "x" : [1.50, 1e3 , {"b":null}],"text":"' + STORY.encode() + b'",  "id":7 }'

    assert dedup(tmp_path, line, {"id": 8, "text": OTHER}) == 0

    assert (tmp_path / "out/corpus.jsonl").read_bytes().split(b"\n")[0] == line


def test_a_dropped_row_is_whole_and_names_the_kept_one(tmp_path: Path) -> None:
    near = STORY.replace("Tuesday", "Friday").replace("thirty", "forty")

    assert dedup(tmp_path, {"id": 1, "text": OTHER}, {"id": 2, "text": near, "x": [1]}, {"id": 3, "text": STORY}) == 0

    (dropped,) = rows(tmp_path, "duplicates.jsonl")
    kept = {row["id"] for row in rows(tmp_path, "corpus.jsonl")}
    assert kept | {dropped["id"]} == {1, 2, 3}
    assert dropped["duplicate_of"] in kept
    assert dropped["grade"] == "near"
    assert 0.5 <= dropped["score"] < 1
    assert dropped["why_kept"].startswith("Kept of 2 records: ")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 1, "text": "cut of', "not JSON"),
        (b'{"id": 1, "text": NaN}', "not JSON"),
        (b'{"id": NaN, "text": "x"}', "not JSON"),
        (b"[" * 5000 + b"]" * 5000, "not JSON"),
        (b'{"id": 1, "text": "\xff"}', "not JSON"),
        (b"7", "not an object"),
        (b'{"id": 1}', "no text"),
        (b'{"id": 1, "text": ["x"]}', "not text"),
        (b'{"id": 1, "text": null}', "not text"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_stay(tmp_path: Path, line: bytes, reason: str) -> None:
    assert dedup(tmp_path, {"id": 0, "text": OTHER}, line, {"id": 2, "text": STORY}) == 3

    (reject,) = rows(tmp_path, "rejects.jsonl")
    assert (reject["reason"], reject["where"]) == (reason, "line 2")
    assert len(rows(tmp_path, "corpus.jsonl")) == 2


def test_a_lone_surrogate_is_mended(tmp_path: Path) -> None:
    assert dedup(tmp_path, b'{"id": 1, "text": "a \\ud800 b"}') == 0

    assert rows(tmp_path, "corpus.jsonl")[0]["text"] == "a \ufffd b"


def test_a_json_array_is_one_clear_reject(tmp_path: Path) -> None:
    lines = json.dumps([{"id": 1, "text": "x"}] * 50, indent=1).encode().split(b"\n")

    assert dedup(tmp_path, *lines) == 3

    assert [reject["reason"] for reject in rows(tmp_path, "rejects.jsonl")] == ["not JSON lines"]


def test_ids_of_any_type_and_none(tmp_path: Path) -> None:
    """duplicate_of has the id as the row has it, or says where the row stands."""
    assert dedup(tmp_path, {"text": OTHER}, {"text": OTHER}, {"id": 5, "text": STORY}, {"id": "5", "text": STORY}) == 0

    dropped = [(row.get("id"), row["duplicate_of"]) for row in rows(tmp_path, "duplicates.jsonl")]
    assert dropped[0][1].endswith(("corpus.jsonl#1", "corpus.jsonl#2"))
    assert dropped[1] in ((5, "5"), ("5", 5))


def test_other_fields(tmp_path: Path) -> None:
    lines = ({"key": "a", "body": STORY}, {"key": "b", "body": STORY})

    assert dedup(tmp_path, *lines, options=("--text-field", "body", "--id-field", "key")) == 0

    assert [row["duplicate_of"] for row in rows(tmp_path, "duplicates.jsonl")] == ["a"]


def test_packed_input_and_a_single_output_file(tmp_path: Path) -> None:
    source = tmp_path / "corpus.jsonl.gz"
    source.write_bytes(gzip.compress(b"".join(json.dumps({"id": n, "text": STORY}).encode() + b"\n" for n in range(3))))

    assert run(["dedup", str(source), "-o", str(tmp_path / "unique.jsonl"), "--quiet"]) == 0

    assert len((tmp_path / "unique.jsonl").read_bytes().splitlines()) == 1


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"id": [1, 2, 3], "text": [STORY, OTHER, STORY], "tags": [["a"], [], ["b"]]})
    parquet.write_table(table, tmp_path / "corpus.parquet")

    assert run(["dedup", str(tmp_path / "corpus.parquet"), "-o", str(tmp_path / "out"), "--quiet"]) == 0

    assert [row["tags"] for row in rows(tmp_path, "corpus.jsonl")] == [["a"], []]
    assert len(rows(tmp_path, "duplicates.jsonl")) == 1


def test_parquet_is_written_with_all_keys(tmp_path: Path) -> None:
    """OUT may be a Parquet file: the kept rows with whatever keys they have."""
    parquet = pytest.importorskip("pyarrow.parquet")
    source = tmp_path / "corpus.jsonl"
    given = [
        {"id": 0, "text": STORY, "x": 1.5, "mixed": 3, "tags": ["a"], "deep": {"b": [1]}},
        {"id": 1, "text": OTHER, "mixed": "three", "late": 1 << 70},
        {"id": 2, "text": STORY},
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in given))

    assert run(["dedup", str(source), "-o", str(tmp_path / "out.parquet"), "--quiet"]) == 0

    first, second = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert (first["id"], first["text"], first["x"], first["tags"]) == (0, STORY, 1.5, ["a"])
    assert (first["mixed"], json.loads(first["deep"]), first["cluster_size"]) == ("3", {"b": [1]}, 2)
    assert (second["id"], second["x"], second["mixed"], second["late"]) == (1, None, "three", str(1 << 70))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "out.parquet"]


def test_standard_input_to_standard_output(tmp_path: Path) -> None:
    """Rows that come through a pipe are the same bytes on the way out."""
    first, second = (b'{"text":"%s", "x": 1.50}\n' % text.encode() for text in (STORY, OTHER))
    command = [sys.executable, "-m", "cleaner", "dedup", "-", "-o", "-", "--quiet"]

    done = subprocess.run(command, input=first + second + first, capture_output=True, check=False, cwd=ROOT)

    assert (done.returncode, done.stderr) == (0, b"")
    rows = done.stdout.splitlines(keepends=True)
    assert rows[0].startswith(first.rstrip(b"}\n"))
    assert rows[1:] == [second]


def test_an_output_folder_in_use_is_refused(tmp_path: Path) -> None:
    assert dedup(tmp_path, {"id": 1, "text": STORY}) == 0
    before = (tmp_path / "out/run.json").read_bytes()

    assert dedup(tmp_path, {"id": 1, "text": OTHER}) == 2
    assert (tmp_path / "out/run.json").read_bytes() == before


def test_the_order_in_which_files_are_named_changes_nothing(tmp_path: Path) -> None:
    for name, text in (("a", STORY), ("b", STORY + " So it was."), ("c", OTHER)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": text}) + "\n")
    written = []
    for names in ("abc", "cab"):
        out = tmp_path / names
        assert run(["dedup", *(str(tmp_path / f"{n}.jsonl") for n in names), "-o", str(out), "--quiet"]) == 0
        written.append({path.name: path.read_bytes() for path in out.iterdir() if path.name != "run.json"})

    assert written[0] == written[1]


TEXTS = st.sampled_from([STORY, OTHER, STORY + " So it was.", STORY.upper(), "", "x", "x y z"])


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Every row is in corpus or duplicates; the kept one that is named is in the corpus; a second run drops none."""
    folder = tmp_path_factory.mktemp("run")

    dedup(folder, *({"id": n, "text": text} for n, text in enumerate(texts)), options=("--no-story",))

    kept, dropped = rows(folder, "corpus.jsonl"), rows(folder, "duplicates.jsonl")
    assert sorted(row["id"] for row in kept + dropped) == list(range(len(texts)))
    assert {row["duplicate_of"] for row in dropped} <= {row["id"] for row in kept}
    assert run(["dedup", str(folder / "out/corpus.jsonl"), "-o", str(folder / "again"), "--quiet", "--no-story"]) == 0
    assert (folder / "again/duplicates.jsonl").read_bytes() == b""


def test_keys_that_a_row_has_already_get_the_new_values() -> None:
    assert json.loads(extended(b'{"id": 1, "grade": "C", "x": "grade"}', {"grade": "near"})) == {
        "id": 1, "grade": "near", "x": "grade",
    }  # fmt: skip
    assert extended(b"{}", {"grade": "near"}) == b'{"grade": "near"}'
