"""A WARC file as pieces of records: unpacked member by member, so that damage costs one member and not the rest.

In a .warc.gz each record is a gzip member of its own. Where one is damaged, the next is looked for by its first bytes,
and the bytes in between are reported.
"""

from collections.abc import Iterator

from attrs import frozen

from cleaner.errors import PageError
from cleaner.limits import MIB, Limits
from cleaner.readers.compressed import HELD_BACK, MAGIC, PACKED_STEP, check_expansion, decoder, member
from cleaner.readers.stream import CHUNK, Stream

BIG = 8 * MIB
"""Members that unpack to more are given in parts, before their checksum is known."""
RECORD = b"WARC/"
KEPT_PACKED = 64 * MIB
"""How far back a search for the next member may begin."""


@frozen
class Piece:
    """Unpacked bytes and where in the file they come from; or, with a fault, a stretch that cannot be read."""

    start: int
    end: int
    raw: bytes = b""
    fault: str = ""


class Recorded(Stream):
    """A stream that remembers what was read since the last mark, to go back to it."""

    def __init__(self, inner: Stream) -> None:
        super().__init__(iter(lambda: inner.read(CHUNK), b""))
        self._inner = inner
        self._parts: list[bytes] = []
        self._kept = 0

    def mark(self) -> None:
        """Forget what was read: from here on it is remembered."""
        self._parts, self._kept = [], 0

    def read(self, size: int = -1) -> bytes:
        """As Stream.read."""
        part = super().read(size)
        self._parts.append(part)
        self._kept += len(part)
        while self._kept > KEPT_PACKED and len(self._parts) > 1:
            self._kept -= len(self._parts.pop(0))
        return part

    def rewind(self) -> None:
        """Go back to the mark, or as far as is remembered."""
        self.unread(b"".join(self._parts))
        self.mark()


def pieces(stream: Stream, packed: str, limits: Limits) -> Iterator[Piece]:
    """The pieces of a file; `packed` is its compression ("gzip", "zstd") or ""."""
    if packed:
        yield from packed_pieces(Recorded(stream), packed, limits)
        return
    while part := stream.read(CHUNK):
        yield Piece(stream.offset - len(part), stream.offset, part)


def packed_pieces(stream: Recorded, packed: str, limits: Limits) -> Iterator[Piece]:
    """The unpacked members, each as a piece (as several if it is big); a fault for what is no good member."""
    magic = dict(MAGIC)[packed]
    while stream.peek(1):
        start = stream.offset
        if stream.peek(len(magic)) != magic:
            skip_to_member(stream, packed, limits)
            if stream.offset > start:
                yield Piece(start, stream.offset, fault=f"no {packed} data")
            continue
        stream.mark()
        try:
            yield from good_member(stream, packed, limits)
        except PageError as error:
            stream.rewind()
            stream.read(1)
            skip_to_member(stream, packed, limits)
            yield Piece(start, max(stream.offset, start + 1), fault=f"{error.reason}: {error.detail}")


def good_member(stream: Recorded, packed: str, limits: Limits) -> Iterator[Piece]:
    """The pieces of one member; raises PageError after those that are good."""
    start, unpacked_bytes = stream.offset, 0
    parts: list[bytes] = []
    have = 0
    try:
        for part in member(stream, decoder(packed, limits)()):
            parts.append(part)
            have += len(part)
            unpacked_bytes += len(part)
            check_expansion(unpacked_bytes, stream.offset - start, limits)
            if have > BIG:
                whole = b"".join(parts)
                yield Piece(start, stream.offset, whole[:-HELD_BACK])
                parts, have = [whole[-HELD_BACK:]], HELD_BACK
    except PageError as error:
        if good := before_damage(b"".join(parts), error.reason):
            yield Piece(start, stream.offset, good)
        raise
    yield Piece(start, stream.offset, b"".join(parts))


def before_damage(raw: bytes, reason: str) -> bytes:
    r"""What is surely good of a member that broke: all of it if it was cut short, else the records before the last.

    >>> before_damage(b"WARC/1.0 a\r\n\r\nWARC/1.0 b", "damaged"), before_damage(b"WARC/1.0 a", "damaged")
    (b'WARC/1.0 a\r\n\r\n', b'')
    """
    if reason == "truncated":
        return raw
    last = raw.rfind(b"\n" + RECORD, 0, max(0, len(raw) - HELD_BACK) if len(raw) > HELD_BACK else len(raw))
    return raw[: last + 1]


def skip_to_member(stream: Stream, packed: str, limits: Limits) -> None:
    """Pass over bytes up to the next member that begins with a WARC record, or to the end."""
    magic = dict(MAGIC)[packed]
    while window := stream.peek(CHUNK):
        at = window.find(magic)
        if at < 0:
            stream.read(max(1, len(window) - len(magic) + 1) if len(window) == CHUNK else len(window))
        elif begins_with_record(window[at:] if at < CHUNK // 2 else stream.peek(at + PACKED_STEP)[at:], packed, limits):
            stream.read(at)
            return
        else:
            stream.read(at + 1)


def begins_with_record(head: bytes, packed: str, limits: Limits) -> bool:
    """Whether packed bytes unpack to the beginning of a WARC record."""
    try:
        return decoder(packed, limits)().decompress(head[:PACKED_STEP], 64).startswith(RECORD)
    except Exception:  # whatever the decoder says of bytes that only look like a member
        return False
