"""Bytes that come once, front to back: with a look ahead, by lines, and with an end that says whether it was early."""

from collections.abc import Iterator

from cleaner.errors import PageError

CHUNK = 1 << 18


class Stream:
    """Chunks of bytes read forward.

    Where the chunks stop with a PageError (a broken gzip, a bomb) the stream ends like any other; what was read
    stays good and `fault` says what happened.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._buffer = b""
        self._at = 0
        self._before = 0
        self.fault: PageError | None = None

    @property
    def offset(self) -> int:
        """How many bytes have been read."""
        return self._before + self._at

    def _more(self) -> bool:
        """Get another chunk; False at the end."""
        if self.fault is not None:
            return False
        try:
            chunk = next(self._chunks, b"")
            while not chunk:
                chunk = next(self._chunks)
        except StopIteration:
            return False
        except PageError as fault:
            self.fault = fault
            return False
        self._before += self._at
        self._buffer = self._buffer[self._at :] + chunk if self._at < len(self._buffer) else chunk
        self._at = 0
        return True

    def peek(self, size: int) -> bytes:
        """The next `size` bytes (fewer only at the end) without reading them."""
        parts = [self._buffer[self._at :]]
        have = len(parts[0])
        while have < size and self._pull(parts):
            have += len(parts[-1])
        if len(parts) > 1:
            self._before += self._at
            self._buffer, self._at = b"".join(parts), 0
        return self._buffer[self._at : self._at + size]

    def _pull(self, parts: list[bytes]) -> bool:
        """Add the next chunk to parts; the buffer is left alone."""
        buffer, at, before = self._buffer, self._at, self._before
        self._at = len(buffer)
        found = self._more()
        if found:
            parts.append(self._buffer)
        self._buffer, self._at, self._before = buffer, at, before
        return found

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, all that are left for -1; fewer only at the end."""
        if 0 <= size <= len(self._buffer) - self._at:
            part = self._buffer[self._at : self._at + size]
            self._at += size
            return part
        parts, have = [], 0
        while size < 0 or have < size:
            if self._at == len(self._buffer) and not self._more():
                break
            end = len(self._buffer) if size < 0 else min(len(self._buffer), self._at + size - have)
            parts.append(self._buffer[self._at : end])
            have += end - self._at
            self._at = end
        return b"".join(parts)

    def unread(self, part: bytes) -> None:
        """Give back the bytes that were read last."""
        if len(part) <= self._at:
            self._at -= len(part)
            return
        self._before -= len(part) - self._at
        self._buffer, self._at = part + self._buffer[self._at :], 0

    def line(self, limit: int) -> bytes:
        r"""The next line with its "\n", cut off at `limit` bytes (then `skip_line` passes over the rest)."""
        parts: list[bytes] = []
        have = 0
        while have < limit and (self._at < len(self._buffer) or self._more()):
            stop = self._buffer.find(b"\n", self._at, self._at + limit - have)
            end = min(len(self._buffer), self._at + limit - have) if stop < 0 else stop + 1
            parts.append(self._buffer[self._at : end])
            have += end - self._at
            self._at = end
            if stop >= 0:
                break
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def skip_blank_lines(self) -> int:
        """Pass over white space up to the line that holds something else; how many lines that were."""
        lines = 0
        while self._at < len(self._buffer) or self._more():
            rest = self._buffer[self._at :]
            blank = len(rest) - len(rest.lstrip())
            if blank < len(rest):
                end = rest.rfind(b"\n", 0, blank) + 1
                self._at += end
                return lines + rest.count(b"\n", 0, end)
            lines += rest.count(b"\n")
            self._at = len(self._buffer)
        return lines

    def skip_line(self) -> None:
        """Pass over what is left of a line that was longer than its limit."""
        while True:
            part = self.line(CHUNK)
            if not part or part.endswith(b"\n"):
                return
