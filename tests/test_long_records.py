"""Records too long, and work too dear, for a worker: they cost themselves, never the run."""

import json
from pathlib import Path

from cleaner.cli import run
from cleaner.dedup.prints import fingerprint
from cleaner.engines import Local, workers
from cleaner.limits import Limits
from cleaner.settings import Settings


def test_a_record_too_long_to_compare_repeats_only_an_equal_one(tmp_path: Path) -> None:
    """And run.json says so. Fingerprinting 28 million characters once ended the whole run for want of memory."""
    long = "The council met on Tuesday to settle the budget for the coming year. " * 10
    rows = [{"text": "Budget of the year\n" + text} for text in (long, long + "The end.", "  " + long)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    command = ["clean", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out"), "--quiet", "--jobs", "1"]
    assert run([*command, "--limit", "record_characters=500"]) == 0

    said = json.loads((tmp_path / "out" / "run.json").read_text())
    assert said["limits_hit"] == {"records too long to compare": 3}
    assert said["counts"]["repeats"] == {"exact": 1}


def test_the_key_of_a_long_text_is_that_of_its_signs() -> None:
    """Equal but for white space, and never that of another, or of an empty one."""
    found = fingerprint(["one two three", "one  two\nthree", "one two four", ""], longest=10)

    assert found.exact[0] == found.exact[1]
    assert len({int(key) for key in found.exact}) == 3
    assert found.sizes.tolist() == [0, 0, 0, 0]


def spend(number: int) -> int:
    """Much processor time for one of the items."""
    total = 0
    for step in range(3_000_000 if number == 2 else 1):
        total += step % 2
    return number


def test_an_item_too_dear_for_a_worker_is_done_here() -> None:
    """In its place among the others."""
    over = workers(Local(Settings(jobs=2, limits=Limits(page_seconds=0.05))))

    assert list(over(spend, range(6))) == [0, 1, 2, 3, 4, 5]
