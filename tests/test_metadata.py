"""What a page's head and an article's own markup say of it."""

import pytest

from cleaner import clean
from cleaner.metadata import read_head

HEAD = """<html lang="de-DE"><head><title>Flut - Lampe</title>
<meta property="og:title" content="Die Flut &amp; wir"><meta name="author" content="Eva Stein">
<meta property="article:published_time" content="2024-05-03T12:00:00+02:00">
<meta property="og:site_name" content="Lampe">
<meta name="description" content="Was  bleibt."><link rel="canonical" href="/flut"></head><body>"""


def test_meta_elements() -> None:
    head = read_head(HEAD, "https://lampe.example/x?y=1")

    assert (head.headline, head.author, head.date) == ("Die Flut & wir", "Eva Stein", "2024-05-03")
    assert (head.sitename, head.description, head.language) == ("Lampe", "Was bleibt.", "de")
    assert head.url == "https://lampe.example/flut"


def test_linked_data_comes_first() -> None:
    told = '{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline": "A", "author": [{"name": "B"}, {"name": "C"}], "datePublished": "2024-01-02"}]}'  # noqa: E501
    head = read_head(f'<title>x</title><body><script type="application/ld+json">{told}</script>')

    assert (head.headline, head.author, head.date) == ("A", "B; C", "2024-01-02")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<script type=application/ld+json>{broken</script>",
        "<script type=application/ld+json>" + "[" * 5000 + "</script>",
        "<script type=application/ld+json>",
        "<link rel=canonical href='http://['>",
        "<meta content=x><meta name=author content='https://example.com/a'>",
    ],
)
def test_what_cannot_be_read_says_nothing(html: str) -> None:
    head = read_head(html, "https://example.com/")

    assert (head.author, head.date, head.url) == ("", "", "")


def test_a_record_knows_its_page() -> None:
    text = "Das Wasser stieg in der Nacht um zwei Meter, und am Morgen stand der Markt unter Wasser. " * 3
    (article,) = clean(
        f"{HEAD}<article><h1>Die Flut &amp; wir</h1><p>{text}</p><p>{text}</p></article>", url="https://lampe.example/x"
    )

    assert article.title == "Die Flut & wir"
    assert (article.author, article.date, article.sitename) == ("Eva Stein", "2024-05-03", "Lampe")
    assert (article.hostname, article.language, article.description) == ("lampe.example", "de", "Was bleibt.")


@pytest.mark.parametrize("part", ["<meta charset=", "<html lang=", "<title ", "<link x "])
def test_tags_without_an_end_are_passed_over(part: str) -> None:
    """20,000 of them took 44 s of processor time: a test run that takes that long has lost its bound again."""
    assert read_head("<title>A</title>" + part * 20_000).headline == ""
