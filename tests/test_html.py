"""From HTML to blocks: nothing lost, nothing glued, and where each block stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.blocks.html import html_blocks, parse_html


def texts(html: str) -> list[str]:
    return [block.text for block in html_blocks(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("only text", ["only text"], id="no tags"),
        pytest.param("<p>one <b>bold</b> <i>word</i></p>", ["one bold word"], id="inline tags do not split"),
        pytest.param("<p>W<span>ord</span></p>", ["Word"], id="drop capital"),
        pytest.param("<p>a<br>b</p>", ["a\nb"], id="one br is a line end"),
        pytest.param("<p>a<br> <br/>b<br><br><br>c</p>", ["a", "b", "c"], id="two br split"),
        pytest.param("<pre>a\n  b\n\n</pre>x", ["a\n  b", "x"], id="pre keeps its lines"),
        pytest.param("<ul><li>a<ul><li>b<p>c</ul></ul>", ["a", "b", "c"], id="nested list"),
        pytest.param("<a>x</a><a>y</a>", ["x y"], id="links side by side"),
        pytest.param("<table><tr><th>a<th>b<tr><td>1<td>2</table>", ["a | b", "1 | 2"], id="table rows"),
        pytest.param(
            f"<table><tr><td>nav<td>{'long ' * 50}</table>", ["nav", ("long " * 50).strip()], id="layout table"
        ),
        pytest.param("<p>&lt;b&gt; &amp;amp; &copy;&nbsp;x", ["<b> &amp; © x"], id="entities once"),
        pytest.param("<p title='a>b' class='q\"w'>z", ["z"], id="brackets in attributes"),
        pytest.param("<script>var a='<p>no</p>'</script><style>p{}</style>yes", ["yes"], id="no scripts"),
        pytest.param("<noscript><div>forum</div></noscript>", ["forum"], id="noscript is read"),
        pytest.param("<select><option>a<option>b</select>c", ["ab", "c"], id="options"),
    ],
)
def test_blocks(html: str, expected: list[str]) -> None:
    assert expected == texts(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<html><body><p>one</p></body></html><p>END", id="after </html>"),
        pytest.param("<html><body>one</body></html><html><body><p>END</body></html>", id="two documents"),
        pytest.param("<div>" * 3000 + "<p>END</p>" + "</div>" * 3000, id="deep"),
        pytest.param("<!--" + "x" * 2_000_000 + "--><p>END", id="huge comment"),
        pytest.param("<p data-x='" + "x" * 2_000_000 + "'>END", id="huge attribute"),
        pytest.param("<p>" + "x " * 1_000_000 + "END</p>", id="huge text"),
        pytest.param("<p>one<!-- never closed <p>END</p>", id="open comment"),
        pytest.param('<p>one<a href="never closed>two</a><p>END</p>', id="open attribute"),
        pytest.param("<textarea>one<p>END", id="open textarea"),
        pytest.param("<title>never closed<body><p>END", id="open title"),
        pytest.param("<p>one<template><p>END</p></template>", id="template"),
        pytest.param("<frameset><noframes><p>END</p></noframes></frameset>", id="frames"),
    ],
)
def test_the_end_of_the_page_is_read(html: str) -> None:
    """Nothing that a parser stumbles over loses the rest of the page without a word."""
    assert "END" in texts(html)[-1]


def test_the_parser_is_named() -> None:
    assert parse_html("<p>one").parser == "lexbor"
    assert parse_html("<p>one<!-- two <p>three").parser == "beautifulsoup"


def test_beautifulsoup_writes_tags_as_the_walk_reads_them() -> None:
    """Its <br/> and its values in single quotes were read as text."""
    parsed = parse_html("<p>one<!-- two <p>three<br>four <img alt='a &quot;b&quot;'></p><hr><p>five")
    assert parsed.parser == "beautifulsoup"
    assert [block.text for block in parsed.blocks] == ["one two", "three\nfour", "five"]


def test_elements_that_nothing_closes_and_tags_that_close_nothing() -> None:
    """Raw text such as that of <xmp> is no well-formed HTML: what it leaves open ends with what it stands in."""
    blocks = html_blocks("<div><xmp><b><p>one</xmp></div></i><p>two <a href='/x'>three</a>")
    assert [block.text for block in blocks] == ["one", "two three"]
    assert blocks[1].markup is not None
    assert blocks[1].markup.tags == ("p", "body", "html")
    assert blocks[1].markup.strong == 0


def test_markup() -> None:
    """A block knows its element, the words of its classes and its links."""
    page = '<div class="post-body"><h2>Head</h2><p>one <a href="/x">two</a></p><div hidden><p>three</div></div>'
    head, paragraph, hidden = html_blocks(page)
    assert head.markup
    assert paragraph.markup

    assert head.markup.heading == 2
    assert head.path == "/html/body/div[1]/h2[1]"
    assert paragraph.markup.tags == ("p", "div", "body", "html")
    assert paragraph.markup.classes == ("post", "body")
    assert paragraph.markup.link_density == pytest.approx(3 / 7)
    assert not paragraph.markup.hidden
    assert hidden.markup
    assert hidden.markup.hidden


@settings(deadline=None)
@given(st.text(alphabet='<>/abp!-&;"= \n\x00é\ud800', max_size=80))
def test_offsets(html: str) -> None:
    """Blocks tile the rendered text: joined by newlines they are it."""
    blocks = html_blocks(html)
    rendered = "\n".join(block.text for block in blocks)

    assert [block.text for block in blocks] == [rendered[block.start : block.end] for block in blocks]
    assert all(block.text.strip() for block in blocks)


def test_text_outside_of_every_element() -> None:
    """A slower parser may leave text without any element around it; found by fuzzing."""
    page = "<!docd><title>T</title><script>{</scav><article><h1>Head</h1><p>One.<br>three</article></body>"

    for block in html_blocks(page):
        assert block.text
        assert block.markup is not None


def test_a_marked_section_of_no_known_kind() -> None:
    """Python's parser refuses the page; its text is kept; found by fuzzing."""
    page = "<p>Before it.<svg><style><![CDATAh[x]]></style></svg><textarea><p>The end"

    assert "The end" in "".join(block.text for block in html_blocks(page))


@pytest.mark.parametrize("page", [
    "<p>a</p><script type=ld+json<script x><p>last</p>", "<p>a</p><style>b {} <p>last", "<p>a</p><SCRIPT>b<P>last</P>",
    "<p>a</p><!-- b <p>last", "<p>a</p><object><p>last</p></object>", "<p>a</p><canvas>last</canvas>",
    "<p>a</p><svg><foreignObject><p>last</p></foreignObject></svg>", "<p>a</p></body></html><html><body><p>last",
])  # fmt: skip
def test_the_last_paragraph_is_read_behind(page: str) -> None:
    """Scripts and comments without an end swallowed it, elements taken for pictures held it."""
    assert "last" in html_blocks(page)[-1].text


def test_a_page_cut_off_in_a_script_ends_before_it() -> None:
    """The rest is no text."""
    assert [block.text for block in html_blocks("<p>a</p><script>var x = 1;")] == ["a"]
