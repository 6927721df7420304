"""The leaf blocks of an HTML page, in reading order, each with where it stands in the tree.

lexbor parses (an HTML5 tree builder: no limit of depth or node size, text after `</html>` is kept), its tree is
written out again, and one regex walks the tags of that well-formed text: on the development pages 1.6 ms a page, where
a walk over lxml's tree takes 1.9. An empty element put behind the page must come out at the end of the tree. Where it
does not, something unclosed (a comment, an attribute, a script) swallowed the rest: BeautifulSoup reads the page then.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from attrs import define, frozen

from cleaner.blocks.tags import BREAKING, BREAKS, COUNTED, COUNTS, DOES, IS_VOID, KEEPS_SPACE, UNREAD
from cleaner.blocks.tree import tree_of
from cleaner.model import Block, Markup

TOKEN = re.compile(
    r'([^<]*+)(?:<(/?)([a-z][^\s/>]*+)((?: =?[^\s=>]*+="[^"]*+")*+)>|<!--.*?-->|<[!?][^>]*>|(<)|\Z)', re.DOTALL
)
"""Text, and the tag that follows it: as few steps as can be, for the walk takes one each."""
END_OF_PAGE = "x-end-of-page"
BREAK = "\x00"
"""Stands for a <br> while a block is read; NUL cannot come out of the parser."""
LARGE = 200_000
"""Characters of well-formed HTML from which tags are read one by one to save memory."""
LONGEST_CELL = 120
"""Characters: rows of cells no longer than this become one line "a | b"; longer ones are layout, a block each."""


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


OPEN_ENDS = (
    (re.compile("<!--"), re.compile("-->"), ""),
    (re.compile("<script", re.IGNORECASE), re.compile("</script", re.IGNORECASE), "<x-open"),
    (re.compile("<style", re.IGNORECASE), re.compile("</style", re.IGNORECASE), "<x-open"),
)
PARAGRAPH = re.compile("</?p[ >]", re.IGNORECASE)


class Walk:
    """Reads the tokens of well-formed HTML into elements and drafts of blocks."""

    def __init__(self) -> None:
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.drafts: list[Draft] = []
        self.stack: list[int] = []
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
        stack, tags, parents, written, what = self.stack, self.tags, self.parents, self.attributes, DOES.get
        for text, closing, tag, attributes, stray in tokens_of(html):
            if text:
                if not text.isspace():
                    self.read_text(text)
                elif self.pieces or self.depth_of_pre:
                    self.pieces.append(text)
            if closing:
                if not stack or tags[stack[-1]] != tag:
                    self.close(tag)
                    continue
                if does := what(tag):
                    if does & BREAKS and self.pieces:
                        self.flush()
                    if does & COUNTS:
                        self.enter(tag, -1)
                stack.pop()
            elif tag:
                if does := what(tag):
                    if does & IS_VOID:
                        self.pass_void(tag)
                        continue
                    if does & BREAKS and self.pieces:
                        self.flush()
                above = stack[-1] if stack else 0 if parents else -1
                stack.append(len(parents))
                parents.append(above)
                tags.append(tag)
                written.append(attributes)
                if does and does & COUNTS:
                    self.enter(tag, 1)
            elif stray:
                self.read_text(stray)
        self.flush()

    @property
    def ended(self) -> bool:
        """Whether the element put behind the page came out of the parser as one."""
        return END_OF_PAGE in self.tags

    def read_text(self, text: str) -> None:
        """Add text that is more than white space to the block that is being read."""
        if "&" in text:
            text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        self.pieces.append(text)
        if text.isspace():
            return
        self.last = self.stack[-1] if self.stack else self.root()
        if self.first < 0:
            self.first = self.last
        self.after_break = False
        if self.depth_of_link:
            self.links += len(text.strip())
        if self.depth_of_strong:
            self.strong += len(text.strip())

    def root(self) -> int:
        """The page's first element, which holds what stands outside of all: every text and every block has one."""
        if not self.parents:
            self.parents.append(-1)
            self.tags.append("html")
            self.attributes.append("")
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

    def enter(self, tag: str, step: int) -> None:
        """Count how deep in links, bold text, kept space and table cells the walk is."""
        if tag == "a":
            self.depth_of_link += step
            self.pieces.append(" " if step > 0 and self.pieces and self.pieces[-1] == "" else "")
        elif tag == "time":  # never a part of the word before it
            self.time = self.stack[-1] if self.time < 0 else self.time
            glued = step > 0 and self.pieces and (self.pieces[-1] == "" or self.pieces[-1][-1].isalnum())
            self.pieces.append(" " if glued else "")
        elif tag in {"b", "strong"}:
            self.depth_of_strong += step
        elif tag in KEEPS_SPACE:
            self.depth_of_pre += step
        else:
            stack = self.rows if tag == "tr" else self.cells
            if step > 0:
                stack.append(self.stack[-1])
            elif len(stack) > 1:
                stack.pop()

    def close(self, tag: str) -> None:
        """Leave an element that is not the innermost: the tree is well-formed but for raw text such as <xmp>."""
        if not any(self.tags[number] == tag for number in self.stack):
            return
        name = ""
        while name != tag:
            name = self.tags[self.stack[-1]]
            if self.pieces and name in BREAKING:
                self.flush()
            if name in COUNTED:
                self.enter(name, -1)
            self.stack.pop()

    def size(self) -> int:
        """Characters of text read."""
        return sum(len(draft.text) for draft in self.drafts)

    def flush(self) -> None:
        """End the block that is being read."""
        if self.first >= 0:
            text = squeeze("".join(self.pieces), keep_space=self.depth_of_pre > 0)
            self.drafts.append(
                Draft(text, self.first, self.last, self.links, self.strong, self.rows[-1], self.cells[-1], self.time)
            )
            self.begin()
        elif self.pieces:
            self.pieces = []


