"""What people read in a terminal: a page as a person would mark it up, the summary of a run, the report as text.

Everything here returns lines of text; who calls decides where they go. Text of pages never steers the terminal
(`visible_line`), colour is asked of `wants_colour`, and without colour every view says the same in words.
"""

import os
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO
from unicodedata import combining, east_asian_width

from attrs import frozen

from cleaner.model import ARTICLE_LABELS, Line
from cleaner.writers.rows import Row
from cleaner.writers.survey import Survey
from cleaner.writers.visible import shortened, visible_line

BOLD, DIM, RED, GREEN, YELLOW, CYAN = 1, 2, 31, 32, 33, 36
CLOSE_CALL = 1.0  # margins under this (odds below e to 1) are marked: there a person should look
NOTE_ROOM = 44  # columns for the rule and the margin at the right
LABEL_ROOM = 14
SHOWN = 20  # rows of a section of the report as text


@frozen
class Look:
    """How to show things: where the text goes decides."""

    colour: bool = False
    width: int = 0
    """Columns to wrap at; 0 for one line a block, as pipes want it."""

    def paint(self, text: str, *codes: int) -> str:
        """The text in a colour, or as it is."""
        if not self.colour or not codes or not text:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether colour is welcome there: a terminal, not a dumb one, and NO_COLOR is not set (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def look_at(stream: TextIO) -> Look:
    """How to show things on a stream."""
    if not stream.isatty():
        return Look()
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 80
    return Look(wants_colour(stream), max(40, width))


def cells(text: str) -> int:
    """How many columns a text takes on a terminal.

    >>> cells("ab"), cells("日本"), cells("e\\u0301")
    (2, 4, 1)
    """
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most about `width` columns; the text as one line where `width` is 0."""
    if not width:
        return [text]
    narrow = width // 2 if cells(text) > 1.5 * len(text) else width
    return textwrap.wrap(text, max(10, narrow)) or [""]


# ---------------------------------------------------------------- a page, marked up


def marked_page(lines: Sequence[Line], name: str, look: Look, notes: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """A page line by line: its articles, what was cut between and inside them, which rule said so and how surely.

    `notes` are remarks by article index, such as another article that tells the same story.
    """
    articles = len({line.article for line in lines} - {-1})
    cut = sum(line.label not in ARTICLE_LABELS for line in lines)
    close = sum(line.margin < CLOSE_CALL for line in lines)
    total = f"{counted(articles, 'article')} in {counted(len(lines), 'line')}"
    yield f"{look.paint(visible_line(name), BOLD)}: {total}, {cut} cut, {counted(close, 'close call')} (marked ?)"
    room = min(max((len(f"{line.rule} {line.margin:.1f}") for line in lines), default=0), NOTE_ROOM) + 2
    before: int | None = None
    for line in lines:
        if line.article != before:
            yield ""
            yield from _article_head(line.article, look, notes)
            before = line.article
        yield from _marked_line(line, look, room)


def _article_head(article: int, look: Look, notes: Mapping[int, Sequence[str]]) -> Iterator[str]:
    title = "outside any article" if article < 0 else f"article {article + 1}"
    rule = "─" * max(3, (look.width or 72) - len(title) - 4)
    yield look.paint(f"── {title} {rule}", DIM if article < 0 else CYAN)
    for note in notes.get(article, ()):
        for number, part in enumerate(wrapped(visible_line(note), look.width - LABEL_ROOM - 4 if look.width else 0)):
            yield " " * LABEL_ROOM + look.paint(("↔ " if number == 0 else "  ") + part, CYAN)


def _marked_line(line: Line, look: Look, room: int) -> Iterator[str]:
    kept = line.label in ARTICLE_LABELS
    unsure = line.margin < CLOSE_CALL
    label = f"{'' if kept else '✂ '}{line.label}{' ?' if unsure else ''}"
    label = look.paint(f"{label:>{LABEL_ROOM}}", YELLOW if unsure else GREEN if kept else RED)
    note = look.paint(f"{visible_line(line.rule)} {line.margin:.1f}", DIM)
    note_cells = len(f"{line.rule} {line.margin:.1f}")
    style = (BOLD,) if line.label in ("title", "subhead") else () if kept else (DIM,)
    text_room = look.width - LABEL_ROOM - 3 - room if look.width >= 90 else look.width - LABEL_ROOM - 3
    parts = wrapped(visible_line(line.text), max(text_room, 20) if look.width else 0)
    for number, part in enumerate(parts):
        head = label if number == 0 else " " * LABEL_ROOM
        row = f"{head} │ {look.paint(part, *style)}"
        if not look.width:
            row += f"  [{note}]"
        elif number == 0 and look.width >= 90:
            row += " " * max(1, look.width - LABEL_ROOM - 3 - cells(part) - note_cells) + note
        yield row
    if look.width and look.width < 90:
        yield " " * (LABEL_ROOM + 3) + note


def counted(number: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(2000, "article")
    ('1 article', '2,000 articles')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


# ---------------------------------------------------------------- the end of a run


def summary(found: Survey, look: Look) -> Iterator[str]:
    """What a run did, so that a person can act on it: numbers and the least sure articles."""
    rows = [
        ("pages", found.pages_read, ""),
        ("articles", found.articles, f"{found.characters:,} characters"),
        ("repeats", found.dropped.total(), listed(sorted(found.dropped.items()))),
        ("links", found.linked.total(), listed(sorted(found.linked.items()))),
        ("cuts", found.cuts, listed(found.labels())),
        ("rejected", found.rejected.total(), listed(found.rejected.most_common())),
    ]
    for name, number, detail in rows:
        bad = name == "rejected" and number
        lines = wrapped(detail, look.width - 26 if look.width else 0)
        yield f"  {name:<11}{look.paint(f'{number:>10,}', RED if bad else BOLD)}  {lines[0]}".rstrip()
        yield from (" " * 25 + line for line in lines[1:])
    yield from _least_sure(found, look)


def where_to_look(found: Survey, look: Look) -> Iterator[str]:
    """The files in which a person goes on reading."""
    folder = visible_line(str(found.folder))
    yield f"  look at      {look.paint(folder + '/report.html', CYAN)}"
    yield f"               cleaner report {folder} --text shows it without a browser"
    if found.rejected:
        yield f"               {folder}/rejects.jsonl says what was not taken and why"


def _least_sure(found: Survey, look: Look) -> Iterator[str]:
    for number, row in enumerate(found.unsure[:3]):
        title = shortened(visible_line(row["title"] or row["text"]), 60)
        head = "  least sure" if number == 0 else "            "
        place = look.paint(visible_line(row["source_path"]), DIM)
        yield f"{head} " + look.paint(f"{row['confidence']:>10.2f}", YELLOW) + f"  {title}  {place}"


def listed(items: Sequence[tuple[str, int]], limit: int = 12) -> str:
    """Names with their counts, the rest summed up.

    >>> listed([("nav", 1200), ("ad", 3)])
    'nav 1,200 · ad 3'
    """
    shown = [f"{visible_line(name)} {number:,}" for name, number in items[:limit]]
    if rest := sum(number for _, number in items[limit:]):
        shown.append(f"others {rest:,}")
    return " · ".join(shown)


# ---------------------------------------------------------------- the report without a browser


def report_text(found: Survey, look: Look) -> Iterator[str]:
    """The report as text: numbers, bars, the least sure articles, repeats, links and rejects, some of each."""
    yield look.paint(visible_line(str(found.folder)), BOLD)
    yield from summary(found, look)
    yield from _bars("Cuts by label", found.labels(), look)
    rules = sorted(found.rules.values(), key=lambda use: (-use.cuts, use.label, use.rule))
    yield from _bars("Cuts by rule", [(f"{use.label}  {use.rule}", use.cuts) for use in rules[:SHOWN]], look)
    yield from _section("Least sure", found.unsure, look, _unsure_rows)
    repeats = sorted(found.repeats, key=lambda row: (row["score"], row["id"]))
    yield from _section("Repeats, the closest calls first", repeats, look, _repeat_rows)
    yield from _section("Links, the closest calls first", found.links, look, _link_rows)
    yield from _section("Rejects", found.rejects, look, _reject_rows)


def _unsure_rows(row: Row) -> Iterator[str]:
    yield f"{row['confidence']:.2f}  {_heading(row)}  {row['source_path']}"


def _repeat_rows(row: Row) -> Iterator[str]:
    yield f"{row['grade']:<9} {row['score']:.2f}  {_heading(row)}"
    yield f"                {row['id']} in {row['source_path']}; kept {row['duplicate_of']}: {row['why_kept']}"


def _link_rows(row: Row) -> Iterator[str]:
    yield f"{row['grade']:<9} {row['score']:.2f}  {row['a']} ↔ {row['b']}"
    if row["shared"]:
        yield f"                shared: {', '.join(row['shared'])}"
    if row["conflicts"]:
        yield f"                conflicting: {', '.join(row['conflicts'])}"


def _reject_rows(row: Row) -> Iterator[str]:
    yield f"{row['reason']:<12} {row['source_path']} {row['where']} {row['detail']}".rstrip()


def _heading(row: Row) -> str:
    return shortened(row["title"] or row["text"], 60)


def _section(title: str, some: Sequence[Row], look: Look, show: Callable[[Row], Iterator[str]]) -> Iterator[str]:
    if some:
        yield ""
        yield look.paint(title, BOLD)
    for row in some[:SHOWN]:
        yield from (f"  {visible_line(line)}" for line in show(row))


def _bars(title: str, items: Sequence[tuple[str, int]], look: Look) -> Iterator[str]:
    if not items:
        return
    yield ""
    yield look.paint(title, BOLD)
    named = [(visible_line(name), number) for name, number in items]
    most, room = max(number for _, number in named), max(cells(name) for name, _ in named)
    for name, number in named:
        bar = "█" * round(30 * number / most) or "▏"
        yield f"  {name}{' ' * (room - cells(name))}  {number:>8,}  {look.paint(bar, CYAN)}"
