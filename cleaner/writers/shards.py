"""The corpus as one file of JSON lines, or as files of about the same size."""

from pathlib import Path
from types import TracebackType
from typing import BinaryIO


class Shards:
    """Lines written to corpus.jsonl; with a size to corpus-00000.jsonl, corpus-00001.jsonl and so on.

    A line is never cut in two: a file is as large as the size allows, or holds one line. There is always a first file.
    """

    def __init__(self, folder: Path, size: int = 0, name: str = "corpus") -> None:
        self._folder, self._size, self._name = folder, size, name
        self._count = 0
        self._written = 0
        self._file = self._open()

    def _open(self) -> BinaryIO:
        """The next file."""
        path = self._folder / (f"{self._name}-{self._count:05}.jsonl" if self._size else f"{self._name}.jsonl")
        self._count += 1
        self._written = 0
        return path.open("wb")

    def write(self, line: bytes) -> None:
        """Add a line with its newline."""
        if self._size and self._written and self._written + len(line) > self._size:
            self._file.close()
            self._file = self._open()
        self._file.write(line)
        self._written += len(line)

    def __enter__(self) -> "Shards":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


def shard_paths(folder: Path, name: str = "corpus") -> list[Path]:
    """The files of a corpus in order, however it was written."""
    whole = folder / f"{name}.jsonl"
    return [whole] if whole.exists() else sorted(folder.glob(f"{name}-*.jsonl"))
