"""WARC and WET files: a page for each stored answer, resource or conversion.

Today's libraries stop at the first damaged record and say nothing; here reading goes on at the next, and each byte
range that was passed over is a Reject. Records that hold no page by their type (requests, metadata, revisits) are
passed over. An answer with another status than 200, or of another type than HTML or text, is a Reject.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from cleaner.errors import PageError
from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, Told
from cleaner.readers.http import Answer, answer
from cleaner.readers.names import row_path
from cleaner.readers.pieces import pieces
from cleaner.readers.sniff import no_page, sniff
from cleaner.readers.tape import Gap, Record, Tape, records

WITH_PAGE = frozenset({"response", "resource", "conversion"})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
OPEN_TYPES = frozenset(
    {"", "application/octet-stream", "application/http", "unknown/unknown", "application/xml", "text/xml"}
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_warc(entry: Entry, options: ReadOptions, packed: str = "") -> Iterator[Page | Reject]:
    """The pages of a WARC or WET file, plain or `packed` (gzip, zstd) record by record or as a whole."""
    for found in records(Tape(pieces(entry.stream, packed, options.limits)), options.limits):
        if isinstance(found, Gap):
            yield entry.reject(f"bytes {found.start}-{found.end}", found.reason, found.detail)
            continue
        if packed:
            entry.expansion.add(len(found.content))
        if found.fields.get("warc-type", "").lower() in WITH_PAGE:
            yield record_page(entry, found, options)


def record_page(entry: Entry, record: Record, options: ReadOptions) -> Page | Reject:
    """The page of one record, or why it has none."""
    path = row_path(entry.path, record.number)
    try:
        stored = stored_answer(record, options)
        if "content-encoding" in stored.fields:
            entry.expansion.add(len(stored.body))
        kind = page_kind(stored)
    except PageError as error:
        where = f"record {record.number}, bytes {record.start}-{record.end}"
        return entry.reject(where, error.reason, error.detail, path)
    date = DATE.match(record.fields.get("warc-date", ""))
    told = Told(stored.charset, safe_url(record.fields.get("warc-target-uri", "")), date=date[0] if date else "")
    return entry.page("text" if kind == "text" else "html", stored.body, path, told)


def safe_url(url: str) -> str:
    r"""An address without its angle brackets; what cannot be printed is percent-encoded.

    >>> safe_url("<http://a/\x1bé>")
    'http://a/%1Bé'
    """
    bare = url.removeprefix("<").removesuffix(">")
    return bare if bare.isprintable() else "".join(c if c.isprintable() else quote(c) for c in bare)


def stored_answer(record: Record, options: ReadOptions) -> Answer:
    """What a record stores, as an HTTP answer; raises PageError for one that is no page."""
    kind = record.fields.get("warc-type", "").lower()
    mime, _, _ = record.fields.get("content-type", "").partition(";")
    if kind == "conversion":
        return Answer(200, "text/plain", "utf-8", record.content)
    if kind == "resource":
        return Answer(200, mime.strip().lower(), "", record.content)
    stored = answer(record.content, options.limits)
    if stored.status not in (0, 200, 203, 206):
        raise PageError("HTTP status", str(stored.status))
    return stored


def page_kind(stored: Answer) -> str:
    """Whether an answer is HTML or plain text; raises PageError "not a page" for anything else."""
    if not stored.body.strip():
        raise PageError("empty", "no body in the answer")
    if stored.mime in HTML_TYPES and not no_page(stored.body[:16]):
        return "html"
    head = stored.body[: 1 << 16]
    if stored.mime == "text/plain":
        return "html" if sniff(head) == "html" else "text"
    if stored.mime not in OPEN_TYPES:
        raise PageError("not a page", stored.mime[:80])
    kind = sniff(head)
    if kind not in ("html", "text"):
        raise PageError("not a page", no_page(head) or kind or "bytes that are no text")
    return kind
