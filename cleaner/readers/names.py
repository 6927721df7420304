r"""File and member names as text that is safe to print, to write as JSON and to tell apart.

A name may hold bytes that are not UTF-8, control characters, or marks that turn the direction of text. Those are
escaped with a backslash, and so is the backslash itself, so two names never become one. "!" stands before an archive
member and "#" before a row, so in a name they are escaped too.
"""

import re
import unicodedata

# Control, format (direction marks, zero-width joiners), surrogates (bytes that are not UTF-8), line separators.
UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
PLAIN = re.compile(r"[ -~]*")
SPECIAL = re.compile(r"[\\!#]")


def escape(character: str) -> str:
    r"""One character as it stands in a safe name.

    >>> escape("a"), escape("\udcff"), escape("\n"), escape("\u202e"), escape("!")
    ('a', '\\xff', '\\x0a', '\\u202e', '\\!')
    """
    if character in "\\!#":
        return "\\" + character
    if unicodedata.category(character) not in UNSAFE:
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def safe_name(name: str) -> str:
    r"""A path with "/" between its parts, as text that any output can carry.

    >>> safe_name("crawl/ca\udce9 1.html")
    'crawl/ca\\xe9 1.html'
    """
    if PLAIN.fullmatch(name) and not SPECIAL.search(name):
        return name
    return "".join(map(escape, name))


def member_path(path: str, member: str) -> str:
    r"""The address of a member of an archive.

    >>> member_path("dump.zip", "a#1.html")
    'dump.zip!a\\#1.html'
    """
    return f"{path}!{safe_name(member)}"


def row_path(path: str, row: int) -> str:
    """The address of a row, record or piece, counted from 1.

    >>> row_path("dump.jsonl", 3)
    'dump.jsonl#3'
    """
    return f"{path}#{row}"
