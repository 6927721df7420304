"""Readers: from what the user named to pages, streaming.

`find_sources` says which files there are; `read` gives the pages of one. A source that is damaged, unknown or too
large gives a Reject instead of pages; no input makes a reader fail.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from attrs import evolve

from cleaner.errors import PageError
from cleaner.model import Page, Reject
from cleaner.readers.archives import read_tar, read_zip
from cleaner.readers.compressed import SUFFIXES, Expansion, compression, unpacked
from cleaner.readers.entry import FORMATS, Entry, ReadOptions, read_options
from cleaner.readers.feed import read_feed
from cleaner.readers.html import read_html
from cleaner.readers.jsonl import read_jsonl
from cleaner.readers.mail import read_mbox, read_mhtml
from cleaner.readers.pieces import begins_with_record
from cleaner.readers.sniff import FURNITURE, PEEK, no_page, sniff, suffix
from cleaner.readers.sources import STDIN, Source, find_sources
from cleaner.readers.stream import CHUNK, Stream
from cleaner.readers.table import read_csv, read_parquet
from cleaner.readers.text import read_text
from cleaner.readers.warc import read_warc

__all__ = ["FORMATS", "ReadOptions", "Source", "find_sources", "read", "read_options"]

Reader = Callable[[Entry, ReadOptions], Iterator[Page | Reject]]

READERS: dict[str, Reader] = {
    "text": read_text,
    "html": read_html,
    "jsonl": read_jsonl,
    "warc": read_warc,
    "csv": read_csv,
    "parquet": read_parquet,
    "mbox": read_mbox,
    "mhtml": read_mhtml,
    "feed": read_feed,
}


def read(source: Source, options: ReadOptions | None = None) -> Iterator[Page | Reject]:
    """The pages of a source in their order, numbered from 0, and a Reject for each part that is no page."""
    chosen, number = options or ReadOptions(), 0
    for item in unnumbered(source, chosen):
        if isinstance(item, Page):
            yield evolve(item, number=number)
            number += 1
        else:
            yield item


def unnumbered(source: Source, options: ReadOptions) -> Iterator[Page | Reject]:
    """As read, each page with number 0."""
    if source.refused:
        yield Reject(source.name, "", source.refused, source.detail)
        return
    try:
        with opened(source) as file:
            chunks = iter(lambda: file.read(CHUNK), b"")
            seekable = None if source.path == STDIN else file
            stream, name = Stream(chunks), source.name
            expansion = Expansion(options.limits, source.size, stream)
            entry = Entry(name, name, name, stream, seekable, source.size, 0, source.walked, expansion=expansion)
            yield from read_entry(entry, options)
    except PageError as error:
        yield Reject(source.name, "", error.reason, error.detail)
    except OSError as error:
        yield Reject(source.name, "", "unreadable", error.strerror or type(error).__name__)


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The source opened to read; raises PageError if it is no plain file any more (opening a FIFO would block)."""
    if source.path == STDIN:
        yield sys.stdin.buffer
        return
    number = os.open(source.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise PageError("not a file")
        if source.watch:
            source.watch(file)
        yield file  # unbuffered: Stream has its own buffer


def read_entry(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages of an opened file or member, whatever it is."""
    found = False
    try:
        for item in dispatch(entry, options):
            found = True
            yield item
    except PageError as error:
        found = True
        yield entry.reject("", error.reason, error.detail)
    except Exception as error:  # a parser's surprise at hostile bytes costs this entry, never the run
        found = True
        yield entry.reject("", "unreadable", f"{type(error).__name__}: {error}"[:300])
    if (fault := entry.stream.fault) is not None:
        yield entry.reject(f"from byte {entry.stream.offset}", fault.reason, fault.detail)
    elif not found:
        yield entry.reject("", "empty", "no row, record, message or member in it")


def dispatch(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """The pages by the reader of the entry's format; raises PageError where there is none."""
    head = entry.stream.peek(PEEK)
    packed = compression(head)
    if warc := warc_compression(entry, head, packed, options):
        yield from read_warc(entry, options, warc)
        return
    if packed:
        if entry.depth >= options.limits.archive_depth:
            raise PageError("nested too deeply", f"more than {options.limits.archive_depth} layers")
        yield from read_entry(without_compression(entry, packed, options), options)
        return
    kind = format_of(entry, head, options)
    if kind == "json":
        raise PageError("not JSON lines", "one JSON value over many lines; write an object a line (jq -c '.[]' FILE)")
    if kind in ("zip", "tar"):
        yield from (read_zip if kind == "zip" else read_tar)(entry, options, read_entry)
    else:
        yield from READERS[kind](entry, options)


def warc_compression(entry: Entry, head: bytes, packed: str, options: ReadOptions) -> str:
    """The compression of a WARC packed in members, which its reader takes off itself; "" for anything else.

    By content, and by name where the first member may be what is damaged.
    """
    bare, dot, ending = entry.name.lower().rpartition(".")
    claimed = {"gz": "gzip", "zst": "zstd"}.get(ending, "") if dot and bare.endswith((".warc", ".wet")) else ""
    if packed not in ("", "gzip", "zstd") or options.input_format not in ("", "warc"):
        return ""
    if not packed:
        return claimed if head and not head.startswith(b"WARC/") else ""
    if claimed or options.input_format == "warc" or begins_with_record(head, packed, options.limits):
        return packed
    return ""


def without_compression(entry: Entry, packed: str, options: ReadOptions) -> Entry:
    """The entry as its unpacked bytes."""
    name = entry.name
    for ending in SUFFIXES:
        name = name.removesuffix(ending)
    stream = Stream(entry.expansion.counted(unpacked(entry.stream, packed, options.limits)))
    return evolve(entry, name=name, stream=stream, file=None, size=-1, depth=entry.depth + 1)


def format_of(entry: Entry, head: bytes, options: ReadOptions) -> str:
    """The format to read an entry in; raises PageError for what is no page."""
    kind = sniff(head, entry.name, (options.text_field, options.html_field))
    if kind in ("zip", "tar"):
        return kind
    if options.input_format:
        return options.input_format
    if entry.walked and suffix(entry.name) in FURNITURE:
        raise PageError("not a page", f"a .{suffix(entry.name)} file beside pages; name it to read it")
    if not kind:
        raise PageError("not a page", no_page(head) or "bytes that are no text")
    return kind
