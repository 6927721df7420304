"""HTML: a file is a page, or several where scraped pages were appended to one file."""

import re
from collections.abc import Iterator

from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, too_large
from cleaner.readers.names import row_path

# One document ends and another begins. In one document this cannot stand, however broken it is.
NEXT_DOCUMENT = re.compile(rb"</html\s*>\s*(?=<!doctype\s+html|<html[\s>])", re.IGNORECASE)
STEP = 1 << 20


def read_html(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The one page of a file; or "#1", "#2" ... where one complete document follows another."""
    number, pages = 0, documents(entry, options.limits.page_bytes)
    document = next(pages)
    for number, following in enumerate(pages, 1):
        yield entry.page("html", document, row_path(entry.path, number))
        document = following
    if not entry.broken:
        yield entry.page("html", document, row_path(entry.path, number + 1) if number else "")


def documents(entry: Entry, limit: int) -> Iterator[bytes]:
    """The documents of a file, at least one; raises PageError for one over the limit."""
    buffer, scanned = b"", 0
    while True:
        part = entry.stream.read(STEP)
        buffer += part
        while (found := NEXT_DOCUMENT.search(buffer, scanned)) and found.end() <= limit:
            yield buffer[: found.end()]
            buffer, scanned = buffer[found.end() :], 0
        if len(buffer) > limit:
            raise too_large(len(buffer), limit)
        if len(part) < STEP:
            yield buffer
            return
        scanned = max(0, len(buffer) - 1024)
