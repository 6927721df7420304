"""Run real pages together as text dumps, in the ways scrapers turn pages into text, with the truth by line.

    python bench/real_dumps.py OUT.jsonl.gz --dumps 300 --seed 5

The form is that of ../shared/data/split-real-train: pages of ../shared/data/extract-*.jsonl.gz whose main text is
known, each through a converter drawn at random. The true text is laid against the lines; a line that matches in part
is left open. Pages whose title cannot be found above the text are left out. OUT belongs outside the checkout.
"""

import argparse
import gzip
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from labelled_pages import DATA

TOKEN = re.compile(r"[^\W_]+")
SUFFIX = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*")
ANCHOR = 6
"""Tokens from which a line is looked for anywhere; shorter ones only between such lines."""
SHINGLE = 4


class PageLines(NamedTuple):
    lines: list[str]
    title: int
    body: list[int]
    unsure: list[int]


def bs4_lines(html: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    return "\n".join(part for part in (line.strip() for line in soup.get_text("\n").splitlines()) if part)


def html2text(html: str, width: int = 0) -> str:
    from html2text import HTML2Text

    made = HTML2Text(bodywidth=width)
    made.ignore_links = made.ignore_images = True
    return str(made.handle(html))


def wrapped(html: str) -> str:
    return html2text(html, 78)


def inscriptis(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def lxml_blocks(html: str) -> str:
    """Text of the leaf blocks, each on a line."""
    from lxml import html as lxml_html

    inline = {"a", "b", "i", "em", "strong", "span", "sup", "sub", "u", "small", "code", "mark", "q", "cite", "abbr"}
    tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    out: list[str] = []

    def flow(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template"):
            return
        block = element.tag not in inline
        if block:
            out.append("\n")
        out.append(element.text or "")
        for child in element:
            flow(child)
            out.append(child.tail or "")
        if block:
            out.append("\n")

    flow(tree)
    lines = (" ".join(line.split()) for line in re.sub(r"[^\S\n]+", " ", "".join(out)).split("\n"))
    return "\n".join(line for line in lines if line)


def resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False, alt_texts=False))


CONVERTERS: dict[str, Callable[[str], str]] = {
    "bs4_lines": bs4_lines, "html2text": html2text, "html2text_wrapped": wrapped, "inscriptis": inscriptis,
    "lxml_blocks": lxml_blocks, "resiliparse": resiliparse,
}  # fmt: skip
SHARES = (4, 3, 1, 4, 4, 4)


def tokens(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def titles_of(html: str) -> list[tuple[str, ...]]:
    """What may be the title, as tokens, the surest first."""
    from lxml import html as lxml_html

    tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    said = [" ".join(h1.itertext()) for h1 in tree.iter("h1")]
    meta = {m.get("property") or m.get("name"): m.get("content") or "" for m in tree.iter("meta")}
    named = [meta.get("og:title", ""), meta.get("twitter:title", ""), tree.findtext(".//title") or ""]
    parts = [part for name in named for part in (name, *SUFFIX.split(name)[:1])]
    wanted = [tuple(tokens(part)) for part in parts if len(tokens(part)) >= 2]
    heads = [tuple(tokens(text)) for text in said if len(tokens(text)) >= 2]
    like = [h for h in heads if any(set(h) & set(w) and len(set(h) & set(w)) >= 0.6 * len(set(h)) for w in wanted)]
    return list(dict.fromkeys([*like, *wanted]))


def lay(lines: list[list[str]], truth: list[str]) -> tuple[list[int], list[int]]:
    """Numbers of the lines that are body, and of those that match in part."""
    anchors, unsure = _anchors(lines, truth)
    body = [number for number, _, _ in anchors]
    for (low, _, start), (high, stop, _) in pairwise([(-1, 0, 0), *anchors, (len(lines), len(truth), len(truth))]):
        between, begin = truth[max(0, start - 1) : stop + 1], 0
        for number in range(low + 1, high):
            line = lines[number]
            if line and len(line) < ANCHOR and (found := _within(between, line, begin)) >= 0:
                begin = found + len(line)
                body.append(number)
    return sorted(body), unsure


def _anchors(lines: list[list[str]], truth: list[str]) -> tuple[list[tuple[int, int, int]], list[int]]:
    """Long lines of the true text, in its order, with the tokens they cover there; and those that match in part."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(truth) - SHINGLE + 1):
        places.setdefault(tuple(truth[at : at + SHINGLE]), []).append(at)
    anchors: list[tuple[int, int, int]] = []
    unsure, at = [], 0
    for number, line in enumerate(lines):
        if len(line) < ANCHOR:
            continue
        found = [places.get(tuple(line[i : i + SHINGLE])) for i in range(len(line) - SHINGLE + 1)]
        share = sum(one is not None for one in found) / len(found)
        begin: list[int] = next((one for one in found if one), [])
        ahead = next((place for place in begin if place >= at - 3), None)
        if share >= 0.7 and (ahead is not None or not anchors):
            first = begin[0] if ahead is None else ahead
            at = first + len(line)
            anchors.append((number, first, at))
        elif share >= 0.3:
            unsure.append(number)  # in part, or said again out of order
    return anchors, unsure


def _within(words: list[str], line: list[str], start: int) -> int:
    size = len(line)
    return next((i for i in range(start, len(words) - size + 1) if words[i : i + size] == line), -1)


def page_lines(row: dict[str, Any], converter: str) -> PageLines | None:
    """A page as lines and what is true of them, or None where that is not known."""
    lines = CONVERTERS[converter](row["html"]).replace("\r", "").split("\n")
    said = [tokens(line) for line in lines]
    body, unsure = lay(said, tokens(row["text"]))
    if len(body) < 3 or sum(len(said[n]) for n in body) < 0.8 * len(tokens(row["text"])):
        return None
    anchors = [n for n in body if len(said[n]) >= ANCHOR]
    wanted = titles_of(row["html"])
    for title in wanted:
        at = [n for n in range(anchors[0] + 1) if tuple(said[n]) == title]
        if at:
            kept = [n for n in body if n > at[-1]]
            unsure = [n for n in unsure if n > at[-1]]
            whole = sum(len(said[n]) for n in kept) >= 0.75 * len(tokens(row["text"]))
            return PageLines(lines, at[-1], kept, unsure) if kept and whole else None
    return None


def dump(rng: random.Random, number: int, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    converter = rng.choices(list(CONVERTERS), SHARES)[0]
    join = rng.choice(("line", "blank", "none"))
    text: list[str] = []
    articles, unsure = [], []
    for row in rows:
        try:
            page = page_lines(row, converter)
        except (ValueError, RecursionError):
            page = None
        if page is None:
            continue
        if text and join != "none":
            text += [""] if join == "blank" else ["-" * rng.randint(3, 40)]
        first = len(text)
        text += page.lines
        articles.append(
            {
                "title_line": first + page.title,
                "title": page.lines[page.title].strip(" #*"),
                "body_lines": [first + n for n in page.body],
                "url_host": (urlsplit(row["url"]).hostname or "").removeprefix("www."),
                "source": row["id"],
                "lines": [first, len(text)],
            }
        )
        unsure += [first + n for n in page.unsure]
    name = f"real_own_{number:04d}_{converter}"
    whole = {"id": name, "style": converter, "join": join, "text": "\n".join(text), "articles": articles}
    return {**whole, "hosts": [], "unsure_lines": unsure} if articles else None


def dumps(rows: list[dict[str, Any]], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Dumps of one to five pages; every page comes up about as often as any other."""
    rng = random.Random(seed)
    deck: list[dict[str, Any]] = []
    for number in range(count):
        while len(deck) < 5:
            deck += rng.sample(rows, len(rows))
        size = rng.choice((1, 2, 3, 4, 5))
        made = dump(rng, number, [deck.pop() for _ in range(size)])
        if made:
            yield made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dumps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    rows = []
    for name in ("train", "dev"):
        with gzip.open(DATA / f"extract-{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows += [row for row in map(json.loads, lines) if row["page_type"] == "article"]
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for made in dumps(rows, args.dumps, args.seed):
            out.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
