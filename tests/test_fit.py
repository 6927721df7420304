"""Votes fitted on labelled pages."""

import json
from pathlib import Path

import numpy as np
import pytest

from cleaner.blocks.text import text_blocks
from cleaner.errors import UsageError
from cleaner.fit import Choices, allowed_states, fit, lesson
from cleaner.label import label
from cleaner.lessons import fit_files, read_labels
from cleaner.rules import load_rules

RULES = load_rules(prove=False)
SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"


def states(said: str, article: int | None) -> set[str]:
    return {n for n, ok in zip(RULES.grammar.names, allowed_states(said, article, RULES.grammar), strict=True) if ok}


def test_what_labels_leave_open() -> None:
    """A label allows its states; boilerplate stands inside if it has an article; nothing known allows all."""
    assert states("title", 0) == {"title"}
    assert states("meta", 0) == {"meta", "above"}
    assert states("body|subhead|item", 0) == {"body", "subhead", "item"}
    assert states("share", 2) == {"inside"}
    assert states("share", -1) == {"outside"}
    assert states("other|kicker", None) == {"inside", "outside", "kicker"}
    assert states("", None) == set(RULES.grammar.names)


def test_same_pages_same_votes() -> None:
    """A fit has no dice of its own, and it learns what it is shown."""
    blocks = text_blocks(SEED.read_text(encoding="utf-8"))[-60:]
    labelled = label(blocks, RULES)
    shown = [
        ("comment" if one.label == "trending" else one.label, 0 if one.label == "body" else -1) for one in labelled
    ]
    lessons = [lesson(blocks, [(said, a if said == "comment" else None) for said, a in shown], RULES)]

    (one, grammar), (other, again) = (fit(lessons, RULES, choices=Choices(rounds=2, turns=1)) for _ in range(2))

    assert np.array_equal(one.votes, other.votes)
    assert np.array_equal(one.kind_votes, other.kind_votes)
    assert grammar == again
    comment, share = one.kinds.index("comment"), one.kinds.index("share")
    assert one.kind_votes[:, comment].max() > one.kind_votes[:, share].max()


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    """A line that is not one of explain --json, or a label nobody knows, is a UsageError that names file and line."""
    path = tmp_path / "page.jsonl"
    row = {"start": 0, "end": 1, "text": "x", "label": "titel", "article": 0}
    for text in ("{", "[]", json.dumps(row)):
        path.write_text(text + "\n", encoding="utf-8")

        with pytest.raises(UsageError, match=r"page\.jsonl: line 1"):
            read_labels(path)


def test_pages_of_more_weight_settle_it(tmp_path: Path) -> None:
    """Where labelled pages contradict each other, those that count more have it; patterns go by the file's name."""
    blocks = text_blocks(SEED.read_text(encoding="utf-8"))[:40]
    for name, said in (("drawn_1", "body"), ("real_1", "share")):
        rows = [
            {"start": b.start, "end": b.end, "text": b.text, "label": said, "article": 0 if said == "body" else -1}
            for b in blocks
        ]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    files, few = sorted(tmp_path.glob("*.jsonl")), Choices(rounds=4, turns=1)

    for heavy, kept in (("drawn_*", True), ("real_*", False)):
        fitted = fit_files(files, RULES, choices=few, weights=[(heavy, 9.0)])

        assert (sum(one.label == "body" for one in label(blocks, fitted)) > len(blocks) / 2) == kept
