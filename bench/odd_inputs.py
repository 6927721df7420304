"""Hostile inputs beside those of make_bad_inputs.py, in its form: run_bad_inputs.py FOLDER runs them.

    python bench/odd_inputs.py FOLDER
    python ../shared/bench/run_bad_inputs.py FOLDER

Written after the first set had no case left that failed, to find out what that set does not ask: other elements nested,
other encodings mixed, archives within archives, members that lie about their size, tables and mail, heads without end.
The marks of a case stand at the very end of its page: nothing before them may swallow them.
"""

import argparse
import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import frozen
from kill_harness import article, sentence

MARK = "Zqxmarkend"
LAST = f"The last paragraph of the page names {MARK} so that a loss at the end is seen by everyone who reads it."


@frozen
class Case:
    """One input and what is due for it, see make_bad_inputs.py."""

    path: str
    raw: bytes
    expected: str = "either"
    pages: int | None = 1
    marked: bool = True
    run: str = "clean"


def paragraphs(seed: int = 0) -> list[str]:
    """A title and some prose."""
    rng = random.Random(seed)
    return [article(rng)[0], *(" ".join(sentence(rng) for _ in range(3)) for _ in range(5))]


def html(inside: str = "{}", head: str = "", seed: int = 0) -> bytes:
    """A page whose last paragraph is marked and stands where `inside` has its {}."""
    title, *prose = paragraphs(seed)
    body = "".join(f"<p>{text}</p>" for text in prose) + inside.replace("{}", f"<p>{LAST}</p>")
    page = f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}"
    return f"{page}</article></body></html>".encode("utf-8", "surrogatepass")


def text(seed: int = 0, last: str = LAST, between: str = "") -> str:
    return "\n".join([*paragraphs(seed), between, last]) + "\n"


# ---------------------------------------------------------------- pages


def nested() -> Iterator[Case]:
    """Depth in elements of other kinds."""
    pairs = {
        "table": ("<table><tr><td>", "</td></tr></table>"),
        "ul": ("<ul><li>", "</li></ul>"),
        "span": ("<span>",) * 1,
        "blockquote": ("<blockquote>", "</blockquote>"),
        "b": ("<b>", "</b>"),
        "font": ("<font size=1>", "</font>"),
        "svg": ("<svg><g>", "</g></svg>"),
        "foreign": ("<svg><foreignObject>", "</foreignObject></svg>"),
        "math": ("<math><mrow>", "</mrow></math>"),
        "template": ("<template>", "</template>"),
        "noscript": ("<noscript>", "</noscript>"),
        "details": ("<details>", "</details>"),
        "object": ("<object>",),
        "form": ("<form>", "</form>"),
        "custom": ("<x-a>", "</x-a>"),
        "section": ("<section>", "</section>"),
        "dl": ("<dl><dd>", "</dd></dl>"),
        "a": ("<a href=x>", "</a>"),
        "select": ("<select><option>", "</select>"),
    }
    for name, (opened, *closed) in pairs.items():
        for depth in (300, 6000):
            inside = opened * depth + "{}" + "".join(closed) * depth
            yield Case(f"nest/{name}_{depth}.html", html(inside))
    yield Case("nest/div_300_after.html", html("<div>" * 300 + "x" + "</div>" * 300 + "{}"), "accepted")


def heads() -> Iterator[Case]:
    """Tags in the head that do not end, or come by the thousand."""
    for name, part in {
        "meta_open": "<meta ",
        "title_open": "<title ",
        "html_open": "<html ",
        "link_open": "<link x ",
        "quote": "='",
        "ld_open": "<script type=ld+json",
        "ld_empty": '<script type="application/ld+json">{}</script>',
        "lang": "<html lang=",
        "meta_blank": "<meta" + " " * 50,
        "attribute": "<meta a=a ",
        "charset": "<meta charset=",
        "base": "<base href=//[>",
        "entity": "<title>&#x41",
        "ld_list": '<script type="application/ld+json">[',
    }.items():
        yield Case(f"head/{name}.html", html(head=part * 20_000))
        yield Case(f"head/{name}_body.html", html(part * 20_000 + "{}"))
    deep = '<script type="application/ld+json">' + '{"@graph":[' * 5000 + "]}" * 5000 + "</script>"
    yield Case("head/graph.html", html(head=deep), "accepted")
    huge = json.dumps({"@type": "NewsArticle", "headline": "x" * 200_000, "author": [{"name": "y"}] * 9000})
    yield Case("head/headline.html", html(head=f'<script type="application/ld+json">{huge}</script>'), "accepted")


