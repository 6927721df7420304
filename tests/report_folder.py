"""An output folder made by hand, so that the report is tested against the contract and not against a run."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

Row = dict[str, Any]
SENTENCES = (
    "The ferry to the northern islands will run twice a day from the first of May.",
    "Repairs to the sea wall took longer than the town council had planned for.",
    "Two choirs and a brass band opened the market on a cold and bright morning.",
    "Fishermen say that the herring came back in numbers nobody remembers.",
    "The library keeps its winter hours until the heating has been replaced.",
    "A class of nine-year-olds counted storks along the river for the third spring.",
)


def record(identity: str, text: str, **keys: object) -> Row:
    words = text.split()
    row: Row = {
        "id": identity, "text": text, "title": "", "url": "", "author": "", "date": "", "sitename": "", "hostname": "",
        "description": "", "language": "en", "categories": [], "source": "pages.txt", "source_path": "pages.txt",
        "source_start": 0, "source_end": len(text), "article_index": 0, "article_count": 1, "char_count": len(text),
        "word_count": len(words), "confidence": 0.9,
        "content_sha256": sha256(text.encode("utf-8", "replace")).hexdigest(),
        "cluster_id": identity, "cluster_size": 1, "story_id": "",
    }  # fmt: skip
    return row | keys


def cut(text: str, start: int, label: str = "trending", **keys: object) -> Row:
    row: Row = {
        "source_path": "pages.txt", "page": 0, "start": start, "end": start + len(text), "text": text, "label": label,
        "rule": f"{label}/example", "reason": "A widget.", "margin": 2.5, "article": -1,
    }  # fmt: skip
    return row | keys


def write_folder(folder: Path, run: Mapping[str, Any] | None = None, **files: Iterable[Row]) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    for name in ("corpus", "duplicates", "cuts", "links", "rejects"):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in files.get(name, ()))
    (folder / "run.json").write_text(json.dumps(run or {"version": "0.0", "rules_sha256": "0" * 64}), encoding="utf-8")
    return folder


def small_run(folder: Path) -> Path:
    """Two articles and a rail on one page, a near repeat, a story link, a reject."""
    first = "\n".join(SENTENCES[:4])
    second = "\n".join(SENTENCES[3:])
    near = first.replace("twice a day", "three times a day")
    rail = len(first) + len(second) + 1
    return write_folder(
        folder,
        {"version": "0.1", "rules_sha256": "ab" * 32, "options": {"drop": ["exact", "near"], "jobs": 7}},
        corpus=[
            record("a1", first, title="Ferry runs twice a day", article_count=2, confidence=0.93, cluster_size=2),
            record(
                "a2",
                second,
                title="Herring are back",
                article_count=2,
                article_index=1,
                confidence=0.41,
                source_start=len(first) + 1,
                source_end=rail,
                categories=["Coast"],
                date="2024-05-01",
            ),
        ],
        duplicates=[
            record("b1", near, title="Ferry runs three times a day", source="other.txt", source_path="other.txt")
            | {"duplicate_of": "a1", "grade": "near", "score": 0.87, "why_kept": "higher confidence (0.93, 0.90)"}
        ],
        cuts=[
            cut("Share this", len(first) + len(SENTENCES[3]) + 2, "share", article=1, margin=0.4),
            cut("Coast7 years ago", rail + 1),
            cut("Who guards the guards?", rail + 20, "teaser"),
        ],
        links=[
            {
                "a": "a1",
                "b": "a2",
                "passage_a": [0, 60],
                "passage_b": [0, 60],
                "grade": "story",
                "score": 4.5,
                "shared": ["herring", "numbers"],
                "conflicts": ["May / June"],
            }
        ],
        rejects=[{"source_path": "empty.html", "where": "", "reason": "empty", "detail": "0 bytes"}],
    )
