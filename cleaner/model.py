"""The values that flow through the pipe. Frozen, flat, and without behaviour beyond what their fields say.

    read -> Page -> Block -> Labelled -> Article, Cut -> Match -> Cluster -> an output folder

Offsets are characters of a page's decoded text, `start` included and `end` excluded. For HTML the decoded text is
what the page reads as: its blocks in reading order, joined by newlines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from attrs import field, frozen

from cleaner.elements import Tree

ARTICLE_LABELS = ("kicker", "title", "deck", "meta", "body", "subhead", "item")
BODY_LABELS = ("body", "subhead", "item")
BOILERPLATE_LABELS = (
    "nav", "breadcrumb", "trending", "related", "readmore", "teaser", "share", "newsletter", "cookie", "ad", "tags",
    "comment", "pagination", "bio", "caption", "pullquote", "footer", "separator", "other",
)  # fmt: skip
LABELS = ARTICLE_LABELS + BOILERPLATE_LABELS

Kind = Literal["text", "html"]
Grade = Literal["exact", "near", "contained", "story"]


@frozen
class Page:
    """One scraped page as a reader found it: undecoded, and where it came from."""

    source: str
    """The input file as it was named (normalised, "/" between parts); "-" for standard input."""
    source_path: str
    """The page's own address among all inputs: `source`, or that with "!member" or "#row" behind. Unique in a run."""
    number: int
    """Which page of its source this is, from 0."""
    kind: Kind
    raw: bytes
    encoding: str = ""
    """The encoding that the container declared (an HTTP header, a JSONL row); "" where none did."""
    url: str = ""
    title: str = ""
    author: str = ""
    date: str = ""
    """What the container says of the page (a WARC date, a feed entry); "" where it says nothing. Dates are ISO."""


class Markup(NamedTuple):
    """What the HTML around a block says; see blocks/html.py. Absent (None) on a block of plain text.

    A tuple, as Block and Labelled are: pages have hundreds, and a tuple is made ten times faster than a frozen class.
    """

    tree: Tree
    """Of the whole page: all blocks of a page share it."""
    number: int
    """Which block of the page this is."""

    @property
    def element(self) -> int:
        """Number of the block's element in the tree."""
        return self.tree.own[self.number]

    @property
    def tag(self) -> str:
        """The innermost element around the block that begins a line of its own: p, h2, li, td, div ..."""
        return self.tree.lineages.lines[self.tree.kinds[self.element]]

    @property
    def link_density(self) -> float:
        """Share of the block's characters that stand in links."""
        return self.tree.links[self.number]

    @property
    def strong(self) -> float:
        """Share of the block's characters that stand in b or strong."""
        return self.tree.strong[self.number]

    @property
    def time(self) -> str | None:
        """The opening tag of the first <time> in the block, None if it has none."""
        place = self.tree.times.get(self.number)
        return None if place is None else self.tree.written.heads[place]

    @property
    def above(self) -> tuple[int, ...]:
        """The block's element and the elements above it, nearest first."""
        numbers, number = [], self.element
        while number >= 0:
            numbers.append(number)
            number = self.tree.parents[number]
        return tuple(numbers)

    @property
    def near(self) -> tuple[int, ...]:
        """The block's element and the two above it, nearest first."""
        parents = self.tree.parents
        first = self.tree.own[self.number]
        second = parents[first]
        if second < 0:
            return (first,)
        third = parents[second]
        return (first, second, third) if third >= 0 else (first, second)

    @property
    def hidden(self) -> bool:
        """Whether a browser would not show the block."""
        return self.tree.hidden[self.element]

    @property
    def tags(self) -> tuple[str, ...]:
        """Tag names of the element and those above it, nearest first."""
        return tuple(self.tree.tags[number] for number in self.above)

    @property
    def classes(self) -> tuple[str, ...]:
        """Lower-cased words of class, id and role of the element and those above it, nearest first."""
        return tuple(word for number in self.above for word in self.tree.words[number])

    @property
    def heading(self) -> int:
        """1 to 6 in a heading, else 0."""
        tag = self.tag
        return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


