"""A short run of bench/fuzz.py: random changes to seeds raise nothing but the error that is meant for them."""

import runpy
from pathlib import Path

import pytest

FUZZ = Path(__file__).parent.parent / "bench" / "fuzz.py"


@pytest.mark.slow
@pytest.mark.parametrize(("target", "count"), [("html", 4000), ("text", 1500), ("read", 20_000), ("rules", 20_000)])
def test_no_changed_seed_is_a_finding(target: str, count: int) -> None:
    """About ten seconds a target; the long runs have their figures in bench/RESULTS.md."""
    runpy.run_path(str(FUZZ))["plain"](target, count)
