"""One page under the eyes of a person: what `explain` shows, and what comes back corrected."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleaner.blocks.decode import decode
from cleaner.errors import UsageError
from cleaner.model import ARTICLE_LABELS, Explained, Kind, Labelled, Line, Page, Reject, Split
from cleaner.pipeline import take_apart
from cleaner.readers import find_sources, read, read_options
from cleaner.readers.sniff import PEEK, sniff
from cleaner.rules import load_rules
from cleaner.settings import Settings
from cleaner.split import split


def explained_pages(source: str, settings: Settings, number: int | None = None) -> Iterator[Explained]:
    """The pages of one input (or the one of that number), each with what became of it."""
    rules = load_rules(settings.rules, limits=settings.limits)
    for found in find_sources([source]):
        for item in read(found, read_options(settings)):
            if isinstance(item, Reject):
                yield Explained(Page(item.source_path, item.source_path, 0, "text", b""), reject=item)
            elif number is None or item.number == number:
                yield take_apart(item, rules, settings)


def lines_of(explained: Explained) -> tuple[Line, ...]:
    """A page as `explain` shows it, block by block."""
    return tuple(
        Line(b.start, b.end, b.path, b.text, one.label, one.rule, round(one.margin, 3), article)
        for one, article in zip(explained.labelled, explained.split.owner, strict=True)
        for b in (one.block,)
    )


def page_of(content: str | bytes, url: str = "") -> Page:
    """One page given by hand, as text or HTML; which of them is found from its content."""
    raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
    kind: Kind = "html" if sniff(raw[:PEEK], "", ("", "")) == "html" else "text"
    return Page("", "", 0, kind, raw, "utf-8" if isinstance(content, str) else "", url)


def split_as_labelled(source: str, settings: Settings, rows: Sequence[Mapping[str, Any]]) -> Split:
    """The first page of an input split as a person labelled it (`explain --json` lines, corrected).

    Raises UsageError if the rows are not the blocks of that page.
    """
    rules = load_rules(settings.rules, limits=settings.limits)
    page = next(item for found in find_sources([source]) for item in read(found, read_options(settings)))
    if isinstance(page, Reject):
        raise UsageError(f"{source}: {page.reason}: {page.detail}")
    explained = take_apart(page, rules, settings)
    places = [(one.block.start, one.block.end) for one in explained.labelled]
    if [(row["start"], row["end"]) for row in rows] != places:
        raise UsageError(f"{source}: the labels are not those of this page; make them with `cleaner explain --json`")
    return split(page, decode(page)[0], relabelled(explained.labelled, rows), rules)


def relabelled(labelled: Sequence[Labelled], rows: Sequence[Mapping[str, Any]]) -> tuple[Labelled, ...]:
    """Blocks with the labels of a person; an article opens wherever the article of a row is a new one."""
    seen = -1
    changed = []
    for one, row in zip(labelled, rows, strict=True):
        number = row["article"]
        inside = number >= 0 and row["label"] not in ARTICLE_LABELS
        changed.append(one._replace(label=row["label"], rule="", probability=1.0, opens=number > seen, inside=inside))
        seen = max(seen, number)
    return tuple(changed)
