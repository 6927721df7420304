"""The seed in other clothes: each variant must split into the same articles."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.blocks.text import text_blocks
from cleaner.label import label
from cleaner.model import Page, Split
from cleaner.rules import load_rules
from cleaner.split import split

LINES = (Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt").read_text(encoding="utf-8").split("\n")
STARTS = (1, 10, 21, 30, 50, 61, 71, 82, 94)
TITLES = [LINES[n] for n in STARTS]
BODY, RAIL = LINES[:108], LINES[108:132]
RULES = load_rules()
Lines = list[str]


def split_lines(lines: Lines, newline: str = "\n") -> Split:
    text = newline.join(lines) + newline
    page = Page("dump.txt", "dump.txt", 0, "text", text.encode())
    return split(page, text, label(text_blocks(text), RULES), RULES)


def with_kickers(names: Lines) -> Lines:
    out = list(LINES)
    for number, start in enumerate(STARTS):
        out[start - 1] = names[number % len(names)]
    return out


def with_ages(age: Callable[[int], str]) -> Lines:
    """The rail with other ages, glued to the section as in the theme."""
    out = list(BODY)
    for number, line in enumerate(RAIL):
        out.append(re.sub(r"\d+ (years|months) ago$", lambda _, n=number: age(2 + n % 5), line))
    return out


VARIANTS = {
    "as it is": LINES,
    "a blank line between all lines": [line for pair in zip(LINES, [""] * len(LINES), strict=True) for line in pair],
    "one other kicker": with_kickers(["Conflict Watch"]),
    "nine other kickers": with_kickers(
        ["World", "Asia", "Europe", "Defence", "Analysis", "UN", "War", "Peace", "NATO"]
    ),
    "kickers of another language": with_kickers(["Krieg in der Ukraine", "Politik"]),
    "3 days ago": with_ages(lambda n: f"{n} days ago"),
    "vor 3 Tagen": with_ages(lambda n: f"vor {n} Tagen"),
    "2h": with_ages(lambda n: f"{n}h"),
    "2 weeks ago": with_ages(lambda n: f"{n} weeks ago"),
    "rail at the top": RAIL + BODY,
    "rail twice": BODY + RAIL + RAIL,
    "rail at both ends": RAIL + BODY + RAIL,
    "no rail": BODY,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_nine_articles(name: str) -> None:
    """Nine articles with their titles; nothing of the rail in any of them, and the rail is cut as trending."""
    lines = VARIANTS[name]
    rail = sum(line.strip() == "-" for line in lines)

    result = split_lines(lines)

    assert [article.title for article in result.articles] == TITLES
    assert [cut.label for cut in result.cuts] == ["trending"] * 3 * rail
    words = [article.word_count for article in result.articles]
    assert words == [article.word_count for article in split_lines(BODY).articles]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends(newline: str) -> None:
    """Line ends of other systems change nothing."""
    assert [article.text for article in split_lines(LINES, newline).articles] == [
        article.text for article in split_lines(LINES).articles
    ]


@pytest.mark.parametrize("chosen", [(0, 1, 2), (3, 6, 8), (4, 0, 7)])
def test_three_articles(chosen: tuple[int, ...]) -> None:
    """Three of the nine articles, with the rail behind them."""
    ends = [*(start - 1 for start in STARTS[1:]), 108]
    lines = [line for n in chosen for line in LINES[STARTS[n] - 1 : ends[n]]] + RAIL

    result = split_lines(lines)

    assert [article.title for article in result.articles] == [TITLES[n] for n in chosen]
    assert {cut.label for cut in result.cuts} == {"trending"}


@pytest.mark.parametrize("number", range(9))
def test_cleaned_again(number: int) -> None:
    """The cleaned text of an article, alone and below its title, comes back as it is."""
    article = split_lines(LINES).articles[number]

    below = split_lines([article.title, *article.text.split("\n")]).articles
    alone = split_lines(article.text.split("\n")).articles

    assert [(a.title, a.text) for a in below] == [(article.title, article.text)]
    assert [a.text for a in alone] == [article.text]
