"""What every format reader is given: an opened file or archive member, and the options of the run."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from attrs import field, frozen

from cleaner.errors import PageError, UsageError
from cleaner.limits import MIB, Limits
from cleaner.model import Kind, Page, Reject
from cleaner.readers.compressed import Expansion
from cleaner.readers.stream import Stream
from cleaner.settings import Settings

FORMATS = ("text", "html", "jsonl", "csv", "parquet", "warc", "mhtml", "feed", "mbox")


@frozen
class ReadOptions:
    """How inputs are to be read."""

    input_format: str = ""
    """One of FORMATS where the user says what the inputs are; "" to find out from the content."""
    text_field: str = "text"
    """Field or column with plain text."""
    html_field: str = "html"
    """Field or column with HTML; it goes before the text where a row has both and `text_field` was not chosen."""
    url_field: str = "url"
    limits: Limits = field(factory=Limits)


def read_options(settings: Settings) -> ReadOptions:
    """The part of a run's settings that readers look at. UsageError for a format that there is not."""
    if settings.input_format not in ("", *FORMATS):
        raise UsageError(f"{settings.input_format!r} is no input format; choose from {', '.join(FORMATS)}.")
    fields = settings.text_field, settings.html_field, settings.url_field
    return ReadOptions(settings.input_format, *fields, settings.limits)


@frozen
class Told:
    """What a container says of a page, "" where it says nothing; as in Page."""

    encoding: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    date: str = ""


NOTHING_TOLD = Told()


@frozen(eq=False)
class Entry:
    """An opened file, or a member of an archive."""

    source: str
    path: str
    """What the pages' `source_path` begins with."""
    name: str
    """The name without its compression suffixes: its suffix is a hint at the format."""
    stream: Stream
    file: BinaryIO | None = None
    """The plain file itself where one can seek in it; None in a stream."""
    size: int = -1
    """Bytes of the whole where they are known, else -1."""
    depth: int = 0
    """Layers of compression and archives around it."""
    walked: bool = False
    """Found in a folder or an archive, not named by the user."""
    expansion: Expansion = field(factory=lambda: Expansion(Limits()))
    """What is unpacked of the source that it is in."""

    def page(self, kind: Kind, raw: bytes, path: str = "", told: Told = NOTHING_TOLD) -> Page:
        """A page of this entry, under its own path unless another is given."""
        place = path or self.path
        return Page(self.source, place, 0, kind, raw, told.encoding, told.url, told.title, told.author, told.date)

    def reject(self, where: str, reason: str, detail: str = "", path: str = "") -> Reject:
        """A line of rejects.jsonl for a part of this entry."""
        return Reject(path or self.path, where, reason, detail)

    def whole(self, limit: int) -> bytes:
        """All bytes of the entry, if they are whole and no more than `limit`; those before the cut, if it ends early.

        Raises PageError "too large" or, for a stream that broke, what broke it.
        """
        if self.size > limit:
            raise too_large(self.size, limit)
        raw = self.stream.read(limit + 1)
        if len(raw) > limit:
            raise too_large(len(raw), limit)
        if self.broken:
            fault, self.stream.fault = self.stream.fault, None
            raise fault or PageError("damaged")
        return raw

    @property
    def broken(self) -> bool:
        """Whether the bytes stopped in such a way that those just read may be wrong, not merely cut short."""
        fault = self.stream.fault
        return fault is not None and fault.reason not in ("truncated", "trailing bytes")


ReadEntry = Callable[[Entry, ReadOptions], Iterator[Page | Reject]]


def too_large(size: int, limit: int) -> PageError:
    """The refusal of something over its limit.

    >>> str(too_large(3 << 20, 2 << 20))
    'too large: 3.0 MiB or more, the limit is 2.0 MiB'
    """
    return PageError("too large", f"{size / MIB:.1f} MiB or more, the limit is {limit / MIB:.1f} MiB")
