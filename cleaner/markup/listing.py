"""Pages that list others: linked headlines, each with a sentence or two, and no running text of their own."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.places import Places
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FEWEST_TEASERS = 5
"""Linked headlines of a page of teasers."""
FEWEST_ALIKE = 3
"""Linked headlines of one kind from which those of a page with an article are teasers."""
LONGEST_TEASER = 70
"""Words of the longest paragraph of a page of teasers; half as many on average."""
TEASER_REACH = 4
"""Blocks behind a headline in which its teaser stands."""
HEADLINE_WORDS = 3
"""Words of a link from which it can be a headline."""
OWN_TEXT = 60
"""Words beside its teasers from which a page has text of its own; and a fifth of all."""


@frozen(eq=False)
class Teasers:
    """The teasers of a page."""

    heads: NDArray[np.int64]
    """Blocks that are linked headlines."""
    alike: Bools
    """For each of those whether some like it stand beside it."""
    first: NDArray[np.int64]
    """For each of those the block of its teaser, -1 for none."""
    prose: NDArray[np.int64]
    """Blocks of running text on the page, outside of furniture."""
    every: int
    """How many blocks of running text there are with that in furniture."""

    def beside(self, words: Floats, places: Places) -> Bools:
        """The blocks of teasers beside an article: those that stand in boxes of their own, one for each headline."""
        out = np.zeros(len(words), dtype=bool)
        found = self.alike & (self.first >= 0)
        heads, taken = self.heads[found], self.first[found]
        own = words[np.setdiff1d(self.prose, taken)].sum()
        if len(taken) >= FEWEST_ALIKE and own >= max(OWN_TEXT, words[taken].sum() / 2):
            boxes = [places.common(head, first) for head, first in zip(heads.tolist(), taken.tolist(), strict=True)]
            alone = np.array([boxes.count(box) == 1 for box in boxes])
            if alone.sum() >= FEWEST_ALIKE:
                out[taken[alone]] = out[heads[alone]] = True
        return out


def teasers_of(look: MarkupLook, signs: Signs) -> Teasers:
    """The linked headlines of a page, each with the one short paragraph that follows it."""
    measures = look.measures
    words, shown = measures["words"], measures["hidden"] == 0
    named = (signs.heading >= 1) & (signs.heading <= 7)
    alike = measures["like_count"] >= FEWEST_TEASERS
    heads = np.flatnonzero(signs.linked & shown & (named | (alike & (words >= HEADLINE_WORDS))))
    plain = (measures["link_density"] < 0.5) & (measures["digits"] == 0) & (signs.heading == 0)
    likely = plain & (look.chance > 0.5) & (words >= HEADLINE_WORDS)
    every = np.flatnonzero((measures["good"] > 0) | (words * look.chance > LONGEST_TEASER / 2) | likely)
    prose = np.array([n for n in every.tolist() if shown[n] and not signs.furniture[n]], dtype=np.int64)
    first = np.full(len(heads), -1)
    after = np.searchsorted(prose, heads, side="right")
    for number, (head, place) in enumerate(zip(heads.tolist(), after.tolist(), strict=True)):
        if place == len(prose):
            break
        found, following = prose[place], heads[number + 1] if number + 1 < len(heads) else len(words)
        if found - head <= TEASER_REACH and found < following and words[found] <= LONGEST_TEASER:
            first[number] = found
    return Teasers(heads, measures["like_count"][heads] >= FEWEST_ALIKE, first, prose, len(every))


def is_listing(look: MarkupLook, signs: Signs, teasers: Teasers) -> bool:
    """Whether a page holds nothing but teasers, or nothing but links."""
    words, prose = look.measures["words"], teasers.prose
    taken = teasers.first[teasers.first >= 0]
    if not len(prose):
        return is_links(look)
    if len(teasers.heads) < FEWEST_TEASERS or len(taken) < FEWEST_ALIKE:
        return False
    if teasers.every > 2 * len(prose) or words[taken].mean() > LONGEST_TEASER / 2:
        return False
    own = np.setdiff1d(prose, taken)
    return bool(words[own].sum() < max(OWN_TEXT, words[prose].sum() / 5) and (words[own] > LONGEST_TEASER).sum() <= 1)


def is_links(look: MarkupLook) -> bool:
    """Whether what is likely main text is mostly links."""
    words, likely = look.measures["words"] * (look.measures["hidden"] == 0), look.chance > 0.5
    linked = (words * look.measures["link_density"])[likely].sum()
    return bool(likely.sum() >= FEWEST_TEASERS and linked > words[likely].sum() / 2)
