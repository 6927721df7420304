"""How the report copes with large runs: seconds to write it, memory, size, seconds to open and to search it.

    python bench/report_scale.py 100000

Makes an output folder of that many articles of invented text (outside the checkout, removed afterwards), writes its
report in a process of its own, and opens it in headless Chromium where that is installed.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import chromium, missing  # noqa: E402
from report_folder import Row, cut, record, write_folder  # noqa: E402

WORDS = [
    "river",
    "market",
    "winter",
    "garden",
    "travel",
    "music",
    "history",
    "engine",
    "paper",
    "window",
    "teacher",
    "village",
    "mountain",
    "coffee",
]
LABELS = ["nav", "trending", "teaser", "share", "footer", "related", "newsletter", "cookie"]
WRITE = """
import resource, sys, time
from pathlib import Path
from cleaner.writers.report import write_report
begin = time.process_time()
write_report(Path(sys.argv[1]))
print(time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


class Run:
    """An invented run of `count` articles, the same every time."""

    def __init__(self, count: int) -> None:
        self.count, self.random = count, random.Random(1)
        self.sentences = [self.sentence() for _ in range(5000)]

    def sentence(self) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(8, 22))).capitalize() + "."

    def body(self) -> str:
        choose = self.random.choice
        lines = (" ".join(choose(self.sentences) for _ in range(4)) for _ in range(self.random.randint(3, 14)))
        return "\n".join(lines)

    def corpus(self) -> Iterator[Row]:
        number = page = 0
        while number < self.count:
            articles, start = self.random.choice((1, 1, 1, 2, 5, 9)), 0
            for index in range(articles):
                text, source = self.body(), f"dump-{page // 50}.warc"
                yield record(
                    f"{number:016x}", text, title=self.random.choice(self.sentences)[:60], source=source,
                    source_path=f"{source}#{page}", article_index=index, article_count=articles, source_start=start,
                    source_end=start + len(text), confidence=round(self.random.betavariate(8, 1.5), 4),
                )  # fmt: skip
                number, start = number + 1, start + len(text) + 1
            page += 1

    def cuts(self) -> Iterator[Row]:
        for page in range(self.count // 3):
            for place in range(self.random.randint(2, 25)):
                label = self.random.choice(LABELS)
                yield cut(
                    self.sentence(), place * 100, label, source_path=f"dump-{page // 50}.warc#{page}", page=page,
                    rule=f"{label}/{self.random.randint(0, 30)}", margin=round(self.random.random() * 8, 3),
                )  # fmt: skip

    def duplicates(self) -> Iterator[Row]:
        for number in range(self.count // 10):
            grade, score = self.random.choice(("near", "exact")), round(self.random.uniform(0.7, 1), 4)
            row = record(f"d{number:015x}", self.body(), source_path=f"dup#{number}")
            kept = f"{number * 7 % self.count:016x}"
            yield row | {"duplicate_of": kept, "grade": grade, "score": score, "why_kept": "longer"}

    def links(self) -> Iterator[Row]:
        for number in range(self.count // 5):
            yield {
                "a": f"{number:016x}", "b": f"{(number * 3 + 1) % self.count:016x}", "passage_a": [0, 300],
                "passage_b": [10, 400], "grade": self.random.choice(("story", "contained")),
                "score": round(self.random.uniform(0.2, 1), 3), "shared": ["river"], "conflicts": ["winter / garden"],
            }  # fmt: skip


def opened(report: Path) -> str:
    if missing():
        return missing()
    search = """const field = document.getElementById('words'), begin = performance.now(); field.value = 'river market';
    field.dispatchEvent(new Event('input', {bubbles: true}));
    return new Promise(done => setTimeout(() => done(performance.now() - begin), 121))"""
    with chromium() as browser:
        begin = time.perf_counter()
        browser.open(report)
        browser.run("return document.body.getBoundingClientRect().height")
        seconds = time.perf_counter() - begin
        return f"opened in {seconds:.1f} s, searched in {browser.run(search) / 1000:.1f} s"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    run = Run(count)
    with tempfile.TemporaryDirectory() as temporary:
        out = write_folder(
            Path(temporary), corpus=run.corpus(), cuts=run.cuts(), duplicates=run.duplicates(), links=run.links()
        )
        read = sum(path.stat().st_size for path in out.glob("*.jsonl"))
        done = subprocess.run(
            [sys.executable, "-c", WRITE, str(out)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        seconds, megabytes = map(float, done.stdout.split())
        report = out / "report.html"
        print(f"{count:,} articles, {read / 1e6:,.0f} MB of JSONL")
        print(f"written in {seconds:.1f} s of CPU with {megabytes:.0f} MB of memory")
        print(f"report.html has {report.stat().st_size / 1e6:.1f} MB, {opened(report)}")


if __name__ == "__main__":
    main()
