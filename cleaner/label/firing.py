"""Which compiled rules vote on which block of a page, and what the votes add up to."""

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.label.plan import Floats, Measures, Plan
from cleaner.model import Block
from cleaner.patterns import MAX_MATCHED
from cleaner.rulebook import Phrase, Rule, Scale, Select, Words
from cleaner.selectors import found as elements_found
from cleaner.selectors import parse

Rows = NDArray[np.int32]

CHUNK = 512
"""Blocks whose votes are gathered at once; more of them would leave the processor's cache."""


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
