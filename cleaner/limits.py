"""How much one input may cost: every bound on hostile or broken input, in one frozen value.

What goes over a limit becomes a line in rejects.jsonl with the limit named; it never ends a run.
"""

from collections.abc import Iterable
from typing import Any

from attrs import evolve, fields, frozen

from cleaner.errors import UsageError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@frozen
class Limits:
    """Bounds on one page, one file, one worker. Sizes are bytes unless the name says otherwise."""

    page_bytes: int = 32 * MIB
    """One HTML page, one row, one mail or one WARC record, decompressed."""
    text_chunk_bytes: int = 2 * MIB
    """A text dump longer than this is read as several pages, cut at the strongest break near the end of each."""
    held_bytes: int = 128 * MIB
    """A container that must be held whole: a feed, MHTML, or a zip or Parquet file that comes through a stream."""
    expansion_ratio: int = 200
    """How many times its packed size a compressed stream may become, once it is over `expansion_floor`."""
    expansion_floor: int = 64 * MIB
    """Below this many unpacked bytes the ratio is not looked at: short repetitive pages compress well. The members of
    one zip that are over the ratio may have so many bytes together."""
    window_bytes: int = 128 * MIB
    """Memory that a zstd or xz stream may ask for to be unpacked."""
    archive_members: int = 1_000_000
    """Members of one zip or tar."""
    archive_depth: int = 4
    """Layers of compression and archives inside each other: dump.tar.gz is two."""
    sparse_bytes: int = GIB
    """A file larger than this with next to nothing on disk is refused without reading it."""
    header_bytes: int = 64 * KIB
    """The head of one WARC record, of the HTTP answer in it, and an extended header of a tar."""
    elements: int = 2_000_000
    """Elements of one HTML page."""
    attributes: int = 20_000
    """Attributes of one element, which take quadratic time."""
    nesting: int = 20_000
    """Depth of one HTML page, which takes quadratic time."""
    rule_file_bytes: int = MIB
    """One rule file: 4,000 dotted TOML keys already take 73 MB."""
    candidates: int = 12
    """How many records that share a phrase are looked at for each record, on average; those of rare phrases first."""
    record_characters: int = 4_000_000
    """A longer record (a book of 700,000 words) is compared with others only for being equal."""
    page_seconds: float = 10.0
    """Processor time that a worker may spend on one page; wall clock up to three times that, for a busy machine."""
    worker_bytes: int = GIB
    """Address space that a worker may take beyond what it starts with."""


DEFAULTS = Limits()


def chosen_limits(words: Iterable[str]) -> Limits:
    """The limits with some of them changed, each given as "name=number"; K, M and G stand for powers of 1,000.

    >>> chosen_limits(["page_seconds=2.5", "page_bytes=64M"]).page_bytes
    64000000
    >>> chosen_limits(["page_second=2"])
    Traceback (most recent call last):
    cleaner.errors.UsageError: --limit: there is no limit 'page_second'; docs/limits.md has them all
    """
    chosen = Limits()
    kinds: dict[str, Any] = {limit.name: type(limit.default) for limit in fields(Limits)}
    for word in words:
        name, _, number = word.partition("=")
        if name not in kinds:
            raise UsageError(f"--limit: there is no limit {name!r}; docs/limits.md has them all")
        factor = {"K": 10**3, "M": 10**6, "G": 10**9}.get(number[-1:].upper(), 1)
        try:
            value = kinds[name](number[:-1] if factor > 1 else number) * factor
        except ValueError:
            raise UsageError(f"--limit: {name} needs a number, not {number!r}") from None
        if not 0 < value < 1 << 62:
            raise UsageError(f"--limit: {name} cannot be {number}")
        chosen = evolve(chosen, **dict[str, Any]({name: value}))
    return chosen
