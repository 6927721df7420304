"""The containers: WARC, archives, tables, mail, feeds; good ones read whole, damaged ones as far as they are good."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.limits import Limits
from cleaner.model import Page, Reject
from cleaner.readers import ReadOptions, Source, find_sources, read
from cleaner.readers.http import answer
from cleaner.readers.mail import digest

HTML = b"<!doctype html><html><body><p>One</p></body></html>"
SMALL = ReadOptions(limits=Limits(page_bytes=50_000, header_bytes=2000))


def read_bytes(folder: Path, name: str, content: bytes, options: ReadOptions | None = None) -> list[Page | Reject]:
    path = folder / name
    path.write_bytes(content)
    return list(read(Source(name, str(path), len(content)), options))


def pages(items: list[Page | Reject]) -> list[Page]:
    return [item for item in items if isinstance(item, Page)]


def rejects(items: list[Page | Reject]) -> list[Reject]:
    return [item for item in items if isinstance(item, Reject)]


# ---------------------------------------------------------------- WARC


def http(body: bytes, mime: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n{more}\r\n".encode() + body


def record(number: int, content: bytes, kind: str = "response", length: object = None) -> bytes:
    size = len(content) if length is None else length
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
            f"WARC-Date: 2024-05-0{1 + number % 9}T10:00:00Z\r\nWARC-Target-URI: http://example.org/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {size}\r\n\r\n"
        ).encode()
        + content
        + b"\r\n\r\n"
    )


def body_of(number: int) -> bytes:
    return f"<html><body><h1>Page {number}</h1>".encode() + b"".join(b"<p>%d</p>" % (number * k) for k in range(90))


RECORDS = [record(number, http(body_of(number))) for number in range(12)]


def urls(items: list[Page | Reject]) -> list[int]:
    return [int(page.url.rsplit("/", 1)[1]) for page in pages(items)]


@pytest.mark.parametrize("pack", ["plain", "members", "whole", "zstd", "bz2", "xz"])
def test_a_good_archive_is_read_as_fastwarc_reads_it(tmp_path: Path, pack: str) -> None:
    """The same bodies, addresses and dates; nothing is rejected."""
    import zstandard
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    content = {
        "plain": b"".join(RECORDS),
        "members": b"".join(map(gzip.compress, RECORDS)),
        "whole": gzip.compress(b"".join(RECORDS)),
        "zstd": b"".join(map(zstandard.compress, RECORDS)),
        "bz2": bz2.compress(b"".join(RECORDS)),
        "xz": lzma.compress(b"".join(RECORDS)),
    }[pack]
    known = [
        (warc.headers["WARC-Target-URI"], warc.headers["WARC-Date"][:10], warc.reader.read())
        for warc in ArchiveIterator(io.BytesIO(b"".join(RECORDS)), record_types=WarcRecordType.response)
    ]

    items = read_bytes(tmp_path, "crawl.warc.xx", content)

    assert [(page.url, page.date, page.raw) for page in pages(items)] == known
    assert {page.encoding for page in pages(items)} == {"utf-8"}
    assert [page.source_path for page in pages(items)][:2] == ["crawl.warc.xx#1", "crawl.warc.xx#2"]
    assert rejects(items) == []


@pytest.mark.parametrize("length", [9000, 300, -5, "abc", 10**18, "", 0, "+12", "300\r\nContent-Length: 400"])
def test_a_length_that_lies_costs_its_record(tmp_path: Path, length: object) -> None:
    """The byte range that is reported is exactly that record."""
    bad = record(5, http(body_of(5)), length=length)
    before = b"".join(RECORDS[:5])

    items = read_bytes(tmp_path, "a.warc", before + bad + b"".join(RECORDS[6:]))

    assert urls(items) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert [reject.where for reject in rejects(items)] == [f"bytes {len(before)}-{len(before) + len(bad)}"]


@pytest.mark.parametrize("packed", [False, True])
def test_junk_between_records_is_passed_over_and_told(tmp_path: Path, packed: bool) -> None:
    parts = [gzip.compress(part) if packed else part for part in RECORDS]
    junk = b"\x1f\x8b\x08 no member, no WARC/1.0 record \r\n\r\n" * 90
    start = sum(map(len, parts[:6]))

    items = read_bytes(tmp_path, "a.warc.gz" if packed else "a.warc", b"".join([*parts[:6], junk, *parts[6:]]))

    assert urls(items) == list(range(12))
    assert [reject.where for reject in rejects(items)] == [f"bytes {start}-{start + len(junk)}"]


@settings(max_examples=60, deadline=None)
@given(member=st.integers(0, 11), at=st.floats(0, 0.999), flip=st.integers(1, 255))
def test_a_flipped_byte_costs_at_most_its_member(
    tmp_path_factory: pytest.TempPathFactory, member: int, at: float, flip: int
) -> None:
    """Every other record is read, no wrong byte becomes a page, and what is lost is told."""
    parts = [bytearray(gzip.compress(part, mtime=0)) for part in RECORDS]
    place = int(at * len(parts[member]))
    parts[member][place] ^= flip
    folder = tmp_path_factory.mktemp("flip")

    items = read_bytes(folder, "a.warc.gz", b"".join(parts))

    assert set(range(12)) - {member} <= set(urls(items))
    assert all(page.raw == body_of(int(page.url.rsplit("/", 1)[1])) for page in pages(items))
    assert len(pages(items)) == 12 or rejects(items)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.77, 0.999])
def test_a_cut_archive_gives_its_whole_records_only(tmp_path: Path, packed: bool, share: float) -> None:
    parts = [gzip.compress(part) if packed else part for part in RECORDS]
    content = b"".join(parts)
    cut = content[: int(len(content) * share)]

    items = read_bytes(tmp_path, "a.warc", cut)

    assert [page.raw for page in pages(items)] == [body_of(number) for number in range(len(pages(items)))]
    assert len(rejects(items)) == 1
    assert rejects(items)[0].where.endswith(f"-{len(cut)}")


def test_a_damaged_first_member_is_still_a_warc(tmp_path: Path) -> None:
    parts = [bytearray(gzip.compress(part)) for part in RECORDS]
    parts[0][20] ^= 0x55

    assert urls(read_bytes(tmp_path, "a.warc.gz", b"".join(parts)))[:2] == [1, 2]


def test_records_without_a_page(tmp_path: Path) -> None:
    """Requests and revisits are nothing; an answer that is no page is told."""
    items = read_bytes(
        tmp_path,
        "a.warc",
        record(0, b"software: x", "warcinfo")
        + record(1, b"GET / HTTP/1.0\r\n\r\n", "request")
        + record(2, b"", "revisit")
        + record(3, http(b"gone", status="404 Not Found"))
        + record(4, http(b"\x89PNG...", mime="image/png"))
        + record(5, http(b""))
        + record(6, HTML)
        + record(7, http(HTML).replace(b"\r\n", b"\n"))
        + record(8, b"Words of a page.", "conversion")
        + record(9, b"x: y", "whatever"),
    )

    assert [(page.source_path, page.kind) for page in pages(items)] == [
        ("a.warc#7", "html"), ("a.warc#8", "html"), ("a.warc#9", "text"),
    ]  # fmt: skip
    assert [(reject.source_path, reject.reason) for reject in rejects(items)] == [
        ("a.warc#4", "HTTP status"), ("a.warc#5", "not a page"), ("a.warc#6", "empty"),
    ]  # fmt: skip


def test_records_over_the_limits_are_refused_and_reading_goes_on(tmp_path: Path) -> None:
    large = record(1, http(b"<p>" + b"a" * 60_000))
    head = record(2, http(HTML)).replace(b"WARC-Type", b"X: " + b"a" * 5000 + b"\r\nWARC-Type")
    bomb = record(3, http(gzip.compress(b"<p>" + b"a" * 9_000_000), more="Content-Encoding: gzip\r\n"))

    items = read_bytes(tmp_path, "a.warc", RECORDS[0] + large + head + bomb + RECORDS[4], SMALL)

    assert urls(items) == [0, 4]
    assert len(rejects(items)) == 3


def chunked(body: bytes) -> bytes:
    return b"%x;x=y\r\n" % 7 + body[:7] + b"\r\n" + b"%X\r\n" % len(body[7:]) + body[7:] + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("more", "stored"),
    [
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)),
        ("Transfer-Encoding: chunked\r\n", HTML),
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML)),
        ("Content-Encoding: gzip\r\n", HTML),
        ("Content-Encoding: br\r\n", HTML),
        ("Content-Encoding: deflate\r\n", __import__("zlib").compress(HTML)),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzip.compress(HTML))),
    ],
)
def test_encodings_of_an_answer_come_off_whether_they_are_there_or_only_claimed(more: str, stored: bytes) -> None:
    assert answer(http(stored, more=more), Limits()).body == HTML


def test_brotli_comes_off() -> None:
    brotli = pytest.importorskip("brotli")

    assert answer(http(brotli.compress(HTML), more="Content-Encoding: br\r\n"), Limits()).body == HTML


# ---------------------------------------------------------------- archives


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_are_read_as_files_are(tmp_path: Path, pack: object) -> None:
    """In the order of the archive; packed members, rows in members, archives in archives; hidden ones not."""
    assert callable(pack)
    members = {
        "b/page.html": HTML,
        "../../a.txt.gz": gzip.compress(b"Text."),
        "rows.jsonl": b'{"text": "Row"}\n',
        "inner.zip": zipped({"c.html": HTML}),
        "crawl.warc.gz": gzip.compress(RECORDS[3]),
        ".hidden.html": HTML,
        "__MACOSX/b/page.html": HTML,
    }

    items = read_bytes(tmp_path, "a.bin", pack(members))

    assert [(page.source_path, page.number) for page in pages(items)] == [
        ("a.bin!b/page.html", 0),
        ("a.bin!../../a.txt.gz", 1),
        ("a.bin!rows.jsonl#1", 2),
        ("a.bin!inner.zip!c.html", 3),
        ("a.bin!crawl.warc.gz#1", 4),
    ]
    assert {page.source for page in pages(items)} == {"a.bin"}
    assert rejects(items) == []


def test_a_packed_tar_is_read_forward(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a.tgz", gzip.compress(tarred({f"{n}.html": HTML for n in range(300)})))

    assert len(pages(items)) == 300


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_stay_apart(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for text in ("One.", "Two."):
            archive.writestr("a.txt", text)

    assert [page.source_path for page in pages(read_bytes(tmp_path, "a.zip", out.getvalue()))] == [
        "a.zip!a.txt", "a.zip!a.txt\\2",
    ]  # fmt: skip


def test_special_members_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in {"s": tarfile.SYMTYPE, "h": tarfile.LNKTYPE, "f": tarfile.FIFOTYPE}.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)

    items = read_bytes(tmp_path, "a.tar", out.getvalue())

    assert [(reject.source_path, reject.reason) for reject in rejects(items)] == [
        ("a.tar!s", "link"), ("a.tar!h", "link"), ("a.tar!f", "not a file"),
    ]  # fmt: skip
    assert pages(items) == []


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", HTML)
        archive.filelist.extend(archive.filelist * 9)
        archive._didModify = True

    items = read_bytes(tmp_path, "a.zip", out.getvalue())

    assert (len(pages(items)), len(rejects(items))) == (1, 9)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_damaged_archive_is_told(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    whole = pack({f"{n}.html": HTML + str(n * 7919**9).encode() * 40 for n in range(30)})

    for content in (whole[: len(whole) // 2], whole[:500] + b"\xff" * 700 + whole[1200:]):
        items = read_bytes(tmp_path, "a", content)
        assert rejects(items)
        assert pack is tarred or all(page.raw.startswith(HTML) for page in pages(items))  # tar has no checksums


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    limits = Limits(expansion_floor=1_000_000)

    items = read_bytes(
        tmp_path, "a.zip", zipped({"a.txt": b"a" * 30_000_000, "b.html": HTML}), ReadOptions(limits=limits)
    )

    assert [reject.reason for reject in rejects(items)] == ["expands too much"]
    assert pages(items)[-1].raw == HTML


# ---------------------------------------------------------------- tables


def test_rows_of_csv(tmp_path: Path) -> None:
    content = (
        '\ufeffurl,text,title\r\nhttp://a/,"Two\nlines, and a ""quote""",T\r\n\r\nhttp://b/,short\r\nhttp://c/,C,\r\n'
    )

    items = read_bytes(tmp_path, "a.csv", content.encode())

    assert [(page.raw, page.url, page.title) for page in pages(items)] == [
        (b'Two\nlines, and a "quote"', "http://a/", "T"), (b"C", "http://c/", ""),
    ]  # fmt: skip
    assert [reject.reason for reject in rejects(items)] == ["not a row"]


