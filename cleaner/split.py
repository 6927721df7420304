"""From labelled blocks to articles and cuts; every block ends up in exactly one of them."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from cleaner.confidence import confidences
from cleaner.dates import iso_date
from cleaner.model import ARTICLE_LABELS, BODY_LABELS, Article, Cut, Labelled, Page, Split
from cleaner.patterns import core_of
from cleaner.rulebook import Meta, Rules

_SAID_IN_FULL = frozenset(ARTICLE_LABELS) - {"meta"}
"""Labels whose text stands in the record to the letter. A byline or date line does not: it is read for its facts, so
the line itself is set apart in the cuts, and nothing of the page is lost."""
_MARK = re.compile(r"^\s*(?:[-*+•·‣▪●►–—]|\d{1,3}[.)])\s+")
_AFTER_NAME = re.compile(r"[,|•·–—/]|\son\s|\s-\s")

HEAD_LABELS = tuple(label for label in ARTICLE_LABELS if label not in BODY_LABELS)


Render = Callable[[Sequence[Labelled]], str]
"""Makes the text of a record out of an article's body blocks."""


def plain_text(body: Sequence[Labelled]) -> str:
    """The body blocks of an article, a line each."""
    return "\n".join(line for line in map(body_line, body) if line)


def split(
    page: Page,
    text: str,
    labelled: Sequence[Labelled],
    rules: Rules,
    render: Render = plain_text,
    *,
    cuts: bool = True,
) -> Split:
    """The articles of a page in order, and a cut, with its rule and reason, for every block that none of them kept.

    Offsets are those of the blocks: characters of `text`, the decoded page. Where no `cuts` are wanted there are none.
    """
    groups, owner = _groups(labelled)
    chances = confidences(labelled, groups, rules.meta.confidence)
    articles = tuple(
        _article(page, [labelled[i] for i in group], (number, len(groups)), sure, rules.meta, render)
        for number, (group, sure) in enumerate(zip(groups, chances, strict=True))
    )
    if not cuts:
        return Split(articles, (), tuple(owner))
    why = _reasons(rules)
    told = tuple(
        _cut(page, one, number, why)
        for one, number in zip(labelled, owner, strict=True)
        if number < 0 or one.label not in _SAID_IN_FULL
    )
    return Split(articles, told, tuple(owner))


@lru_cache(maxsize=8)
def _reasons(rules: Rules) -> Mapping[str, str]:
    return rules.reasons()


def _groups(labelled: Sequence[Labelled]) -> tuple[list[list[int]], list[int]]:
    """Block numbers of each article, and the article of each block (-1 for none).

    A head without a body is no article: its blocks belong to none.
    """
    groups: list[list[int]] = []
    for i, one in enumerate(labelled):
        if one.opens:
            groups.append([])
        if groups and (one.inside or one.label in ARTICLE_LABELS):
            groups[-1].append(i)
    whole = [group for group in groups if any(labelled[i].label in BODY_LABELS for i in group)]
    owner = [-1] * len(labelled)
    for number, group in enumerate(whole):
        for i in group:
            owner[i] = number
    return whole, owner


def _article(
    page: Page, blocks: list[Labelled], place: tuple[int, int], sure: float, words: Meta, render: Render
) -> Article:
    number, count = place
    kept = [one for one in blocks if one.label in ARTICLE_LABELS]
    said = {label: [core_of(one.block.text) for one in kept if one.label == label] for label in HEAD_LABELS}
    text = render([one for one in kept if one.label in BODY_LABELS])
    start, end = kept[0].block.start, kept[-1].block.end
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    meta = said["meta"]
    return Article(
        id=record_id(page.source_path, start, text),
        text=text,
        title=" ".join(said["title"]) or (page.title if count == 1 else ""),
        url=page.url,
        author=next((name for line in meta if (name := byline(line, words.bylines))), page.author),
        date=next((date for line in meta if (date := iso_date(line, words.months))), page.date),
        description=" ".join(said["deck"]),
        categories=tuple(dict.fromkeys(said["kicker"])),
        source=page.source,
        source_path=page.source_path,
        source_start=start,
        source_end=end,
        article_index=number,
        article_count=count,
        char_count=len(text),
        word_count=len(text.split()),
        confidence=sure,
        content_sha256=digest,
    )


def record_id(source_path: str, start: int, text: str) -> str:
    """The id of an article: the same wherever and whenever it is found there again."""
    return hashlib.sha256(f"{source_path}\0{start}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def body_line(one: Labelled) -> str:
    """A body block as a line of the record: squeezed, list items marked "- ", heading marks gone."""
    # The line breaks of an HTML block are its own (code, verse); its white space was squeezed when it was read.
    text = one.block.text if one.block.markup else " ".join(one.block.text.split())
    if one.label == "item":
        return "- " + _MARK.sub("", text)
    return core_of(text) if one.label == "subhead" else text


def byline(line: str, openers: Sequence[str]) -> str:
    """The author that a byline names, "" if it names none. `openers` are the words that bylines begin with.

    >>> byline("By Ann Lee, Staff Writer", ["by"]), byline("3 May 2024", ["by"])
    ('Ann Lee', '')
    """
    folded = line.casefold()
    found = [
        len(word) for word in openers if folded.startswith(word) and folded[len(word) : len(word) + 1] in (" ", ":")
    ]
    if not found or len(folded) != len(line):
        return ""
    name = _AFTER_NAME.split(line[max(found) :].lstrip(" :"))[0].strip()
    return "" if any(char.isdigit() for char in name) else name


def _cut(page: Page, one: Labelled, article: int, reasons: Mapping[str, str]) -> Cut:
    label = one.label if one.label not in ARTICLE_LABELS or article >= 0 else "other"
    block = one.block
    return Cut(
        source_path=page.source_path,
        page=page.number,
        start=block.start,
        end=block.end,
        text=block.text,
        label=label,
        rule=one.rule,
        reason=reasons.get(one.rule, "no rule spoke for an article here"),
        margin=one.margin,
        article=article,
        path=block.path,
    )
