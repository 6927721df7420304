"""What the pages of a run gave so far, on disk: nothing of it is held in memory but where it stands.

Pages that were read before are told from new ones here: those that an earlier, killed run had done are skipped, and a
page with the very bytes of an earlier one takes that one's results instead of being parsed again.
"""

import json
import os
from array import array
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
from attrs import evolve, frozen

from cleaner.durable import BUFFER, Journal
from cleaner.errors import UsageError
from cleaner.model import Page, Reject, Split
from cleaner.split import record_id
from cleaner.writers.jsonl import json_line, row_of

RECORDS, CUTS, REJECTS, PAGES = "records.jsonl", "cuts.jsonl", "rejects.jsonl", "pages"
Unsure = tuple[float, str, str]
"""Confidence, title and source_path of an article."""


@frozen
class Taken:
    """What one page gave, as lines ready to be written; made in the worker, so that the parent only copies bytes."""

    records: tuple[bytes, ...] = ()
    cuts: bytes = b""
    rejects: bytes = b""
    labels: tuple[tuple[str, int], ...] = ()
    """How many blocks were cut under each label."""
    unsure: tuple[Unsure, ...] = ()


@frozen
class Twin:
    """A page whose bytes, and all that the container says of it, are those of an earlier page of the run."""

    page: Page
    """Without its bytes."""
    first: int
    """Which page of the run the earlier one is."""


def taken(split: Split, reject: Reject | None = None) -> Taken:
    """A page's articles, cuts and reject as lines."""
    return Taken(
        records=tuple(json_line(row_of(article)) for article in split.articles),
        cuts=b"".join(json_line(row_of(cut)) for cut in split.cuts),
        rejects=json_line(row_of(reject)) if reject else b"",
        labels=tuple(sorted(Counter(cut.label for cut in split.cuts).items())),
        unsure=tuple((article.confidence, article.title, article.source_path) for article in split.articles),
    )


