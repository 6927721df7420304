"""`cleaner rules`: a list that a person can search, examples that are run, findings that are exit code 1."""

from pathlib import Path

import pytest

from cleaner.cli import run

RULE = """[[rule]]
id = "mine/tides"
match = '^tide table'
votes = { other = 5.0 }
reason = "Tide tables."
yes = ["Tide table for today"]
no = ["%s"]
"""


def test_list_finds_rules_by_their_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(RULE % "A table")

    assert run(["rules", "list", "mine/", "--rules", str(file)]) == 0
    assert capsys.readouterr().out.split() == ["mine/tides", "mine.toml", "[other]", "Tide", "tables."]


def test_list_counts_cuts_of_golden_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "golden" / "case").mkdir(parents=True)
    (tmp_path / "golden" / "case" / "expected.cuts.jsonl").write_text('{"rule": "mine/tides"}\n' * 3)
    file = tmp_path / "mine.toml"
    file.write_text(RULE % "A table")

    assert run(["rules", "list", "mine/", "--rules", str(file), "--golden", str(tmp_path / "golden")]) == 0
    assert capsys.readouterr().out.split()[0] == "3"


def test_bundled_rules_are_right_about_their_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "test"]) == 0
    assert "examples" in capsys.readouterr().out


def test_wrong_example_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(RULE % "Tide table of old")

    assert run(["rules", "test", str(file)]) == 1
    assert "mine.toml: rule 'mine/tides': no: 'Tide table of old' is matched" in capsys.readouterr().err


def test_broken_file_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text((RULE % "A table").replace("reason", "reasons"))

    assert run(["rules", "test", str(file)]) == 2
    assert "mine/tides" in capsys.readouterr().err
