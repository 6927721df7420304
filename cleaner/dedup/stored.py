"""A dump of an index as one file: the fingerprints of its records, sorted for binary search, and their ids.

The texts are not there to compare: a near repeat is told by 64 values of its signature, and whether it tells the same
facts by eight values of a signature of its numbers and names. About 215 bytes a record and its id.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.candidates import pairs_of, sorted_unique
from cleaner.dedup.changes import fact_flags
from cleaner.dedup.minhash import permutations
from cleaner.dedup.prints import Fingerprints
from cleaner.dedup.words import I64, U8, U32, mix, points_of, split_words, spread
from cleaner.errors import IndexDamaged
from cleaner.model import Grade, Texts

KIND = 0x636C6E31
"""What the file begins with; changes with the format."""
BANDS = 18
"""Bands of 5 that are kept of the 25: texts that share 70 % of their shingles meet in one 96 times in 100."""
LOW = 64
"""Values of a signature that are kept, a byte each."""
FACTS = 8
"""Values of the signature of a text's facts, a byte each."""
NEAR = 0.6
"""Estimated similarity from which a record repeats an indexed one; the estimate's standard deviation is 0.06."""
SAME_FACTS = 0.4
"""Estimated similarity of the facts of two texts from which they tell the same."""
CROWD = 16
"""Indexed records of one band that a record is compared with."""
_HEADER = np.dtype([("kind", "<u4"), ("bits", "<u4"), ("records", "<u8"), ("rows", "<u8"), ("names", "<u8")])


@frozen
class Hit:
    """A record of this run that repeats an indexed one."""

    number: int
    id: str
    """The indexed record's id, and the dump it is of."""
    dump: str
    grade: Grade
    score: float
    same_facts: bool
    """Whether their facts agree, as far as the index can tell."""


def fact_prints(texts: Sequence[str]) -> U8:
    """A small signature of the numbers and names of each text: [text, value]; all 255 where there are none."""
    words = split_words(texts)
    number, name = fact_flags(words, points_of(texts))
    facts = np.flatnonzero(number | name)
    owners = np.searchsorted(words.bounds, facts, "right") - 1
    found = np.full((len(texts), FACTS), 0xFFFFFFFF, np.uint32)
    hashes = mix(words.hashes[facts])
    for value, (a, b) in enumerate(zip(*permutations(FACTS), strict=True)):
        np.minimum.at(found[:, value], owners, hashes * a + b)
    return found.astype(np.uint8)


def pack(prints: Fingerprints, facts: U8, names: Sequence[str]) -> list[bytes]:
    """A dump as the pieces of its file. `facts` are the fact prints of all records."""
    rows = np.flatnonzero(prints.sizes > 0)
    bits = min(16, max(0, len(rows).bit_length() - 3))
    order = np.argsort(prints.exact, kind="stable")
    blocks = [name.encode("utf-8", "surrogatepass") for name in names]
    ends = np.concatenate([[0], np.cumsum([len(block) for block in blocks], dtype=np.uint64)])
    header = np.array([(KIND, bits, len(prints), len(rows), int(ends[-1]))], _HEADER)
    pieces = [header, prints.exact[order].astype("<u8"), order.astype("<u4"), rows.astype("<u4")]
    for band in range(BANDS):
        keys = prints.bands[:, band] >> np.uint32(16 - bits)
        places = np.argsort(keys, kind="stable")
        prefixes = keys[places] >> np.uint32(16)
        edges = np.searchsorted(prefixes, np.arange((1 << bits) + 1))
        pieces += [edges.astype("<u4"), (keys[places] & np.uint32(0xFFFF)).astype("<u2"), places.astype("<u4")]
    pieces += [np.ascontiguousarray(prints.low[:, :LOW]), np.ascontiguousarray(facts[rows]), ends.astype("<u4")]
    return [piece.tobytes() for piece in pieces] + [b"".join(blocks)]


@frozen(eq=False)
class Stored:
    """The file of a dump, mapped into memory and taken apart."""

    dump: str
    """The name of the dump."""
    bits: int
    exact: NDArray[np.uint64]
    exact_records: U32
    records: U32
    """The record of each row."""
    bands: tuple[tuple[U32, NDArray[np.uint16], U32], ...]
    """For each band where each prefix begins, the rest of each key, and the rows in the order of the keys."""
    low: U8
    facts: U8
    ends: U32
    names: U8

    def name(self, record: int) -> str:
        """The id of a record."""
        found = self.names[int(self.ends[record]) : int(self.ends[record + 1])].tobytes()
        return found.decode("utf-8", "surrogatepass")


