"""`cleaner dedup` for records that a program holds: the same run, through a temporary folder."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from cleaner.dedup_run import dedup_run
from cleaner.errors import UsageError
from cleaner.settings import Settings
from cleaner.writers.jsonl import json_line

Row = dict[str, Any]


@frozen
class Deduplicated:
    """What became of some records; rows as in the files of the output folder."""

    kept: tuple[Row, ...]
    duplicates: tuple[Row, ...]
    """Dropped records, whole, with duplicate_of, grade, score and why_kept."""
    links: tuple[Row, ...]
    """Records that share a passage or a story, with evidence."""


def deduplicate(records: Iterable[Mapping[str, Any]], settings: Settings) -> Deduplicated:
    """Find the repeats among records. Raises UsageError if one of them has no text."""
    with tempfile.TemporaryDirectory() as temporary:
        corpus, out = Path(temporary, "records.jsonl"), Path(temporary, "out")
        with corpus.open("wb") as file:
            file.writelines(json_line(record) for record in records)
        if not corpus.stat().st_size:
            return Deduplicated((), (), ())
        counts = dedup_run([str(corpus)], str(out), settings)
        if counts.rejects:
            first = rows_of(out / "rejects.jsonl")[0]
            raise UsageError(f"record {first['where'] or first['source_path']}: {first['reason']}: {first['detail']}")
        return Deduplicated(*(rows_of(out / f"{name}.jsonl") for name in ("corpus", "duplicates", "links")))


def rows_of(path: Path) -> tuple[Row, ...]:
    """The objects of a JSON lines file."""
    return tuple(json.loads(line) for line in path.read_bytes().split(b"\n") if line)
