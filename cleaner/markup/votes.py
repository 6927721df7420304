"""The votes of rules/html on the blocks of a page: how likely each is main text, and which rule said most."""

from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.context import context_measures
from cleaner.markup.measures import Measures, measure_markup
from cleaner.markup.places import Places, places_of
from cleaner.markup.words import WHERE, WordTable, word_table, words_votes
from cleaner.model import Block
from cleaner.patterns import Tests
from cleaner.rulebook import Phrase, Rules

Floats = NDArray[np.float64]
LONGEST_PHRASE = 200
"""Characters; longer blocks are not asked for phrases."""


@frozen(eq=False)
class Table:
    """A [[scale]] ready to use."""

    id: str
    measure: str
    bounds: Floats
    by: str
    by_bounds: Floats
    votes: Floats


@frozen(eq=False)
class MarkupPlan:
    """The HTML rules, compiled."""

    words: WordTable
    first: float
    """What a block is before any word has voted."""
    tables: tuple[Table, ...]
    base: float
    records: dict[str, float]
    """What a class word of a repeated container says for its being an article (over 0) or not (under 0)."""
    roles: dict[str, str]
    """The label that a class word gives to the blocks of its element."""
    phrases: tuple[Phrase, ...]
    tests: Tests
    names: tuple[str, ...]
    """Ids of the tables, then of the words, then of the base."""


@lru_cache(maxsize=4)
def plan_of(rules: Rules) -> MarkupPlan:
    """The compiled HTML rules of a set of rules."""
    packs = [pack for pack in rules.packs_for("html") if pack.kind == "html"]
    entries = [words for pack in packs for words in pack.words]
    words: dict[str, dict[str, float]] = {where: {} for where in (*WHERE, "records")}
    roles: dict[str, str] = {}
    for entry in entries:
        if entry.of == "roles":
            roles |= {word: max(votes, key=lambda label: votes[label]) for word, votes in entry.votes.items()}
        elif entry.of in words:
            words[entry.of] |= {word: votes.get("body", 0.0) for word, votes in entry.votes.items()}
    tables = tuple(
        Table(s.id, s.measure, np.array(s.bounds), s.by, np.array(s.by_bounds), np.array(s.votes["body"]))
        for pack in packs
        for s in pack.scale
        if "body" in s.votes
    )
    base = sum(rule.votes.get("body", 0.0) for pack in packs for rule in pack.rule if rule.id == "html/base")
    first = sum(rule.votes.get("body", 0.0) for pack in packs for rule in pack.rule if rule.id == "html/words-base")
    phrases = rules.phrases()
    return MarkupPlan(
        words=word_table(words),
        first=first,
        tables=tables,
        base=base,
        records=words["records"],
        roles=roles,
        phrases=phrases,
        tests=Tests([phrase.match for phrase in phrases]),
        names=(*(table.id for table in tables), "html/words-path", "html/base"),
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
    shares = np.stack([table_votes(table, measures) for table in plan.tables])
    votes = shares.sum(axis=0) + plan.base
    return MarkupLook(places, measures, votes, shares, chance_of(votes))


def table_votes(table: Table, measures: Measures) -> Floats:
    """What a table says of each block."""
    bins = table.bounds.searchsorted(measures[table.measure], side="left")
    if table.by:
        bins = bins + (len(table.bounds) + 1) * table.by_bounds.searchsorted(measures[table.by], side="left")
    votes: Floats = table.votes[bins]
    return votes


def sorts_of(blocks: tuple[Block, ...], asked: NDArray[np.bool_], plan: MarkupPlan) -> list[tuple[Phrase, ...]]:
    """The phrases that each block is, of those asked for."""
    known: dict[str, tuple[Phrase, ...]] = {}
    out: list[tuple[Phrase, ...]] = []
    for block, ask in zip(blocks, asked, strict=True):
        text = block.text
        if not ask or len(text) > LONGEST_PHRASE:
            out.append(())
            continue
        if text not in known:
            known[text] = tuple(plan.phrases[number] for number in plan.tests.found(text))
        out.append(known[text])
    return out
