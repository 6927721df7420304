"""Site configs of full-text-rss: what stays out of the pack, what is converted, and that any text gives a pack."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import UsageError
from cleaner.ftr import css_of, import_ftr
from cleaner.rules import load_rules
from cleaner.selectors import parse


@pytest.mark.parametrize(
    "xpath",
    [
        "//div[2]",
        "//div[@id='a']/following-sibling::p",
        "//p[text()='Share']",
        "//p[contains(text(), 'Share')]",
        "//div[not(@class)]",
        "//a/@href",
        "substring-after(//p, 'By ')",
        "(//p)[1]",
        "//div[@class='a' or @class='b']",
        "//h1[position() = 1]",
        "//div[@title='a\"b']",
        "",
        "//",
        "div",
    ],
)
def test_refused(xpath: str) -> None:
    """XPath that says more than CSS can is not converted into something that finds more."""
    with pytest.raises(ValueError):
        css_of(xpath)


@pytest.mark.parametrize(
    ("xpath", "css"),
    [
        ("//h1", "h1"),
        ("//h1[@class='headline']", "h1.headline"),
        ('//div[@id="story"]/p', "div#story > p"),
        ("//*[@id='story']//p", "#story p"),
        ("//div[@class='a b']", "div.a.b"),
        ("//div[contains(@class, 'body')]", 'div[class*="body"]'),
        ("//div[starts-with(@id, 'post-')]", 'div[id^="post-"]'),
        ("//div[contains(concat(' ', normalize-space(@class), ' '), ' text ')]", "div.text"),
        ("//span[@itemprop='author' and @class='by']", 'span[itemprop="author"].by'),
        ("//h1[@class='a'] | //h2[@id='b|c']", 'h1.a, h2[id="b|c"]'),
        ("//time[@datetime]", "time[datetime]"),
        ("//DIV/descendant::p", "div p"),
    ],
)
def test_converted(xpath: str, css: str) -> None:
    """Plain XPath becomes CSS that means the same."""
    assert css_of(xpath) == css
    assert parse(css)


CONFIG = """# A site of ours
title: //h1[@class='headline']
body: //div[contains(@class, "story")]
author: //span[@class='by']
date: //time
date: //meta[@name='date']/@content
strip: //div[@class='box']
strip_id_or_class: "promo"
prune: no
test_url: http://www.example.com/1.html
test_contains: The harbour was closed
"""


def test_a_config_becomes_a_pack(tmp_path: Path) -> None:
    """Every line is a selector or a remark; the pack loads."""
    pack = tmp_path / "example.com.toml"
    pack.write_text(import_ftr(CONFIG, "www.Example.com"), encoding="utf-8")

    selects = load_rules([pack]).packs[-1].select

    assert [(s.css, s.label) for s in selects] == [
        ("h1.headline", "title"),
        ('div[class*="story"]', "body"),
        ("span.by", "meta"),
        ("time", "meta"),
        ("div.box", "other"),
        ('[id*="promo"], [class*="promo"]', "other"),
    ]
    assert "# test_contains: The harbour was closed" in pack.read_text(encoding="utf-8")
    assert "not converted" in pack.read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["", "..", "a b.com", "x/../y", 'a"b', "example.com\nhosts", "ex_ample.com"])
def test_a_host_must_be_one(host: str) -> None:
    """The host becomes a file name and a TOML value: it is checked."""
    with pytest.raises(UsageError):
        import_ftr(CONFIG, host)


KEYS = st.sampled_from(["title", "body", "strip", "strip_id_or_class", "test_contains", "x"])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(KEYS, st.text(max_size=40)), max_size=4))
def test_any_config_gives_a_pack_that_loads(lines: list[tuple[str, str]]) -> None:
    """Untrusted text cannot break out of its string or its comment."""
    made = import_ftr("\n".join(f"{key}: {value}" for key, value in lines), "example.com")

    assert set(tomllib.loads(made)) <= {"hosts", "select"}
    assert tomllib.loads(made)["hosts"] == ["example.com"]
