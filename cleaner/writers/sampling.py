"""Samples that depend on what is offered and never on its order."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Key = tuple[Any, ...]


def spread(text: str) -> int:
    """A number that scatters texts evenly: the texts with the smallest numbers are a fair sample."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def scattered(number: int) -> int:
    """The same for whole numbers, many of them: a multiplicative hash (Knuth, TAOCP 3, 6.4) of 64 bits."""
    return (number * 0x9E3779B97F4A7C15) & 0xFFFF_FFFF_FFFF_FFFF


class Smallest(Generic[Row]):
    """The rows with the smallest keys of all that were offered, one a key, in memory for a few times `limit` rows.

    >>> few = Smallest[str](2)
    >>> for number in (5, 1, 4, 1):
    ...     few.offer((number,), f"row {number}")
    >>> list(few)
    ['row 1', 'row 4']
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[Key, Row] = {}
        self._worst: Key | None = None

    def offer(self, key: Key, row: Row) -> None:
        """Take the row unless enough smaller keys are here; of rows with one key the first stays."""
        if self._limit == 0 or (self._worst is not None and key >= self._worst):
            return
        self._rows.setdefault(key, row)
        if len(self._rows) >= 4 * self._limit + 8:
            self._prune()

    def add(self, other: "Smallest[Row]") -> None:
        """Offer what another one holds."""
        for key, row in other._rows.items():
            self.offer(key, row)

    def __getstate__(self) -> dict[str, Any]:
        if len(self._rows) > self._limit:
            self._prune()
        return self.__dict__

    def _prune(self) -> None:
        keys = sorted(self._rows)[: self._limit]
        self._rows = {key: self._rows[key] for key in keys}
        self._worst = keys[-1] if len(keys) == self._limit else None

    def __iter__(self) -> Iterator[Row]:
        for key in sorted(self._rows)[: self._limit]:
            yield self._rows[key]
