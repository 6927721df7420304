"""The rows of an output folder's files (DESIGN section 4), whole or in pieces that can be looked at side by side."""

import gzip
import io
import json
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from attrs import frozen

from cleaner.errors import UsageError

Row = Mapping[str, Any]

PIECE_BYTES = 16 << 20
"""Of a plain file; a packed one cannot be read from the middle and is one piece."""
FOREIGN = {
    "title": "", "url": "", "author": "", "date": "", "description": "", "language": "", "categories": (), "source": "",
    "source_path": "", "source_start": 0, "source_end": 0, "article_index": -1, "article_count": 0, "confidence": 1.0,
}  # fmt: skip
"""What a row of `cleaner dedup` does not have: it is no article of a page, and any key may hold anything."""


@frozen
class Piece:
    """Whole lines of one file."""

    name: str
    """What it holds: "corpus", "cuts" ..."""
    path: Path
    start: int
    """First byte."""
    end: int
    """Byte behind the last line; -1 for the end of the file."""


def pieces(folder: Path, name: str) -> Iterator[Piece]:
    """The pieces of one kind of file in order, none if it is not there; .gz and .zst are read as well."""
    for path in sorted([*folder.glob(f"{name}.jsonl*"), *folder.glob(f"{name}-*.jsonl*")]):
        if path.suffix in (".gz", ".zst"):
            yield Piece(name, path, 0, -1)
        elif path.suffix == ".jsonl":
            for start, end in pairwise(_line_starts(path)):
                yield Piece(name, path, start, end)


def _line_starts(path: Path) -> Iterator[int]:
    """Where lines begin, one about every PIECE_BYTES, from the first to the end of the file."""
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        while at < size:
            yield at
            file.seek(at + PIECE_BYTES - 1)
            file.readline()
            at = min(size, file.tell())
    yield size


def rows(folder: Path, name: str) -> Iterator[Row]:
    """The rows of one kind of file.

    Raises: UsageError where a line is not a JSON object: the folder is damaged or not cleaner's.
    """
    return chain.from_iterable(map(rows_of, pieces(folder, name)))


def records(folder: Path, name: str, run: Row) -> Iterator[Row]:
    """The records of "corpus" or "duplicates"; rows that `cleaner dedup` took over as they were get the keys of one."""
    return chain.from_iterable(records_of(piece, run) for piece in pieces(folder, name))


def rows_of(piece: Piece) -> Iterator[Row]:
    """The rows of a piece."""
    with opened(piece.path) as lines:
        lines.seek(piece.start)
        at = piece.start
        for line in lines:
            if not line.isspace():
                yield _parse(line, piece.path, at)
            at += len(line)
            if at == piece.end:
                return


def records_of(piece: Piece, run: Row) -> Iterator[Row]:
    """The records of a piece."""
    options = run.get("options")
    fields = options if isinstance(options, dict) else {}
    for row in rows_of(piece):
        yield row if "content_sha256" in row and "article_index" in row else _as_record(row, fields)


def _as_record(row: Row, fields: Row) -> Row:
    text = str(row.get(fields.get("text_field", "text"), ""))
    stated = {key: row[key] for key in ("title", "url", "author", "date", "language") if isinstance(row.get(key), str)}
    match = {key: row[key] for key in ("duplicate_of", "grade", "score", "why_kept") if key in row}
    counts = {"char_count": len(text), "word_count": len(text.split())}
    return {**FOREIGN, **stated, **match, **counts, "id": str(row.get(fields.get("id_field", "id"), "")), "text": text}


def _parse(line: bytes, path: Path, at: int) -> Row:
    """One row; what only Python's parser takes (NaN, halves of surrogate pairs) is read by that."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            row = json.loads(line.decode("utf-8", "replace"))
        except ValueError as error:
            reason = f"is not JSON ({error}); run `cleaner clean` again"
            raise UsageError(f"{path}: line {_line_number(path, at)} {reason}") from None
    if not isinstance(row, dict):
        raise UsageError(f"{path}: line {_line_number(path, at)} is not a JSON object; run `cleaner clean` again")
    return row


def _line_number(path: Path, at: int) -> int:
    """Which line begins at a byte, from 1."""
    number = 1
    with opened(path) as lines:  # line by line: a packed file may be larger than memory
        while at > 0:
            at -= len(lines.readline())
            number += 1
    return number


def opened(path: Path) -> BinaryIO:
    """A file for reading, decompressed by its suffix."""
    if path.suffix == ".gz":
        return gzip.open(path)  # type: ignore[return-value]
    if path.suffix == ".zst":
        import zstandard

        return io.BufferedReader(zstandard.open(path, "rb"))
    return path.open("rb")


def run_of(folder: Path) -> Row:
    """What run.json states; {} where it is not there or not readable."""
    path = folder / "run.json"
    if not path.is_file():
        return {}
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return run if isinstance(run, dict) else {}
