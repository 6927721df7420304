"""Text of pages made safe to look at: what would be invisible, or would steer a terminal, is spelled out."""

import re

_STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, all but tab and newline
    "\u2028\u2029"  # line and paragraph separator
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they reorder what stands around them
    "\ud800-\udfff"  # surrogates: no encoding takes them
    "\ufdd0-\ufdef\ufff9-\uffff"  # noncharacters, interlinear marks
    "\U000e0000-\U000e007f]"  # tags: invisible copies of ASCII
)


def _spell(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0xFFFD:
        return found[0]
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟦U+{code:04X}⟧"


def visible(text: str) -> str:
    r"""Spell out control characters; tabs and newlines stay.

    >>> visible("a\x1b[31mb\u202ec")
    'a␛[31mb⟦U+202E⟧c'
    """
    return _STEERS.sub(_spell, text)


def visible_line(text: str) -> str:
    r"""The same for one line: tabs and newlines are spelled out too.

    >>> visible_line("a\nb\tc")
    'a␊b␉c'
    """
    return visible(text).replace("\n", "␊").replace("\t", "␉")


def clipped(text: str, limit: int) -> str:
    """The first `limit` characters, and how many are left out.

    >>> clipped("abcdef", 4)
    'abcd… (2 more characters)'
    """
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(text) - limit:,} more characters)"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is left out.

    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"
