"""All measures of a page's blocks, by the names that rules use."""

import numpy as np

from cleaner.label.chars import Floats, char_measures, read_chars, read_words
from cleaner.label.cohesion import story_measures
from cleaner.label.context import line_measures
from cleaner.label.shape import shape_measures
from cleaner.model import Block


def measure_page(blocks: tuple[Block, ...]) -> dict[str, Floats]:
    """Every measure that needs no decoding, one number a block."""
    chars = read_chars([block.text for block in blocks])
    words = read_words(chars)
    own = char_measures(chars, words)
    own |= line_measures(blocks, own)
    own |= story_measures(chars, words, own)
    own |= shape_measures(own)
    return own | _markup(blocks)


def _markup(blocks: tuple[Block, ...]) -> dict[str, Floats]:
    """What HTML says; zeros on text."""
    out = np.zeros((4, len(blocks)), dtype=np.float32)
    for i, block in enumerate(blocks):
        if block.markup is not None:
            m = block.markup
            out[:, i] = m.heading, m.link_density, m.strong, len(m.above)
    return dict(zip(("heading", "link_density", "strong", "tag_depth"), out, strict=True))
