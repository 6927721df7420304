"""Of HTML pages: which kind of boilerplate a cut block is, which rule says so, and which lines are kickers."""

from pathlib import Path

import pages
import pytest
from click.testing import CliRunner

from cleaner import clean, explain
from cleaner.cli import cli
from cleaner.model import Line
from cleaner.rules import load_rules

URL = "https://lamp.example/page"
STORY = f"<article><h1>The harbour plan</h1>{pages.paragraphs('harbour', 4)}</article>"
LINKS = '<ul><li><a href="/a">A bridge for the ages</a></li><li><a href="/b">Two boats and a pier</a></li></ul>'


def shown(html: str) -> dict[str, Line]:
    """The lines of a page by their text."""
    return {line.text: line for line in explain(html, url=URL)}


def test_text_is_that_of_the_article_alone() -> None:
    """Kinds name what is cut; they cut nothing."""
    plain = clean(pages.page(STORY, "The harbour plan"), url=URL)
    named = clean(pages.page(STORY + f"<div><h4>Trending</h4>{LINKS}</div>", "The harbour plan"), url=URL)

    assert [article.text for article in named] == [article.text for article in plain]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Trending", "trending"), ("Related stories", "related"), ("Most read", "trending"), ("Share this", "share")],
)
def test_heading_names_what_follows(heading: str, kind: str) -> None:
    lines = shown(pages.page(STORY + f"<div><h4>{heading}</h4>{LINKS}</div>"))

    assert lines[heading].label == kind
    assert {lines[text].label for text in ("A bridge for the ages", "Two boats and a pier")} == {kind}
    assert lines["A bridge for the ages"].rule == "html/under-heading"


def test_heading_says_nothing_of_the_next_box() -> None:
    """What a heading announces ends with the element that holds it, or with the next heading."""
    other = LINKS.replace("bridge", "ladder").replace("boats", "carts")
    beside = shown(pages.page(f"{STORY}<div><h4>Trending</h4>{LINKS}</div><div>{other}</div>"))
    below = shown(pages.page(f"{STORY}<div><h4>Trending</h4>{LINKS}<h4>Of the house</h4>{other}</div>"))

    assert beside["A ladder for the ages"].label == "nav"
    assert below["A ladder for the ages"].label == "nav"
    assert below["A bridge for the ages"].label == "trending"


def test_classes_near_a_block_go_before_headings_far_from_it() -> None:
    inner = f'<div class="share-buttons">{LINKS}</div>'
    lines = shown(pages.page(f"{STORY}<div><h4>Trending</h4>{inner}</div>"))

    assert (lines["A bridge for the ages"].label, lines["A bridge for the ages"].rule) == ("share", "html/roles")


def test_classes_of_posts_are_no_kinds() -> None:
    """WordPress writes the tags and categories of a post into the classes of its element."""
    post = f'<div class="post type-post status-publish tag-harbour category-town">{LINKS}</div>'
    lines = shown(pages.page(STORY + post))

    assert lines["A bridge for the ages"].label == "nav"


def test_ages_behind_section_names_tell_a_rail() -> None:
    rail = "".join(
        f'<li><a href="/{n}"><span>Town{n} months ago</span><p>What the {name} may become</p></a></li>'
        for n, name in enumerate(pages.NAMES[:4], 2)
    )
    lines = shown(pages.page(f"{STORY}<div><ul>{rail}</ul></div>"))

    assert lines["What the harbour may become"].label == "trending"
    assert lines["What the harbour may become"].rule == "html/list-of-ages"


@pytest.mark.parametrize(
    "make", [pages.blog_home, pages.liveblog, pages.article_with_comments, pages.teasers, pages.infinite_scroll]
)
def test_rules_named_are_rules_that_exist(make: object) -> None:
    known = load_rules().reasons()

    assert {line.rule for line in explain(make())} <= known.keys()  # type: ignore[operator]


def kickers(head: str) -> tuple[str, ...]:
    """The categories of an article with such a head."""
    body = f'<article><header>{head}</header><div class="text">{pages.paragraphs("harbour", 4)}</div></article>'
    (article,) = clean(pages.page(body, "The harbour plan"), url=URL, extractor="labeller")
    return article.categories


HEADLINE = "<h1>The harbour plan</h1>"


@pytest.mark.parametrize(
    "line",
    [
        '<h3 class="post-cat"><a href="/town"><span class="post-cat">Town and Port</span></a></h3>',
        '<span class="eyebrow">Town and Port</span>',
        '<div class="section-label">Town and Port</div>',
        '<p><a href="/section/town">Town and Port</a></p>',
    ],
)
def test_kickers(line: str) -> None:
    assert kickers(line + HEADLINE) == ("Town and Port",)


@pytest.mark.parametrize(
    "line",
    [
        '<p class="cat">The cat that lives on the harbour wall sleeps all day long.</p>',
        '<p><a href="/">The Daily Lamp</a></p>',
        '<p><a href="#">Town and Port</a></p>',
        '<p><a href="/a">Start</a></p><p><a href="/b">Town</a></p><p><a href="/c">Port</a></p>',
        '<div class="share-label">Share</div>',
        '<span class="cat sr-only">Town and Port</span>',
        '<p><a href="/read">Read the paper…</a></p>',
    ],
)
def test_lines_over_a_headline_that_are_no_kickers(line: str) -> None:
    assert kickers(line + HEADLINE) == ()


def test_same_kicker_twice_is_one_category() -> None:
    line = '<span class="cat">Town</span>'

    assert kickers(f"<p>{line}</p><p>{line}</p>{HEADLINE}") == ("Town",)


def test_explain_says_how_a_page_was_read(tmp_path: Path) -> None:
    """The line is for people: JSON lines are the blocks alone."""
    (tmp_path / "page.html").write_bytes(pages.page(STORY).encode("utf-8"))
    shown, rows = (
        CliRunner().invoke(cli, ["explain", str(tmp_path / "page.html"), *more]).output for more in ([], ["--json"])
    )

    assert shown.startswith("HTML in utf-8, read by lexbor\n")
    assert all(line.startswith("{") for line in rows.splitlines())
