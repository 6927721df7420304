"""Votes written back into rule files."""

from attrs import evolve

from cleaner.rewrite import rewritten, rewritten_grammar
from cleaner.rulebook import Grammar, Pack, Rule, Scale

FILE = """# A comment of a person.
[[scale]]
id = "a/chars"
measure = "chars"
bounds = [3]
reason = "Long is prose." # said so
[scale.votes]
title = [1.0, 2.0]

# Another comment.
[[rule]]
id = "a/word"
match = '^x$'
votes = { title = 1.0 }
reason = "An x."
yes = ["x"]
no = ["y"]
"""


def test_other_rules_stay() -> None:
    """A file whose rules were not fitted is left as it is."""
    assert rewritten(FILE, Pack("a.toml")) == FILE


def test_only_votes_change() -> None:
    """Comments, reasons and examples stay; votes are replaced."""
    scale = Scale("a/chars", "chars", (3.0,), "Long is prose.", {"body": (0.0, 1.25)})
    rule = Rule("a/word", "An x.", {"title": 0.5, "share": -1.0}, match=("^x$",))

    text = rewritten(FILE, Pack("a.toml", scale=(scale,), rule=(rule,)))

    assert text == FILE.replace("title = [1.0, 2.0]", "body = [0, 1.25]").replace(
        "votes = { title = 1.0 }", "votes = { title = 0.5, share = -1 }"
    )


def test_grammar_scores() -> None:
    """Scores of the grammar are replaced line by line."""
    text = (
        "start = { title = 0.0 } \n\nend = { body = 1.0 }\n[kind]\nshare = 1\n\n"
        "[follow]\ntitle = { body = 0.0 }\nbody = { body = 0.0 }\n"
    )
    grammar = Grammar(
        (), {"title": 1.0}, {"body": 2.0}, {"title": {"body": 3.0}, "body": {"body": 4.0}}, {"share": 2.0}
    )

    assert rewritten_grammar(text.replace(" \n", "\n"), grammar) == (
        "start = { title = 1 }\n\nend = { body = 2 }\n[kind]\nshare = 2\n\n"
        "[follow]\ntitle = { body = 3 }\nbody = { body = 4 }\n"
    )
    assert evolve(grammar) == grammar
