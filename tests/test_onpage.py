"""Remarks of `explain`: repeats and stories within one page."""

from pathlib import Path

import pytest
from report_folder import SENTENCES

from cleaner.cli import run
from cleaner.explaining import page_of
from cleaner.model import Article, Explained, Split
from cleaner.onpage import remarks
from cleaner.settings import Settings

SEED = Path(__file__).parents[1] / "seeds" / "russia-ukraine-war.txt"


def page_with(*texts: str) -> Explained:
    articles = tuple(Article(str(number), text, title=f"Title {number}") for number, text in enumerate(texts))
    return Explained(page_of("x"), split=Split(articles))


def test_one_article_has_no_remarks() -> None:
    assert remarks(page_with("\n".join(SENTENCES)), Settings()) == {}


def test_articles_of_their_own_have_no_remarks() -> None:
    assert remarks(page_with(" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:])), Settings()) == {}


def test_repeat_is_remarked_on_both_sides() -> None:
    text = "\n".join(SENTENCES)
    found = remarks(page_with(text, text), Settings())

    assert sorted(found) == [0, 1]
    assert "exact repeat of article" in " ".join(found[0] + found[1])
    assert "repeats it" in " ".join(found[0] + found[1])


def test_the_seed_tells_one_story_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """The swap of 95 prisoners: told at the end of the first article and in the eighth."""
    assert run(["explain", str(SEED)]) == 0
    lines = capsys.readouterr().out.splitlines()

    notes = [line.strip() for line in lines if "↔" in line]
    assert [note.split(" (")[0] for note in notes] == ["↔ same story as article 8", "↔ same story as article 1"]
    assert all("95 prisoners" in note and "Wednesday / Friday" in note for note in notes)
