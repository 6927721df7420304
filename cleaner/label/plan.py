"""The rules of a kind of page, compiled: each becomes rows of one table of votes, and a column of row numbers."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.model import BOILERPLATE_LABELS, LABELS
from cleaner.patterns import Tests
from cleaner.rulebook import HEADLINE, PAGE_PASS, Entry, Phrase, Rule, Rules, Scale, Select

Floats = NDArray[np.float64]
Measures = dict[str, NDArray[np.float32]]


@frozen(eq=False)
class Column:
    """A rule's part of the table: `size` rows from `first`; on each block it names one of them, or none (-1)."""

    entry: Entry
    first: int
    size: int


@frozen(eq=False)
class Plan:
    """Compiled rules. Row r of the tables holds the votes of one rule, one bin of a scale, or one word."""

    states: tuple[str, ...]
    kinds: tuple[str, ...]
    columns: tuple[Column, ...]
    late: tuple[Column, ...]
    """Columns that need the page pass."""
    votes: Floats
    """rows + 1 by states; the last row is zero, for "none"."""
    kind_votes: Floats
    headline_votes: Floats
    """rows + 1: for being the headline among all lines above a body."""
    names: tuple[str, ...]
    """The rule id of each row."""
    words: dict[tuple[str, int, str], int]
    """Row of a word of markup, by (of, at, word)."""
    tests: Tests
    """Rules and phrases, asked of lines of up to MAX_MATCHED characters: no phrase is longer."""
    long_tests: Tests
    """The rules alone, asked of longer blocks: what a person writes a rule for may be a paragraph."""
    tested: tuple[Rule | Phrase, ...]
    """The rules first, then the phrases."""
    fixed: NDArray[np.bool_]
    """Rows that a fit leaves alone."""
    sorts: dict[str, tuple[str, ...]]
    """The sorts of phrases that a rule asks for on the block itself, by rule id."""

    @property
    def none(self) -> int:
        """The row without votes."""
        return len(self.votes) - 1


@lru_cache(maxsize=16)
def plan_for(rules: Rules, kind: str, site: str) -> Plan:
    """The compiled rules that hold for pages of a kind from a site (`Rules.site_of`): not from each host anew."""
    packs = tuple(pack for pack in rules.packs_for(kind, site) if pack.kind != "html")  # those: cleaner/markup/
    grammar = rules.grammar
    states, kinds = grammar.names, BOILERPLATE_LABELS
    entries: list[Entry] = []
    for pack in packs:
        entries += [*pack.rule, *pack.scale, *pack.words, *pack.select]
    columns, votes, words = _rows(entries)
    names = [column.entry.id for column in columns for _ in range(column.size)]
    tested = tuple(r for pack in packs for r in pack.rule if r.match) + rules.phrases()
    kept = {entry.id for pack in packs if pack.fixed for entry in pack.entries}
    table, kind_table = _tables(votes, rules, states, kinds)
    headline = np.array([row.get(HEADLINE, 0.0) for row in votes] + [0.0])
    return Plan(
        states=states,
        kinds=kinds,
        columns=tuple(column for column in columns if not is_late(column.entry)),
        late=tuple(column for column in columns if is_late(column.entry)),
        votes=table,
        kind_votes=kind_table,
        headline_votes=headline,
        names=tuple(names),
        words=words,
        tests=Tests([entry.match for entry in tested]),
        long_tests=Tests([entry.match for entry in tested if isinstance(entry, Rule)]),
        tested=tested,
        fixed=np.array([name in kept for name in names] + [False]),
        sorts={
            column.entry.id: column.entry.phrase
            for column in columns
            if isinstance(column.entry, Rule) and column.entry.phrase and not column.entry.at
        },
    )


def _rows(entries: Sequence[Entry]) -> tuple[list[Column], list[dict[str, float]], dict[tuple[str, int, str], int]]:
    """The columns of rules, the votes of each row, and the row of each word of markup."""
    columns: list[Column] = []
    votes: list[dict[str, float]] = []
    words: dict[tuple[str, int, str], int] = {}
    for entry in entries:
        first = len(votes)
        if isinstance(entry, Rule | Select):
            votes.append(entry.votes)
        elif isinstance(entry, Scale):
            votes.extend({name: row[b] for name, row in entry.votes.items()} for b in range(entry.bins))
        else:
            words |= {(entry.of, entry.at, word): first + i for i, word in enumerate(entry.votes)}
            votes.extend(entry.votes.values())
        columns.append(Column(entry, first, len(votes) - first))
    return columns, votes, words


def is_late(entry: Entry) -> bool:
    """Whether a rule asks for something that only the first decoding of a page tells."""
    if isinstance(entry, Scale):
        return entry.measure in PAGE_PASS or entry.by in PAGE_PASS
    return isinstance(entry, Rule) and not PAGE_PASS.isdisjoint(entry.where)


def _tables(
    votes: list[dict[str, float]], rules: Rules, states: tuple[str, ...], kinds: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Votes of each row for states and for kinds.

    A label that is no state's own votes for every state of that label; a rule that names only kinds of boilerplate
    counts the strongest of them for `outside` as well.
    """
    table, kind_table = np.zeros((len(votes) + 1, len(states))), np.zeros((len(votes) + 1, len(kinds)))
    homes = {label: [i for i, s in enumerate(rules.grammar.state) if label in (s.name, s.label)] for label in LABELS}
    homes |= {name: [i] for i, name in enumerate(states)}
    homes[HEADLINE] = []
    outside, places = states.index("outside"), {name: [i] for i, name in enumerate(kinds)}
    cells = [(r, i, vote) for r, row in enumerate(votes) for name, vote in row.items() for i in homes[name]]
    cells += [
        (r, outside, max(0.0, *row.values())) for r, row in enumerate(votes) if row and row.keys() <= places.keys()
    ]
    kind_cells = [(r, i, v) for r, row in enumerate(votes) for name, v in row.items() for i in places.get(name, ())]
    for target, given in ((table, cells), (kind_table, kind_cells)):
        rows, columns, numbers = zip(*given, strict=True) if given else ((), (), ())
        np.add.at(target, (np.array(rows, np.int64), np.array(columns, np.int64)), np.array(numbers, np.float64))
    return table, kind_table
