"""JSON lines: a page a line, its text or HTML in a field."""

import json
from collections.abc import Iterator

from cleaner.errors import PageError
from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, Told
from cleaner.readers.names import row_path
from cleaner.readers.stream import Stream
from cleaner.readers.text import recoded, wide_encoding

FIRST_OPTIONS = ReadOptions()
TOLD_FIELDS = ("title", "author", "date")
UTF8_MARK = b"\xef\xbb\xbf"
SHOWN_FIELDS = 12


def read_jsonl(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages of the lines; a line that is none is a Reject with its number."""
    stream = entry.stream
    if encoding := wide_encoding(stream.peek(4)):
        stream = Stream(recoded(stream, encoding))
    elif stream.peek(3) == UTF8_MARK:
        stream.read(3)
    limit = options.limits.page_bytes
    for number, line in numbered_lines(stream, limit):
        if len(line) >= limit:
            yield entry.reject(f"line {number}", "too large", f"more than {limit} bytes", row_path(entry.path, number))
        elif line.endswith((b"\n", b"\r")) or entry.stream.fault is None:
            yield from read_row(entry, line, number, options)
        # else it is torn by what stopped the stream, which is reported by itself


def numbered_lines(stream: Stream, limit: int) -> Iterator[tuple[int, bytes]]:
    r"""The lines that are not blank, with their numbers from 1; one of `limit` bytes is cut off there.

    A raw \r cannot stand in a JSON string, so it ends a line too.
    """
    number = 0
    while line := stream.line(limit):
        if line in (b"\n", b"\r\n"):
            number += 1 + stream.skip_blank_lines()  # a bomb may hold millions of them
        elif b"\r" in line.rstrip(b"\r\n") and len(line) < limit:
            for part in line.rstrip(b"\r\n").split(b"\r"):
                number += 1
                if part.strip():
                    yield number, part + b"\r"
        else:
            number += 1
            if len(line) == limit and not line.endswith(b"\n"):
                stream.skip_line()
            if line.strip():
                yield number, line


def read_row(entry: Entry, line: bytes, number: int, options: ReadOptions) -> Iterator[Page | Reject]:
    """The page of one line."""
    path = row_path(entry.path, number)
    try:
        yield row_page(entry, parse_row(line), path, options)
    except PageError as error:
        yield entry.reject(f"line {number}", error.reason, error.detail, path)


def parse_row(line: bytes) -> dict[str, object]:
    """A line as an object; raises PageError "not JSON" or "not an object".

    Whole numbers are read as floats: no field that is used is a number, and an integer of 100,000 digits is an error.
    """
    try:
        row = json.loads(line.decode("utf-8"), parse_int=float)
    except UnicodeDecodeError as error:
        raise PageError("not UTF-8", f"byte {error.start} of the line") from error
    except json.JSONDecodeError as error:
        raise PageError("not JSON", f"{error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise PageError("not JSON", "nested too deeply") from error
    if not isinstance(row, dict):
        raise PageError("not an object", f"the line is a JSON {json_type(row)}")
    return row


def json_type(value: object) -> str:
    """The JSON name of a value's type.

    >>> json_type([]), json_type(None), json_type(1.0)
    ('array', 'null', 'number')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, name in ((dict, "object"), (list, "array"), (str, "string")):
        if isinstance(value, kind):
            return name
    return "number"


def row_page(entry: Entry, row: dict[str, object], path: str, options: ReadOptions) -> Page:
    """The page of a row of JSON, CSV or Parquet; raises PageError where it has no text."""
    field = page_field(row, options)
    value = row[field]
    if not isinstance(value, str):
        raise PageError("not text", f"{field!r} is a {json_type(value)}, not a string")
    told = Told(
        encoding="utf-8",
        url=told_text(row, options.url_field),
        title=told_text(row, "title"),
        author=told_text(row, "author"),
        date=told_text(row, "date"),
    )
    return entry.page("html" if field == options.html_field else "text", utf8(value), path, told)


def page_field(row: dict[str, object], options: ReadOptions) -> str:
    """The field that holds the page: HTML before text, unless the user chose a text field."""
    fields = [options.html_field, options.text_field]
    if options.text_field != FIRST_OPTIONS.text_field and options.html_field == FIRST_OPTIONS.html_field:
        fields.reverse()
    for field in fields:
        if row.get(field) not in (None, ""):
            return field
    for field in reversed(fields):
        if field in row:
            return field
    shown = ", ".join(sorted(repr(name) for name in row)[:SHOWN_FIELDS])
    raise PageError(
        "no text",
        f"no field {options.text_field!r} or {options.html_field!r} but {shown[:300]}; see --text-field, --html-field",
    )


def told_text(row: dict[str, object], field: str) -> str:
    """A field as text that UTF-8 can write, "" unless it is a string."""
    value = row.get(field)
    return utf8(value).decode() if isinstance(value, str) else ""


def utf8(text: str) -> bytes:
    r"""Text as UTF-8, lone surrogates as U+FFFD.

    >>> utf8("a\ud800")
    b'a\xef\xbf\xbd'
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
