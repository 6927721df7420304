"""The rules of a kind of page, compiled: each becomes rows of one table of votes, and a column of row numbers."""

from functools import lru_cache
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.model import BOILERPLATE_LABELS, LABELS, Block
from cleaner.patterns import MAX_MATCHED, Tests
from cleaner.rulebook import PAGE_PASS, Entry, Pack, Phrase, Rule, Rules, Scale, Select, Words
from cleaner.selectors import found as elements_found
from cleaner.selectors import parse

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]
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
    names: tuple[str, ...]
    """The rule id of each row."""
    words: dict[tuple[str, int, str], int]
    """Row of a word of markup, by (of, at, word)."""
    tests: Tests
    tested: tuple[Rule | Phrase, ...]
    sorts: dict[str, tuple[str, ...]]
    """The sorts of phrases that a rule asks for, by rule id."""

    @property
    def none(self) -> int:
        """The row without votes."""
        return len(self.votes) - 1


@lru_cache(maxsize=16)
def plan_for(rules: Rules, kind: str, host: str) -> Plan:
    """The compiled rules that hold for pages of a kind from a host."""
    packs = rules.packs_for(kind, host)
    grammar = rules.grammar
    states, kinds = grammar.names, BOILERPLATE_LABELS
    columns: list[Column] = []
    votes: list[dict[str, float]] = []
    words: dict[tuple[str, int, str], int] = {}
    names: list[str] = []
    for entry in _entries(packs):
        first = len(votes)
        if isinstance(entry, Rule | Select):
            votes.append(entry.votes)
        elif isinstance(entry, Scale):
            votes.extend({name: row[b] for name, row in entry.votes.items()} for b in range(entry.bins))
        else:
            words |= {(entry.of, entry.at, word): first + i for i, word in enumerate(entry.votes)}
            votes.extend(entry.votes.values())
        columns.append(Column(entry, first, len(votes) - first))
        names.extend([entry.id] * (len(votes) - first))
    tested = tuple(r for pack in packs for r in pack.rule if r.match) + rules.phrases()
    table, kind_table = _tables(votes, rules, states, kinds)
    return Plan(
        states=states,
        kinds=kinds,
        columns=tuple(column for column in columns if not is_late(column.entry)),
        late=tuple(column for column in columns if is_late(column.entry)),
        votes=table,
        kind_votes=kind_table,
        names=tuple(names),
        words=words,
        tests=Tests([entry.match for entry in tested]),
        tested=tested,
        sorts={column.entry.id: column.entry.phrase for column in columns if isinstance(column.entry, Rule)},
    )


def _entries(packs: tuple[Pack, ...]) -> list[Entry]:
    entries: list[Entry] = []
    for pack in packs:
        entries += [*pack.rule, *pack.scale, *pack.words, *pack.select]
    return entries


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
    outside = states.index("outside")
    for r, row in enumerate(votes):
        for name, vote in row.items():
            table[r, homes[name]] += vote
            if name in kinds:
                kind_table[r, kinds.index(name)] += vote
        if row and all(name in kinds for name in row):
            table[r, outside] += max(0.0, *row.values())
    return table, kind_table


@frozen(eq=False)
class Fired:
    """Which rows vote on which block: a matrix of blocks by columns, and pairs for the words of the markup."""

    rows: Rows
    pair_block: Rows
    pair_row: Rows
    found: tuple[tuple[int, ...], ...]
    """For each block the tests (by number) that its text passes."""


def test_texts(plan: Plan, blocks: tuple[Block, ...]) -> tuple[tuple[int, ...], ...]:
    """The pattern rules and phrases that each block's core matches; equal lines are matched once."""
    known: dict[str, tuple[int, ...]] = {}
    out: list[tuple[int, ...]] = []
    for block in blocks:
        text = block.text
        if len(text) > MAX_MATCHED:
            out.append(())
            continue
        found = known.get(text)
        if found is None:
            found = known[text] = plan.tests.found(text)
        out.append(found)
    return tuple(out)


def fire(
    plan: Plan, blocks: tuple[Block, ...], measures: Measures, found: tuple[tuple[int, ...], ...], late: bool = False
) -> Fired:
    """The rows that vote on each block of a page, those of the page pass or the others."""
    n, columns = len(blocks), plan.late if late else plan.columns
    holds = _text_columns(plan, found, n)
    rows = np.full((n, len(columns)), plan.none, dtype=np.int32)
    pairs: list[tuple[int, int]] = []
    for c, column in enumerate(columns):
        entry = column.entry
        if isinstance(entry, Scale):
            bins = _bins(entry, measures)
            rows[:, c] = np.where(bins >= 0, column.first + bins, plan.none)
        elif isinstance(entry, Rule):
            true = _holds(entry, plan, blocks, measures, holds)
            rows[:, c] = _shifted(np.where(true, column.first, plan.none), entry.at, plan.none)
        elif isinstance(entry, Select):
            rows[:, c] = np.where(_selected(entry, blocks), column.first, plan.none)
        else:
            pairs += _word_pairs(plan, entry, blocks)
    block, row = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    return Fired(rows, block, row, found)


