"""What a second job gains over a whole run: wall times, and what CPU seconds say where the machine is not quiet.

    python bench/jobs.py DUMP...

Each run is `cleaner clean DUMP --jobs N`, report and all, in a process of its own. Serial is all that the parent
computes while workers have nothing to do: start, comparing but for what workers do of it, writing, the report. On a
quiet machine of two cores one job takes (workers + serial), since the parent reads and writes beside its one worker,
and two take (workers + reading and writing) / 2 + serial. What two cores can gain at all is told by two whole runs side
by side, each in one process (--no-isolation) and sharing nothing, against one alone: caches, memory and clock take
their part.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 3
"""Of all in turn; medians are told."""


def run(dumps: list[str], jobs: int) -> None:
    """One run, in this process; what it took goes to standard output."""
    started = time.monotonic()
    from cleaner import cli, pipeline

    cli.keep_freed_memory()
    spent = {"repeats": 0.0, "report": 0.0}
    find = pipeline.find_repeats

    def timed(*given: Any) -> Any:
        spent["before"] = time.process_time()
        found = find(*given)
        spent["repeats"] = time.process_time() - spent["before"]
        return found

    pipeline.find_repeats = timed  # type: ignore[assignment]
    watching = pipeline.watching

    def begun(*given: Any, **named: Any) -> Any:
        spent["start"] = time.process_time()
        return watching(*given, **named)

    pipeline.watching = begun
    report = cli.show_report

    def reported(*given: Any) -> None:
        before = time.process_time()
        report(*given)
        spent["report"] = time.process_time() - before

    cli.show_report = reported
    with tempfile.TemporaryDirectory() as out:
        assert cli.run(["clean", *dumps, "-o", f"{out}/out", "--jobs", str(jobs), "--quiet"]) in (0, 3)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    whole = time.process_time()
    streaming = spent["before"] - spent["start"]
    print(
        json.dumps(
            {
                "wall": time.monotonic() - started,
                "workers": children.ru_utime + children.ru_stime,
                "streaming": streaming,
                "serial": whole - streaming,
                "start": spent["start"],
                "repeats": spent["repeats"],
                "report": spent["report"],
            }
        )
    )


def side_by_side(dumps: list[str], count: int) -> float:
    """Seconds of wall time for so many runs at once, each in one process."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "cleaner", "clean", *dumps, "--no-isolation", "--quiet", "-o"]
        started = time.monotonic()
        for running in [subprocess.Popen([*command, f"{out}/{number}"]) for number in range(count)]:
            assert running.wait() in (0, 3)
        return time.monotonic() - started


def gains(dumps: list[str]) -> tuple[float, float, float]:
    """What a second job gains by wall time and by CPU seconds, and two processes that share nothing."""
    found = {}
    for jobs in (1, 2):
        command = [sys.executable, str(Path(__file__)), f"--jobs={jobs}", *dumps]
        found[jobs] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        print(f"jobs {jobs}: " + ", ".join(f"{name} {value:.2f}" for name, value in found[jobs].items()), flush=True)
    one, two = found[1], found[2]
    expected = (one["workers"] + one["serial"]) / ((two["workers"] + two["streaming"]) / 2 + two["serial"])
    alone, both = side_by_side(dumps, 1), side_by_side(dumps, 2)
    print(f"one process: {alone:.2f}, two side by side: {both:.2f}", flush=True)
    return one["wall"] / two["wall"], expected, 2 * alone / both


def main() -> None:
    if sys.argv[1].startswith("--jobs="):
        run(sys.argv[2:], int(sys.argv[1].partition("=")[2]))
        return
    found = [gains(sys.argv[1:]) for _ in range(ROUNDS)]
    told = ("a second job, by wall time", "a second job, by CPU seconds", "two processes that share nothing")
    for name, values in zip(told, zip(*found, strict=True), strict=True):
        print(f"gain of {name}: {median(values):.2f} ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
