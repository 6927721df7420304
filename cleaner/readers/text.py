"""Plain text: a dump of one or more articles, as a text scraper leaves it."""

import codecs
import re
from collections import deque
from collections.abc import Iterator

from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadOptions, Told
from cleaner.readers.names import row_path
from cleaner.readers.stream import Stream

# Where a long dump may be cut, strongest first: a form feed, a ruled line, blank lines; then a line, a word.
# Each begins with a plain character, which `re` finds far faster than a choice.
BREAKS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\f\f*",
        rb"\n[ \t]*(?:-{3,}|_{3,}|={3,}|\*{3,}|#{3,}|~{3,})[ \t]*\r?\n",
        rb"\n[ \t]*(?:\r?\n[ \t]*){3,}",
        rb"\n[ \t]*(?:\r?\n[ \t]*)+",
    )
)
WEAK_BREAKS = ((b"\n", b"\r"), (b" ", b"\t"))
NEAR_END = 1 << 16
UTF16 = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (
    codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


def read_text(entry: Entry, options: ReadOptions) -> Iterator[Page | Reject]:
    """One page; or, of a dump over `text_chunk_bytes`, several, "#1" and so on, cut at strong breaks.

    An article across a cut becomes two. Encodings of two or four bytes are read by their byte order mark.
    """
    size = options.limits.text_chunk_bytes
    if len(entry.stream.peek(size + 1)) <= size:
        yield entry.page("text", entry.whole(size))
        return
    stream, told = entry.stream, Told()
    encoding = wide_encoding(stream.peek(4))
    if encoding:
        stream, told = Stream(recoded(stream, encoding)), Told(encoding="utf-8")
    number = 0
    while chunk := next_chunk(stream, size):
        number += 1
        yield entry.page("text", chunk, row_path(entry.path, number), told)


def wide_encoding(head: bytes) -> str:
    r"""The encoding that a byte order mark names, for those that bytes cannot be cut in; else "".

    >>> wide_encoding(b"\xff\xfea\x00"), wide_encoding(b"abcd")
    ('utf-16', '')
    """
    return next((name for mark, name in UTF16 if head.startswith(mark)), "")


def recoded(stream: Stream, encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while part := stream.read(1 << 18):
        yield decoder.decode(part).encode()
    yield decoder.decode(b"", True).encode()


def next_chunk(stream: Stream, size: int) -> bytes:
    """The next piece of a dump: all that is left, or up to the strongest break near `size` bytes."""
    head = stream.peek(size + 1)
    return stream.read(len(head) if len(head) <= size else cut_at(head[:size]))


def cut_at(piece: bytes) -> int:
    r"""How much of a piece to take: to the last of the strongest breaks in its second half.

    >>> cut_at(b"one two\n\nthree\nfour five"), cut_at(b"a" * 9)
    (15, 9)
    >>> cut_at(b"one\n\n\n\ntwo\n\n\n\nthree\nfour")
    14
    """
    middle = len(piece) // 2
    for pattern in BREAKS:
        for start in (max(middle, len(piece) - NEAR_END), middle):
            last = deque((found.end() for found in pattern.finditer(piece, start, len(piece) - 1)), maxlen=1)
            if last:
                return last[0]
    for marks in WEAK_BREAKS:
        if last_mark := 1 + max(piece.rfind(mark, middle, len(piece) - 1) for mark in marks):
            return last_mark
    return whole_characters(piece)


def whole_characters(piece: bytes) -> int:
    r"""The length of a piece without a UTF-8 character that its end cuts.

    >>> whole_characters("né".encode()[:-1])
    1
    """
    for back in range(1, min(4, len(piece)) + 1):
        byte = piece[-back]
        if byte & 0xC0 != 0x80:
            needed = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return len(piece) - back if needed > back else len(piece)
    return len(piece)
