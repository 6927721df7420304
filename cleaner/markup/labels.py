"""The labels of an HTML page's blocks: main text by its votes, articles by their containers, heads by their place."""

from collections import Counter

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cleaner.label import label
from cleaner.markup.choice import choose
from cleaner.markup.dumps import as_dump
from cleaner.markup.naming import Labels
from cleaner.markup.records import Member, find_records, is_listing
from cleaner.markup.runs import find_runs
from cleaner.markup.signs import Signs, signs_of
from cleaner.markup.voices import with_selectors
from cleaner.markup.votes import chance_of, look_at_markup, plan_of
from cleaner.markup.wording import Asker, sayings_of
from cleaner.model import Block, Labelled
from cleaner.rulebook import Rules

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

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
LONG_LINE = 12
"""Words from which a block counts as a sentence rather than a line of furniture."""
LONGEST_BYLINE = 8
TAIL_CHANCE = 0.05
"""Chance of being main text that a short block after the last long one of an article must have."""


def label_html(
    blocks: tuple[Block, ...],
    title: str,
    rules: Rules,
    *,
    host: str = "",
    language: str = "",
    verdict: Floats | None = None,
    cuts: bool = True,
) -> tuple[Labelled, ...]:
    """What each block of an HTML page is; `title` is what the page's head calls it.

    `verdict` are votes that replace those on the markup (trafilatura's, where it is asked for). Without `cuts` all that
    is cut is "other", and no rule is named: half of the time goes into who said what of the cut blocks.
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
    asker = Asker([block.text for block in blocks], sayings_of(rules, language))
    signs = signs_of(blocks, look, plan, asker, tree)
    look, signs, chosen = with_selectors(tree, look, signs, rules, host)
    labels = Labels(blocks, look, signs, plan, chosen)
    members = find_records(tree, look, signs, plan) or find_runs(blocks, look, signs, bare=dump is not None)
    if members:
        name_records(labels, members)
    elif dump is not None:
        return label(dump, rules)
    else:
        labels.listing = not chosen and is_listing(look, signs)
        if not labels.listing:
            name_single(labels)
    return labels.read(plan.names) if cuts else labels.bare()


def name_single(labels: Labels) -> None:
    """A page of one article: the cut through the chances with the best expected F1, less what phrases tell."""
    look, signs = labels.look, labels.signs
    words, hidden = look.measures["words"], look.measures["hidden"] > 0
    kept = choose(look.chance, words)
    if words[kept & ~hidden].sum() > words[kept & hidden].sum():  # else a script shows the main text later
        kept &= ~hidden
    numbers = [number for number in np.flatnonzero(kept).tolist() if not told_waste(labels, number)]
    if not numbers:
        return
    heads = np.flatnonzero(look.measures["is_headline"] > 0)
    head = int(heads[0]) if len(heads) else first_heading(signs, numbers[0])
    below = [number for number in numbers if number > head and not (number <= head + 4 and is_byline(labels, number))]
    if words[below].sum() < words[numbers].sum() / 2:
        head, below = -1, numbers
    labels.article(0, len(labels.blocks), head, below)


def told_waste(labels: Labels, number: int) -> bool:
    """Whether wording or classes cut a block that its votes would keep."""
    if labels.signs.roles[number] in WASTE_ROLES and labels.look.chance[number] < 0.8:
        return True
    return any(phrase.sort in ALONE for phrase in labels.signs.phrases(number))


def is_byline(labels: Labels, number: int) -> bool:
    """Whether a short line under a headline says who wrote the article, or when."""
    return bool(labels.signs.dated(number) and labels.look.measures["words"][number] <= LONGEST_BYLINE)


def first_heading(signs: Signs, start: int) -> int:
    """The h1 (else h2) nearest above the first block of the body, -1 for none."""
    for level in (1, 2):
        above = [number for number in range(max(0, start - 12), start + 1) if signs.heading[number] == level]
        if above:
            return above[-1]
    return -1


def name_records(labels: Labels, members: list[Member]) -> None:
    """A page of several articles: within each container all is body but the head and what signs call furniture."""
    repeated = labels.again = repeated_lines(labels, members)
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
            if not labels.names[number] and labels.signs.dated(number):
                labels.call_meta(number)


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
        if n >= start or not (labels.signs.dated(n) or labels.signs.roles[n] in ("deck", "meta", "kicker"))
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
    said = {phrase.sort for phrase in signs.phrases(number)}
    prose = measures["words"][number] >= LONG_LINE and measures["ends"][number] > 0
    if said & (WASTE - SOFT) or (said & (IN_RECORDS - SOFT) and not prose and not signs.heading[number]):
        return False
    if signs.dated(number) and measures["words"][number] <= LONG_LINE:
        return False
    return not (signs.linked[number] and chance < 0.5)


def repeated_lines(labels: Labels, members: list[Member]) -> frozenset[str]:
    """Short lines that many of the articles say: their furniture."""
    words = labels.look.measures["words"]
    said = Counter(
        text
        for member in members
        for text in {labels.blocks[n].text for n in range(member.first, member.last) if words[n] <= LONG_LINE}
    )
    return frozenset(text for text, count in said.items() if count > max(1.0, len(members) * 0.3))
