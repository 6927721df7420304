"""One pass over the tags of well-formed HTML: its elements, and the texts between tags that begin or end a line."""

import re
from collections.abc import Iterable

from attrs import define

from cleaner.blocks.tags import BREAKING, BREAKS, CLOSES, COUNTED, COUNTS, DOES, KEEPS_SPACE, PASSES

TOKEN = re.compile(r'<(?:(/?[a-z][^\s/>]*+(?: =?[^\s=>]*+="[^"]*+")*+|!--.*?--|[!?][^>]*)>|)([^<]*+)', re.DOTALL)
"""What stands between the brackets of a tag or comment ("" for a bracket that is text), and the text behind it."""
END_OF_PAGE = "x-end-of-page"
BREAK = "\x00"
"""Stands for a <br> while a block is read; NUL cannot come out of the parser."""
LARGE = 1_000_000
"""Characters of well-formed HTML from which tags are read one by one to save memory."""
KNOWN = {tag: (does, tag) for tag, does in DOES.items()} | {
    f"/{tag}": (does % PASSES | CLOSES, tag) for tag, does in DOES.items()
}
"""What the tags do that say no more than their name; `read` learns those with attributes."""


@define
class Draft:
    """A block before the tree is known."""

    text: str
    first: int
    last: int
    links: int
    strong: int
    row: int
    cell: int
    time: int = -1
    """The first <time> in it, -1 for none."""
    marked: str = ""


