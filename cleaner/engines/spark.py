"""The work of a run on a Spark cluster: the extra `cleaner[spark]`. Only this module knows of Spark.

    read      each block of sources by one task: no page goes through the driver
    shuffle   pages sorted by source and place, in ranges of equal size: one file of a terabyte keeps no core waiting
    take      the same pure task as on one machine, with the same isolation, a range a Spark task
    gather    results come to the driver in page order; the same code as on one machine writes and compares them

What tasks do depends on nothing but their input, and results are sorted by where their pages stand, so the bytes are
those of the local engine, whichever executor did what, and how often. Read pages and results are checkpointed: an
executor that dies costs its unfinished tasks.
"""

import os
import pickle
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve

import cleaner
from cleaner.engines import Sized, local
from cleaner.errors import UsageError
from cleaner.model import Page, Reject
from cleaner.settings import Settings

T = TypeVar("T")
S = TypeVar("S", bound=Sized)
Head = Page | Reject
"""A page without its bytes, or a reject: what the driver needs to know of an item."""

BLOCK_BYTES = 64 << 20
"""Sources that one reading task reads; also pages that one task takes apart, about."""
BLOCK_SOURCES = 2000
BATCH_BYTES = 1 << 20
"""Pages in one Arrow batch."""
ITEMS = "source long, place long, size long, item binary"
RESULTS = "source long, place long, result binary"
NEEDS_SPARK = "--engine spark needs PySpark and Java 17: pip install 'dump-cleaner[spark]'"


