"""Pages of nothing but teasers: linked headlines, each with a sentence or two, and no running text."""

import numpy as np

from cleaner.markup.members import LINE, SENTENCE, Ground

FEWEST = 2
"""Teasers of a page of teasers."""
FEW = 5
"""Teasers below which little else may stand on a page that has a headline of its own."""
LONGEST = 70
"""Words of the longest paragraph of a teaser; half as many on average."""
REACH = 4
"""Blocks behind a headline in which its teaser stands."""
HEADLINE, LONGEST_HEADLINE = 2, 30
"""Words of a headline."""
LINKED = 0.5
"""Share of a headline's characters that are a link; a date may stand beside it."""
REST = 0.25
"""Share of the page's text that may stand outside of teasers: a few words on the section that the page is of."""
MOST_HIDDEN = 150
"""Words of likely main text in what classes call furniture, from which a page is no listing."""
SHORTEST_REST = 12


def is_listing(ground: Ground) -> bool:
    """Whether a page holds nothing but teasers."""
    measures, signs = ground.look.measures, ground.signs
    words, shown = ground.words, measures["hidden"] == 0
    said = (words >= LINE) | ((measures["ends"] > 0) & (words >= SENTENCE))
    every = np.flatnonzero(said & shown & ~((signs.heading >= 1) & (signs.heading <= 7)))
    if sum(not signs.furniture[n] for n in every[words[every] > LONGEST].tolist()) > 1:
        return False  # as nearly all pages that hold an article
    links = shown & (words >= HEADLINE) & (words <= LONGEST_HEADLINE) & (measures["link_density"] > LINKED)
    heads = np.array([n for n in np.flatnonzero(links) if ground.address(int(n))], dtype=np.int64)
    headed = heads[(signs.heading[heads] >= 1) & (signs.heading[heads] <= 8)]
    heads = headed if len(headed) >= FEWEST else heads
    hidden = float(words[[n for n in every.tolist() if signs.furniture[n] and ground.long_line(n)]].sum())
    every = np.array([n for n in every.tolist() if not signs.furniture[n] and not ground.is_dated(n)], dtype=np.int64)
    every = np.setdiff1d(every, heads)
    if not len(every):
        return is_links(ground)
    if len(heads) < FEWEST or hidden > MOST_HIDDEN or (words[every] > LONGEST).sum() > 1:
        return False
    at = np.searchsorted(heads, every) - 1
    behind = heads[np.maximum(at, 0)]
    close = (at >= 0) & (every - behind <= REACH)
    linked = measures["link_density"][every] > LINKED
    teasers, rest = words[every[close]], float(words[every[~close & ~linked]].sum())
    units = np.unique(behind[close]).size
    few = units < FEW and (units < FEWEST or ground.headline() >= 0)
    if not units or rest > (SHORTEST_REST if few else REST * float(words[every].sum())):
        return False
    return bool(units >= FEWEST and units >= 0.8 * close.sum() and float(teasers.mean()) <= LONGEST / 2)


def is_links(ground: Ground) -> bool:
    """Whether what is likely main text is a few lines at least, and mostly links."""
    words, likely = ground.words * (ground.look.measures["hidden"] == 0), ground.look.chance > 0.5
    linked = (words * ground.look.measures["link_density"])[likely].sum()
    return bool(likely.sum() >= FEW and linked > words[likely].sum() / 2)
