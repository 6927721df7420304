"""The steps of finding repeats as pure functions of Arrow tables, for a cluster that brings together what meets.

Each function is given all rows of the keys that it groups by, and decides by the very functions of one machine
(cleaner/dedup): what meets, what is worth comparing, who is kept. Rows are records, named by their numbers.
"""

import pickle
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from cleaner.dedup import exact
from cleaner.dedup.candidates import Pairs, meetings, run_starts
from cleaner.dedup.contained import LIKELY, estimate, may_hold, meet, meeting_key, rows_of_meetings
from cleaner.dedup.match import WORTH, Search, judge
from cleaner.dedup.minhash import BANDS, PERMUTATIONS, likeness
from cleaner.dedup.prints import EMPTY, Fingerprints, fingerprint
from cleaner.dedup.words import I64, U8, U64


@frozen
class Held:
    """Some texts of a run, by record number."""

    numbers: I64
    """Ascending."""
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.texts)

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some records, in the order asked for."""
        return [self.texts[place] for place in np.searchsorted(self.numbers, numbers).tolist()]


def longs(table: pa.Table, name: str) -> I64:
    """A column of integers."""
    return np.asarray(table.column(name).to_numpy(), np.int64)


def signatures(table: pa.Table, name: str) -> U8:
    """A column of signatures: [row, permutation]."""
    return np.frombuffer(b"".join(table.column(name).to_pylist()), np.uint8).reshape(-1, PERMUTATIONS)


def prints_of(table: pa.Table, longest: int) -> pa.Table:
    """number, text -> number, exact, size, bands, low, phrases: the fingerprint of each record, its parts as bytes."""
    found = fingerprint(table.column("text").to_pylist(), longest=longest)
    rows = iter(zip(found.bands, found.low, phrases_by_row(found), strict=True))
    packed = [next(rows) if size else (b"", b"", b"") for size in found.sizes.tolist()]
    columns = [pa.array([bytes(row[part]) for row in packed], pa.binary()) for part in range(3)]
    sizes = pa.array(found.sizes.astype(np.int64))
    keys = pa.array(found.exact.view(np.int64))
    names = ["number", "exact", "size", "bands", "low", "phrases"]
    return pa.table([table.column("number"), keys, sizes, *columns], names=names)


def phrases_by_row(prints: Fingerprints) -> list[bytes]:
    """The sampled phrases of each row as bytes."""
    found: list[bytes] = []
    for part in prints.phrases:
        order = np.argsort(part.owners, kind="stable")
        edges = np.searchsorted(part.owners[order], np.arange(part.rows + 1)).tolist()
        values = part.values[order]
        found += [values[low:high].tobytes() for low, high in pairwise(edges)]
    return found


def equal_texts(table: pa.Table) -> pa.Table:
    """exact, number, rank, text, by exact -> number, best: records that really say what a better one says."""
    numbers, keys = longs(table, "number"), longs(table, "exact").view(np.uint64)
    best, _ = exact.exact_groups(keys, longs(table, "rank"))
    best = exact.verified(best, Held(np.arange(len(numbers)), table.column("text").to_pylist()))
    others = np.flatnonzero(best != np.arange(len(best)))
    return pa.table({"number": numbers[others], "best": numbers[best[others]]})


# ---------------------------------------------------------------- near


def band_rows(table: pa.Table) -> pa.Table:
    """number, bands -> band, key, number: a row for each band of each record."""
    numbers = longs(table, "number")
    keys = np.frombuffer(b"".join(table.column("bands").to_pylist()), np.uint32)
    bands = np.tile(np.arange(BANDS), len(numbers))
    return pa.table({"band": bands, "key": keys.astype(np.int64), "number": np.repeat(numbers, BANDS)})


def band_meetings(table: pa.Table) -> pa.Table:
    """band, key, number, by band and key, numbers ascending -> a, b: records that meet; pairs may come twice."""
    numbers = longs(table, "number")
    keys = (longs(table, "band") << 32 | longs(table, "key")).view(np.uint64)
    starts = run_starts(keys)
    sizes = np.diff(np.append(starts, len(keys)))
    a, b = meetings(np.arange(len(keys)), starts[sizes > 1], sizes[sizes > 1])
    return pa.table({"a": numbers[a], "b": numbers[b]})


def likely_pairs(table: pa.Table) -> pa.Table:
    """a, b, low_a, low_b -> a, b: the pairs whose estimate makes them worth comparing."""
    rows = np.arange(len(table))
    low = np.concatenate([signatures(table, "low_a"), signatures(table, "low_b")])
    return table.select(["a", "b"]).filter(pa.array(likeness(low, rows, rows + len(rows)) >= WORTH))


def large_star(table: pa.Table) -> pa.Table:
    """node, other, by node (each edge both ways) -> a, b: every larger neighbour is tied to the smallest one."""
    node, other = longs(table, "node"), longs(table, "other")
    least = smallest(node, other)
    larger = other > node
    return pa.table({"a": other[larger], "b": least[larger]})


def small_star(table: pa.Table) -> pa.Table:
    """node, other, by node (other < node) -> a, b: the node and its neighbours are tied to the smallest one."""
    node, other = longs(table, "node"), longs(table, "other")
    least = smallest(node, other)
    a, b = np.concatenate([other, node]), np.concatenate([least, least])
    return pa.table({"a": a[a != b], "b": b[a != b]})


def smallest(node: I64, other: I64) -> I64:
    """For each row the smallest of its node and that node's others."""
    if not len(node):
        return node
    starts = run_starts(node)
    sizes = np.diff(np.append(starts, len(node)))
    return np.asarray(np.minimum(np.repeat(np.minimum.reduceat(other, starts), sizes), node))


