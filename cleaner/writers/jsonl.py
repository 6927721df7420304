"""Values as JSON lines: UTF-8, strict JSON, an object a line, the same bytes for the same value."""

import gzip
import json
from collections.abc import Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator


def row_of(value: attrs.AttrsInstance) -> dict[str, Any]:
    """A frozen value as a plain object, in the order of its fields; an empty `path` is left out.

    >>> from cleaner.model import Reject
    >>> row_of(Reject("a.html", "", "empty"))
    {'source_path': 'a.html', 'where': '', 'reason': 'empty', 'detail': ''}
    """
    return {
        field.name: given
        for field in attrs.fields(type(value))
        if (given := getattr(value, field.name)) or field.name != "path"
    }


def json_line(row: Mapping[str, Any]) -> bytes:
    """An object as a line of JSON; lone surrogates become U+FFFD.

    >>> json_line({"text": "a\\ud800b"}).decode()
    '{"text": "a\ufffdb"}\\n'
    """
    text = _encoder().encode(row)
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode() + b"\n"


@lru_cache(maxsize=1)
def _encoder() -> json.JSONEncoder:
    """Made once: `json.dumps` would make one for each line."""
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    """What JSON has no word for: paths as their names, frozen values as objects."""
    return value.as_posix() if isinstance(value, Path) else row_of(value)


@contextmanager
def compressed(path: Path, name: str) -> "Iterator[BinaryIO]":
    """A new file to write to, compressed as the ending of `name` asks: .gz, .zst or not at all; no stamps in it."""
    with path.open("wb") as file:
        if name.endswith(".gz"):
            with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as sink:
                yield cast("BinaryIO", sink)
        elif name.endswith(".zst"):
            import zstandard

            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as sink:
                yield sink
        else:
            yield file
