"""HTML pages that are text dumps: paragraphs without any markup to go by, or all text in one <pre>."""

from attrs import evolve

from cleaner.blocks.text import text_blocks
from cleaner.model import Block

DEEPEST = 5
ARTICLE = frozenset(("article", "main"))
"""Elements that say where an article is."""
DUMP = 8
"""Paragraphs from which a page without any markup but paragraphs is read as a text dump."""


def as_dump(blocks: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """A page that is only paragraphs, or one <pre>, has no markup to go by: its blocks as those of a text dump."""
    longest = max(blocks, key=lambda block: len(block.text))
    total = sum(len(block.text) for block in blocks)
    if (
        longest.markup
        and longest.markup.tag == "pre"
        and len(longest.text) > 0.8 * total
        and longest.text.count("\n") > DUMP
    ):
        inner = [
            evolve(b, start=b.start + longest.start, end=b.end + longest.start, inside=longest.path)
            for b in text_blocks(longest.text)
        ]
        return tuple(
            sorted([*(block for block in blocks if block is not longest), *inner], key=lambda block: block.start)
        )
    marks = [block.markup for block in blocks if block.markup]
    plain = all(one.depth < DEEPEST and not one.words and one.tag not in ARTICLE for one in marks[0].tree.lineages)
    paragraphs = sum(mark.tag == "p" for mark in marks)
    return blocks if plain and paragraphs >= DUMP and paragraphs > 0.8 * len(blocks) else None
