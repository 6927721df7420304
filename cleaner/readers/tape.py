"""The records of a WARC file, found by their lengths and, where a length lies or bytes are damaged, by their heads."""

import re
from collections.abc import Iterator

from attrs import frozen

from cleaner.limits import Limits
from cleaner.readers.pieces import Piece

NEXT_RECORD = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\r?\n[A-Za-z][A-Za-z-]{0,40}:")
VERSION_LINE = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\r?\n")
HEAD_END = re.compile(rb"\r?\n\r?\n")
LONGEST_VERSION_LINE = 20
LONGEST_MATCH = LONGEST_VERSION_LINE + 44


@frozen
class Record:
    """A complete record: its head as fields with names in small letters, its content, its place in the file."""

    number: int
    start: int
    end: int
    fields: dict[str, str]
    content: bytes


@frozen
class Gap:
    """A stretch of the file that is no good record."""

    start: int
    end: int
    reason: str
    detail: str = ""


class Tape:
    """The bytes of the pieces one after another, with the place in the file that each came from."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self.buffer = b""
        self.at = 0
        self._places: list[tuple[int, int, int, bool]] = []  # offset in the buffer, start, end, whether packed
        self.fault: Piece | None = None
        self.ended = False

    def more(self) -> bool:
        """Add the next piece to the buffer; False at the end or before a stretch that cannot be read."""
        if self.fault is not None or self.ended:
            return False
        piece = next(self._pieces, None)
        if piece is None:
            self.ended = True
            return False
        if piece.fault:
            self.fault = piece
            return False
        self._drop()
        self._places.append((len(self.buffer), piece.start, piece.end, piece.end - piece.start != len(piece.raw)))
        self.buffer += piece.raw
        return True

    def _drop(self) -> None:
        """Forget what has been read."""
        if self.at == 0:
            return
        self.buffer = self.buffer[self.at :]
        places = [(offset - self.at, start, end, packed) for offset, start, end, packed in self._places]
        first = max((i for i, place in enumerate(places) if place[0] <= 0), default=0)
        self._places = places[first:]
        self.at = 0

    def place(self, offset: int) -> int:
        """Where in the file the byte at an offset of the buffer stands; of packed bytes the start of the member."""
        known = [place for place in self._places if place[0] <= offset]
        if not known:
            return 0
        begins, start, end, packed = known[-1]
        return start if packed else min(start + offset - begins, end)

    def end_place(self, offset: int) -> int:
        """Where in the file the bytes before an offset of the buffer end."""
        known = [place for place in self._places if place[0] < offset]
        if not known:
            return self.place(offset)
        begins, start, end, packed = known[-1]
        return end if packed else min(start + offset - begins, end)

    def want(self, size: int) -> bool:
        """Whether `size` bytes can be had from the place on."""
        while len(self.buffer) - self.at < size:
            if not self.more():
                return False
        return True

    def clear_fault(self) -> Gap:
        """Go on behind a stretch that cannot be read; what was left before it belongs to it."""
        assert self.fault is not None
        start = self.place(self.at) if self.at < len(self.buffer) else self.fault.start
        gap = Gap(min(start, self.fault.start), self.fault.end, "damaged", self.fault.fault)
        self.buffer, self.at, self._places, self.fault = b"", 0, [], None
        return gap


def records(tape: Tape, limits: Limits) -> Iterator[Record | Gap]:
    """Every record, and every stretch between that is none; together they are the whole file."""
    number = 0
    while True:
        skip_line_ends(tape)
        if not tape.want(1):
            if tape.fault is None:
                return
            yield tape.clear_fault()
            continue
        found = next_record(tape, number + 1, limits)
        number += isinstance(found, Record)
        yield found


def skip_line_ends(tape: Tape) -> None:
    """Pass over the empty lines between records."""
    while tape.want(1) and tape.buffer[tape.at] in b"\r\n":
        tape.at += 1


def next_record(tape: Tape, number: int, limits: Limits) -> Record | Gap:
    """The record at the place, or the gap up to the next place that looks like one."""
    tape.want(LONGEST_VERSION_LINE)
    if not VERSION_LINE.match(tape.buffer, tape.at):
        return gap(tape, tape.at, "not a WARC record")
    head_end = find_head_end(tape, limits.header_bytes)
    if head_end < 0:
        return gap(
            tape, tape.at + 1, "damaged", f"the head of the record does not end within {limits.header_bytes} bytes"
        )
    head_size = head_end - tape.at
    fields, lengths = head_fields(tape.buffer[tape.at : head_end])
    if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,19}", lengths[0]):
        return gap(tape, head_end, "damaged", f"Content-Length is {', '.join(lengths)[:60] or 'missing'}")
    length = int(lengths[0])
    if length > limits.page_bytes:
        return gap(tape, head_end, "too large", f"Content-Length is {length}, the limit {limits.page_bytes} bytes")
    if not tape.want(head_size + length):
        return gap(tape, tape.at + head_size, "truncated", f"Content-Length is {length}, less is there")
    if not ends_well(tape, head_size + length):
        return gap(
            tape, tape.at + head_size, "damaged", f"Content-Length is {length}, but the record does not end there"
        )
    start, end = tape.at, tape.at + head_size + length
    record = Record(number, tape.place(start), tape.end_place(end), fields, tape.buffer[start + head_size : end])
    tape.at = end
    return record


def find_head_end(tape: Tape, limit: int) -> int:
    """Where the head of the record at the place ends, its empty line included; -1 if nowhere near."""
    while True:
        if found := HEAD_END.search(tape.buffer, tape.at, tape.at + limit):
            return found.end()
        if len(tape.buffer) - tape.at >= limit or not tape.more():
            return -1


def head_fields(head: bytes) -> tuple[dict[str, str], list[str]]:
    r"""The fields of a head (the first of each name), and every Content-Length in it.

    >>> head_fields(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n")
    ({'warc-type': 'response', 'content-length': '5'}, ['5'])
    """
    fields: dict[str, str] = {}
    lengths = []
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon:
            fields.setdefault(name, value.strip())
            if name == "content-length":
                lengths.append(value.strip())
    return fields, lengths


def ends_well(tape: Tape, size: int) -> bool:
    """Whether a record of that size is followed by what follows a record: an empty line, another record or the end."""
    tape.want(size + LONGEST_VERSION_LINE + 4)
    rest = tape.buffer[tape.at + size : tape.at + size + LONGEST_VERSION_LINE + 4]
    return not rest.strip(b"\r\n") or rest.startswith((b"\r\n\r\n", b"\n\n")) or bool(VERSION_LINE.match(rest.lstrip()))


def gap(tape: Tape, search_from: int, reason: str, detail: str = "") -> Gap:
    """Pass over everything up to the next head of a record, or to the end of what can be read."""
    start = tape.place(tape.at)
    tape.at = max(search_from, tape.at + 1)
    while True:
        if found := NEXT_RECORD.search(tape.buffer, tape.at):
            tape.at = found.start()
            return Gap(start, tape.end_place(tape.at), reason, detail)
        tape.at = max(tape.at, len(tape.buffer) - LONGEST_MATCH)
        if not tape.more():
            break
    if tape.fault is not None:
        tape.at = len(tape.buffer)
        after = tape.clear_fault()
        return Gap(start, after.end, reason if reason != "truncated" else "damaged", after.detail)
    tape.at = len(tape.buffer)
    return Gap(start, tape.end_place(tape.at), reason, detail)
