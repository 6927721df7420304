"""HTML pages that are text dumps: paragraphs without any markup to go by, or all text in one <pre>."""

from cleaner.blocks.text import text_blocks
from cleaner.model import Block

DEEPEST = 5
ARTICLE = frozenset(("article", "main"))
"""Elements that say where an article is."""
DUMP = 8
"""Paragraphs from which a page without any markup but paragraphs is read as a text dump."""


def as_dump(blocks: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """A page that is only paragraphs, or one <pre>, has no markup to go by: its blocks as those of a text dump."""
    sizes = [len(block.text) for block in blocks]
    longest, total = blocks[sizes.index(max(sizes))], sum(sizes)
    assert longest.markup is not None
    if longest.markup.tag == "pre" and len(longest.text) > 0.8 * total and longest.text.count("\n") > DUMP:
        inner = [
            b._replace(start=b.start + longest.start, end=b.end + longest.start, inside=longest.path)
            for b in text_blocks(longest.text)
        ]
        return tuple(
            sorted([*(block for block in blocks if block is not longest), *inner], key=lambda block: block.start)
        )
    tree = longest.markup.tree
    if max(tree.lineages.depths) >= DEEPEST or any(words or tag in ARTICLE for tag, words, _ in tree.lineages.looks):
        return None
    paragraphs = sum(tree.lineages.lines[tree.kinds[element]] == "p" for element in tree.own)
    return blocks if paragraphs >= DUMP and paragraphs > 0.8 * len(blocks) else None