def bodies() -> Iterator[Case]:
    """What stands around, behind or instead of a page's elements."""
    good = {
        "after_html": "</article></body></html>{}",
        "two_pages": "</body></html><!doctype html><html><body>{}",
        "frameset": "<frameset><frame></frameset>{}",
        "template": "<template>{}</template>",
        "conditional": "<!--[if IE]><p>x</p><![endif]-->{}",
        "bogus_comment": "<?php echo '>' ?>{}",
        "cdata": "<![CDATA[ x ]]>{}",
        "null_tag": "<p\0>x</p>{}",
        "shadow": "<div><template shadowrootmode=open>{}</template></div>",
        "dialog": "<dialog>{}</dialog>",
        "button": "<button>{}</button>",
        "caption": "<table><caption>{}</caption></table>",
        "foster": "<table>{}<tr><td>x</table>",
        "noscript": "<noscript>{}</noscript>",
        "hidden": "<div hidden>{}</div>",
        "marquee": "<marquee>{}</marquee>",
        "svg_text": "<svg><text>x</text></svg>{}",
        "isindex": "<isindex>{}",
        "image": "<image>{}",
        "ruby": "<ruby>x<rt>{}</rt></ruby>",
        "comment_bang": "<!-- a --!>{}",
        "comment_dash": "<!-->{}",
        "script_comment": "<script><!--<script></script>--></script>{}",
        "attribute_gt": '<p title="a > b">x</p>{}',
        "unquoted": "<p title=a\"b'c>x</p>{}",
        "end_marker": "<x-end-of-page>x</x-end-of-page>{}",
        "entities": "&" * 5000 + "&#" * 5000 + "&#x" * 5000 + "{}",
        "pi": "<?" + "x" * 100_000 + ">{}",
        "doctype": "<!doctype " + "x" * 100_000 + ">{}",
    }
    for name, inside in good.items():
        yield Case(f"body/{name}.html", html(inside))
    for name, part, count in (
        ("combining", "\u0301", 300_000),
        ("digits", "1", 1_000_000),
        ("open", "(", 500_000),
        ("blank", " ", 1_000_000),
        ("nbsp", "&nbsp;", 300_000),
        ("sentences", "A. ", 300_000),
        ("zwj", "\U0001f468\u200d", 200_000),
        ("rtl", "\u202e", 300_000),
        ("brs", "<br>x", 150_000),
        ("hrs", "<hr>", 300_000),
        ("tds", "<td>x", 150_000),
        ("rows", "<tr><td>x<td>y", 60_000),
        ("ps", "<p>x", 150_000),
        ("links", "<a href=/>x</a> ", 100_000),
        ("bold", "<b>x</b>", 150_000),
        ("lis", "<li>- x", 100_000),
        ("same", f"<p>{paragraphs()[1]}</p>", 4000),
        ("commas", ",", 500_000),
        ("at", "a@b.c ", 150_000),
        ("url", "http://a/", 150_000),
        ("xmp", "<xmp>", 50_000),
        ("pre", "<pre>\n", 100_000),
        ("headings", "<h2>News today</h2>", 50_000),
        ("images", "<img alt=x>", 100_000),
        ("classes", '<p class="' + "a b c d e f g " * 20 + '">x', 10_000),
        ("ids", "<i id=a>x</i>", 100_000),
        ("titles", "<h1>By Ann Lee</h1>", 30_000),
    ):
        tail = "</xmp>" if name == "xmp" else ""
        yield Case(f"flood/{name}.html", html(f"<div>{part * count}{tail}</div>" + "{}"), marked=name != "xmp")
        if "<" not in part and "&" not in part:
            yield Case(f"flood/{name}.txt", text(between=part * count).encode())