def settled(table: pa.Table) -> pa.Table:
    """label, number, rank, low, text, others, by label -> found: who is kept within each component.

    `others` are the likely partners of a record with larger numbers. The answer is one value for all components at
    hand, pickled: dropped records, the record kept for each, scores, links, limits hit.
    """
    table = table.take(pa.array(np.argsort(longs(table, "number"))))
    numbers, others = longs(table, "number"), table.column("others").to_pylist()
    a = np.repeat(np.arange(len(numbers)), [len(some or ()) for some in others])
    b = np.searchsorted(numbers, np.array([other for some in others for other in sorted(some or ())], np.int64))
    prints = Fingerprints(EMPTY.exact, EMPTY.sizes, EMPTY.bands, signatures(table, "low"), ())
    search = Search(prints, Held(numbers, table.column("text").to_pylist()), numbers, longs(table, "rank"))
    search.settle(search.dense(Pairs(a, b)))
    gone = np.flatnonzero(search.kept_for != np.arange(len(numbers)))
    kept = numbers[search.kept_for[gone]]
    found = (numbers[gone].tolist(), kept.tolist(), search.score[gone].tolist(), search.links, search.limits_hit)
    return pa.table({"found": pa.array([pickle.dumps(found)], pa.binary())})


# ---------------------------------------------------------------- contained


