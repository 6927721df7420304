"""The report: what it shows, that hostile text stays text, that it is the same for the same run."""

import re
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_folder import SENTENCES, cut, record, small_run, write_folder

from cleaner.engines import Local, workers
from cleaner.errors import UsageError
from cleaner.model import Line, Over
from cleaner.settings import Settings
from cleaner.writers.counted import Limits
from cleaner.writers.differences import marked, side_by_side
from cleaner.writers.lines import page_parts
from cleaner.writers.report import write_report
from cleaner.writers.rows import pieces, rows_of
from cleaner.writers.sampling import Smallest
from cleaner.writers.survey import Survey, survey
from cleaner.writers.visible import visible, visible_line

HOSTILE = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "' onmouseover='document.title=1' x='",
    "</style></title></textarea><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- <b> --> <![CDATA[ x ]]>",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202etxt.exe\u2066\ufeff",
    "nul\x00 lone \ud800 end",
    "https://evil.example/' onclick='alert(1)",
    "&lt;script&gt;&#60;script> &quot;onmouseover=alert(1) javascript&colon;alert(1)",
    "</title><script>alert(1)</script> \"'><svg/onload=alert(1)> ${7*7} </textarea><!--",
    "line1\nline2\r\nline3\x85\u2028\u2029\tcol\x0b\x0c",
    "</script><script>/*\\u2028*/ ]]> --> */ ';\";`",
    "Z" + "\u0301" * 20_000,
    "\ufdfa" * 20_000,
)


