"""Fuzzing: no input may raise anything but the error that is meant for it, or lose a block, or take long.

    pip install atheris
    python bench/fuzz.py html  [CORPUS_FOLDER] -max_total_time=600      an HTML page: decode, blocks, label, split, lines
    python bench/fuzz.py text  [CORPUS_FOLDER] -max_total_time=600      a text page
    python bench/fuzz.py read  [CORPUS_FOLDER] -max_total_time=600      a file of any format: sniff, unpack, read its pages
    python bench/fuzz.py rules [CORPUS_FOLDER] -max_total_time=600      a rule file: TOML, entries, patterns, examples
    python bench/fuzz.py html --plain 2000                              without atheris: random changes to the seeds

Allowed: PageError for a page, RuleError for a rule file, nothing for a file that is read. Checked of a page: its text
is in its blocks, every block that says something is in an article or in a cut, all lines are strict JSON. Options after
the target go to libFuzzer; the seeds and a dictionary are always in. Inputs are short (`-max_len=400`): a page of that
size costs 1 to 5 ms, and what goes wrong with long ones is the business of the bad inputs, not of a fuzzer.
"""

import contextlib
import gzip
import io
import json
import random
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

INSTRUMENTED = [
    *("cleaner.blocks", "cleaner.metadata", "cleaner.markdown", "cleaner.split", "cleaner.readers"),
    *("cleaner.rules", "cleaner.selectors", "cleaner.patterns", "cleaner.label.shape", "cleaner.markup.heads"),
]
"""Modules whose branches depend on single characters; coverage of the arithmetic of votes only costs time."""


def imports() -> contextlib.AbstractContextManager[object]:
    """Imports of cleaner instrumented for coverage, where atheris is there to do it."""
    if "--plain" in sys.argv or __name__ != "__main__":
        return contextlib.nullcontext()
    import atheris

    return atheris.instrument_imports(include=INSTRUMENTED)


with imports():
    from cleaner.blocks.decode import decode
    from cleaner.errors import PageError, RuleError
    from cleaner.limits import Limits
    from cleaner.model import ARTICLE_LABELS, Explained, Kind, Page, Reject
    from cleaner.pipeline import take_apart
    from cleaner.readers import ReadOptions, read_entry
    from cleaner.readers.entry import Entry
    from cleaner.readers.stream import Stream
    from cleaner.rules import _check, _pack, _parse, load_rules, wrong_rules
    from cleaner.settings import Settings
    from cleaner.spool import taken

RULES = load_rules()
SETTINGS = (Settings(), Settings(text_format="markdown"))
SMALL = Limits(page_bytes=2000, text_chunk_bytes=500, held_bytes=5000, expansion_floor=20_000, header_bytes=200)
"""Limits that short inputs reach."""


# ---------------------------------------------------------------- targets


def check_page(kind: Kind, raw: bytes, settings: Settings) -> Explained:
    """Take a page apart; AssertionError if a block is lost or a line is no JSON."""
    found = take_apart(Page("fuzz", "fuzz", 0, kind, raw), RULES, settings)
    lines = taken(found.split, found.reject)
    for line in (b"".join(lines.records) + lines.cuts + lines.rejects).split(b"\n"):
        if line:
            json.loads(line.decode("utf-8"), parse_constant=refused)
    cuts = {(cut.start, cut.end, cut.path) for cut in found.split.cuts}
    assert len(found.split.owner) == len(found.labelled)
    for one, owner in zip(found.labelled, found.split.owner, strict=True):
        in_article = owner >= 0 and one.label in ARTICLE_LABELS
        assert in_article or (one.block.start, one.block.end, one.block.path) in cuts or not one.block.text.strip()
    assert found.reject or found.split.articles
    return found


