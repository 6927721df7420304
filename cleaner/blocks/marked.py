"""The blocks of an HTML page once more, with their links and inline code written as Markdown."""

import html
import re
from urllib.parse import quote, urljoin, urlsplit

from cleaner.blocks.walk import BREAK, Walk, squeeze

HREF = re.compile(r' href="([^"]*)"')
INLINE = re.compile(r"([\[\]\\`*])")
"""Signs that Markdown would read as something else within a line."""
NOT_IN_ADDRESS = "!#$%&'*+,/:;=?@[]~"
"""What stays as it is in an address; blanks, brackets and the like are written as %20."""


class Edge(str):
    """Stands among the pieces of a block where a link begins ("" says nothing) or ends; `to` is where it leads."""

    to: str = ""


class MarkedWalk(Walk):
    """Reads tokens as Walk does, and beside each block keeps its text with links as [text](address)."""

    def __init__(self, base: str) -> None:
        self.base, self.link = base, ""
        super().__init__()

    def enter(self, tag: str, step: int, element: int) -> None:
        """Note where a link begins and ends."""
        super().enter(tag, step, element)
        if tag == "a" and not self.depth_of_pre:
            self.link = address(self.heads[element], self.base) if step > 0 else ""
            self.pieces[-1] = edge = Edge(self.pieces[-1])
            edge.to = self.link

    def flush(self) -> None:
        """End the block; its draft gets the marked text. A link that is still open goes on in the next block."""
        pieces, count = self.pieces, len(self.drafts)
        keep_space = self.depth_of_pre > 0
        super().flush()
        if len(self.drafts) > count:
            text = "".join(pieces) if keep_space else marked(pieces)
            self.drafts[-1].marked = squeeze(text, keep_space=keep_space)
        if self.link and pieces is not self.pieces:
            edge = Edge("")
            edge.to = self.link
            self.pieces = [edge]


def marked(pieces: list[str]) -> str:
    """The pieces of a block as text, with the links between their edges."""
    out: list[str] = []
    inner: list[str] = []
    link = ""
    for piece in [*pieces, Edge("")]:
        if isinstance(piece, Edge):
            out.append(linked("".join(inner), link))
            inner, link = [str(piece)], piece.to
        else:
            inner.append(piece if piece == BREAK else INLINE.sub(r"\\\1", piece))
    return "".join(out)


def linked(inner: str, to: str) -> str:
    """A piece of text as a link, if it leads anywhere."""
    if not to or not inner.strip() or BREAK in inner:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}[{inner.strip()}]({to}){after}"


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
