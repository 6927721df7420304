"""The labeller and the split on the seed."""

from pathlib import Path

from cleaner.blocks.text import text_blocks
from cleaner.label import label
from cleaner.model import Page, Split
from cleaner.rules import load_rules
from cleaner.split import split

SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"
RULES = load_rules()


def split_text(text: str) -> Split:
    page = Page("dump.txt", "dump.txt", 0, "text", text.encode())
    return split(page, text, label(text_blocks(text), RULES), RULES)


def test_seed_articles() -> None:
    """Nine articles, each beginning at its kicker, and eight teasers cut as trending."""
    text = SEED.read_text(encoding="utf-8")
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[: n - 1]) for n in (1, 10, 21, 30, 50, 61, 71, 82, 94)]

    result = split_text(text)

    assert [article.source_start for article in result.articles] == starts
    assert [article.title for article in result.articles] == [lines[n] for n in (1, 10, 21, 30, 50, 61, 71, 82, 94)]
    assert [article.categories for article in result.articles] == [
        (lines[n - 1],) for n in (1, 10, 21, 30, 50, 61, 71, 82, 94)
    ]
    assert result.articles[0].description == lines[2]
    assert [cut.label for cut in result.cuts] == ["trending"] * 24
    assert [cut.text for cut in result.cuts] == lines[108:132]


def test_seed_subheads_stay() -> None:
    """Subheads are lines of the text; titles and kickers are not."""
    lines = SEED.read_text(encoding="utf-8").split("\n")

    articles = split_text("\n".join(lines)).articles

    assert [lines[n - 1] in articles[3].text.split("\n") for n in (33, 38, 41, 44)] == [True] * 4
    assert articles[3].title not in articles[3].text.split("\n")


def test_every_block_has_one_place() -> None:
    """A block is in one article or one cut."""
    text = SEED.read_text(encoding="utf-8")

    result = split_text(text)

    assert len(result.owner) == len(text_blocks(text))
    cut = {(c.start, c.end) for c in result.cuts}
    kept = sum(owner >= 0 for owner in result.owner)
    assert kept + len(cut) == len(result.owner)


def test_nothing() -> None:
    """A blank page has no articles."""
    assert split_text(" \n\n").articles == ()
