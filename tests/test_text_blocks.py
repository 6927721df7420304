"""Lines of text dumps as blocks."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.blocks.text import line_spans, text_blocks, wrap_width

PROSE = (
    "The harbour was closed at noon because of the storm that had come up from the south during the night. "
    "Two ferries were sent back, and the fishermen moored their boats twice over before they went home to wait. "
    "Nobody was hurt, said the harbour master, who had been on his feet since the first warning came in. "
)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\r\n\r\n"], ids=["empty", "blank", "blank lines"])
def test_nothing(text: str) -> None:
    """Blank texts have no blocks."""
    assert text_blocks(text) == ()


def test_other_separators_stay_in_lines() -> None:
    """Only line feeds end lines: a form feed or a line separator within a line does not."""
    assert [block.text for block in text_blocks("a\x0cb\u2028c\x85d")] == ["a\x0cb\u2028c\x85d"]


@given(st.text(alphabet="ab \n\r\t.", max_size=60))
def test_every_character_is_in_a_block_or_blank(text: str) -> None:
    """Blocks are in order, apart, and leave out white space alone."""
    blocks = text_blocks(text)

    at = 0
    for block in blocks:
        assert block.start >= at
        assert text[at : block.start].strip() == ""
        at = block.end
    assert text[at:].strip() == ""


def test_lines_that_nobody_wrapped() -> None:
    """A paragraph a line stays a block a line."""
    text = "\n".join([PROSE, "A headline", PROSE[:150], PROSE])

    assert len(text_blocks(text)) == 4


@pytest.mark.parametrize("width", [64, 72, 78])
def test_wrapped_paragraphs_are_joined(width: int) -> None:
    """Hard-wrapped paragraphs are one block each, with offsets from the first line to the end of the last."""
    paragraphs = [PROSE.strip(), PROSE[103:].strip(), PROSE[:101].strip()]
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)

    blocks = text_blocks(text)

    assert wrap_width(text, line_spans(text)) > 0
    assert [block.text for block in blocks] == paragraphs
    assert [" ".join(text[b.start : b.end].split()) for b in blocks] == paragraphs


def test_wrapped_list_items_stay_apart() -> None:
    """A list mark begins a new block though the line above is full."""
    item = textwrap.fill("- " + PROSE, 70)
    text = item + "\n" + item

    assert [block.text.startswith("- The harbour") for block in text_blocks(text)] == [True, True]
