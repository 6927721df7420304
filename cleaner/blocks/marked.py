"""The blocks of an HTML page once more, with their links and inline code written as Markdown."""

import html
import re
from urllib.parse import quote, urljoin, urlsplit

from cleaner.blocks.html import BREAK, Walk, squeeze

HREF = re.compile(r' href="([^"]*)"')
INLINE = re.compile(r"([\[\]\\`*])")
"""Signs that Markdown would read as something else within a line."""
NOT_IN_ADDRESS = "!#$%&'*+,/:;=?@[]~"
"""What stays as it is in an address; blanks, brackets and the like are written as %20."""


class MarkedWalk(Walk):
    """Reads tokens as Walk does, and beside each block keeps its text with links as [text](address)."""

    def __init__(self, base: str) -> None:
        self.base, self.link = base, ""
        super().__init__()

    def begin(self) -> None:
        """Start a block; a link that is still open goes on in it."""
        super().begin()
        self.marked: list[str] = []
        self.from_link = 0

    def read_text(self, text: str) -> None:
        """Add text, its signs escaped."""
        super().read_text(text)
        self.marked.append(self.pieces[-1] if self.depth_of_pre else INLINE.sub(r"\\\1", self.pieces[-1]))

    def break_line(self) -> None:
        """End a line."""
        super().break_line()
        if self.after_break and self.pieces:
            self.marked.append(BREAK)

    def enter(self, tag: str, step: int) -> None:
        """Note where a link begins; write it where it ends."""
        super().enter(tag, step)
        if tag == "a" and not self.depth_of_pre:
            self.end_link()
            self.link = address(self.elements.attributes[self.stack[-1]], self.base) if step > 0 else ""
            self.from_link = len(self.marked)

    def end_link(self) -> None:
        """Write the link that is open around what was read since it opened."""
        inner = "".join(self.marked[self.from_link :])
        if self.link and inner.strip() and BREAK not in inner:
            before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            self.marked[self.from_link :] = [f"{before}[{inner.strip()}]({self.link}){after}"]

    def flush(self) -> None:
        """End the block; its draft gets the marked text."""
        self.end_link()
        marked, count = self.marked, len(self.drafts)
        keep_space = self.depth_of_pre > 0
        super().flush()
        if len(self.drafts) > count:
            self.drafts[-1].marked = squeeze("".join(marked), keep_space=keep_space)
        else:
            self.marked, self.from_link = [], 0


def address(attributes: str, base: str) -> str:
    """Where a link leads, made whole and safe within Markdown's brackets; "" for nowhere else.

    >>> address(' href="/a (b)"', "https://lamp.example/x"), address(' href="#top"', "https://lamp.example/x")
    ('https://lamp.example/a%20%28b%29', '')
    """
    found = HREF.search(attributes)
    given = html.unescape(found[1]).strip() if found else ""
    if not given or given.startswith("#"):
        return ""
    try:
        whole = urljoin(base, given)
        scheme = urlsplit(whole).scheme
    except ValueError:
        return ""
    return quote(whole, safe=NOT_IN_ADDRESS) if scheme in ("http", "https", "mailto", "") else ""
