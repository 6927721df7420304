"""Votes for a person's own rules: enough for the labels given, nothing of the bundled rules moved."""

import json
from pathlib import Path

import attrs
import pytest

from cleaner import clean, explain
from cleaner.cli import run
from cleaner.rules import load_rules

APPEAL = (
    "You read the Gazette because somebody writes it, and the people who write it walked the quay in the rain for you "
    "again this week, so that the town could know what the harbour office had decided before the ferry had sailed."
)
PROSE = (
    "The ferry to the northern islands will sail three times a day from the first of May, the harbour office said on "
    "Tuesday, and the extra crossing is meant for families who visit the seal bank on the outer skerries in summer."
)
PAGE = "\n".join(
    ["Ferry timetable changes in May", PROSE, APPEAL, PROSE.replace("May", "June"), PROSE.replace("May", "July")]
)
RULES = """# Of our own site.
[[rule]]
id = "mine/appeal"
match = '^you read the gazette because'
votes = { newsletter = 0.1 }
reason = "The house appeal."
yes = ["You read the Gazette because somebody writes it."]
no = ["You read the Gazette, he said."]

[[rule]]
id = "mine/never"
match = '^never on this page$'
votes = { other = 2.0 }
reason = "Fires nowhere."
yes = ["Never on this page"]
no = ["Never"]
"""


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The page's labels, with the appeal called what it is."""
    lines = [attrs.asdict(line) for line in explain(PAGE)]
    (appeal,) = (line for line in lines if line["text"] == APPEAL)
    assert appeal["label"] == "body"
    appeal["label"] = "newsletter"
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mine.toml").write_text(RULES, encoding="utf-8")
    return path


def test_own_votes_are_fitted_and_nothing_else_changes(corrected: Path) -> None:
    mine = corrected.parent / "mine"
    bundled = load_rules().sha256
    assert APPEAL in clean(PAGE, rules=load_rules([mine]))[0].text

    assert run(["rules", "fit", str(corrected), "--rules", str(mine)]) == 0
    assert APPEAL not in clean(PAGE, rules=load_rules([mine]))[0].text
    assert next(line for line in explain(PAGE, rules=load_rules([mine])) if line.text == APPEAL).label == "newsletter"
    assert load_rules().sha256 == bundled
    assert [path.name for path in mine.iterdir()] == ["mine.toml"]


def test_fitting_twice_gives_the_same_bytes(corrected: Path) -> None:
    mine = corrected.parent / "mine"
    run(["rules", "fit", str(corrected), "--rules", str(mine)])
    once = (mine / "mine.toml").read_bytes()
    (mine / "mine.toml").write_text(RULES, encoding="utf-8")
    run(["rules", "fit", str(corrected), "--rules", str(mine)])

    assert (mine / "mine.toml").read_bytes() == once
    assert once.startswith(b"# Of our own site.\n")


def test_rule_that_fires_nowhere_keeps_its_votes(corrected: Path) -> None:
    mine = corrected.parent / "mine"
    run(["rules", "fit", str(corrected), "--rules", str(mine)])

    (rule,) = (rule for pack in load_rules([mine]).packs for rule in pack.rule if rule.id == "mine/never")
    assert rule.votes["other"] == 2.0


def test_fit_asks_what_to_fit(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "fit", str(corrected)]) == 2
    assert "--into" in capsys.readouterr().err
