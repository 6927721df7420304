"""What survives a kill: the journal of an unfinished run, and files that are whole or not there.

A run works in the folder `.run` inside OUT. What pages gave is appended to the journal's streams; every few seconds
the streams are flushed to the disk, and then `checkpoint.json`, replaced in one step, says how far they are good.
A resumed run cuts the streams back to that point and goes on from there. Finished files are moved into OUT one by one,
run.json last: where it stands, the run is complete.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Literal

from cleaner.errors import UsageError

WORK = ".run"
COMPLETE = "run.json"
REPORT = "report.html"
CHECKPOINT = "checkpoint.json"
KEY = "key.json"
SECONDS = 3.0
"""Time between two checkpoints: the work that a kill can cost."""
BUFFER = 1 << 20


# ---------------------------------------------------------------- single files


def sync(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any instant either the old one is there, or the new one, whole."""
    part = path.with_name("." + path.name[-200:] + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(files: Sequence[Path], out: Path) -> None:
    """Move finished files into OUT, each in one step, in the order given; run.json belongs at the end."""
    for path in files:
        sync(path)
    for path in files:
        path.replace(out / path.name)
        sync(out)


# ---------------------------------------------------------------- the journal


class Journal:
    """Streams of bytes that only grow, and a state; both come back after a kill as they were at a checkpoint."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._folder = folder
        self._files: dict[str, BinaryIO] = {}
        self._sizes = dict.fromkeys(names, 0)
        self._hashes = {name: hashlib.sha256() for name in names}
        self._saved = time.monotonic()
        self._flushed = True

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files.values():
            with suppress(OSError):  # on a full disk closing fails as writing did; that error is on its way already
                file.close()

    def begin(self) -> None:
        """Start with empty streams."""
        (self._folder / CHECKPOINT).unlink(missing_ok=True)
        for name in self._sizes:
            self._files[name] = self.path(name).open("w+b", buffering=BUFFER)

    def resume(self) -> dict[str, Any] | None:
        """Go back to the last checkpoint and give its state; None if there is none or a stream is damaged."""
        try:
            saved = unsealed((self._folder / CHECKPOINT).read_bytes())
            for name, size in saved["sizes"].items():
                self._restore(name, size, saved["sha256"][name])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        state: dict[str, Any] = saved["state"]
        return state

    def _restore(self, name: str, size: int, sha256: str) -> None:
        """Open a stream and drop what came after the checkpoint. ValueError if what came before is not as it was."""
        file = self._files[name] = self.path(name).open("r+b", buffering=BUFFER)
        left = size
        while left:
            block = file.read(min(left, BUFFER))
            if not block:
                raise ValueError(name)
            self._hashes[name].update(block)
            left -= len(block)
        if self._hashes[name].hexdigest() != sha256:
            raise ValueError(name)
        file.truncate(size)
        file.seek(size)
        self._sizes[name] = size

    def path(self, name: str) -> Path:
        """The file of a stream."""
        return self._folder / name

    def size(self, name: str) -> int:
        """Bytes that a stream has."""
        return self._sizes[name]

    def append(self, name: str, content: bytes) -> None:
        """Add to a stream."""
        self._files[name].write(content)
        self._hashes[name].update(content)
        self._sizes[name] += len(content)
        self._flushed = False

    def flush(self) -> None:
        """Let readers of the streams' files see what was appended."""
        if self._flushed:
            return
        for file in self._files.values():
            file.flush()
        self._flushed = True

    def due(self) -> bool:
        """Whether the last checkpoint is long enough ago."""
        return time.monotonic() - self._saved > SECONDS

    def checkpoint(self, state: Mapping[str, Any]) -> None:
        """Make everything so far survive a kill, together with `state` (anything that JSON can hold)."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        hashes = {name: found.hexdigest() for name, found in self._hashes.items()}
        saved = {"sizes": self._sizes, "sha256": hashes, "state": state}
        write_whole(self._folder / CHECKPOINT, sealed(saved))
        self._saved = time.monotonic()


def sealed(saved: Mapping[str, Any]) -> bytes:
    """A checkpoint as it is written: JSON behind its SHA-256, so that one changed digit of a count is seen."""
    content = json.dumps(saved, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def unsealed(written: bytes) -> dict[str, Any]:
    """What a checkpoint says. ValueError if it is not as it was written."""
    digest, _, content = written.partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != digest:
        raise ValueError(CHECKPOINT)
    found: dict[str, Any] = json.loads(content)
    return found


# ---------------------------------------------------------------- the folder

State = Literal["fresh", "unfinished", "complete"]


def claim(out: Path, key: Mapping[str, Any], *, resume: bool, overwrite: bool) -> State:
    """Whether a run may go to the folder OUT, and what of it is there already. Nothing is changed yet.

    `key` is what decides the bytes of a run: version, rules, options, inputs. "unfinished" and "complete" are said of a
    run with this very key, if `resume` allows to use it. UsageError for an OUT that holds anything else.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{shown(out)} is a file; name another OUT")
    names = {path.name for path in out.iterdir()} if out.is_dir() else set()
    if names <= {WORK} and not (out / WORK / KEY).exists():
        return "fresh"
    if overwrite:
        return "fresh"
    if not names & {WORK, COMPLETE}:
        raise UsageError(f"{shown(out)} is not empty; name another OUT, or give --overwrite to write into it")
    if not resume:
        raise UsageError(f"{shown(out)} holds another run; name another OUT, or give --overwrite or --resume")
    complete = COMPLETE in names
    stated = read_json(out / COMPLETE if complete else out / WORK / KEY)
    if any(name not in stated or stated[name] != value for name, value in key.items()):
        raise UsageError(f"{shown(out)} was begun with other inputs, options or rules; give --overwrite to begin anew")
    return "fresh" if complete and not intact(out) else "complete" if complete else "unfinished"


def intact(out: Path) -> bool:
    """Whether every file that run.json names is there and as it was written; the report can be made anew."""
    hashes = {name: sha256 for name, sha256 in read_json(out / COMPLETE).get("sha256", {}).items() if name != REPORT}
    return all((out / name).is_file() and sha256_of(out / name) == sha256 for name, sha256 in hashes.items())


def note_report(out: Path) -> None:
    """Have run.json name the report too, which is made of the finished files, and made anew when a person asks."""
    stated = read_json(out / COMPLETE)
    if "sha256" in stated:
        stated["sha256"] = dict(sorted({**stated["sha256"], REPORT: sha256_of(out / REPORT)}.items()))
        write_whole(out / COMPLETE, run_json(stated))


def run_json(stated: Mapping[str, Any]) -> bytes:
    """What run.json holds."""
    return (json.dumps(stated, indent=1, ensure_ascii=False) + "\n").encode()


@contextmanager
def work_folder(out: Path, key: Mapping[str, Any], state: State) -> Iterator[Path]:
    """The folder in OUT to work in, kept until the run has ended well. UsageError if another process is at it."""
    new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    work = out / WORK
    work.mkdir(exist_ok=True)
    number = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise UsageError(f"another run is writing to {shown(out)}") from None
    try:
        if state == "fresh":
            forget(out, work)
            write_whole(work / KEY, json.dumps(key, sort_keys=True).encode())
        yield work
        shutil.rmtree(work)
    except BaseException:
        if not (work / CHECKPOINT).exists():  # nothing is lost: leave things as they were
            shutil.rmtree(work, ignore_errors=True)
            with suppress(OSError):
                out.rmdir() if new else None
        raise
    finally:
        os.close(number)


def forget(out: Path, work: Path) -> None:
    """Remove what an earlier run left: first what says that it is complete, then the files that it named."""
    names = [name for name in read_json(out / COMPLETE).get("sha256", {}) if "/" not in name and name not in ("", "..")]
    (out / COMPLETE).unlink(missing_ok=True)
    sync(out)
    for name in [*names, REPORT]:
        (out / name).unlink(missing_ok=True)
    for path in work.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def shown(path: Path) -> str:
    """A path that is safe to print: a name may hold escape sequences."""
    return repr(str(path))


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file, {} if it is not there or damaged."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
