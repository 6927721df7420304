"""The rule files: read, checked, frozen.

A rule adds votes to states of the chain (what a block is) or to kinds of boilerplate (which kind it is). There are
three forms, `[[rule]]`, `[[scale]]` and `[[words]]`, `[[phrase]]` lists by language, and `[[select]]` in site packs;
rules/README.md shows each. Everything here is strict: an unknown key, a missing one, a name nobody knows, or an example
that a rule gets wrong is a RuleError that names file, rule and key.
"""

import hashlib
import math
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import cattrs
import re2
from attrs import evolve
from cattrs.errors import ClassValidationError

from cleaner.errors import RuleError
from cleaner.limits import DEFAULTS, Limits
from cleaner.model import BOILERPLATE_LABELS, LABELS
from cleaner.patterns import Test
from cleaner.rulebook import (
    HEADLINE,
    HTML_MEASURES,
    MEASURES,
    WORDS_OF,
    Grammar,
    Meta,
    Pack,
    Phrase,
    Rule,
    Rules,
    Scale,
    Select,
    Words,
)
from cleaner.selectors import parse

UNPROVED = "needs an example"
_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*"""
_DEEP_KEY = re2.compile(rf"(?:{_KEY_PART}\.[ \t]*){{9}}(?:{_KEY_PART}\.[ \t]*)*{_KEY_PART}[=\]]")
"""Dotted keys are no rule's; tomllib takes 4 GB for one of 100,000 parts. RE2, since the file may be hostile."""


_SINGLE: dict[str, type] = {"grammar.toml": Grammar, "meta.toml": Meta}


def load_rules(extra: Sequence[Path] = (), *, prove: bool = True, limits: Limits = DEFAULTS) -> Rules:
    """The bundled rules and those of more folders or files, checked.

    `prove` asks the rules of `extra` about their examples; the bundled ones are asked by tests and `rules test`.

    Raises RuleError if a file cannot be read or used.
    """
    roots = [bundled(), *extra]
    sources = [(name, path) for root in roots for name, path in _rule_files(root)]
    digest = hashlib.sha256()
    single: dict[str, Any] = {}
    packs: list[Pack] = []
    given: list[Pack] = []
    for name, path in sources:
        raw = _read(name, path, limits.rule_file_bytes)
        digest.update(name.encode() + b"\0" + raw + b"\0")
        if name.startswith("story/"):
            continue  # words of the story grade, read by dedup/story_rules.py
        table = _parse(name, raw)
        if path.name in _SINGLE:
            single[path.name] = _structure(_SINGLE[path.name], table, name, "")
        else:
            packs.append(_pack(name, table))
            if not path.is_relative_to(roots[0]):
                given.append(packs[-1])
    for name in _SINGLE.keys() - single.keys():
        raise RuleError(name, "", "", "is missing; install cleaner again")
    _check(single["grammar.toml"], packs)
    for file, rule, key, problem in wrong_rules(given) if prove else ():
        if problem != UNPROVED:  # a user's rule may do without; `cleaner rules test` asks for one
            raise RuleError(file, rule, key, problem)
    return Rules(single["grammar.toml"], single["meta.toml"], tuple(packs), digest.hexdigest())


def bundled() -> Path:
    """The folder of the rules that come with cleaner: in the package once installed, else in the checkout."""
    inside = Path(str(files("cleaner"))) / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


def _rule_files(root: Path) -> Iterator[tuple[str, Path]]:
    if root.is_file():
        yield root.name, root
    elif root.is_dir():
        for path in sorted(root.rglob("*.toml"), key=lambda path: path.relative_to(root).parts):
            yield path.relative_to(root).as_posix(), path
    else:
        raise RuleError(str(root), "", "", "no such file or folder of rules")


def _read(name: str, path: Path, limit: int) -> bytes:
    if not path.is_file():
        raise RuleError(name, "", "", "is no plain file")
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise RuleError(name, "", "", f"cannot be read: {error.strerror}") from error
    if len(raw) > limit:
        raise RuleError(name, "", "", f"has more than {limit} bytes")
    return raw