def refused(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def try_html(raw: bytes) -> None:
    """One page of HTML, as text or as Markdown by its length."""
    check_page("html", raw, SETTINGS[len(raw) % 2])


def try_text(raw: bytes) -> None:
    """One page of text; but for white space its blocks say what it says."""
    found = check_page("text", raw, SETTINGS[0])
    if found.reject is None or found.labelled:
        text = decode(Page("fuzz", "fuzz", 0, "text", raw))[0]
        assert "".join("".join(one.block.text.split()) for one in found.labelled) == "".join(text.split())


NAMES = ("page", "page.html", "a.jsonl", "a.csv", "a.warc", "a.warc.gz", "a.mbox", "a.mhtml", "a.rss", "a.txt", "a.zip")


def try_read(raw: bytes) -> None:
    """One file under a name that its first byte chooses; whatever is in it gives pages or rejects, at least one."""
    chunks = iter((raw[1:2], raw[2:40], raw[40:]))
    name = NAMES[raw[0] % len(NAMES)] if raw else ""
    items = list(read_entry(Entry("fuzz", "fuzz", name, Stream(chunks)), ReadOptions(limits=SMALL)))
    assert items
    for item in items:
        assert isinstance(item, Page | Reject)
        assert not isinstance(item, Reject) or item.reason
        repr(item).encode("utf-8")
        item.source_path.encode("utf-8")


def try_rules(raw: bytes) -> None:
    """One rule file of any kind."""
    with contextlib.suppress(RuleError, PageError):
        pack = _pack("fuzz.toml", _parse("fuzz.toml", raw))
        _check(RULES.grammar, [pack])
        for _ in wrong_rules([pack]):
            pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "html": try_html,
    "text": try_text,
    "read": try_read,
    "rules": try_rules,
}


# ---------------------------------------------------------------- seeds


def zipped() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("../a.html"), "<p>One.</p>")
    return sink.getvalue()


def tarred() -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO(b""))
    return sink.getvalue()[:1024]


def record(body: bytes) -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body + b"\r\n\r\n"


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n0\r\n\r\n"
SEEDS: dict[str, tuple[bytes, ...]] = {
    "text": (
        b"Rain stops play\nBy Ann Lee\nThe match in Leeds ended early.\n5 hours ago\nTrending\nSyria4 years ago\n",
        "News\r\n\r\n- one\n* two\n\n\n© 2024 Example\n\x1b[2J\u2028\u202e\ufeff\x00".encode(),
        "Заголовок дня\n\nДва человека пострадали при пожаре на складе.\n".encode("cp1251"),
        "A\n***\nB".encode("utf-16"),
    ),
    "html": (
        b"<!doctype html><html><head><title>T</title><meta charset=utf-8><script type='application/ld+json'>"
        b'{"@type":"NewsArticle","headline":"x","author":[{"name":"A"}],"datePublished":"2024-01-01"}</script></head>'
        b"<body><nav><a href=/>Home</a></nav><article><h1>T</h1><p>One.<p>Two <b>bold</b><br>three</article></body>",
        b"<table><tr><td>a<td>b</table><ul><li>x<li>y</ul><pre>z</pre><!-- c --></html><p>after",
        b"<div><div><div>&#xD800;&amp;&nbsp;<svg><style><![CDATA[x]]></style></svg><textarea><p>q",
        b"<p>a<template><p>b</template><noscript><p>c</noscript><select><option>d</select><xmp><p>e</xmp><plaintext>f",
    ),
    "read": (
        *(bytes([NAMES.index("a.jsonl")]) + line for line in (b'{"text": "One."}\n{"html": 1}\n', b"[{},{}]")),
        bytes([NAMES.index("a.csv")]) + b'text,url\n"One, ""two""",http://a/\n',
        bytes([NAMES.index("a.warc")]) + record(ANSWER) + record(b"<p>x"),
        bytes([NAMES.index("a.warc.gz")]) + gzip.compress(record(ANSWER), mtime=0) * 2,
        bytes([NAMES.index("a.mbox")]) + b"From a@b Mon Jan  1 00:00:00 2024\nSubject: =?utf-8?q?x?=\n\nOne.\n",
        bytes([NAMES.index("a.mhtml")])
        + b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n\n<p>a\n--x--\n',
        bytes([NAMES.index("a.rss")])
        + b"<rss><channel><item><title>T</title><description>D</description></item></rss>",
        bytes([NAMES.index("a.zip")]) + zipped(),
        b"\0" + tarred(),
        b"\0" + gzip.compress(b"<p>One.</p>", mtime=0),
    ),
    "rules": (
        b'[[rule]]\nid = "a/b"\nmatch = "^x(\\\\d+) y$"\nvotes = {body = 1.0}\nreason = "r"\nyes = ["x1 y"]\nno = ["z"]\n',
        b'language = "en"\n[[phrase]]\nid = "en/share"\nsort = "share"\nmatch = ["^share$"]\nreason = "r"\n'
        b'yes = ["Share"]\nno = ["shared"]\n',
        b'[[scale]]\nid = "s"\nmeasure = "chars"\nbounds = [1, 2]\nvotes.body = [0.1, 0.2, 0.3]\nreason = "r"\n',
        b'hosts = ["example.com"]\n[[select]]\nid = "x"\nselect = "div.a > p:nth-child(2)"\nvotes = {ad = 2}\nreason = "r"\n',
    ),
}
WORDS: dict[str, str] = {
    "html": "<p> </p> <div> </div> <h1> <a\\x20href= <br> <hr> <table> <tr> <td> </table> <ul> <li> <pre> <b> <script> "
    "</script> <style> <!-- --> <![CDATA[ ]]> <template> </template> <svg> <math> <title> <textarea> <select> <option> "
    "<xmp> <plaintext> <noscript> <frameset> <form> <button> <body> </body> </html> &amp; &#0; &#x110000; &nbsp; "
    'class=\\"a\\" hidden style=\\"display:none\\" <meta\\x20charset= ld+json \\xff\\xfe \\xed\\xa0\\x80 <article> <nav>',
    "text": "\\x0a\\x0a \\x0d \\xe2\\x80\\xa8 \\x0b \\x0c \\x1b[2J Trending By\\x20 -\\x20 *** ___ 5\\x20hours\\x20ago "
    "https:// © | •\\x20 \\xff\\xfe \\xef\\xbb\\xbf ; { } \\xf0\\x9f\\x98\\x80 \\xcc\\x81 \\xe2\\x80\\xae",
    "read": "WARC/1.0\\x0d\\x0a Content-Length:\\x20 \\x0d\\x0a\\x0d\\x0a HTTP/1.1\\x20200 Content-Encoding: gzip chunked "
    "\\x1f\\x8b\\x08 BZh9 PK\\x03\\x04 PK\\x01\\x02 PK\\x05\\x06 ustar \\xfd7zXZ\\x00 From\\x20 Subject: MIME-Version: "
    '{\\"text\\":\\"a\\"} {\\"html\\":\\" NaN text,html <rss> <feed> <item> <entry> <html> \\xff\\xfe \\xfe\\xff PAR1',
    "rules": "[[rule]] [[phrase]] [[scale]] [[words]] [[select]] match\\x20=\\x20 votes yes no id reason hosts = { } "
    "nan inf -1 1e999 (?i) \\\\\\\\b \\\\\\\\d {1,1000} (?=a) \\\\\\\\1 \\\\\\\\pL [^ ]] .* | ^ $ bounds measure css",
}


