"""The child's side of the local engine: take pages apart one after another, within limits, until told to stop.

A worker is a forked copy of the parent. It may be killed at any instant: it holds nothing that is not held elsewhere,
cannot write to a file, and dies with its parent. What it is at stands in a few bytes of shared memory, so that the
parent knows which page of a batch took it down.
"""

import ctypes
import gc
import mmap
import os
import pickle
import re
import resource
import signal
import struct
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any, NoReturn

from attrs import fields

from cleaner.errors import PageError
from cleaner.limits import Limits
from cleaner.model import Page, Reject

Link = Connection
Task = Callable[[Page], Any]

OUT_OF_MEMORY = 77
"""Exit status of a worker whose page asked for more memory than it may have."""
ONE_BY_ONE = 78
"""Exit status of a worker whose pages came so near their memory that each must be tried in a fresh worker."""

AT = struct.Struct("<q")
"""What a worker is at, in shared memory: the index of the page within its batch, -1 before it has seen the batch."""

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")
PRCTL = ctypes.CDLL(None).prctl if LINUX else None


def answer(task: Task, page: Page) -> Any:
    """What the task makes of a page, or a Reject if it raises.

    MemoryError passes: what it means depends on what else is in memory, so the caller decides.
    """
    try:
        return task(page)
    except PageError as error:
        return Reject(page.source_path, "", error.reason, error.detail)
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:  # bindings to other languages raise their panics past Exception
        return Reject(page.source_path, "", "failed", describe(error))


def describe(error: BaseException) -> str:
    """An exception as one line that is the same in every run.

    >>> describe(ValueError("no <object at 0x7f3a2c>"))
    'ValueError: no <object at 0x...>'
    """
    said = re.sub(r"0x[0-9a-fA-F]+", "0x...", str(error)[:300])
    return f"{type(error).__name__}: {' '.join(said.split())}" if said else type(error).__name__


# ---------------------------------------------------------------- messages


_SAID = [field.name for field in fields(Page) if field.name != "raw"]
_said = attrgetter(*_SAID)
"""All that a page says beside its bytes; to send the page itself would take ten times as long."""


def send_batch(link: Link, pages: tuple[Page, ...]) -> None:
    """Pages for a worker: their fields in one message, their bytes in another, so that a large page is never copied."""
    heads = [(_said(page), len(page.raw)) for page in pages]
    link.send_bytes(pickle.dumps(heads, pickle.HIGHEST_PROTOCOL))
    link.send_bytes(pages[0].raw if len(pages) == 1 else b"".join(page.raw for page in pages))


def receive_batch(link: Link, at: mmap.mmap) -> list[Page]:
    """The next pages to do. From here on a death is the fault of one of them."""
    heads = pickle.loads(link.recv_bytes())
    AT.pack_into(at, 0, 0)
    raw = link.recv_bytes()
    pages, start = [], 0
    for said, size in heads:
        part = raw if len(heads) == 1 else raw[start : start + size]
        pages.append(Page(raw=part, **dict(zip(_SAID, said, strict=True))))
        start += size
    return pages


def packed(answers: list[Any], pages: list[Page]) -> bytes:
    """The answers as one message; an answer that cannot leave this process is a Reject."""
    try:
        return pickle.dumps(answers, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception:
        return pickle.dumps([sendable(result, page) for result, page in zip(answers, pages, strict=True)])


def sendable(result: Any, page: Page) -> Any:
    """The answer itself, or a Reject where it cannot be pickled."""
    try:
        pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        raise
    except Exception as error:
        return Reject(page.source_path, "", "failed", describe(error))
    return result


# ---------------------------------------------------------------- the child's life


def live(task: Task, link: Link, at: mmap.mmap, limits: Limits, parent: int) -> NoReturn:
    """All that a forked child does; it leaves by `_exit`, past every `finally` and every buffer of the parent."""
    status = 1
    try:
        confine(link, limits, parent)
        gc.freeze()  # or collections walk through all that the parent had, and copy its pages of memory by that
        serve(task, link, at, limits)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    except TooClose:
        status = ONE_BY_ONE
    except (EOFError, OSError):
        status = 0  # the parent has gone or wants no more
    finally:
        os._exit(status)


def confine(link: Link, limits: Limits, parent: int) -> None:
    """Give up what a worker has no need for: other files, the terminal, endless memory, life after the parent."""
    if PRCTL is not None:
        PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise EOFError  # it died between the fork and this line
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # control-C is the parent's to answer
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGPROF):
        signal.signal(name, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)  # a parser's own words on stderr may hold what the page put there
    os.closerange(3, link.fileno())
    os.closerange(link.fileno() + 1, 4096)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 0)
    cap(resource.RLIMIT_AS, AddressSpace().now() + 2 * limits.worker_bytes)


def cap(what: int, limit: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    hard = resource.getrlimit(what)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(what, (limit, limit))


class AddressSpace:
    """How much address space this process has, in bytes; 4 GB where the system does not tell."""

    def __init__(self) -> None:
        try:
            self._statm = os.open("/proc/self/statm", os.O_RDONLY)  # held open: it is asked before every page
        except OSError:
            self._statm = -1

    def now(self) -> int:
        """At the moment."""
        return int(os.pread(self._statm, 64, 0).split()[0]) * mmap.PAGESIZE if self._statm >= 0 else 4 << 30

    def most(self) -> int:
        """The most it has had at once; 0 where the system does not tell."""
        try:
            with open("/proc/self/status", encoding="ascii") as status:
                return next((int(line.split()[1]) << 10 for line in status if line.startswith("VmPeak:")), 0)
        except OSError:
            return 0


class TooClose(Exception):
    """What pages did before, or do together, may decide whether one of them has enough memory."""


def serve(task: Task, link: Link, at: mmap.mmap, limits: Limits) -> None:
    """Answer batches until the link closes, or until large pages have left this process too big to go on.

    A page may take `worker_bytes` beyond what this process has by then. One that needs more would need more in a fresh
    worker too; one that is done while the process never had more than it started with and `worker_bytes` would be done
    in a fresh one too. What lies between is left to fresh workers (TooClose), so that memory which earlier pages left
    behind decides nothing.
    """
    space, room = AddressSpace(), limits.worker_bytes
    start = space.now()
    while (has := space.now()) - start < room // 3:
        set_room(has + room)  # for the pages themselves, too
        pages = receive_batch(link, at)
        answers = []
        for index, page in enumerate(pages):
            AT.pack_into(at, 0, index)
            has = space.now()
            if has - start > room:
                raise TooClose
            set_room(has + room)
            signal.setitimer(signal.ITIMER_PROF, limits.page_seconds)  # the kernel's: no parser can put it off
            answers.append(answer(task, page))
        message = packed_together(answers, pages)
        signal.setitimer(signal.ITIMER_PROF, 0)
        if space.most() - start > room:
            raise TooClose
        link.send_bytes(message)


def set_room(most: int) -> None:
    """How much address space this process may have from now on."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def packed_together(answers: list[Any], pages: list[Page]) -> bytes:
    """The answers as one message; TooClose where no page alone is to blame that there is no room for it."""
    try:
        return packed(answers, pages)
    except MemoryError:
        if len(pages) > 1:
            raise TooClose from None
        raise
