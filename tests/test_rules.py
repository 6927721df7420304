"""Rule files: what loads, and what is refused with file, rule and key."""

from pathlib import Path

import pytest

from cleaner.errors import RuleError
from cleaner.limits import Limits
from cleaner.rules import load_rules

GOOD = """[[rule]]
id = "mine/tide"
match = '^tide table'
votes = { other = 3.0 }
reason = "The tide table under every article."
yes = ["Tide table for today"]
no = ["She read the tide table."]
"""


def test_a_good_file_is_taken_on_top_of_the_bundled_rules(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")

    assert load_rules([tmp_path]).reasons().keys() - load_rules().reasons().keys() == {"mine/tide"}


def test_the_hash_says_which_rules_a_run_had(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")

    assert load_rules().sha256 == load_rules().sha256
    assert load_rules([tmp_path]).sha256 != load_rules().sha256


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("votes = { other = 3.0 }\n", ""), "mine/tide.*votes", id="no votes"),
        pytest.param(("3.0", "nan"), "mine/tide.*votes", id="votes that are no number"),
        pytest.param(("3.0", "inf"), "mine/tide.*votes", id="endless votes"),
        pytest.param(("3.0", '"many"'), "mine/tide.*votes", id="votes in words"),
        pytest.param(("other =", "othr ="), "mine/tide.*othr", id="unknown label"),
        pytest.param(("reason", "raison"), "mine/tide.*reason", id="unknown key"),
        pytest.param(('id = "mine/tide"\n', ""), "id", id="no id"),
        pytest.param(("'^tide table'", "'(?=tide)'"), "mine/tide.*match", id="syntax that RE2 has not"),
        pytest.param(("Tide table for today", "Low water"), "mine/tide.*yes", id="a yes that does not match"),
        pytest.param(("She read the tide table.", "Tide tables"), "mine/tide.*no", id="a no that matches"),
        pytest.param(("[[rule]]", "[[rule]"), "not TOML", id="not TOML"),
        pytest.param(("[[rule]]", f"a = {'9' * 5000}\n[[rule]]"), "not TOML.*digits", id="a number that is no number"),
    ],
)
def test_a_broken_file_names_file_rule_and_key(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    (tmp_path / "mine.toml").write_text(GOOD.replace(*change, 1), encoding="utf-8")

    with pytest.raises(RuleError, match=rf"mine\.toml.*{said}"):
        load_rules([tmp_path])


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("#" * (Limits().rule_file_bytes + 1), encoding="utf-8")

    with pytest.raises(RuleError, match="more than"):
        load_rules([tmp_path])


def test_a_rule_is_asked_of_a_whole_paragraph(tmp_path: Path) -> None:
    """A rule of one's own holds for blocks of any length (it was asked of short lines alone)."""
    from cleaner import explain

    appeal = "Tide table and all, this paper lives of its readers, and so we ask you for two crowns a week. " * 4
    story = "The ferry to the islands will sail three times a day from May on, the harbour office said on Monday. " * 4
    (tmp_path / "mine.toml").write_text(GOOD.replace("other = 3.0", "footer = 90.0"), encoding="utf-8")
    page = f"Ferry sails in May\n{story}\n{appeal}\n{story}\n"

    assert [line.label for line in explain(page, rules=load_rules([tmp_path]))][2] == "footer"


def test_hosts_without_rules_of_their_own_share_a_plan(tmp_path: Path) -> None:
    """Rules are compiled once a site: a dump of a thousand hosts took a thousand times that."""
    select = '[[select]]\nid = "{0}/x"\ncss = "div"\nlabel = "ad"\nreason = "A test."\n'
    for host in ("example.com", "m.example.com"):
        (tmp_path / f"{host}.toml").write_text(f'hosts = ["{host}"]\n' + select.format(host))
    rules = load_rules([tmp_path])

    hosts = ("", "other.net", "example.com", "a.example.com", "x.m.example.com", "notexample.com")
    assert [rules.site_of(host) for host in hosts] == ["", "", "example.com", "example.com", "m.example.com", ""]
    for host in hosts:
        assert rules.packs_for("html", rules.site_of(host)) == rules.packs_for("html", host)


@pytest.mark.parametrize("key", [".".join(["a"] * 30_000) + " = 1", "[" + ".".join(["'a'"] * 30_000) + "]",
                                 "x = {" + ". ".join(['"a"'] * 20) + " = 1}"])  # fmt: skip
def test_a_key_of_very_many_parts_is_refused_before_it_is_parsed(tmp_path: Path, key: str) -> None:
    """100,000 parts took 4 GB."""
    (tmp_path / "own.toml").write_text(key + "\n")

    with pytest.raises(RuleError, match="more parts"):
        load_rules([tmp_path])
