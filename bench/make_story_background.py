#!/usr/bin/env python3
"""Make the frozen background table of the story grade: in how many passages of ordinary news a fact stands.

    make_story_background.py --texts FILE... --out cleaner/dedup/background.npz

FILE: .jsonl[.gz] with a `text` each line, or .txt[.gz] with a sentence a line (a sentence counts as .45 passages).
What is written are counts of hashes, a byte for each of 2**18 buckets: no word can be read from it.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cleaner.dedup.rarity import BITS, LEVELS, UNSEEN
from cleaner.dedup.story import story_facts

BATCH = 200
SENTENCE = 0.45


def read_texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line).get("text") or "" if ".jsonl" in path.name else line


def count(path: Path) -> tuple[np.ndarray, float]:
    counts, passages, batch = np.zeros(1 << BITS), 0, []
    for text in (*read_texts(path), None):
        if text is not None:
            batch.append(text)
        if len(batch) >= BATCH or (text is None and batch):
            facts = story_facts(batch)
            counts += np.bincount(facts.fact >> np.uint32(32 - BITS), minlength=1 << BITS)
            passages, batch = passages + len(facts.record), []
    share = 1.0 if ".jsonl" in path.name else SENTENCE
    return counts * share, passages * share


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    counts, passages = (sum(parts) for parts in zip(*map(count, args.texts), strict=True))
    rarity = -np.log(np.maximum(counts, 1e-9) / passages)
    levels = np.where(counts > 0, np.minimum(np.round(rarity * LEVELS), UNSEEN - 1), UNSEEN).astype(np.uint8)
    np.savez_compressed(args.out, levels=levels)
    print(f"{passages:.0f} passages, {np.mean(levels == UNSEEN):.2f} of the buckets empty")
    return 0


if __name__ == "__main__":
    sys.exit(main())
