"""The limits: one table, in the code and in the docs."""

import re
from pathlib import Path

import pytest
from attrs import fields

from cleaner.errors import RuleError, UsageError
from cleaner.limits import Limits, chosen_limits
from cleaner.rules import load_rules

DOCS = Path(__file__).parent.parent / "docs" / "limits.md"
UNITS = {"": 1, " KiB": 1 << 10, " MiB": 1 << 20, " GiB": 1 << 30}


def test_the_docs_have_every_limit_with_its_default() -> None:
    """And none that is not there."""
    rows = re.findall(r"^\| `(\w+)` \| ([\d,.]+)( [KMG]iB)? \|", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)

    told = {name: float(number.replace(",", "")) * UNITS[unit] for name, number, unit in rows}
    assert told == {limit.name: limit.default for limit in fields(Limits)}


def test_a_limit_is_chosen_by_name() -> None:
    """Of the kind that it is."""
    assert chosen_limits([]) == Limits()
    assert chosen_limits(["page_seconds=1.5", "elements=2K", "page_bytes=7"]) == Limits(
        page_seconds=1.5, elements=2000, page_bytes=7
    )


@pytest.mark.parametrize("word", ["", "elements", "elements=", "elements=x", "elements=0", "elements=-1", "x=1",
                                  "elements=1.5", "page_seconds=nan", "page_seconds=inf", "elements=K"])  # fmt: skip
def test_a_limit_that_makes_no_sense_is_refused(word: str) -> None:
    """With its name."""
    with pytest.raises(UsageError, match="--limit"):
        chosen_limits([word])


def test_a_rule_of_a_user_may_do_without_examples(tmp_path: Path) -> None:
    """Hostile patterns are harmless under RE2, so the run goes on; a wrong example still stops it."""
    rule = '[[rule]]\nid = "a/b"\nmatch = "^(a+)+$"\nvotes = { other = 1.0 }\nreason = "A test."\n'
    (tmp_path / "own.toml").write_text(rule)
    assert load_rules([tmp_path / "own.toml"])

    (tmp_path / "own.toml").write_text(rule + 'yes = ["b"]\n')
    with pytest.raises(RuleError, match="not matched"):
        load_rules([tmp_path / "own.toml"])
