#!/usr/bin/env python3
"""How the stories of a run grow with its passages: candidates a passage, CPU seconds and memory of each stage.

    story_growth.py CORPUS.jsonl PASSAGES...      for example: c130k.jsonl 50000 200000 800000 1000000

Every size is a process of its own that takes the first records of CORPUS (with a `text` a line) until it has so many
passages. Candidates are the pairs of passages whose cosine is worked out, and the pairs of records compared as wholes.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np

from cleaner.allocator import keep_freed_memory
from cleaner.dedup import story_crowd
from cleaner.dedup.background import weigh
from cleaner.dedup.fact_store import FactStore
from cleaner.dedup.packed import Packed
from cleaner.dedup.story import story_facts

RECORDS = 140
"""Records fingerprinted at a time, about 400,000 characters of this corpus."""


class Counted(Packed):
    """Packed facts that count the pairs they are asked for."""

    pairs: ClassVar = {"passages": 0, "records": 0}

    def cosines(self, low, high):  # type: ignore[no-untyped-def]
        kind = "passages" if self.facts.shape[1] == story_crowd.PASSAGE_FACTS else "records"
        Counted.pairs[kind] += len(low)
        return super().cosines(low, high)


def batches(path: Path) -> Iterator[list[str]]:
    texts: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
            if len(texts) == RECORDS:
                yield texts
                texts = []
    yield texts


def measure(path: Path, wanted: int) -> str:
    keep_freed_memory()
    store, passages, records, took = FactStore(path.parent), 0, 0, 0.0
    for texts in batches(path):
        started = time.process_time()
        facts = story_facts(texts)
        store.add(facts)
        took += time.process_time() - started
        passages, records = passages + len(facts), records + len(texts)
        if passages >= wanted:
            break
    before = time.process_time()
    facts_of = store.of(np.arange(records))
    crowd = story_crowd.pack_crowd(facts_of, weigh(facts_of))
    packed = time.process_time()
    crowd = story_crowd.Crowd(
        crowd.records, crowd.record, crowd.start, crowd.end,
        Counted(crowd.passages.facts, crowd.passages.inverse), Counted(crowd.wholes.facts, crowd.wholes.inverse),
        crowd.bands,
    )  # fmt: skip
    pairs = story_crowd.score_crowd(crowd, 0.125)
    scored, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    compared = Counted.pairs["passages"] / passages, Counted.pairs["records"] / records, len(pairs.a) / records
    cells = f"{passages:,}", f"{records:,}", *(f"{x:.1f}" for x in (*compared, took, packed - before, scored - packed))
    return f"| {' | '.join(cells)} | {peak:.0f} |"


def main() -> None:
    if sys.argv[1] == "--one":
        print(measure(Path(sys.argv[2]), int(sys.argv[3])))
        return
    print("| passages | records | passage pairs a passage | record pairs a record | kept | facts | pack | score | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in sys.argv[2:]:
        subprocess.run([sys.executable, __file__, "--one", sys.argv[1], size], check=True)


if __name__ == "__main__":
    main()
