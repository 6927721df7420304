"""From a page's bytes to its text: which encoding it is in, and what to do where nothing says so.

In this order: a byte order mark; UTF-16 or UTF-32 seen by its NULs; UTF-8 if the bytes are valid UTF-8 (no other
encoding looks like that by chance, so a wrong declaration loses to it); what the container declared; what the page
declares; detection. A declaration is believed only if the bytes can be read by it.
"""

import codecs
import gzip
import re
import zlib

from cleaner.errors import PageError
from cleaner.model import Page

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BINARY = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "ELF"),
    (b"RIFF", "RIFF"),
    (b"OggS", "Ogg"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"7z\xbc\xaf", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
ISO_2022 = re.compile(rb"\x1b\$[@B]")
LOOKED_AT = 4096
"""Bytes at the beginning in which a declaration or a sign of binary content is looked for."""
LARGEST_UNPACKED = 64 << 20
"""Bytes a page that turns out to be gzip may unpack to."""
WEB_NAMES = {
    # what browsers read under these names: the WHATWG encoding standard
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "iso8859-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "windows-31j": "cp932", "tis-620": "cp874", "iso-8859-11": "cp874", "big5": "big5hkscs",
    "x-x-big5": "big5hkscs", "x-user-defined": "cp1252", "unicode": "utf-8",
}  # fmt: skip
ON_THE_WEB = frozenset((
    "utf-8", "cp866", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "cp874",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "mac-cyrillic",
    "gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949",
))  # fmt: skip
"""Encodings of the WHATWG standard: a guess beyond them is a wrong guess."""
CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32), 127))
MOST_CONTROLS = 0.1
"""Share of control characters above which a text is taken for binary content."""


def decode(page: Page) -> tuple[str, str]:
    """A page's text, and the name of the encoding it was read by.

    Raises PageError "empty" where there is no text, "binary" where the bytes are no text. Never raises for bad bytes:
    they become U+FFFD.
    """
    return decode_bytes(page.raw, page.encoding, is_html=page.kind == "html")


def decode_bytes(raw: bytes, declared: str = "", *, is_html: bool = True) -> tuple[str, str]:
    """As `decode`, for bytes with what their container declared.

    >>> decode_bytes("Žluťoučký kůň".encode("cp1250"), "windows-1250")
    ('Žluťoučký kůň', 'cp1250')
    >>> decode_bytes("Füße".encode(), "iso-8859-1")
    ('Füße', 'utf-8')
    """
    if raw[:2] == b"\x1f\x8b":
        raw = unpack(raw)
    if not raw.strip(b"\x00 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        raise (
            PageError("binary", "NUL bytes only")
            if b"\x00" in raw.strip(b"\xff\xfe\x00\x00"[:2])
            else PageError("empty")
        )
    for start, name in BINARY:
        if raw.startswith(start):
            raise PageError("binary", f"the bytes are {name}")
    text = plain_utf8(raw)
    encoding = "utf-8" if text else encoding_of(raw, declared, is_html=is_html)
    text = clean_text(text or decoded(raw, encoding))
    check(text)
    return text, encoding


def decode_text(text: str) -> tuple[str, str]:
    """As `decode`, for a page that is text already: it is not written as bytes and read again where that says no more.

    >>> decode_text("Füße")
    ('Füße', 'utf-8')
    """
    try:
        raw, head = text.encode(), text[:LOOKED_AT]
    except UnicodeEncodeError:
        return decode_bytes(text.encode("utf-8", "replace"), "utf-8")
    odd = "\x00" in head or b"\x1b" in raw or text.startswith("\ufeff") or not head.strip()
    if odd or raw.startswith(tuple(sign for sign, _ in BINARY)):
        return decode_bytes(raw, "utf-8")
    if b"\r" in raw or b"\x00" in raw:
        text = clean_text(text)
    check(text)
    return text, "utf-8"


def unpack(raw: bytes) -> bytes:
    """The content of gzip bytes that nobody announced, whole or as far as it goes."""
    try:
        return zlib.decompressobj(wbits=31).decompress(raw, LARGEST_UNPACKED)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise PageError("binary", f"damaged gzip: {error}") from error


