"""Labelled pages read from files: what `explain --json` prints, once a person has corrected it."""

import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import evolve

from cleaner.errors import UsageError
from cleaner.fit import Choices, Lesson, fit, lesson
from cleaner.model import LABELS, Block
from cleaner.rewrite import with_votes
from cleaner.rulebook import Rules

Labels = list[tuple[str, int | None]]
Weights = Sequence[tuple[str, float]]
"""Patterns of file names (`drawn_*`), and what a block counts in the pages whose name fits the first that does."""


def fit_files(
    paths: Sequence[Path], rules: Rules, *, kind: str = "text", choices: Choices | None = None, weights: Weights = ()
) -> Rules:
    """The rules with votes fitted on labelled pages; see cleaner/rewrite.py for writing them back.

    For kind "html" the page itself, FILE.html, stands beside FILE.jsonl; blocks are found in it by their path.
    """
    lessons = [evolve(read_lesson(path, rules, kind), weight=weight_of(path, weights)) for path in sorted(paths)]
    if not lessons:
        raise UsageError("no labelled pages: name files that `cleaner explain --json` wrote and that you corrected")
    return with_votes(rules, *fit(lessons, rules, kind, choices))


def read_lesson(path: Path, rules: Rules, kind: str = "text") -> Lesson:
    """One labelled page; its group is its file's name up to a double underscore."""
    blocks, labels = labelled_page(path, kind)
    return evolve(lesson(blocks, labels, rules, kind), group=path.stem.split("__")[0])


def weight_of(path: Path, weights: Weights) -> float:
    """What a block of a page counts: 1 unless a pattern fits the file's name.

    >>> weight_of(Path("pages/drawn_0001.jsonl"), [("drawn_*", 0.5)])
    0.5
    """
    return next((weight for pattern, weight in weights if fnmatchcase(path.stem, pattern)), 1.0)


def labelled_page(path: Path, kind: str = "text") -> tuple[list[Block], Labels]:
    """The blocks of one labelled page, with their markup for HTML, and what they may be."""
    blocks, labels = read_labels(path)
    return _with_markup(path.with_suffix(".html"), blocks, labels) if kind == "html" else (blocks, labels)


def read_labels(path: Path) -> tuple[list[Block], Labels]:
    """The blocks of a labelled page and what they may be."""
    blocks: list[Block] = []
    labels: Labels = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line:
            continue
        try:
            row = json.loads(line)
            block = Block(int(row["start"]), int(row["end"]), str(row["text"]), str(row.get("path", "")))
            label, article = str(row["label"]), row.get("article")
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}: line {number} is not a line of `explain --json`: {error}") from error
        unknown = {name for name in label.split("|") if name} - set(LABELS)
        if unknown:
            raise UsageError(f"{path}: line {number}: no such label: {' '.join(sorted(unknown))}")
        blocks.append(block)
        labels.append((label, None if article is None else int(article)))
    return blocks, labels


def _with_markup(page: Path, blocks: list[Block], labels: Labels) -> tuple[list[Block], Labels]:
    """The blocks of an HTML page itself, labelled by path; blocks that nobody labelled are open."""
    from cleaner.blocks.html import html_blocks

    known = {block.path: label for block, label in zip(blocks, labels, strict=True)}
    found = list(html_blocks(page.read_bytes().decode("utf-8", "replace")))
    return found, [known.get(block.path, ("", None)) for block in found]
