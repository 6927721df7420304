"""Make a dump of any size from some pages: each copy says other words, so that few of its articles are repeats.

    python bench/big_dump.py PAGES.jsonl.gz TEXTS OUT --html MB --text MB [--twins 0.02] [--seed 1]

PAGES has rows with `html` and `url`, TEXTS is a folder of text dumps. OUT gets pages-NNN.warc.gz (or .warc with
--plain) and text-NNN.txt of about 256 MB unpacked each. In every copy 60 % of the words of four letters or more are
replaced by others; a share of the pages (--twins) is an earlier page once more, byte for byte, under another address.
"""

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from io_inputs import warc_record

FILE = 256 << 20
SAID = re.compile(r">([^<]{20,})<")
WORD = re.compile(r"\b[a-z]{4,}\b")
HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


class Words:
    """Other words for those of a text, of the same first letter and about the same length."""

    def __init__(self, texts: list[str]) -> None:
        self.by_shape: dict[tuple[str, int], list[str]] = {}
        for word in sorted({word for text in texts for word in WORD.findall(text)}):
            self.by_shape.setdefault((word[0], len(word) // 3), []).append(word)

    def change(self, text: str, rng: random.Random) -> str:
        """The text with most of its words replaced."""

        def other(found: re.Match[str]) -> str:
            word = found.group()
            if rng.random() > 0.6:
                return word
            pool = self.by_shape.get((word[0], len(word) // 3))
            return pool[int(rng.random() * len(pool))] if pool else word

        return WORD.sub(other, text)


def altered(html: str, words: Words, rng: random.Random) -> str:
    """A page whose visible text says other words."""
    parts, at = [], 0
    for hidden in HIDDEN.finditer(html):
        parts.append(SAID.sub(lambda said: f">{words.change(said.group(1), rng)}<", html[at : hidden.start()]))
        parts.append(hidden.group())
        at = hidden.end()
    parts.append(SAID.sub(lambda said: f">{words.change(said.group(1), rng)}<", html[at:]))
    return "".join(parts)


def pages(source: str, words: Words, twins: float, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    with gzip.open(source, "rt", encoding="utf-8", newline="\n") as lines:
        rows = [(row["url"], row["html"]) for row in map(json.loads, lines)]
    last: list[tuple[str, bytes]] = []
    for copy in count():
        for number, (url, html) in enumerate(rows):
            made = f"{url}?copy={copy}-{number}", altered(html, words, rng).encode("utf-8", "replace")
            if last and rng.random() < twins:
                made = last[int(rng.random() * len(last))]
            last = [*last[-63:], made]
            yield made


def write_html(args: argparse.Namespace, words: Words, rng: random.Random) -> int:
    made, total = pages(args.pages, words, args.twins, rng), 0
    for number in count():
        size = 0
        name = args.out / f"pages-{number:03}.warc{'' if args.plain else '.gz'}"
        with name.open("wb") as warc:
            while size < FILE and total < args.html << 20:
                url, html = next(made)
                record = warc_record(url, html)
                warc.write(record if args.plain else gzip.compress(record, 1, mtime=0))
                size += len(html)
                total += len(html)
        if total >= args.html << 20:
            return total
    return total


def write_text(args: argparse.Namespace, texts: list[str], words: Words, rng: random.Random) -> int:
    total = 0
    for number in count():
        size = 0
        with (args.out / f"text-{number:03}.txt").open("wb") as file:
            while size < FILE and total < args.text << 20:
                text = words.change(texts[int(rng.random() * len(texts))], rng)
                size += (written := file.write(text.encode() + b"\n\n"))
                total += written
        if total >= args.text << 20:
            return total
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages")
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--html", type=int, default=0)
    parser.add_argument("--text", type=int, default=0)
    parser.add_argument("--twins", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.texts.glob("*.txt"))]
    words, rng = Words(texts), random.Random(args.seed)
    html = write_html(args, words, rng) if args.html else 0
    text = write_text(args, texts, words, rng) if args.text else 0
    print(f"{html / 1e6:.0f} MB of HTML, {text / 1e6:.0f} MB of text")


if __name__ == "__main__":
    main()