class Spool:
    """The records, cuts and rejects of a run in page order, surviving a kill; its records are a `Texts`."""

    def __init__(self, folder: Path, *, resume: bool) -> None:
        self.journal = Journal(folder, (RECORDS, CUTS, REJECTS, PAGES))
        self.labels: Counter[str] = Counter()
        self.unsure: list[Unsure] = []
        self._starts = array("Q", [0])
        self._ends = array("Q", [0, 0, 0])
        self._seen: dict[bytes, int] = {}
        self._chain = b""
        self._ahead: deque[bytes] = deque()
        state = self.journal.resume() if resume else None
        if state is None:
            self.journal = Journal(folder, (RECORDS, CUTS, REJECTS, PAGES))
            self.journal.begin()
        else:
            self._restore(state)
        self._readers = {name: os.open(self.journal.path(name), os.O_RDONLY) for name in (RECORDS, CUTS, REJECTS)}

    def _restore(self, state: dict[str, Any]) -> None:
        """Take up where a checkpoint was."""
        self.labels.update(state["labels"])
        self.unsure = [(confidence, title, path) for confidence, title, path in state["unsure"]]
        self._chain = bytes.fromhex(state["chain"])
        self._ends.frombytes(self.journal.path(PAGES).read_bytes())
        with self.journal.path(RECORDS).open("rb") as lines:
            for line in lines:
                self._starts.append(self._starts[-1] + len(line))

    # ------------------------------------------------------------ pages in

    @property
    def pages(self) -> int:
        """How many pages (and rows that are none) it has the results of."""
        return len(self._ends) // 3 - 1

    def remaining(self, items: Iterable[Page | Reject]) -> Iterator[Page | Reject | Twin]:
        """The pages that are still to be done. UsageError if those that were done are not the same any more."""
        done, expected, chain, count = self.pages, self._chain, b"", 0
        for number, item in enumerate(items):
            key = identity(item)
            chain = blake2b(chain + key + item.source_path.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            first = self._seen.setdefault(key, number) if isinstance(item, Page) else number
            count = number + 1
            if number >= done:
                self._ahead.append(chain)
                yield item if first == number or not isinstance(item, Page) else Twin(evolve(item, raw=b""), first)
            elif count == done and chain != expected:
                break
        if count < done or (count == done and chain != expected):
            raise UsageError("the inputs have changed since the run was begun; give --overwrite to begin anew")

    # ------------------------------------------------------------ results in

    def add(self, result: Taken | Reject | Twin) -> None:
        """Take in the result of the next page."""
        if isinstance(result, Twin):
            result = self._again(result)
        elif isinstance(result, Reject):
            result = taken(Split(), result)
        for line in result.records:
            self.journal.append(RECORDS, line)
            self._starts.append(self._starts[-1] + len(line))
        self.journal.append(CUTS, result.cuts)
        self.journal.append(REJECTS, result.rejects)
        ends = array("Q", [len(self), self.journal.size(CUTS), self.journal.size(REJECTS)])
        self._ends.extend(ends)
        self.journal.append(PAGES, ends.tobytes())
        self._chain = self._ahead.popleft()
        self.labels.update(dict(result.labels))
        self.unsure.extend(result.unsure)
        if len(self.unsure) > 100:
            self.unsure = sorted(self.unsure)[:3]
        if self.journal.due():
            self.checkpoint()

    def checkpoint(self) -> None:
        """Make all results so far survive a kill."""
        self.unsure = sorted(self.unsure)[:3]
        self.journal.checkpoint({"chain": self._chain.hex(), "labels": dict(self.labels), "unsure": self.unsure})

    def _again(self, twin: Twin) -> Taken:
        """The results of an earlier page under the address of a later one."""
        at = 3 * twin.first
        before, after = self._ends[at : at + 3], self._ends[at + 3 : at + 6]
        page, labels = twin.page, Counter[str]()
        records = []
        for number in range(before[0], after[0]):
            row = self.row(number) | {"source": page.source, "source_path": page.source_path}
            row["id"] = record_id(page.source_path, row["source_start"], row["text"])
            records.append(json_line(row))
        cuts = [json.loads(line) for line in self._lines(CUTS, before[1], after[1])]
        labels.update(cut["label"] for cut in cuts)
        address = {"source_path": page.source_path}
        rejects = [json.loads(line) for line in self._lines(REJECTS, before[2], after[2])]
        return Taken(
            tuple(records),
            b"".join(json_line(cut | address | {"page": page.number}) for cut in cuts),
            b"".join(json_line(reject | address) for reject in rejects),
            tuple(sorted(labels.items())),
        )

    # ------------------------------------------------------------ records out

    def __len__(self) -> int:
        return len(self._starts) - 1

    def line(self, number: int) -> bytes:
        """The JSON line of one record, with its newline."""
        return self._bytes(RECORDS, self._starts[number], self._starts[number + 1])

    def batches(self, size: int) -> Iterator[bytes]:
        """The lines of all records in order, about `size` bytes at a time."""
        first = 0
        while first < len(self):
            last = min(len(self), bisect_left(self._starts, self._starts[first] + size, first + 1))
            yield self._bytes(RECORDS, self._starts[first], self._starts[last])
            first = last

    def lines(self) -> Iterator[bytes]:
        """Every record's line in order."""
        for batch in self.batches(BUFFER):
            yield from batch.splitlines(keepends=True)

    def row(self, number: int) -> dict[str, Any]:
        """One record."""
        found: dict[str, Any] = orjson.loads(self.line(number))
        return found

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some records, in the order asked for."""
        return [self.row(number)["text"] for number in numbers]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every record in order."""
        return (self.row(number) for number in range(len(self)))

    def _lines(self, name: str, start: int, end: int) -> list[bytes]:
        return self._bytes(name, start, end).splitlines()

    def _bytes(self, name: str, start: int, end: int) -> bytes:
        """A part of a stream."""
        self.journal.flush()
        return os.pread(self._readers[name], end - start, start)

    def close(self) -> None:
        """Close the files; nothing can be read or added after that."""
        for number in self._readers.values():
            os.close(number)
        self._readers.clear()
        self.journal.close()


def identity(item: Page | Reject) -> bytes:
    """16 bytes that are equal for pages which give equal results, but for their address."""
    if isinstance(item, Reject):
        return blake2b(repr(item).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    said = repr((item.kind, item.encoding, item.url, item.title, item.author, item.date))
    found = blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16)
    found.update(item.raw)
    return found.digest()