@contextmanager
def session(master: str, work: Path) -> Iterator[Any]:
    """A Spark session on a cluster (one made by spark-submit is taken as it is), stopped at the end.

    `work` is where checkpoints go unless `spark.checkpoint.dir` says where: on several machines a folder they share.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError(NEEDS_SPARK) from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    package = str(Path(cleaner.__file__).parent.parent)
    builder = SparkSession.builder.appName("cleaner").config("spark.executorEnv.PYTHONPATH", package)
    builder = builder.config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
    if master:
        builder = builder.master(master)
    try:
        spark = builder.getOrCreate()
    except Exception as error:  # Py4J and Java errors have no common base
        raise UsageError(f"Spark did not start on {master or 'its default master'}: {error}"[:500]) from error
    checkpoints = tempfile.mkdtemp(prefix="spark-", dir=work)
    try:
        if not spark.conf.get("spark.checkpoint.dir", ""):
            spark.sparkContext.setCheckpointDir(checkpoints)
        yield spark
    finally:
        spark.stop()
        shutil.rmtree(checkpoints, ignore_errors=True)


# ---------------------------------------------------------------- the two jobs


def clean_sources(
    spark: Any,
    task: Callable[[Page], T],
    sources: Sequence[S],
    read: Callable[[S], Iterable[Page | Reject]],
    settings: Settings,
) -> Iterator[tuple[Head, T | Reject]]:
    """Every page (without its bytes, `raw` is a hash of them) and what `task` makes of it, in page order."""
    items = read_sources(spark, sources, read).checkpoint(True)
    return taken_apart(spark, task, items, settings)


def run(spark: Any, task: Callable[[Page], T], pages: Iterable[Page], settings: Settings) -> Iterator[T | Reject]:
    """What `task` makes of each page, in their order; the pages come from here, in rounds of half a gigabyte."""
    for part in rounds(pages, BLOCK_BYTES * 8):
        rows = [(0, place, len(page.raw), bytearray(pickle.dumps(page))) for place, page in enumerate(part)]
        items = spark.createDataFrame(rows, ITEMS)
        for _, result in taken_apart(spark, task, items, settings):
            yield result


def rounds(pages: Iterable[Page], size: int) -> Iterator[list[Page]]:
    """Pages in lists of about `size` bytes."""
    part: list[Page] = []
    have = 0
    for page in pages:
        part.append(page)
        have += len(page.raw)
        if have >= size:
            yield part
            part, have = [], 0
    if part:
        yield part


# ---------------------------------------------------------------- stages


def read_sources(spark: Any, sources: Sequence[S], read: Callable[[S], Iterable[Page | Reject]]) -> Any:
    """A table of all items, read by the executors."""
    blocks = blocks_of(sources)
    shared = spark.sparkContext.broadcast((blocks, read))

    def read_blocks(batches: Iterator[Any]) -> Iterator[Any]:
        known, reader = shared.value
        rows = (
            (number, place, len(item.raw) if isinstance(item, Page) else 0, pickle.dumps(item))
            for batch in batches
            for block in batch.column(0).to_pylist()
            for number, source in known[block]
            for place, item in enumerate(reader(source))
        )
        yield from arrow_batches(rows, ("source", "place", "size", "item"))

    return spark.range(0, len(blocks), 1, numPartitions=max(1, len(blocks))).mapInArrow(read_blocks, ITEMS)


def blocks_of(sources: Sequence[S]) -> list[list[tuple[int, S]]]:
    """Sources with their numbers, in blocks of about BLOCK_BYTES."""
    blocks: list[list[tuple[int, S]]] = [[]]
    size = 0
    for number, source in enumerate(sources):
        if size >= BLOCK_BYTES or len(blocks[-1]) >= BLOCK_SOURCES:
            blocks.append([])
            size = 0
        blocks[-1].append((number, source))
        size += max(0, source.size)
    return [block for block in blocks if block]


def taken_apart(
    spark: Any, task: Callable[[Page], T], items: Any, settings: Settings
) -> Iterator[tuple[Head, T | Reject]]:
    """The items in order, each with what the task makes of it."""
    from pyspark.sql.functions import coalesce, lit
    from pyspark.sql.functions import sum as total

    shared = spark.sparkContext.broadcast(task)

    def take(batches: Iterator[Any]) -> Iterator[Any]:
        places: deque[tuple[int, int, Head]] = deque()
        items, isolation, limits = unpacked(batches, places), settings.isolation, settings.limits
        results = local.run(shared.value, items, jobs=1, isolation=isolation, limits=limits)
        rows = ((*places[0][:2], pickle.dumps((places.popleft()[2], result))) for result in results)
        yield from arrow_batches(rows, ("source", "place", "result"))

    size = items.agg(coalesce(total("size"), lit(0))).first()[0]
    ranges = max(4 * spark.sparkContext.defaultParallelism, -(-size // BLOCK_BYTES))
    ordered = items.repartitionByRange(ranges, "source", "place").sortWithinPartitions("source", "place")
    done = ordered.mapInArrow(take, RESULTS).checkpoint(True)  # all at once, and once; the driver only reads files
    for row in done.toLocalIterator(prefetchPartitions=True):
        yield pickle.loads(row.result)


def unpacked(batches: Iterable[Any], places: "deque[tuple[int, int, Head]]") -> Iterator[Page | Reject]:
    """The items of Arrow batches; where each stands is noted in `places`."""
    for batch in batches:
        for source, place, raw in zip(batch.column(0), batch.column(1), batch.column(3), strict=True):
            item = pickle.loads(raw.as_py())
            places.append((source.as_py(), place.as_py(), head(item)))
            yield item


def head(item: Page | Reject) -> Head:
    """An item without its bulk: of a page's bytes only a hash."""
    from hashlib import blake2b

    return evolve(item, raw=blake2b(item.raw, digest_size=16).digest()) if isinstance(item, Page) else item


def arrow_batches(rows: Iterable[tuple[Any, ...]], names: tuple[str, ...]) -> Iterator[Any]:
    """Rows, the last column bytes, as Arrow batches of about BATCH_BYTES."""
    import pyarrow as pa

    types = [pa.int64()] * (len(names) - 1) + [pa.binary()]
    part: list[tuple[Any, ...]] = []
    have = 0

    def batch() -> Any:
        columns = zip(*part, strict=True)
        arrays = [pa.array(list(column), kind) for column, kind in zip(columns, types, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=list(names))

    for row in rows:
        part.append(row)
        have += len(row[-1])
        if have >= BATCH_BYTES:
            yield batch()
            part, have = [], 0
    if part:
        yield batch()
