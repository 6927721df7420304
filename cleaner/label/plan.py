"""The rules of a kind of page, compiled: each becomes rows of one table of votes, and a column of row numbers."""

from functools import lru_cache
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.model import BOILERPLATE_LABELS, LABELS, Block
from cleaner.patterns import MAX_MATCHED, Tests
from cleaner.rulebook import HEADLINE, PAGE_PASS, Entry, Pack, Phrase, Rule, Rules, Scale, Select, Words
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


@frozen(eq=False)
class Fired:
    """Which rows vote on which block: a matrix of blocks by columns, and pairs for the words of the markup."""

    rows: Rows
    pair_block: Rows
    pair_row: Rows
    found: tuple[tuple[int, ...], ...]
    """For each block the tests (by number) that its text passes."""

    def part(self, where: NDArray[np.int64]) -> "Fired":
        """What fires on some of the blocks."""
        place = np.full(len(self.rows), -1, dtype=np.int32)
        place[where] = np.arange(len(where))
        keep = place[self.pair_block] >= 0
        return Fired(self.rows[where], place[self.pair_block[keep]], self.pair_row[keep], ())


def test_texts(plan: Plan, blocks: tuple[Block, ...]) -> tuple[tuple[int, ...], ...]:
    """The pattern rules and phrases that each block's core matches; equal lines are matched once."""
    known: dict[str, tuple[int, ...]] = {}
    out: list[tuple[int, ...]] = []
    for block in blocks:
        text = block.text
        found = known.get(text)
        if found is None:
            tests = plan.tests if len(text) <= MAX_MATCHED else plan.long_tests
            found = known[text] = tests.found(text)
        out.append(found)
    return tuple(out)


def fire(
    plan: Plan, blocks: tuple[Block, ...], measures: Measures, found: tuple[tuple[int, ...], ...], late: bool = False
) -> Fired:
    """The rows that vote on each block of a page, those of the page pass or the others."""
    n, columns = len(blocks), plan.late if late else plan.columns
    holds = _text_columns(plan, found, n)
    scales = [column for column in columns if isinstance(column.entry, Scale)]
    rows = np.full((n, len(scales)), plan.none, dtype=np.int32)
    pairs: list[tuple[Any, Any]] = []
    binned: dict[object, NDArray[np.int64]] = {}
    for c, column in enumerate(scales):
        bins = _bins(column.entry, measures, binned)  # type: ignore[arg-type]
        rows[:, c] = np.where(bins >= 0, column.first + bins, plan.none)
    for column in columns:
        entry = column.entry
        if isinstance(entry, Rule):
            where = _where(entry, plan, blocks, measures, holds) - entry.at
            where = where[(where >= 0) & (where < n)]
            pairs.append((where, np.full(len(where), column.first)))
        elif isinstance(entry, Select):
            chosen = np.flatnonzero(_selected(entry, blocks))
            pairs.append((chosen, np.full(len(chosen), column.first)))
        elif isinstance(entry, Words):
            pairs.append(_word_pairs(plan, entry, blocks))
    empty = np.zeros(0, dtype=np.int32)
    block = np.concatenate([empty, *(pair[0] for pair in pairs)]).astype(np.int32)
    row = np.concatenate([empty, *(pair[1] for pair in pairs)]).astype(np.int32)
    return Fired(rows, block, row, found)


def _bins(scale: Scale, measures: Measures, binned: dict[object, NDArray[np.int64]]) -> NDArray[np.int64]:
    """The bin of each block, -1 where the block that is asked for lies beyond the ends of the page.

    `binned` keeps what several scales share.
    """

    def cut(measure: str, bounds: tuple[float, ...]) -> NDArray[np.int64]:
        if (measure, bounds) not in binned:
            binned[measure, bounds] = np.searchsorted(
                np.array(bounds, dtype=np.float32), measures[measure], side="right"
            )
        return binned[measure, bounds]

    bins = _shifted(cut(scale.measure, scale.bounds), scale.at, -1)
    if scale.by:
        by = _shifted(cut(scale.by, scale.by_bounds), scale.by_at, -1)
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


