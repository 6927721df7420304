"""The parent's side of the local engine: hand out pages, take answers back in order, and outlive every worker.

The parent has no threads and waits on nothing that a worker could withhold. A worker that dies or stalls is killed and
replaced. The page it was at is tried once more, alone in a fresh worker, so that what is rejected depends on the page
and not on its neighbours; only a page that used up its time or its memory is not given more.
"""

import mmap
import os
import pickle
import select
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from multiprocessing.connection import Pipe
from typing import Any

from attrs import evolve, frozen

from cleaner.engines.worker import AT, ONE_BY_ONE, OUT_OF_MEMORY, Link, Task, answer, live, send_batch
from cleaner.limits import Limits
from cleaner.model import Page, Reject

BATCH_BYTES = 128 << 10
BATCH_PAGES = 12
WINDOW = 32 << 20
"""Bytes of pages and answers, a job, that may wait for a slow page before them."""
LOOK = 0.5
"""Seconds between two looks at workers that are silent."""
PATIENCE = 3
"""Wall time a page may take, as a multiple of its processor time."""
CERTAIN = ("timed out", "out of memory")
"""Reasons that a second try would not change: the limits of time and memory count what the page itself takes."""


@frozen
class Batch:
    """Pages that go to a worker together, and the places of their answers in the output."""

    places: tuple[int, ...]
    pages: tuple[Page, ...]
    alone: bool = False
    """Whether it is a page tried again, for a fresh worker."""
    tries: int = 0

    @property
    def size(self) -> int:
        """Bytes of its pages."""
        return sum(len(page.raw) for page in self.pages)


