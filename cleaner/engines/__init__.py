"""Where the work runs: in processes of this machine, or on a Spark cluster. Nothing outside this folder knows how."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from attrs import frozen

from cleaner.dedup.match import Found, find_matches
from cleaner.dedup.prints import Fingerprints
from cleaner.dedup.words import I64
from cleaner.engines import local
from cleaner.errors import CleanerError, UsageError
from cleaner.model import Over, Page, Reject, Texts
from cleaner.settings import Settings

T = TypeVar("T")
P = TypeVar("P")
Item = Page | Reject


class Sized(Protocol):
    """A source, as far as an engine looks at it."""

    @property
    def size(self) -> int:
        """Bytes, -1 where unknown."""
        ...


S = TypeVar("S", bound=Sized)
Remaining = Callable[[Iterable[Item]], Iterator[Item | P]]
"""Leaves out the items of a run that need no work, or puts something else in their place."""


class Engine(Protocol):
    """Does the two jobs of a run that take time."""

    def clean(
        self,
        task: Callable[[Page], T],
        sources: Sequence[S],
        read: Callable[[S], Iterator[Item]],
        rest: Remaining[P],
        follow: Callable[[Iterable[S], Callable[[S], Iterator[Item]]], Iterator[Item]],
    ) -> Iterator[T | Reject | P]:
        """What `task` makes of each page of the sources that `rest` leaves, in page order.

        `follow` reads sources in turn and is told of it, where they are read in this process.
        """
        ...

    def run(self, task: Callable[[Page], T], pages: Iterable[Page]) -> Iterator[T | Reject]:
        """What `task` makes of each page, in their order. Small pages may be as much work as large ones."""
        ...

    @property
    def wants_prints(self) -> bool:
        """Whether `matches` needs the fingerprints of all records."""
        ...

    def matches(self, prints: Fingerprints, texts: Texts, priority: I64, gone: Set[int]) -> Found:
        """All verified repeats, as `dedup.match.find_matches`."""
        ...


@frozen
class Local:
    """The worker processes of this machine."""

    settings: Settings
    warm: Mapping[str, Page] = MappingProxyType({})

    def clean(
        self,
        task: Callable[[Page], T],
        sources: Sequence[S],
        read: Callable[[S], Iterator[Item]],
        rest: Remaining[P],
        follow: Callable[[Iterable[S], Callable[[S], Iterator[Item]]], Iterator[Item]],
    ) -> Iterator[T | Reject | P]:
        """As Engine.clean."""
        items = follow(sources, read)
        jobs, isolation = self.settings.jobs, self.settings.isolation
        limits = self.settings.limits
        return local.run(task, rest(items), jobs=jobs, isolation=isolation, limits=limits, warm=self.warm)

    wants_prints = True

    def matches(self, prints: Fingerprints, texts: Texts, priority: I64, gone: Set[int]) -> Found:
        """As Engine.matches."""
        return find_matches(prints, texts, priority, gone, workers(self), self.settings.limits)

    def run(self, task: Callable[[Page], T], pages: Iterable[Page]) -> Iterator[T | Reject]:
        """As Engine.run."""
        jobs, isolation = self.settings.jobs, self.settings.isolation
        return local.run(task, pages, jobs=jobs, isolation=isolation, limits=self.settings.limits, together=1)


@frozen
class Cluster:
    """The executors of a Spark cluster."""

    spark: Any
    settings: Settings

    def clean(
        self,
        task: Callable[[Page], T],
        sources: Sequence[S],
        read: Callable[[S], Iterator[Item]],
        rest: Remaining[P],
        follow: Callable[[Iterable[S], Callable[[S], Iterator[Item]]], Iterator[Item]],
    ) -> Iterator[T | Reject | P]:
        """As Engine.clean; every page is worked on, and the results that `rest` has no need of are passed over."""
        from cleaner.engines.spark import clean_sources

        done = clean_sources(self.spark, task, sources, read, self.settings)
        results: list[T | Reject] = []

        def heads() -> Iterator[Item]:
            for head, result in done:
                results[:] = [result]
                yield head

        for left in rest(heads()):
            yield results[0] if isinstance(left, Page | Reject) else left

    def run(self, task: Callable[[Page], T], pages: Iterable[Page]) -> Iterator[T | Reject]:
        """As Engine.run."""
        from cleaner.engines.spark import run

        return run(self.spark, task, pages, self.settings)

    wants_prints = False

    def matches(self, prints: Fingerprints, texts: Texts, priority: I64, gone: Set[int]) -> Found:
        """As Engine.matches; the executors make the fingerprints, `prints` is not looked at."""
        from cleaner.engines.spark_repeats import find_matches

        return find_matches(self.spark, texts, priority, gone, self.settings.limits)


def workers(engine: Engine) -> Over:
    """A `map` whose function runs in the engine's workers. What the function is bound to reaches a forked worker as it
    is, so it may be large; items and answers are sent.

    An item that needs more time or memory than a page may have is done here: one record must not end a run. So is one
    that failed, since an error of ours says what is wrong with it. UsageError if an item cannot be done.
    """

    def over(function: Callable[[Any], T], items: Iterable[Any], /) -> Iterator[T]:
        # Items go to the workers dressed as pages, the one thing that engines carry.
        sent: deque[Page] = deque()

        def pages() -> Iterator[Page]:
            for number, item in enumerate(items):
                sent.append(Page("", "", number, "text", pickle.dumps(item, pickle.HIGHEST_PROTOCOL)))
                yield sent[-1]

        for result in engine.run(partial(_unpack, function), pages()):
            page = sent.popleft()
            if isinstance(result, Reject) and result.reason != "crashed":
                result = _done_here(function, page, result)
            if isinstance(result, Reject):
                raise UsageError(f"records could not be compared ({result.reason}: {result.detail}); try fewer --jobs")
            yield result

    return over


def _done_here(function: Callable[[Any], T], page: Page, reject: Reject) -> T | Reject:
    """What a worker could not make of an item, made in this process; the worker's reject if it is no better here."""
    try:
        return _unpack(function, page)
    except CleanerError:
        raise
    except Exception:
        return reject


def _unpack(function: Callable[[Any], T], page: Page) -> T:
    return function(pickle.loads(page.raw))


@contextmanager
def engine_of(settings: Settings, work: Path, warm: Mapping[str, Page] = MappingProxyType({})) -> Iterator[Engine]:
    """The engine that the settings name; `work` is a folder for what a cluster keeps between its stages."""
    if settings.engine == "local":
        yield Local(settings, warm)
        return
    from cleaner.engines.spark import session

    with session(settings.spark_master, work) as spark:
        yield Cluster(spark, settings)
