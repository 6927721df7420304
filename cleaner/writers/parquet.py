"""The corpus as Parquet: the fields of a record with their types stated, so that every file of a run has one schema."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from cleaner.errors import UsageError
from cleaner.model import Article

ROW_GROUP_BYTES = 32 << 20
"""Characters of records in a row group, about: what a reader holds at a time."""
NEEDS_ARROW = "Parquet needs pyarrow: pip install 'dump-cleaner[parquet]'"


def schema() -> Any:
    """The schema of a record: no column is ever null."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UsageError(NEEDS_ARROW) from error
    types: dict[object, Any] = {
        str: pa.large_string(),
        int: pa.int64(),
        float: pa.float64(),
        tuple[str, ...]: pa.list_(pa.string()),
    }
    return pa.schema([pa.field(field.name, types[field.type], nullable=False) for field in attrs.fields(Article)])


def write_parquet(lines: Iterable[bytes], target: Path) -> None:
    """Records, as lines of JSON, to one Parquet file. The same lines give the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = schema()
    with pq.ParquetWriter(target, columns, compression="zstd", store_schema=True) as writer:
        for rows in groups(lines):
            writer.write_table(pa.Table.from_pylist(rows, columns), row_group_size=max(1, len(rows)))


def groups(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    """Records in lists of about ROW_GROUP_BYTES; at least one, so that an empty corpus has a schema too."""
    rows: list[dict[str, Any]] = []
    size, given = 0, False
    for line in lines:
        rows.append(json.loads(line))
        size += len(line)
        if size >= ROW_GROUP_BYTES:
            yield rows
            rows, size, given = [], 0, True
    if rows or not given:
        yield rows
