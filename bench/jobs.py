"""What a second job gains over a whole run: wall times, and what CPU seconds say where the machine is not quiet.

    python bench/jobs.py DUMP...

Each run is `cleaner clean DUMP --jobs N` in a process of its own. Serial is all that the parent computes while workers
have nothing to do: start, comparing but for what workers do of it, writing. On a quiet machine of two cores one job
takes (workers + serial), since the parent reads and writes beside its one worker, and two take
(workers + reading and writing) / 2 + serial.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def run(dumps: list[str], jobs: int) -> None:
    """One run, in this process; what it took goes to standard output."""
    started = time.monotonic()
    from cleaner import pipeline
    from cleaner.settings import Settings

    spent = {"repeats": 0.0}
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
    with tempfile.TemporaryDirectory() as out:
        summary = pipeline.clean_run(dumps, f"{out}/out", Settings(jobs=jobs, quiet=True))
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
                "articles": summary.articles,
            }
        )
    )


def main() -> None:
    if sys.argv[1].startswith("--jobs="):
        run(sys.argv[2:], int(sys.argv[1].partition("=")[2]))
        return
    found = {}
    for jobs in (1, 2):
        command = [sys.executable, str(Path(__file__)), f"--jobs={jobs}", *sys.argv[1:]]
        found[jobs] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        print(f"jobs {jobs}: " + ", ".join(f"{name} {value:.2f}" for name, value in found[jobs].items()), flush=True)
    one, two = found[1], found[2]
    expected = (one["workers"] + one["serial"]) / ((two["workers"] + two["streaming"]) / 2 + two["serial"])
    print(f"gain of the second job: {one['wall'] / two['wall']:.2f} by wall time, {expected:.2f} by CPU seconds")


if __name__ == "__main__":
    main()
