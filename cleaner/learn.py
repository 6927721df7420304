"""`cleaner rules learn`: a site pack proposed from what recurs across a site's pages, for a person to accept.

Two things recur on the pages of one site: lines (menus, calls to subscribe, share rows) and markup (the class of the
title, of the rail, of the share buttons). Each proposal says on how many pages it was seen and what the labeller made
of it there, so that a person can judge it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from attrs import define, field, frozen

from cleaner.model import BODY_LABELS, BOILERPLATE_LABELS, Labelled
from cleaner.packtext import host_named, pack, quoted, strings, table
from cleaner.patterns import Test, core_of
from cleaner.selectors import attributes_of

Page = Sequence[Labelled]

MOST_PAGES = 500
"""Pages that are looked at: what recurs shows in fewer."""
MOST_LINES = 60
MOST_SELECTORS = 20
LONGEST_LINE = 120
VOTES = 6.0
"""Votes of a line: as much as a line's looks can say against it."""
MOSTLY = 0.9
"""Share of a selector's blocks that must have its label."""
_DIGITS = re.compile(r"\d+")
_SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|])")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{1,40}")
_MADE = re.compile(r"\d{3,}|[0-9a-f]{8,}|(?:post|page|item|entry|comment)-?\d")
"""Names with a number that some program made up: they differ from page to page."""


@define
class _Seen:
    """Where a line or a selector was seen."""

    pages: set[int] = field(factory=set)
    blocks: set[tuple[int, int]] = field(factory=set)
    labels: Counter[str] = field(factory=Counter)
    example: str = ""

    def add(self, page: int, block: int, one: Labelled) -> None:
        self.pages.add(page)
        self.blocks.add((page, block))
        self.labels[one.label] += 1
        self.example = self.example or core_of(one.block.text)


@frozen
class _Proposal:
    name: str
    label: str
    seen: _Seen

    def support(self, pages: int) -> str:
        """What a person needs to judge it."""
        labels = ", ".join(f"{label} {count}" for label, count in sorted(self.seen.labels.items(), key=_by_count))
        return f"on {len(self.seen.pages)} of {pages} pages: {labels}"


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def learn(pages: Iterable[Page], host: str) -> str:
    """A site pack as TOML, from the labelled pages of one host. Raises UsageError if `host` is no host's name."""
    name = host_named(host)
    known = tuple(islice(pages, MOST_PAGES))
    selectors = _selectors(known)
    covered = set().union(*(found.seen.blocks for found in selectors if found.label not in BODY_LABELS))
    lines = _lines(known, covered)
    tables = [*_line_rules(name, lines, len(known)), *_select_rules(name, selectors, len(known))]
    remarks = (
        f"Proposed by `cleaner rules learn --site {name}` from {len(known)} pages.",
        "Read each rule, take out what is wrong, and save the rest as rules/sites/" + name + ".toml.",
        *(() if tables else ("Nothing recurs on these pages.",)),
    )
    return pack(name, remarks, tables)


# ---------------------------------------------------------------- lines


