"""What holds for any page: nothing of it is lost, and the same bytes for any number of jobs."""

import html
import json
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.cli import run
from cleaner.model import ARTICLE_LABELS, Explained, Page
from cleaner.pipeline import take_apart
from cleaner.rulebook import Rules
from cleaner.rules import load_rules
from cleaner.settings import Settings

SENTENCES = (
    "The council met on Tuesday to settle the budget for the coming year.",
    "Nobody in the village had expected the river to rise so fast.",
    "„Wir haben das nicht gewusst“, sagte die Ministerin am Montag.",
    "Два человека пострадали при пожаре на складе, сообщили спасатели.",
    "歡迎來到港口，今天的天氣很好。",
)
FURNITURE = (
    *("Share this article", "Trending", "Read more", "Advertisement", "Home | News | Sport", "© 2024 Example News"),
    *(
        "5 hours ago",
        "By Ann Lee",
        "Related articles",
        "• • •",
        "- - -",
        "1",
        "Subscribe to our newsletter",
        "»",
        "###",
    ),
)
ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)
PARAGRAPHS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
LINES = st.lists(st.one_of(PARAGRAPHS, st.sampled_from(FURNITURE), ANY, st.just("")), max_size=30)
TAGS = st.sampled_from(("p", "div", "h1", "h2", "li", "td", "span", "b", "blockquote", "nav", "article", "aside", "a"))
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def rules() -> Rules:
    return load_rules()


def explained(text: str, kind: str) -> Explained:
    page = Page("page", "page", 0, kind, text.encode("utf-8", "surrogatepass"))  # type: ignore[arg-type]
    return take_apart(page, rules(), Settings())


def marked_up(draw: st.DrawFn) -> str:
    """A tree of elements, sometimes left open, around lines of text."""
    pieces, opened = [], []
    for line in draw(LINES):
        tag = draw(TAGS)
        pieces.append(f"<{tag}>{html.escape(line)}")
        opened.append(tag)
        while opened and draw(st.booleans()):
            pieces.append(f"</{opened.pop()}>")
    return f"<html><body>{''.join(pieces)}</body></html>"


PAGES = st.composite(marked_up)()


def check_owners(found: Explained) -> None:
    """Every block is in exactly one article or in a cut."""
    blocks, taken = found.labelled, found.split
    cuts = {(cut.start, cut.end, cut.path) for cut in taken.cuts}
    assert len(taken.owner) == len(blocks)
    for one, owner in zip(blocks, taken.owner, strict=True):
        if not one.block.text.strip():
            continue
        in_cut = (one.block.start, one.block.end, one.block.path) in cuts
        in_article = owner >= 0 and one.label in ARTICLE_LABELS and one.label != "meta"
        assert in_article != in_cut, one


@QUICK
@given(LINES)
def test_no_character_of_a_text_page_is_lost(lines: list[str]) -> None:
    """What blocks say is what the page says, white space aside, and each is kept or cut."""
    text = "\n".join(lines)
    found = explained(text, "text")
    if found.reject is not None and not found.labelled:
        return

    said = "".join("".join(one.block.text.split()) for one in found.labelled)
    assert said == "".join(text.replace("\ufeff", "").split())
    check_owners(found)


@QUICK
@given(PAGES)
def test_no_word_of_an_html_page_is_lost(page: str) -> None:
    """Every word between the tags is in a block, each of which is kept or cut."""
    found = explained(page, "html")
    if found.reject is not None and not found.labelled:
        return

    said = "".join("".join(one.block.text.split()) for one in found.labelled)
    for sentence in SENTENCES:
        assert page.count(html.escape(sentence)) == said.count("".join(sentence.split()))
    check_owners(found)


def test_any_number_of_jobs_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also without worker processes."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        kind = "html" if number % 3 else "txt"
        lines = [FURNITURE[number % 9], f"Headline number {number} of the day", *SENTENCES[: number % 5 + 1]] * 2
        text = "".join(f"<p>{line}</p>" for line in lines) if kind == "html" else "\n".join(lines)
        (folder / f"{number}.{kind}").write_text(text, encoding="utf-8")
    found = []
    for number, options in enumerate((["--jobs", "1"], ["--jobs", "3"], ["--no-isolation"])):
        out = tmp_path / f"out{number}"
        assert run(["clean", str(folder), "-o", str(out), "--quiet", *options]) in (0, 3)
        found.append({path.name: path.read_bytes() for path in out.iterdir() if path.name != "run.json"})

    assert found[0] == found[1] == found[2]
    rows = [json.loads(line) for line in found[0]["corpus.jsonl"].splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
