"""RSS and Atom feeds: a page for each entry, its full content where the feed has it, else its summary."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, Told
from cleaner.readers.jsonl import utf8
from cleaner.readers.names import row_path

ENTRIES = frozenset({"item", "entry"})
CONTENT = ("encoded", "content", "description", "summary")
DATES = ("pubDate", "published", "date", "updated", "issued")
AUTHORS = ("creator", "author")


def read_feed(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages of a feed; entities are not resolved and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(entry.whole(options.limits.held_bytes), parser)
    number = 0
    for node in root.iter() if root is not None else ():
        if local(node) in ENTRIES:
            number += 1
            yield entry.page("html", utf8(content(node)), row_path(entry.path, number), told(node))
    if parser.error_log and any(error.level_name == "FATAL" for error in parser.error_log):
        first = next(error for error in parser.error_log if error.level_name == "FATAL")
        yield entry.reject(f"line {first.line}", "damaged", f"XML: {first.message}"[:200])


def local(node: Any) -> str:
    """The name of an element without its namespace, "" for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def child(node: Any, names: tuple[str, ...]) -> Any:
    """The first child that has one of the names, in the order of the names; None without one."""
    children = [(local(inner), inner) for inner in node]
    return next((inner for name in names for known, inner in children if known == name and said(inner).strip()), None)


def said(node: Any) -> str:
    """All text of an element."""
    return "".join(node.itertext())


def content(node: Any) -> str:
    """What an entry says, as HTML."""
    import html

    from lxml import etree

    found = child(node, CONTENT)
    if found is None:
        return ""
    if found.get("type") == "xhtml":
        return "".join(etree.tostring(inner, encoding="unicode", with_tail=True) for inner in found)
    return html.escape(said(found)) if found.get("type") == "text" else said(found)


def told(node: Any) -> Told:
    """What an entry says of itself."""
    title, author = child(node, ("title",)), child(node, AUTHORS)
    name = child(author, ("name",)) if author is not None else None
    return Told(
        encoding="utf-8",
        url=address(node),
        title=" ".join(said(title).split()) if title is not None else "",
        author=" ".join(said(name if name is not None else author).split()) if author is not None else "",
        date=day(node),
    )


def address(node: Any) -> str:
    """The address of an entry: its alternate link, else its first."""
    links = [inner for inner in node if local(inner) == "link"]
    best = next((link for link in links if link.get("rel", "alternate") == "alternate"), links[0] if links else None)
    return (best.get("href") or said(best)).strip() if best is not None else ""


def day(node: Any) -> str:
    """The day of an entry in ISO, "" if it does not say."""
    found = child(node, DATES)
    text = said(found).strip() if found is not None else ""
    if text[:4].isdigit() and text[4:5] == "-":
        return text[:10]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return ""
