"""The journal and the output folder: what is there after a kill, and what is refused."""

import json
import os
import resource
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.durable import CHECKPOINT, WORK, Journal, claim, publish, read_json, sha256_of, work_folder, write_whole
from cleaner.errors import UsageError

KEY = {"version": "1", "options": {"drop": ["exact"]}}


def complete_run(out: Path, **files: bytes) -> None:
    """An OUT that holds a finished run."""
    out.mkdir()
    for name, content in files.items():
        (out / name).write_bytes(content)
    hashes = {name: sha256_of(out / name) for name in files}
    (out / "run.json").write_text(json.dumps({**KEY, "sha256": hashes}))


# ---------------------------------------------------------------- the journal


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.tuples(st.sampled_from("ab"), st.binary(max_size=50))),
    after=st.lists(st.tuples(st.sampled_from("ab"), st.binary(max_size=50))),
)
def test_a_journal_comes_back_as_it_was_at_the_checkpoint(
    tmp_path_factory: pytest.TempPathFactory, before: list[tuple[str, bytes]], after: list[tuple[str, bytes]]
) -> None:
    """What came after it is dropped, however much of it reached the disk."""
    folder = tmp_path_factory.mktemp("journal")
    with Journal(folder, ("a", "b")) as journal:
        journal.begin()
        for name, content in before:
            journal.append(name, content)
        journal.checkpoint({"pages": len(before)})
        for name, content in after:
            journal.append(name, content)
        journal.flush()

    with Journal(folder, ("a", "b")) as journal:
        assert journal.resume() == {"pages": len(before)}
        journal.append("a", b"more")
        journal.flush()
        assert (folder / "a").read_bytes() == b"".join(it for name, it in before if name == "a") + b"more"
        assert (folder / "b").read_bytes() == b"".join(it for name, it in before if name == "b")


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "checkpoint", "a count in it", "no checkpoint"])
def test_a_damaged_journal_is_not_used(tmp_path: Path, damage: str) -> None:
    """The run begins anew instead."""
    with Journal(tmp_path, ("a",)) as journal:
        journal.begin()
        journal.append("a", b"0123456789")
        journal.checkpoint({"cuts": 41})
    match damage:
        case "flip":
            (tmp_path / "a").write_bytes(b"0123456780")
        case "cut":
            os.truncate(tmp_path / "a", 9)
        case "gone":
            (tmp_path / "a").unlink()
        case "checkpoint":
            (tmp_path / CHECKPOINT).write_bytes(b'{"sizes": {"a": "x"}}')
        case "a count in it":
            told = (tmp_path / CHECKPOINT).read_bytes()
            assert b'"cuts": 41' in told
            (tmp_path / CHECKPOINT).write_bytes(told.replace(b'"cuts": 41', b'"cuts": 40'))
        case _:
            (tmp_path / CHECKPOINT).unlink()

    with Journal(tmp_path, ("a",)) as journal:
        assert journal.resume() is None


