"""The labels of an HTML page's blocks: main text by its votes, articles by their containers, heads by their place."""

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cleaner.label import label
from cleaner.markup.bodies import ALONE, WASTE_ROLES, name_records
from cleaner.markup.choice import choose
from cleaner.markup.dumps import as_dump
from cleaner.markup.naming import Labels
from cleaner.markup.listing import is_listing
from cleaner.markup.members import Ground
from cleaner.markup.records import comments_apart, find_records, teasers_apart
from cleaner.markup.runs import find_runs
from cleaner.markup.signs import Signs, signs_of
from cleaner.markup.voices import with_selectors
from cleaner.markup.votes import chance_of, look_at_markup, plan_of
from cleaner.markup.wording import Asker, sayings_of
from cleaner.model import Block, Labelled
from cleaner.rulebook import Rules

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

LONGEST_BYLINE = 8
BESIDE_COMMENTS = 20
"""Words that an article has at least beside its comments."""
BESIDE_TEASERS = 0.5
"""Share of the chosen words that an article has at least beside teasers of others."""


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
    ground = Ground(blocks, look, signs, rules.meta.months)
    members = find_records(ground, plan) or find_runs(ground, plan, bare=dump is not None)
    if members:
        name_records(labels, ground, members, teasers_apart(ground, plan))
    elif dump is not None:
        return label(dump, rules)
    else:
        labels.listing = not chosen and is_listing(ground)
        if not labels.listing:
            name_single(labels, teasers_apart(ground, plan), comments_apart(ground, plan))
    return labels.read(plan.names) if cuts else labels.bare()


def name_single(labels: Labels, teasers: set[int], comments: set[int]) -> None:
    """A page of one article: the cut through the chances with the best expected F1, less what phrases tell.

    Teasers of other articles and comments stay out where enough else is left.
    """
    look, signs = labels.look, labels.signs
    words, hidden = look.measures["words"], look.measures["hidden"] > 0
    kept = choose(look.chance, words)
    if words[kept & ~hidden].sum() > words[kept & hidden].sum():  # else a script shows the main text later
        kept &= ~hidden
    numbers = [number for number in np.flatnonzero(kept).tolist() if not told_waste(labels, number)]
    own = [number for number in numbers if number not in comments]
    numbers = own if words[own].sum() >= BESIDE_COMMENTS else numbers
    own = [number for number in numbers if number not in teasers]
    numbers = own if words[own].sum() >= BESIDE_TEASERS * words[numbers].sum() else numbers
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