def _bins(scale: Scale, measures: Measures) -> NDArray[np.int64]:
    """The bin of each block, -1 where the block that is asked for lies beyond the ends of the page."""
    bins = _shifted(np.searchsorted(np.array(scale.bounds), measures[scale.measure], side="right"), scale.at, -1)
    if scale.by:
        by = np.searchsorted(np.array(scale.by_bounds), measures[scale.by], side="right")
        by = _shifted(by, scale.by_at, -1)
        bins = np.where((bins >= 0) & (by >= 0), bins + by * (len(scale.bounds) + 1), -1)
    return bins


def _shifted(rows: NDArray[Any], at: int, none: int) -> NDArray[Any]:
    """Row i takes what stands `at` blocks further; nothing votes from beyond the ends of the page."""
    if not at:
        return rows
    out = np.full_like(rows, none)
    if abs(at) < len(rows):
        if at > 0:
            out[:-at] = rows[at:]
        else:
            out[-at:] = rows[:at]
    return out


def _text_columns(plan: Plan, found: tuple[tuple[int, ...], ...], n: int) -> dict[str, NDArray[np.bool_]]:
    """For each rule with patterns ("rule:<id>") and each sort of phrase ("sort:<name>") the blocks that match."""
    hits: dict[str, list[int]] = {}
    keys = [f"sort:{entry.sort}" if isinstance(entry, Phrase) else f"rule:{entry.id}" for entry in plan.tested]
    for i, numbers in enumerate(found):
        for number in numbers:
            hits.setdefault(keys[number], []).append(i)
    out = {}
    for key, where in hits.items():
        out[key] = np.zeros(n, dtype=bool)
        out[key][where] = True
    return out


def _holds(
    rule: Rule,
    plan: Plan,
    blocks: tuple[Block, ...],
    measures: Measures,
    holds: dict[str, NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """Where all predicates of a rule hold."""
    none = np.zeros(len(blocks), dtype=bool)
    true = ~none
    if rule.match:
        true = true & holds.get(f"rule:{rule.id}", none)
    if rule.phrase:
        true = true & np.logical_or.reduce([holds.get(f"sort:{sort}", none) for sort in rule.phrase])
    for name, (low, high) in rule.where.items():
        true = true & (measures[name] >= low) & (measures[name] <= high)
    if rule.tag or rule.class_:
        tags, classes = set(rule.tag), set(rule.class_)
        marked = [
            m is not None and (not tags or m.tag in tags) and (not classes or not classes.isdisjoint(m.classes))
            for m in (block.markup for block in blocks)
        ]
        true = true & np.array(marked, dtype=bool)
    return true


def _selected(entry: Select, blocks: tuple[Block, ...]) -> NDArray[np.bool_]:
    """The blocks of an HTML page that stand in an element which a site's selector finds."""
    markup = next((block.markup for block in blocks if block.markup is not None), None)
    marked = np.zeros(len(blocks), dtype=bool)
    if markup is not None:
        elements = elements_found(parse(entry.css), markup.tree)
        marked[:] = [b.markup is not None and not elements.isdisjoint(b.markup.above) for b in blocks]
    return marked


def _word_pairs(plan: Plan, entry: Words, blocks: tuple[Block, ...]) -> list[tuple[int, int]]:
    pairs = []
    for i in range(len(blocks)):
        j = i + entry.at
        markup = blocks[j].markup if 0 <= j < len(blocks) else None
        if markup is None:
            continue
        said = (markup.tag,) if entry.of == "tag" else getattr(markup, entry.of)
        known = {plan.words.get((entry.of, entry.at, word)) for word in said}
        pairs += [(i, row) for row in sorted(row for row in known if row is not None)]
    return pairs


def add_up(fired: Fired, votes: Floats) -> Floats:
    """The sum of the votes on each block."""
    total = np.zeros((len(fired.rows), votes.shape[1]))
    for c in range(fired.rows.shape[1]):
        total += votes[fired.rows[:, c]]
    np.add.at(total, fired.pair_block, votes[fired.pair_row])
    return total
