"""What isolation costs, and what a second job can gain, in processor seconds of the page stages.

    python bench/isolation.py INPUT... [--repeat 7]

INPUT is read once, into memory. Then all pages are taken apart (decode, blocks, label, split, lines) in this process,
and by one worker, in turn, as often as --repeat says: on a machine that others use as well, processor seconds of the
same work differ by a tenth, so one run says nothing and the median of many does. Overhead: processor seconds of parent
and worker together against those without a worker. The second job: on two free cores the pages take (parent +
workers) / 2 seconds of wall time, and never less than the parent alone, so the factor over one job, worker / that,
follows from processor seconds and does not hang on what else the machine does. The measured wall time is shown too; it
says little on a busy machine.
"""

import argparse
import resource
import time
from functools import partial
from statistics import median

from cleaner.engines.local import run
from cleaner.model import Page
from cleaner.pipeline import HARMLESS, clean_page
from cleaner.readers import find_sources, read
from cleaner.rules import load_rules
from cleaner.settings import Settings


def processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measured(task: partial[object], pages: list[Page], jobs: int) -> tuple[float, float, float]:
    """Processor seconds of this process, of workers, and wall seconds."""
    here, there = processor(resource.RUSAGE_SELF), processor(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    for _ in run(task, pages, jobs=jobs or 1, isolation=jobs > 0, warm=HARMLESS):
        pass
    wall = time.monotonic() - began
    return processor(resource.RUSAGE_SELF) - here, processor(resource.RUSAGE_CHILDREN) - there, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--repeat", type=int, default=7)
    args = parser.parse_args()
    pages = [item for source in find_sources(args.inputs) for item in read(source) if isinstance(item, Page)]
    size = sum(len(page.raw) for page in pages) / 1e6
    task = partial(clean_page, rules=load_rules(), settings=Settings())
    measured(task, [*HARMLESS.values(), *pages[:20]], 0)
    print(f"{len(pages)} pages, {size:.1f} MB")
    runs = []
    for number in range(args.repeat):
        plain, _, _ = measured(task, pages, 0)
        parent, worker, one = measured(task, pages, 1)
        runs.append((plain, parent, worker))
        print(
            f"run {number}: in process {plain:.2f} s; isolated: worker {worker:.2f} s + parent {parent:.2f} s, "
            f"overhead {100 * ((parent + worker) / plain - 1):+.1f} %",
            flush=True,
        )
    plain, parent, worker = (median(column) for column in zip(*runs, strict=True))
    overhead = median((parent + worker) / plain - 1 for plain, parent, worker in runs)
    gain = max(parent, worker) / max((parent + worker) / 2, parent)
    _, _, two = measured(task, pages, 2)
    print(
        f"medians: in process {plain:.2f} s; worker {worker:.2f} s + parent {parent:.2f} s; "
        f"overhead {100 * overhead:+.1f} %; two jobs by processor seconds {gain:.2f} x, "
        f"by wall time (once) {one / two:.2f} x"
    )


if __name__ == "__main__":
    main()
