"""Fingerprints kept between runs: today's dump against all earlier ones.

An index is a folder: one immutable file a dump, sorted for binary search, and a small SQLite catalogue that says which
files belong to it, with the hash of each. A dump is added by writing its file and then, in one transaction, its line
in the catalogue: killed at any instant, the index is the old one or the new one. See dedup/stored.py for what is kept.
"""

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from attrs import frozen

from cleaner.dedup.prints import Fingerprints
from cleaner.dedup.stored import KIND, Hit, exact_hits, near_hits, open_stored
from cleaner.errors import IndexDamaged, UsageError
from cleaner.model import Texts

CATALOGUE = "catalogue.db"
_TABLE = """
CREATE TABLE dumps (number INTEGER PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, records INTEGER NOT NULL,
                    bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, line_sha256 TEXT NOT NULL)
"""


@frozen
class Dump:
    """One dump of an index, as the catalogue knows it."""

    number: int
    name: str
    file: str
    records: int
    bytes: int
    sha256: str

    @property
    def line_sha256(self) -> str:
        """The hash of all that the catalogue says of the dump."""
        said = "\0".join(map(str, (self.number, self.name, self.file, self.records, self.bytes, self.sha256)))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def open_index(index: Path) -> tuple[Dump, ...]:
    """The dumps of an index, each verified. UsageError if there is none, IndexDamaged if it is not whole."""
    if not index.exists():
        raise UsageError(f"There is no index at {str(index)!r}; make one with: cleaner index add INDEX CORPUS...")
    if not index.is_dir() or not (index / CATALOGUE).is_file():
        raise IndexDamaged(f"{str(index)!r} is not an index of cleaner, or its catalogue is gone")
    dumps = _read_catalogue(index / CATALOGUE)
    for dump in dumps:
        _verify(index, dump)
    return dumps


def _read_catalogue(path: Path) -> tuple[Dump, ...]:
    if path.stat().st_size == 0:
        raise IndexDamaged(f"the catalogue {str(path)!r} is empty")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as catalogue:
            kind = catalogue.execute("PRAGMA application_id").fetchone()[0]
            whole = catalogue.execute("PRAGMA quick_check").fetchone()[0]
            rows = catalogue.execute("SELECT * FROM dumps ORDER BY number").fetchall() if kind == KIND else []
    except sqlite3.Error as error:
        raise IndexDamaged(f"the catalogue {str(path)!r} cannot be read: {error}") from error
    dumps = tuple(Dump(*row[:6]) for row in rows)
    if kind != KIND:
        raise IndexDamaged(f"{str(path)!r} is not a catalogue of this version of cleaner")
    if whole != "ok" or any(dump.line_sha256 != row[6] for dump, row in zip(dumps, rows, strict=True)):
        raise IndexDamaged(f"the catalogue {str(path)!r} is damaged; restore it, or build the index anew")
    return dumps


def _verify(index: Path, dump: Dump) -> None:
    """IndexDamaged if the file of a dump is not as it was written."""
    path = index / dump.file
    try:
        with path.open("rb") as file:
            right = hashlib.file_digest(file, "sha256").hexdigest() == dump.sha256
    except OSError as error:
        raise IndexDamaged(f"the dump {dump.name!r} of the index is gone: {error.strerror}") from error
    if not right:
        raise IndexDamaged(f"the dump {dump.name!r} of the index is damaged ({path}); restore it or build it anew")


def add_dump(index: Path, name: str, content: Sequence[bytes], records: int) -> Dump:
    """Add a dump, made by `pack`; the index is the old one until the last step."""
    known = open_index(index) if index.exists() and any(index.iterdir()) else ()
    number = max((dump.number for dump in known), default=0) + 1
    file = f"dump-{number:06}.run"
    index.mkdir(parents=True, exist_ok=True)
    part, digest = index / f".{file}.part", hashlib.sha256()
    with part.open("wb") as sink:
        for piece in content:
            sink.write(piece)
            digest.update(piece)
        sink.flush()
        os.fsync(sink.fileno())
    part.replace(index / file)
    dump = Dump(number, name, file, records, (index / file).stat().st_size, digest.hexdigest())
    _write_line(index, dump)
    return dump


def _write_line(index: Path, dump: Dump) -> None:
    """Put a dump into the catalogue; a new catalogue is made beside its place and moved there whole."""
    path = index / CATALOGUE
    new = not path.exists()
    place = index / f".{CATALOGUE}.part" if new else path
    place.unlink(missing_ok=True) if new else None
    with closing(sqlite3.connect(place)) as catalogue:
        catalogue.execute("PRAGMA synchronous = FULL")
        with catalogue:
            if new:
                catalogue.execute(f"PRAGMA application_id = {KIND}")
                catalogue.execute(_TABLE)
            line = (dump.number, dump.name, dump.file, dump.records, dump.bytes, dump.sha256, dump.line_sha256)
            catalogue.execute("INSERT INTO dumps VALUES (?, ?, ?, ?, ?, ?, ?)", line)
    if new:
        place.replace(path)
    folder = os.open(index, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def look_up(index: Path, dumps: Sequence[Dump], prints: Fingerprints, texts: Texts) -> tuple[Hit, ...]:
    """For each record that repeats an indexed one the most alike of those; exact before near, then the oldest dump.

    `texts` are those of the records; they are read for near repeats alone.
    """
    best: dict[int, Hit] = {}
    for dump in dumps:
        run = open_stored(index / dump.file, dump.name)
        for hit in (*exact_hits(run, prints), *near_hits(run, prints, texts)):
            known = best.get(hit.number)
            if known is None or (hit.grade, -hit.score) < (known.grade, -known.score):
                best[hit.number] = hit
    return tuple(best[number] for number in sorted(best))
