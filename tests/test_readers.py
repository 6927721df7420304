"""Reading: which files are found, what each holds, and what is refused."""

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import PageError, UsageError
from cleaner.limits import Limits
from cleaner.model import Page, Reject
from cleaner.readers import ReadOptions, Source, find_sources, read, read_options
from cleaner.readers.names import safe_name
from cleaner.readers.sniff import after_prolog, sniff
from cleaner.readers.stream import Stream
from cleaner.readers.text import cut_at
from cleaner.settings import Settings

HTML = b"<!doctype html><html><body><p>One</p></body></html>"


def pages(items: list[Page | Reject]) -> list[Page]:
    return [item for item in items if isinstance(item, Page)]


def rejects(items: list[Page | Reject]) -> list[Reject]:
    return [item for item in items if isinstance(item, Reject)]


def read_bytes(folder: Path, name: str, content: bytes, options: ReadOptions | None = None) -> list[Page | Reject]:
    path = folder / name
    path.write_bytes(content)
    return list(read(Source(name, str(path), len(content)), options))


def names(sources: tuple[Source, ...]) -> list[str]:
    return [source.name for source in sources]


# ---------------------------------------------------------------- names


def test_plain_names_do_not_change() -> None:
    """What a person would call a normal name stays as it is, in every script."""
    for name in ("a/b c.html", "-rf --output=x.html", "café/новости/新闻.html", "<img src=x>.html", "100%.html"):
        assert safe_name(name) == name.replace("!", "\\!")


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=8).filter(lambda name: b"\0" not in name), unique=True, max_size=6))
def test_names_stay_apart_and_printable(raw: list[bytes]) -> None:
    """Whatever bytes a name holds, it is UTF-8 without control characters, and no two become one."""
    safe = [safe_name(os.fsdecode(name)) for name in raw]

    assert len(set(safe)) == len(raw)
    assert all(name.encode() and name.isprintable() for name in safe)


# ---------------------------------------------------------------- finding


def test_order_of_naming_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folder, glob and file in any order, a file named twice: each once, sorted."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.html", "in/a.html", "in/deep/c.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(HTML)

    one = find_sources(["in", "b.html", "./in/a.html", "*.html"])
    two = find_sources(["*.html", "in/a.html", "in/"])

    assert one == two
    assert names(one) == ["b.html", "in/a.html", "in/deep/c.txt"]


def test_hidden_files_are_passed_over_unless_named(tmp_path: Path) -> None:
    """A walk passes over hidden files and folders; a name is a wish."""
    for name in (".hidden.html", ".git/x.html", "a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(HTML)

    assert [Path(source.path).name for source in find_sources([str(tmp_path)])] == ["a.html"]
    assert len(find_sources([str(tmp_path / ".hidden.html")])) == 1


@pytest.mark.parametrize("name", ["missing.html", "no*.html", "empty", "a\0b"])
def test_a_name_without_a_file_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError):
        find_sources([str(tmp_path / name)])


