"""Finding the files that INPUT names: files, folders, globs, "-".

The stated rules: sources come sorted by name, so the order in which they were named changes nothing. A file named
twice is read once. In a folder, hidden files and folders (a name that begins with ".") are passed over; links are
never followed; one that points to a file that is read anyway is passed over, any other is refused, and so is whatever
is not a plain file (a FIFO, a device). A link or a hidden file that the user names is read. What is refused is a line
in rejects.jsonl.
"""

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, field, frozen

from cleaner.errors import UsageError
from cleaner.limits import Limits
from cleaner.readers.names import safe_name

STDIN = "-"


@frozen
class Source:
    """One file to read, or one that is refused."""

    name: str
    """Safe text, unique in a run: what Page.source says."""
    path: str
    """The path for the operating system; "-" for standard input."""
    size: int = -1
    """Bytes, -1 where unknown."""
    refused: str = ""
    """The reason it is not read, "" if it is."""
    detail: str = ""
    walked: bool = False
    """Found in a folder, not named."""
    watch: Callable[[BinaryIO], None] | None = field(default=None, eq=False, repr=False)
    """Is given the file when it is opened, to see from its position how far reading is."""


Found = tuple[str, Source]
"""A source, and its path with every link resolved: what makes two sources the same file."""


def corpora(inputs: Sequence[str]) -> list[str]:
    """Inputs of rows: of cleaner's own output folders only the corpus, not what was cut, dropped or rejected."""
    return [path for name in inputs for path in _corpus_of(Path(name)) or [name]]


def _corpus_of(folder: Path) -> list[str]:
    if not (folder / "run.json").is_file():
        return []
    return [path.as_posix() for pattern in ("corpus.*", "corpus-*") for path in sorted(folder.glob(pattern))]


def find_sources(inputs: Sequence[str], limits: Limits | None = None) -> tuple[Source, ...]:
    """Everything that `inputs` name, sorted by name, each file once.

    Raises UsageError for a name that is not there, a glob that matches nothing, or a folder without any file.
    """
    if not inputs:
        raise UsageError('Nothing to read: name files, folders, globs, or "-" for standard input.')
    found: dict[str, Source] = {}
    for name in inputs:
        for real, source in named(name):
            known = found.get(real)
            if known is None or (source.walked, source.name) < (known.walked, known.name):
                found[real] = source
    bound = limits or Limits()
    return tuple(sorted((judged(source, bound) for source in found.values()), key=lambda source: source.name))


def judged(source: Source, limits: Limits) -> Source:
    """The source without what only the search needed, refused if it is a hole rather than a file."""
    if source.refused or source.size <= limits.sparse_bytes:
        return source
    on_disk = getattr(os.stat(source.path), "st_blocks", source.size) * 512
    if on_disk * 100 < source.size:
        return evolve(source, refused="sparse file", detail=f"{source.size} bytes, of which {on_disk} are on the disk")
    return source


def named(name: str) -> Iterator[Found]:
    """The sources of one INPUT."""
    if name == STDIN:
        yield STDIN, Source(STDIN, STDIN)
        return
    if not os.path.lexists(name) and glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))
        if not matches:
            raise UsageError(f"No file matches {safe_name(name)!r}.")
        for match in matches:
            yield from existing(match)
        return
    yield from existing(name)


def existing(name: str) -> Iterator[Found]:
    """The sources of a file or folder that should be there."""
    try:
        status = os.stat(name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise UsageError(f"Cannot read {safe_name(name)!r}: {reason}.") from error
    if stat.S_ISDIR(status.st_mode):
        found = list(walk(name))
        if not found:
            raise UsageError(f"Nothing to read in the folder {safe_name(name)!r} (hidden files are passed over).")
        yield from found
    else:
        path = os.path.normpath(name)
        yield os.path.realpath(path), plain(path, status)


def plain(path: str, status: os.stat_result) -> Source:
    """A named path that is there, refused unless it is a plain file."""
    refused = "" if stat.S_ISREG(status.st_mode) else "not a file"
    detail = "" if not refused else sort_of_file(status.st_mode)
    return Source(source_name(path), path, status.st_size, refused, detail)


def source_name(path: str) -> str:
    """The name of a source for a path: "/" between the parts, safe to print."""
    return safe_name(path.replace(os.sep, "/") if os.sep != "/" else path)


def sort_of_file(mode: int) -> str:
    """What stands at a path that is no plain file.

    >>> sort_of_file(stat.S_IFIFO), sort_of_file(stat.S_IFCHR)
    ('a FIFO', 'a device')
    """
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "not a plain file"


def walk(folder: str) -> Iterator[Found]:
    """Every file below a folder, in any order; links and special files refused."""
    root = os.path.realpath(folder)
    waiting = [(os.path.normpath(folder), root)]
    while waiting:
        path, real = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            yield real, Source(source_name(path), path, -1, "unreadable", error.strerror or "", walked=True)
            continue
        for entry in visible(entries):
            below = os.path.join(real, entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, below))
            elif source := walked(os.path.normpath(entry.path), root):
                yield below, source


def visible(entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """The entries of a folder that are not hidden."""
    return (entry for entry in entries if not entry.name.startswith("."))


def walked(path: str, root: str) -> Source | None:
    """The source for a file that a walk met, None for a link to what the walk meets anyway."""
    name = source_name(path)
    try:
        status = os.lstat(path)
    except OSError as error:
        return Source(name, path, refused="unreadable", detail=error.strerror or "", walked=True)
    if stat.S_ISLNK(status.st_mode):
        problem = link_problem(path, root)
        return Source(name, path, refused="link", detail=problem, walked=True) if problem else None
    if not stat.S_ISREG(status.st_mode):
        return Source(name, path, refused="not a file", detail=sort_of_file(status.st_mode), walked=True)
    return Source(name, path, status.st_size, walked=True)


def link_problem(path: str, root: str) -> str:
    """Why a link in a folder is refused; "" if what it points to is read under its own name."""
    target = os.path.realpath(path)
    if os.path.islink(target):
        return "a loop of links"
    if not os.path.exists(target):
        return "points to nothing"
    inside = os.path.relpath(target, root)
    if inside.startswith(os.pardir) or any(part.startswith(".") and part != "." for part in inside.split(os.sep)):
        return "points to what is not read; name its target to read it"
    return ""
