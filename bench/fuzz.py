"""Fuzzing: no input may raise anything but the error that is meant for it, or lose a block.

    pip install atheris
    python bench/fuzz.py page  [CORPUS_FOLDER] -max_total_time=600      text and HTML: decode, blocks, label, split
    python bench/fuzz.py rules [CORPUS_FOLDER] -max_total_time=600      a rule file: TOML, entries, patterns, examples
    python bench/fuzz.py page --plain 2000                              without atheris: random changes to the seeds

Allowed: PageError for a page, RuleError for a rule file. Checked for a page: as many owners as blocks, and every block
that says something is in an article or in a cut. Options after the target go to libFuzzer; the seeds are always in.
"""

import contextlib
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

TARGETS = ("page", "rules")


def imports() -> contextlib.AbstractContextManager[object]:
    """Imports of cleaner instrumented for coverage, where atheris is there to do it."""
    try:
        import atheris
    except ImportError:
        return contextlib.nullcontext()
    return atheris.instrument_imports(include=["cleaner"]) if "--plain" not in sys.argv else contextlib.nullcontext()


with imports():
    from cleaner.errors import PageError, RuleError
    from cleaner.model import ARTICLE_LABELS, Page
    from cleaner.pipeline import take_apart
    from cleaner.rules import _check, _pack, _parse, load_rules, wrong_rules
    from cleaner.settings import Settings
    from cleaner.spool import taken

RULES = load_rules()

SEEDS = {
    "page": (
        "tRain stops play\nBy Ann Lee\nThe match in Leeds ended early.\n5 hours ago\nTrending\nSyria4 years ago\n",
        "tNews\r\n\r\n- one\n* two\n\n\n© 2024 Example\n\x1b[2J\u2028\u202e\ufeff\x00",
        "h<!doctype html><html><head><title>T</title><meta charset=utf-8><script type='application/ld+json'>"
        '{"@type":"NewsArticle","headline":"x","author":[{"name":"A"}],"datePublished":"2024-01-01"}</script></head>'
        "<body><nav><a href=/>Home</a></nav><article><h1>T</h1><p>One.<p>Two <b>bold</b><br>three</article></body>",
        "h<table><tr><td>a<td>b</table><ul><li>x<li>y</ul><pre>z</pre><!-- c --></html><p>after",
        "h<div><div><div>&#xD800;&amp;&nbsp;<svg><style><![CDATA[x]]></style></svg><textarea><p>q",
    ),
    "rules": (
        '[[rule]]\nid = "a/b"\nmatch = "^x(\\\\d+) y$"\nvotes = {body = 1.0}\nreason = "r"\n'
        'yes = ["x1 y"]\nno = ["z"]\n',
        'language = "en"\n[[phrase]]\nid = "en/share"\nsort = "share"\nmatch = ["^share$"]\nreason = "r"\n'
        'yes = ["Share"]\nno = ["shared"]\n',
        '[[scale]]\nid = "s"\nmeasure = "chars"\nbounds = [1, 2]\nvotes.body = [0.1, 0.2, 0.3]\nreason = "r"\n',
        'hosts = ["example.com"]\n[[select]]\nid = "x"\nselect = "div.a > p:nth-child(2)"\nvotes = {ad = 2}\n'
        'reason = "r"\n',
    ),
}


def try_page(raw: bytes) -> None:
    """One page, text or HTML by its first byte."""
    kind = "html" if raw[:1] == b"h" else "text"
    found = take_apart(Page("fuzz", "fuzz", 0, kind, raw[1:]), RULES, Settings())  # type: ignore[arg-type]
    taken(found.split, found.reject)
    cuts = {(cut.start, cut.end, cut.path) for cut in found.split.cuts}
    assert len(found.split.owner) == len(found.labelled)
    for one, owner in zip(found.labelled, found.split.owner, strict=True):
        in_article = owner >= 0 and one.label in ARTICLE_LABELS
        assert in_article or (one.block.start, one.block.end, one.block.path) in cuts or not one.block.text.strip()


def try_rules(raw: bytes) -> None:
    """One rule file of any kind."""
    try:
        pack = _pack("fuzz.toml", _parse("fuzz.toml", raw))
        _check(RULES.grammar, [pack])
        for _ in wrong_rules([pack]):
            pass
    except (RuleError, PageError):
        pass


def changed(raw: bytes, rng: random.Random) -> bytes:
    """A seed with some bytes changed, dropped, doubled or swapped."""
    content = bytearray(raw)
    for _ in range(rng.randint(1, 8)):
        at, end = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        match rng.randrange(4):
            case 0:
                content[at:at] = rng.randbytes(rng.randint(1, 4))
            case 1:
                del content[at : min(end, at + 20)]
            case 2:
                content[at:at] = content[at:end]
            case _:
                content[at : at + 1] = bytes([rng.choice(b"<>&\"'=[]{}()\\\n\r\t\0 -.*+?^$|0a\xff\xc3\xed")])
    return bytes(content[:20_000])


def plain(target: Callable[[bytes], None], seeds: list[bytes], count: int) -> None:
    """The target on changed seeds; the input of a finding is printed."""
    rng = random.Random(1)
    pool = list(seeds)
    for number in range(count):
        raw = changed(rng.choice(pool), rng)
        try:
            target(raw)
        except Exception:
            print(f"finding at {number}: {raw!r}")
            raise
        if rng.random() < 0.05 and len(raw) < 5000:
            pool.append(raw)
    print(f"{count} executions without a finding")


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(__doc__)
    name = sys.argv.pop(1)
    target = {"page": try_page, "rules": try_rules}[name]
    seeds = [text.encode("utf-8", "surrogatepass") for text in SEEDS[name]]
    if sys.argv[1:2] == ["--plain"]:
        plain(target, seeds, int(sys.argv[2]))
        return
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            Path(folder, str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
