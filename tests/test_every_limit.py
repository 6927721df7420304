"""The end-of-page marker test: at its limit an input is there to its last sentence; over it nothing goes silently."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard
from attrs import evolve, fields, frozen

from cleaner.errors import RuleError
from cleaner.limits import Limits
from cleaner.pipeline import clean_run
from cleaner.settings import Settings

PROSE = "The council met on Tuesday to settle the budget for the coming year, and voted for it after a long debate. "
MARKER = "Zqmarker is the last word that was said on the matter before the meeting was closed at half past nine."
SAID = f"Council settles budget\n{PROSE * 3}\n{PROSE * 2}\n{MARKER}\n"


def html(middle: str = "") -> bytes:
    paragraphs = f"<p>{PROSE * 3}</p>{middle}<p>{PROSE * 2}</p><p>{MARKER}</p>"
    return f"<html><body><h1>Council settles budget</h1>{paragraphs}</body></html>".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return file.getvalue()


def warc(head: str) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html()
    told = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n{head}"
    return f"{told}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def feed() -> bytes:
    item = f"<item><title>Council settles budget</title><description>{PROSE * 3}</description></item>"
    last = f"<item><title>Last words</title><description>{PROSE * 3} {MARKER}</description></item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{item}{last}</channel></rss>'.encode()


def zstd(content: bytes) -> bytes:
    levels = zstandard.ZstdCompressionParameters.from_level(3, window_log=20)
    packer = zstandard.ZstdCompressor(compression_params=levels).compressobj()
    return packer.compress(content) + packer.flush()


@frozen
class Case:
    """An input that a limit of `at` lets through, and one of `over` does not."""

    name: str
    content: bytes
    at: float
    over: float
    also: Mapping[str, int] = {}
    """Other limits, so low that this one is looked at."""
    hole: int = 0
    """Bytes without content behind the file."""


LONG_TEXT = (SAID * 30).encode()
PACKED = gzip.compress(html(f"<p>{PROSE * 300}</p>"))
RATIO = len(gzip.decompress(PACKED)) // len(PACKED)
MEMBERS = {"a.html": html(), "b.html": html("<hr>"), "c.html": html("<br>")}
TAPE, ARCHIVE = warc(f"X-Note: {'x' * 900}\r\n"), tarred({"a" * 200 + ".html": html()})
DEEP = {"nesting": 100_000}
CASES: dict[str, Case] = {
    "page_bytes": Case("a.html", html(), len(html()), len(html()) - 1),
    "text_chunk_bytes": Case("a.txt", LONG_TEXT, len(LONG_TEXT), len(LONG_TEXT) // 3),
    "held_bytes": Case("a.rss", feed(), len(feed()), len(feed()) - 1),
    "expansion_ratio": Case("a.html.gz", PACKED, RATIO + 1, RATIO - 1, {"expansion_floor": 10}),
    "expansion_floor": Case("a.zip", zipped({"a.html": gzip.decompress(PACKED)}), 1 << 20, 100, {"expansion_ratio": 1}),
    "window_bytes": Case("a.html.zst", zstd(html()), 1 << 20, 1 << 19),
    "archive_members": Case("a.tar", tarred(MEMBERS), 3, 2),
    "archive_depth": Case("a.zip", zipped({"b.zip": zipped({"c.html": html()})}), 2, 1),
    "sparse_bytes": Case("a.tar", tarred({"a.html": html()}), 3_000_000, 1_000_000, hole=2_000_000),
    "header_bytes": Case("a.warc", TAPE, 1200, 900),
    "elements": Case("a.html", html("<i>x</i> " * 993), 999, 998),
    "attributes": Case("a.html", html(f"<hr {' '.join(f'a{i}=b' for i in range(500))}>"), 500, 499),
    "nesting": Case("a.html", html("<div>" * 998 + "</div>" * 998), 1000, 999),
    "rule_file_bytes": Case("a.html", html(), 1 << 20, 10),
    "candidates": Case("a.txt", LONG_TEXT, 12, 1),
    "record_characters": Case("a.txt", SAID.encode(), len(SAID), 100),
    "page_seconds": Case("a.html", html(f"<p>{PROSE * 300}</p>" * 10), 30, 0.004),
    "worker_bytes": Case("a.html", html(f"<p>{PROSE * 300}</p>" * 60), 1 << 30, 1 << 20),
}


def outcome(tmp_path: Path, case: Case, limits: Limits) -> tuple[bool, list[str]]:
    """Whether the marker is in the output, and the reasons of rejects."""
    place = tmp_path / case.name
    place.write_bytes(case.content)
    with place.open("r+b") as file:
        file.truncate(len(case.content) + case.hole)
    clean_run([str(place)], str(tmp_path / "out"), Settings(limits=limits, quiet=True))
    files = [tmp_path / "out" / f"{name}.jsonl" for name in ("corpus", "duplicates", "cuts")]
    there = any(MARKER in file.read_text(encoding="utf-8") for file in files)
    rejects = (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return there, [json.loads(line)["reason"] for line in rejects]


def test_every_limit_has_a_case() -> None:
    """A new limit needs one."""
    assert CASES.keys() == {limit.name for limit in fields(Limits)}


@pytest.mark.parametrize("name", CASES)
def test_at_a_limit_everything_is_there(tmp_path: Path, name: str) -> None:
    """To the last sentence, and nothing is refused."""
    case = CASES[name]
    limits = evolve(Limits(), **{**case.also, name: type(getattr(Limits(), name))(case.at)})
    assert outcome(tmp_path, case, limits) == (True, [])


BEYOND: dict[str, Callable[[bool, list[str]], bool]] = {
    # these do without, and say so elsewhere or not at all, since no text is missing
    "text_chunk_bytes": lambda there, reasons: there and not reasons,
    "candidates": lambda there, reasons: there and not reasons,
    "record_characters": lambda there, reasons: there and not reasons,
    "page_seconds": lambda there, reasons: reasons == ["timed out"],
    "worker_bytes": lambda there, reasons: reasons == ["out of memory"],
}


@pytest.mark.parametrize("name", CASES)
def test_over_a_limit_nothing_goes_without_a_word(tmp_path: Path, name: str) -> None:
    """The last sentence is there, or there is a reject."""
    case = CASES[name]
    limits = evolve(Limits(), **{**case.also, name: type(getattr(Limits(), name))(case.over)})
    if name == "rule_file_bytes":
        with pytest.raises(RuleError, match="more than 10 bytes"):
            outcome(tmp_path, case, limits)
        return
    there, reasons = outcome(tmp_path, case, limits)
    assert BEYOND.get(name, lambda there, reasons: len(reasons) > 0)(there, reasons), (there, reasons)
