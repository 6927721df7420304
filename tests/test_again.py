"""Sampled pages are labelled again for the report, and only if they are still what the run saw."""

import json
import sqlite3
from pathlib import Path

import pytest

from cleaner.again import explain_again
from cleaner.cli import run
from cleaner.writers.survey import survey

TEXT = "Rain stops play\n" + "The match in Leeds ended after nine overs because of heavy rain. " * 8


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A run over two pages."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{TEXT}\nA line of {name} that makes it another text than its neighbour.\n")
    assert run(["clean", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    return tmp_path / "out"


def test_missing_input_is_left_out(out: Path) -> None:
    (out.parent / "a.txt").unlink()

    again = explain_again(survey(out))
    assert [Path(path).name for path in again] == ["b.txt"]


def test_other_rules_give_nothing(out: Path) -> None:
    stated = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps(stated | {"rules_sha256": "another"}))

    assert explain_again(survey(out)) == {}


def test_rules_that_are_gone_give_nothing(out: Path) -> None:
    stated = json.loads((out / "run.json").read_text())
    stated["options"]["rules"] = ["gone.toml"]
    (out / "run.json").write_text(json.dumps(stated))

    assert explain_again(survey(out)) == {}


def test_report_names_the_rules_of_kept_lines(out: Path) -> None:
    lines = [line for page in explain_again(survey(out)).values() for line in page]
    html = (out / "report.html").read_text(encoding="utf-8")

    body = next(line for line in lines if line.label == "body")
    assert f"{body.rule} · margin" in html


def test_report_command_rewrites_the_same_bytes(out: Path) -> None:
    before = (out / "report.html").read_bytes()
    (out / "report.html").unlink()

    assert run(["report", str(out)]) == 0
    assert (out / "report.html").read_bytes() == before


def test_report_as_text_and_as_database(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither touches report.html."""
    (out / "report.html").unlink()
    file = out.parent / "run.db"

    assert run(["report", str(out), "--text", "--sqlite", str(file)]) == 0
    assert "Rain stops play" in capsys.readouterr().out
    with sqlite3.connect(file) as database:
        assert database.execute("select count(*) from corpus").fetchone()[0] >= 1
    assert not (out / "report.html").exists()


def test_folder_without_a_run_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(tmp_path)]) == 2
    assert "holds no corpus.jsonl" in capsys.readouterr().err


def test_long_pages_are_not_labelled_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report shows a part of a long page: labelling all of it took half of a run over a dump of 50 MB."""
    size = (out.parent / "a.txt").stat().st_size
    monkeypatch.setattr("cleaner.again.LABEL_AGAIN", size + 10)

    assert [Path(path).name for path in explain_again(survey(out))] == ["a.txt"]
