"""Repeats found on a Spark cluster: `dedup.match.find_matches`, its pairs found and judged by the executors.

    fingerprint   each record where it lies
    exact         by key of the words
    near          by band and key, numbers in order: pairs; components by large-star and small-star; who is kept,
                  one component (or several) a task, by the function of one machine
    contained     sampled phrases by ranges of their values, meetings by pair, texts of pairs compared

The driver holds no fingerprint and no text: a rank and a decision for each record, and what is found. Its last step,
joining kept records that turned out to be near, is about few of them.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial, reduce
from typing import Any

import numpy as np

from cleaner.dedup.contained import FEWEST, most_meetings, part_edges, parts_of
from cleaner.dedup.match import Found, Judged, Search
from cleaner.dedup.prints import EMPTY
from cleaner.dedup.words import I64
from cleaner.engines import grouped
from cleaner.limits import DEFAULTS, Limits
from cleaner.model import Texts

ROUND = 64 << 20
"""Characters of text that the driver sends at a time."""
ROWS = 200_000
"""Rows of a grouped step in one partition, about."""
PRINTS = "number long, exact long, size long, bands binary, low binary, phrases binary"
PAIRS = "a long, b long"
MEETINGS = "part long, a long, b long, df long, star long, weight double"


def find_matches(
    spark: Any, texts: Texts, priority: I64, gone: Set[int] = frozenset(), limits: Limits = DEFAULTS
) -> Found:
    """As `dedup.match.find_matches`, without fingerprints: the executors make them."""
    return _Search(spark, texts, np.asarray(priority, np.int64), gone, limits).find()


def whole(function: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """A function of tables as mapInArrow wants it: it is given each partition as one table."""

    def mapped(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        if parts := [batch for batch in batches if batch.num_rows]:
            yield from function(pa.Table.from_batches(parts)).to_batches()

    return mapped


def each(function: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """The same for a function that needs no more than one batch."""

    def mapped(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            if batch.num_rows:
                yield from function(pa.Table.from_batches([batch])).to_batches()

    return mapped


class _Search:
    """One search on a cluster."""

    def __init__(self, spark: Any, texts: Texts, ranks: I64, gone: Set[int], limits: Limits) -> None:
        self.spark, self.texts, self.ranks, self.gone, self.limits = spark, texts, ranks, gone, limits
        self.partitions = max(spark.sparkContext.defaultParallelism, -(-len(ranks) // ROWS))
        spark.conf.set("spark.sql.shuffle.partitions", str(self.partitions))

    def find(self) -> Found:
        """All verified repeats."""
        self.records = self.sent().checkpoint()
        said = self.records.select("number", "text")
        prints_of = partial(grouped.prints_of, longest=self.limits.record_characters)
        self.prints = said.mapInArrow(each(prints_of), PRINTS).checkpoint()
        best = self.exact()
        others = np.flatnonzero(best != np.arange(len(best)))
        self.rows = self.without(self.prints.filter("size > 0"), [*others.tolist(), *self.gone]).checkpoint()
        wordless = [row.number for row in self.prints.filter("size = 0").select("number").collect()]
        records = np.setdiff1d(np.arange(len(self.ranks)), wordless)
        search = Search(EMPTY, self.texts, records, self.ranks[records])
        dropped = self.near(search)
        search.join(self.contained(search, self.without(self.rows, dropped).checkpoint()))
        return search.found(best)

    # ------------------------------------------------------------ tables

    def sent(self) -> Any:
        """The records: number, rank, text."""
        import pyarrow as pa

        parts = []
        for numbers in self.rounds():
            columns = [pa.array(numbers), pa.array(self.ranks[numbers]), pa.array(self.texts.read(numbers.tolist()))]
            table = self.spark.createDataFrame(pa.table(columns, names=["number", "rank", "text"]))
            parts.append(table.repartition(self.spark.sparkContext.defaultParallelism).checkpoint())
        return reduce(lambda one, other: one.union(other), parts)

    def rounds(self) -> Iterator[I64]:
        """The numbers of all records, in parts of about ROUND characters."""
        step = 1000
        waiting: list[I64] = []
        size = 0
        for low in range(0, len(self.ranks), step):
            waiting.append(np.arange(low, min(low + step, len(self.ranks))))
            size += sum(map(len, self.texts.read(waiting[-1].tolist())))
            if size >= ROUND:
                yield np.concatenate(waiting)
                waiting, size = [], 0
        if waiting:
            yield np.concatenate(waiting)

    def without(self, table: Any, numbers: Sequence[int]) -> Any:
        """A table without some records."""
        return table.join(self.table({"number": np.array(numbers, np.int64)}), "number", "left_anti")

    def table(self, columns: dict[str, I64]) -> Any:
        """Columns of integers as a table."""
        import pyarrow as pa

        return self.spark.createDataFrame(pa.table(columns))

    def by(self, table: Any, keys: Sequence[str], function: Callable[[Any], Any], schema: str, *then: str) -> Any:
        """What a function makes of a table, equal keys together and all in order, also of `then`."""
        grown = table.repartition(self.partitions, *keys).sortWithinPartitions(*keys, *then)
        return grown.mapInArrow(whole(function), schema)

    # ------------------------------------------------------------ steps

    def exact(self) -> I64:
        """For each record the best one with its words."""
        there = self.without(self.prints.select("number", "exact"), sorted(self.gone)) if self.gone else self.prints
        common = there.groupBy("exact").count().filter("count > 1").select("exact")
        rows = there.select("number", "exact").join(common, "exact").join(self.records, "number")
        found = self.by(rows, ["exact"], grouped.equal_texts, "number long, best long", "number").collect()
        best = np.arange(len(self.ranks))
        for row in found:
            best[row.number] = row.best
        return best

    def near(self, search: Search) -> list[int]:
        """Settle who is kept among rows that meet in a band; the dropped records."""
        bands = self.rows.select("number", "bands").mapInArrow(
            each(grouped.band_rows), "band long, key long, number long"
        )
        met = self.by(bands, ["band", "key"], grouped.band_meetings, PAIRS, "number").distinct()
        low = self.rows.select("number", "low")
        wide = self.with_ends(met, low).select("a", "b", "low_a", "low_b")
        pairs = wide.mapInArrow(each(grouped.likely_pairs), PAIRS).checkpoint()
        dropped: list[int] = []
        for gone, kept, scores, links, limits in self.answers(self.settle(pairs)):
            rows = np.searchsorted(search.records, gone)
            search.kept_for[rows] = np.searchsorted(search.records, kept)
            search.score[rows] = scores
            search.links += links
            for reason, count in limits.items():
                search.limits_hit[reason] = search.limits_hit.get(reason, 0) + count
            dropped += gone
        return dropped

    def settle(self, pairs: Any) -> Any:
        """Who is kept, component by component."""
        from pyspark.sql.functions import collect_list

        tied = self.components(pairs).withColumnRenamed("a", "number").withColumnRenamed("b", "label")
        labels = tied.union(tied.selectExpr("label AS number", "label").distinct())
        others = pairs.groupBy("a").agg(collect_list("b").alias("others")).withColumnRenamed("a", "number")
        rows = labels.join(self.rows.select("number", "low"), "number").join(self.records, "number")
        rows = rows.join(others, "number", "left")
        return self.by(rows, ["label"], grouped.settled, "found binary", "number")

    def components(self, pairs: Any) -> Any:
        """a, b: each record that a pair connects to smaller ones, and the smallest of them (large-star, small-star)."""
        edges, before = pairs, None
        while True:
            both = edges.selectExpr("a AS node", "b AS other").union(edges.selectExpr("b AS node", "a AS other"))
            large = self.by(both, ["node"], grouped.large_star, PAIRS).distinct()
            down = large.selectExpr("greatest(a, b) AS node", "least(a, b) AS other")
            edges = self.by(down, ["node"], grouped.small_star, PAIRS).distinct().checkpoint()
            state = edges.selectExpr("count(*) AS count", "sum(cast(xxhash64(a, b) AS decimal(38))) AS sum").first()
            if state == before:
                return edges
            before = state

    def contained(self, search: Search, kept: Any) -> list[Judged]:
        """Kept records that share rare phrases, compared."""
        count, phrases = kept.count(), self.prints.selectExpr("sum(length(phrases)) / 4 AS count").first()["count"]
        parts = parts_of(int(phrases or 0))
        sizes = kept.select("number", "size", "phrases")
        rows = sizes.mapInArrow(
            each(partial(grouped.phrase_rows, edges=part_edges(parts))), "part long, value long, number long, size long"
        )
        meetings = partial(grouped.phrase_meetings, most=most_meetings(count, parts, self.limits.candidates))
        met = self.by(rows, ["part"], meetings, MEETINGS, "value", "number").checkpoint()
        skipped = met.filter("a < 0").selectExpr("sum(df) AS count").first()["count"]
        if skipped:
            search.limits_hit["meetings of frequent phrases"] = int(skipped)
        rare = self.rare(met, kept).checkpoint()
        wide = self.with_ends(rare, self.records.select("number", "text"))
        wide = wide.select("a", "b", "share", "text_a", "text_b")
        answers = self.answers(wide.mapInArrow(each(grouped.judged), "found binary"))
        return sorted((one for answer in answers for one in answer), key=lambda one: (one.a, one.b))

    def rare(self, met: Any, kept: Any) -> Any:
        """Pairs worth comparing for the phrases that they share."""
        from pyspark.sql.functions import collect_list, sort_array, struct

        parts = (
            met.filter("a >= 0 AND b < 0")
            .groupBy("a")
            .agg(sort_array(collect_list(struct("part", "weight"))).alias("parts"))
        )
        total = parts.selectExpr("a AS number", "aggregate(parts, 0D, (sum, one) -> sum + one.weight) AS total")
        ends = kept.select("number", "low", "size").join(total, "number")
        pairs = met.filter("b >= 0").groupBy("a", "b").agg(sort_array(collect_list(struct("df", "star"))).alias("met"))
        wide = self.with_ends(pairs.filter(f"size(met) >= {FEWEST}"), ends)
        columns = [f"{name}_{side}" for name in ("low", "size", "total") for side in "ab"]
        return wide.select("a", "b", "met", *columns).mapInArrow(
            each(grouped.rare_pairs), "a long, b long, share double"
        )

    def with_ends(self, pairs: Any, rows: Any) -> Any:
        """Pairs with the columns of both their records, under names that end in _a and _b."""
        for side in "ab":
            names = [name for name in rows.columns if name != "number"]
            renamed = rows.selectExpr(f"number AS {side}", *(f"{name} AS {name}_{side}" for name in names))
            pairs = pairs.join(renamed, side)
        return pairs

    def answers(self, table: Any) -> Iterable[Any]:
        """The pickled answers of a table."""
        return (pickle.loads(row.found) for row in table.checkpoint().toLocalIterator())