def test_rows_of_a_table_with_tabs_and_html(tmp_path: Path) -> None:
    (page,) = pages(read_bytes(tmp_path, "a.tsv", b"id\thtml\n1\t<p>H, x\n"))

    assert (page.kind, page.raw) == ("html", b"<p>H, x")


def test_rows_of_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table({
        "html": [None, b"<p>\xe9", b""], "text": ["Text", None, None], "url": ["http://a/", None, ""], "n": [1, 2, 3]
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()

    items = read_bytes(tmp_path, "x", content)

    assert [(page.kind, page.raw, page.url) for page in pages(items)] == [
        ("text", b"Text", "http://a/"), ("html", b"<p>\xe9", ""), ("html", b"", ""),
    ]  # fmt: skip
    assert [reject.reason for reject in read_bytes(tmp_path, "y", content[:-50])] == ["damaged"]


# ---------------------------------------------------------------- mail


MBOX = b"""From a@example.org Mon Jan  1 10:00:00 2024
From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>
Subject: One
Date: Mon, 1 Jan 2024 10:00:00 +0000
Content-Type: text/plain; charset=iso-8859-1

A caf\xe9.
>From here it is text.

From the start this line has no year.
From b@example.org Mon Jan  1 10:00:00 2024 is not after a blank line.

From b@example.org Tue Jan  2 10:00:00 2024
Subject: Two
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/html

<p>Hi
--x--
"""


def test_messages_of_an_mbox(tmp_path: Path) -> None:
    one, two = pages(read_bytes(tmp_path, "a", MBOX))

    assert (one.title, one.author, one.date, one.encoding, one.kind) == (
        "One", "Zoë", "2024-01-01", "iso-8859-1", "text",
    )  # fmt: skip
    assert b"\nFrom here it is text." in one.raw
    assert b"is not after a blank line" in one.raw
    assert (two.kind, two.raw.strip()) == ("html", b"<p>Hi")


DIGEST = (
    "Subject: Example Digest, Vol 1, Issue 1\n\nSend submissions to x.\n\nToday's Topics:\n\n   1. One\n   2. Two\n\n\n"
    + "-" * 70
    + "\n\nMessage: 1\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nFrom: A <a@example.org>\nSubject: One\n\nFirst text.\n\n"
    + "-" * 30
    + "\n\nMessage: 2\nSubject: Two\n\nSecond text.\n\n"
    + "-" * 30
    + "\n\nEnd of Example Digest, Vol 1, Issue 1\n*************************************\n"
)


@pytest.mark.parametrize("name", ["a.eml", "v01.n001", "digest.txt"])
def test_messages_of_a_digest(tmp_path: Path, name: str) -> None:
    """Whatever its name: what it holds says so."""
    got = pages(read_bytes(tmp_path, name, DIGEST.encode()))

    assert [(page.title, page.author, page.date, page.raw) for page in got] == [
        ("One", "A", "2024-01-01", b"First text.\n"), ("Two", "", "", b"Second text.\n"),
    ]  # fmt: skip


def test_a_ruled_text_is_no_digest() -> None:
    assert digest("Text\n" + "-" * 70 + "\nMore text without any head\n") == ()


def test_hostile_mail_is_read_or_refused(tmp_path: Path) -> None:
    """Each of these took the standard parser's newer policy seconds, or its recursion."""
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    for raw in (
        b"From: " + b"(<," * 20000 + b"\n\nx",
        b"Subject: a\nContent-Type: text/plain" + b"; a=b" * 15000 + b"\n\nx",
        nested,
        b"Subject: a\n\n" + b"\n" * 200_000 + b"-" * 70 + b"\n" * 200_000,
    ):
        assert read_bytes(tmp_path, "a.eml", raw)


def test_a_page_saved_as_mhtml(tmp_path: Path) -> None:
    content = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://example.org/a\r\nSubject: A page\r\n"
        b"Date: Fri, 5 Apr 2024 12:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n----x\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b'<html><p class=3D"a">Caf=C3=A9</p></html>\r\n----x\r\nContent-Type: text/css\r\n\r\np {}\r\n----x--\r\n'
    )

    (page,) = pages(read_bytes(tmp_path, "a.bin", content))

    assert page.raw.decode().strip() == '<html><p class="a">Café</p></html>'
    assert (page.url, page.title, page.date, page.encoding) == (
        "http://example.org/a", "A page", "2024-04-05", "utf-8",
    )  # fmt: skip


# ---------------------------------------------------------------- feeds


def test_entries_of_rss(tmp_path: Path) -> None:
    content = """<?xml version="1.0"?><!-- a feed -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Site</title><link>http://example.org/</link>
<item><title>One &amp; all</title><link>http://example.org/1</link><dc:creator>A. Author</dc:creator>
<pubDate>Mon, 01 Jan 2024 10:00:00 GMT</pubDate><description>Short</description>
<content:encoded><![CDATA[<p>Full <b>text</b></p>]]></content:encoded></item>
<item><title>Two</title><description>&lt;p&gt;Only this&lt;/p&gt;</description></item>
</channel></rss>"""

    one, two = pages(read_bytes(tmp_path, "a", content.encode()))

    assert (one.raw, one.title, one.url, one.author, one.date) == (
        b"<p>Full <b>text</b></p>", "One & all", "http://example.org/1", "A. Author", "2024-01-01",
    )  # fmt: skip
    assert two.raw == b"<p>Only this</p>"


def test_entries_of_atom(tmp_path: Path) -> None:
    content = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title>
<link rel="self" href="http://example.org/self"/><link href="http://example.org/1"/><author><name>N</name></author>
<updated>2024-02-03T00:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A<p>b</p></div></content>
</entry><entry><content type="text">1 &lt; 2</content></entry></feed>"""

    one, two = pages(read_bytes(tmp_path, "a", content.encode()))

    assert (one.url, one.author, one.date) == ("http://example.org/1", "N", "2024-02-03")
    assert b"<p>b</p>" in one.raw
    assert two.raw == b"1 &lt; 2"


def test_a_feed_fetches_and_expands_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    content = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY l0 "ha">{lol}]>'
        "<rss><channel><item><description>a &x; &l8; b</description></item></channel></rss>"
    )

    items = read_bytes(tmp_path, "a.rss", content.encode())

    assert all(b"SECRET" not in page.raw and len(page.raw) < 1000 for page in pages(items))


def test_a_feed_that_breaks_off_is_told(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a", b"<rss><channel><item><title>T</title><description>D</description></item><item>")

    assert pages(items)[0].raw == b"D"
    assert rejects(items)


# ---------------------------------------------------------------- everything


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(["a", "a.warc", "a.jsonl", "a.csv", "a.eml", "a.mht", "a.rss", "a.html", "a.txt", "a.zip"]),
    start=st.sampled_from(
        [b"", b"WARC/1.0\r\n", b"PK\x03\x04", b"PAR1", b"From a 2024\nA:", b"<rss>", b"{", b"\x1f\x8b\x08", b"BZh9",
         b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00", b"text,html\n", b"\xff\xfe",
         b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n"]
    ),
    rest=st.binary(max_size=300),
)  # fmt: skip
def test_no_bytes_make_a_reader_fail(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, rest: bytes
) -> None:
    """Every file gives pages or rejects, at least one, with unique safe paths; never an error."""
    items = read_bytes(tmp_path_factory.mktemp("any"), name, start + rest)

    assert items
    paths = [page.source_path for page in pages(items)]
    assert len(set(paths)) == len(paths)
    assert all(f"{item}".encode() for item in items)


def test_a_folder_of_everything(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "b.zip").write_bytes(zipped({"c.html": HTML}))
    (tmp_path / "d.warc.gz").write_bytes(gzip.compress(RECORDS[1]))

    items = [item for source in find_sources([str(tmp_path)]) for item in read(source)]

    assert len(pages(items)) == 3
