"""Killed at any instant, a run leaves complete files or none, and ends with the same bytes when it is resumed."""

import runpy
from pathlib import Path
from typing import Any

import pytest

HARNESS = runpy.run_path(str(Path(__file__).parent.parent / "bench" / "kill_harness.py"))


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:  # the harness changes these for good
        patch.setattr("cleaner.rules.load_rules", None)
        patch.setattr("cleaner.cli.show_report", None)
        patch.setattr("cleaner.durable.SECONDS", 0.02)
        patch.setattr("cleaner.engines.supervisor.BATCH_PAGES", 4)
        yield HARNESS["Harness"](tmp_path_factory.mktemp("kills"), 24, 1)


@pytest.mark.parametrize(("harm", "count"), [("instants", 3), ("steps", 3), ("full_disk", 2), ("damage", 2)])
def test_a_harmed_run_ends_with_the_same_bytes(harness: Any, harm: str, count: int) -> None:
    """A few of the kills of bench/kill_harness.py."""
    del harness.faults[:]
    harness.steps(count, last=40) if harm == "steps" else getattr(harness, harm)(count)

    assert harness.faults == []


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["instants", "steps", "twice", "full_disk", "damage"])
def test_many_harmed_runs_end_with_the_same_bytes(harness: Any, harm: str) -> None:
    """More of them."""
    del harness.faults[:]
    getattr(harness, harm)(30)

    assert harness.faults == []