def _parse(name: str, raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
        if deep := _DEEP_KEY.search(text):
            raise RuleError(name, "", deep[0][:20] + "...", "has more parts than any key of rule files")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise RuleError(name, "", "", f"not TOML: {error}") from error


def _pack(name: str, table: dict[str, Any]) -> Pack:
    forms = {"rule": Rule, "scale": Scale, "words": Words, "phrase": Phrase, "select": Select}
    read: dict[str, Any] = {}
    for form, cls in forms.items():
        rows = table.pop(form, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise RuleError(name, "", form, f"must be written as [[{form}]]")
        read[form] = tuple(_entry(cls, row, name) for row in rows)
    kind = name.split("/")[0] if name.startswith(("text/", "html/")) else ""
    if "fitted" in table:
        raise RuleError(name, "", "fitted", "is not a key of rule files")
    pack: Pack = _structure(Pack, {"file": name, "kind": kind, **table}, name, "")
    return evolve(pack, **read)


def _entry(cls: type, row: dict[str, Any], file: str) -> Any:
    """One rule of any form: a lone pattern is a list of one, ranges of measures go together."""
    row, rule = dict(row), str(row.get("id", ""))
    for key in ("match", "phrase", "tag", "class"):
        if isinstance(row.get(key), str):
            row[key] = [row[key]]
    if cls is Rule:
        row["where"] = {key: row.pop(key) for key in sorted(row.keys() & MEASURES)}
        if "class" in row:
            row["class_"] = row.pop("class")
    if not rule:
        raise RuleError(file, "", "id", f"every [[{cls.__name__.lower()}]] needs one")
    if cls is Rule and "votes" not in row:
        raise RuleError(file, rule, "votes", "is missing: say which labels the rule speaks for, {} for none yet")
    if not _finite(row.get("votes", {})):
        raise RuleError(file, rule, "votes", "must be finite numbers")
    return _structure(cls, {**row, "file": file}, file, rule)


def _finite(votes: object) -> bool:
    """Whether no number in votes, however nested, is infinite or not a number: one would decide every page."""
    if isinstance(votes, dict):
        return all(map(_finite, votes.values()))
    if isinstance(votes, list):
        return all(map(_finite, votes))
    return not isinstance(votes, float) or math.isfinite(votes)


_CONVERTER = cattrs.Converter(forbid_extra_keys=True)


def _strict_number(value: object, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("must be a number")
    return float(value)


def _strict_text(value: object, _: type) -> str:
    if not isinstance(value, str):
        raise TypeError("must be a string")
    return value


_CONVERTER.register_structure_hook(float, _strict_number)
_CONVERTER.register_structure_hook(str, _strict_text)


def _structure(cls: type, table: dict[str, Any], file: str, rule: str) -> Any:
    try:
        return _CONVERTER.structure(table, cls)
    except ClassValidationError as error:
        problem, _, place = cattrs.transform_error(error)[0].partition(" @ $")
        raise RuleError(file, rule, place.lstrip("."), problem) from error


def _check(grammar: Grammar, packs: list[Pack]) -> None:
    _known([*grammar.start, *grammar.end], grammar.names, "grammar.toml", "", "start, end")
    _known(grammar.kind, BOILERPLATE_LABELS, "grammar.toml", "", "kind")
    for before, after in grammar.follow.items():
        _known([before, *after], grammar.names, "grammar.toml", "", f"follow.{before}")
    seen: dict[str, str] = {}
    for entry in (entry for pack in packs for entry in pack.entries):
        if entry.id in seen:
            raise RuleError(entry.file, entry.id, "id", f"is taken by a rule of {seen[entry.id]}")
        seen[entry.id] = entry.file
    names = {*grammar.names, *LABELS, HEADLINE}
    sorts = {phrase.sort for pack in packs for phrase in pack.phrase}
    for pack in packs:
        _check_pack(pack, names, sorts)


def _check_pack(pack: Pack, names: Collection[str], sorts: Collection[str]) -> None:
    for rule in pack.rule:
        _check_rule(rule, names, sorts)
    for scale in pack.scale:
        _check_scale(scale, names)
    for words in pack.words:
        _known([words.of], WORDS_OF, words.file, words.id, "of")
        for word, votes in words.votes.items():
            _known(votes, names, words.file, words.id, f"votes.{word}")
    for select in pack.select:
        _known([select.label], LABELS, select.file, select.id, "label")
        _check_selector(select)


def _check_selector(select: Select) -> None:
    try:
        parse(select.css)
    except ValueError as error:
        raise RuleError(select.file, select.id, "css", str(error)) from error


def _known(given: Iterable[str], names: Collection[str], file: str, rule: str, key: str) -> None:
    for name in given:
        if name not in names:
            raise RuleError(file, rule, key, f"{name!r} is not one of: {' '.join(names)}")


def _check_rule(rule: Rule, names: Collection[str], sorts: Collection[str]) -> None:
    _known(rule.votes, names, rule.file, rule.id, "votes")
    for measure, (low, high) in rule.where.items():
        if low > high:
            raise RuleError(rule.file, rule.id, measure, "the first bound is the lower one")
    if not rule.match and (rule.yes or rule.no):
        raise RuleError(rule.file, rule.id, "yes", "examples are for rules that match text")


def _check_scale(scale: Scale, names: Collection[str]) -> None:
    known = HTML_MEASURES if scale.file.startswith("html/") else MEASURES
    _known([scale.measure], known, scale.file, scale.id, "measure")
    _known([scale.by] if scale.by else [], known, scale.file, scale.id, "by")
    _known(scale.votes, names, scale.file, scale.id, "votes")
    for key, bounds in (("bounds", scale.bounds), ("by_bounds", scale.by_bounds)):
        if list(bounds) != sorted(set(bounds)):
            raise RuleError(scale.file, scale.id, key, "must rise")
    for state, numbers in scale.votes.items():
        if len(numbers) != scale.bins:
            raise RuleError(scale.file, scale.id, f"votes.{state}", f"has {len(numbers)} numbers for {scale.bins} bins")


def wrong_rules(packs: Iterable[Pack]) -> Iterator[tuple[str, str, str, str]]:
    """Every example that a rule gets wrong, as (file, rule, key, problem)."""
    for pack in packs:
        proved: tuple[Rule | Phrase, ...] = (*pack.rule, *pack.phrase)
        for rule in proved:
            for key, problem in wrong_examples(rule):
                yield rule.file, rule.id, key, problem


def wrong_examples(rule: Rule | Phrase) -> tuple[tuple[str, str], ...]:
    """What a rule that matches text gets wrong of its own examples, as (key, problem); it needs at least one `yes`.

    Raises RuleError for a pattern that is not RE2.
    """
    if not rule.match:
        return ()
    try:
        test = Test(rule.match)
    except ValueError as error:
        raise RuleError(rule.file, rule.id, "match", str(error)) from error
    if not rule.yes:
        return (("yes", UNPROVED),)
    return tuple(
        (key, f"{example!r} {'is not matched' if wanted else 'is matched'}")
        for key, examples, wanted in (("yes", rule.yes, True), ("no", rule.no, False))
        for example in examples
        if test.holds(example) is not wanted
    )
