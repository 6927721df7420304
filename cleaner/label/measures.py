"""All measures of a page's blocks, by the names that rules use."""

import numpy as np

from cleaner.label.chars import Floats, char_measures, read_chars, read_words
from cleaner.label.context import line_measures, story_measures
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
    marks = [block.markup for block in blocks]
    containers = np.array([-1 if m is None else m.container for m in marks], dtype=np.float32)
    fresh = np.concatenate([[True], containers[1:] != containers[:-1]])
    return {
        "heading": np.array([0 if m is None else m.heading for m in marks], dtype=np.float32),
        "link_density": np.array([0 if m is None else m.link_density for m in marks], dtype=np.float32),
        "tag_depth": np.array([0 if m is None else len(m.tags) for m in marks], dtype=np.float32),
        # 0 in none, 1 first block of a repeated container, 2 further in
        "container": np.where(containers < 0, 0, np.where(fresh, 1, 2)).astype(np.float32),
    }
