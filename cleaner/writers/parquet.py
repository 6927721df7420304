"""The corpus as Parquet: the fields of a record with their types stated, so that every file of a run has one schema."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

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


def write_any_rows(corpus: BinaryIO, target: Path) -> None:
    """Rows of any fields, as lines of JSON, to one Parquet file. They are read twice: first to learn their types.

    A column is null where a row lacks it. Fields of several types, and objects, become JSON text.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError(NEEDS_ARROW) from error
    types: dict[str, Any] = {}
    for rows in groups(corpus):
        for name in dict.fromkeys(name for row in rows for name in row):
            types[name] = _common_type(types.get(name, pa.null()), [row.get(name) for row in rows])
    columns = pa.schema([(name, pa.large_string() if kind is None else kind) for name, kind in types.items()])
    corpus.seek(0)
    with pq.ParquetWriter(target, columns, compression="zstd", store_schema=True) as writer:
        for rows in groups(corpus):
            for row in rows:
                row |= {name: _as_text(row[name]) for name, kind in types.items() if kind is None and name in row}
            writer.write_table(pa.Table.from_pylist(rows, columns), row_group_size=max(1, len(rows)))


def _common_type(known: Any, values: Sequence[Any]) -> Any:
    """The type that holds values of a known type and some more; None where only text can."""
    import pyarrow as pa

    if known is None:
        return None
    try:
        found = pa.unify_schemas([pa.schema([("", known)]), pa.schema([("", pa.array(values).type)])]).field(0).type
    except (pa.ArrowException, OverflowError):
        return None
    text = pa.types.is_string(found) or pa.types.is_large_string(found)
    if text:
        return pa.large_string()
    return None if pa.types.is_nested(found) and not _is_plain_list(found) else found


def _is_plain_list(kind: Any) -> bool:
    """Whether a nested type is a list of simple values; objects differ from row to row and are kept as JSON."""
    import pyarrow as pa

    return bool(pa.types.is_list(kind) and not pa.types.is_nested(kind.value_type))


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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