def encodings() -> Iterator[Case]:
    """Bytes of which no one encoding makes sense."""
    page, said = html(), html().decode()
    yield Case("code/utf8_bom_utf16.html", b"\xef\xbb\xbf" + said.encode("utf-16-le"), marked=False)
    yield Case("code/two_boms.html", b"\xef\xbb\xbf" * 2 + page, "accepted")
    yield Case("code/bom_within.html", page.replace(b"<p>", b"<p>\xef\xbb\xbf"), "accepted")
    yield Case("code/utf16_odd.html", said.encode("utf-16") + b"\x41", "accepted")
    yield Case("code/utf16_unpaired.html", said.encode("utf-16").replace(b"<\0p\0", b"\x00\xd8<\0p\0"), "accepted")
    yield Case("code/utf16_then_utf8.html", said[:600].encode("utf-16") + said[600:].encode(), marked=False)
    yield Case("code/utf32.html", said.encode("utf-32"), "accepted")
    yield Case("code/nul_between.html", b"\0".join(page[at : at + 20] for at in range(0, len(page), 20)), marked=False)
    yield Case("code/overlong.html", page.replace(b"<p>", b"<p>\xc0\xbc\xe0\x80\xbc"), "accepted")
    yield Case("code/ebcdic.html", said.encode("cp500"), marked=False)
    yield Case("code/iso2022_open.html", page.replace(b"<p>", b"<p>\x1b$B"), marked=False)
    yield Case("code/meta_late.html", html(head="<!--" + "x" * 9000 + "--><meta charset=cp1251>"), "accepted")
    yield Case("code/utf7.html", html("<p>+ADw-script+AD4-</p>{}", "<meta charset=utf-7>"), "accepted")
    yield Case("code/line_ends.txt", "\r".join(paragraphs()).encode() + b"\r\n\n\r" + LAST.encode(), "accepted")
    mixed = "\u2028".join(paragraphs()) + "\u2029\x85\x0b\x0c\r" + LAST
    yield Case("code/separators.txt", mixed.encode(), "either")
    yield Case("code/tiny_lines.txt", ("x\n" * 1_500_000 + LAST).encode(), marked=False, pages=2)
    yield Case("code/tiny_lines_50k.txt", ("x\n" * 50_000 + LAST).encode())
    yield Case("code/blank_lines.txt", ("\n" * 3_000_000 + text()).encode(), marked=False, pages=None)
    yield Case("code/one_line.txt", (" ".join(paragraphs()[1:]) * 1500).encode(), marked=False, pages=None)
    yield Case("code/han_line.txt", ("歡迎來到港口今天的天氣很好" * 100_000).encode(), marked=False, pages=None)
    yield Case("code/escapes.txt", text(between="\x1b]0;pwn\x07\x1b[2J\x9b2J\x08\x7f\u202e\u2066").encode(), "accepted")


# ---------------------------------------------------------------- rows


