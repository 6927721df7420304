"""tar by its headers: what tarfile loses without a word, follows for ever, or needs quadratic time for."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.model import Page, Reject
from cleaner.readers import find_sources, read

TEXT = b"Rain stops play\nThe match in Leeds ended early because of heavy rain.\n"


def info(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.type = size, kind
    return member


def tarred(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as archive:
        for member, raw in members:
            archive.addfile(member, io.BytesIO(raw))
    return sink.getvalue()


def checked(header: bytes) -> bytes:
    """A header with its checksum made right."""
    header = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]


def found(raw: bytes, tmp_path: Path) -> list[Page | Reject]:
    (tmp_path / "a.tar").write_bytes(raw)

    def items() -> Iterator[Page | Reject]:
        for source in find_sources([str(tmp_path / "a.tar")]):
            yield from read(source)

    return list(items())


def names(items: list[Page | Reject]) -> list[str]:
    return [item.source_path.rpartition("!")[2] for item in items if isinstance(item, Page)]


def reasons(items: list[Page | Reject]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Reject)]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_have_their_names_and_bytes(form: int, tmp_path: Path) -> None:
    """Also names over 100 bytes, which each form of tar writes in its own way."""
    long = "d" * 90 + "/" + "n" * 90 + ".txt"
    other = [] if form == tarfile.USTAR_FORMAT else ["ж" * 120 + ".txt"]
    wanted = ["a.txt", long, *other]

    items = found(tarred(*((info(name, len(TEXT)), TEXT) for name in wanted), form=form), tmp_path)

    assert names(items) == wanted
    assert all(isinstance(item, Page) and item.raw == TEXT for item in items)


def test_a_damaged_header_costs_its_member_alone(tmp_path: Path) -> None:
    """And is told."""
    raw = bytearray(tarred(*((info(f"{number}.txt", len(TEXT)), TEXT) for number in range(4))))
    raw[1024 + 130] ^= 0xFF

    items = found(bytes(raw), tmp_path)

    assert names(items) == ["0.txt", "2.txt", "3.txt"]
    assert reasons(items) == ["damaged"]


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\xff" * 10 + b"\xfe\0", b"zzzzzzzzzzz\0"])
def test_a_size_that_is_none_costs_its_member_alone(size: bytes, tmp_path: Path) -> None:
    """Below nothing, or no number."""
    raw = tarred((info("a.txt", len(TEXT)), TEXT), (info("b.txt", len(TEXT)), TEXT))

    items = found(checked(raw[:124] + size + raw[136:512]) + raw[512:], tmp_path)

    assert names(items) == ["b.txt"]
    assert reasons(items) == ["damaged"]


@pytest.mark.parametrize("size", [b"\x80" + b"\0" * 3 + b"\x7f" * 8, b"77777777777\0"])
def test_a_size_beyond_the_end_is_told(size: bytes, tmp_path: Path) -> None:
    raw = tarred((info("a.txt", len(TEXT)), TEXT), (info("b.txt", len(TEXT)), TEXT))

    items = found(raw[:1024] + checked(raw[1024 : 1024 + 124] + size + raw[1024 + 136 : 1536]) + raw[1536:], tmp_path)

    assert names(items)[:1] == ["a.txt"]
    assert "truncated" in reasons(items)


def test_a_cut_archive_is_told_once(tmp_path: Path) -> None:
    raw = tarred(*((info(f"{number}.txt", 2000), TEXT * 30) for number in range(3)))

    items = found(raw[:3500], tmp_path)

    assert reasons(items) == ["truncated"]


def test_a_long_pax_header_is_passed_over(tmp_path: Path) -> None:
    """tarfile searches it by a pattern for longer than anyone waits."""
    digits = b"1" * 900_000 + b" path=x\n"
    end = 512 + len(digits) + -len(digits) % 512
    raw = tarred((info("x", len(digits), tarfile.XHDTYPE), digits))[:end] + tarred((info("b.txt", len(TEXT)), TEXT))

    assert names(found(raw, tmp_path)) == ["b.txt"]


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    """Links, devices, and holes: a sparse member of a few bytes may say that it is a terabyte."""
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    sparse = tarred((info("sparse.txt", 512, tarfile.GNUTYPE_SPARSE), TEXT.ljust(512)))
    raw = tarred(*((info(f"{kind!r}", kind=kind), b"") for kind in kinds), (info("folder", kind=tarfile.DIRTYPE), b""))

    items = found(raw[: 6 * 512] + sparse[:1024] + tarred((info("b.txt", len(TEXT)), TEXT)), tmp_path)

    assert names(items) == ["b.txt"]
    assert reasons(items) == ["link", "link", "not a file", "not a file", "not a file", "not a file"]


def test_archives_that_end_may_follow_each_other(tmp_path: Path) -> None:
    """As `cat a.tar b.tar` makes them."""
    one = tarred((info("a.txt", len(TEXT)), TEXT))

    assert names(found(one + one, tmp_path)) == ["a.txt", "a.txt\\2"]
