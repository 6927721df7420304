"""`cleaner rules list` and `cleaner rules test`: the rules, what they did, and whether they prove themselves."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from cleaner.rulebook import Entry, Phrase, Rule, Rules, Words
from cleaner.rules import load_rules, wrong_rules


@frozen
class Row:
    """A rule as `rules list` shows it."""

    id: str
    form: str
    """rule, scale, words, phrase or select."""
    says: str
    """The sort of a phrase; of others the labels they vote for, the strongest votes first."""
    file: str
    reason: str
    examples: int
    golden: int
    """Lines of the golden cases that were cut because of it."""


def list_rules(rules: Rules, golden: Path | None = None, only: str = "") -> Iterator[Row]:
    """The rules in the order of their files; `only` keeps those whose id, file or labels hold that text."""
    cuts = cuts_of(golden) if golden is not None else Counter()
    for pack in rules.packs:
        for entry in pack.entries:
            examples = len(entry.yes) + len(entry.no) if isinstance(entry, Rule | Phrase) else 0
            form = type(entry).__name__.lower()
            row = Row(entry.id, form, _says(entry), entry.file, entry.reason, examples, cuts[entry.id])
            if only in row.id or only in row.file or only in row.says.split():
                yield row


def _says(entry: Entry | Phrase) -> str:
    if isinstance(entry, Phrase):
        return entry.sort
    strongest: dict[str, float] = {}
    many = entry.votes.values() if isinstance(entry, Words) else [entry.votes]
    for votes in many:
        for label, vote in votes.items():
            numbers = vote if isinstance(vote, tuple) else (vote,)
            strongest[label] = max([strongest.get(label, 0.0), *numbers])
    said = sorted((label for label, vote in strongest.items() if vote > 0), key=lambda name: (-strongest[name], name))
    return " ".join(said[:4])


def cuts_of(golden: Path) -> Counter[str]:
    """How many expected cuts of the golden cases name each rule."""
    counts: Counter[str] = Counter()
    for path in sorted(golden.glob("*/expected.cuts.jsonl")):
        counts.update(json.loads(line)["rule"] for line in path.read_text(encoding="utf-8").splitlines() if line)
    return counts


@frozen
class Proof:
    """What the rules' own examples say."""

    rules: int
    examples: int
    wrong: tuple[str, ...]
    """A line for each example that its rule gets wrong."""


def prove_rules(extra: Sequence[Path] = ()) -> Proof:
    """Ask all rules, the bundled ones and those of more files, about their examples.

    Raises RuleError for a file that cannot be used at all.
    """
    rules = load_rules(extra, prove=False)
    proved: list[Rule | Phrase] = []
    for pack in rules.packs:
        proved += [*pack.rule, *pack.phrase]
    wrong = tuple(f"{file}: rule {rule!r}: {key}: {said}" for file, rule, key, said in wrong_rules(rules.packs))
    return Proof(len(rules.reasons()), sum(len(entry.yes) + len(entry.no) for entry in proved), wrong)
