"""The labels of an HTML page's blocks: main text by its votes, articles by their containers, heads by their place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cleaner.blocks.text import text_blocks
from cleaner.label import label
from cleaner.markup.choice import choose
from cleaner.markup.records import Member, find_records, is_listing
from cleaner.markup.runs import find_runs
from cleaner.markup.signs import Signs, signs_of
from cleaner.markup.voices import with_selectors
from cleaner.markup.votes import MarkupLook, chance_of, look_at_markup, plan_of, sayings_of
from cleaner.model import ARTICLE_LABELS, BODY_LABELS, BOILERPLATE_LABELS, Block, Labelled
from cleaner.rulebook import Rules, Select

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
NOBODY: Mapping[int, Select] = MappingProxyType({})

WASTE = frozenset(
    (
        "share",
        "readmore",
        "related",
        "newsletter",
        "comment",
        "tags",
        "cookie",
        "pagination",
        "nav",
        "trending",
        "player",
    )
)
"""Sorts of phrases that no main text says as a line of its own."""
ALONE = WASTE | {"caption", "footer"}
"""Sorts of phrases that are cut from a page of one article."""
IN_RECORDS = WASTE | {
    "caption",
    "bio",
    "ad",
    "byline",
    "date",
    "date_in",
    "age",
    "readtime",
    "footer",
    "paywall",
    "image",
}
SOFT = frozenset(("nav", "footer", "pagination"))
"""Sorts of phrases that may be a subhead or an item of an article: they tell only where links or classes agree."""
WASTE_ROLES = frozenset(
    (
        "share",
        "related",
        "readmore",
        "newsletter",
        "cookie",
        "comment",
        "tags",
        "pagination",
        "caption",
        "bio",
        "nav",
        "breadcrumb",
        "footer",
        "ad",
        "trending",
    )
)
LABEL_OF_SORT = {"toc": "nav", "image": "caption", "disclosure": "ad", "paywall": "newsletter"}
HEAD_REACH = 6
"""Blocks above a headline that may belong to its head (kicker, date)."""
LONG_LINE = 12
"""Words from which a block counts as a sentence rather than a line of furniture."""
LONGEST_BYLINE = 8
TAIL_CHANCE = 0.05
"""Chance of being main text that a short block after the last long one of an article must have."""
DUMP = 8
"""Paragraphs from which a page without any markup but paragraphs is read as a text dump."""


class Labels:
    """What the blocks of one page become; filled article by article, then read once."""

    def __init__(
        self, blocks: tuple[Block, ...], look: MarkupLook, signs: Signs, chosen: Mapping[int, Select] = NOBODY
    ) -> None:
        self.blocks, self.look, self.signs, self.chosen = blocks, look, signs, chosen
        self.names = [""] * len(blocks)
        self.opens: set[int] = set()
        self.inside: set[int] = set()

    def article(self, first: int, last: int, head: int, kept: Sequence[int]) -> None:
        """Name the blocks of an article that has its headline at `head` (-1: none) and keeps these blocks."""
        body = [number for number in kept if number != head]
        if not body:
            return
        for number in body:
            self.names[number] = self.body_label(number)
        start = body[0]
        if head >= 0:
            self.names[head] = "title"
            for number in range(max(first, head - HEAD_REACH), start):
                self.name_head(number, head)
        named = [number for number in range(first, last) if self.names[number]]
        self.opens.add(named[0])
        self.inside.update(range(named[0], last if last < len(self.blocks) else body[-1] + 1))

    def name_head(self, number: int, head: int) -> None:
        """A block around the headline: meta, kicker or deck where signs say so."""
        if self.names[number] or self.look.measures["hidden"][number]:
            return
        if self.signs.roles[number] in ("kicker", "deck"):
            wanted = "kicker" if number < head else "deck"
            if self.signs.roles[number] == wanted or not self.signs.dated[number]:
                self.names[number] = wanted if self.signs.roles[number] == wanted else ""
        if not self.names[number] and self.signs.dated[number] and number >= head - 3:
            self.names[number] = "meta"

    def body_label(self, number: int) -> str:
        """Which part of a body a block is."""
        markup = self.blocks[number].markup
        heading = self.signs.heading[number]
        if 1 <= heading <= 6 or (heading == 8 and self.look.measures["words"][number] <= 15):
            return "subhead"
        listed = self.look.measures["in_ul"][number] or self.look.measures["in_ol"][number]
        return "item" if markup and listed and "li" in (markup.tag, *markup.tags[:3]) else "body"

    def waste_label(self, number: int) -> tuple[str, str]:
        """The kind of a block that no article kept, and the phrase that says so ("" for none)."""
        if is_rule(self.blocks[number].text):
            return "separator", "html/roles"
        for phrase in self.signs.phrases[number]:
            name = LABEL_OF_SORT.get(phrase.sort, phrase.sort)
            if name in BOILERPLATE_LABELS:
                return name, phrase.id
        if number in self.chosen and self.chosen[number].label in BOILERPLATE_LABELS:
            return self.chosen[number].label, self.chosen[number].id
        role = self.signs.roles[number]
        name = role if role in BOILERPLATE_LABELS else self.signs.furniture[number]
        return name or ("nav" if self.signs.linked[number] else "other"), "html/roles" if name else ""

    def read(self, names: Sequence[str]) -> tuple[Labelled, ...]:
        """The labelled blocks; `names` are the ids of the tables of votes."""
        votes, chances = self.look.votes.tolist(), self.look.chance.tolist()
        most, least = self.look.shares.argmax(axis=0).tolist(), self.look.shares.argmin(axis=0).tolist()
        out = []
        for number, block in enumerate(self.blocks):
            name, rule, chance = self.names[number], names[most[number]], chances[number]
            if not name:
                name, rule = self.waste_label(number)
                rule = rule or names[least[number]]
            if number in self.chosen and self.chosen[number].label in (name, *ARTICLE_LABELS):
                select = self.chosen[number]
                name = select.label if select.label in ("kicker", "deck", "meta") and number in self.inside else name
                rule = select.id if name == select.label else rule
            agrees = (name in BODY_LABELS) == (votes[number] > 0) or name in ARTICLE_LABELS[:4]
            sure = chance if name in BODY_LABELS else 1.0 if name in ARTICLE_LABELS else 1 - chance
            out.append(
                Labelled(
                    block,
                    name,
                    rule,
                    margin=round(abs(votes[number]) * (1 if agrees else -1), 3),
                    probability=round(sure, 4),
                    opens=number in self.opens,
                    inside=number in self.inside and name not in ARTICLE_LABELS,
                )
            )
        return tuple(out)


def label_html(
    blocks: tuple[Block, ...],
    title: str,
    rules: Rules,
    *,
    host: str = "",
    language: str = "",
    verdict: Floats | None = None,
) -> tuple[Labelled, ...]:
    """What each block of an HTML page is; `title` is what the page's head calls it.

    `verdict` are votes that replace those on the markup (trafilatura's, where it is asked for).
    """
    if not blocks or blocks[0].markup is None:
        return ()
    plan = plan_of(rules)
    dump = as_dump(blocks)
    if dump is not None and dump is not blocks:
        return label(dump, rules)
    look = look_at_markup(blocks, title, plan)
    if verdict is not None:
        look = evolve(look, votes=verdict, chance=chance_of(verdict))
    tree = blocks[0].markup.tree
    signs = signs_of(blocks, look, plan, sayings_of(rules, language))
    look, signs, chosen = with_selectors(tree, look, signs, rules, host)
    labels = Labels(blocks, look, signs, chosen)
    members = find_records(tree, look, signs, plan) or find_runs(blocks, look, signs, bare=dump is not None)
    if members:
        name_records(labels, members)
    elif dump is not None:
        return label(dump, rules)
    elif chosen or not is_listing(look, signs):
        name_single(labels)
    return labels.read(plan.names)


def as_dump(blocks: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """A page that is only paragraphs, or one <pre>, has no markup to go by: its blocks as those of a text dump."""
    longest = max(blocks, key=lambda block: len(block.text))
    total = sum(len(block.text) for block in blocks)
    if (
        longest.markup
        and longest.markup.tag == "pre"
        and len(longest.text) > 0.8 * total
        and longest.text.count("\n") > DUMP
    ):
        inner = [
            evolve(b, start=b.start + longest.start, end=b.end + longest.start, path=longest.path)
            for b in text_blocks(longest.text)
        ]
        return tuple(
            sorted([*(block for block in blocks if block is not longest), *inner], key=lambda block: block.start)
        )
    marks = [block.markup for block in blocks if block.markup]
    plain = all(mark.tree.parents[mark.above[-1]] < 0 and len(mark.above) <= 5 and not mark.classes for mark in marks)
    paragraphs = sum(mark.tag == "p" for mark in marks)
    return blocks if plain and paragraphs >= DUMP and paragraphs > 0.8 * len(blocks) else None


def name_single(labels: Labels) -> None:
    """A page of one article: the cut through the chances with the best expected F1, less what phrases tell."""
    look, signs = labels.look, labels.signs
    words, hidden = look.measures["words"], look.measures["hidden"] > 0
    kept = choose(look.chance, words)
    if words[kept & ~hidden].sum() > words[kept & hidden].sum():  # else a script shows the main text later
        kept &= ~hidden
    kept &= ~np.array([any(phrase.sort in ALONE for phrase in found) for found in signs.phrases])
    kept &= ~(np.array([role in WASTE_ROLES for role in signs.roles]) & (look.chance < 0.8))
    numbers = [int(number) for number in np.flatnonzero(kept)]
    if not numbers:
        return
    heads = np.flatnonzero(look.measures["is_headline"] > 0)
    head = int(heads[0]) if len(heads) else first_heading(signs, numbers[0])
    below = [number for number in numbers if number > head and not (number <= head + 4 and is_byline(labels, number))]
    if words[below].sum() < words[numbers].sum() / 2:
        head, below = -1, numbers
    labels.article(0, len(labels.blocks), head, below)


def is_byline(labels: Labels, number: int) -> bool:
    """Whether a short line under a headline says who wrote the article, or when."""
    return bool(labels.signs.dated[number] and labels.look.measures["words"][number] <= LONGEST_BYLINE)


def first_heading(signs: Signs, start: int) -> int:
    """The h1 (else h2) nearest above the first block of the body, -1 for none."""
    for level in (1, 2):
        above = [number for number in range(max(0, start - 12), start + 1) if signs.heading[number] == level]
        if above:
            return above[-1]
    return -1


def name_records(labels: Labels, members: list[Member]) -> None:
    """A page of several articles: within each container all is body but the head and what signs call furniture."""
    repeated = repeated_lines(labels, members)
    long = labels.look.measures["words"] >= LONG_LINE
    for member in members:
        kept = [n for n in range(member.head + 1, member.last) if keeps(labels, n, repeated)]
        end = max((n for n in kept if long[n]), default=member.last)
        kept = [n for n in kept if n <= end or labels.look.chance[n] >= TAIL_CHANCE]
        while kept and 1 <= labels.signs.heading[kept[-1]] <= 7:
            kept.pop()
        kept = after_head(labels, member, kept)
        labels.article(member.first, member.last, member.head, kept)
        for number in range(member.head + 1, member.last if kept else 0):
            if not labels.names[number] and labels.signs.dated[number]:
                labels.names[number] = "meta"


def after_head(labels: Labels, member: Member, kept: list[int]) -> list[int]:
    """The body without what belongs to the head: dates, bylines, decks before the first paragraph."""
    start = next(
        (
            n
            for n in kept
            if labels.look.measures["words"][n] >= 8 and labels.signs.roles[n] not in ("deck", "meta", "kicker")
        ),
        member.last,
    )
    return [
        n
        for n in kept
        if n >= start or not (labels.signs.dated[n] or labels.signs.roles[n] in ("deck", "meta", "kicker"))
    ]


def keeps(labels: Labels, number: int, repeated: frozenset[str]) -> bool:
    """Whether a block within an article's container is body."""
    look, signs = labels.look, labels.signs
    measures, chance = look.measures, look.chance[number]
    part = signs.heading[number] or (measures["in_ul"][number] or measures["in_ol"][number])
    if measures["hidden"][number] or (labels.blocks[number].text in repeated and (signs.linked[number] or not part)):
        return False
    if signs.roles[number] in WASTE_ROLES or (signs.furniture[number] and chance < 0.9):
        return False
    said = {phrase.sort for phrase in signs.phrases[number]}
    prose = measures["words"][number] >= LONG_LINE and measures["ends"][number] > 0
    if said & (WASTE - SOFT) or (said & (IN_RECORDS - SOFT) and not prose and not signs.heading[number]):
        return False
    if signs.dated[number] and measures["words"][number] <= LONG_LINE:
        return False
    return not (signs.linked[number] and chance < 0.5)


def is_rule(text: str) -> bool:
    """Whether a block is a line drawn with characters.

    >>> is_rule("* * *"), is_rule("(1)")
    (True, False)
    """
    return not any(char.isalnum() for char in text)


def repeated_lines(labels: Labels, members: list[Member]) -> frozenset[str]:
    """Short lines that many of the articles say: their furniture."""
    words = labels.look.measures["words"]
    said = Counter(
        text
        for member in members
        for text in {labels.blocks[n].text for n in range(member.first, member.last) if words[n] <= LONG_LINE}
    )
    return frozenset(text for text, count in said.items() if count > max(1.0, len(members) * 0.3))