def tokens_of(html: str) -> Iterable[tuple[str, ...]]:
    """Texts and tags in order; all at once, which is faster, unless the page is large."""
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


def join_rows(drafts: list[Draft]) -> Iterator[Draft]:
    """Short single-block cells of one table row become one line, so that a table stays readable."""
    position = 0
    while position < len(drafts):
        row, end = drafts[position].row, position + 1
        while row >= 0 and end < len(drafts) and drafts[end].row == row:
            end += 1
        cells = drafts[position:end]
        position = end
        if len(cells) > 1 and is_line(cells):
            first = cells[0]
            text = " | ".join(cell.text for cell in cells)
            links, strong = sum(cell.links for cell in cells), sum(cell.strong for cell in cells)
            marked = " | ".join(cell.marked.replace("|", "\\|") for cell in cells)
            yield Draft(text, row, row, links, strong, row, first.cell, first.time, marked)
        else:
            yield from cells


def is_line(cells: list[Draft]) -> bool:
    """Whether a row's blocks are one per cell and all short."""
    separate = len({cell.cell for cell in cells}) == len(cells)
    return separate and all(len(cell.text) <= LONGEST_CELL and "\n" not in cell.text for cell in cells)


@frozen
class Parsed:
    """A page's blocks and which parser read it: "lexbor", or "beautifulsoup" where lexbor lost the page's end."""

    blocks: tuple[Block, ...]
    parser: str
    marked: tuple[str, ...] = ()
    """For each block its text with links as Markdown, "" from a walk that keeps no links."""


def html_blocks(html: str) -> tuple[Block, ...]:
    """The page's blocks in reading order; their texts, joined by newlines, are what the page reads as.

    >>> [block.text for block in html_blocks("<h1>A</h1><p>b<br><br>c <b>d</b><table><tr><td>e<td>f</table>")]
    ['A', 'b', 'c d', 'e | f']
    """
    return parse_html(html).blocks


def parse_html(html: str, walk_of: Callable[[], Walk] = Walk) -> Parsed:
    """As html_blocks, with the name of the parser that did it."""
    walk = read_tree(lexbor_tree(html + f"<{END_OF_PAGE}></{END_OF_PAGE}>"), walk_of())
    if walk.ended:
        return assemble(walk, "lexbor")
    walk, slow = read_tree(lexbor_tree(html), walk_of()), read_tree(beautifulsoup_tree(html), walk_of())
    return assemble(slow, "beautifulsoup") if slow.size() > walk.size() else assemble(walk, "lexbor")


def read_tree(html: str, walk: Walk) -> Walk:
    """Elements and drafts of well-formed HTML."""
    walk.read(html)
    return walk


def lexbor_tree(html: str) -> str:
    """The page as lexbor understands it, well-formed, without scripts, styles and pictures."""
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(html.encode("utf-8", "replace"))
    parser.strip_tags(unread(html))
    return parser.html or ""


def beautifulsoup_tree(html: str) -> str:
    """The page as Python's own parser understands it; what follows an open comment or script is read as text."""
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    html = without_open_ends(html)
    try:
        soup = BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup:  # a marked section of a kind that it does not know: read as text
        soup = BeautifulSoup(html.replace("<![", "&lt;!["), "html.parser")
    for element in soup(unread(html)):
        element.decompose()
    return str(soup.decode(formatter="minimal")).replace("\x00", "\ufffd")


def unread(html: str) -> list[str]:
    """The elements of a page that are passed over: a drawing is read only where it holds a piece of page."""
    return [tag for tag in UNREAD if tag != "svg"] if "foreignObject" in html or "foreignobject" in html else UNREAD


def without_open_ends(html: str) -> str:
    """A page in which a comment, script or style that nothing closes ends at once: the rest may be the article.

    A page that was cut off within a script has no paragraph behind it, and stays as it is.

    >>> without_open_ends("<p>a<!-- b"), without_open_ends("<script>a</script><SCRIPT>b<p>c")
    ('<p>a b', '<script>a</script><x-open>b<p>c')
    >>> without_open_ends("<p>a<script>b")
    '<p>a<script>b'
    """
    for opened, closed, instead in OPEN_ENDS:
        last = max((found.end() for found in closed.finditer(html)), default=0)
        begins = opened.search(html, last)
        if begins and (not instead or PARAGRAPH.search(html, begins.end())):
            html = html[: begins.start()] + opened.sub(instead, html[begins.start() :])
    return html


def assemble(walk: Walk, parser: str) -> Parsed:
    """Blocks with offsets and markup from what a walk read."""
    drafts = [draft for draft in join_rows(walk.drafts) if draft.text]
    tree = tree_of(walk.parents, walk.tags, walk.attributes, [(draft.first, draft.last) for draft in drafts])
    lines = [lineage.line for lineage in tree.lineages]
    blocks, start = [], 0
    for draft, element in zip(drafts, tree.own, strict=True):
        size = len(draft.text)
        links, strong = min(1.0, draft.links / size), min(1.0, draft.strong / size)
        time = walk.attributes[draft.time] if draft.time >= 0 else None
        mark = Markup(tree, element, lines[tree.kinds[element]], links, strong, time)
        blocks.append(Block(start, start + size, draft.text, markup=mark))
        start += size + 1
    return Parsed(tuple(blocks), parser, tuple(draft.marked for draft in drafts))
