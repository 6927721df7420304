"""What a file is, by its first bytes; its name only decides where they leave it open."""

import json
import re

PEEK = 1 << 16

MAGIC = (
    ("zip", b"PK\x03\x04"),
    ("zip", b"PK\x05\x06"),
    ("parquet", b"PAR1"),
    ("warc", b"WARC/"),
)
NO_PAGES = (
    ("a PDF file", b"%PDF-"),
    ("a PNG image", b"\x89PNG"),
    ("a JPEG image", b"\xff\xd8\xff"),
    ("a GIF image", b"GIF8"),
    ("an SQLite database", b"SQLite format 3\x00"),
    ("a 7z archive", b"7z\xbc\xaf\x27\x1c"),
    ("a RAR archive", b"Rar!"),
    ("a program", b"\x7fELF"),
)
SUFFIX_FORMATS = {
    "html": "html", "htm": "html", "xhtml": "html", "shtml": "html",
    "jsonl": "jsonl", "ndjson": "jsonl", "json": "json",
    "csv": "csv", "tsv": "csv",
    "txt": "text", "text": "text", "md": "text",
    "mhtml": "mhtml", "mht": "mhtml", "mbox": "mbox", "eml": "mbox",
    "rss": "feed", "atom": "feed",
    "warc": "warc", "wet": "warc", "parquet": "parquet",
}  # fmt: skip
FURNITURE = frozenset({"css", "js", "mjs", "map", "svg", "woff", "woff2", "ttf", "eot", "ico"})
"""What browsers save beside a page: text, or not told apart by its first bytes, but no page."""

HTML_HEAD = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
HTML_TAG = re.compile(rb"<(?:p|div|article|h[1-6]|span|meta|title|table|ul|section|main|script|a)\b", re.IGNORECASE)
FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
MAIL_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
DIGEST = re.compile(rb"^-{70}[ \t]*\r?\n\s*[A-Z][A-Za-z-]{0,40}:", re.MULTILINE)
"""How the messages of an RFC 1153 digest begin: what a text file needs to be taken for one."""
FROM_LINE = re.compile(rb"From \S{1,300} [^\n]{0,100}\d{4}\s{0,2}\n[A-Za-z][A-Za-z0-9-]{0,60}:")
MHTML = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
MAIL = re.compile(rb"^(?:from|subject|message-id|mime-version):", re.IGNORECASE | re.MULTILINE)


def after_prolog(text: bytes) -> bytes:
    """The text from its first element or doctype: without white space, comments and processing instructions.

    By hand, since a pattern for it takes exponential time on many comments.

    >>> after_prolog(b'<?xml version="1.0"?>\\n<!-- a --> <rss>')
    b'<rss>'
    """
    at = 0
    while True:
        while text[at : at + 1].isspace():
            at += 1
        opened, closes = text[at : at + 4], b""
        if opened == b"<!--":
            closes = b"-->"
        elif opened[:2] == b"<?":
            closes = b"?>"
        end = text.find(closes, at + 2) if closes else -1
        if end < 0:
            return text[at:]
        at = end + len(closes)


def suffix(name: str) -> str:
    """The suffix of a file name in small letters, without its dot.

    >>> suffix("a.b/Page.HTM"), suffix("a.b/page")
    ('htm', '')
    """
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last else ""


def no_page(head: bytes) -> str:
    """What a file is that certainly holds no page, "" if it may."""
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return "a sound, image or film"
    return next((what for what, magic in NO_PAGES if head.startswith(magic)), "")


def sniff(head: bytes, name: str = "", fields: tuple[str, ...] = ("text", "html")) -> str:
    r"""The format of a file from its first 64 KiB: one of readers.entry.FORMATS, "zip", "tar", "json" or "" for none.

    `fields` are the columns that tell a CSV file.

    >>> sniff(b'{"text": "a"}\n'), sniff(b"<!doctype html><p>a"), sniff(b"A title\n\nA text."), sniff(b"\0\1\2")
    ('jsonl', 'html', 'text', '')
    """
    for kind, magic in MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if SUFFIX_FORMATS.get(suffix(name)) == "warc":
        return "warc"  # its first record may be the damaged one
    if no_page(head):
        return ""
    text = head.removeprefix(b"\xef\xbb\xbf")
    wide = text[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide:
        text = text.decode("utf-16", "replace").encode("utf-8", "replace")
    hint = SUFFIX_FORMATS.get(suffix(name), "")
    if text.lstrip()[:1] == b"{" and hint != "html" and is_jsonl(text.lstrip()):
        return "jsonl"
    if not wide and text.count(b"\0") > len(text) // 10:
        return "html" if hint == "html" and text.strip(b"\0") else ""
    return by_content(text, hint, fields) or by_hint(text, hint)


def by_content(text: bytes, hint: str, fields: tuple[str, ...]) -> str:
    """The format that the text itself shows, "" where it leaves that open."""
    start = text.lstrip()
    body = after_prolog(text)
    if FEED.match(body):
        return "feed"
    if HTML_HEAD.match(body):
        return "html"
    if start[:1] in (b"[", b"{") and hint in ("json", "jsonl") and not is_value(start.partition(b"\n")[0]):
        return "json" if hint == "json" or start[:1] == b"[" else "jsonl"
    if FROM_LINE.match(text):
        return "mbox"
    mail = hint not in ("html", "jsonl", "text") or (hint == "text" and DIGEST.search(text))
    if mail and (header := MAIL_HEADER.match(text)) and MAIL.search(header[0]):
        return "mhtml" if MHTML.search(header[0]) else "mbox"
    if hint in ("", "text", "json") and is_table(text, fields):
        return "csv"
    return ""


def by_hint(text: bytes, hint: str) -> str:
    """The format for bytes that are text of some sort: what the name says, or HTML if it is full of tags."""
    if hint in ("jsonl", "csv", "mbox", "mhtml", "feed"):
        return hint
    if hint == "json":
        return "jsonl"
    tags = len(HTML_TAG.findall(text[:8192]))
    if hint == "html":
        return "html" if b"<" in text or not text.strip() else "text"
    return "html" if not hint and tags >= 3 and text.lstrip()[:1] == b"<" else "text"


def is_jsonl(start: bytes) -> bool:
    """Whether the first line is a JSON object, as far as it can be seen."""
    line, end, _ = start.partition(b"\n")
    if not end:
        line = line.partition(b"\r")[0]
    try:
        return isinstance(json.loads(line, parse_int=float), dict)
    except RecursionError:
        return True
    except ValueError:
        return not end and len(start) > PEEK - 1024 and start[1:64].lstrip()[:1] == b'"'


def is_value(line: bytes) -> bool:
    """Whether a line is a whole JSON value."""
    try:
        json.loads(line, parse_int=float)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def is_table(text: bytes, fields: tuple[str, ...]) -> bool:
    r"""Whether the first line is a head of columns with one of the fields in it.

    >>> is_table(b"url,text\nhttp://x/,a\n", ("text",)), is_table(b"A text, and more\n", ("text",))
    (True, False)
    """
    first = text.partition(b"\n")[0].decode("utf-8", "replace")
    return any(
        len(cells) > 1 and any(cell in fields for cell in cells)
        for cells in ([cell.strip().strip('"') for cell in first.split(mark)] for mark in ",;\t|")
    )