def test_links_and_special_files_are_refused(tmp_path: Path) -> None:
    """A walk ends, follows nothing out, opens no FIFO, and says what it refused."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.html").write_bytes(HTML)
    (inside / "a.html").write_bytes(HTML)
    (inside / "again.html").symlink_to("a.html")
    (inside / "self").symlink_to(".")
    (inside / "out.html").symlink_to("../secret.html")
    (inside / "gone.html").symlink_to("missing")
    (inside / "loop").symlink_to("loop")
    (inside / "zero").symlink_to("/dev/zero")
    os.mkfifo(inside / "fifo.html")

    found = {Path(source.path).name: source.refused for source in find_sources([str(inside)])}

    assert found == {
        "a.html": "", "out.html": "link", "gone.html": "link", "loop": "link", "zero": "link",
        "fifo.html": "not a file",
    }  # fmt: skip
    refused = [item for source in find_sources([str(inside)]) for item in read(source) if isinstance(item, Reject)]
    assert len(refused) == 5


def test_a_link_that_is_named_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    (tmp_path / "link.html").symlink_to("a.html")

    (source,) = find_sources([str(tmp_path / "link.html")])

    assert not source.refused


def test_a_hole_of_a_tebibyte_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "sparse.txt", "wb") as file:
        file.write(b"A line.\n")
        file.truncate(1 << 40)

    (source,) = find_sources([str(tmp_path)])

    assert source.refused == "sparse file"


def test_a_fifo_that_takes_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "late.html")

    assert [item.reason for item in rejects(list(read(Source("late", str(tmp_path / "late.html"), 5))))] == [
        "not a file"
    ]


# ---------------------------------------------------------------- streams


@settings(deadline=None)
@given(st.lists(st.binary(max_size=20), max_size=6), st.lists(st.integers(0, 12), max_size=12), st.data())
def test_a_stream_gives_its_bytes_in_order(chunks: list[bytes], sizes: list[int], data: st.DataObject) -> None:
    """However it is read, peeked at and given back, a stream is the join of its chunks."""
    stream, whole, got = Stream(iter([chunk for chunk in chunks if chunk])), b"".join(chunks), b""

    for size in sizes:
        assert stream.peek(size) == whole[len(got) : len(got) + size]
        part = data.draw(st.sampled_from([stream.read, stream.line]))(size)
        back = data.draw(st.integers(0, len(part)))
        stream.unread(part[len(part) - back :])
        got += part[: len(part) - back]
        assert stream.offset == len(got)

    assert got + stream.read() == whole


def test_a_fault_ends_a_stream_and_is_told() -> None:
    def broken():
        yield b"good\n"
        raise PageError("damaged")

    stream = Stream(broken())

    assert stream.read() == b"good\n"
    assert stream.fault is not None


# ---------------------------------------------------------------- what a file is


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"Title\n\nA line that says <b>bold</b> things.\n", "text"),
        ("a.txt", b"From here on, 1999: it went wrong.\n", "text"),
        ("a.txt", b"Breaking: a mail header it is not.\n\nText.", "text"),
        ("a.txt", b"{curly} braces open this text\nand so on", "text"),
        ("a.html", "just text, no tag: ä".encode(), "text"),
        ("a.html", b"<p>a", "html"),
        ("a.txt", HTML, "html"),
        ("", b"<!-- saved --><!-- twice -->\n<html><p>a", "html"),
        ("", b'{"text": "a"}\n{"te', "jsonl"),
        ("a.jsonl", b"xxxxx", "jsonl"),
        ("a.json", b'[\n {"text": "a"}\n]', "json"),
        ("", b'{"html": "' + b"a" * 70000, "jsonl"),
        ("", "<html>".encode("utf-16"), "html"),
        ("", "Ein Text".encode("utf-16"), "text"),
        ("", b"\0" * 100, ""),
        ("a.html", b"%PDF-1.4\n", ""),
        ("", b'<?xml version="1.0"?>\n<rss version="2.0">', "feed"),
        ("", b"url,text\nhttp://a/,b\n", "csv"),
    ],
)
def test_the_content_says_what_a_file_is(name: str, content: bytes, kind: str) -> None:
    assert sniff(content[: 1 << 16], name) == kind


def test_sniffing_is_quick_on_hostile_heads() -> None:
    """Each of these took a backtracking pattern exponential or quadratic time."""
    for head in (b"<!---->" * 9000 + b"x", b"From " + b"a " * 32000, b"<p " * 20000, b" " * 65536, b"a:" * 32768):
        sniff(head)
    assert after_prolog(b"<!-- never closed") == b"<!-- never closed"


# ---------------------------------------------------------------- text, html, jsonl


def test_a_text_file_is_one_page_as_it_stands(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfTitle\r\nText \xff\x00\n"

    assert read_bytes(tmp_path, "a.txt", content) == [Page("a.txt", "a.txt", 0, "text", content)]


def test_a_long_dump_is_cut_at_strong_breaks(tmp_path: Path) -> None:
    """Pages of a long dump join to the dump; the cut stands at the ruled line, not at the later blank line."""
    article = b"Title\n" + b"A sentence that goes on. " * 20 + b"\n\nMore.\n"
    content = (article + b"---\n") * 40
    small = ReadOptions(limits=Limits(text_chunk_bytes=3000))

    got = pages(read_bytes(tmp_path, "dump.txt", content, small))

    assert b"".join(page.raw for page in got) == content
    assert [page.source_path for page in got[:2]] == ["dump.txt#1", "dump.txt#2"]
    assert [page.number for page in got] == list(range(len(got)))
    assert all(page.raw.endswith(b"---\n") for page in got)


@settings(deadline=None)
@given(st.text(alphabet="aé漢😀\n \f-", min_size=1, max_size=60))
def test_a_cut_takes_something_and_no_part_of_a_character(text: str) -> None:
    raw = text.encode()
    for size in range(4, len(raw)):
        cut = cut_at(raw[:size])
        assert 0 < cut <= size
        raw[:cut].decode()


def test_a_long_utf16_dump_is_read_by_its_mark(tmp_path: Path) -> None:
    text = "Ein Satz mit Umlauten: äöü.\n" * 500

    got = pages(read_bytes(tmp_path, "a.txt", text.encode("utf-16"), ReadOptions(limits=Limits(text_chunk_bytes=2000))))

    assert "".join(page.raw.decode(page.encoding) for page in got) == text


def test_an_html_file_is_one_page(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.html", HTML + b"<p>after") == [
        Page("a.html", "a.html", 0, "html", HTML + b"<p>after")
    ]


def test_documents_run_together_are_pages(tmp_path: Path) -> None:
    got = pages(read_bytes(tmp_path, "a.html", HTML + b"\n\n" + HTML + HTML))

    assert [page.source_path for page in got] == ["a.html#1", "a.html#2", "a.html#3"]
    assert b"".join(page.raw for page in got) == HTML + b"\n\n" + HTML + HTML


def test_a_page_over_the_limit_is_refused(tmp_path: Path) -> None:
    items = read_bytes(tmp_path, "a.html", HTML + b" " * 3_000_000, ReadOptions(limits=Limits(page_bytes=1_000_000)))

    assert [item.reason for item in rejects(items)] == ["too large"]


def test_rows_of_jsonl(tmp_path: Path) -> None:
    """HTML goes before text; what the row says of the page is kept; blank lines are nothing."""
    rows = [
        {"text": "Text", "url": "http://a/", "title": "T", "author": 5, "date": "2024-01-02"},
        {"text": "Text", "html": "<p>H"},
        {"text": "", "html": None},
    ]
    content = b"\n\n".join(json.dumps(row).encode() for row in rows)

    assert read_bytes(tmp_path, "a.jsonl", b"\xef\xbb\xbf" + content) == [
        Page("a.jsonl", "a.jsonl#1", 0, "text", b"Text", "utf-8", "http://a/", "T", "", "2024-01-02"),
        Page("a.jsonl", "a.jsonl#3", 1, "html", b"<p>H", "utf-8"),
        Page("a.jsonl", "a.jsonl#5", 2, "text", b"", "utf-8"),
    ]


def test_the_user_says_which_fields(tmp_path: Path) -> None:
    row = json.dumps({"body": "B", "html": "H", "link": "http://a/"}).encode()

    (page,) = pages(read_bytes(tmp_path, "a.jsonl", row + b"\n", ReadOptions(text_field="body", url_field="link")))

    assert (page.kind, page.raw, page.url) == ("text", b"B", "http://a/")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "not JSON"),
        (b'{"text": "a"}{"text": "a"}', "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[1]", "not an object"),
        (b'{"text": 5}', "not text"),
        (b'{"id": 5}', "no text"),
        (b'{"text": "' + b"a" * 300_000 + b'"}', "too large"),
    ],
)
def test_a_bad_row_costs_itself(tmp_path: Path, line: bytes, reason: str) -> None:
    """Its neighbours are kept and it is named by its line."""
    good = b'{"text": "Good", "n": ' + b"9" * 5000 + b"}\n"

    items = read_bytes(tmp_path, "a.jsonl", good + line + b"\n" + good, ReadOptions(limits=Limits(page_bytes=250_000)))

    assert [page.source_path for page in pages(items)] == ["a.jsonl#1", "a.jsonl#3"]
    assert [(item.source_path, item.where, item.reason) for item in rejects(items)] == [("a.jsonl#2", "line 2", reason)]


def test_lone_surrogates_do_not_reach_a_page(tmp_path: Path) -> None:
    content = rb'{"text": "a\ud800b", "url": "\udfff", "x\ud800": 1}' + b"\n"

    (page,) = pages(read_bytes(tmp_path, "a.jsonl", content))

    assert page.raw.decode() == "a\ufffdb"
    assert page.url == "\ufffd"


def test_carriage_returns_may_end_rows(tmp_path: Path) -> None:
    content = b'{"text": "a"}\r{"text": "b"}\r\n{"text": "c"}'

    assert [page.raw for page in pages(read_bytes(tmp_path, "a.jsonl", content))] == [b"a", b"b", b"c"]


def test_only_line_feeds_end_rows(tmp_path: Path) -> None:
    content = '{"text": "a\u2028b\u0085c"}\n'.encode()

    assert [page.raw.decode() for page in pages(read_bytes(tmp_path, "a.jsonl", content))] == ["a\u2028b\u0085c"]


def test_a_forced_format_holds(tmp_path: Path) -> None:
    (page,) = pages(read_bytes(tmp_path, "a.html", HTML, ReadOptions(input_format="text")))

    assert page.kind == "text"


def test_a_format_that_there_is_not_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="choose from text, html"):
        read_options(Settings(input_format="docx"))


def test_furniture_of_saved_pages_is_refused_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "style.css").write_text("p { color: red }")
    (tmp_path / "page.html").write_bytes(HTML)

    items = [item for source in find_sources([str(tmp_path)]) for item in read(source)]

    assert [item.reason for item in rejects(items)] == ["not a page"]


# ---------------------------------------------------------------- compression


def test_a_packed_page_is_the_page(tmp_path: Path) -> None:
    import bz2
    import lzma

    import zstandard

    for name, packed in {
        "a.html.gz": gzip.compress(HTML),
        "b.html.bz2": bz2.compress(HTML),
        "c.html.xz": lzma.compress(HTML),
        "d.html.zst": zstandard.compress(HTML),
        "e.html": gzip.compress(HTML[:9]) + gzip.compress(HTML[9:]) + b"\0" * 512,
        "f.html.zst": zstandard.compress(HTML[:9]) + zstandard.compress(HTML[9:]),
        "g.html.gz": HTML,
    }.items():
        assert [page.raw for page in read_bytes(tmp_path, name, packed)] == [HTML], name


@pytest.mark.parametrize("name", ["a.html", "a.jsonl", "a.txt"])
@pytest.mark.parametrize("pack", ["gzip", "bz2", "xz", "zstd"])
def test_a_bomb_is_refused_with_little_memory(tmp_path: Path, pack: str, name: str) -> None:
    import bz2
    import lzma
    import tracemalloc

    import zstandard

    packers = {"gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zstd": zstandard.compress}
    bomb = packers[pack]((b"<p>" if name == "a.html" else b"") + b"\n" * 20_000_000)
    limits = Limits(expansion_floor=5_000_000, page_bytes=1_000_000)
    tracemalloc.start()
    items = read_bytes(tmp_path, name, bomb, ReadOptions(limits=limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert {item.reason for item in rejects(items)} <= {"expands too much", "too large"}
    assert rejects(items)
    assert peak < 50_000_000


def test_damage_in_a_packed_page_is_never_a_page(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(HTML * 20))
    packed[-6] ^= 0xFF

    assert [item.reason for item in read_bytes(tmp_path, "a.html.gz", bytes(packed))] == ["damaged"]


def test_a_page_that_ends_early_is_read_and_told(tmp_path: Path) -> None:
    text = " ".join(str(number * 7919) for number in range(5000)).encode()
    items = read_bytes(tmp_path, "a.txt.gz", gzip.compress(text)[:-5000])

    assert text.startswith(pages(items)[0].raw)
    assert [item.reason for item in rejects(items)] == ["truncated"]


def test_rows_before_damage_are_kept_and_the_damage_is_told(tmp_path: Path) -> None:
    """gzip may notice a flipped bit only by the checksum at its end: what was read may be wrong, and that is told."""
    rows = [json.dumps({"text": f"{number} {number * 7919 % 104729}"}) for number in range(20000)]
    packed = bytearray(gzip.compress("\n".join(rows).encode()))
    packed[len(packed) // 2] ^= 0x10

    items = read_bytes(tmp_path, "a.jsonl.gz", bytes(packed))

    good = pages(items)
    assert [page.raw.decode() for page in good[:5000]] == [json.loads(row)["text"] for row in rows[:5000]]
    assert rejects(items)[-1].reason == "damaged"


def test_layers_of_compression_are_counted(tmp_path: Path) -> None:
    packed = HTML
    for _ in range(6):
        packed = gzip.compress(packed)

    assert [item.reason for item in read_bytes(tmp_path, "a.gz", packed)] == ["nested too deeply"]


def test_archives_within_archives_expand_no_more_than_one(tmp_path: Path) -> None:
    """Each member is within its limit, all of them are not; the pages before the limit and beside a bomb are read."""
    limits = Limits(expansion_floor=100_000, text_chunk_bytes=1 << 20)
    text = ("The word is out. " * 5000).encode()
    for _ in range(3):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(6):
                archive.writestr(f"{number}.{'zip' if text.startswith(b'PK') else 'txt'}", text)
        text = sink.getvalue()
    (tmp_path / "bomb.zip").write_bytes(text)

    items = list(read(find_sources([str(tmp_path / "bomb.zip")])[0], ReadOptions(limits=limits)))

    pages = [item for item in items if isinstance(item, Page)]
    assert 1 <= len(pages) < 12
    assert {item.reason for item in items if isinstance(item, Reject)} == {"expands too much"}


def test_many_small_bombs_have_the_room_of_one(tmp_path: Path) -> None:
    """Each is below the size from which its ratio is looked at; 60 of them took minutes. What is no bomb is read."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", b"The word is out. " * 5000)
        archive.writestr("page.html", HTML)

    items = list(read(find_sources([str(tmp_path / "a.zip")])[0], ReadOptions(limits=Limits(expansion_floor=100_000))))

    assert [item.source_path[-5:] for item in items if isinstance(item, Page)] == ["0.txt", ".html"]
    assert [item.reason for item in items if isinstance(item, Reject)] == ["expands too much"] * 5


