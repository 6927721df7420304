"""The style generator of bench/: the same page for the same number, and a truth that covers the page exactly."""

import sys
from pathlib import Path
from typing import Any

import pytest

from cleaner.blocks.html import html_blocks
from cleaner.model import LABELS

BENCH = Path(__file__).parent.parent / "bench"
PAGES = 60


@pytest.fixture(scope="module")
def pages() -> Any:
    """Pages made from our own texts alone."""
    sys.path.insert(0, str(BENCH))
    try:
        import style_stock
        import styles

        stock = style_stock.load_stock(sets=("own",))
        return [styles.make_page(stock, 5, n) for n in range(PAGES)], [
            styles.make_page(stock, 5, n) for n in range(PAGES)
        ]
    finally:
        sys.path.remove(str(BENCH))


def spans(truth: dict[str, Any]) -> list[tuple[int, int, str]]:
    found = [tuple(span) for span in truth["boilerplate"]]
    for article in truth["articles"]:
        found += [(*article[key], key) for key in ("kicker", "title", "deck") if article[key]]
        found += [(*span, "meta") for span in article["meta"]]
        names = {"p": "body", "sub": "subhead", "li": "item"}
        found += [(start, end, names[kind]) for start, end, kind in article["body"]]
    return sorted(found)


def test_the_same_number_is_the_same_page(pages: Any) -> None:
    first, second = pages

    assert first == second
    assert len({page.text for page in first}) == PAGES
    assert len({page.truth["style"] for page in first}) > 12
    assert {page.truth["lang"] for page in first} >= {"ar", "ru", "sw", "tr", "es"}


def test_every_character_that_is_not_blank_has_one_label(pages: Any) -> None:
    """Spans do not overlap, and what is between them is blank, a list mark or a heading mark at most."""
    for page in pages[0]:
        at = 0
        for start, end, label in spans(page.truth):
            assert at <= start < end
            assert page.text[at:start].strip() == ""
            assert label in LABELS
            at = end
        assert page.text[at:].strip() == ""


def test_every_article_has_a_title_and_a_body(pages: Any) -> None:
    for page in pages[0]:
        for article in page.truth["articles"]:
            assert article["title"]
            assert article["body"]
            assert article["start"] <= article["title"][0] < article["body"][0][0]


def test_the_html_twin_says_the_same(pages: Any) -> None:
    """Every title of the truth is a block of the HTML page."""
    for page in pages[0][:20]:
        texts = {block.text for block in html_blocks(page.html)}
        assert {" ".join(a["title_clean"].split()) for a in page.truth["articles"]} <= texts