def plain_utf8(raw: bytes) -> str:
    """The text of bytes that are UTF-8 and nothing else, which most pages are; "" where more has to be asked."""
    if b"\x00" in raw[:LOOKED_AT] or b"\x1b$" in raw or raw.startswith(codecs.BOM_UTF8):
        return ""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def encoding_of(raw: bytes, declared: str, *, is_html: bool) -> str:
    """The name (Python's) of the encoding the bytes are in."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return name
    if wide := wide_encoding(raw):
        return wide
    if raw.isascii() and not ISO_2022.search(raw):
        return "utf-8"
    if (not ISO_2022.search(raw) and is_valid(raw, "utf-8")) or (
        b"\xed" in raw and is_valid(raw, "utf-8", "surrogatepass")
    ):
        return "utf-8"
    return believed(raw, declared, is_html=is_html) or detected(raw)


def believed(raw: bytes, declared: str, *, is_html: bool) -> str:
    """The first declared encoding by which the bytes can be read, "" if there is none."""
    names = [declared]
    if is_html and (found := DECLARED.search(raw[:LOOKED_AT])):
        names.append((found[1] or found[2]).decode("ascii", "replace"))
    for name in names:
        known = known_name(name)
        if known and not known.startswith(("utf-16", "utf-32")) and is_readable(raw, known):
            return known
    return ""


def known_name(name: str) -> str:
    """Python's name for what a page calls an encoding, "" if it knows none such.

    >>> known_name(" ISO-8859-1 "), known_name("x-unknown"), known_name("rot13")
    ('cp1252', '', '')
    """
    name = name.strip(" \t\r\n\"'").lower()
    try:
        found = codecs.lookup(WEB_NAMES.get(name, name))
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding and found.name not in {"utf-7", "idna", "punycode"} else ""


def is_valid(raw: bytes, encoding: str, errors: str = "strict") -> bool:
    """Whether bytes decode without an error; a character cut off at the very end does not count."""
    try:
        codecs.getincrementaldecoder(encoding)(errors).decode(raw)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def is_readable(raw: bytes, encoding: str) -> bool:
    """Whether nearly all of the bytes decode: a page may hold a few bad ones, one in 200 characters beyond ASCII."""
    if is_valid(raw, encoding):
        return True
    return raw.decode(encoding, "replace").count("\ufffd") * 200 <= sum(byte > 127 for byte in raw)


def wide_encoding(raw: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the NULs of its ASCII characters stand; "" if it is neither."""
    head = raw[:LOOKED_AT]
    nuls = [head[place::4].count(0) / (len(head) / 4) for place in range(4)]
    if len(head) < 8 or not any(nuls):
        return ""
    if max(nuls) < 0.3:
        return next((name for name in ("utf-16-le", "utf-16-be") if has_markup(raw, name)), "")
    low = [share < 0.1 for share in nuls]
    high = [share > 0.3 for share in nuls]
    if all(high[1:]) and low[0]:
        return "utf-32-le"
    if all(high[:3]) and low[3]:
        return "utf-32-be"
    if high[1] and high[3] and low[0] and low[2]:
        return "utf-16-le"
    if high[0] and high[2] and low[1] and low[3]:
        return "utf-16-be"
    return ""


def has_markup(raw: bytes, encoding: str) -> bool:
    """Whether bytes with NULs in them read as a page in a wide encoding: other scripts have few NULs."""
    return is_valid(raw, encoding) and raw[:LOOKED_AT].decode(encoding, "replace").count(">") > 1


def detected(raw: bytes) -> str:
    """The encoding that the bytes look like."""
    from resiliparse.parse.encoding import detect_encoding

    if ISO_2022.search(raw):
        return "iso2022_jp"
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if sum(not char.isascii() for char in text) > 2 * bad:  # a stray Windows byte or two, or a page pasted together
        return "utf-8"
    name = known_name(detect_encoding(raw, from_html_meta=False) or "")
    if name in ON_THE_WEB and is_readable(raw, name):
        return name
    return guessed(raw) or "cp1252"


def guessed(raw: bytes) -> str:
    """What charset-normalizer (BeautifulSoup's adviser) makes of bytes that fit nothing else; "" if nothing."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw[: 1 << 14]).best()
    name = known_name(best.encoding) if best else ""
    return name if name in ON_THE_WEB and is_readable(raw, name) else ""


def decoded(raw: bytes, encoding: str) -> str:
    """The text, bad bytes as U+FFFD; surrogate pairs that somebody wrote as UTF-8 become the characters they mean."""
    if encoding == "utf-8" and b"\xed" in raw and is_valid(raw, "utf-8", "surrogatepass"):
        text = codecs.getincrementaldecoder("utf-8")("surrogatepass").decode(raw)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return raw.decode(encoding, "replace")


def clean_text(text: str) -> str:
    """Text without a byte order mark and NULs, line ends as newlines. No decoder leaves lone surrogates."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "") if "\x00" in text else text


def check(text: str) -> None:
    """Raise PageError for a text that is blank or no text."""
    head = text[: 1 << 13]
    if not head.strip() and not text.strip():
        raise PageError("empty")
    if head.isascii():
        controls = len(head) - len(head.encode().translate(None, CONTROLS))
    else:
        controls = sum(map(head.count, map(chr, (*CONTROLS, 0xFFFD))))
    if controls > MOST_CONTROLS * len(head):
        raise PageError("binary", f"{100 * controls // len(head)} % of the characters are controls or undecodable")