class Worker:
    """One child process, started when it is first given work and again whenever it has died."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self.task, self.limits = task, limits
        self.at = mmap.mmap(-1, mmap.PAGESIZE)
        self.pid = 0
        self.link: Link | None = None
        self.batch: Batch | None = None
        self.fresh = False
        self.seen = -1
        self.since = 0.0

    def start(self) -> None:
        """Fork. The child never returns from `live`."""
        self.link, theirs = Pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            live(self.task, theirs, self.at, self.limits, parent)
        theirs.close()
        self.fresh = True

    def stop(self) -> int:
        """Kill the child and say how it ended: its wait status."""
        if not self.pid:
            return 0
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)  # no effect on one that is dead already: its own status stays
        status = os.waitpid(self.pid, 0)[1]
        self.pid = 0
        if self.link:
            self.link.close()
        self.link = None
        return status

    def give(self, batch: Batch) -> bool:
        """Send it a batch; False if it turned out to be dead."""
        if batch.alone and not self.fresh:
            self.stop()
        if self.link is None:
            self.start()
        assert self.link is not None
        self.batch, self.fresh, self.since, self.seen = batch, False, time.monotonic(), -1
        AT.pack_into(self.at, 0, -1)
        try:
            send_batch(self.link, batch.pages)
        except OSError:
            return False
        return True

    def stalled(self) -> bool:
        """Whether it has been at one page for longer than any page may take."""
        now, at = time.monotonic(), AT.unpack_from(self.at)[0]
        if at != self.seen:
            self.seen, self.since = at, now
        return self.batch is not None and now - self.since > self.limits.page_seconds * PATIENCE


def batches(pages: Iterable[Any], most: int) -> Iterator[Batch | tuple[int, Any]]:
    """Small pages grouped, up to `most`, large ones alone, with their places; what is no page as (place, itself)."""
    places: list[int] = []
    group: list[Page] = []
    size = 0

    def flush() -> Iterator[Batch]:
        nonlocal size
        if group:
            yield Batch(tuple(places), tuple(group))
        places.clear()
        group.clear()
        size = 0

    for place, page in enumerate(pages):
        if not isinstance(page, Page):
            yield place, page
            continue
        if size + len(page.raw) > BATCH_BYTES:
            yield from flush()
        places.append(place)
        group.append(page)
        size += len(page.raw)
        if size >= BATCH_BYTES or len(group) >= most:
            yield from flush()
    yield from flush()


class Supervisor:
    """Answers for pages, in their order, from workers that may fail."""

    def __init__(self, task: Task, jobs: int, limits: Limits, warm: Mapping[str, Page], together: int = 0) -> None:
        self.task, self.limits, self.cold, self.together = task, limits, dict(warm), together or BATCH_PAGES
        self.workers = [Worker(task, limits) for _ in range(max(1, jobs))]
        self.queue: deque[Batch] = deque()
        self.source: Iterator[Batch | tuple[int, Any]] | None = None
        self.answers: dict[int, tuple[Any, int]] = {}
        self.held = 0
        self.window = WINDOW * max(1, jobs)

    def run(self, pages: Iterable[Any]) -> Iterator[Any]:
        """Every answer in the order of its page."""
        self.source = batches(pages, self.together)
        place = 0
        try:
            while True:
                self.hand_out()
                while place in self.answers:
                    result, cost = self.answers.pop(place)
                    self.held -= cost
                    place += 1
                    yield result
                    self.collect(0)  # a worker must not idle while the caller works
                    self.hand_out()
                if not self.busy() and not self.queue and self.source is None and not self.answers:
                    return
                self.collect(LOOK)
        finally:
            for worker in self.workers:
                worker.stop()

    def busy(self) -> list[Worker]:
        """The workers that have pages."""
        return [worker for worker in self.workers if worker.batch is not None]

    # ------------------------------------------------------------ out

    def hand_out(self) -> None:
        """Give every idle worker a batch, and have one more ready."""
        for worker in sorted(self.workers, key=lambda worker: worker.link is not None):  # fresh ones: for pages alone
            if worker.batch is None and (batch := self.next_batch()) is not None:
                if batch.alone or worker.link is None:
                    self.warm_up(batch)
                if not worker.give(batch):
                    self.bury(worker)
        if not self.queue and (batch := self.next_batch()) is not None:
            self.queue.append(batch)

    def warm_up(self, batch: Batch) -> None:
        """Load what pages of these kinds need, for the worker that is about to be forked and all after it."""
        for page in batch.pages:
            if harmless := self.cold.pop(page.kind, None):
                answer(self.task, harmless)

    def next_batch(self) -> Batch | None:
        """A batch that waits, or the next from the source, or None if there is none or too much is held already."""
        if self.queue:
            return self.queue.popleft()
        while self.source is not None and (self.held < self.window or not self.busy()):
            found = next(self.source, None)
            if found is None:
                self.source = None
            elif isinstance(found, Batch):
                self.held += found.size
                return found
            else:
                self.answers[found[0]] = (found[1], 0)
                if not self.busy():
                    return None  # so that a long row of rejects is passed on, not piled up
        return None

    # ------------------------------------------------------------ back

    def collect(self, timeout: float) -> None:
        """Take the answers that are there, waiting for the first for `timeout` seconds at most; bury the dead."""
        asked, poll = {w.link.fileno(): w for w in self.workers if w.batch is not None and w.link}, select.poll()
        if not asked:
            return
        for number in asked:  # multiprocessing's `wait` does the same, and costs as much as a small page
            poll.register(number, select.POLLIN)
        for number, _ in poll.poll(timeout * 1000):
            worker = asked[number]
            try:
                assert worker.link is not None
                self.accept(worker, worker.link.recv_bytes())
            except (EOFError, OSError, pickle.UnpicklingError):
                self.bury(worker)
        for worker in asked.values():
            if timeout and worker.stalled():
                self.bury(worker, timed_out=True)

    def accept(self, worker: Worker, message: bytes) -> None:
        """Put a worker's answers in their places."""
        answers, batch = pickle.loads(message), worker.batch
        assert batch is not None
        worker.batch = None
        cost = len(message) // len(answers)
        self.held += cost * len(answers) - batch.size
        for place, result in zip(batch.places, answers, strict=True):
            self.answers[place] = (result, cost)

    def bury(self, worker: Worker, *, timed_out: bool = False) -> None:
        """Reject the page that took a worker down, or have it tried again; its neighbours are done again."""
        index = AT.unpack_from(worker.at)[0]
        status = worker.stop()
        reason, detail = self.cause(status, timed_out)
        batch, worker.batch = worker.batch, None
        assert batch is not None
        if index < 0 and batch.tries < 3:  # it had not begun: something outside killed it, or it had left for its size
            self.queue.appendleft(evolve(batch, tries=batch.tries + 1))
            return
        if left_with(status, ONE_BY_ONE) and not batch.alone:
            for place in reversed(range(len(batch.pages))):
                self.requeue(batch, slice(place, place + 1), alone=True)
            return
        index = max(index, 0)
        self.requeue(batch, slice(index + 1, None))
        self.requeue(batch, slice(0, index))
        if batch.alone or reason in CERTAIN:
            page = batch.pages[index]
            self.held -= len(page.raw)
            self.answers[batch.places[index]] = (Reject(page.source_path, "", reason, detail), 0)
        else:
            self.requeue(batch, slice(index, index + 1), alone=True)  # first, while this worker is a fresh one

    def requeue(self, batch: Batch, part: slice, *, alone: bool = False) -> None:
        """Put part of a batch back to be done next."""
        if batch.pages[part]:
            self.queue.appendleft(evolve(batch, places=batch.places[part], pages=batch.pages[part], alone=alone))

    def cause(self, status: int, timed_out: bool) -> tuple[str, str]:
        """Why a worker died, as a reject's reason and detail."""
        if timed_out or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF):
            return "timed out", f"not done after {self.limits.page_seconds:g} s"
        if left_with(status, OUT_OF_MEMORY, ONE_BY_ONE):
            return "out of memory", f"needs more than {self.limits.worker_bytes >> 20} MB"
        if os.WIFSIGNALED(status):
            return "crashed", f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
        return "crashed", f"worker left with status {os.WEXITSTATUS(status)}"


def left_with(status: int, *codes: int) -> bool:
    """Whether a process ended by itself with one of some exit codes."""
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) in codes
