"""What finding repeats costs as a corpus grows: CPU seconds and memory of its stages, a record.

    python bench/scale.py CORPUS.jsonl [--no-story]

CORPUS has rows with `text` (bench/gen_dedup.py of the shared kit makes them). One process; fingerprinting is what the
workers (or Spark's executors) do, comparing is what one process does at the end.
"""

import json
import os
import resource
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner.model import Article
from cleaner.repeats import BATCH, Gathering, gather
from cleaner.settings import Settings
from cleaner.writers.jsonl import json_line, row_of


class Lines:
    """The records of a corpus in a file, as a run's spool holds them."""

    def __init__(self, source: Path, spool: Path) -> None:
        self.starts = [0]
        with source.open("rb") as lines, spool.open("wb") as out:
            for number, line in enumerate(lines):
                article = Article(id=f"r{number:09}", text=json.loads(line)["text"], confidence=0.5)
                self.starts.append(self.starts[-1] + out.write(json_line(row_of(article))))
        self.file = os.open(spool, os.O_RDONLY)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, first: int, last: int) -> bytes:
        return os.pread(self.file, self.starts[last] - self.starts[first], self.starts[first])

    def batches(self, size: int) -> Iterator[bytes]:
        first = 0
        while first < len(self):
            last = min(len(self), bisect_left(self.starts, self.starts[first] + size, first + 1))
            yield self.part(first, last)
            first = last

    def read(self, numbers: Sequence[int]) -> list[str]:
        return [json.loads(self.part(number, number + 1))["text"] for number in numbers]


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    source, story = Path(sys.argv[1]), "--no-story" not in sys.argv
    spool = source.with_suffix(".spool")
    lines = Lines(source, spool)
    settings = Settings(story=story)
    started, before = time.process_time(), peak_mb()
    gathering = Gathering(settings)
    for batch in lines.batches(BATCH):
        gathering.add(gather(batch, story=story))
    gathered, after = time.process_time(), peak_mb()
    found = gathering.compare(lines)
    done, end = time.process_time(), peak_mb()
    count = len(lines)
    dropped = sum(len(one.dropped) for one in found.clusters)
    print(
        f"{count} records, {lines.starts[-1] / 1e6:.0f} MB, story {story}: fingerprints {gathered - started:.1f} s "
        f"({1e6 * (gathered - started) / count:.0f} us a record), kept {1024 * 1024 * (after - before) / count:.0f} B "
        f"a record; compare {done - gathered:.1f} s ({1e6 * (done - gathered) / count:.0f} us a record); peak "
        f"{end:.0f} MB ({1024 * 1024 * (end - before) / count:.0f} B a record); {dropped} dropped, "
        f"{len(found.links)} links, limits hit {dict(found.limits_hit)}"
    )
    spool.unlink()


if __name__ == "__main__":
    main()