def dictionary(name: str) -> list[bytes]:
    """The words of a target as bytes."""
    words = WORDS[name].split()
    return [word.replace('\\"', '"').encode().decode("unicode_escape").encode("latin-1", "replace") for word in words]


# ---------------------------------------------------------------- without atheris


def changed(raw: bytes, other: bytes, words: list[bytes], rng: random.Random) -> bytes:
    """A seed with some bytes changed, dropped, doubled or swapped, or with words or a part of another put in."""
    content = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        match rng.randrange(6):
            case 0:
                content[at:at] = rng.randbytes(rng.randint(1, 4))
            case 1:
                del content[at : min(end, at + 20)]
            case 2:
                content[at:at] = content[at:end]
            case 3:
                content[at:at] = rng.choice(words)
            case 4:
                content[at:at] = other[at:end]
            case _:
                content[at : at + 1] = bytes([rng.choice(b"<>&\"'=[]{}()\\\n\r\t\0 -.*+?^$|0a\xff\xc3\xed")])
    return bytes(content[:1000])


def plain(name: str, count: int, seed: int = 1) -> None:
    """A target on changed seeds; the input of a finding is told with it."""
    rng, words, pool = random.Random(seed), dictionary(name), list(SEEDS[name])
    for number in range(count):
        raw = changed(rng.choice(pool), rng.choice(pool), words, rng)
        try:
            TARGETS[name](raw)
        except Exception as error:
            error.add_note(f"finding {number} of {name}: {raw!r}")
            raise
        if rng.random() < 0.05:
            pool.append(raw)


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(__doc__)
    name = sys.argv.pop(1)
    if sys.argv[1:2] == ["--plain"]:
        plain(name, int(sys.argv[2]))
        print(f"{sys.argv[2]} executions without a finding")
        return
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "seeds").mkdir()
        for number, seed in enumerate(SEEDS[name]):
            Path(folder, "seeds", str(number)).write_bytes(seed)
        quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in dictionary(name))
        Path(folder, "words").write_text("".join(f'"{word}"\n' for word in quoted))
        options = ["-max_len=400", "-timeout=10", "-rss_limit_mb=3000", f"-dict={folder}/words", *sys.argv[1:]]
        atheris.Setup([sys.argv[0], *options, f"{folder}/seeds"], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
