"""Every golden case, and the promises that hold for each of them."""

import json
from pathlib import Path

import attrs
import pytest

from cleaner import clean, explain
from cleaner.errors import UsageError
from cleaner.golden import Case, add, check, compare, load_case, load_cases, read_rows, update

GOLDEN = Path(__file__).parent.parent / "golden"
PAGE = "Rain stops play\n" + "The match in Leeds ended early because of rain. " * 8 + "\n"
PAGE = "Rain stops play\n" + "The match in Leeds ended early because of rain. " * 8 + "\n"


@pytest.mark.parametrize("case", load_cases(GOLDEN), ids=lambda case: case.folder.name)
def test_case(case: object) -> None:
    """A case gives what it expects (`cleaner golden check CASE` shows the difference)."""
    outcome = compare(case)  # type: ignore[arg-type]

    assert not outcome.differs, "\n".join(outcome.difference)


FEW_WORDS = 40
PLAIN = [case for case in load_cases(GOLDEN) if case.settings.text_format == "text"]
"""Markdown is left out: read as a dump, its tables and fences are lines like others."""


def unindented(text: str) -> str:
    """A text without the indentation of code, which a dump does not keep."""
    return "\n".join(line.lstrip() for line in text.split("\n"))


@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.folder.name)
def test_cleaning_again_changes_nothing(case: Case, tmp_path: Path) -> None:
    """The text of a record, cleaned again under its title, is that record's text; of a few lines it need not be:
    a dump without any markup has too little to go by."""
    for number, row in enumerate(read_rows(case.folder / "expected.jsonl")):
        if row["word_count"] < FEW_WORDS:
            continue
        articles = clean(f"{row['title']}\n{row['text']}\n")

        assert [article.text for article in articles] == [unindented(row["text"])], f"record {number}"


def new_case(folder: Path, text: str = PAGE, **extra: str) -> Path:
    case = folder / "rain"
    case.mkdir(parents=True)
    (case / "input.txt").write_text(text, encoding="utf-8")
    stated = {"why": "Rain.", **extra}
    (case / "case.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in stated.items()), encoding="utf-8")
    return case


def test_update_makes_a_case_pass_and_a_change_makes_it_fail(tmp_path: Path) -> None:
    """The report names the case, its reason and the line that differs."""
    case = new_case(tmp_path)
    assert list(update(tmp_path, ["rain"])) == ["rain: expected.jsonl, expected.cuts.jsonl"]
    assert check(tmp_path).differing == 0

    expected = case / "expected.jsonl"
    expected.write_text(expected.read_text(encoding="utf-8").replace("Rain stops play", "Sun"), encoding="utf-8")
    report = check(tmp_path)
    assert report.differing == 1
    assert "rain: Rain." in report.text
    assert '-0 title: "Sun"' in report.text
    assert '+0 title: "Rain stops play"' in report.text


def test_a_known_fault_is_green_until_it_is_mended(tmp_path: Path) -> None:
    """`expect = "fail"` is strict: a case that passes all the same is a finding."""
    new_case(tmp_path, expect="fail")
    assert check(tmp_path).differing == 0

    list(update(tmp_path, ["rain"]))
    assert check(tmp_path).differing == 1


def test_add_takes_the_word_of_corrected_labels(tmp_path: Path) -> None:
    """What a person labels is expected, whatever the rules say; a rule that is not stated is not compared."""
    source = tmp_path / "page.txt"
    source.write_text(PAGE + "Follow us\n", encoding="utf-8")
    lines = [attrs.asdict(line) for line in explain(source.read_text(encoding="utf-8"))]
    lines[-1] |= {"label": "share", "article": -1}
    labels = tmp_path / "labels.jsonl"
    labels.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    add(tmp_path / "golden", "follow", source, why="Share rows.", labels=labels)
    (cut,) = read_rows(tmp_path / "golden" / "follow" / "expected.cuts.jsonl")
    assert (cut["text"], cut["label"], cut["rule"]) == ("Follow us", "share", "")


def test_add_refuses_labels_of_another_page(tmp_path: Path) -> None:
    """Nothing of a case is left behind when it cannot be made."""
    source, labels = tmp_path / "page.txt", tmp_path / "labels.jsonl"
    source.write_text(PAGE, encoding="utf-8")
    labels.write_text('{"start": 0, "end": 3, "label": "body", "article": 0}\n', encoding="utf-8")

    with pytest.raises(UsageError, match="not those of this page"):
        add(tmp_path / "golden", "other", source, why="No.", labels=labels)
    assert not (tmp_path / "golden" / "other").exists()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        pytest.param('why = "x"\ncolour = 1\n', "colour", id="unknown key"),
        pytest.param("", "why", id="no reason"),
        pytest.param('why = "x"\n[options]\nstory_threshold = "high"\n', "story_threshold", id="wrong type"),
        pytest.param("why = ", "case.toml", id="not TOML"),
    ],
)
def test_a_broken_case_names_its_file_and_key(tmp_path: Path, stated: str, said: str) -> None:
    """A case that cannot be read is bad usage, not a traceback."""
    (tmp_path / "case.toml").write_text(stated, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        load_case(tmp_path)


RULE = """[[rule]]
id = "mine/rain"
match = 'nine overs are all that was played'
votes = { other = 16.0 }
reason = "A line of this page."
yes = ["Nine overs are all that was played"]
no = ["They played nine overs."]
"""


def test_more_rules_are_checked_against_the_bundled_ones(tmp_path: Path) -> None:
    """The table says what they change; what a person said of a line does not hang on which rule says so."""
    source, labels, rules = tmp_path / "page.txt", tmp_path / "labels.jsonl", tmp_path / "mine.toml"
    source.write_text(PAGE + "Nine overs are all that was played, as Leeds will remember for long.\n", encoding="utf-8")
    rules.write_text(RULE, encoding="utf-8")
    lines = [attrs.asdict(line) for line in explain(source.read_text(encoding="utf-8"))]
    lines[-1] |= {"label": "other"}
    labels.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    add(tmp_path / "golden", "nine", source, why="Overs.", labels=labels)

    assert check(tmp_path / "golden").differing == 1
    report = check(tmp_path / "golden", rules=[rules])
    assert report.differing == 0
    assert report.text.splitlines()[0].split() == ["expected", "found", "right", "was", "found", "was", "right"]
    assert report.text.splitlines()[2].split() == ["articles,", "text", "1", "1", "1", "1", "0"]
