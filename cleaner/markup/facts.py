"""What the markup of an article says of it: its address, day and author, found near its headline and in its head."""

import html
import re
from collections.abc import Sequence

from attrs import evolve, frozen

from cleaner.metadata import Head, absolute, day_of
from cleaner.model import Article, Labelled, Markup, Page, Split
from cleaner.split import byline

HREF = re.compile(r' href="([^"]*)"')
DATETIME = re.compile(r' (?:datetime|content|data-(?:date|time|timestamp|published))="(\d{4}-\d{2}-\d{2})')
REL_AUTHOR = re.compile(r' (?:rel|itemprop|class)="[^"]*\bauthor(?:-name)?\b')
NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*\s?){2,4}")
DIGIT = re.compile(r"\d")
MARK = re.compile(r"\s+[★☆¶#§∞→⚓🔗]+$")
"""What stands behind a headline for its permanent address."""
LONGEST_NAME = 60


@frozen
class Facts:
    """What is found within one article's blocks; "" where nothing is."""

    url: str = ""
    date: str = ""
    author: str = ""


def describe(
    taken: Split, labelled: Sequence[Labelled], page: Page, head: Head, host: str, bylines: Sequence[str]
) -> Split:
    """A split page whose articles know what their markup and the page's head say of them.

    `bylines` are the words that bylines begin with (rules/meta.toml).
    """
    alone = len(taken.articles) == 1
    owned: list[list[Labelled]] = [[] for _ in taken.articles]
    for one, number in zip(labelled, taken.owner, strict=True):
        if number >= 0:
            owned[number].append(one)
    articles = tuple(
        with_facts(article, facts_of(blocks, page.url, head if alone else Head(), bylines), head, host, alone=alone)
        for article, blocks in zip(taken.articles, owned, strict=True)
    )
    return evolve(taken, articles=articles)


def with_facts(article: Article, found: Facts, head: Head, host: str, *, alone: bool) -> Article:
    """An article with its facts; what the head says of the page holds for an article that is alone on it."""
    return evolve(
        article,
        title=MARK.sub("", article.title),
        url=article.url if alone else found.url or article.url,
        date=(head.date if alone else "") or article.date or found.date,
        author=(head.author if alone else "") or found.author or article.author,
        sitename=head.sitename,
        hostname=host,
        description=article.description or (head.description if alone else ""),
        language=article.language or head.language,
        categories=article.categories or (head.categories if alone else ()),
    )


def facts_of(blocks: Sequence[Labelled], base: str, head: Head, bylines: Sequence[str]) -> Facts:
    """The facts that an article's own markup tells; what the head says of an article that is alone holds anyway."""
    url, date, author = "", head.date, head.author
    for one in () if date and author else blocks:
        markup = one.block.markup
        if markup is None or (one.label in ("body", "item") and date):
            continue
        named = not author and one.label != "body" and len(one.block.text) <= LONGEST_NAME
        near = [markup.tree.head(number) for number in markup.near] if named or one.label == "title" else ()
        if one.label == "title" and not url:
            url = absolute(next((html.unescape(m[1]) for text in near if (m := HREF.search(text))), ""), base)
        if not date:
            date = next((day_of(m[1]) for text in near_time(markup) if (m := DATETIME.search(text))), "")
        if named:
            text = one.block.text
            author = (byline(text, bylines) or text) if any(map(REL_AUTHOR.search, near[:2])) else ""
            author = (behind_day(text, bylines) if one.label == "meta" else "") or author
    return Facts(url, date, "" if any(char.isdigit() for char in author) else author)


def behind_day(line: str, bylines: Sequence[str]) -> str:
    """The author whom a line names behind a day, "" if none.

    >>> behind_day("Posted on 4 March 2024 by Jon Marsh", ["by"]), behind_day("4 March by the sea", ["by"])
    ('Jon Marsh', '')
    """
    day, folded = DIGIT.search(line), line.casefold()
    if day is None or len(folded) != len(line):
        return ""
    places = ((folded.rfind(f" {word} ", day.end()), len(word) + 2) for word in bylines)
    names = (line[at + size :] for at, size in places if at >= 0)
    return next((name for name in names if NAME.fullmatch(name)), "")


def near_time(markup: Markup) -> list[str]:
    """The opening tags of the <time> elements in or around a block."""
    tree = markup.tree
    texts = [tree.head(number) for number in markup.near if tree.tags[number] in ("time", "abbr", "span")]
    return texts if markup.time is None else [markup.time, *texts]
