"""The terminal: colours where they are wanted, the same in words where not, and no page steers it."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_folder import small_run
from test_report import HOSTILE, hostile_run

from cleaner.model import Line
from cleaner.terminal import Look, cells, marked_page, report_text, summary, wants_colour, where_to_look, wrapped
from cleaner.writers.survey import survey

PAGE = (
    Line(0, 5, "", "Coast", "kicker", "head/kicker", 3.2, 0),
    Line(6, 22, "", "Herring are back", "title", "head/title", 0.3, 0),
    Line(23, 60, "", "Fishermen say that they came in numbers that nobody remembers.", "body", "body/prose", 8.0, 0),
    Line(61, 71, "", "Share this", "share", "share/row", 4.0, 0),
    Line(72, 90, "", "Coast7 years ago", "trending", "trending/glued-age", 5.5, -1),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(stream: io.StringIO, environment: dict[str, str], expected: bool) -> None:
    assert wants_colour(stream, environment) is expected


def test_page_without_colour_says_all_in_words() -> None:
    lines = list(marked_page(PAGE, "coast.txt", Look(), {0: ["same story as article 4"]}))

    assert lines == [
        "coast.txt: 1 article in 5 lines, 2 cut, 1 close call (marked ?)",
        "",
        "── article 1 " + "─" * 59,
        "              ↔ same story as article 4",
        "        kicker │ Coast  [head/kicker 3.2]",
        "       title ? │ Herring are back  [head/title 0.3]",
        "          body │ Fishermen say that they came in numbers that nobody remembers.  [body/prose 8.0]",
        "       ✂ share │ Share this  [share/row 4.0]",
        "",
        "── outside any article " + "─" * 49,
        "    ✂ trending │ Coast7 years ago  [trending/glued-age 5.5]",
    ]


@pytest.mark.parametrize("width", [40, 72, 89, 90, 120, 200])
def test_page_stays_within_the_terminal(width: int) -> None:
    rows = [re.sub("\x1b\\[[0-9;]*m", "", row) for row in marked_page(PAGE, "coast.txt", Look(True, width), {})]

    assert max(cells(row) for row in rows[1:]) <= width
    text = " ".join(" ".join(rows).split())
    assert all(line.rule in text for line in PAGE)


def test_colour_changes_no_words() -> None:
    plain = list(marked_page(PAGE, "coast.txt", Look(False, 100), {}))
    coloured = list(marked_page(PAGE, "coast.txt", Look(True, 100), {}))

    assert coloured != plain
    assert [re.sub("\x1b\\[[0-9;]*m", "", row) for row in coloured] == plain


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_not_steer_the_terminal(tmp_path: Path, text: str) -> None:
    found = survey(hostile_run(tmp_path, text))
    line = Line(0, 1, text, text, "share", text, 1.0, 0)
    shown = [*report_text(found, Look()), *marked_page([line], text, Look(False, 80), {0: [text]})]

    assert not [row for row in shown if re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", row)]
    "\n".join(shown).encode("utf-8")


def test_summary_is_enough_to_act_on(tmp_path: Path) -> None:
    found = survey(small_run(tmp_path / "out"))
    lines = [*summary(found, Look()), *where_to_look(found, Look())]

    text = "\n".join(lines)
    for part in (
        "articles",
        "near 1",
        "story 1",
        "share 1 · teaser 1",
        "empty 1",
        "0.41  Herring are back",
        "report.html",
    ):
        assert part in text


@given(st.text(), st.integers(20, 200))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())
