"""Selectors of site packs: what they must not find, what they find, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.html import html_blocks
from cleaner.label import label
from cleaner.rules import load_rules
from cleaner.selectors import LONGEST, found, parse

PAGE = """<html><body>
<nav class="Main-menu top"><ul><li>Home</li><li>News</li></ul></nav>
<article id="a1" data-kind="story long"><h1 class="title">Rain closes the harbour</h1>
<div class="text"><div class="in"><p>The harbour was closed on Tuesday.</p></div></div>
<div class="share-row"><span>Share</span></div></article>
<section class="rail"><div><p>Other story</p></div></section>
</body></html>"""


def texts(css: str) -> list[str]:
    """Texts of the blocks in what a selector finds."""
    blocks = html_blocks(PAGE)
    assert blocks[0].markup is not None
    elements = found(parse(css), blocks[0].markup.tree)
    return [b.text for b in blocks if b.markup is not None and not elements.isdisjoint(b.markup.above)]


@pytest.mark.parametrize(
    "css",
    [
        ".titl",
        ".TITLE",
        "#A1",
        "h1 .title",
        "article > p",
        "nav > li",
        "p.title",
        "[data-kind=long]",
        ".text > p",
        "h2",
    ],
)
def test_finds_nothing(css: str) -> None:
    """Classes and ids are whole words in their own case, and > is the parent only."""
    assert texts(css) == []


@pytest.mark.parametrize(
    ("css", "wanted"),
    [
        (".title", ["Rain closes the harbour"]),
        ("H1", ["Rain closes the harbour"]),
        ("nav li", ["Home", "News"]),
        (".Main-menu.top > ul > li", ["Home", "News"]),
        ("#a1 p", ["The harbour was closed on Tuesday."]),
        ("article > .text > .in > p", ["The harbour was closed on Tuesday."]),
        ("article .text p", ["The harbour was closed on Tuesday."]),
        ("body div > p", ["The harbour was closed on Tuesday.", "Other story"]),
        ("[data-kind~=long] h1, .rail", ["Rain closes the harbour", "Other story"]),
        ('[class*="share"]', ["Share"]),
        ("[class^=share]", ["Share"]),
        ("div[class$='row']", ["Share"]),
        ("*[id]", ["Rain closes the harbour", "The harbour was closed on Tuesday.", "Share"]),
    ],
)
def test_finds(css: str, wanted: list[str]) -> None:
    """The blocks within what is found, in reading order."""
    assert texts(css) == wanted


@pytest.mark.parametrize(
    "css", ["", " , ", "p:first-child", "p + p", "> p", "p >", "a,,b", "[x", "div..x", "p" * (LONGEST + 1)]
)
def test_refuses(css: str) -> None:
    """What is not supported is refused when a pack is loaded, not silently ignored."""
    with pytest.raises(ValueError):
        parse(css)


@given(st.text(alphabet="ap.#[]=*\"' >,:-", max_size=30))
def test_any_text_is_parsed_or_refused(css: str) -> None:
    """A pack that somebody sent does no more than fail to load."""
    try:
        parse(css)
    except ValueError:
        return
    texts(css)


ZOX = """<html><body><div id="mvp-post-add-box"><div class="mvp-post-add-story">
<span class="mvp-post-cat">War</span><h1 class="mvp-post-title">Rain closes the harbour</h1>
<p>The harbour was closed on Tuesday after three days of rain, and no boat has left it since, its master said.</p>
</div></div><div id="mvp-post-more-wrap"><ul><li><span class="mvp-cd-cat">Somalia</span><p>Who are the fishermen of the
northern coast and what do they want from the new government, if anything at all?</p></li></ul></div></body></html>"""


def test_a_pack_holds_for_its_host_alone() -> None:
    """The rail of the seed's site is labelled by its pack there, and not on other sites."""
    rules = load_rules()
    blocks = html_blocks(ZOX)

    own = {one.block.text[:4]: one for one in label(blocks, rules, host="www.waryatv.com", kind="html")}
    other = {one.rule for one in label(blocks, rules, host="example.com", kind="html")}

    assert (own["Who "].label, own["War"].label, own["Rain"].label) == ("trending", "kicker", "title")
    assert not any(rule.startswith("waryatv.com/") for rule in other)
