"""Tables with a page a row: CSV (and what separates by tabs, semicolons or bars) and Parquet."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from cleaner.errors import PageError
from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions
from cleaner.readers.jsonl import TOLD_FIELDS, row_page
from cleaner.readers.names import row_path
from cleaner.readers.stream import Stream
from cleaner.readers.text import recoded, wide_encoding

SEPARATORS = ",\t;|"
PARQUET_ROWS = 64


def read_csv(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages of a table whose first row names its columns; a row that is no page is a Reject with its number."""
    csv.field_size_limit(options.limits.page_bytes)
    lines = TextLines(entry, options.limits.page_bytes)
    head = next(lines, "")
    separator = max(SEPARATORS, key=head.count)
    columns = next(csv.reader([head], delimiter=separator), [])
    rows = csv.reader(lines, delimiter=separator)
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except (csv.Error, PageError) as error:
            reason, detail = (error.reason, error.detail) if isinstance(error, PageError) else ("not a row", str(error))
            yield entry.reject(f"row {number}", reason, detail, row_path(entry.path, number))
            continue
        if cells:
            yield cells_page(entry, columns, cells, number, options)


class TextLines:
    """The lines of an entry as text; a byte that is not UTF-8 becomes U+FFFD.

    Raises PageError "too large" for a line over the limit, and goes on with the next one when it is asked again.
    """

    def __init__(self, entry: Entry, limit: int) -> None:
        self._stream, self._limit = entry.stream, limit
        if encoding := wide_encoding(entry.stream.peek(4)):
            self._stream = Stream(recoded(entry.stream, encoding))

    def __iter__(self) -> "TextLines":
        return self

    def __next__(self) -> str:
        line = self._stream.line(self._limit)
        if not line:
            raise StopIteration
        if len(line) >= self._limit:
            self._stream.skip_line()
            raise PageError("too large", f"a line of more than {self._limit} bytes")
        return line.decode("utf-8-sig", "replace").replace("\0", "")


def cells_page(entry: Entry, columns: list[str], cells: list[str], number: int, options: ReadOptions) -> Page | Reject:
    """The page of one row."""
    path = row_path(entry.path, number)
    if len(cells) != len(columns):
        return entry.reject(f"row {number}", "not a row", f"{len(cells)} cells for {len(columns)} columns", path)
    try:
        return row_page(entry, dict(zip(columns, cells, strict=True)), path, options)
    except PageError as error:
        return entry.reject(f"row {number}", error.reason, error.detail, path)


def read_parquet(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages of a Parquet file, a few rows at a time, only the columns that matter."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise PageError("not readable", "Parquet needs pyarrow: pip install 'dump-cleaner[parquet]'") from error
    file = entry.file or cast("BinaryIO", io.BytesIO(entry.whole(options.limits.held_bytes)))
    try:
        first = pq.ParquetFile(file)
        kinds = {field.name: field.type for field in first.schema_arrow}
        wanted = (options.text_field, options.html_field, options.url_field, *TOLD_FIELDS)
        columns = [name for name in wanted if name in kinds] or sorted(kinds)[:1]
        # As dictionaries, or a text that is stored once for a thousand rows is unpacked for as many of them at a time.
        texts = [name for name in columns if kinds[name] in (pa.string(), pa.binary())]
        table = pq.ParquetFile(file, metadata=first.metadata, read_dictionary=texts)
        number = 0
        for batch in table.iter_batches(PARQUET_ROWS, columns=columns):
            for place in range(batch.num_rows):
                number += 1
                row = {name: batch.column(name)[place].as_py() for name in columns}
                entry.expansion.add(sum(len(cell) for cell in row.values() if isinstance(cell, str | bytes)))
                yield parquet_page(entry, row, number, options)
    except (pa.ArrowException, OSError, ValueError) as error:
        yield entry.reject("", "damaged", f"Parquet: {error}"[:300])


def parquet_page(entry: Entry, row: dict[str, object], number: int, options: ReadOptions) -> Page | Reject:
    """The page of one row; a column of bytes is a page undecoded."""
    path = row_path(entry.path, number)
    try:
        field = options.html_field if isinstance(row.get(options.html_field), bytes) else options.text_field
        raw = row.get(field)
        if isinstance(raw, bytes):
            told = row_page(entry, {**row, field: "bytes"}, path, options)
            return Page(told.source, path, 0, told.kind, raw, "", told.url, told.title, told.author, told.date)
        return row_page(entry, row, path, options)
    except PageError as error:
        return entry.reject(f"row {number}", error.reason, error.detail, path)
