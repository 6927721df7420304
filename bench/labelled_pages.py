"""Turn the development dumps of ../shared/data into labelled pages that `cleaner rules fit` reads.

    python bench/labelled_pages.py OUT [--made FOLDER...] [--real FILE...]

writes OUT/<page id>.jsonl, one block a line as `explain --json` does.

OUT belongs outside the checkout: the texts are third-party. A label may name several ("body|subhead|item") or none
("", nobody knows); `article` is the article's number, -1 for none, and null where it is open.
"""

import argparse
import bisect
import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.blocks.text import text_blocks
from cleaner.label.plan import Plan, plan_for
from cleaner.model import Block
from cleaner.rulebook import Phrase
from cleaner.rules import load_rules

DATA = next(
    (up / "shared" / "data" for up in Path(__file__).resolve().parents if (up / "shared").is_dir()), Path("data")
)
BODY = {"p": "body", "sub": "subhead", "li": "item|body", "any": "body|subhead|item"}

ABOVE = 4
"""Lines above a real page's title that may be its kicker or date, if they are worded so."""
OPENING = frozenset(("kicker_section", "date", "date_in", "age", "age_glued", "byline", "byline_date", "dateline"))


class Row(NamedTuple):
    """A block and what is known of it."""

    block: Block
    label: str
    article: int | None
    host: str
    """The real page's host, or the made dump's style: what folds leave out."""


class Labelled(NamedTuple):
    id: str
    style: str
    rows: list[Row]
    text: str
    truth: dict[str, Any]


def made_page(truth: dict[str, Any], text: str) -> Labelled:
    """A made dump: every line has its label."""
    spans: list[tuple[int, int, str, int]] = [(s, e, kind, -1) for s, e, kind in truth["boilerplate"]]
    for number, article in enumerate(truth["articles"]):
        spans += [(*article[key], key, number) for key in ("kicker", "title", "deck") if article[key]]
        spans += [(s, e, "meta", number) for s, e in article["meta"]]
        spans += [(s, e, BODY[kind], number) for s, e, kind in article["body"]]
    spans.sort()
    ends = [(a["start"], max([a["end"], *(s[1] for s in a["body"])])) for a in truth["articles"]]
    rows = []
    for block in text_blocks(text):
        label, article = _best(spans, block)
        if article == -1:
            article = next((n for n, (start, end) in enumerate(ends) if start <= block.start < end), -1)
        hosts = [a.get("host", truth["style"]) for a in truth["articles"]]
        host = hosts[article] if article is not None and article >= 0 else truth["style"]
        rows.append(Row(block, label, article, host))
    _trailing(rows)
    return Labelled(truth["id"], truth["style"], rows, text, truth)


def _best(spans: list[tuple[int, int, str, int]], block: Block) -> tuple[str, int]:
    """The label of the span that shares most with a block."""
    at = bisect.bisect_right(spans, (block.end,))
    best = max(spans[max(0, at - 40) : at], key=lambda s: min(s[1], block.end) - max(s[0], block.start), default=None)
    if best is None or min(best[1], block.end) <= max(best[0], block.start):
        return "other", -1
    return best[2], best[3]


def _trailing(rows: list[Row]) -> None:
    """Boilerplate behind an article's last body line stands outside of it."""
    inside: set[int] = set()
    for i in range(len(rows) - 1, -1, -1):
        row = rows[i]
        kept = bool({"body", "subhead", "item"} & set(row.label.split("|")))
        if kept and row.article is not None:
            inside.add(row.article)
        elif row.article is not None and row.article >= 0 and row.article not in inside:
            rows[i] = row._replace(article=-1)


def real_page(truth: dict[str, Any]) -> Labelled:
    """A dump of real pages: body, title, other; which other is not known."""
    text = truth["text"]
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    unsure = set(truth["unsure_lines"])
    body = {n: i for i, a in enumerate(truth["articles"]) for n in a["body_lines"]}
    lines = text.split("\n")
    title = {_last_copy(lines, a): i for i, a in enumerate(truth["articles"])}
    rows = []
    for block in text_blocks(text):
        line = bisect.bisect_right(starts, block.start) - 1
        page = next((i for i, a in enumerate(truth["articles"]) if a["lines"][0] <= line < a["lines"][1]), None)
        host = truth["articles"][page]["url_host"] if page is not None else ""
        rows.append(Row(block, *_real_label(lines, truth, line, page, body, title, unsure), host))
    return Labelled(truth["id"], truth["style"], rows, text, truth)


def _last_copy(lines: list[str], article: dict[str, Any]) -> int:
    """The line of a title, or the last one above the body that says the same."""
    at = article["title_line"]
    below = range(min(article["body_lines"]) - 1, at, -1)
    return next((n for n in below if lines[n].strip().casefold() == lines[at].strip().casefold()), at)


@lru_cache(maxsize=1)
def _plan() -> Plan:
    return plan_for(load_rules(), "text", "")


@lru_cache(maxsize=100_000)
def _sorts(line: str) -> frozenset[str]:
    """The sorts of the phrases that a line is."""
    said = (_plan().tested[number] for number in _plan().tests.found(line))
    return frozenset(one.sort for one in said if isinstance(one, Phrase))


def _real_label(
    lines: list[str],
    truth: dict[str, Any],
    line: int,
    page: int | None,
    body: dict[int, int],
    title: dict[int, int],
    unsure: set[int],
) -> tuple[str, int | None]:
    if line in title:
        return "title", title[line]
    if line in unsure:
        return "", None
    if line in body:
        return "body|subhead|item", body[line]
    if page is None:
        return "other", -1
    article = truth["articles"][page]
    above = next(n for n, i in title.items() if i == page) - line
    if above > 0:
        # Were all lines above open, a fit would take menus and share rows for kickers: nothing would speak against it.
        may_open = above <= ABOVE and _sorts(lines[line]) and _sorts(lines[line]) <= OPENING
        return ("other|kicker|meta" if may_open else "other"), -1
    if line < min(article["body_lines"]):
        return "other|meta|deck", page
    return ("other", page) if line < max(article["body_lines"]) else ("other", -1)


def made_pages(folder: Path) -> list[Labelled]:
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    return [made_page(t, (folder / t["text"]).read_bytes().decode("utf-8")) for t in truths]


def real_pages(path: Path) -> list[Labelled]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [real_page(json.loads(line)) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--made", type=Path, nargs="*", default=[], help="folders that bench/styles.py wrote")
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="files that bench/real_dumps.py wrote")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pages = [page for folder in (args.data / "split-dev", *args.made) for page in made_pages(folder)]
    known = [args.data / name / "dumps.jsonl.gz" for name in ("split-real-dev", "split-real-train")]
    pages += [page for path in (*known, *args.real) for page in real_pages(path)]
    for page in pages:
        with (args.out / f"{page.id}.jsonl").open("w", encoding="utf-8") as out:
            for row in page.rows:
                block = row.block
                line = {"start": block.start, "end": block.end, "path": "", "text": block.text, "label": row.label}
                out.write(
                    json.dumps({**line, "rule": "", "margin": 0.0, "article": row.article}, ensure_ascii=False) + "\n"
                )


if __name__ == "__main__":
    main()