class Walk:
    """Reads the tokens of well-formed HTML into elements and drafts of blocks."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        self.heads: list[str] = []
        """Of each element what stands in its opening tag."""
        self.drafts: list[Draft] = []
        self.stack: list[tuple[int, str]] = [(0, "")]
        """Of each open element the one above it, and its tag; below them all what no tag closes."""
        self.rows, self.cells = [-1], [-1]
        self.depth_of_link = self.depth_of_strong = self.depth_of_pre = 0
        self.begin()

    def begin(self) -> None:
        """Start a block."""
        self.pieces: list[str] = []
        self.first = self.last = self.time = -1
        self.links = self.strong = 0
        self.after_break = False

    def read(self, html: str) -> None:  # noqa: C901 - calls would double its time
        """Read a page. The loop is the hot path of every HTML page: 1,700 tokens of an average one."""
        stack, parents, heads, known = self.stack, self.parents, self.heads, KNOWN.copy()
        start = html.partition("<")[0]
        if start and not start.isspace():
            self.read_text(start, self.root())
        above, number = 0, len(parents)
        for head, text in tokens_of(html):
            does, tag = known.get(head) or learnt(head, known)
            if does < CLOSES:
                if does & BREAKS and self.pieces:
                    self.flush()
                parents.append(above)
                heads.append(head)
                stack.append((above, tag))
                above = number
                number += 1
                if does & COUNTS:
                    self.enter(tag, 1, above)
            elif does < PASSES:
                over, name = stack.pop()
                if name != tag:
                    stack.append((over, name))
                    above = self.close(tag, above)
                else:
                    if does > CLOSES:
                        if does & BREAKS and self.pieces:
                            self.flush()
                        if does & COUNTS:
                            self.enter(tag, -1, above)
                    above = over
            elif tag:
                self.pass_void(tag)
            elif not head:
                self.read_text("<", above if number else self.root())
            if text:
                if not text.isspace():
                    self.read_text(text, above if number else self.root())
                elif self.pieces or self.depth_of_pre:
                    self.pieces.append(text)
            if not number:
                number = len(parents)
        self.parents[:1] = [-1] * (number > 0)
        self.flush()

    @property
    def ended(self) -> bool:
        """Whether the element put behind the page came out of the parser as one."""
        return END_OF_PAGE in self.heads

    def read_text(self, text: str, element: int) -> None:
        """Add text that is more than white space, within an element, to the block that is being read."""
        if "&" in text:
            text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            if text.isspace():
                self.pieces.append(text)
                return
        self.pieces.append(text)
        self.last = element
        if self.first < 0:
            self.first = self.last
        self.after_break = False
        if self.depth_of_link:
            self.links += len(text.strip())
        if self.depth_of_strong:
            self.strong += len(text.strip())

    def root(self) -> int:
        """The page's first element, made for text that stands before any: every text and every block has one."""
        if not self.parents:
            self.parents.append(0)
            self.heads.append("html")
        return 0

    def pass_void(self, tag: str) -> None:
        """Read an element that holds nothing."""
        if tag == "br":
            self.break_line()
        elif tag == "hr":
            self.flush()

    def break_line(self) -> None:
        """End a line; two breaks in a row end the block, and so does one behind a line that is bold as a whole."""
        if (self.after_break or self.is_bold()) and not self.depth_of_pre:
            self.flush()
        elif self.first >= 0:
            self.pieces.append(BREAK)
            self.after_break = True

    def is_bold(self) -> bool:
        """Whether all that was read of the block is bold, and the bold has ended: a headline without a tag for it."""
        if not self.strong or self.depth_of_strong:
            return False
        return self.strong >= sum(len(piece.strip()) for piece in self.pieces)

    def enter(self, tag: str, step: int, element: int) -> None:
        """Count how deep in links, bold text, kept space and table cells the walk is, and note where those are."""
        if tag == "a":
            self.depth_of_link += step
            self.pieces.append(" " if step > 0 and self.pieces and self.pieces[-1] == "" else "")
        elif tag == "time":  # never a part of the word before it
            self.time = element if self.time < 0 else self.time
            glued = step > 0 and self.pieces and (self.pieces[-1] == "" or self.pieces[-1][-1].isalnum())
            self.pieces.append(" " if glued else "")
        elif tag in {"b", "strong"}:
            self.depth_of_strong += step
        elif tag in KEEPS_SPACE:
            self.depth_of_pre += step
        else:
            stack = self.rows if tag == "tr" else self.cells
            if step > 0:
                stack.append(element)
            elif len(stack) > 1:
                stack.pop()

    def close(self, tag: str, above: int) -> int:
        """Leave an element that is not the innermost: the tree is well-formed but for raw text such as <xmp>.

        Takes the innermost element and gives the one that is it then.
        """
        if all(name != tag for _, name in self.stack):
            return above
        name = ""
        while name != tag:
            inner, (above, name) = above, self.stack.pop()
            if self.pieces and name in BREAKING:
                self.flush()
            if name in COUNTED:
                self.enter(name, -1, inner)
        return above

    def size(self) -> int:
        """Characters of text read."""
        return sum(len(draft.text) for draft in self.drafts)

    def flush(self) -> None:
        """End the block that is being read."""
        if self.first >= 0:
            pieces = self.pieces
            if len(pieces) == 1 and not self.depth_of_pre:
                text = " ".join(pieces[0].split())
            else:
                text = squeeze("".join(pieces), keep_space=self.depth_of_pre > 0)
            self.drafts.append(
                Draft(text, self.first, self.last, self.links, self.strong, self.rows[-1], self.cells[-1], self.time)
            )
            self.begin()
        elif self.pieces:
            self.pieces = []


def learnt(head: str, known: dict[str, tuple[int, str]]) -> tuple[int, str]:
    """What a tag that `known` lacks does, and its name; remembered, for many tags of a page are written alike."""
    name = head.partition(" ")[0]
    found = known.get(name)
    if found is None:
        if not head or head[0] in "!?":
            return PASSES, ""
        found = known[name] = (CLOSES, name[1:]) if name[0] == "/" else (0, name)
    known[head] = found
    return found


def tokens_of(html: str) -> Iterable[tuple[str, ...]]:
    """Tags and the texts behind them in order; all at once, which is faster, unless the page is large."""
    if len(html) <= LARGE:
        return TOKEN.findall(html)
    return (match.groups("") for match in TOKEN.finditer(html))


def squeeze(text: str, keep_space: bool = False) -> str:
    """White space as a browser shows it: one blank, or the line ends of preformatted text and <br>.

    >>> squeeze(" a  b" + BREAK + " c ")
    'a b\\nc'
    """
    if keep_space:
        lines = [line.rstrip() for line in text.replace(BREAK, "\n").replace("\r", "").split("\n")]
        return "\n".join(lines).strip("\n").rstrip()
    if BREAK in text:
        return "\n".join(line for line in (" ".join(part.split()) for part in text.split(BREAK)) if line)
    return " ".join(text.split())
