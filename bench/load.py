"""A large run with poison in it against the same run without: all pages accounted for, and what the poison costs.

    python bench/load.py [--pages 100000] [--hangs 6] [--jobs 2]

One JSON Lines file of small pages (about 2 kB of HTML, every eighth a text dump), of which 1 % are poison of all kinds
in equal numbers, apart from pages that hang, of which there are --hangs, since each costs its whole deadline. Pages that
hang, crash or swallow memory do so for certain: the worker's task is replaced by one that does what a mark in the page
says; so the figures do not depend on which real page happens to be slow this week. The rest is real: lines that are no
JSON, fields of wrong types, bytes that are no text, depth, floods of entities, attributes and line ends.

Must: records of first articles in corpus and duplicates + lines of rejects = pages; and wall time of the poisoned run
within 1.3 times that of the clean one plus hangs * deadline / jobs. The same of processor seconds is shown, since wall
times of a busy machine say little.
"""

import argparse
import ctypes
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kill_harness import article

import cleaner.pipeline
from cleaner.cli import run
from cleaner.limits import Limits
from cleaner.model import Explained, Page
from cleaner.pipeline import take_apart

MARK = b"Zqpoison"


def hang() -> None:
    while True:
        pass


def swallow() -> None:
    held = [bytearray(1 << 26) for _ in range(1000)]
    del held


def stop() -> None:
    raise ValueError("poison")


DEEDS: dict[bytes, Callable[[], object]] = {
    b"hang": hang,
    b"abort": os.abort,
    b"segfault": lambda: ctypes.string_at(0),
    b"swallow": swallow,
    b"raise": stop,
    b"leave": lambda: os._exit(3),
}


def poisoned(page: Page, *args: object) -> Explained:
    """Take a page apart, or do what it says."""
    at = page.raw.find(MARK)
    if at >= 0:
        DEEDS[page.raw[at + len(MARK) :].split(b" ")[1]]()
    return take_apart(page, *args)  # type: ignore[arg-type]


def good(rng: random.Random, number: int) -> dict[str, str]:
    title, paragraphs = article(rng)
    address = {"url": f"http://{number % 97}.example/{number}"}
    if number % 8 == 0:
        return {"text": "\n".join([title, *paragraphs]), **address}
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    menu = "<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
    return {"html": f"<title>{title}</title><body>{menu}<article><h1>{title}</h1>{body}</article>", **address}


def natural(rng: random.Random) -> tuple[bytes, ...]:
    """Lines that are poison by themselves."""
    page = good(rng, 1)["html"]
    pages = (
        *("", "   \n", "\x00" * 500, "\x01\x02\x03" * 300, "<div>" * 6000 + page, "<table><tr><td>" * 500 + page),
        *(
            "&" * 20_000 + page,
            "<p " + "a=b " * 9000 + ">" + page,
            "<!--" * 500 + page,
            "<script>" + page,
            "\ud800" + page,
        ),
        *(
            page.replace("<p>", "<p>\x1b[2J\u202e"),
            "<br>" * 20_000 + page,
            "<a href=x>y</a>" * 3000 + page,
            "<" * 9000 + page,
        ),
    )
    texts = ("\r" * 5000, "-\n" * 3000, "A. " * 20_000, "\u0301" * 20_000, "x" * 300_000, "\u2028a" * 900)
    rows = (
        *(b"{", b"[1]", b"null", b'{"text": 1}', b'{"text": null}', b'{"x": "y"}', b'{"text": "\xff"}', b"not json"),
        b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    )
    return (
        *rows,
        *(json.dumps({"html": it}).encode() for it in pages),
        *(json.dumps({"text": it}).encode() for it in texts),
    )


def lines(pages: int, poison: bool, hangs: int) -> Iterator[bytes]:
    """The rows of the dump; both dumps have the same good pages."""
    rng, odd = random.Random(1), random.Random(2)
    bad = natural(odd)
    deeds = [name for name in DEEDS if name != b"hang"]
    places = odd.sample(range(pages), pages // 100)
    kinds: dict[int, bytes] = {}
    for number, place in enumerate(places):
        if number < hangs:
            kinds[place] = b"hang"
        else:
            kinds[place] = deeds[number % len(deeds)] if number % 2 else bad[number % len(bad)]
    for number in range(pages):
        row, kind = good(rng, number), kinds.get(number) if poison else None
        if kind in DEEDS:
            field = "html" if "html" in row else "text"
            row[field] = f"{MARK.decode()} {kind.decode()} {row[field]}"
        yield kind if kind is not None and kind not in DEEDS else json.dumps(row).encode()


def measured(source: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Wall and processor seconds of a run in a process of its own."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    child = os.fork()
    if child == 0:
        cleaner.pipeline.take_apart = poisoned
        os._exit(run(["clean", str(source), "-o", str(out), "--quiet", "--jobs", str(jobs)]))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert code in (0, 3), code
    return time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def accounted(out: Path) -> dict[str, int]:
    """First articles in corpus and duplicates, and rejects."""
    rows = {
        name: [json.loads(line) for line in (out / name).open("rb")] for name in ("corpus.jsonl", "duplicates.jsonl")
    }
    found = {name: sum(row["article_index"] == 0 for row in part) for name, part in rows.items()}
    with (out / "rejects.jsonl").open("rb") as rejects:
        return {**found, "rejects.jsonl": sum(1 for _ in rejects)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--hangs", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    times, lost = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name in ("clean", "poisoned"):
            source, out = Path(folder, f"{name}.jsonl"), Path(folder, name)
            with source.open("wb") as file:
                file.writelines(line + b"\n" for line in lines(args.pages, name == "poisoned", args.hangs))
            times.append(measured(source, out, args.jobs))
            found = accounted(out)
            lost += args.pages - sum(found.values())
            said = ", ".join(f"{count} {kind}" for kind, count in found.items())
            print(
                f"{name}: {args.pages} pages; {said}; {times[-1][0]:.1f} s, processor {times[-1][1]:.1f} s", flush=True
            )
    deadlines = args.hangs * Limits().page_seconds
    for what, (clean, poison), allowed in (
        ("wall", [wall for wall, _ in times], deadlines / args.jobs),
        ("processor", [spent for _, spent in times], deadlines),
    ):
        ratio = (poison - allowed) / clean
        print(f"{what}: ({poison:.1f} s - {allowed:.0f} s of deadlines) / {clean:.1f} s clean = {ratio:.2f}")
    print(f"lost: {lost}")
    return int(lost != 0)


if __name__ == "__main__":
    sys.exit(main())
