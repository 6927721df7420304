"""Speed of exact, near and contained without reading or writing: fingerprints, then banding, joining and verification.

    python bench/dedup_speed.py CORPUS.jsonl [CORPUS.jsonl ...]

CPU seconds, one core (set OMP_NUM_THREADS=1); the best of three for the fingerprints, texts held in memory.
"""

import json
import sys
import time
from collections.abc import Sequence

from cleaner.dedup.match import find_matches
from cleaner.dedup.prints import Prints, fingerprint
from cleaner.dedup.words import batches


class Memory:
    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def read(self, numbers: Sequence[int]) -> list[str]:
        return [self.texts[number] for number in numbers]


def seconds(texts: Sequence[str]) -> tuple[float, float]:
    """Of fingerprinting, and of finding the matches."""
    best = float("inf")
    for _ in range(3):
        prints, start = Prints(), time.process_time()
        for batch in batches(texts, 400_000):
            prints.add(fingerprint(batch))
        best = min(best, time.process_time() - start)
    together, start = prints.all(), time.process_time()
    find_matches(together, Memory(texts))
    return best, time.process_time() - start


def main() -> None:
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        made, matched = seconds(texts)
        print(f"{path}: {len(texts):,} documents; fingerprints {len(texts) / made:,.0f}/s, "
              f"matching {len(texts) / matched:,.0f}/s, both {len(texts) / (made + matched):,.0f}/s")  # fmt: skip


if __name__ == "__main__":
    main()
