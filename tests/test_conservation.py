"""Conservation, as the output has it: each character that a reader of a page could see is in a record or in a cut."""

import html
import json
from collections import Counter
from collections.abc import Callable
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.model import Page
from cleaner.pipeline import clean_page
from cleaner.rulebook import Rules
from cleaner.rules import load_rules
from cleaner.settings import Settings

SENTENCES = (
    "The council met on Tuesday to settle the budget for the coming year.",
    "Nobody in the village had expected the river to rise so fast, said the mayor.",
    "„Wir haben das nicht gewusst“, sagte die Ministerin am Montag.",
    "Два человека пострадали при пожаре на складе, сообщили спасатели.",
    "歡迎來到港口，今天的天氣很好。",
    "وقال المتحدث إن 12 شخصا أصيبوا في الحادث.",
)
LINES_OF_SITES = (
    *("Share this article", "Trending", "Read more: the harbour", "Advertisement", "Home | News | Sport", "By Ann Lee"),
    *("5 hours ago", "World", "12 May 2024", "- a first point", "• a second one", "## Under way", "* * *", "»", "1."),
    *("© 2024 Example News", "Subscribe to our newsletter", "Storm closes the harbour", "Comments (3)", "...", "|"),
    *("Tags: a, b", "–"),
)  # fmt: skip
ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
PROSE = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
LINE = st.one_of(PROSE, st.sampled_from(LINES_OF_SITES), ANY, st.just(""))
THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def rules() -> Rules:
    return load_rules()


def signs(text: str) -> Counter[str]:
    """The characters of a text without white space and what marks a list: that is written as "- " in records."""
    return Counter("".join(text.split()))


def told(page: str, kind: str) -> Counter[str]:
    """All characters of what a run writes of a page."""
    taken = clean_page(Page("page", "page", 0, kind, page.encode(), "utf-8"), rules(), Settings())  # type: ignore[arg-type]
    records = [json.loads(line) for line in taken.records]
    fields = [row[key] for row in records for key in ("title", "text", "description")]
    fields += [name for row in records for name in row["categories"]]
    cuts = [json.loads(line)["text"] for line in taken.cuts.splitlines()]
    assert fields or cuts or taken.rejects, "nothing is said of the page"
    return signs("\n".join([*fields, *cuts]))


def missing(page: str, seen: str, kind: str) -> Counter[str]:
    """The characters that a reader could see and that no record and no cut has."""
    lost = signs(seen) - told(page, kind)
    return Counter({sign: count for sign, count in lost.items() if sign not in MARKS})


MARKS = "-*•·‣▪●►>#_~+|\ufeff"
"""Marks of lists and headings, which records write in one way, and the byte order mark."""


@THOROUGH
@given(st.lists(LINE, max_size=30), st.sampled_from(("\n", "\r\n", "\n\n")))
def test_each_character_of_a_text_is_written(lines: list[str], end: str) -> None:
    """Somewhere; most lines are of kinds that real dumps have."""
    page = end.join(lines)
    assert not missing(page, page, "text")


WRAPPERS: tuple[Callable[[str], str], ...] = (
    *(lambda s: f"<p>{s}</p>", lambda s: f"<p>{s}", lambda s: f"<div class=widget>{s}</div>", lambda s: f"{s}<br>"),
    *(lambda s: f"<h1>{s}</h1>", lambda s: f"<h2><a href=/x>{s}</a></h2>", lambda s: f"<ul><li>{s}<li>{s}</ul>"),
    *(lambda s: f"<table><tr><td>{s}<td>{s}</table>", lambda s: f"<nav><a href=/>{s}</a></nav>"),
    *(lambda s: f"<article>{s}</article>", lambda s: f"<aside>{s}</aside>", lambda s: f"<pre>{s}\n</pre>"),
    *(lambda s: f"<blockquote><p>{s}</blockquote>", lambda s: f"<dl><dt>{s}<dd>{s}</dl>", lambda s: f"<b>{s}</b> "),
    *(lambda s: f"<figure><figcaption>{s}</figcaption></figure>", lambda s: f"<!-- {s.count('x')} --><x-y>{s}</x-y>"),
    *(lambda s: f"<p class=byline>{s}", lambda s: f"<section><header>{s}</header></section>", lambda s: f"</p>{s}"),
    *(lambda s: f"<script>var x = 1 < 2;</script><p>{s}", lambda s: f"<style>p {{}}</style>{s}"),
    *(lambda s: f"</html>{s}", lambda s: f"<body>{s}", lambda s: f"<h3>{s}</h3>"),
    *(lambda s: f"<details><summary>{s}</summary>{s}</details>", lambda s: f"<i><p>{s}</i></p>"),
)  # fmt: skip
PIECES = st.lists(st.tuples(LINE, st.integers(0, len(WRAPPERS) - 1)), max_size=20)


@THOROUGH
@given(PIECES)
def test_each_character_of_a_page_is_written(pieces: list[tuple[str, int]]) -> None:
    """Whatever stands around it: elements closed and open, in and out of order, and text behind the end."""
    page = "<html><body>" + "".join(WRAPPERS[wrapper](html.escape(line)) for line, wrapper in pieces)
    seen = "\n".join(line for line, _ in pieces)
    assert not missing(page, seen, "html")