def _lines(pages: Sequence[Page], covered: set[tuple[int, int]]) -> list[_Proposal]:
    """Short lines that stand on many pages, or again and again on the only one."""
    seen: dict[str, _Seen] = {}
    for number, page in enumerate(pages):
        for at, one in enumerate(page):
            core = core_of(one.block.text)
            if (number, at) not in covered and len(core) <= LONGEST_LINE and sum(c.isalpha() for c in core) > 1:
                seen.setdefault(_DIGITS.sub("0", core), _Seen()).add(number, at, one)
    enough = max(2, len(pages) // 5)
    found = [
        _Proposal(line_pattern(one.example), label, one)
        for one in seen.values()
        if (len(one.pages) >= enough or (len(pages) == 1 and len(one.blocks) >= 3))
        and (label := _label_of_line(one)) is not None
    ]
    found.sort(key=lambda proposal: (-len(proposal.seen.pages), -len(proposal.seen.blocks), proposal.name))
    return found[:MOST_LINES]


def line_pattern(line: str) -> str:
    r"""The pattern of a whole line, whatever its numbers are.

    >>> line_pattern("12 comments (3 new)")
    '^\\d+ comments \\(\\d+ new\\)$'
    """
    return "^" + _DIGITS.sub(r"\\d+", _SPECIAL.sub(r"\\\1", line)) + "$"


def _label_of_line(seen: _Seen) -> str | None:
    """What a line that recurs is: text that stands on page after page is no article's body, and no title."""
    label = max(sorted(seen.labels), key=lambda name: seen.labels[name])
    if label in ("title", "deck"):
        return None
    return "other" if label in BODY_LABELS else label


def _line_rules(host: str, lines: Sequence[_Proposal], pages: int) -> Iterator[str]:
    for label in sorted({line.label for line in lines}):
        own = [line for line in lines if line.label == label and Test([line.name]).holds(line.seen.example)]
        if own:
            yield table(
                "rule",
                (
                    f"id = {quoted(f'{host}/learned-{label}-lines')}",
                    strings("match", [line.name for line in own], [line.support(pages) for line in own]),
                    f"votes = {{ {label} = {VOTES} }}",
                    'reason = "Lines that recur on the site\'s pages."',
                    strings("yes", [line.seen.example for line in own[:5]]),
                ),
            )


# ---------------------------------------------------------------- markup


def _selectors(pages: Sequence[Page]) -> list[_Proposal]:
    """Classes and ids whose blocks are nearly all of one label, widest first, each with something of its own."""
    seen: dict[str, _Seen] = {}
    for number, page in enumerate(pages):
        for at, one in enumerate(page):
            for name in _names(one):
                seen.setdefault(name, _Seen()).add(number, at, one)
    enough = max(2, len(pages) // 3) if len(pages) > 1 else 1
    proposals = [
        _Proposal(name, label, one)
        for name, one in seen.items()
        if len(one.pages) >= enough and (label := _label_of_markup(one)) is not None
    ]
    proposals.sort(key=lambda found: (-len(found.seen.blocks), found.name))
    taken: set[tuple[int, int]] = set()
    chosen = []
    for found in proposals:
        if not found.seen.blocks <= taken:
            chosen.append(found)
            taken |= found.seen.blocks
    return chosen[:MOST_SELECTORS]


def _names(one: Labelled) -> set[str]:
    """The selectors, one name long, that find a block: classes and ids of its element and those above it."""
    markup = one.block.markup
    names: set[str] = set()
    for number in markup.above if markup is not None else ():
        attributes = attributes_of(markup.tree.head(number)) if markup is not None else {}
        names |= {f".{word}" for word in attributes.get("class", "").split() if _is_kept(word)}
        names |= {f"#{word}" for word in [attributes.get("id", "")] if _is_kept(word)}
    return names


def _is_kept(word: str) -> bool:
    return _NAME.fullmatch(word) is not None and _MADE.search(word) is None


def _label_of_markup(seen: _Seen) -> str | None:
    """The label of nearly all blocks; boilerplate may be of several kinds, a container of articles of several parts."""
    total = sum(seen.labels.values())
    waste = {label: count for label, count in seen.labels.items() if label in BOILERPLATE_LABELS}
    body = sum(seen.labels[label] for label in BODY_LABELS)
    if sum(waste.values()) >= MOSTLY * total:
        return max(sorted(waste), key=lambda label: waste[label]) if total >= 3 or len(seen.pages) > 1 else None
    if body >= MOSTLY * total and total >= 3:
        return "body"
    label = max(sorted(seen.labels), key=lambda name: seen.labels[name])
    single = label in ("title", "kicker", "deck", "meta") and seen.labels[label] >= MOSTLY * total
    return label if single and len(seen.pages) > 1 else None


def _select_rules(host: str, selectors: Sequence[_Proposal], pages: int) -> Iterator[str]:
    for number, found in enumerate(selectors, 1):
        yield table(
            "select",
            (
                f"id = {quoted(f'{host}/learned-{number}-{found.label}')}",
                f"css = {quoted(found.name)}",
                f"label = {quoted(found.label)}",
                f"reason = {quoted(f'Recurs in the site markup, {found.support(pages)}.')}",
            ),
        )
