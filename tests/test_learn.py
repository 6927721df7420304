"""Site packs proposed from pages: what is not proposed, what is, and that hostile pages give valid TOML."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.blocks.html import html_blocks
from cleaner.errors import UsageError
from cleaner.learn import learn
from cleaner.model import Block, Labelled
from cleaner.rules import load_rules

Page = tuple[Labelled, ...]


def text_page(*lines: tuple[str, str]) -> Page:
    """A page of labelled lines."""
    return tuple(Labelled(Block(0, len(text), text), label, "r", 1.0) for label, text in lines)


def html_page(number: int) -> Page:
    """A page with a title, a body and a share row, each in its class."""
    blocks = html_blocks(
        f'<html><body><div class="menu"><a href="/">Home</a></div><article id="post-{number}">'
        f'<h1 class="entry-title">Rain closes harbour number {number}</h1>'
        f'<div class="text"><p>The harbour {number} was closed.</p><p>No boat left it on day {number}.</p></div>'
        f'<div class="share-row x{number}99"><span>Share</span></div></article></body></html>'
    )
    labels = {"Home": "nav", "Share": "share"}
    return tuple(
        Labelled(b, labels.get(b.text, "title" if b.text.startswith("Rain") else "body"), "r", 1.0) for b in blocks
    )


def test_what_does_not_recur_is_not_proposed() -> None:
    """Bodies and titles of articles, and lines that stand on one page only, are no site's furniture."""
    pages = [
        text_page(("title", f"Rain {word}"), ("body", f"It rained {word}."), ("nav", f"Only {word}"))
        for word in ("here", "there", "everywhere")
    ]

    assert "[[" not in learn(pages, "example.com")


def test_a_title_that_stands_twice_is_not_proposed() -> None:
    """The same article on two pages of a site is still an article."""
    pages = [text_page(("title", "Rain closes the harbour"))] * 3

    assert "[[" not in learn(pages, "example.com")


def test_lines_that_recur_are_proposed_with_their_support() -> None:
    """Numbers may differ; the label is what the labeller said most often; body text that recurs is not body."""
    pages = [
        text_page(("share", "Share"), ("comment", f"{n} comments (new)"), ("body", "We take tips. Write to us."))
        for n in (3, 12, 4)
    ]

    pack = tomllib.loads(learn(pages, "Example.com"))

    assert {tuple(rule["match"]): rule["votes"] for rule in pack["rule"]} == {
        ("^Share$",): {"share": 6.0},
        (r"^\d+ comments \(new\)$",): {"comment": 6.0},
        (r"^We take tips\. Write to us\.$",): {"other": 6.0},
    }
    assert "on 3 of 3 pages: comment 3" in learn(pages, "example.com")


def test_markup_that_recurs_is_proposed(tmp_path: Path) -> None:
    """Classes that tell titles, bodies and furniture apart; names with made-up numbers are left out."""
    made = learn([html_page(number) for number in range(4)], "example.com")
    path = tmp_path / "example.com.toml"
    path.write_text(made, encoding="utf-8")

    selects = {s.css: s.label for s in load_rules([path]).packs[-1].select}

    assert selects == {".text": "body", ".menu": "nav", ".entry-title": "title", ".share-row": "share"}


def test_a_learned_pack_may_be_learned_again() -> None:
    """Two proposals for one site are two files with the same ids: each is checked by itself."""
    pages = [html_page(number) for number in range(4)]

    assert learn(pages, "waryatv.com") == learn(pages, "waryatv.com")


def test_a_host_must_be_one() -> None:
    with pytest.raises(UsageError, match="not the name of a host"):
        learn([], 'x" y')


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=60), st.sampled_from(["nav", "body", "kicker", "other"]))
def test_any_page_gives_a_pack_that_loads(text: str, label: str) -> None:
    """Whatever pages hold (quotes, newlines, control characters, regex), the proposal is TOML that loads."""
    made = learn([text_page((label, text), (label, f"ab{text}"))] * 3, "example.com")

    assert tomllib.loads(made)["hosts"] == ["example.com"]


@settings(max_examples=10, deadline=None)
@given(st.text(alphabet="ab-_\"'<>&\\]\n#.é1", max_size=12))
def test_any_class_name_gives_a_pack_that_loads(name: str) -> None:
    """Class names come from pages too."""
    page = html_page(1)
    blocks = html_blocks(f'<div class="{name}" id="{name}"><p>Home</p><p>News</p><p>About us</p></div>')
    made = learn([page, tuple(Labelled(b, "nav", "r", 1.0) for b in blocks)] * 2, "example.com")

    assert tomllib.loads(made)["hosts"] == ["example.com"]
