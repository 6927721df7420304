"""Records of a corpus that another tool made: rows of JSON lines (or Parquet) with a text field, each kept as it is.

A row is held as where its line stands: in the input itself if that is a plain file, else in a spool. So rows that stay
are copied byte for byte, whatever keys they have, and texts are read again only to verify.
"""

import json
import os
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import orjson
from attrs import frozen

from cleaner.errors import PageError
from cleaner.limits import Limits
from cleaner.model import Reject
from cleaner.readers import opened
from cleaner.readers.compressed import compression, unpacked
from cleaner.readers.names import row_path
from cleaner.readers.sources import STDIN, Source
from cleaner.readers.stream import CHUNK, Stream
from cleaner.readers.text import recoded, wide_encoding
from cleaner.writers.jsonl import json_line

_MARK = b"\xef\xbb\xbf"
_OPEN_FILES = 64
_COPIED = 64
"""Rows copied at once."""


@frozen
class Row:
    """A row that was taken."""

    fields: dict[str, Any]
    text: str


class Corpus:
    """The rows of a run by number; a `Texts`."""

    def __init__(self, spool: Path, text_field: str) -> None:
        self._spool, self.text_field = spool, text_field
        self._sink: BinaryIO = spool.open("wb")
        self._places, self._sizes = array("Q"), array("I")
        self._paths: list[str] = []
        self._firsts = array("Q")
        """The first row of each run of rows in one file; its path is in _paths, its name in `sources`."""
        self.sources: list[str] = []
        self._open = lru_cache(_OPEN_FILES)(_ReadOnly)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def folder(self) -> Path:
        """Where the spool is."""
        return self._spool.parent

    def begin(self, path: str, source: str) -> None:
        """Rows that come from now on stand in the file at `path` ("" for the spool) and are of `source`."""
        self._firsts.append(len(self))
        self._paths.append(path or str(self._spool))
        self.sources.append(source)

    def add(self, place: int, size: int) -> None:
        """A row whose line stands at a place in the file."""
        self._places.append(place)
        self._sizes.append(size)

    def spool(self, line: bytes) -> None:
        """A row whose line is written to the spool, between rows that stand elsewhere."""
        path, source = self._paths[-1], self.sources[-1]
        if path != str(self._spool):
            self.begin("", source)
        self.add(self._sink.tell(), len(line))
        self._sink.write(line + b"\n")
        if path != str(self._spool):
            self.begin(path, source)

    def source(self, number: int) -> str:
        """The name of the source of a row."""
        return self.sources[bisect_right(self._firsts, number) - 1]

    def line(self, number: int) -> bytes:
        """The line of a row, without its newline."""
        path = self._paths[bisect_right(self._firsts, number) - 1]
        return self._open(path).read(self._places[number], self._sizes[number])

    def runs(self, alone: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Ranges of rows, ascending, whose lines stand one after the other in one file; rows `alone` by themselves."""
        places = np.frombuffer(self._places, np.uint64) if len(self) else np.empty(0, np.uint64)
        sizes = np.frombuffer(self._sizes, np.uint32) if len(self) else np.empty(0, np.uint32)
        breaks = np.ones(len(self) + 1, bool)
        breaks[1:-1] = places[1:] != places[:-1] + sizes[:-1] + np.uint64(1)
        breaks[np.array(self._firsts, np.int64)] = True
        numbers = np.asarray(alone, np.int64)
        breaks[numbers] = breaks[numbers + 1] = True
        breaks[::_COPIED] = True
        edges = np.flatnonzero(breaks).tolist()
        return pairwise(edges)

    def lines(self, first: int, last: int) -> bytes:
        """The lines of a run of rows, each with its newline."""
        path = self._paths[bisect_right(self._firsts, first) - 1]
        size = self._places[last - 1] + self._sizes[last - 1] - self._places[first]
        return self._open(path).read(self._places[first], size) + b"\n"

    def fields(self, number: int) -> dict[str, Any]:
        """A row as an object."""
        found: dict[str, Any] = orjson.loads(self.line(number))
        return found

    def settle(self) -> None:
        """All rows are there: let them be read."""
        self._sink.flush()

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some rows, in the order asked for."""
        return [self.fields(number)[self.text_field] for number in numbers]

    def close(self) -> None:
        """Close all files and remove the spool."""
        self._sink.close()
        self._open.cache_clear()
        self._spool.unlink()


class _ReadOnly:
    """A file open for reading at places; closed when it is forgotten."""

    def __init__(self, path: str) -> None:
        self._number = os.open(path, os.O_RDONLY)

    def read(self, place: int, size: int) -> bytes:
        return os.pread(self._number, size, place)

    def __del__(self) -> None:
        os.close(self._number)


def read_rows(source: Source, corpus: Corpus, limits: Limits) -> Iterator[Row | Reject]:
    """The rows of a source, added to the corpus as they come, and a Reject for each line that is none."""
    if source.refused:
        yield Reject(source.name, "", source.refused, source.detail)
        return
    try:
        with opened(source) as file:
            yield from _read_file(file, source, corpus, limits)
    except PageError as error:
        yield Reject(source.name, "", error.reason, error.detail)
    except OSError as error:
        yield Reject(source.name, "", "unreadable", error.strerror or type(error).__name__)


def _read_file(file: BinaryIO, source: Source, corpus: Corpus, limits: Limits) -> Iterator[Row | Reject]:
    """The rows of an open file: in place where it is plain, through the spool where it is packed or a stream."""
    stream = Stream(iter(lambda: file.read(CHUNK), b""))
    head = stream.peek(4)
    if head == b"PAR1":
        yield from _read_parquet(source, corpus)
        return
    plain = source.path != STDIN
    while packing := compression(stream.peek(8)):
        stream, plain = Stream(unpacked(stream, packing, limits)), False
    if encoding := wide_encoding(stream.peek(4)):
        stream, plain = Stream(recoded(stream, encoding)), False
    elif stream.peek(3) == _MARK:
        stream.read(3)
    corpus.begin(source.path if plain else "", source.name)
    yield from _read_lines(stream, source, corpus, limits, plain)
    if stream.fault is not None:
        yield Reject(source.name, f"from byte {stream.offset}", stream.fault.reason, stream.fault.detail)


def _read_lines(stream: Stream, source: Source, corpus: Corpus, limits: Limits, plain: bool) -> Iterator[Row | Reject]:
    """The rows of a stream of lines."""
    limit, number, found = limits.page_bytes, 0, False
    place = stream.offset
    while line := stream.line(limit):
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            stream.skip_line()
            yield Reject(row_path(source.name, number), f"line {number}", "too large", f"more than {limit} bytes")
        elif stream.fault is not None and not line.endswith(b"\n"):
            return  # torn by what stopped the stream, which is reported by itself
        elif not found and line.lstrip()[:1] == b"[" and not _is_json(line):
            yield Reject(source.name, "", "not JSON lines", "a JSON array; write an object a line")
            return
        elif b"\r" in line:
            for at, part in _parts(line):
                found = True
                yield _take(part, place + at if plain else -1, number, source, corpus)
        elif part := line.rstrip(b"\n"):
            found = True
            yield _take(part, place if plain else -1, number, source, corpus)
        place = stream.offset
    if not found and not number:
        yield Reject(source.name, "", "empty")


def _parts(line: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that end in a raw carriage return (which JSON strings cannot hold), with their places."""
    at = 0
    for part in line.rstrip(b"\r\n").split(b"\r"):
        if part.strip():
            yield at, part
        at += len(part) + 1


def _take(line: bytes, place: int, number: int, source: Source, corpus: Corpus) -> Row | Reject:
    """The row of a line, added to the corpus; -1 is the place of a line that is not in a plain file."""
    try:
        fields, mended = parse(line)
        text = text_of(fields, corpus.text_field)
    except PageError as error:
        return Reject(row_path(source.name, number), f"line {number}", error.reason, error.detail)
    if place < 0 or mended:
        corpus.spool(mended or line)
    else:
        corpus.add(place, len(line))
    return Row(fields, text)


def parse(line: bytes) -> tuple[dict[str, Any], bytes]:
    r"""A line as an object, and the line anew where it must not be written as it is; PageError where it is no object.

    >>> parse(b'{"text": "a\\ud800"}')[1].decode()
    '{"text": "a�"}'
    """
    mended = b""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        mended = _mended(line, str(error))
        row = orjson.loads(mended)
    if not isinstance(row, dict):
        raise PageError("not an object", f"the line is {type(row).__name__}")
    return row, mended


def _mended(line: bytes, problem: str) -> bytes:
    """A line with lone surrogates as U+FFFD; PageError for anything else that strict JSON does not allow."""
    if b"\\u" not in line:
        raise PageError("not JSON", problem[:300])
    try:
        mended = json_line(json.loads(line.decode("utf-8"), parse_constant=_refuse)).rstrip(b"\n")
        orjson.loads(mended)
    except (ValueError, RecursionError) as error:
        raise PageError("not JSON", problem[:300]) from error
    return mended


def _refuse(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(constant)


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def text_of(fields: dict[str, Any], field: str) -> str:
    """The text of a row; PageError where it has none."""
    if field not in fields:
        shown = ", ".join(sorted(map(repr, fields))[:12])
        raise PageError("no text", f"no field {field!r} but {shown[:300]}; see --text-field")
    text = fields[field]
    if not isinstance(text, str):
        raise PageError("not text", f"{field!r} is {type(text).__name__}, not a string")
    return text


def _read_parquet(source: Source, corpus: Corpus) -> Iterator[Row | Reject]:
    """The rows of a Parquet file as JSON lines in the spool; what JSON has no word for is written as text."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise PageError("no reader", "Parquet needs pyarrow: pip install 'dump-cleaner[parquet]'") from None
    if source.path == STDIN:
        raise PageError("not a file", "Parquet cannot be read from a stream")
    corpus.begin("", source.name)
    try:
        file = pyarrow.parquet.ParquetFile(source.path)
        rows = (row for batch in file.iter_batches(batch_size=1024) for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            yield _take(orjson.dumps(row, default=str), -1, number, source, corpus)
    except (pyarrow.ArrowException, OSError, TypeError) as error:
        yield Reject(source.name, "", "damaged", f"{type(error).__name__}: {error}"[:300])
