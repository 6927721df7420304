"""Lines of a text dump as blocks with exact offsets; hard-wrapped lines become paragraphs again first."""

import re
from itertools import pairwise

import numpy as np

from cleaner.model import Block

_MARK = re.compile(r"\s*(?:[-*•·‣▪●►>|#]|\d{1,3}[.)]\s|\[|!\[)")
_WIDTHS = range(50, 121)
"""Columns at which mailers, newsletters and converters break lines."""

Span = tuple[int, int]


def text_blocks(text: str) -> tuple[Block, ...]:
    r"""Non-blank lines of a text as blocks, in order.

    Lines end in "\n", in "\r\n", or in a lone "\r" if the text has no "\n" at all. A block begins where its line
    begins (indentation is kept, it says something) and ends before trailing white space.

    >>> [(b.start, b.end, b.text) for b in text_blocks("One\r\n\r\n  Two ")]
    [(0, 3, 'One'), (7, 12, '  Two')]
    """
    spans = line_spans(text)
    width = wrap_width(text, spans)
    if not width:
        return tuple([Block(start, end, text[start:end]) for start, end in spans if end > start])
    return tuple(_paragraph(text, lines) for lines in _joined(text, spans, width))


def line_spans(text: str) -> list[Span]:
    """Start and end of each line, blank ones too (there start equals end), trailing white space left out."""
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    spans, start = [], 0
    for line in text.split(newline):
        spans.append((start, start + len(line.rstrip())))
        start += len(line) + 1
    return spans


def wrap_width(text: str, spans: list[Span]) -> int:
    """The column at which a text was hard-wrapped, 0 if it was not.

    A break is explained by a width if the line fits and the first word of the next line did not. A text counts as
    wrapped if one width explains most breaks after lines that come near it or run over it: on pages that nobody
    wrapped, chance explains less than two thirds of them.
    """
    length, following = _joints(text, spans)
    best, score = 0, 0.0
    for width in _WIDTHS:
        near = length >= 0.6 * width
        explained = int(np.count_nonzero(near & (length <= width) & (length + following > width)))
        share = explained / max(1, int(np.count_nonzero(near)))
        if explained >= 4 and share > score:
            best, score = width, share
    return best if score >= 0.7 else 0


def _joints(text: str, spans: list[Span]) -> tuple[np.ndarray, np.ndarray]:
    """For each pair of neighbouring non-blank lines: columns of the first, and what the next word would have added."""
    pairs = [(a, b) for a, b in pairwise(spans[:20_000]) if a[1] > a[0] and b[1] > b[0]]
    length = np.array([end - start for (start, end), _ in pairs], dtype=np.int64)
    following = np.array([1 + _first_word(text, span) for _, span in pairs], dtype=np.int64)
    return length, following


def _first_word(text: str, span: Span) -> int:
    words = text[span[0] : min(span[1], span[0] + 200)].split(None, 1)
    return len(words[0]) if words else 0


def _joined(text: str, spans: list[Span], width: int) -> list[list[Span]]:
    """Lines grouped into the paragraphs they were wrapped from."""
    groups: list[list[Span]] = []
    open_group = False
    for span in spans:
        start, end = span
        if end == start:
            open_group = False
            continue
        if open_group and _continues(text, groups[-1][-1], span, width):
            groups[-1].append(span)
        else:
            groups.append([span])
        open_group = True
    return groups


def _continues(text: str, before: Span, span: Span, width: int) -> bool:
    length = before[1] - before[0]
    full = length <= width + 1 and length + 1 + _first_word(text, span) > width
    return full and not _MARK.match(text, span[0], span[1])


def _paragraph(text: str, lines: list[Span]) -> Block:
    start, end = lines[0][0], lines[-1][1]
    if len(lines) == 1:
        return Block(start, end, text[start:end])
    return Block(start, end, " ".join(text[a:b].strip() for a, b in lines))
