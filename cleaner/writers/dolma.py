"""Cuts as dolma attributes: for each page the spans that were cut, to mix or filter the raw pages with dolma's tools.

A document's id is the page's source_path, its text the decoded text; `{name: [[start, end, score]]}` is dolma's form.
The name of a span is "cleaner__cut__<label>", its score the margin by which the label won.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from cleaner.errors import UsageError
from cleaner.writers.jsonl import compressed, json_line

PREFIX = "cleaner__cut__"


def write_dolma(folder: Path, file: Path) -> int:
    """Write the attributes of an output folder's cuts to a .jsonl[.gz|.zst] file; return how many pages it names.

    Raises: UsageError where the folder holds no run or the file is there already.
    """
    cuts = folder / "cuts.jsonl"
    if not cuts.is_file():
        raise UsageError(f"{folder} holds no cuts.jsonl: give the folder that `cleaner clean ... -o FOLDER` wrote")
    if file.exists():
        raise UsageError(f"{file} is there already: remove it or give another name")
    part, count = file.with_name(file.name + ".part"), 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with cuts.open("rb") as lines, compressed(part, file.name) as sink:
        for row in attributes(json.loads(line) for line in lines):
            sink.write(json_line(row))
            count += 1
    part.replace(file)
    return count


def attributes(cuts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each page from its cuts, which stand together in page order.

    >>> cut = {"source_path": "a.txt", "start": 0, "end": 5, "label": "ad", "margin": 2.0}
    >>> list(attributes([cut]))
    [{'id': 'a.txt', 'source': 'cleaner', 'attributes': {'cleaner__cut__ad': [[0, 5, 2.0]]}}]
    """
    for path, found in groupby(cuts, key=lambda cut: cut["source_path"]):
        spans: dict[str, list[list[float]]] = {}
        for cut in found:
            spans.setdefault(PREFIX + cut["label"], []).append([cut["start"], cut["end"], float(cut["margin"])])
        yield {"id": path, "source": "cleaner", "attributes": dict(sorted(spans.items()))}