def rows() -> Iterator[Case]:
    """JSON lines, CSV and Parquet with odd cells."""
    good = json.dumps({"text": text(1)}).encode()
    for name, line, expected in (
        ("two_on_a_line", good + good, "partly"),
        ("trailing_comma", good[:-1] + b",}", "partly"),
        ("single_quotes", b"{'text': 'x'}", "partly"),
        ("keys_escaped", b'{"\\u0074ext": "\\ud800\\u0000x"}', "either"),
        ("nuls", b'{"text": "' + b"\\u0000" * 50_000 + b'"}', "partly"),
        ("url_open", json.dumps({"text": text(2), "url": "http://[::1"}).encode(), "accepted"),
        ("big_exponent", b'{"text": 1e999999}', "partly"),
        (
            "url_odd",
            json.dumps({"text": text(2), "url": "http://\x1b[2J\u202e<script>.xn--/ \n" + "a" * 50_000}).encode(),
            "accepted",
        ),
        ("url_labels", json.dumps({"text": text(2), "url": "http://" + "a." * 50_000 + "com/"}).encode(), "accepted"),
        (
            "title_long",
            json.dumps(
                {"text": text(2), "title": "x\n" * 200_000, "author": "\x00\ud800", "date": "9" * 9999}
            ).encode(),
            "accepted",
        ),
        (
            "nested_500",
            b'{"x": ' + b"[" * 500 + b"]" * 500 + b', "text": ' + json.dumps(text(2)).encode() + b"}",
            "accepted",
        ),
        ("keys", json.dumps({**{f"k{i}": i for i in range(100_000)}, "text": text(2)}).encode(), "accepted"),
        ("infinity", b'{"text": -Infinity}', "partly"),
        ("empty_key", b'{"": "", "text": ""}', "partly"),
        ("html_number", b'{"html": 1, "text": "x"}', "partly"),
    ):
        yield Case(f"rows/{name}.jsonl", good + b"\n" + line + b"\n" + good, expected, 3, marked=False)
    yield Case("rows/truncated.jsonl.xz", lzma.compress((good + b"\n") * 500)[:-40], "either", None, marked=False)
    yield Case("rows/truncated.jsonl.bz2", bz2.compress((good + b"\n") * 500)[:-40], "either", None, marked=False)
    yield Case("rows/many.jsonl.gz", gzip.compress(good + b"\n") * 300, "accepted", 300, marked=False)
    yield Case(
        "rows/huge_text.jsonl",
        json.dumps({"text": " ".join(paragraphs()[1:]) * 8000}).encode(),
        "either",
        1,
        marked=False,
    )
    yield Case(
        "rows/huge_prose.html", html("".join(f"<p>{sentence(random.Random(i))}</p>" for i in range(60_000)) + "{}")
    )
    cells = [["text", "url"], [text(1), "http://a/"], ["x" * 40_000_000, ""], [text(2), "http://b/"]]
    yield Case("rows/cell_over_limit.csv", table(cells), "either", None, marked=False)
    cells[2] = ["a\0b\x1b" + text(3), "=cmd|' /C calc'!A0"]
    yield Case("rows/nul_cells.csv", table(cells), "accepted", 3, marked=False)
    yield Case("rows/open_quote.csv", table(cells) + b'"' + table(cells[1:]) * 50, "either", None, marked=False)
    yield Case(
        "rows/columns.csv", b"text," + b"a," * 100_000 + b"\n" + b"x," * 100_000 + b"\n", "either", None, marked=False
    )
    yield Case("rows/short_rows.csv", b"text,url\n" + b"x\n" * 20_000, "rejected", 20_000, marked=False)
    yield from parquets()


def table(cells: list[list[str]]) -> bytes:
    sink = io.StringIO()
    csv.writer(sink).writerows(cells)
    return sink.getvalue().encode()


def parquets() -> Iterator[Case]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return

    def parquet(columns: dict[str, Any], **options: Any) -> bytes:
        sink = io.BytesIO()
        pq.write_table(pa.table(columns), sink, **options)
        return sink.getvalue()

    good = parquet({"text": [text(i) for i in range(9)]})
    yield Case("rows/good.parquet", good, "accepted", 9, marked=False)
    yield Case("rows/footer.parquet", good[:-8] + struct.pack("<i", 1 << 30) + b"PAR1", "rejected", None, marked=False)
    yield Case("rows/flipped.parquet", good[:300] + b"\xff" * 40 + good[340:], "either", None, marked=False)
    yield Case(
        "rows/nulls.parquet", parquet({"text": pa.array([None] * 99, pa.string())}), "rejected", 99, marked=False
    )
    yield Case("rows/numbers.parquet", parquet({"text": [1, 2, 3]}), "rejected", 3, marked=False)
    yield Case("rows/lists.parquet", parquet({"text": [["a"], []], "url": ["x", "y"]}), "rejected", 2, marked=False)
    yield Case("rows/bytes.parquet", parquet({"html": [html(), b"\xff\xfe\0\xd8"]}), "partly", 2, marked=False)
    wide = "A long text of one word after another. " * 600_000
    bomb = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), pa.array([wide]))
    yield Case("rows/bomb.parquet", parquet({"text": bomb}, compression="zstd"), "either", None, marked=False)


# ---------------------------------------------------------------- containers


def zipped(members: dict[str, bytes], **options: Any) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, raw in members.items():
            archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as archive:
        for info, raw in members:
            archive.addfile(info, io.BytesIO(raw))
    return sink.getvalue()


def named(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info


def checked(header: bytes) -> bytes:
    """A tar header with its checksum made right."""
    header = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]


