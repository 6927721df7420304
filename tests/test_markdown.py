"""Records as Markdown: what `text` keeps of headings, lists, links, tables, quotes and code."""

import pages
import pytest

from cleaner import clean

URL = "https://lamp.example/town/page"
SEED = "seeds/russia-ukraine-war.txt"


def markdown(body: str) -> str:
    """The text of an article with such a body."""
    first, last = pages.prose("harbour", 2)
    html = pages.page(f"<article><h1>The plan</h1><p>{first}</p>{body}<p>{last}</p></article>", "The plan")
    (article,) = clean(html, url=URL, text_format="markdown", extractor="labeller")
    assert article.title == "The plan"
    text = article.text
    assert text.startswith(first + "\n\n")
    assert text.endswith("\n\n" + last)
    return text.removeprefix(first + "\n\n").removesuffix(last).removesuffix("\n\n")


SENTENCE = "The council said that the gate of the harbour would be opened again in the summer."


@pytest.mark.parametrize(
    "make", [pages.blog_home, pages.planet, pages.liveblog, pages.infinite_scroll, pages.article_with_comments]
)
def test_same_articles_in_both_formats(make: object) -> None:
    """The format is one of text: titles, heads and everything else stay plain and the same."""
    html = make()  # type: ignore[operator]
    plain, marked = clean(html, url=URL), clean(html, url=URL, text_format="markdown")

    heads = [
        [(a.title, a.author, a.date, a.url, a.categories, a.source_start) for a in each] for each in (plain, marked)
    ]
    assert heads[0] == heads[1]


def test_plain_text_keeps_no_marks() -> None:
    html = pages.page(
        f'<h1>The plan</h1>{pages.paragraphs("harbour", 4)}<p>{SENTENCE} See <a href="/a">the map</a>.</p>'
    )

    (article,) = clean(html, url=URL)

    assert article.text.split("\n") == [*pages.prose("harbour", 4), f"{SENTENCE} See the map."]


def test_paragraphs_alone_are_plain() -> None:
    assert markdown(f"<p>{SENTENCE}</p>") == SENTENCE


def test_headings() -> None:
    """The highest heading of a body is of the second order: the title is of the first."""
    body = f"<h3>What was said</h3><p>{SENTENCE}</p><h4>And by whom</h4><p>{SENTENCE} So did others.</p>"

    assert markdown(body).split("\n\n") == [
        "## What was said",
        SENTENCE,
        "### And by whom",
        f"{SENTENCE} So did others.",
    ]


def test_lists() -> None:
    body = (
        f"<p>{SENTENCE}</p><ul><li>The first reason is money for the gate</li>"
        "<li>The second is time<ul><li>of the mayor</li></ul></li></ul>"
        "<ol><li>Open the gate of the harbour</li><li>Close it again at night</li></ol>"
    )

    assert markdown(body).split("\n\n")[1] == (
        "- The first reason is money for the gate\n- The second is time\n    - of the mayor\n"
        "1. Open the gate of the harbour\n2. Close it again at night"
    )


@pytest.mark.parametrize(
    ("link", "marked"),
    [
        ('<a href="/a?b=c">the map</a>', "[the map](https://lamp.example/a?b=c)"),
        ('<a href="map (1).html">the map</a>', "[the map](https://lamp.example/town/map%20%281%29.html)"),
        ('<a href="#map">the map</a>', "the map"),
        ('<a href="javascript:open()">the map</a>', "the map"),
        ('<a href="https://x.example/"><b>the</b> map</a>', "[the map](https://x.example/)"),
        ('<a href="/a">a [new] map</a>', r"[a \[new\] map](https://lamp.example/a)"),
        ('<a href="/a"><img src="x.png"></a>the map', "the map"),
        ('<a href="http://[">the map</a>', "the map"),
    ],
)
def test_links(link: str, marked: str) -> None:
    assert markdown(f"<p>{SENTENCE} See {link}, it says.</p>") == f"{SENTENCE} See {marked}, it says."


def test_table() -> None:
    row = "<tr><td>The harbour of {0}</td><td>{0} boats | ships</td></tr>"
    rows = "<tr><th>Harbour</th><th>What is in it</th></tr>" + "".join(row.format(n) for n in (12, 13, 14))

    assert markdown(f"<p>{SENTENCE}</p><table>{rows}</table>").split("\n\n")[1].split("\n") == [
        "| Harbour | What is in it |",
        "| --- | --- |",
        *(rf"| The harbour of {n} | {n} boats \| ships |" for n in (12, 13, 14)),
    ]


def test_code_keeps_its_lines_and_is_fenced() -> None:
    code = "for gate in gates:\n    gate.open(*keys)"

    assert markdown(f"<p>{SENTENCE}</p><pre><code>{code}</code></pre>").split("\n\n")[1] == f"```\n{code}\n```"


def test_quotes() -> None:
    body = f"<blockquote><p>{SENTENCE}</p><p>{SENTENCE} And so it was.</p></blockquote>"

    assert markdown(body) == f"> {SENTENCE}\n>\n> {SENTENCE} And so it was."


def test_dump() -> None:
    """Of a text dump subheads and items are marked; nothing else differs from the plain text but blank lines."""
    with open(SEED, encoding="utf-8") as file:
        seed = file.read()
    plain, marked = clean(seed), clean(seed, text_format="markdown")

    assert [article.title for article in plain] == [article.title for article in marked]
    for one, other in zip(plain, marked, strict=True):
        assert [line.removeprefix("## ") for line in other.text.split("\n\n")] == one.text.split("\n")
    assert sum(line.startswith("## ") for article in marked for line in article.text.split("\n")) == 7
