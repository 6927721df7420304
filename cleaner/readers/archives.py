"""zip and tar: each member is read as a file would be, in the order of the archive, and nothing is unpacked to disk.

A member's name is only ever a label, so "../x" leads nowhere. Links, devices and encrypted members are refused.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from attrs import evolve

from cleaner.errors import PageError
from cleaner.model import Page, Reject
from cleaner.readers.entry import Entry, ReadEntry, ReadOptions
from cleaner.readers.names import member_path
from cleaner.readers.stream import CHUNK, Stream
from cleaner.readers.tar import Member, Tar

END_OF_ARCHIVE = b"PK\x05\x06"


class Names:
    """Member paths made unique: of members with one name the second gets a 2 behind it, and so on."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: dict[str, int] = {}

    def path(self, member: str) -> str:
        r"""The path of the next member of that name.

        >>> names = Names("a.zip")
        >>> names.path("x"), names.path("x")
        ('a.zip!x', 'a.zip!x\\2')
        """
        count = self._seen[member] = self._seen.get(member, 0) + 1
        path = member_path(self._path, member)
        return path if count == 1 else f"{path}\\{count}"


def hidden(member: str) -> bool:
    """Whether a member is passed over as a hidden file is: by a part of its name, or as a Mac's resource fork.

    >>> hidden("a/.DS_Store"), hidden("__MACOSX/a.html"), hidden("../a.html"), hidden("./a.html")
    (True, True, False, False)
    """
    parts = member.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part.strip(".") for part in parts)


def inner_entry(entry: Entry, path: str, name: str, stream: Stream, size: int) -> Entry:
    """A member as an entry of its own."""
    return evolve(entry, path=path, name=name, stream=stream, file=None, size=size, depth=entry.depth + 1, walked=True)


def check_depth(entry: Entry, options: ReadOptions) -> None:
    """Raises PageError for an archive within too many others."""
    if entry.depth >= options.limits.archive_depth:
        raise PageError("nested too deeply", f"more than {options.limits.archive_depth} layers")


# ---------------------------------------------------------------- zip


def read_zip(entry: Entry, options: ReadOptions, read_entry: ReadEntry) -> Iterator[Page | Reject]:
    """The pages of every member of a zip."""
    check_depth(entry, options)
    file = entry.file or io.BytesIO(entry.whole(options.limits.held_bytes))
    check_members(file, options.limits.archive_members)
    names, begun = Names(entry.path), set[int]()
    with zipfile.ZipFile(cast("io.BufferedIOBase", file)) as archive:
        for member in archive.infolist():
            if member.is_dir() or hidden(member.filename):
                continue
            path = names.path(member.filename)
            problem = zip_problem(member, begun)
            begun.add(member.header_offset)
            if problem is None and entry.expansion.steep(member.file_size, member.compress_size):
                detail = f"{member.file_size} bytes from {member.compress_size}, and others before it as well"
                problem = "expands too much", detail
            if problem:
                yield entry.reject("", *problem, path)
            else:
                yield from read_zip_member(entry, archive, member, path, options, read_entry)


def check_members(file: BinaryIO, limit: int) -> None:
    """Raises PageError for a zip whose list of members is too long, before it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(END_OF_ARCHIVE)
    directory = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if directory != 0xFFFFFFFF and directory > limit * 512:
        raise PageError("too large", f"a list of members of {directory} bytes")


def zip_problem(member: zipfile.ZipInfo, begun: set[int]) -> tuple[str, str] | None:
    """Why a member is refused: reason and detail."""
    if stat.S_ISLNK(member.external_attr >> 16):
        return "link", "a link in an archive is not followed"
    if member.flag_bits & 1:
        return "encrypted", "a member with a password"
    if member.header_offset in begun:
        return "damaged", "two members share their bytes"
    return None


def read_zip_member(
    entry: Entry, archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, options: ReadOptions, read: ReadEntry
) -> Iterator[Page | Reject]:
    """The pages of one member."""
    try:
        with archive.open(member) as file:
            stream = Stream(entry.expansion.counted(zip_chunks(cast("BinaryIO", file), member, options)))
            yield from read(inner_entry(entry, path, member.filename, stream, -1), options)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, zlib.error, ValueError) as error:
        yield entry.reject("", "damaged", str(error)[:200], path)


def zip_chunks(file: BinaryIO, member: zipfile.ZipInfo, options: ReadOptions) -> Iterator[bytes]:
    """The bytes of a member; ends with PageError where they are damaged or more than they may be."""
    limits, have = options.limits, 0
    while True:
        try:
            part = file.read(CHUNK)
        except EOFError as error:
            raise PageError("truncated", str(error)) from error
        except Exception as error:  # BadZipFile, zlib.error, LZMAError have no common base
            raise PageError("damaged", str(error)[:200]) from error
        if not part:
            return
        have += len(part)
        if have > limits.expansion_floor and have > limits.expansion_ratio * max(1, member.compress_size):
            raise PageError("expands too much", f"{have} bytes from {member.compress_size}")
        yield part


# ---------------------------------------------------------------- tar


def read_tar(entry: Entry, options: ReadOptions, read_entry: ReadEntry) -> Iterator[Page | Reject]:
    """The pages of every member of a tar, read forward."""
    check_depth(entry, options)
    names, count, tar = Names(entry.path), 0, Tar(entry.stream, options.limits.header_bytes)
    try:
        for member in tar.members():
            count += 1
            if count > options.limits.archive_members:
                raise PageError("too large", f"more than {options.limits.archive_members} members")
            if member.end:
                yield entry.reject(f"bytes {member.start}-{member.end}", member.reason, "no header of a member")
            elif not hidden(member.name):
                yield from read_tar_member(entry, tar, member, names.path(member.name), options, read_entry)
    except PageError as error:
        if error is not entry.stream.fault:
            yield entry.reject(f"from byte {entry.stream.offset}", error.reason, error.detail)


def read_tar_member(
    entry: Entry, tar: Tar, member: Member, path: str, options: ReadOptions, read: ReadEntry
) -> Iterator[Page | Reject]:
    """The pages of one member."""
    if member.reason:
        yield entry.reject("", member.reason, "in an archive it is not followed", path)
        return
    yield from read(inner_entry(entry, path, member.name, Stream(tar.read()), member.size), options)
