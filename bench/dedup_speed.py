"""Speed of exact, near and contained without reading or writing: fingerprints, banding, verification, passages.

    python bench/dedup_speed.py CORPUS.jsonl [CORPUS.jsonl ...]

CPU seconds, one core (set OMP_NUM_THREADS=1), the best of three, texts held in memory. "contained" is the search for
shared passages and the comparison of the pairs it finds; all that comes before it finds exact and near repeats.
"""

import json
import sys
import time
from collections.abc import Sequence

from cleaner.dedup import match
from cleaner.dedup.candidates import Pairs
from cleaner.dedup.compare import F64
from cleaner.dedup.contained import Shared
from cleaner.dedup.prints import BATCH, Fingerprints, Prints, fingerprint
from cleaner.dedup.words import I64, batches
from cleaner.model import Texts


class Memory:
    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def read(self, numbers: Sequence[int]) -> list[str]:
        return [self.texts[number] for number in numbers]


class Clock:
    """CPU seconds since it was asked last."""

    def __init__(self) -> None:
        self._start = time.process_time()

    def lap(self) -> float:
        start, self._start = self._start, time.process_time()
        return self._start - start


def fingerprints(texts: Sequence[str]) -> Fingerprints:
    prints = Prints()
    for batch in batches(texts, BATCH):
        prints.add(fingerprint(batch, ordered=False))
    return prints.all()


def contained_seconds(prints: Fingerprints, texts: Sequence[str]) -> tuple[float, float]:
    """Of all matches, and of the contained ones among it."""
    spent: list[float] = []
    rare_pairs, judge = match.rare_pairs, match.judge

    def timed_pairs(prints: Fingerprints, rows: I64) -> Shared:
        clock = Clock()
        found = rare_pairs(prints, rows)
        spent.append(clock.lap())
        return found

    def timed_judge(pairs: Pairs, share: F64, held: Texts) -> tuple[match.Judged, ...]:
        clock = Clock()
        judged = judge(pairs, share, held)
        spent.append(clock.lap())
        return judged

    match.rare_pairs, match.judge = timed_pairs, timed_judge
    try:
        clock = Clock()
        match.find_matches(prints, Memory(texts))
        return clock.lap(), sum(spent)
    finally:
        match.rare_pairs, match.judge = rare_pairs, judge


def seconds(texts: Sequence[str]) -> tuple[float, float, float]:
    """Of fingerprinting, of exact and near matches, of contained ones; the best of three."""
    found = []
    for _ in range(3):
        clock = Clock()
        prints = fingerprints(texts)
        made = clock.lap()
        matched, contained = contained_seconds(prints, texts)
        found.append((made + matched, made, matched - contained, contained))
    return min(found)[1:]


def main() -> None:
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        made, near, contained = seconds(texts)
        rate = {
            "signatures + banding + near verification": made + near,
            "fingerprints": made,
            "banding + near verification": near,
            "contained": contained,
            "all": made + near + contained,
        }
        shown = "; ".join(f"{name} {len(texts) / spent:,.0f}/s" for name, spent in rate.items())
        print(f"{path}: {len(texts):,} documents; {shown}")


if __name__ == "__main__":
    main()