def phrase_rows(table: pa.Table, edges: U64) -> pa.Table:
    """number, size, phrases -> part, value, number, size: a row for each sampled phrase; parts are ranges of values."""
    packed = table.column("phrases").to_pylist()
    values = np.frombuffer(b"".join(packed), np.uint32).astype(np.int64)
    counts = [len(one) // 4 for one in packed]
    parts = np.searchsorted(edges, values.view(np.uint64), "right") - 1
    numbers, sizes = (np.repeat(longs(table, name), counts) for name in ("number", "size"))
    return pa.table({"part": parts, "value": values, "number": numbers, "size": sizes})


def phrase_meetings(table: pa.Table, most: int) -> pa.Table:
    """part, value, number, size, by part, values and numbers ascending -> what meets, `most` a part.

    The rows: part, a, b, df, star, weight. A row without b is the weight of a record's phrases in the part; one without
    a is how many meetings were left out (df).
    """
    edges = [*run_starts(longs(table, "part")).tolist(), len(table)]
    found = [_phrase_meetings(table.slice(low, high - low), most) for low, high in pairwise(edges)]
    return pa.concat_tables(found)


def _phrase_meetings(table: pa.Table, most: int) -> pa.Table:
    numbers, owners = np.unique(longs(table, "number"), return_inverse=True)
    lengths = np.zeros(len(numbers), np.uint32)
    lengths[owners] = longs(table, "size")
    values = longs(table, "value")
    starts = run_starts(values)
    met = meet(owners.astype(np.uint32), starts, np.diff(np.append(starts, len(values))), lengths, most)
    part = table.column("part")[0].as_py()
    none = np.full(len(numbers), -1)
    tables = [_meeting_rows(part, numbers, none, none, none, met.weights)]
    for star, keys in enumerate((met.keys, met.stars)):
        a, b = rows_of_meetings(keys)
        df = (keys & np.uint64(255)).astype(np.int64)
        tables.append(_meeting_rows(part, numbers[a], numbers[b], df, np.full(len(keys), star), np.zeros(len(keys))))
    left = np.array([met.skipped])
    return pa.concat_tables([*tables, _meeting_rows(part, left * 0 - 1, left * 0 - 1, left, left * 0, left * 0.0)])


def _meeting_rows(part: int, a: I64, b: I64, df: I64, star: I64, weight: Any) -> pa.Table:
    return pa.table({"part": np.full(len(a), part), "a": a, "b": b, "df": df, "star": star, "weight": weight})


def rare_pairs(table: pa.Table) -> pa.Table:
    """a, b, met, and low, size, total of each -> a, b, share: the pairs worth comparing for the phrases they share.

    `met` is a list of (df, star), one for each shared phrase; `total` what the phrases of a record weigh.
    """
    a, b, met = longs(table, "a"), longs(table, "b"), table.column("met").to_pylist()
    numbers, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    low = np.zeros((len(numbers), PERMUTATIONS), np.uint8)
    lengths, total = np.zeros(len(numbers), np.uint32), np.zeros(len(numbers))
    for side, rows in (("a", places[: len(a)]), ("b", places[len(a) :])):
        low[rows], lengths[rows] = signatures(table, f"low_{side}"), longs(table, f"size_{side}")
        total[rows] = table.column(f"total_{side}").to_numpy()
    counts = [len(one) for one in met]
    df = np.array([one["df"] for some in met for one in some], np.int64)
    star = np.array([one["star"] for some in met for one in some], bool)
    first, second = (np.repeat(side.astype(np.uint32), counts) for side in (places[: len(a)], places[len(a) :]))
    keys = meeting_key(first, second, df)
    stars = keys[star]
    keys = np.concatenate([keys[~star], stars[may_hold(stars, lengths, np.arange(len(numbers)), low)]])
    keys.sort()
    shared = estimate(keys, total, lengths, 0)
    pairs = shared.pairs
    worth = (shared.share >= LIKELY) | (likeness(low, pairs.a, pairs.b) >= WORTH)
    return pa.table({"a": numbers[pairs.a[worth]], "b": numbers[pairs.b[worth]], "share": shared.share[worth]})


def judged(table: pa.Table) -> pa.Table:
    """a, b, share, text_a, text_b -> found: the pairs compared (tuples of `match.Judged`), pickled."""
    a, b = longs(table, "a"), longs(table, "b")
    numbers, first = np.unique(np.concatenate([a, b]), return_index=True)
    said = [*table.column("text_a").to_pylist(), *table.column("text_b").to_pylist()]
    texts = Held(numbers, [said[place] for place in first.tolist()])
    order = np.lexsort((b, a))
    share = np.asarray(table.column("share").to_numpy())[order]
    found = judge(Pairs(a[order], b[order]), share, texts)
    return pa.table({"found": pa.array([pickle.dumps(found)], pa.binary())})
