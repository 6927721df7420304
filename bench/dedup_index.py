"""Size and speed of an index: made of random fingerprints, which costs no text.

    python bench/dedup_index.py [--records 1000000] [--queries 100000]

Prints bytes a record on disk (ids of 16 characters, the size that `cleaner clean` gives), seconds to write, and queries
a second in one batch of which a tenth repeats an indexed record. CPU seconds, one core.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from cleaner.dedup.prints import Fingerprints
from cleaner.dedup.stored import FACTS, pack
from cleaner.index import add_dump, look_up, open_index


def random_prints(count: int, seed: int) -> Fingerprints:
    draw = np.random.default_rng(seed)
    return Fingerprints(
        draw.integers(0, 2**64, count, np.uint64),
        np.full(count, 300, np.uint32),
        draw.integers(0, 2**32, (count, 25), np.uint32),
        draw.integers(0, 256, (count, 125), np.uint8),
        (),
    )


class Texts:
    """Every text the same: only near repeats are read."""

    def __len__(self) -> int:
        return 0

    def read(self, numbers: object) -> list[str]:
        return ["a text of a few words"] * len(list(numbers))  # type: ignore[call-overload]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=100_000)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    prints = random_prints(args.records, 1)
    names = [f"{number:016x}" for number in range(args.records)]
    start = time.process_time()
    add_dump(folder / "index", "dump", pack(prints, np.zeros((args.records, FACTS), np.uint8), names), args.records)
    added = time.process_time() - start
    size = sum(path.stat().st_size for path in (folder / "index").iterdir())
    asked = random_prints(args.queries, 2)
    known = args.queries // 10
    asked.bands[:known], asked.low[:known] = prints.bands[:known], prints.low[:known]
    start = time.process_time()
    dumps = open_index(folder / "index")
    opened = time.process_time() - start
    start = time.process_time()
    hits = look_up(folder / "index", dumps, asked, Texts())
    asking = time.process_time() - start
    print(f"{size / args.records:.0f} B a record; added at {args.records / added:,.0f} records/s; ", end="")
    print(f"opened in {opened:.2f} s; {args.queries / asking:,.0f} queries/s; {len(hits)} of {known} known ones found")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
