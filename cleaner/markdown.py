"""The text of an article as Markdown: headings, lists, links, tables, quotes and code."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cleaner.model import Labelled, Markup
from cleaner.patterns import core_of
from cleaner.split import body_line

NOTHING: Mapping[int, str] = MappingProxyType({})
CELL = " | "
LISTS = ("ul", "ol", "menu", "dir")


def markdown_text(body: Sequence[Labelled], marked: Mapping[int, str] = NOTHING) -> str:
    """The body blocks of an article as Markdown; `marked` are texts with links by where their blocks start."""
    parts: list[tuple[str, str]] = []
    top = min((one.block.markup.heading for one in body if one.block.markup and one.block.markup.heading), default=2)
    counts: dict[int, int] = {}
    entries: set[int] = set()
    for number, one in enumerate(body):
        markup = one.block.markup
        text = marked.get(one.block.start) or one.block.text
        if one.label == "subhead":
            level = 2 + max(0, (markup.heading if markup and markup.heading else top) - top)
            parts.append(("", "#" * min(level, 6) + " " + " ".join(core_of(text).split())))
        elif markup is None:
            line = body_line(one)
            parts.append(("list" if one.label == "item" else "", line))
        else:
            before = body[number - 1].block.markup if number else None
            parts.append(part_of(text, one, markup, before, counts, entries))
    return joined([part for part in parts if part[1]])


def part_of(
    text: str, one: Labelled, markup: Markup, before: Markup | None, counts: dict[int, int], entries: set[int]
) -> tuple[str, str]:
    """One block, and what it must stand together with: "list", "quote", "table" or nothing."""
    if "pre" in markup.tags:
        fence = "````" if "```" in text else "```"
        return "", f"{fence}\n{one.block.text}\n{fence}"
    if markup.tag in ("tr", "table", "tbody", "thead") and CELL in one.block.text:
        return "table", row_of(text, first=table_of(before) != table_of(markup))
    if one.label == "item" or "li" in markup.tags:
        return "list", item_of(text, markup, counts, entries)
    text = "  \n".join(text.split("\n"))
    if "blockquote" in markup.tags:
        return f"quote {outermost(markup, 'blockquote')}", "\n".join(f"> {line}" for line in text.split("\n"))
    return "", text


def row_of(text: str, *, first: bool) -> str:
    """A row of a table; the first one is its head, as Markdown knows no table without one."""
    cells = text.split(CELL)
    row = f"| {CELL.join(cells)} |"
    return f"{row}\n|{' --- |' * len(cells)}" if first else row


def table_of(markup: Markup | None) -> int:
    """The element of the innermost table around a block, -1 for none."""
    return next((n for n in markup.above if markup.tree.tags[n] == "table"), -1) if markup else -1


def outermost(markup: Markup, tag: str) -> int:
    """The element farthest above a block that has a tag."""
    return [n for n in markup.above if markup.tree.tags[n] == tag][-1]


def item_of(text: str, markup: Markup, counts: dict[int, int], entries: set[int]) -> str:
    """A list item, indented by how deep its list stands; what an item goes on with hangs under it."""
    tree = markup.tree
    item = next((n for n in markup.above if tree.tags[n] == "li"), -1)
    lists = [n for n in markup.above if tree.tags[n] in LISTS]
    indent = "    " * max(0, len(lists) - 1)
    lines = text.split("\n")
    again = item in entries or item < 0
    entries.add(item)
    if again:
        return "\n".join(f"{indent}    {line}" for line in lines)
    mark = "- "
    if lists and tree.tags[lists[0]] == "ol":
        counts[lists[0]] = counts.get(lists[0], 0) + 1
        mark = f"{counts[lists[0]]}. "
    return "\n".join([indent + mark + lines[0], *(f"{indent}    {line}" for line in lines[1:])])


def joined(parts: Sequence[tuple[str, str]]) -> str:
    """Parts set apart by blank lines; items and rows that belong together by line ends, paragraphs of a quote by >."""
    out = ""
    for number, (kind, text) in enumerate(parts):
        same = number > 0 and bool(kind) and parts[number - 1][0] == kind
        if same and kind == "table" and "\n|" in text:
            same = False  # the head of another table
        gap = "" if not number else "\n\n" if not same else "\n>\n" if kind.startswith("quote") else "\n"
        out += gap + text
    return out
