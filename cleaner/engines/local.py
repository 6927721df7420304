"""Where the pages of a run are taken apart on one machine: in worker processes, or in this one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from cleaner.engines.supervisor import Supervisor
from cleaner.engines.worker import answer
from cleaner.limits import Limits
from cleaner.model import Page, Reject

T = TypeVar("T")
P = TypeVar("P")


def run(
    task: Callable[[Page], T],
    pages: Iterable[Page | P],
    *,
    jobs: int = 1,
    isolation: bool = True,
    limits: Limits | None = None,
    warm: Mapping[str, Page] = MappingProxyType({}),
    together: int = 0,
) -> Iterator[T | P | Reject]:
    """What `task` makes of each page, in the order of the pages; what is no page (a Reject) passes in its place.

    With isolation the work is done in `jobs` forked workers: a page that crashes, hangs or swallows memory gives a
    Reject ("crashed", "timed out", "out of memory") and the run goes on. Without, it is done in this process.
    A task that raises gives a Reject either way. `warm` has a harmless page of each kind: it is done here before a
    worker is forked for such pages, so that what they need is loaded once and not in every worker, and a worker that
    died is replaced in milliseconds. Few pages are in flight at any time; small ones reach a worker up to `together` at
    a time (0: as many as pays).
    """
    if isolation:
        yield from Supervisor(task, jobs, limits or Limits(), warm, together).run(pages)
    else:
        for item in pages:
            yield in_process(task, item) if isinstance(item, Page) else item


def in_process(task: Callable[[Page], T], page: Page) -> T | Reject:
    """The answer to a page, from this process."""
    try:
        result: T | Reject = answer(task, page)
    except MemoryError:
        return Reject(page.source_path, "", "out of memory", "")
    return result
