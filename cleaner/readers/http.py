"""The body of a stored HTTP answer, with its transfer and content encodings taken off, whatever its head claims."""

import re
import zlib

from attrs import field, frozen

from cleaner.errors import PageError
from cleaner.limits import Limits
from cleaner.readers.compressed import compression, unpacked
from cleaner.readers.entry import too_large
from cleaner.readers.stream import Stream
from cleaner.readers.tape import HEAD_END

CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,16})[^\r\n]{0,256}\r?\n")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")


@frozen
class Answer:
    """An HTTP answer: its status (0 if there was no head), the type it claims in small letters, its body."""

    status: int
    mime: str
    charset: str
    body: bytes
    fields: dict[str, str] = field(factory=dict)


def answer(content: bytes, limits: Limits) -> Answer:
    """A stored answer as what it says; content without a status line is taken as a body.

    Raises PageError for a head that does not end or encodings that are broken.
    """
    status = STATUS_LINE.match(content)
    if status is None:
        return Answer(0, "", "", content)
    found = HEAD_END.search(content, 0, limits.header_bytes)
    if found is None:
        if len(content) < limits.header_bytes:
            return Answer(int(status[1]), "", "", b"")
        raise PageError("too large", f"the head of the HTTP answer is over {limits.header_bytes} bytes")
    fields = http_fields(content[: found.start()])
    mime, _, parameters = fields.get("content-type", "").partition(";")
    charset = CHARSET.search(parameters)
    body = content[found.end() :]
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = dechunked(body)
    for encoding in reversed(fields.get("content-encoding", "").lower().split(",")):
        body = decoded(body, encoding.strip(), limits)
    return Answer(int(status[1]), mime.strip().lower(), charset[1] if charset else "", body, fields)


def http_fields(head: bytes) -> dict[str, str]:
    """The fields of a head, names in small letters; of a name that comes twice the first."""
    fields: dict[str, str] = {}
    for line in head.decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def dechunked(body: bytes) -> bytes:
    r"""A chunked body put together; one that is not chunked (crawlers store both) as it stands.

    Raises PageError where the chunks break off.

    >>> dechunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), dechunked(b"<html>")
    (b'abcde', b'<html>')
    """
    parts: list[bytes] = []
    at = 0
    while size := CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        end = size.end() + length
        if end > len(body):
            break
        parts.append(body[size.end() : end])
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1 if body[end : end + 1] == b"\n" else 0)
    if not parts and body.lstrip()[:1] == b"<":
        return body
    raise PageError("damaged", f"the chunks of the HTTP body break off at byte {at}")


def decoded(body: bytes, encoding: str, limits: Limits) -> bytes:
    """A body without one content encoding; one that does not have it (crawlers keep the field) as it stands."""
    if encoding in ("", "identity") or encoding not in ("gzip", "x-gzip", "deflate", "br", "zstd"):
        return body
    if packed := compression(body):
        return bounded(Stream(unpacked(Stream(iter((body,))), packed, limits)), limits)
    if encoding == "deflate":
        return inflated(body, limits)
    if encoding == "br" and b"<" not in body[:512]:
        return unbrotlied(body, limits)
    return body


def bounded(stream: Stream, limits: Limits) -> bytes:
    """All bytes of a stream; raises PageError for too many, or what broke it."""
    raw = stream.read(limits.page_bytes + 1)
    if len(raw) > limits.page_bytes:
        raise too_large(len(raw), limits.page_bytes)
    if stream.fault is not None and stream.fault.reason != "trailing bytes":
        raise stream.fault
    return raw


def inflated(body: bytes, limits: Limits) -> bytes:
    """A deflate body, with or without its zlib frame; as it stands if it is neither."""
    for bits in (15, -15):
        inner = zlib.decompressobj(wbits=bits)
        try:
            raw = inner.decompress(body, limits.page_bytes + 1)
        except zlib.error:
            continue
        if len(raw) > limits.page_bytes:
            raise too_large(len(raw), limits.page_bytes)
        if not inner.eof:
            raise PageError("truncated", "the deflate data of the HTTP body ends early")
        return raw
    return body


def unbrotlied(body: bytes, limits: Limits) -> bytes:
    """A Brotli body, by fastwarc's reader."""
    import io

    from fastwarc import stream_io

    if not hasattr(stream_io, "BrotliReader"):
        raise PageError("encoding br", "a newer fastwarc is needed to unpack Brotli")
    try:
        raw: bytes = stream_io.BrotliReader(io.BytesIO(body)).read(limits.page_bytes + 1)
    except Exception as error:
        raise PageError("damaged", f"the Brotli data of the HTTP body: {error}"[:200]) from error
    if len(raw) > limits.page_bytes:
        raise too_large(len(raw), limits.page_bytes)
    return raw
