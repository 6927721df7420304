"""A page of one article: which of its blocks are the article."""

import numpy as np

from cleaner.markup.choice import choose
from cleaner.markup.furniture import ALONE, WASTE_ROLES
from cleaner.markup.kinds import announced
from cleaner.markup.listing import Teasers
from cleaner.markup.naming import Labels
from cleaner.markup.signs import Signs

LONGEST_BYLINE = 8
BOXES = frozenset(("newsletter", "share", "cookie", "ad"))
BOXED = 0.95
"""Chance of being main text that a block needs to stay where its classes name such a box; in others .8 is enough."""
LEAST_BEFORE_COMMENTS = 40
"""Words of main text over a heading from which it can be the heading of the article's comments."""


def name_single(labels: Labels, teasers: Teasers) -> None:
    """The cut through the chances with the best expected F1, less what phrases and repeated teasers tell."""
    look, signs = labels.look, labels.signs
    words, hidden = look.measures["words"], look.measures["hidden"] > 0
    kept = choose(look.chance, words)
    if words[kept & ~hidden].sum() > words[kept & hidden].sum():  # else a script shows the main text later
        kept &= ~hidden
    kept &= ~teasers.beside(words, look.places)
    numbers = [number for number in np.flatnonzero(kept).tolist() if not told_waste(labels, number)]
    numbers = before_comments(labels, numbers)
    if not numbers:
        return
    heads = np.flatnonzero(look.measures["is_headline"] > 0)
    head = int(heads[0]) if len(heads) else first_heading(signs, numbers[0])
    below = [number for number in numbers if number > head and not (number <= head + 4 and is_byline(labels, number))]
    if words[below].sum() < words[numbers].sum() / 2:
        head, below = -1, numbers
    labels.article(0, len(labels.blocks), head, below)


def before_comments(labels: Labels, numbers: list[int]) -> list[int]:
    """The blocks above the heading of the comments, if there is one behind some text."""
    signs, words = labels.signs, labels.look.measures["words"]
    for heading in np.flatnonzero(signs.heading).tolist():
        if signs.linked[heading] or announced(signs.asker.short(heading)) != "comment":
            continue
        above = [number for number in numbers if number < heading]
        if words[above].sum() >= LEAST_BEFORE_COMMENTS:
            return above
    return numbers


def told_waste(labels: Labels, number: int) -> bool:
    """Whether wording or classes cut a block that its votes would keep."""
    role, chance = labels.signs.roles[number], labels.look.chance[number]
    if role in WASTE_ROLES and chance < (BOXED if role in BOXES else 0.8):
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
