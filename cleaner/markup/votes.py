"""The votes of rules/html on the blocks of a page: how likely each is main text, and which rule said most."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.context import context_measures
from cleaner.markup.measures import Measures, measure_markup
from cleaner.markup.places import Places, places_of
from cleaner.markup.words import WHERE, WordTable, word_table, words_votes
from cleaner.model import Block
from cleaner.rulebook import Rules, Scale

Floats = NDArray[np.float64]

COMMENT = -5.0
"""Votes of the class words of comments."""


@frozen(eq=False)
class Tables:
    """All [[scale]] tables, ready to be asked at once: each is spread over the bins that its measures have in all."""

    ids: tuple[str, ...]
    measures: tuple[str, ...]
    bounds: tuple[Floats, ...]
    """For each measure the bounds of all tables that ask it."""
    first: NDArray[np.int32]
    """For each table where its votes begin in `votes`, as a column; likewise the measures that it asks."""
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    width: NDArray[np.int32]
    """How far apart the bins of the second measure stand."""
    votes: Floats

    def shares(self, measured: Measures) -> Floats:
        """What each table says of each block: tables by blocks."""
        bins = np.zeros((len(self.measures) + 1, len(measured["words"])), dtype=np.int32)
        for row, name, bounds in zip(bins, self.measures, self.bounds, strict=False):
            row[:] = bounds.searchsorted(measured[name])
        places = bins[self.column]
        places *= self.width
        places += bins[self.row]
        places += self.first
        out: Floats = self.votes.take(places)
        return out


def tables_of(scales: Sequence[Scale]) -> Tables:
    """Compile the scales that vote on `body`."""
    bounds: dict[str, set[float]] = {}
    for scale in scales:
        bounds.setdefault(scale.measure, set()).update(scale.bounds)
        if scale.by:
            bounds.setdefault(scale.by, set()).update(scale.by_bounds)
    every = {name: np.array(sorted(found)) for name, found in sorted(bounds.items())}
    names = tuple(every)
    parts, rows, first = [], [], 0
    for scale in scales:
        mine = spread(np.array(scale.bounds), every[scale.measure])
        by = spread(np.array(scale.by_bounds), every[scale.by]) if scale.by else np.zeros(1, dtype=np.int64)
        own = np.array(scale.votes["body"]).reshape(len(scale.by_bounds) + 1, len(scale.bounds) + 1)
        parts.append(own[np.ix_(by, mine)].ravel())
        rows.append((first, names.index(scale.measure), names.index(scale.by) if scale.by else len(names), len(mine)))
        first += len(parts[-1])
    columns = [np.array(values)[:, None] for values in zip(*rows, strict=True)]
    return Tables(
        tuple(scale.id for scale in scales),
        names,
        tuple(every.values()),
        columns[0].astype(np.int32),
        columns[1].ravel(),
        columns[2].ravel(),
        columns[3].astype(np.int32),
        np.concatenate(parts),
    )


def spread(bounds: Floats, every: Floats) -> NDArray[np.int64]:
    """For each bin between all bounds the bin between a table's own that it lies in."""
    return np.concatenate([[0], np.searchsorted(bounds, every, side="right")])


@frozen(eq=False)
class MarkupPlan:
    """The HTML rules, compiled."""

    words: WordTable
    first: float
    """What a block is before any word has voted."""
    tables: Tables
    base: float
    records: dict[str, float]
    """What a class word of a repeated container says for its being an article (over 0) or not (under 0)."""
    comments: frozenset[str]
    """The class words of comments: those that say so much against an article."""
    forums: frozenset[str]
    """The class words of forums, whose text comments are."""
    roles: dict[str, str]
    """The label that a class word gives to the blocks of its element."""
    pairs: dict[tuple[str, str], str]
    """Likewise, of two words in a row."""
    seconds: frozenset[str]
    """The second words of those."""
    kinds: dict[str, str]
    """Likewise, of words that may only name what is cut already, or stands over a headline."""
    furniture: dict[str, str]
    """The boilerplate that a tag stands for."""
    parts: dict[str, str]
    """What a class word within a repeated container says that it holds: a teaser, or ("bio") the name of a user."""
    names: tuple[str, ...]
    """Ids of the tables, then of the words, then of the base."""


@lru_cache(maxsize=4)
def plan_of(rules: Rules) -> MarkupPlan:
    """The compiled HTML rules of a set of rules."""
    packs = [pack for pack in rules.packs_for("html") if pack.kind == "html"]
    entries = [words for pack in packs for words in pack.words]
    words: dict[str, dict[str, float]] = {where: {} for where in (*WHERE, "records")}
    called: dict[str, dict[str, str]] = {"roles": {}, "kinds": {}, "tags": {}, "parts": {}}
    for entry in entries:
        if entry.of in called:
            called[entry.of] |= {
                word: max(votes, key=lambda label: votes[label]) for word, votes in entry.votes.items()
            }
        elif entry.of in words:
            words[entry.of] |= {word: votes.get("body", 0.0) for word, votes in entry.votes.items()}
    tables = tables_of([scale for pack in packs for scale in pack.scale if "body" in scale.votes])
    base = sum(rule.votes.get("body", 0.0) for pack in packs for rule in pack.rule if rule.id == "html/base")
    first = sum(rule.votes.get("body", 0.0) for pack in packs for rule in pack.rule if rule.id == "html/words-base")
    pairs = {(a, b): label for both, label in called["roles"].items() for a, _, b in [both.partition("-")] if b}
    return MarkupPlan(
        words=word_table(words),
        first=first,
        tables=tables,
        base=base,
        records=words["records"],
        comments=frozenset(word for word, vote in words["records"].items() if vote <= COMMENT),
        forums=frozenset(word for word, part in called["parts"].items() if part == "comment"),
        roles=called["roles"],
        pairs=pairs,
        seconds=frozenset(second for _, second in pairs),
        kinds=called["kinds"],
        furniture=called["tags"],
        parts=called["parts"],
        names=(*tables.ids, "html/words-path", "html/base"),
    )


@frozen(eq=False)
class MarkupLook:
    """A page measured and voted on."""

    places: Places
    measures: Measures
    votes: Floats
    """Log of the odds of being main text."""
    shares: Floats
    """What each table added: tables by blocks."""

    chance: Floats
    """Probability of being main text."""


def chance_of(votes: Floats) -> Floats:
    """Log of the odds as a probability."""
    out: Floats = 1 / (1 + np.exp(-np.clip(votes, -30, 30)))
    return out


def look_at_markup(blocks: tuple[Block, ...], title: str, plan: MarkupPlan) -> MarkupLook:
    """Measure a page with at least one block, and add up the votes."""
    markup = blocks[0].markup
    assert markup is not None
    places = places_of(markup.tree)
    measures = measure_markup(blocks, markup.tree, places, title)
    first = words_votes(markup.tree, places, plan.words) + plan.first
    measures |= context_measures(first, measures["words"], places)
    shares = plan.tables.shares(measures)
    votes = shares.sum(axis=0) + plan.base
    return MarkupLook(places, measures, votes, shares, chance_of(votes))