def _where(
    rule: Rule,
    plan: Plan,
    blocks: tuple[Block, ...],
    measures: Measures,
    holds: dict[str, NDArray[np.bool_]],
) -> NDArray[np.int64]:
    """The blocks on which all predicates of a rule hold."""
    asked = [holds.get(f"rule:{rule.id}")] if rule.match else []
    if rule.phrase:
        said = [holds[f"sort:{sort}"] for sort in rule.phrase if f"sort:{sort}" in holds]
        asked.append(np.logical_or.reduce(said) if said else None)
    if any(one is None for one in asked):
        return np.zeros(0, dtype=np.int64)
    true = np.ones(len(blocks), dtype=bool)
    for one in asked:
        true &= one
    for name, (low, high) in rule.where.items():
        true &= (measures[name] >= low) & (measures[name] <= high)
    if rule.tag or rule.class_:
        tags, classes = set(rule.tag), set(rule.class_)
        true &= np.array(
            [
                m is not None and (not tags or m.tag in tags) and (not classes or not classes.isdisjoint(m.classes))
                for m in (block.markup for block in blocks)
            ],
            dtype=bool,
        )
    return np.flatnonzero(true)


def _selected(entry: Select, blocks: tuple[Block, ...]) -> NDArray[np.bool_]:
    """The blocks of an HTML page that stand in an element which a site's selector finds."""
    markup = next((block.markup for block in blocks if block.markup is not None), None)
    marked = np.zeros(len(blocks), dtype=bool)
    if markup is not None:
        elements = elements_found(parse(entry.css), markup.tree)
        marked[:] = [b.markup is not None and not elements.isdisjoint(b.markup.above) for b in blocks]
    return marked


def _word_pairs(plan: Plan, entry: Words, blocks: tuple[Block, ...]) -> tuple[list[int], list[int]]:
    where, rows = [], []
    for i in range(len(blocks)):
        j = i + entry.at
        markup = blocks[j].markup if 0 <= j < len(blocks) else None
        if markup is None:
            continue
        said = (markup.tag,) if entry.of == "tag" else getattr(markup, entry.of)
        known = {plan.words.get((entry.of, entry.at, word)) for word in said}
        for row in sorted(row for row in known if row is not None):
            where.append(i)
            rows.append(row)
    return where, rows


CHUNK = 512
"""Blocks whose votes are gathered at once; more of them would leave the processor's cache."""


def add_up(fired: Fired, votes: Floats) -> Floats:
    """The sum of the votes on each block."""
    total = np.zeros((len(fired.rows), votes.shape[1]))
    for low in range(0, len(total), CHUNK):
        total[low : low + CHUNK] = votes[fired.rows[low : low + CHUNK]].sum(axis=1)
    np.add.at(total, fired.pair_block, votes[fired.pair_row])
    return total


def strongest(
    fired: Fired, votes: Floats, won: NDArray[np.int64], rival: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """The row that did most on each block for the column that won (against a rival, if one is given)."""
    n, width = len(won), votes.shape[1]
    rows = np.full(n, len(votes) - 1, dtype=np.int64)
    best = np.zeros(n)
    flat = votes.ravel()
    for low in range(0, n if fired.rows.shape[1] else 0, CHUNK):
        own = slice(low, low + CHUNK)
        at = fired.rows[own].astype(np.int64) * width
        gain = flat.take(at + won[own, None])
        if rival is not None:
            gain -= flat.take(at + rival[own, None])
        column = gain.argmax(axis=1)
        order = np.arange(len(column))
        best[own] = gain[order, column]
        rows[own] = np.where(best[own] > 0, fired.rows[own][order, column], rows[own])
    for i, row in zip(fired.pair_block.tolist(), fired.pair_row.tolist(), strict=True):
        more = votes[row, won[i]] - (votes[row, rival[i]] if rival is not None else 0.0)
        if more > best[i]:
            best[i], rows[i] = more, row
    return rows
