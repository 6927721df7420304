"""The most memory a command's whole process tree held at once: proportional set size, sampled twice a second.

python bench/tree_memory.py COMMAND...            for example: cleaner clean DUMP -o OUT --jobs 2
"""

import os
import subprocess
import sys
import time
from pathlib import Path


def pss(pid: int) -> int:
    """Proportional set size of a process in kB, 0 if it has gone."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))


def tree(root: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(path.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def main() -> None:
    started = time.monotonic()
    run = subprocess.Popen(sys.argv[1:])
    most, at, alone = 0, 0.0, 0
    while run.poll() is None:
        sizes = [pss(pid) for pid in tree(run.pid)]
        alone = max(alone, sizes[0])
        if sum(sizes) > most:
            most, at = sum(sizes), time.monotonic() - started
        time.sleep(0.5)
    wall, used = time.monotonic() - started, os.times()
    print(
        f"exit {run.returncode}; {wall:.0f} s, {used.children_user + used.children_system:.0f} s of CPU; "
        f"most of the tree {most / 1024:.0f} MB after {at:.0f} s, of the parent {alone / 1024:.0f} MB",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
