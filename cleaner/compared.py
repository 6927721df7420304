"""What golden cases expect beside what they give, as a person reads it: differences line by line, and a table."""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Results = Mapping[str, list[Row]]
"""Rows by the name of their file: expected.jsonl, expected.cuts.jsonl ..."""

CUTS = "expected.cuts.jsonl"
DERIVED = {
    "id", "source_start", "source_end", "char_count", "word_count", "content_sha256", "cluster_id", "cluster_size",
    "story_id", "duplicate_of",
}  # fmt: skip
"""Keys that follow from the others: shown only where nothing else differs."""


def difference(expected: Results, found: Results) -> tuple[str, ...]:
    """The lines that differ, "-" for expected and "+" for found; () where the results are equal."""
    plain = [line for name in expected for line in _diff(name, expected[name], found[name], DERIVED)]
    return tuple(plain or (line for name in expected for line in _diff(name, expected[name], found[name], set())))


def _diff(name: str, expected: list[Row], found: list[Row], hidden: set[str]) -> Iterator[str]:
    show = cut_lines if name == CUTS and hidden else lines_of
    before, after = (list(show(without(rows, hidden))) for rows in (expected, found))
    diff = difflib.unified_diff(before, after, name, "found", n=0, lineterm="")
    return (line for line in diff if not line.startswith("@@"))


def without(rows: Iterable[Row], keys: Iterable[str]) -> list[Row]:
    """Rows without some keys."""
    return [{key: value for key, value in row.items() if key not in keys} for row in rows]


def lines_of(rows: Iterable[Row]) -> list[str]:
    """Rows as short lines, one a value and one a line of text, so that a diff of them can be read.

    >>> lines_of([{"title": "A", "text": "One.\\nTwo."}])
    ['0 title: "A"', '0 text: "One."', '0 text: "Two."']
    """
    return [
        f"{number} {key}: {json.dumps(part, ensure_ascii=False)}"
        for number, row in enumerate(rows)
        for key, value in row.items()
        for part in (value.split("\n") if isinstance(value, str) else [value])
    ]


def cut_lines(rows: Iterable[Row]) -> list[str]:
    """Cuts, one a line.

    >>> cut_lines([{"start": 5, "end": 9, "text": "Home", "label": "nav", "rule": "x/y", "article": -1}])
    ['nav "Home", characters 5 to 9, by x/y']
    """
    return [
        f"{row['label']} {json.dumps(row['text'], ensure_ascii=False)}, characters {row['start']} to {row['end']}"
        + (f", in article {row['article']}" if row["article"] >= 0 else "")
        + (f", by {row['rule']}" if row["rule"] else "")
        for row in rows
    ]


KINDS: dict[str, tuple[str, Callable[[Row], object]]] = {
    "articles, title and text": ("expected.jsonl", lambda row: (row["title"], row["text"])),
    "articles, text": ("expected.jsonl", lambda row: row["text"]),
    "cuts, place and label": (CUTS, lambda row: (row["start"], row["label"])),
    "cuts, place": (CUTS, lambda row: (row["start"], row["end"])),
    "repeats": ("expected.duplicates.jsonl", lambda row: (row["id"], row["duplicate_of"], row["grade"])),
    "links": ("expected.links.jsonl", lambda row: (row["a"], row["b"], row["grade"])),
}


def metrics(expected: Sequence[Results], found: Sequence[Results], before: Sequence[Results] = ()) -> Iterator[str]:
    """A table of what the cases expect and what of it was found; with `before`, also what was found before."""
    heads = ("expected", "found", "right") if not before else ("expected", "found", "right", "was found", "was right")
    yield f"{'':26}" + "".join(f"{head:>10}" for head in heads)
    for title, (name, key) in KINDS.items():
        wanted = [[key(row) for row in rows[name]] for rows in expected]
        numbers = [sum(map(len, wanted))]
        for results in (found, before) if before else (found,):
            given = [[key(row) for row in rows[name]] for rows in results]
            numbers += [sum(map(len, given)), sum(map(common, wanted, given))]
        if any(numbers):
            yield f"{title:26}" + "".join(f"{number:10,}" for number in numbers)


def common(wanted: Sequence[object], given: Sequence[object]) -> int:
    """How many of some values are given, each counted as often as it is wanted.

    >>> common(["a", "a", "b"], ["a", "c"])
    1
    """
    return sum(min(wanted.count(one), given.count(one)) for one in sorted(set(wanted), key=repr))
