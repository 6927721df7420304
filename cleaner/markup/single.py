"""A page of one article: which of its blocks are the article."""

from bisect import bisect_left

import numpy as np

from cleaner.markup.choice import choose
from cleaner.markup.furniture import ALONE, WASTE_ROLES
from cleaner.markup.kinds import announced
from cleaner.markup.naming import Labels
from cleaner.markup.signs import Signs

LONGEST_BYLINE = 8
BESIDE_COMMENTS = 20
"""Words that an article has at least beside its comments."""
BESIDE_TEASERS = 0.5
"""Share of the chosen words that an article has at least beside teasers of others; half if long or under a headline."""
BOXES = frozenset(("newsletter", "share", "cookie", "readmore", "ad"))
"""What classes call boxes that stand within the text of articles."""
SMALL_BOX = 0.2
"""Share of an article's words that such boxes hold at most; a page may be called a newsletter all over."""
OWN_TEXT = 150
"""Words from which an article is one without a headline over it."""
LEAST_BEFORE_COMMENTS = 40
"""Words of main text over a heading from which it can be the heading of the article's comments."""


def name_single(labels: Labels, headline: int, teasers: set[int], comments: set[int]) -> None:
    """The cut through the chances with the best expected F1, less what phrases tell.

    The blocks of teasers of other articles and of comments stay out where enough else is left.
    """
    look, signs = labels.look, labels.signs
    words, hidden = look.measures["words"], look.measures["hidden"] > 0
    kept = choose(look.chance, words)
    if words[kept & ~hidden].sum() > words[kept & hidden].sum():  # else a script shows the main text later
        kept &= ~hidden
    numbers = [number for number in np.flatnonzero(kept).tolist() if not told_waste(labels, number)]
    numbers = without_boxes(labels, before_comments(labels, numbers))
    own = [number for number in numbers if number not in comments]
    numbers = own if words[own].sum() >= BESIDE_COMMENTS else numbers
    own = [number for number in numbers if number not in teasers]
    below = [number for number in own if 0 <= headline < number]
    clear = words[below].sum() >= BESIDE_COMMENTS or words[own].sum() >= OWN_TEXT
    most = BESIDE_TEASERS / 2 if clear else BESIDE_TEASERS
    enough = words[own].sum() >= most * words[numbers].sum()
    numbers = own if enough else numbers
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
    for heading in np.flatnonzero((signs.heading > 0) & ~signs.linked).tolist() if numbers else ():
        above = numbers[: bisect_left(numbers, heading)]
        if len(above) == len(numbers):
            break
        enough = words[above].sum() >= LEAST_BEFORE_COMMENTS
        if enough and announced(signs.asker.short(heading)) == "comment":
            return above
    return numbers


def without_boxes(labels: Labels, numbers: list[int]) -> list[int]:
    """The blocks without those of small boxes within the text that their classes call a newsletter's or the like."""
    tree, words, roles = labels.kickers.tree, labels.look.measures["words"], labels.signs.roles
    held: dict[int, float] = {}
    for number in (n for n in numbers if roles[n] in BOXES):
        parent = tree.parents[tree.own[number]]
        held[parent] = held.get(parent, 0.0) + float(words[number])
    most = SMALL_BOX * float(words[numbers].sum())
    return [n for n in numbers if roles[n] not in BOXES or held[tree.parents[tree.own[n]]] > most]


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
