"""Lines that begin alike."""

from cleaner.blocks.text import text_blocks
from cleaner.label.measures import measure_page

PAGE = """The bridge is closed until further notice, the council said.
Also read: Ten walks for a rainy weekend
The bakery will open six new shops before the summer.
Also read: The man who counts owls
United scraped through on penalties.
Photo: The closed bridge
"""


def test_lines_with_the_same_words_up_to_a_colon_are_counted() -> None:
    found = measure_page(tuple(text_blocks(PAGE)))
    assert found["lead_repeats"].tolist() == [0, 2, 0, 2, 0, 1]
    assert found["lead_share"].max() < 0.5


def test_lines_that_begin_with_the_same_three_words_are_counted() -> None:
    lines = "\n".join(f"Read more about {name} in our archive" for name in ("rye", "owls", "rain"))
    assert measure_page(tuple(text_blocks(lines)))["opening_repeats"].tolist() == [3, 3, 3]
