"""Pages of several articles: one record each, with its own head and nothing of the furniture; and pages of none."""

import pages
import pytest

from cleaner import clean, explain
from cleaner.model import Article

URL = "https://lamp.example/page"


def taken(html: str) -> tuple[Article, ...]:
    return clean(html, url=URL, extractor="labeller")


def test_one_article_with_a_thread_of_comments() -> None:
    """Comments are no articles and no part of one; the byline is not body."""
    (article,) = taken(pages.article_with_comments())

    expected = [*pages.prose("harbour", 4), "How it began", *pages.prose("library")]
    assert article.title == "The harbour plan"
    assert article.author == "Ann Lee"
    assert article.text.split("\n") == expected


def test_teasers_are_no_article() -> None:
    assert taken(pages.teasers()) == ()


def test_blog_home() -> None:
    """Full posts: lists are in, share rows and footers are not; permalink and day are the post's own."""
    articles = taken(pages.blog_home())

    assert [article.title for article in articles] == [f"The {name} question" for name in pages.NAMES[:4]]
    assert [article.date for article in articles] == [f"2024-05-0{n}" for n in range(1, 5)]
    assert articles[1].url == "https://lamp.example/library"
    expected = [*pages.prose("library"), "- First reason for the library", "- Second one"]
    assert articles[1].text.split("\n") == expected


def test_infinite_scroll() -> None:
    """Kicker, deck, byline, photo credit and related links stay out of the body; the subhead stays in."""
    articles = taken(pages.infinite_scroll())

    assert [article.title for article in articles] == [f"Council votes on the {name}" for name in pages.NAMES[:3]]
    first = articles[0]
    assert (first.author, first.categories) == ("Tom Reed", ("Local",))
    assert first.description == "What the vote on the harbour means for the town."
    expected = [*pages.prose("harbour", 4), "What comes next", "The next vote on the harbour is in June."]
    assert first.text.split("\n") == expected


def test_planet() -> None:
    """Entries of several days in one container each; code keeps its lines."""
    articles = taken(pages.planet())

    assert len(articles) == 5
    assert articles[2].title == "Notes on the orchard"
    assert articles[2].date == "2024-05-03"
    assert articles[2].text.split("\n") == [*pages.prose("orchard"), "for gate in orchard:", "    gate.open()"]


def test_liveblog() -> None:
    """Each entry is an article; quotes are part of it."""
    articles = taken(pages.liveblog())

    assert [article.title for article in articles] == [f"News from the {name}" for name in pages.NAMES[:5]]
    assert articles[0].text.endswith("We will rebuild the harbour, whatever it takes.")


def test_headings_without_containers() -> None:
    """Posts side by side under one element, told by linked headlines with dates."""
    articles = taken(pages.old_blog())

    assert [article.title for article in articles] == [f"A walk to the {name}" for name in pages.NAMES[:4]]
    assert articles[3].text.split("\n") == pages.prose("railway")


@pytest.mark.parametrize("make", [pages.blog_home, pages.liveblog, pages.article_with_comments, pages.teasers])
def test_every_block_is_accounted_for(make: object) -> None:
    """Each block of a page has a label and a rule, in an article or out of it."""
    lines = explain(make())  # type: ignore[operator]

    assert all(line.label and line.rule for line in lines)
    assert [line.start for line in lines] == sorted(line.start for line in lines)


def test_sections_of_one_article_are_not_articles() -> None:
    sections = "".join(
        f"<section><h2>About the {name}</h2>{pages.paragraphs(name)}</section>" for name in pages.NAMES[:5]
    )

    (article,) = taken(pages.page(f"<article><h1>A guide to the town</h1>{sections}</article>", "A guide to the town"))

    assert article.title == "A guide to the town"
    assert "About the market" in article.text.split("\n")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Posted on March 4, 2024 by Jon Marsh", "Jon Marsh"),
        ("March 4, 2024 by the harbour", ""),
        ("March 4, 2024", ""),
    ],
)
def test_author_behind_a_day(line: str, author: str) -> None:
    """A line may name the day first; what stands behind it is an author only if it is a name."""
    posts = "".join(
        f'<article class="post"><h2><a href="/{n}">The {n} question</a></h2><p class="meta">{line}</p>'
        f"{pages.paragraphs(n)}</article>"
        for n in pages.NAMES[:3]
    )

    assert [article.author for article in taken(pages.page(posts))] == [author] * 3