def open_stored(path: Path, dump: str) -> Stored:
    """The file of a dump; IndexDamaged if it is not one."""
    content = np.memmap(path, np.uint8, "r")
    at = 0

    def take(kind: Any, count: int) -> NDArray[Any]:
        nonlocal at
        size = np.dtype(kind).itemsize * count
        found: NDArray[Any] = np.asarray(content[at : at + size]).view(kind)
        at += size
        if len(found) != count:
            raise IndexDamaged(f"the dump {dump!r} of the index is cut off")
        return found

    header = take(_HEADER, 1)[0]
    if header["kind"] != KIND:
        raise IndexDamaged(f"the dump {dump!r} of the index is of another kind")
    bits, records, rows = int(header["bits"]), int(header["records"]), int(header["rows"])
    exact, exact_records, owners = take("<u8", records), take("<u4", records), take("<u4", rows)
    bands = tuple((take("<u4", (1 << bits) + 1), take("<u2", rows), take("<u4", rows)) for _ in range(BANDS))
    low, facts = take("u1", rows * LOW).reshape(rows, LOW), take("u1", rows * FACTS).reshape(rows, FACTS)
    ends, names = take("<u4", records + 1), take("u1", int(header["names"]))
    return Stored(dump, bits, exact, exact_records, owners, bands, low, facts, ends, names)


def exact_hits(run: Stored, prints: Fingerprints) -> Iterator[Hit]:
    """Records whose words, in order, are those of an indexed one."""
    places = np.searchsorted(run.exact, prints.exact)
    within = np.flatnonzero(places < len(run.exact))
    for number in within[run.exact[places[within]] == prints.exact[within]].tolist():
        yield Hit(number, run.name(int(run.exact_records[places[number]])), run.dump, "exact", 1.0, True)


def near_hits(run: Stored, prints: Fingerprints, texts: Texts) -> list[Hit]:
    """For each record the most similar indexed one, if it is similar enough."""
    a, b = _candidates(run, prints.bands)
    score = _likeness(prints.low, run.low, a, b)
    near = score >= NEAR
    a, b, score = a[near], b[near], score[near]
    order = np.lexsort((b, -score, a))
    order = order[np.concatenate([[True], np.diff(a[order]) != 0])] if len(order) else order
    a, b, score = a[order], b[order], score[order]
    numbers = np.flatnonzero(prints.sizes > 0)[a].tolist()
    alike: list[bool] = []
    for start in range(0, len(numbers), 256):
        ours = fact_prints(texts.read(numbers[start : start + 256]))
        alike += ((ours == run.facts[b[start : start + 256]]).mean(axis=1) >= SAME_FACTS).tolist()
    return [
        Hit(number, run.name(int(run.records[row])), run.dump, "near", round(value, 4), same)
        for number, row, value, same in zip(numbers, b.tolist(), score.tolist(), alike, strict=True)
    ]


def _candidates(run: Stored, bands: U32) -> tuple[I64, I64]:
    """Pairs of a row of this run and a row of the indexed one that agree in a band."""
    met: list[NDArray[np.uint64]] = [np.empty(0, np.uint64)]
    for band, (edges, rest, rows) in enumerate(run.bands):
        counts: I64 = edges[1:].astype(np.int64) - edges[:-1].astype(np.int64)
        prefixes = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
        keys = (prefixes << np.uint32(16)) | rest
        ours = bands[:, band] >> np.uint32(16 - run.bits)
        order = np.argsort(ours)
        first = np.searchsorted(keys, ours[order])
        count = np.minimum(np.searchsorted(keys, ours[order], "right") - first, CROWD)
        a, b = np.repeat(order, count), rows[spread(first, count)]
        met.append((a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64))
    pairs = pairs_of(sorted_unique(np.concatenate(met)))
    return pairs.a, pairs.b


def _likeness(ours: U8, theirs: U8, a: I64, b: I64) -> NDArray[np.float64]:
    """Estimated similarity of pairs from the values that an index keeps."""
    agree = np.empty(len(a))
    for start in range(0, len(a), 1 << 14):
        part = slice(start, start + (1 << 14))
        agree[part] = (ours[a[part], :LOW] == theirs[b[part]]).mean(axis=1)
    return np.maximum(0.0, (agree * 256 - 1) / 255)
