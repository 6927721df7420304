"""A page put together again from its records and cuts, line by line, for people to look at."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from attrs import frozen

from cleaner.model import ARTICLE_LABELS, Line

Row = Mapping[str, Any]


@frozen
class ShownLine:
    """A line of a page: what it says, and what became of it."""

    text: str
    label: str
    kept: bool
    rule: str = ""
    """The rule that said so; "" for a kept line that was put together from its record."""
    reason: str = ""
    margin: float | None = None
    start: int = -1
    path: str = ""


@frozen
class Part:
    """An article with the cuts that stand in it, or a run of cuts between articles (`record` is None)."""

    lines: tuple[ShownLine, ...]
    record: Row | None = None


def cut_line(cut: Row) -> ShownLine:
    """A row of cuts.jsonl as a line."""
    return ShownLine(
        cut["text"], cut["label"], False, cut["rule"], cut["reason"], cut["margin"], cut["start"], cut.get("path", "")
    )


def head_lines(record: Row) -> Iterator[ShownLine]:
    """What a record says above its text."""
    if record["categories"]:
        yield ShownLine(record["categories"][0], "kicker", True)
    if record["title"]:
        yield ShownLine(record["title"], "title", True)
    if record["description"]:
        yield ShownLine(record["description"], "deck", True)
    if byline := " · ".join(part for part in (record["author"], record["date"]) if part):
        yield ShownLine(byline, "meta", True)


def body_lines(record: Row) -> list[ShownLine]:
    """The lines of a record's text."""
    lines = (line for line in record["text"].split("\n") if line)
    return [ShownLine(line, "item" if line.startswith("- ") else "body", True) for line in lines]


def weave(record: Row, cuts: Sequence[Row]) -> tuple[ShownLine, ...]:
    """A record's lines with the cuts that stand among them, in the order of the page.

    A record tells where its article begins and ends, a cut where it stands, and between two cuts the kept lines follow
    one another. So the body is laid out from the end of the article backwards, and every cut sets the position right.
    """
    body, left = body_lines(record), sorted(cuts, key=lambda cut: cut["start"])
    position, backwards = record["source_end"], list[ShownLine]()
    while body:
        if left and left[-1]["end"] > position - len(body[-1].text) / 2:
            position = left[-1]["start"]
            backwards.append(cut_line(left.pop()))
        else:
            position -= len(body[-1].text) + 1
            backwards.append(body.pop())
    return (*head_lines(record), *(cut_line(cut) for cut in left), *reversed(backwards))


def page_parts(records: Sequence[Row], cuts: Sequence[Row]) -> tuple[Part, ...]:
    """Everything that is known of one page, in the order of the page."""
    inside: dict[int, list[Row]] = {record["article_index"]: [] for record in records}
    outside: list[Row] = []
    for cut in sorted(cuts, key=lambda cut: cut["start"]):
        inside.get(cut["article"], outside).append(cut)
    parts: list[tuple[int, Part]] = [
        (record["source_start"], Part(weave(record, inside[record["article_index"]]), record)) for record in records
    ]
    edges = sorted(start for start, _ in parts)
    runs: dict[int, list[ShownLine]] = {}
    for cut in outside:
        before = sum(1 for edge in edges if edge <= cut["start"])
        runs.setdefault(before, []).append(cut_line(cut))
    parts += [(lines[0].start, Part(tuple(lines))) for lines in runs.values()]
    return tuple(part for _, part in sorted(parts, key=lambda item: item[0]))


def first_lines(parts: Sequence[Part], limit: int) -> tuple[Part, ...]:
    """The parts of a page up to a number of lines."""
    shown: list[Part] = []
    for part in parts:
        if limit <= 0:
            break
        shown.append(Part(part.lines[:limit], part.record))
        limit -= len(part.lines)
    return tuple(shown)


def explained_parts(lines: Sequence[Line], records: Sequence[Row], cuts: Sequence[Row]) -> tuple[Part, ...]:
    """A page of which `explain` was asked again: every line with its rule, the kept ones too.

    () where the lines are not those of the run (the input or the rules have changed since).
    """
    by_index = {record["article_index"]: record for record in records}
    reasons = {cut["start"]: cut["reason"] for cut in cuts}
    if {line.article for line in lines} - {-1} != by_index.keys():
        return ()
    cut = {row["start"] for row in cuts if row["label"] not in ARTICLE_LABELS}
    if {line.start for line in lines if line.label not in ARTICLE_LABELS} != cut:
        return ()
    return tuple(
        Part(tuple(_explained(line, reasons) for line in run), by_index.get(article))
        for article, run in groupby(lines, key=lambda line: line.article)
    )


def _explained(line: Line, reasons: Mapping[int, str]) -> ShownLine:
    kept = line.label in ARTICLE_LABELS
    reason = reasons.get(line.start, "")
    return ShownLine(line.text, line.label, kept, line.rule, reason, line.margin, line.start, line.path)
