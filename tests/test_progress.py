"""The progress line: on a terminal it rewrites itself, in a log it comes once a minute, and content is never in it."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.model import Page, Reject
from cleaner.progress import CLEAR, Progress, clock
from cleaner.readers import find_sources
from cleaner.readers import read as read_source
from cleaner.readers.sources import Source
from cleaner.spool import Taken, Twin

SOURCES = (Source("a", "a", 100), Source("b", "b", 300))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [100.0]
    monkeypatch.setattr("cleaner.progress.time.monotonic", lambda: clock[0])
    monkeypatch.setenv("TERM", "xterm")
    return clock


def page(raw: bytes) -> Page:
    return Page("a", "\x1b[2Ja", 0, "text", raw)


def read(source: Source) -> Iterator[Page | Reject]:
    yield page(b"x" * (source.size // 2))
    yield Reject(source.name, "", "\x1b[2Jbroken")


def test_a_terminal_gets_one_line_that_rewrites_itself(now: list[float]) -> None:
    """With the share, the counts, the speed and the time left; no line of it stays."""
    stream = Terminal()
    progress = Progress(stream, SOURCES)
    for item in progress.pages(SOURCES, read):
        now[0] += 1
        progress.took(Taken((b"{}\n",), labels=(("nav", 3),)) if isinstance(item, Page) else item)
    progress.close()

    lines = stream.getvalue().split(CLEAR)
    assert "\n" not in stream.getvalue()
    assert lines[-1] == ""
    assert [line.partition(" ")[0] for line in lines[1:5]] == ["#---------", "#---------", "######----", "######----"]
    assert lines[2] == "#--------- 2 pages, 1 articles, 3 cuts, 0 repeats, 0.0 MB/s, 0:14 left, 1 rejected"[:79]
    assert "\x1b[2J" not in stream.getvalue()


def test_a_packed_source_is_as_far_as_its_file_is_read(tmp_path: Path) -> None:
    """The pages of a packed file have more bytes than it has."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"".join(b"Line %d of a dump.\n" % n for n in range(500_000)), 1))
    sources = find_sources([str(path)])
    progress = Progress(None, sources)
    pages = progress.pages(sources, read_source)

    shares = [round(progress.share(), 2) for _ in pages]

    assert len(shares) > 3
    assert 0.1 < shares[0] < 0.6
    assert shares == sorted(shares)
    assert progress.unpacked > 9_000_000


def test_a_log_gets_a_line_a_minute(now: list[float]) -> None:
    """Plain text, and nothing for a run of a few seconds."""
    stream = io.StringIO()
    progress = Progress(stream, SOURCES)
    for _ in range(150):
        now[0] += 1
        progress.took(Twin(page(b""), 0))
    progress.close()

    lines = stream.getvalue().splitlines()
    assert [line.split(", ")[0] for line in lines] == ["cleaner: 60 pages", "cleaner: 120 pages"]
    assert "\x1b" not in stream.getvalue()


def test_a_stage_shows_at_once_on_a_terminal_only(now: list[float]) -> None:
    """A log does not need it."""
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        Progress(stream, SOURCES).turn_to("looking for repeats")
        assert ("looking for repeats" in stream.getvalue()) == shown


def test_quiet_says_nothing(now: list[float]) -> None:
    """Nowhere to write to."""
    progress = Progress(None, SOURCES)
    now[0] += 1000
    progress.took(Taken())
    progress.close()


def test_the_size_of_standard_input_is_not_known(now: list[float]) -> None:
    """So there is no bar and no time left."""
    progress = Progress(Terminal(), (Source("-", "-"),))

    assert "left" not in progress.line(10)
    assert "#" not in progress.line(10)
    assert clock(0) == "0:00"
