"""tar, read forward by its headers alone: ustar, GNU and pax.

Python's tarfile stops without a word at the first damaged header behind the first, follows sizes below nothing, holds
extended headers of any length and searches them by patterns that need quadratic time. Here a header that is none is
passed over up to the next that is one, and what was passed over is reported.
"""

from collections.abc import Iterator

from attrs import frozen

from cleaner.errors import PageError
from cleaner.readers.stream import CHUNK, Stream

BLOCK = 512
NO_FILES = {
    ord("1"): "link", ord("2"): "link", ord("3"): "not a file", ord("4"): "not a file", ord("6"): "not a file",
    ord("S"): "not a file",
}  # fmt: skip
"""Types of members that are refused, and as what; an old GNU sparse file may be a hole of any size."""


@frozen
class Member:
    """A member of a tar, or (with a reason) what stands where one was due."""

    name: str
    size: int = 0
    reason: str = ""
    start: int = 0
    end: int = 0


class Tar:
    """Gives the members in turn; the bytes of one can be read until the next is asked for.

    An extended header of more than `header_bytes` is passed over, and its member has its short name.
    """

    def __init__(self, stream: Stream, header_bytes: int) -> None:
        self._stream, self._longest = stream, header_bytes
        self._left = self._padding = 0

    def members(self) -> Iterator[Member]:
        """Every member that is no folder, and every stretch that is no header. Raises PageError "truncated"."""
        told: dict[str, bytes] = {}
        while block := self._next_block():
            start = self._stream.offset - len(block)
            if not block.strip(b"\0"):
                told = {}
                continue  # two of them end the archive; another may follow
            if not is_header(block):
                yield Member("", reason="damaged", start=start, end=self._skip_to_header())
                told = {}
                continue
            size = number(told.get("size", b"")) if told.get("size") else header_size(block)
            self._left, self._padding = size, -size % BLOCK
            kind = block[156]
            if kind in b"LKxg":
                told |= self._extended(kind)
                continue
            name = told.get("path") or told.get("L") or name_of(block)
            if kind != ord("5") and not (kind == 0 and name.endswith(b"/")):
                reason = "not a file" if any(key.startswith("GNU.sparse") for key in told) else NO_FILES.get(kind, "")
                yield Member(name.decode("utf-8", "surrogateescape"), size, reason)
            told = {}

    def read(self) -> Iterator[bytes]:
        """The bytes of the member; ends with PageError where the archive does."""
        while self._left:
            part = self._stream.read(min(CHUNK, self._left))
            if not part:
                missing, self._left, self._padding = self._left, 0, 0
                raise self._stream.fault or PageError("truncated", f"{missing} bytes of a member are missing")
            self._left -= len(part)
            yield part

    def _next_block(self) -> bytes:
        """Pass over what is left of a member, and read the next block; b"" at the end."""
        for _ in self.read():
            pass
        self._stream.read(self._padding)
        self._padding = 0
        return self._stream.read(BLOCK)

    def _skip_to_header(self) -> int:
        """Pass over blocks up to one that is a header; where it stands."""
        while (head := self._stream.peek(BLOCK)) and not is_header(head):
            self._stream.read(BLOCK)
        return self._stream.offset

    def _extended(self, kind: int) -> dict[str, bytes]:
        """What an extended header says of the member behind it."""
        if self._left > self._longest:
            return {}
        content = b"".join(self.read())
        if kind == ord("L"):
            return {"L": content.rstrip(b"\0")}
        return pax_fields(content) if kind == ord("x") else {}


def is_header(block: bytes) -> bool:
    """Whether a block is the header of a member: its checksum is right and its size a number."""
    if len(block) < BLOCK:
        return False
    total = sum(block) - sum(block[148:156]) + 8 * ord(" ")
    return octal(block[148:156]) == total and header_size(block) >= 0


def header_size(block: bytes) -> int:
    """The size of a member by its header, -1 for what is none."""
    raw = block[124:136]
    return int.from_bytes(raw[1:], "big") if raw[0] == 0x80 else -1 if raw[0] > 0x80 else octal(raw)


def octal(raw: bytes) -> int:
    r"""An octal number as tar writes it, -1 for anything else.

    >>> octal(b"0000017\0"), octal(b" 17 \0\0"), octal(b"zz")
    (15, 15, -1)
    """
    digits = raw.partition(b"\0")[0].strip(b" ")
    return -1 if digits.strip(b"01234567") else int(digits or b"0", 8)


def number(raw: bytes) -> int:
    """A decimal number of a pax header, 0 for anything else."""
    return int(raw) if raw.isdigit() and len(raw) < 19 else 0


def name_of(block: bytes) -> bytes:
    """The name in a header."""
    name, prefix = block[:100].partition(b"\0")[0], block[345:500].partition(b"\0")[0]
    return prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name


def pax_fields(content: bytes) -> dict[str, bytes]:
    r"""The fields of a pax header, as far as it is one.

    >>> pax_fields(b"11 path=ab\n99 x=y\n")
    {'path': b'ab'}
    """
    fields: dict[str, bytes] = {}
    while content:
        length, blank, _ = content.partition(b" ")
        size = number(length)
        if not blank or not len(length) + 1 < size <= len(content):
            return fields
        key, equals, value = content[len(length) + 1 : size - 1].partition(b"=")
        if equals:
            fields[key.decode("utf-8", "replace")] = value
        content = content[size:]
    return fields