def archives() -> Iterator[Case]:
    """Archives that nest, lie or never end."""
    zeros, page = bytes(60_000_000), html()
    many = zipped({f"{i}.html": page for i in range(16)})
    bomb = zipped({f"{i}.txt": b"The word is out. " * 3_500_000 for i in range(2)})
    for _ in range(2):
        bomb = zipped({f"{i}.zip": bomb for i in range(16)})
    yield Case("arch/bomb_of_zips.zip", bomb, "either", None, marked=False)
    yield Case(
        "arch/many_bombs.zip", zipped({f"{i}.txt": b"A word. " * 7_500_000 for i in range(60)}), "either", None, False
    )
    yield Case("arch/zeros.zip", zipped({f"{i}.html": zeros for i in range(60)}), "either", None, marked=False)
    for depth in range(2, 7):
        raw = page
        for _ in range(depth):
            raw = zipped({"a.zip": raw})
        yield Case(f"arch/deep_{depth}.zip", raw, "either", None, marked=False)
    yield Case("arch/cut.zip", many[: len(many) // 2], "rejected", None, marked=False)
    yield Case("arch/prefixed.zip", b"MZ" + many, "either", None, marked=False)
    yield Case("arch/comment.zip", many[:-2] + struct.pack("<H", 30) + b"PK\x05\x06" * 7 + b"xx", "either", None, False)
    yield Case("arch/flipped.zip", many.replace(b"PK\x01\x02", b"PK\x01\x03", 3), "either", None, marked=False)
    slips = [
        "../../etc/x.html",
        "/etc/x.html",
        "C:\\x.html",
        "a\\..\\..\\x.html",
        "\x1b[2J.html",
        "\u202ex.html",
        "x" * 9000 + ".html",
        "con.html",
        "a/../../../../tmp/evil.html",
        "<script>alert(1)</script>.html",
        "..",
        "./",
        "a\n.html",
        "~/.ssh/x.html",
    ]
    yield Case("arch/slip.zip", zipped({name: html(seed=i) for i, name in enumerate(slips)}), "either", None, False)
    yield Case("arch/slip.tar", tarred(*((named(n, len(page)), page) for n in slips)), "either", None, marked=False)
    special = [
        named("a", kind=kind)
        for kind in (
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.DIRTYPE,
            b"V",
            b"Z",
        )
    ]
    for info in special:
        info.linkname, info.devmajor, info.devminor = "/etc/passwd", 1, 5
    whole = tarred(*((info, b"") for info in special), (named("b.html", len(page)), page))
    yield Case("arch/special.tar", whole, "partly", None, marked=False)
    yield Case(
        "arch/cut.tar",
        tarred(*[(named(f"{i}.html", len(page)), page) for i in range(9)])[:20_000],
        "partly",
        None,
        False,
    )
    yield Case("arch/special.tar.gz", gzip.compress(whole, mtime=0), "partly", None, marked=False)
    yield from lying_tars(page)
    xz = lzma.compress(bytes(300_000_000), preset=0)
    yield Case("arch/layers.xz.gz.bz2", bz2.compress(gzip.compress(xz, mtime=0)), "either", None, marked=False)
    yield Case("arch/empty_members.jsonl.gz", gzip.compress(b"", mtime=0) * 200_000, "rejected", None, marked=False)
    yield Case("arch/cut_at_once.html.gz", gzip.compress(page, mtime=0)[:12], "rejected", None, marked=False)
    zstandard_cases = zstd_cases(page)
    yield from zstandard_cases


def lying_tars(page: bytes) -> Iterator[Case]:
    """Headers of tar members with sizes that are not so."""
    for name, size in {
        "negative": b"\xff" * 12,
        "minus_block": b"\xff" * 10 + b"\xfe\0",
        "huge": b"\x80" + b"\0" * 3 + b"\x7f" * 8,
        "max": b"77777777777\0",
        "letters": b"zzzzzzzzzzz\0",
    }.items():
        first = tarred((named("a.html", len(page)), page))
        bad = checked(first[:124] + size + first[136:512])
        yield Case(f"arch/size_{name}.tar", bad + first[512:], "either", None, marked=False)
        yield Case(
            f"arch/size_{name}_second.tar",
            first[: 512 + (len(page) + 511) // 512 * 512] + bad + first[512:],
            "either",
            None,
            False,
        )
    longname = tarred((named("L", 200_000_000, tarfile.GNUTYPE_LONGNAME), b"a" * 200_000_000))
    yield Case(
        "arch/longname.tar.gz", gzip.compress(longname + whole_tar(page), 1, mtime=0), "either", None, marked=False
    )
    digits = b"1" * 900_000 + b" path=x\n"
    yield Case(
        "arch/pax.tar",
        tarred((named("x", len(digits), tarfile.XHDTYPE), digits)) + whole_tar(page),
        "either",
        None,
        False,
    )
    info = named("sparse.html", 512, tarfile.GNUTYPE_SPARSE)
    header = bytearray(tarred((info, page[:512])))
    header[386:410] = b"00000000000\0" + b"00000001000\0"
    header[483:495] = b"77777777777\0"
    yield Case("arch/sparse.tar", checked(bytes(header[:512])) + bytes(header[512:]), "either", None, marked=False)


def whole_tar(page: bytes) -> bytes:
    return tarred((named("b.html", len(page)), page))


def zstd_cases(page: bytes) -> Iterator[Case]:
    import zstandard

    frame = zstandard.ZstdCompressor().compress(page * 50)
    yield Case("arch/cut.html.zst", frame[: len(frame) // 2], "either", None, marked=False)
    yield Case("arch/skippable.html.zst", b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + frame, "either", None, marked=False)
    yield Case(
        "arch/frames.jsonl.zst",
        zstandard.ZstdCompressor().compress(json.dumps({"text": text(1)}).encode() + b"\n") * 200,
        "accepted",
        200,
        False,
    )


def warcs() -> Iterator[Case]:
    """WARC records with lengths and encodings that are not so."""

    def record(head: bytes, body: bytes, length: int | None = None, kind: bytes = b"response") -> bytes:
        content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + b"\r\n" + body
        size = len(content) if length is None else length
        named = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a.b/\r\nContent-Length: %d\r\n\r\n" % (
            kind,
            size,
        )
        return named + content + b"\r\n\r\n"

    good = [record(b"", html(seed=i)) for i in range(6)]
    page = html(seed=9)
    chunk = b"%x\r\n" % len(page) + page + b"\r\n0\r\n\r\n"
    for name, bad in {
        "chunk_negative": record(b"Transfer-Encoding: chunked\r\n", b"-5\r\nabc\r\n"),
        "chunk_huge": record(b"Transfer-Encoding: chunked\r\n", b"fffffffffffffff\r\nabc"),
        "chunk_cut": record(b"Transfer-Encoding: chunked\r\n", chunk[:900]),
        "chunk_plain": record(b"Transfer-Encoding: chunked\r\n", page),
        "chunk_one": record(b"Transfer-Encoding: chunked\r\n", b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n"),
        "gzip_lie": record(b"Content-Encoding: gzip\r\n", page),
        "gzip_cut": record(b"Content-Encoding: gzip\r\n", gzip.compress(page)[:-30]),
        "gzips": record(b"Content-Encoding: gzip, gzip\r\n", gzip.compress(gzip.compress(page))),
        "encodings": record(b"Content-Encoding: " + b"gzip," * 10_000 + b"\r\n", page),
        "br_lie": record(b"Content-Encoding: br\r\n", b"\xff" * 500),
        "deflate": record(b"Content-Encoding: deflate\r\n", b"\x78\x9c" + b"\xff" * 99),
        "length_short": record(b"", page, 300),
        "length_long": record(b"", page, 90_000),
        "warc_inside": record(b"", html(good[0].decode("latin-1") + "{}")),
        "no_type": record(b"", page, kind=b""),
        "type_odd": record(b"", page, kind=b"\x1b[2J"),
        "uri_odd": record(b"", page).replace(b"http://a.b/", b"http://[\x1b[2J\xff\xfe<script>"),
        "bomb": record(b"Content-Encoding: gzip\r\n", gzip.compress(bytes(90_000_000))),
    }.items():
        plain = b"".join([*good[:3], bad, *good[3:]])
        yield Case(f"warc/{name}.warc", plain, "either", None, marked=False)
    bombs = b"".join(gzip.compress(record(b"", b"<p>The word is out. " * 1_400_000), mtime=0) for _ in range(60))
    yield Case("warc/bombs.warc.gz", bombs, "either", None, marked=False)
    yield Case("warc/heads.warc", b"WARC/1.0\r\n" * 200_000, "either", None, marked=False)


def mails() -> Iterator[Case]:
    """Mail, MHTML and feeds."""
    start = b"From a@b.c Mon Jan  1 00:00:00 2024\n"
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(3000))
    body = text().encode()
    for name, raw in {
        "deep.mbox": start + b"Subject: x\n" + deep + b"\n" + body,
        "heads.mbox": start + b"Subject: x\n" * 200_000 + b"\n" + body,
        "folded.mbox": start + b"Subject: x\n" + b" =?utf-8?q?a?=\n" * 100_000 + b"\n" + body,
        "froms.mbox": (start + b"Subject: a\n\nx\n\n") * 5000,
        "charset.mbox": start + b"Content-Type: text/plain; charset=zlib_codec\n\n" + body,
        "base64.mbox": start + b"Content-Transfer-Encoding: base64\n\n" + b"A" * 999_999,
        "parameters.mbox": start + b"Content-Type: text/plain; " + b"a=b; " * 50_000 + b"\n\n" + body,
        "rfc2231.mbox": start
        + b"Content-Type: text/plain; "
        + b"".join(b"a*%d=b; " % i for i in range(9000))
        + b"\n\n"
        + body,
        "boundary.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        + b"--x\n\n" * 100_000
        + b"--x\nContent-Type: text/html\n\n"
        + html(),
        "from.mbox": start + b"From: " + b"(" * 100_000 + b"\n\n" + body,
        "from2.mbox": start + b"From: " + b'"a" <a@b>, ' * 50_000 + b"\n\n" + body,
        "digest.mbox": start
        + b"Subject: x\n\n"
        + b"-" * 70
        + b"\n"
        + (b"-" * 30 + b"\n\nFrom: a\nSubject: b\n\nx\n") * 5000,
        "uuencode.mbox": start
        + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 /etc/evil\n"
        + b"M" * 61
        + b"\nend\n",
        "date.mbox": start + b"Date: " + b"1 " * 100_000 + b"\n\n" + body,
    }.items():
        yield Case(f"mail/{name}", raw, "either", None, marked=False)
    laughs = (
        "<!DOCTYPE x [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {c} '{f'&{p};' * 10}'>" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>"
    )
    item = f"<item><title>T</title><description>{'<![CDATA[' + html().decode() + ']]>'}</description></item>"
    for name, raw_text in {
        "laughs": f"{laughs}<rss><item><description>&i;</description></item></rss>",
        "items": f"<rss>{'<item/>' * 200_000}</rss>",
        "nested": "<rss>" + "<item><description>" * 250 + "x" * 100_000 + "</description></item>" * 250 + "</rss>",
        "deep": "<rss>" + "<a>" * 100_000 + item,
        "attributes": "<rss " + " ".join(f"a{i}=''" for i in range(60_000)) + f">{item}</rss>",
        "cut": f"<rss>{item * 5}<item><title>T</tit",
        "xxe": f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><item><description>&e;</description></item>{item}</rss>",
        "dates": f"<rss><item><pubDate>{'9' * 9999}</pubDate><description>x</description></item>{item}</rss>",
        "huge": f"<rss><item><description>{'a word ' * 3_000_000}</description></item>{item}</rss>",
    }.items():
        yield Case(f"feed/{name}.rss", raw_text.encode(), "either", None, marked=False)


def rule_files() -> Iterator[Case]:
    """Rules by the thousand, patterns that need memory, names with markup in them."""

    def rule(number: int, match: str, more: str = "") -> str:
        return f'[[rule]]\nid = "x/{number}"\nmatch = {json.dumps(match)}\nvotes = {{ other = 0.1 }}\nreason = "r"\n{more}\n'

    for name, raw_text, expected in (
        ("many", "".join(rule(i, f"^word{i} .*{i}$") for i in range(8000)), "accepted"),
        ("states", "".join(rule(i, f"(?:.*{chr(97 + i % 26)}.{{40}}){{6}}") for i in range(300)), "either"),
        ("counts", "".join(rule(i, f"(?:a{{0,9}}){{0,{90 + i}}}b") for i in range(400)), "either"),
        (
            "markup",
            rule(1, "a")
            .replace('"x/1"', '"<script>alert(1)</script>"')
            .replace('"r"', '"\\u001b[2J\\u202e<img src=x onerror=alert(1)>"'),
            "accepted",
        ),
        ("votes_huge", rule(1, ".").replace("0.1", "1e308"), "either"),
        ("unicode", "".join(rule(i, "\\pL{1,60}\\pN{1,60}") for i in range(100)), "either"),
        ("empty_pattern", rule(1, ""), "either"),
        ("keys", "[[rule]]\n" + "".join(f"k{i} = 1\n" for i in range(60_000)), "rule error"),
        ("table_deep", "[" + ".".join(["a"] * 20_000) + "]\n", "rule error"),
        ("inline_deep", "a = " + "{a=" * 5000 + "1" + "}" * 5000, "rule error"),
        ("number", "a = " + "9" * 100_000, "rule error"),
        ("float", rule(1, "a").replace("0.1", "1e999"), "rule error"),
        (
            "hosts_odd",
            'hosts = ["\\u0000", "*", "[", "a b", "'
            + "a." * 9999
            + '"]\n[[select]]\nid = "x"\ncss = "div"\nlabel = "ad"\nreason = "r"\n',
            "either",
        ),
        (
            "css_deep",
            'hosts = ["a.b"]\n[[select]]\nid = "x"\ncss = "' + "div > " * 20_000 + 'p"\nlabel = "ad"\nreason = "r"\n',
            "either",
        ),
        ("examples", rule(1, "a", "yes = [" + '"a", ' * 100_000 + "]"), "accepted"),
        ("example_long", rule(1, "a", 'yes = ["' + "a" * 900_000 + '"]'), "accepted"),
    ):
        yield Case(f"rules/{name}/own.toml", raw_text.encode(), expected, 1, marked=False, run="rules")


def repeats() -> Iterator[Case]:
    """Rows that make comparing records dear."""
    rng = random.Random(5)
    words = [f"w{rng.randrange(10**6)}" for _ in range(400)]

    def lines(texts: list[str]) -> bytes:
        return b"".join(json.dumps({"id": str(i), "text": it}).encode() + b"\n" for i, it in enumerate(texts))

    base = " ".join(words)
    near = [" ".join(rng.sample(words, 3) + words) for _ in range(3000)]
    cut = [" ".join(words[i % 300 :] + [f"x{i}"]) for i in range(3000)]
    names = [
        " ".join(f"Minister {w.title()} met {w.title()} of Kyiv on 5 May." for w in rng.sample(words, 9))
        for _ in range(2000)
    ]
    huge = [base * 3000, base * 3000 + " x"]
    for name, texts in (
        ("near", near),
        ("contained", cut),
        ("facts", names),
        ("huge", huge),
        ("numbers", [str(i) * 50 for i in range(3000)]),
    ):
        yield Case(f"dedup/{name}.jsonl", lines(texts), "accepted", len(texts), marked=False, run="dedup")
        whole = [{"text": it} for it in texts]
        yield Case(
            f"clean/{name}.jsonl",
            b"".join(json.dumps(row).encode() + b"\n" for row in whole),
            "either",
            len(texts),
            False,
        )


FAMILIES: tuple[Callable[[], Iterator[Case]], ...] = (
    *(nested, heads, bodies, encodings, rows, archives, warcs, mails, rule_files, repeats),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    control = folder / "html" / "000_control_good.html"
    control.parent.mkdir(parents=True)
    control.write_bytes(html())
    count = size = 0
    with (folder / "MANIFEST.jsonl").open("w") as manifest:
        for case in (case for family in FAMILIES for case in family()):
            path = folder / case.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case.raw)
            said = {
                "path": case.path,
                "proves": "",
                "bytes": len(case.raw),
                "sha256": hashlib.sha256(case.raw).hexdigest(),
            }
            due = {
                "run": case.run,
                "expected": case.expected,
                "pages": case.pages,
                "marks": [MARK] if case.marked else [],
            }
            manifest.write(json.dumps({**said, **due}) + "\n")
            count, size = count + 1, size + len(case.raw)
    print(f"{count} cases, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