class Block(NamedTuple):
    """A line of a text dump (a paragraph, once hard wrapping is undone), or a leaf block of an HTML tree."""

    start: int
    end: int
    text: str
    """What the block says: white space squeezed where the source was hard-wrapped or is HTML."""
    inside: str = ""
    """XPath of the element that a line of preformatted text stands in, else "": markup says it of other blocks."""
    markup: Markup | None = None

    @property
    def path(self) -> str:
        """XPath of the element for HTML, else ""."""
        return self.markup.tree.paths[self.markup.element] if self.markup else self.inside


class Labelled(NamedTuple):
    """A block and what the labeller made of it."""

    block: Block
    label: str
    rule: str
    """The rule whose votes did most for the label."""
    margin: float
    """By how many votes (natural log of the odds) the label leads the next best one."""
    probability: float = 1.0
    """Probability under the model, 0 to 1, that the block is kept or cut as the label says; body, subhead and item
    are one here, and so are all kinds of boilerplate."""
    opens: bool = False
    """Whether an article begins at this block."""
    inside: bool = False
    """For boilerplate: whether it stands within an article rather than between or around articles."""


@frozen
class Article:
    """One article: a record of corpus.jsonl, fields in the order of the file. "" and () where a thing is unknown."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    author: str = ""
    date: str = ""
    sitename: str = ""
    hostname: str = ""
    description: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    source: str = ""
    source_path: str = ""
    source_start: int = 0
    source_end: int = 0
    article_index: int = 0
    article_count: int = 1
    char_count: int = 0
    word_count: int = 0
    confidence: float = 0.0
    content_sha256: str = ""
    cluster_id: str = ""
    cluster_size: int = 1
    story_id: str = ""


@frozen
class Cut:
    """A block that no article kept: a line of cuts.jsonl."""

    source_path: str
    page: int
    start: int
    end: int
    text: str
    label: str
    rule: str
    reason: str
    margin: float
    article: int
    """Index of the article it stood in, -1 for none."""
    path: str = ""


@frozen
class Split:
    """A page taken apart: every non-blank block is in exactly one article or one cut."""

    articles: tuple[Article, ...] = ()
    cuts: tuple[Cut, ...] = ()
    owner: tuple[int, ...] = ()
    """For each labelled block of the page the index of its article, or -1."""


@frozen
class Line:
    """A block as `explain` shows it: a line of `explain --json`."""

    start: int
    end: int
    path: str
    text: str
    label: str
    rule: str
    margin: float
    article: int
    """Index of its article on the page, -1 for none."""


@frozen
class Reject:
    """A page or row that was not taken: a line of rejects.jsonl."""

    source_path: str
    where: str
    """Line, row or byte range within the source, "" for all of it."""
    reason: str
    detail: str = ""


@frozen
class Explained:
    """What became of one page: its labelled blocks and what they were split into, or why it was not taken."""

    page: Page
    encoding: str = ""
    labelled: tuple[Labelled, ...] = ()
    split: Split = Split()
    reject: Reject | None = None
    parser: str = ""
    """What read a page of HTML: "lexbor" or "beautifulsoup"."""


@frozen
class Match:
    """Two records that repeat each other, verified. `a` and `b` are record numbers in corpus order, a < b."""

    a: int
    b: int
    grade: Grade
    score: float
    strength: str = ""
    """For stories "strong" or "likely"; else ""."""
    passage_a: tuple[int, int] = (0, 0)
    passage_b: tuple[int, int] = (0, 0)
    """Where in the text of `a` and of `b` the shared passage stands."""
    shared: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@frozen
class Cluster:
    """Records of which one is kept. Every dropped one was verified against the kept one itself."""

    kept: int
    dropped: tuple[Match, ...] = field(default=())
    why_kept: str = ""


T = TypeVar("T")
R = TypeVar("R")


class Over(Protocol):
    """What a pure function makes of each item, in order, wherever it is done: `map`, or workers."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """The answers, in the order of the items."""
        ...


class Texts(Protocol):
    """The record texts of a run by number, wherever they are held (memory, a spool on disk)."""

    def __len__(self) -> int: ...

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some records, in the order asked for."""
        ...
