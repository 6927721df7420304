"""What the phrases of rules/phrases take of real pages, and how fast they are matched.

    python bench/phrases.py [--data ../shared/data/split-real-train/dumps.jsonl.gz]

Of the lines of real pages that are no body the phrases should take many, of body lines few. Sorts that say what a line
looks like (bullet, hash_title) are left out. Lines longer than patterns look at count as not taken.
"""

import argparse
import collections
import gzip
import json
import time
from pathlib import Path

from style_stock import DATA

from cleaner.patterns import MAX_MATCHED, Tests
from cleaner.rules import load_rules

LOOKS = {"bullet", "hash_title"}


def lines_of(path: Path) -> list[tuple[str, bool]]:
    """The lines of the dumps' pages, and whether each is body; open ones and titles are left out."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            lines, unsure = row["text"].split("\n"), set(row["unsure_lines"])
            for article in row["articles"]:
                low, high = article["lines"]
                body, skipped = set(article["body_lines"]), unsure | {article["title_line"]}
                numbers = [n for n in range(low, min(high + 1, len(lines))) if n not in skipped and lines[n].strip()]
                found += [(lines[n], n in body) for n in numbers]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "split-real-train" / "dumps.jsonl.gz")
    lines = lines_of(parser.parse_args().data)
    phrases = load_rules().phrases()
    tests = Tests([phrase.match for phrase in phrases])
    short = [text for text, _ in lines if len(text) <= MAX_MATCHED]
    for text in short:
        tests.found(text)  # the automata are built as they are used
    start = time.process_time()
    for text in short:
        tests.found(text)
    rate = len(short) / (time.process_time() - start)
    taken: collections.Counter[tuple[str, bool]] = collections.Counter()
    for text, body in lines:
        numbers = tests.found(text) if len(text) <= MAX_MATCHED else ()
        sorts = {phrases[number].sort for number in numbers} - LOOKS
        taken.update((sort, body) for sort in (*sorts, *(["any"] if sorts else [])))
    count = collections.Counter(body for _, body in lines)
    print(f"{len(phrases)} phrases; {rate:,.0f} short lines a second")
    print(f"{count[False]:,} other and {count[True]:,} body lines\n")
    print("| sort | other lines | body lines |\n|---|---|---|")
    for sort in sorted({sort for sort, _ in taken}, key=lambda sort: (-taken[sort, False], sort)):
        shares = (taken[sort, body] / count[body] for body in (False, True))
        print(f"| {sort} | " + " | ".join(f"{100 * share:.2f} %" for share in shares) + " |")


if __name__ == "__main__":
    main()
