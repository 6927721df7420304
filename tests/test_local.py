"""The local engine: order, and pages that take their worker down."""

import ctypes
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engines.local import run
from cleaner.errors import PageError
from cleaner.limits import Limits
from cleaner.model import Page, Reject

QUICK = Limits(page_seconds=0.3, worker_bytes=200 << 20)


LEFT: list[bytearray] = []
"""What pages leave behind in a worker."""


def page(number: int, raw: bytes = b"good") -> Page:
    return Page("dump", f"dump#{number}", number, "text", raw)


def pages(count: int, bad: dict[int, bytes] | None = None) -> list[Page]:
    return [page(number, (bad or {}).get(number, b"good %d" % number)) for number in range(count)]


def task(it: Page) -> tuple[int, bytes]:  # noqa: C901 - a list, not a flow
    """A stage that does what the page says."""
    match it.raw:
        case b"segfault":
            ctypes.string_at(0)
        case b"abort":
            os.abort()
        case b"killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"exits":
            os._exit(3)
        case b"spins":
            while True:
                pass
        case b"swallows":
            bytearray(1 << 30)
        case b"keeps 100 MB":
            LEFT.append(bytearray(100 << 20))
        case b"takes 150 MB":
            bytearray(150 << 20)
        case b"takes 250 MB":
            bytearray(250 << 20)
        case b"raises":
            raise ValueError("no <object at 0x7f12ab>")
        case b"panics":
            raise BaseException("past Exception")
        case b"refuses":
            raise PageError("empty", "nothing there")
        case b"unpicklable":
            return it.number, (lambda: 0)  # type: ignore[return-value]
        case b"writes":
            with tempfile.TemporaryFile() as file:
                file.write(b"x")
    return it.number, it.raw


BAD = {
    b"segfault": ("crashed", "killed by SIGSEGV"),
    b"abort": ("crashed", "killed by SIGABRT"),
    b"killed": ("crashed", "killed by SIGKILL"),
    b"exits": ("crashed", "worker left with status 3"),
    b"spins": ("timed out", "not done after 0.3 s"),
    b"swallows": ("out of memory", "needs more than 200 MB"),
    b"raises": ("failed", "ValueError: no <object at 0x...>"),
    b"panics": ("failed", "BaseException: past Exception"),
    b"refuses": ("empty", "nothing there"),
}


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_answers_come_in_order(jobs: int) -> None:
    """Whatever the number of workers, and with rows that are no pages in between."""
    rows: list[Page | Reject] = list(pages(300))
    rows.insert(100, Reject("dump", "row 5", "broken"))

    found = list(run(task, rows, jobs=jobs))

    assert found == [task(row) if isinstance(row, Page) else row for row in rows]


@pytest.mark.parametrize("raw", BAD, ids=lambda raw: raw.decode())
def test_a_bad_page_costs_itself_alone(raw: bytes) -> None:
    """Its neighbours in the same batch are answered."""
    given_pages = pages(20, {7: raw, 13: raw})

    found = list(run(task, given_pages, jobs=2, limits=QUICK))

    expected = [task(it) if it.raw != raw else Reject(it.source_path, "", *BAD[raw]) for it in given_pages]
    assert found == expected


@pytest.mark.parametrize("raw", BAD, ids=lambda raw: raw.decode())
def test_one_job_is_isolated_too(raw: bytes) -> None:
    """The only page of a run may be the bad one."""
    assert list(run(task, [page(0, raw)], jobs=1, limits=QUICK)) == [Reject("dump#0", "", *BAD[raw])]


def test_an_answer_that_cannot_be_sent_is_a_reject() -> None:
    """The others of its batch are sent."""
    found = list(run(task, pages(5, {2: b"unpicklable"})))

    assert [it.reason if isinstance(it, Reject) else "" for it in found] == ["", "", "failed", "", ""]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([b"good", b"keeps 100 MB", b"takes 150 MB", b"takes 250 MB"]), max_size=12))
def test_memory_that_earlier_pages_left_decides_nothing(raws: list[bytes]) -> None:
    """A page is out of memory if it is so alone, whatever was done before it, beside it and with it."""
    given_pages = [page(number, raw) for number, raw in enumerate(raws)]

    found = list(run(task, given_pages, limits=QUICK))

    reject = BAD[b"swallows"]
    assert found == [
        Reject(it.source_path, "", *reject) if it.raw == b"takes 250 MB" else (it.number, it.raw) for it in given_pages
    ]


def test_a_worker_cannot_write_files() -> None:
    """Nothing that a page makes a parser do can reach the disk."""
    found = list(run(task, [page(0, b"writes")]))

    assert isinstance(found[0], Reject)
    assert found[0].detail == "OSError: [Errno 27] File too large"


def test_without_isolation_the_answers_are_the_same() -> None:
    """Apart from pages that would take the process down."""
    given_pages = pages(20, {3: b"raises", 5: b"refuses"})

    assert list(run(task, given_pages, isolation=False)) == list(run(task, given_pages))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([b"good", b"segfault", b"raises", b"exits", b"x" * 50_000]), max_size=40))
def test_any_mixture_is_answered_the_same_by_any_number_of_workers(raws: list[bytes]) -> None:
    """One answer a page, in place."""
    given_pages = [page(number, raw) for number, raw in enumerate(raws)]

    found = list(run(task, given_pages, jobs=2, limits=QUICK))

    assert found == list(run(task, given_pages, jobs=1, limits=QUICK))
    expected = [
        Reject(it.source_path, "", *BAD[it.raw]) if it.raw in BAD else (it.number, it.raw) for it in given_pages
    ]
    assert found == expected


def test_what_pages_need_is_loaded_before_the_fork() -> None:
    """Once for each kind of page that there is, and then not again in any worker."""
    done = []

    def remember(it: Page) -> tuple[int, ...]:
        done.append(it.number)
        return tuple(done)

    warm = {"text": page(-1), "html": page(-2)}
    found = list(run(remember, pages(3), warm=warm))

    assert found == [(-1, 0), (-1, 0, 1), (-1, 0, 1, 2)]
    assert done == [-1]


def test_few_pages_are_in_flight() -> None:
    """A slow page at the head holds the reader back: text is streamed, not piled up."""
    read = []

    def reader() -> Iterator[Page]:
        for number in range(400):
            read.append(number)
            yield page(number, b"%d " % number + bytes(1 << 20))

    answers = run(lambda it: it.number, reader(), jobs=2)

    assert next(answers) == 0
    assert len(read) < 100
    assert list(answers) == list(range(1, 400))


def test_a_large_page_arrives_whole() -> None:
    """Beyond any pipe's buffer."""
    assert list(run(lambda it: (len(it.raw), it.raw[-3:]), [page(0, bytes(40_000_000) + b"end")])) == [
        (40_000_003, b"end")
    ]


def test_workers_die_with_the_run() -> None:
    """A caller that stops half way leaves no process behind."""
    answers = run(lambda _: os.getpid(), pages(500), jobs=2)
    worker = next(answers)
    answers.close()

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_workers_die_with_the_parent() -> None:
    """Even if it is killed outright."""
    ends, starts = os.pipe()
    parent = os.fork()
    if parent == 0:
        for answer in run(lambda it: (os.getpid(), it.raw == b"spins" and time.sleep(30)), pages(40, {39: b"spins"})):
            os.write(starts, b"%d " % answer[0])
        os._exit(0)
    os.close(starts)
    worker = int(os.read(ends, 100).split()[0])
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    assert not still_there(worker)


def still_there(pid: int) -> bool:
    """Whether a process is still there after a moment."""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]:
            return False
        time.sleep(0.02)
    return True