def test_a_full_disk_leaves_the_last_checkpoint(tmp_path: Path) -> None:
    """ENOSPC may come at a write or at the close; either way the journal before it holds."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            with Journal(tmp_path, ("a",)) as journal:
                journal.begin()
                journal.append("a", b"x" * 4000)
                journal.checkpoint({"pages": 1})
                journal.append("a", b"y" * 4000)
                journal.checkpoint({"pages": 2})
        except OSError:
            os._exit(42)
        os._exit(0)
    status = os.waitpid(child, 0)[1]

    assert os.WEXITSTATUS(status) == 42
    with Journal(tmp_path, ("a",)) as journal:
        assert journal.resume() == {"pages": 1}
        journal.flush()
        assert (tmp_path / "a").read_bytes() == b"x" * 4000


# ---------------------------------------------------------------- whole files


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """No part of it is left behind."""
    write_whole(tmp_path / "x.json", b"old")
    write_whole(tmp_path / "x.json", b"new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"x.json": b"new"}


def test_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    """The name of the temporary file must not be longer than a name may be."""
    write_whole(tmp_path / ("x" * 255), b"content")

    assert (tmp_path / ("x" * 255)).read_bytes() == b"content"


def test_publish_moves(tmp_path: Path) -> None:
    """From the work folder into OUT."""
    (tmp_path / WORK).mkdir()
    (tmp_path / WORK / "a").write_bytes(b"1")
    publish([tmp_path / WORK / "a"], tmp_path)

    assert (tmp_path / "a").read_bytes() == b"1"
    assert not (tmp_path / WORK / "a").exists()


# ---------------------------------------------------------------- the folder


def test_a_new_folder_is_free(tmp_path: Path) -> None:
    """So is an empty one, and one whose run was killed before it had said what it is."""
    assert claim(tmp_path / "new", KEY, resume=False, overwrite=False) == "fresh"
    assert claim(tmp_path, KEY, resume=True, overwrite=False) == "fresh"
    (tmp_path / WORK).mkdir()
    assert claim(tmp_path, KEY, resume=False, overwrite=False) == "fresh"


def test_files_of_others_stay(tmp_path: Path) -> None:
    """OUT may be a home folder, given by mistake: it is refused, and even --overwrite leaves what is there."""
    (tmp_path / "thesis.doc").write_text("work of years")

    with pytest.raises(UsageError, match="not empty"):
        claim(tmp_path, KEY, resume=True, overwrite=False)
    with pytest.raises(UsageError, match="is a file"):
        claim(tmp_path / "thesis.doc", KEY, resume=False, overwrite=True)
    assert claim(tmp_path, KEY, resume=False, overwrite=True) == "fresh"
    with work_folder(tmp_path, KEY, "fresh"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_another_run_is_refused(tmp_path: Path) -> None:
    """Unless it is to be overwritten, or gone on with."""
    out = tmp_path / "out"
    complete_run(out, corpus=b"text")

    with pytest.raises(UsageError, match="--overwrite or --resume"):
        claim(out, KEY, resume=False, overwrite=False)
    with pytest.raises(UsageError, match="other inputs, options or rules"):
        claim(out, KEY | {"version": "2"}, resume=True, overwrite=False)
    assert claim(out, KEY, resume=True, overwrite=False) == "complete"
    assert claim(out, KEY, resume=False, overwrite=True) == "fresh"


def test_a_damaged_file_is_done_again(tmp_path: Path) -> None:
    """A complete run with a flipped byte is not complete."""
    out = tmp_path / "out"
    complete_run(out, corpus=b"text")
    (out / "corpus").write_bytes(b"texs")

    assert claim(out, KEY, resume=True, overwrite=False) == "fresh"


def test_an_unfinished_run_is_gone_on_with_or_refused(tmp_path: Path) -> None:
    """A run that fails keeps its work; one that ends well leaves none."""
    out = tmp_path / "out"
    (out / WORK).mkdir(parents=True)
    (out / WORK / "key.json").write_text(json.dumps(KEY))

    assert claim(out, KEY, resume=True, overwrite=False) == "unfinished"
    with pytest.raises(UsageError, match="--overwrite or --resume"):
        claim(out, KEY, resume=False, overwrite=False)
    with work_folder(out, KEY, "unfinished") as work:
        assert read_json(work / "key.json") == KEY
    assert list(out.iterdir()) == []


def test_a_run_that_fails_keeps_its_work(tmp_path: Path) -> None:
    """From the first checkpoint on."""
    with suppress(KeyboardInterrupt), work_folder(tmp_path, KEY, "fresh") as work:
        (work / CHECKPOINT).write_text("{}")
        raise KeyboardInterrupt

    assert claim(tmp_path, KEY, resume=True, overwrite=False) == "unfinished"


def test_a_run_that_fails_at_its_start_leaves_nothing(tmp_path: Path) -> None:
    """There is nothing to go on with, so not even the folder stays."""
    with pytest.raises(UsageError, match="wrong"), work_folder(tmp_path / "out", KEY, "fresh"):
        raise UsageError("wrong")

    assert list(tmp_path.iterdir()) == []


def test_overwriting_removes_the_files_of_the_old_run_only(tmp_path: Path) -> None:
    """Shards that the new run does not have must not stay; a user's notes must."""
    out = tmp_path / "out"
    complete_run(out, corpus=b"text", shard2=b"more")
    (out / "notes.txt").write_text("mine")
    with work_folder(out, KEY, "fresh"):
        left = {path.name for path in out.iterdir()}

    assert left == {WORK, "notes.txt"}


def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    """The second is told so."""
    with (
        work_folder(tmp_path, KEY, "fresh"),
        pytest.raises(UsageError, match="another run is writing"),
        work_folder(tmp_path, KEY, "unfinished"),
    ):
        pass
