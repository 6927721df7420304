"""An output folder as one SQLite file, to query cuts, repeats and links with datasette or the sqlite3 shell."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.errors import UsageError
from cleaner.writers.rows import Row, records, rows, run_of

RECORD = {
    "id": "text", "title": "text", "text": "text", "url": "text", "author": "text", "date": "text", "sitename": "text",
    "hostname": "text", "description": "text", "language": "text", "categories": "text", "source": "text",
    "source_path": "text", "source_start": "integer", "source_end": "integer", "article_index": "integer",
    "article_count": "integer", "char_count": "integer", "word_count": "integer", "confidence": "real",
    "content_sha256": "text", "cluster_id": "text", "cluster_size": "integer", "story_id": "text",
}  # fmt: skip
TABLES = {
    "corpus": RECORD,
    "duplicates": RECORD | {"duplicate_of": "text", "grade": "text", "score": "real", "why_kept": "text"},
    "cuts": {
        "source_path": "text", "page": "integer", "start": "integer", "end": "integer", "text": "text", "label": "text",
        "rule": "text", "reason": "text", "margin": "real", "article": "integer", "path": "text",
    },
    "links": {
        "a": "text", "b": "text", "passage_a": "text", "passage_b": "text", "grade": "text", "score": "real",
        "shared": "text", "conflicts": "text",
    },
    "rejects": {"source_path": "text", "where": "text", "reason": "text", "detail": "text"},
}  # fmt: skip
AFTER = """
create index corpus_id on corpus(id);
create index corpus_source on corpus(source_path);
create index duplicates_of on duplicates(duplicate_of);
create index cuts_source on cuts(source_path, start);
create index cuts_rule on cuts(rule);
create index links_a on links(a);
create index links_b on links(b);
create view cuts_by_rule as
  select label, rule, count(*) as cuts, sum("end" - start) as characters, min(margin) as least_margin
  from cuts group by label, rule order by cuts desc;
create view repeats as
  select d.grade, d.score, d.id as dropped, d.title as dropped_title, d.source_path as dropped_from,
         k.id as kept, k.title as kept_title, k.source_path as kept_from, d.why_kept
  from duplicates d left join corpus k on k.id = d.duplicate_of order by d.score;
create view stories as
  select l.score, a.title as title_a, b.title as title_b, l.shared, l.conflicts, l.a, l.b
  from links l join corpus a on a.id = l.a join corpus b on b.id = l.b where l.grade = 'story' order by l.score desc;
"""


def write_sqlite(folder: Path, file: Path) -> dict[str, int]:
    """Write a database with a table for each file of the folder; return the rows of each.

    Lists are JSON text (`json_each` takes them apart). Raises: UsageError where `file` is there already or `folder`
    holds no run.
    """
    if file.exists():
        raise UsageError(f"{file} is there already: remove it or give another name")
    if not any(folder.glob("corpus*.jsonl*")):
        raise UsageError(f"{folder} holds no corpus.jsonl: give the folder that `cleaner clean ... -o FOLDER` wrote")
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    database = sqlite3.connect(part)
    try:
        counts = {name: _fill(database, folder, name) for name in TABLES}
        database.executescript(AFTER)
        database.commit()
    finally:
        database.close()
    os.replace(part, file)
    return counts


def _fill(database: sqlite3.Connection, folder: Path, name: str) -> int:
    columns = ", ".join(f'"{column}" {kind}' for column, kind in TABLES[name].items())
    database.execute(f"create table {name} ({columns})")
    marks = ", ".join("?" * len(TABLES[name]))
    return database.executemany(f"insert into {name} values ({marks})", _values(folder, name)).rowcount


def _values(folder: Path, name: str) -> Iterator[tuple[Any, ...]]:
    found = records(folder, name, run_of(folder)) if name in ("corpus", "duplicates") else rows(folder, name)
    for row in found:
        yield tuple(_value(row, column) for column in TABLES[name])


def _value(row: Row, column: str) -> object:
    value = row.get(column, "")
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # a lone surrogate has no place in a database
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple) else value