class Elements(HTMLParser):
    """Every tag with its attributes, as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def written(folder: Path) -> str:
    write_report(folder)
    return (folder / "report.html").read_text(encoding="utf-8")


def hostile_run(folder: Path, text: str) -> Path:
    """A run in which every field that comes from a page or its address says `text`."""
    own = {key: text for key, value in record("", "").items() if isinstance(value, str) and key not in ("id", "text")}
    own["categories"] = [text]
    k, other = f"{text} k", f"{text} l"
    return write_folder(
        folder,
        {"version": text, "rules_sha256": text, "options": {"site": text}},
        corpus=[record(k, f"{text}\n{SENTENCES[0]}", **own), record(other, text, **own)],
        duplicates=[
            record(f"{text} d", f"{text}\n{SENTENCES[1]}", **own)
            | {"duplicate_of": k, "grade": "near", "score": 0.9, "why_kept": text}
        ],
        cuts=[cut(text, 0, source_path=text, reason=text, rule=text, path=text)],
        links=[
            {
                "a": k,
                "b": other,
                "passage_a": [0, 40],
                "passage_b": [0, 40],
                "grade": "story",
                "score": 1.0,
                "strength": text,
                "shared": [text],
                "conflicts": [text],
            }
        ],
        rejects=[{"source_path": text, "where": text, "reason": text, "detail": text}],
    )


def shape(html: str) -> set[tuple[str, tuple[str, ...]]]:
    """Which elements there are, and with which attributes."""
    return {(tag, tuple(attributes)) for tag, attributes in Elements(html).tags}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_and_no_attribute(tmp_path: Path, text: str) -> None:
    """The report is built of the same elements whatever the pages say."""
    plain = shape(written(hostile_run(tmp_path / "plain", "https://a.example/ ❤\nplain plain")))
    html = written(hostile_run(tmp_path / "hostile", text))

    assert shape(html) - plain == set()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_only_web_addresses_become_links(tmp_path: Path, text: str) -> None:
    html = written(hostile_run(tmp_path, text))

    links = {attributes.get("href") or "" for tag, attributes in Elements(html).tags if tag == "a"}
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_report_asks_the_network_for_nothing(tmp_path: Path) -> None:
    """No element of the report names a file or an address to load, and the policy forbids it."""
    tags = Elements(written(small_run(tmp_path))).tags

    loading = [(tag, attributes) for tag, attributes in tags if {"src", "srcset", "data", "action"} & attributes.keys()]
    assert loading == []
    assert not [tag for tag, _ in tags if tag in ("link", "iframe", "object", "embed", "img", "base")]
    policy = next(attributes["content"] for tag, attributes in tags if "http-equiv" in attributes)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_same_run_same_report(tmp_path: Path) -> None:
    """The order of rows and the number of jobs leave no trace."""
    rows = [record(f"r{n}", SENTENCES[n % 6], source_path=f"p{n}", confidence=n / 300) for n in range(300)]
    cuts = [cut(f"Teaser {n}", 0, source_path=f"p{n}", margin=n % 7) for n in range(300)]
    one = write_folder(tmp_path / "one", {"options": {"jobs": 1}}, corpus=rows, cuts=cuts)
    two = write_folder(tmp_path / "two", {"options": {"jobs": 8}}, corpus=rows[::-1], cuts=cuts[::-1])

    assert written(one) == written(two)


def test_small_run_is_shown_whole(tmp_path: Path) -> None:
    html = written(small_run(tmp_path))

    for text in ("Who guards the guards?", "share/example", "higher confidence", "May / June", "empty.html", "0.41"):
        assert text in html
    assert "drop exact, near" in html
    assert "jobs" not in html


def test_numbers_count_everything(tmp_path: Path) -> None:
    found = survey(small_run(tmp_path))

    assert (found.articles, found.pages, found.cuts) == (2, 2, 3)
    assert found.dropped == {"near": 1}
    assert found.linked == {"story": 1}
    assert found.rejected == {"empty": 1}
    assert found.labels() == [("share", 1), ("teaser", 1), ("trending", 1)]


@pytest.mark.parametrize("size", [1, 300, 5000])
def test_pieces_add_up_to_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """A survey by two workers, piece by piece, is that of one look at whole files."""
    rows = [record(f"r{n}", SENTENCES[n % 6], source_path=f"p{n // 3}", article_index=n % 3) for n in range(200)]
    gone = [
        row | {"duplicate_of": f"r{n}", "grade": "near", "score": n / 20, "why_kept": ""}
        for n, row in enumerate(rows[:20])
    ]
    cuts = [cut(f"Teaser {n}", n % 4, source_path=f"p{n // 4}", margin=n % 7) for n in range(260)]
    folder = write_folder(tmp_path, corpus=rows, duplicates=gone, cuts=cuts)
    whole = survey(folder)

    monkeypatch.setattr("cleaner.writers.rows.PIECE_BYTES", size)
    parts = survey(folder, over=workers(Local(Settings(jobs=2))))

    assert len(list(pieces(folder, "cuts"))) > 5
    assert [row for piece in pieces(folder, "cuts") for row in rows_of(piece)] == cuts
    assert vars_of(parts) == vars_of(whole)


def vars_of(found: Survey) -> dict[str, object]:
    """All that a survey says."""
    plain = attrs.asdict(found, recurse=False, filter=lambda field, _: field.name not in ("rules", "samples"))
    uses = {
        key: (use.cuts, use.characters, list(use.closest), list(use.others)) for key, use in sorted(found.rules.items())
    }
    return plain | {"rules": uses}


@pytest.mark.parametrize("over", [map, workers(Local(Settings(jobs=2)))], ids=["here", "workers"])
def test_damaged_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: Over) -> None:
    """File and line of a row that is no JSON object, also where a piece begins in the middle of the file."""
    monkeypatch.setattr("cleaner.writers.rows.PIECE_BYTES", 100)
    folder = write_folder(tmp_path, corpus=[record("a", SENTENCES[0]), record("b", SENTENCES[1])])
    with (folder / "corpus.jsonl").open("a") as corpus:
        corpus.write("[1]\n")

    with pytest.raises(UsageError, match=r"corpus\.jsonl: line 3 is not a JSON object; run `cleaner clean` again$"):
        survey(folder, over=over)


def test_rows_of_dedup_are_shown_too(tmp_path: Path) -> None:
    """`cleaner dedup` keeps rows as they were: any keys, any types, its own fields for text and id."""
    folder = write_folder(
        tmp_path,
        {"options": {"text_field": "body", "id_field": "key"}},
        corpus=[{"key": 7, "body": SENTENCES[0], "title": None, "confidence": "high", "source_path": ["x"]}],
        duplicates=[
            {"key": 8, "body": SENTENCES[0], "duplicate_of": "7", "grade": "exact", "score": 1.0, "why_kept": "first"}
        ],
    )
    html = written(folder)

    found = survey(folder)
    assert (found.articles, found.dropped, found.page_records) == (1, {"exact": 1}, {})
    assert html.count(SENTENCES[0]) >= 2


def test_sample_takes_the_least_sure_articles(tmp_path: Path) -> None:
    rows = [record(f"r{n}", SENTENCES[0], source_path=f"p{n}", confidence=(n * 37 % 100) / 100) for n in range(100)]
    folder = write_folder(tmp_path, corpus=rows)

    found = survey(folder, Limits(unsure=5, pages=8))
    assert [row["confidence"] for row in found.unsure] == [0.0, 0.01, 0.02, 0.03, 0.04]
    assert len(found.page_records) == 8


def test_cut_is_shown_where_it_stood(tmp_path: Path) -> None:
    """Kept lines carry no offsets; the cuts between them say where the lines end."""
    found = survey(small_run(tmp_path))

    parts = page_parts(found.page_records["pages.txt"], found.page_cuts["pages.txt"])
    assert [[line.label for line in part.lines] for part in parts] == [
        ["title", "body", "body", "body", "body"],
        ["kicker", "title", "meta", "body", "share", "body", "body"],
        ["trending", "teaser"],
    ]


def explained(found: Survey) -> dict[str, tuple[Line, ...]]:
    """The lines of the first page, as if it had been labelled again."""
    second = len("\n".join(SENTENCES[:4])) + 1
    share = second + len(SENTENCES[3]) + 1
    rail = found.records["a2"]["source_end"]
    return {
        "pages.txt": (
            Line(0, 5, "", SENTENCES[0], "body", "body/prose", 9.5, 0),
            Line(second, second + 9, "", SENTENCES[3], "body", "body/prose", 0.5, 1),
            Line(share, share + 10, "", "Share this", "share", "share/example", 0.4, 1),
            Line(rail + 1, rail + 16, "", "Coast7 years ago", "trending", "trending/example", 2.5, -1),
            Line(rail + 20, rail + 42, "", "Who guards the guards?", "teaser", "teaser/example", 2.5, -1),
        )
    }


def test_kept_lines_show_their_rule_where_the_page_can_be_read_again(tmp_path: Path) -> None:
    folder = small_run(tmp_path)
    write_report(folder, explained)

    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "body/prose · margin 9.50" in html
    assert "share/example · margin 0.40 — A widget." in html


def test_lines_of_another_run_are_not_shown(tmp_path: Path) -> None:
    folder = small_run(tmp_path)
    write_report(folder, lambda found: {"pages.txt": explained(found)["pages.txt"][:3]})

    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "body/prose" not in html
    assert "Who guards the guards?" in html


@given(st.lists(st.sampled_from(["kept line of some length", "cut", "a longer kept line, with more words in it"])))
def test_every_line_and_cut_is_shown_once(texts: list[str]) -> None:
    """Whatever the page, the report shows each kept line and each cut exactly once and in its own order."""
    body, cuts, position = [], [], 0
    for text in texts:
        if text == "cut":
            cuts.append(cut(text, position, article=0))
        else:
            body.append(text)
        position += len(text) + 1
    parts = page_parts([record("x", "\n".join(body), source_end=max(position - 1, 0))], cuts)

    shown = [line.text for part in parts for line in part.lines]
    assert shown == texts


@pytest.mark.parametrize("content", ["{", '["a"]', "\ufeff{}"])
def test_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    folder = small_run(tmp_path)
    (folder / "cuts.jsonl").write_text(content + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"cuts\.jsonl: line 1"):
        write_report(folder)


def test_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no corpus\.jsonl"):
        write_report(tmp_path)


def test_empty_run_has_a_report(tmp_path: Path) -> None:
    assert "No article was kept." in written(write_folder(tmp_path))


@given(st.text(), st.text())
def test_differences_lose_nothing(left: str, right: str) -> None:
    """Unfolded rows give both texts back."""
    pairs = side_by_side(left, right)
    if any(pair.folded for pair in pairs):
        return
    lines_left = ["".join(text for _, text in pair.left) for pair in pairs if pair.left]
    lines_right = ["".join(text for _, text in pair.right) for pair in pairs if pair.right]

    assert "".join(lines_left).replace("\n", "") == left.replace("\n", "")
    assert "".join(lines_right).replace("\n", "") == right.replace("\n", "")


def test_long_equal_runs_are_folded() -> None:
    lines = [f"line {n}" for n in range(30)]
    pairs = side_by_side("\n".join(["x", *lines]), "\n".join(["y", *lines]))

    assert [pair.folded for pair in pairs if pair.folded] == [28]


@given(st.text(), st.lists(st.text()))
def test_marking_facts_loses_nothing(text: str, facts: list[str]) -> None:
    assert "".join(piece for _, piece in marked(text, facts)) == text


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.integers(0, 6))
def test_sample_does_not_depend_on_order(keys: list[tuple[int, int]], limit: int) -> None:
    few, again = Smallest[tuple[int, int]](limit), Smallest[tuple[int, int]](limit)
    for key in keys:
        few.offer(key, key)
    for key in reversed(keys):
        again.offer(key, key)

    assert list(few) == list(again) == sorted(set(keys))[:limit]


@pytest.mark.parametrize(
    "text", ["Ça va? naïve", "مرحبا بالعالم", "नमस्ते\u200dक", "a\nb\tc", "👩\u200d👧", "ไทย\u200bไทย"]
)
def test_plain_text_stays(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_visible_text_steers_nothing(text: str) -> None:
    shown = visible_line(text)

    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert visible_line(shown) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a b " * 200_000, id="one long line of two words"),
        pytest.param("a\n" * 200_000, id="one line repeated"),
        pytest.param("\n".join(f"line {n} of a very long page" for n in range(60_000)), id="many lines"),
    ],
)
def test_huge_records_do_not_make_a_huge_report(tmp_path: Path, text: str) -> None:
    """Neither in size nor in time: each is a page, half of a pair of repeats, and a link."""
    link = {
        "a": "k",
        "b": "l",
        "passage_a": [0, len(text)],
        "passage_b": [0, len(text)],
        "grade": "story",
        "score": 1.0,
    }
    folder = write_folder(
        tmp_path,
        corpus=[record("k", text, source_path="p0"), record("l", text + "x y", source_path="p1")],
        duplicates=[
            record("d", "b " + text.replace("a", "b", 2), source_path="p2")
            | {"duplicate_of": "k", "grade": "near", "score": 0.9, "why_kept": "longer"}
        ],
        links=[link | {"shared": ["a"], "conflicts": ["x / y"]}],
    )

    assert len(written(folder)) < 4_000_000
