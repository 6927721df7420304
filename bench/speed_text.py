"""CPU seconds of the text pipe, page by page: blocks, labels, split; one core, and whether it grows linearly.

python bench/speed_text.py [MB...]
"""

import random
import resource
import sys
import time
from pathlib import Path

from cleaner.blocks.text import text_blocks
from cleaner.label import label
from cleaner.model import Page
from cleaner.rules import load_rules
from cleaner.split import split

SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"


def dump(megabytes: float) -> str:
    """One page of that size: the seed's lines in random order, the words of its paragraphs shuffled."""
    dice, lines, size, out = random.Random(0), SEED.read_text(encoding="utf-8").split("\n"), 0, []
    while size < megabytes * 1e6:
        words = dice.choice(lines).split(" ")
        if len(words) > 8:
            dice.shuffle(words)
        out.append(" ".join(words))
        size += len(out[-1].encode()) + 1
    return "\n".join(out)


def main() -> None:
    rules = load_rules(prove=False)
    label(text_blocks(dump(0.05)), rules)
    print(f"{'MB':>6} {'blocks':>8} {'blocks s':>9} {'label s':>8} {'split s':>8} {'MB/s':>6} {'peak MB':>8}")
    for size in map(float, sys.argv[1:] or ("1", "4", "16")):
        text = dump(size)
        begun = time.process_time()
        blocks = text_blocks(text)
        read = time.process_time()
        labelled = label(blocks, rules)
        done = time.process_time()
        split(Page("dump", "dump", 0, "text", b""), text, labelled, rules)
        end = time.process_time()
        speed = len(text.encode()) / 1e6 / (end - begun)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        parts = f"{read - begun:9.2f} {done - read:8.2f} {end - done:8.2f}"
        print(f"{size:6g} {len(blocks):8} {parts} {speed:6.2f} {peak:8.0f}")


if __name__ == "__main__":
    main()
