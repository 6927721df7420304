"""How far a run is: one line that rewrites itself on a terminal, a line a minute in a log."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from attrs import evolve

from cleaner.model import Page, Reject
from cleaner.readers.sources import Source
from cleaner.spool import Taken, Twin

ON_TERMINAL = 0.2
IN_LOG = 60.0
"""Seconds between two lines."""
CLEAR = "\r\x1b[K"
BAR = 10


class Progress:
    """Counts of a run, and when to show them. Nothing of a page's content is ever shown."""

    def __init__(self, stream: TextIO | None, sources: Iterable[Source]) -> None:
        self.stream = stream
        self.terminal = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
        self.every = ON_TERMINAL if self.terminal else IN_LOG
        self.total = sum(max(0, source.size) for source in sources)
        self.known = all(source.size >= 0 for source in sources)
        self.done = self.current = self.size = self.unpacked = 0
        self.file: BinaryIO | None = None
        self.taken = self.articles = self.cuts = self.repeats = self.rejects = 0
        self.stage = "pages"
        self.began = self.shown = time.monotonic()
        self.width = columns(stream) if self.terminal and stream else 0

    def pages(
        self, sources: Iterable[Source], read: Callable[[Source], Iterator[Page | Reject]]
    ) -> Iterator[Page | Reject]:
        """The pages of all sources in turn."""
        for source in sources:
            self.size, self.current = max(0, source.size), 0
            for item in read(evolve(source, watch=self.watch)):
                if isinstance(item, Page):
                    self.current += len(item.raw)
                    self.unpacked += len(item.raw)
                yield item
            self.done += self.size
            self.size, self.current, self.file = 0, 0, None

    def watch(self, file: BinaryIO) -> None:
        """Take the position in this file for how far its source is read: its pages may be packed."""
        self.file = file

    def position(self) -> int:
        """How many bytes of the source at hand are read."""
        try:
            return min(self.size, self.file.tell() if self.file else self.current)
        except (OSError, ValueError):  # a pipe, or closed already
            return min(self.size, self.current)

    def took(self, result: Taken | Reject | Twin) -> None:
        """A page is done."""
        self.taken += 1
        if isinstance(result, Taken):
            self.articles += len(result.records)
            self.cuts += sum(count for _, count in result.labels)
            self.rejects += bool(result.rejects)
        else:
            self.repeats += isinstance(result, Twin)
            self.rejects += isinstance(result, Reject)
        self.show()

    def turn_to(self, stage: str) -> None:
        """Say what the run does now that all pages are done."""
        self.stage = stage
        self.show(at_once=self.terminal)

    def show(self, *, at_once: bool = False) -> None:
        """Show a line if it is time for one."""
        now = time.monotonic()
        if self.stream is None or (now - self.shown < self.every and not at_once):
            return
        self.shown = now
        line = self.line(now - self.began)
        self.stream.write(CLEAR + line[: self.width - 1] if self.terminal else f"cleaner: {line}\n")
        self.stream.flush()

    def line(self, seconds: float) -> str:
        """The counts in words."""
        share = self.share()
        parts = [
            f"{self.taken:,} pages",
            f"{self.articles:,} articles",
            f"{self.cuts:,} cuts",
            f"{self.repeats:,} repeats",
        ]
        if self.stage != "pages":
            return ", ".join([self.stage, *parts])
        parts.append(f"{self.unpacked / 1e6 / max(seconds, 1e-3):.1f} MB/s")
        if self.known and share > 0.001:
            parts.append(f"{clock(seconds / share - seconds)} left")
        if self.rejects:
            parts.append(f"{self.rejects:,} rejected")
        return (bar(share) + " " if self.known and self.terminal else "") + ", ".join(parts)

    def share(self) -> float:
        """Which part of the bytes of all sources is read."""
        return min(1.0, (self.done + self.position()) / self.total) if self.total else 0.0

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.terminal and self.stream is not None:
            self.stream.write(CLEAR)
            self.stream.flush()


@contextmanager
def watching(sources: Iterable[Source], *, quiet: bool) -> Iterator[Progress]:
    """The progress of a run on standard error, nowhere if `quiet`."""
    progress = Progress(None if quiet else sys.stderr, sources)
    try:
        yield progress
    finally:
        progress.close()


def bar(share: float) -> str:
    """A share as a bar.

    >>> bar(0.5)
    '#####-----'
    """
    full = round(share * BAR)
    return "#" * full + "-" * (BAR - full)


def clock(seconds: float) -> str:
    """A time as hours, minutes and seconds.

    >>> clock(75), clock(3675.4)
    ('1:15', '1:01:15')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def columns(stream: TextIO) -> int:
    """How wide the terminal is."""
    try:
        return max(20, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError):
        return 80
