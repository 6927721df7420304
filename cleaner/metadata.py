"""What a page says of itself in its head: title, author, date, address and the like."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from attrs import evolve, frozen

from cleaner.model import Page

TITLE = re.compile(r"<title[^>]{0,1000}>([^<]*)", re.IGNORECASE)
META = re.compile(r"<(meta|link)\s", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
LANGUAGE = re.compile(r"<html[^>]{0,1000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
HEAD = 1 << 18
"""Characters of the page in which its head is looked for."""
LARGEST_LINKED_DATA = 1 << 18
ARTICLE_TYPES = frozenset(
    ("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "LiveBlogPosting", "TechArticle", "Report")
)
NAMES = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"),
    "author": ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl", "sailthru.author"),
    "date": (
        "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "citation_publication_date",
        "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "og:published_time", "dcterms.created",
    ),
    "url": ("og:url", "twitter:url", "parsely-link"),
    "sitename": ("og:site_name", "application-name", "twitter:site"),
    "description": ("description", "og:description", "twitter:description", "dc.description"),
    "language": ("language", "og:locale", "content-language", "dc.language"),
    "section": ("article:section", "parsely-section"),
}  # fmt: skip
"""For each field the names it goes by in `<meta name|property|itemprop>`, best first."""
KNOWN = frozenset(name for names in NAMES.values() for name in names)


@frozen
class Head:
    """What a page's head says; "" where it says nothing."""

    title: str = ""
    """The text of <title>, site name and all."""
    headline: str = ""
    """The title that the page gives its article (JSON-LD, OpenGraph)."""
    author: str = ""
    date: str = ""
    url: str = ""
    sitename: str = ""
    description: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()


def read_head(page: str, url: str = "") -> Head:
    """A page's own word on itself; `url` is where it was found, for relative addresses.

    >>> read_head('<title>A - Site</title><meta property="og:title" content="A">').headline
    'A'
    """
    end = page.find("<body", 0, HEAD)
    head = page[: end if end > 0 else HEAD]
    found = TITLE.search(head)
    title = squeeze(found[1]) if found else ""
    said, canonical = meta_values(head)
    linked = article_of(page)
    language = LANGUAGE.search(head)
    return Head(
        title=title,
        headline=text_of(linked.get("headline")) or said.get("title", ""),
        author=authors_of(linked.get("author")) or named(said.get("author", "")),
        date=day_of(text_of(linked.get("datePublished"))) or day_of(said.get("date", "")),
        url=absolute(canonical or said.get("url", ""), url),
        sitename=text_of(linked.get("publisher")) or said.get("sitename", "").lstrip("@"),
        description=said.get("description", "") or text_of(linked.get("description")),
        language=(language[1] if language else said.get("language", "")[:2]).lower(),
        categories=tuple(dict.fromkeys(filter(None, (text_of(linked.get("articleSection")), said.get("section", "")))))[
            :1
        ],
    )


def known_of(page: Page, head: Head) -> Page:
    """A page with what its head says where its container said nothing."""
    return evolve(
        page,
        url=page.url or head.url,
        title=page.title or head.headline or head.title,
        author=page.author or head.author,
        date=page.date or head.date,
    )


def meta_values(head: str) -> tuple[dict[str, str], str]:
    """The fields that <meta> elements give, and the canonical address."""
    by_name: dict[str, str] = {}
    canonical = ""
    for tag, inside in tags_of(head):
        if tag.lower() == "link" and (canonical or "canonical" not in inside.lower()):
            continue
        values = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(inside)}
        if tag.lower() == "link":
            if "canonical" in values.get("rel", "").lower().split():
                canonical = canonical or html.unescape(values.get("href", ""))
            continue
        name = values.get("property") or values.get("name") or values.get("itemprop") or values.get("http-equiv") or ""
        if name.lower() in KNOWN and (content := squeeze(values.get("content", ""))):
            by_name.setdefault(name.lower(), content)
    said = {field: next((by_name[name] for name in names if name in by_name), "") for field, names in NAMES.items()}
    return said, canonical


def tags_of(head: str) -> Iterator[tuple[str, str]]:
    """Each <meta> and <link> and what stands in it. By hand: a pattern needs quadratic time for tags without an end.

    >>> list(tags_of('<meta a="b"><link c><meta '))
    [('meta', 'a="b"'), ('link', 'c')]
    """
    found = META.search(head)
    while found and (end := head.find(">", found.end())) >= 0:
        yield found[1], head[found.end() : end]
        found = META.search(head, end)


def article_of(page: str) -> Mapping[str, Any]:
    """The first article that the page's JSON-LD describes; {} if there is none or it cannot be read."""
    for text in linked_data(page):
        if len(text) > LARGEST_LINKED_DATA:
            continue
        try:
            told = json.loads(text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in nodes_of(told, 0):
            kinds = node.get("@type", "")
            if not ARTICLE_TYPES.isdisjoint(kinds if isinstance(kinds, list) else [kinds]):
                return node
    return {}


def linked_data(page: str) -> Iterator[str]:
    """The contents of the page's JSON-LD scripts."""
    place = page.find("ld+json")
    while place >= 0:
        start = page.find(">", place) + 1
        end = page.find("</script", start) if start else -1
        if end < 0:
            return
        yield page[start:end]
        place = page.find("ld+json", end)


def nodes_of(told: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document, a few levels deep."""
    if depth > 4:
        return
    if isinstance(told, list):
        for part in told:
            yield from nodes_of(part, depth + 1)
    elif isinstance(told, dict):
        yield told
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from nodes_of(told.get(key), depth + 1)


def text_of(told: object) -> str:
    """A JSON-LD value as text: itself, its name, or the first of a list."""
    if isinstance(told, list):
        return text_of(told[0]) if told else ""
    if isinstance(told, dict):
        return text_of(told.get("name") or told.get("@value") or "")
    return squeeze(told) if isinstance(told, str) else ""


def authors_of(told: object) -> str:
    """Names of authors, joined by "; " as trafilatura does."""
    people = told if isinstance(told, list) else [told]
    return "; ".join(dict.fromkeys(filter(None, (named(text_of(person)) for person in people))))


def named(author: str) -> str:
    """An author's name; addresses are none."""
    return "" if "://" in author or author.startswith(("@", "/")) else author


def day_of(text: str) -> str:
    """The ISO day of a timestamp, "" if it is none.

    >>> day_of("2024-05-03T12:00:00+02:00"), day_of("yesterday")
    ('2024-05-03', '')
    """
    found = DATE.match(text.strip())
    return found[0] if found and "01" <= found[2] <= "12" and "01" <= found[3] <= "31" else ""


def absolute(address: str, base: str) -> str:
    """An address made whole; "" for one that is no web address."""
    try:
        joined = urljoin(base, address.strip()) if address else ""
        return joined if urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def squeeze(text: str) -> str:
    """Text of an attribute or element: entities decoded, white space squeezed."""
    return " ".join(html.unescape(text).split())
