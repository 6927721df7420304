"""The dataset card: a README.md whose schema makes `datasets` load the folder as it is."""

import attrs

from cleaner.model import Article

TYPES: dict[object, str] = {str: "string", int: "int64", float: "float64", tuple[str, ...]: "string"}


def dataset_card(records: int, *, sharded: bool = False) -> str:
    """The card of an output folder with that many records in its corpus, which is one file or, sharded, several."""
    files = "corpus-*.jsonl" if sharded else "corpus.jsonl"
    features = "".join(
        f"  - name: {field.name}\n    {'sequence' if field.type == tuple[str, ...] else 'dtype'}: {TYPES[field.type]}\n"
        for field in attrs.fields(Article)
    )
    return f"""---
configs:
- config_name: default
  data_files: {files}
dataset_info:
  features:
{features}---

# A corpus made by cleaner

{records} records in {files}, one JSON object a line. `text` is the body of an article, a paragraph or subhead
a line. What was cut, dropped, linked and rejected stands in cuts.jsonl, duplicates.jsonl, links.jsonl and
rejects.jsonl, with reasons; run.json says how the run went.
"""