def test_a_bomb_does_not_cost_its_neighbours(tmp_path: Path) -> None:
    """In a zip that is small."""
    limits = Limits(expansion_floor=100_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.html", b"<p>" + b"A" * 10_000_000)
        archive.writestr("good.html", b"<p>One.</p>")

    items = list(read(find_sources([str(tmp_path / "a.zip")])[0], ReadOptions(limits=limits)))

    assert [item.source_path[-9:] for item in items if isinstance(item, Page)][-1:] == ["good.html"]
    assert [item.reason for item in items if isinstance(item, Reject)] == ["expands too much"]


@pytest.mark.parametrize("packed", ["xz", "bz2", "gz.gz"])
def test_a_warc_packed_otherwise_is_read(packed: str, tmp_path: Path) -> None:
    """It was taken for one packed record by record, in which nothing was found."""
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>One.</p>"
    raw = (head % len(body) + body + b"\r\n\r\n") * 3
    twice = gzip.compress(gzip.compress(raw))
    content = {"xz": lzma.compress(raw), "bz2": bz2.compress(raw), "gz.gz": twice}[packed]
    (tmp_path / f"a.warc.{packed}").write_bytes(content)

    items = list(read(find_sources([str(tmp_path / f"a.warc.{packed}")])[0]))

    assert [type(item) for item in items] == [Page] * 3


def test_rows_behind_a_line_too_long_are_read(tmp_path: Path) -> None:
    """Of a table; the row is named."""
    (tmp_path / "a.csv").write_bytes(b"text,url\none,x\n" + b"y" * 5000 + b",x\ntwo,x\n")

    items = list(read(find_sources([str(tmp_path / "a.csv")])[0], ReadOptions(limits=Limits(page_bytes=1000))))

    assert [getattr(item, "reason", "page") for item in items] == ["page", "too large", "page"]


def test_a_text_stored_once_for_many_rows_is_counted_each_time(tmp_path: Path) -> None:
    """Of Parquet: a file of a few kB may stand for terabytes."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 5000, pa.int32()), pa.array(["The word is out. " * 5000]))
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet", compression="zstd")

    limits = Limits(expansion_floor=100_000)
    items = list(read(find_sources([str(tmp_path / "a.parquet")])[0], ReadOptions(limits=limits)))

    assert len(items) < 20
    assert [item.reason for item in items if isinstance(item, Reject)] == ["expands too much"]
