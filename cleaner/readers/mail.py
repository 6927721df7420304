"""Mail: mbox files, single messages, RFC 1153 digests, and MHTML (a web page saved as a message).

The heads of messages and the frame of a digest (its table of contents, its rules, its end) are the container's, as an
HTTP head is: what they say of a page goes into its title, author and date.
"""

import email
import re
from collections.abc import Iterator, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from cleaner.errors import PageError
from cleaner.model import Kind, Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, Told
from cleaner.readers.jsonl import utf8
from cleaner.readers.names import row_path

FROM_LINE = re.compile(rb"From \S{1,300}[ \t][^\n]{0,100}\d{4}\s*$")
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
PREAMBLE_END = re.compile(r"^-{70}[ \t]*\n", re.MULTILINE)
MESSAGE_END = re.compile(r"^-{30}[ \t]*\n(?:[ \t]*\n)*(?=[A-Z][A-Za-z-]{0,40}:)", re.MULTILINE)
DIGEST_END = re.compile(r"^(?:-{30}[ \t]*\n\n?)?(?:Subject: Digest Footer|End of [^\n]{0,200}\n\*{6,})", re.MULTILINE)
LONGEST_FIELD = 2000


def read_mbox(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page for each message of an mbox (or the one message of a .eml file), and for each message of a digest."""
    number = 0
    for raw in messages(entry, options.limits.page_bytes):
        if len(raw) > options.limits.page_bytes:
            number += 1
            path = row_path(entry.path, number)
            yield entry.reject(f"message {number}", "too large", f"more than {options.limits.page_bytes} bytes", path)
            continue
        for page in safe_pages(raw):
            number += 1
            path = row_path(entry.path, number)
            if isinstance(page, PageError):
                yield entry.reject(f"message {number}", page.reason, page.detail, path)
            else:
                kind, text, told = page
                yield entry.page(kind, text, path, told)


def messages(entry: Entry, limit: int) -> Iterator[bytes]:
    """The messages of an mbox, each without its From line; one over the limit is cut there, not held."""
    lines: list[bytes] = []
    size, blank = 0, True
    while line := entry.stream.line(limit):
        if blank and FROM_LINE.match(line):
            if lines:
                yield QUOTED_FROM.sub(rb"\1", b"".join(lines))
            lines, size = [], 0
        elif size <= limit:
            lines.append(line)
            size += len(line)
        blank = not line.strip()
    if lines and not entry.broken:
        yield QUOTED_FROM.sub(rb"\1", b"".join(lines))


def safe_pages(raw: bytes) -> Sequence[tuple[Kind, bytes, Told] | PageError]:
    """As message_pages, or what is wrong with the message."""
    try:
        return tuple(message_pages(raw))
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        return (PageError("damaged", f"the message cannot be read: {type(error).__name__}"),)


def message_pages(raw: bytes) -> Iterator[tuple[Kind, bytes, Told]]:
    """The page of a message, or those of the messages of a digest."""
    message = parsed(raw)
    kind, text, charset = body(message)
    told = told_of(message, charset)
    parts = digest(text.decode(charset or "utf-8", "replace")) if kind == "text" else ()
    if not parts:
        yield kind, text, told
    for part in parts:
        inner = parsed(part.encode())
        yield "text", part.partition("\n\n")[2].encode(), told_of(inner, "utf-8")


def parsed(raw: bytes) -> "Message[str, str]":
    """A message. The older policy of the parser: the newer one needs quadratic time for hostile heads."""
    return email.message_from_bytes(raw)


def body(message: "Message[str, str]") -> tuple[Kind, bytes, str]:
    """What a message says: its first plain text, else its first HTML; with the encoding it names."""
    part = first_part(message, ("text/plain",)) or first_part(message, ("text/html",)) or message
    raw, charset = content(part)
    return "html" if part.get_content_type() == "text/html" else "text", raw.replace(b"\r\n", b"\n"), charset


def first_part(message: "Message[str, str]", types: tuple[str, ...]) -> "Message[str, str] | None":
    """The first part of one of the types that is no attachment."""
    return next(
        (part for part in message.walk() if part.get_content_type() in types and not part.get_filename()),
        None,
    )


def content(part: "Message[str, str]") -> tuple[bytes, str]:
    """What a part holds, its transfer encoding taken off, and the charset that it names."""
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b"", known(str(part.get_content_charset("") or ""))


def known(charset: str) -> str:
    """A charset that Python knows, else "".

    >>> known("ISO-8859-1"), known("x-none")
    ('ISO-8859-1', '')
    """
    try:
        return charset if charset and "".encode(charset) is not None else ""
    except (LookupError, ValueError):
        return ""


def told_of(message: "Message[str, str]", charset: str) -> Told:
    """What the head of a message says."""
    name, address = parseaddr(header(message, "From"))
    return Told(
        charset, header(message, "Archived-At").strip("<>"), header(message, "Subject"), name or address, date(message)
    )


def header(message: "Message[str, str]", name: str) -> str:
    """A field of the head on one line, "" where it is not there or cannot be read.

    Not by message[name], whose parser needs quadratic time for hostile fields.
    """
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    try:
        value = str(make_header(decode_header(raw[:LONGEST_FIELD])))
    except (HeaderParseError, LookupError, ValueError):
        value = raw[:LONGEST_FIELD]
    return " ".join(utf8(value).decode().split())


def date(message: "Message[str, str]") -> str:
    """The day a message was written, in ISO; "" if it does not say."""
    try:
        return parsedate_to_datetime(header(message, "Date")).date().isoformat()
    except (TypeError, ValueError, OverflowError):
        return ""


def digest(text: str) -> tuple[str, ...]:
    """The messages of an RFC 1153 digest, head and body; () for any other text."""
    text = text.replace("\r\n", "\n")
    start = PREAMBLE_END.search(text)
    if start is None:
        return ()
    end = DIGEST_END.search(text, start.end())
    parts = MESSAGE_END.split(text[start.end() : end.start() if end else len(text)])
    found = tuple(part.strip("\n") + "\n" for part in parts if part.strip("-\n "))
    return found if found and all(re.match(r"[A-Z][A-Za-z-]{0,40}:", part) for part in found) else ()


def read_mhtml(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The page of an MHTML file: its first HTML part, with the address and the date that it was saved under."""
    message = parsed(entry.whole(options.limits.held_bytes))
    part = first_part(message, ("text/html", "application/xhtml+xml"))
    if part is None:
        yield entry.reject("", "not a page", "no HTML part in the MHTML file")
        return
    raw, charset = content(part)
    url = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
    yield entry.page("html", raw, told=Told(charset, url, header(message, "Subject"), "", date(message)))
