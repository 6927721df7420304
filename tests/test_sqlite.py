"""The SQLite file: one table a file, nothing lost, nothing overwritten."""

import sqlite3
from pathlib import Path

import pytest
from report_folder import record, small_run, write_folder

from cleaner.errors import UsageError
from cleaner.writers.sqlite import write_sqlite


def test_existing_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "mine.db"
    file.write_text("mine")

    with pytest.raises(UsageError, match="is there already"):
        write_sqlite(small_run(tmp_path / "out"), file)
    assert file.read_text() == "mine"


def test_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no corpus\.jsonl"):
        write_sqlite(tmp_path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_each_file_is_a_table(tmp_path: Path) -> None:
    counts = write_sqlite(small_run(tmp_path / "out"), tmp_path / "run.db")

    assert counts == {"corpus": 2, "duplicates": 1, "cuts": 3, "links": 1, "rejects": 1}
    with sqlite3.connect(tmp_path / "run.db") as database:
        assert database.execute("select kept_title from repeats").fetchall() == [("Ferry runs twice a day",)]
        assert database.execute("select rule from cuts_by_rule where least_margin < 1").fetchall() == [
            ("share/example",)
        ]
        assert database.execute("select value from links, json_each(shared)").fetchall() == [("herring",), ("numbers",)]
        assert database.execute("select title_a, title_b from stories").fetchall() == [
            ("Ferry runs twice a day", "Herring are back")
        ]


def test_lone_surrogate_does_not_stop_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", corpus=[record("x", "a \ud800 b")])
    write_sqlite(folder, tmp_path / "run.db")

    with sqlite3.connect(tmp_path / "run.db") as database:
        assert database.execute("select text from corpus").fetchone() == ("a ? b",)
