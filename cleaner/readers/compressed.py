"""gzip, zstd, bz2 and xz as streams: nothing is unpacked to disk, and no bomb is unpacked in memory."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from cleaner.errors import PageError
from cleaner.limits import MIB, Limits
from cleaner.readers.stream import Stream

PACKED_STEP = 1 << 14
UNPACKED_STEP = 1 << 18
HELD_BACK = 1 << 16
"""After damage a decoder may give wrong bytes before it notices; the last 64 KiB before an error are not used."""

MAGIC = (
    ("gzip", b"\x1f\x8b\x08"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("bz2", b"BZh"),
    ("xz", b"\xfd7zXZ\x00"),
)
SUFFIXES = (".gz", ".zst", ".bz2", ".xz")


class Decoder(Protocol):
    """One member (frame) of a compressed stream; the interface of bz2 and lzma."""

    @property
    def eof(self) -> bool: ...  # noqa: D102
    @property
    def needs_input(self) -> bool: ...  # noqa: D102
    @property
    def unused_data(self) -> bytes: ...  # noqa: D102
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...  # noqa: D102


class GzipDecoder:
    """A gzip member with the interface of bz2.BZ2Decompressor."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        """Whether the member is complete and its checksum right."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether more packed bytes are needed to go on."""
        return not self._inner.unconsumed_tail and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """Bytes behind the end of the member."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Up to `max_length` unpacked bytes."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(0, max_length))


class ZstdDecoder:
    """A zstd frame with the interface of bz2.BZ2Decompressor; gives what 1 KiB unpacks to, at most 32 MiB, at once."""

    STEP = 1 << 10

    def __init__(self, window_bytes: int) -> None:
        import zstandard

        self._inner = zstandard.ZstdDecompressor(max_window_size=window_bytes).decompressobj()
        self._waiting = b""

    @property
    def eof(self) -> bool:
        """Whether the frame is complete."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether more packed bytes are needed to go on."""
        return not self._waiting and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """Bytes behind the end of the frame."""
        return self._inner.unused_data + self._waiting

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """What the next packed bytes unpack to; `max_length` is not looked at."""
        self._waiting += data
        step, self._waiting = self._waiting[: self.STEP], self._waiting[self.STEP :]
        return self._inner.decompress(step)


def compression(head: bytes) -> str:
    r"""The compression that a file begins with, "" for none.

    >>> compression(b"\x1f\x8b\x08\x00"), compression(b"text")
    ('gzip', '')
    """
    return next((name for name, magic in MAGIC if head.startswith(magic)), "")


def decoder(name: str, limits: Limits) -> Callable[[], Decoder]:
    """What makes a decoder for each member of a stream."""
    if name == "gzip":
        return GzipDecoder
    if name == "zstd":
        return lambda: ZstdDecoder(limits.window_bytes)
    if name == "bz2":
        return bz2.BZ2Decompressor
    return lambda: lzma.LZMADecompressor(memlimit=limits.window_bytes)


def unpacked(packed: Stream, name: str, limits: Limits) -> Iterator[bytes]:
    """The unpacked bytes of all members of a stream.

    Ends with PageError "damaged", "truncated", "trailing bytes" (what follows is no member; the data is good),
    or "expands too much".
    """
    return held_back(members(packed, name, limits))


def members(packed: Stream, name: str, limits: Limits) -> Iterator[bytes]:
    """As unpacked, but up to the very place of an error."""
    new_decoder, unpacked_bytes = decoder(name, limits), 0
    while member_follows(packed, name):
        for part in member(packed, new_decoder()):
            unpacked_bytes += len(part)
            check_expansion(unpacked_bytes, packed.offset, limits)
            yield part


def member_follows(packed: Stream, name: str) -> bool:
    """Whether another member stands at the place; raises PageError for anything but that, padding or the end."""
    head = packed.peek(6)
    if compression(head) == name:
        return True
    while head := packed.peek(PACKED_STEP):
        if head.strip(b"\0"):
            raise PageError("trailing bytes", f"from byte {packed.offset}: no {name} data")
        packed.read(len(head))
    if packed.fault is not None:
        raise packed.fault
    return False


def member(packed: Stream, inner: Decoder) -> Iterator[bytes]:
    """The parts of one member; leaves the stream behind it."""
    start = packed.offset
    while not inner.eof:
        step = packed.read(PACKED_STEP) if inner.needs_input else b""
        if not step and inner.needs_input:
            raise packed.fault or PageError("truncated", f"the data ends within the part that begins at byte {start}")
        try:
            part = inner.decompress(step, UNPACKED_STEP)
        except MemoryError as error:
            raise PageError("too large", "asks for too much memory to be unpacked") from error
        except Exception as error:  # zlib.error, OSError, LZMAError, ZstdError have no common base
            raise PageError("damaged", f"in the part that begins at byte {start}: {error}") from error
        if part:
            yield part
    packed.unread(inner.unused_data)


class Expansion:
    """How much one source has been unpacked to, over all its layers and members: archives within archives multiply.

    It may take four times what one stream may, so that the members beside a bomb are read.
    """

    def __init__(self, limits: Limits, size: int = 0, stream: Stream | None = None) -> None:
        self._limits, self._size, self._stream = limits, size, stream
        self._unpacked = self._steep = 0

    def steep(self, unpacked_bytes: int, packed_bytes: int) -> bool:
        """Whether a member whose sizes are known beforehand is one too many of those that are over the ratio."""
        if unpacked_bytes <= self._limits.expansion_ratio * max(1, packed_bytes):
            return False
        self._steep += unpacked_bytes
        return self._steep > max(unpacked_bytes, self._limits.expansion_floor)

    def add(self, unpacked_bytes: int) -> None:
        """Count unpacked bytes; raises PageError "expands too much" once they are too many for the source's size."""
        self._unpacked += unpacked_bytes
        if self._unpacked > 4 * self._limits.expansion_floor:
            check_expansion(self._unpacked, max(self._size, self._stream.offset if self._stream else 0), self._limits)

    def counted(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """The parts, counted."""
        for part in parts:
            self.add(len(part))
            yield part


def check_expansion(unpacked_bytes: int, packed_bytes: int, limits: Limits) -> None:
    """Raises PageError once a stream became too much larger than it was."""
    if unpacked_bytes > limits.expansion_floor and unpacked_bytes > limits.expansion_ratio * packed_bytes:
        ratio = unpacked_bytes // max(1, packed_bytes)
        detail = f"{unpacked_bytes / MIB:.0f} MiB from {packed_bytes} bytes: {ratio} times, the limit is"
        raise PageError("expands too much", f"{detail} {limits.expansion_ratio}")


def held_back(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts, without the last 64 KiB before a PageError that says that bytes may be wrong."""
    held = b""
    try:
        for part in parts:
            held += part
            if len(held) > 2 * HELD_BACK:
                yield held[:-HELD_BACK]
                held = held[-HELD_BACK:]
    except PageError as error:
        if error.reason in ("truncated", "trailing bytes") and held:
            yield held
        raise
    if held:
        yield held
