"""Records of pages whose classes say little: what order, repetition and wording alone must tell."""

from collections.abc import Callable

import page_kinds
import pages
import pytest
from attrs import evolve

from cleaner import clean
from cleaner.explaining import page_of
from cleaner.model import Article
from cleaner.pipeline import take_apart
from cleaner.rules import load_rules
from cleaner.settings import Settings

URL = "https://lamp.example/page"


def taken(html: str) -> tuple[Article, ...]:
    return clean(html, url=URL)


@pytest.mark.parametrize(
    ("make", "title", "count"),
    [
        pytest.param(page_kinds.hashed_scroll, "Council votes on the {}", 4, id="generated class names"),
        pytest.param(page_kinds.table_planet, "Notes on the {}", 3, id="planet in a table"),
        pytest.param(page_kinds.rows_of_headlines, "A walk to the {}", 3, id="headlines in rows of their own"),
        pytest.param(page_kinds.blogger, "The {} at night", 3, id="days in headings"),
        pytest.param(page_kinds.undated_posts, "The {} question", 3, id="no days"),
    ],
)
def test_bodies_are_the_paragraphs(make: Callable[[], str], title: str, count: int) -> None:
    articles = taken(make())

    names = pages.NAMES[: len(articles)]
    assert len(articles) >= 4
    assert [article.title for article in articles] == [title.format(name) for name in names]
    assert [article.text.split("\n") for article in articles] == [pages.prose(name, count) for name in names]


def test_deck_author_and_day_without_classes() -> None:
    """A line of author and date ends the head: what stands above it is the deck."""
    first = taken(page_kinds.hashed_scroll())[0]

    assert first.description == page_kinds.deck("harbour")
    assert first.date == "2024-05-01"


def test_quotes_and_code_stay() -> None:
    first = taken(page_kinds.posts_with_quotes())[0]

    lines = first.text.split("\n")
    assert "We keep the gates open tonight." in lines
    assert "— Ann Lee (@annlee) May 3, 2024" in lines
    assert lines[-2:] == ["for gate in gates:", "    gate.open()"]


def test_box_on_the_author_is_cut() -> None:
    articles = taken(page_kinds.boxes_on_authors())

    assert len(articles) == 3
    for article in articles:
        assert article.text.endswith("is final, the mayor of the town said.")


@pytest.mark.parametrize("make", [page_kinds.thread_of_replies, page_kinds.rail_beside])
def test_one_article(make: Callable[[], str]) -> None:
    (article,) = taken(make())

    assert article.title == "The harbour plan"
    assert set(article.text.split("\n")) == {*pages.prose("harbour", 4)} | (
        {*pages.prose("orchard", 4)} if make is page_kinds.rail_beside else set()
    )


@pytest.mark.parametrize("make", [page_kinds.links_only, page_kinds.hashed_teasers])
def test_no_article(make: Callable[[], str]) -> None:
    assert taken(make()) == ()


@pytest.mark.parametrize("make", [page_kinds.hashed_scroll, page_kinds.rail_beside, pages.article_with_comments])
def test_articles_are_the_same_without_cuts(make: Callable[[], str]) -> None:
    """`clean` asks for no cuts: it leaves out who said what of them, and nothing else."""
    rules = load_rules()
    whole, bare = (take_apart(page_of(make(), URL), rules, Settings(), cuts=cuts) for cuts in (True, False))

    assert whole.split.cuts
    assert not bare.split.cuts
    assert bare.split.owner == whole.split.owner
    assert [evolve(a, confidence=0) for a in bare.split.articles] == [
        evolve(a, confidence=0) for a in whole.split.articles
    ]


def test_bold_line_before_a_break_is_a_line() -> None:
    """A headline in bold over its day: two blocks, so that the one can be a title and the other a date."""
    from cleaner.blocks.html import html_blocks

    page = "<td><b>A walk to the <i>pier</i></b><br>3 May 2024</td><p>one <b>two</b><br>three</p>"
    page += "<p>By Ann<time>May 3</time></p>"
    assert [block.text for block in html_blocks(page)] == [
        "A walk to the pier",
        "3 May 2024",
        "one two\nthree",
        "By Ann May 3",
    ]


def test_hidden_text_is_in_no_record() -> None:
    hidden = (
        '<div style="display:none"><p>Nobody was ever meant to read this line, which a script shows on click.</p></div>'
    )
    story = f"<article><h1>The harbour plan</h1>{pages.paragraphs('harbour', 4)}{hidden}</article>"
    (article,) = taken(pages.page(story, "The harbour plan"))

    assert article.text.split("\n") == pages.prose("harbour", 4)


def test_subhead_that_reads_like_a_comment() -> None:
    """ "What it says" is no line of a thread: it stays."""
    body = f"{pages.paragraphs('harbour')}<h2>What it says</h2>{pages.paragraphs('library')}"
    (article,) = taken(pages.page(f"<article><h1>The harbour plan</h1>{body}</article>", "The harbour plan"))

    assert "What it says" in article.text.split("\n")
