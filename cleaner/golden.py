"""Golden cases: a folder with an input, what it must give, and why the case exists.

    golden/<case>/input.*                  one or more inputs
                  case.toml                why (one reason), origin, and options such as site = "example.com"
                  expected.jsonl           the records            expected.cuts.jsonl    the cuts
                  expected.duplicates.jsonl, expected.links.jsonl    where the case has any

Margins, confidences and scores are not compared: they move with every refit and nobody acts on them.
"""

import contextlib
import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import cattrs
from attrs import frozen

from cleaner.compared import difference, metrics, without
from cleaner.errors import UsageError
from cleaner.settings import Settings

Row = dict[str, Any]

FILES = {
    "expected.jsonl": "corpus.jsonl",
    "expected.cuts.jsonl": "cuts.jsonl",
    "expected.duplicates.jsonl": "duplicates.jsonl",
    "expected.links.jsonl": "links.jsonl",
}
ALWAYS_WRITTEN = ("expected.jsonl", "expected.cuts.jsonl")
NOT_COMPARED = ("margin", "confidence", "score")
CASE_KEYS = {"why", "origin", "licence", "options", "expect"}
OPTION_KEYS = {"site", "extractor", "text_format", "input_format", "drop", "story", "story_threshold", "text_field"}


@frozen
class Case:
    """A case as its case.toml states it."""

    folder: Path
    why: str
    settings: Settings
    must_fail: bool = False
    """A known fault: the case is green while it differs, and turns red by a lucky fix until `expect` is removed."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input files within the folder, sorted."""
        return tuple(sorted(path.name for path in self.folder.glob("input.*")))


@frozen
class Outcome:
    """What a case gave: the differences as readable lines, and what was compared."""

    case: Case
    difference: tuple[str, ...]
    expected: dict[str, list[Row]]
    found: dict[str, list[Row]]

    @property
    def differs(self) -> bool:
        """Whether the outcome is a finding."""
        return bool(self.difference) != self.case.must_fail


@frozen
class Report:
    """The text that `golden check` prints, and how many cases are findings."""

    text: str
    differing: int


def load_case(folder: Path) -> Case:
    """Read a case; UsageError names the file and the key that is wrong."""
    path = folder / "case.toml"
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: not a golden case: {error}") from error
    options = stated.get("options", {})
    for key in sorted((stated.keys() - CASE_KEYS) | (options.keys() - OPTION_KEYS)):
        raise UsageError(f"{path}: unknown key {key!r}; known are {', '.join(sorted(CASE_KEYS | OPTION_KEYS))}")
    if not stated.get("why"):
        raise UsageError(f"{path}: `why` must say in a sentence why this case exists")
    try:
        settings = cattrs.structure({**options, "quiet": True, "isolation": False}, Settings)
    except cattrs.BaseValidationError as error:
        raise UsageError(f"{path}: options: {cattrs.transform_error(error)[0]}") from error
    return Case(folder, stated["why"], settings, stated.get("expect") == "fail")


def load_cases(folder: Path, names: Sequence[str] = ()) -> tuple[Case, ...]:
    """The named cases, or all of them in the order of their names."""
    chosen = names or sorted(path.parent.name for path in folder.glob("*/case.toml"))
    if not chosen:
        raise UsageError(f"{folder}: no golden cases here; make one with `cleaner golden add`")
    for name in chosen:
        if not (folder / name / "case.toml").is_file():
            raise UsageError(f"{folder}: no case {name!r} here; `ls {folder}` shows which there are")
    return tuple(load_case(folder / name) for name in chosen)


def results_of(case: Case, settings: Settings | None = None) -> dict[str, list[Row]]:
    """Run the main job on a case's inputs and read what it wrote."""
    from cleaner.pipeline import clean_run

    inputs = case.inputs  # before the folder changes: its own path may be relative
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary, "out")
        with contextlib.chdir(case.folder):
            clean_run(inputs, str(out), settings or case.settings)
        return {name: read_rows(out / written) for name, written in FILES.items()}


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSON lines file; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def comparable(rows: Iterable[Row]) -> list[Row]:
    """Rows without the keys that are not compared.

    >>> comparable([{"label": "nav", "margin": 2.5}])
    [{'label': 'nav'}]
    """
    return without(rows, NOT_COMPARED)


def compare(case: Case, rules: Sequence[Path] = ()) -> Outcome:
    """Run a case, with more rules if any are given, and compare it with what it expects."""
    settings = attrs.evolve(case.settings, rules=(*case.settings.rules, *(path.resolve() for path in rules)))
    found = {name: comparable(rows) for name, rows in results_of(case, settings).items()}
    expected = {name: comparable(read_rows(case.folder / name)) for name in FILES}
    found["expected.cuts.jsonl"] = as_stated(found["expected.cuts.jsonl"], expected["expected.cuts.jsonl"])
    return Outcome(case, difference(expected, found), expected, found)


def as_stated(found: list[Row], expected: list[Row]) -> list[Row]:
    """Found cuts with rule, reason and article as the expected cut of the same place has them, if it names no rule.

    A person who corrects labels by hand says what a line is, not which rule must say so or to which article it clings.
    """
    unstated = {(row["start"], row["end"]): row for row in expected if row["rule"] == ""}
    taken = {place: {key: row[key] for key in ("rule", "reason", "article")} for place, row in unstated.items()}
    return [row | taken.get((row["start"], row["end"]), {}) for row in found]


def check(folder: Path, names: Sequence[str] = (), rules: Sequence[Path] = ()) -> Report:
    """Run cases; the report shows each difference and a table of what was expected and found.

    With `rules` (on top of the bundled ones) the table also says what was found before, without them.
    """
    cases = load_cases(folder, names)
    outcomes = [compare(case, rules) for case in cases]
    before = [compare(case).found for case in cases] if rules else []
    lines: list[str] = []
    for outcome in outcomes:
        if outcome.differs:
            lines += [f"{outcome.case.folder.name}: {outcome.case.why}"]
            lines += [f"  {line}" for line in outcome.difference]
            if not outcome.difference:
                lines += ["  gives what is expected: remove expect = 'fail' from case.toml"]
    differing = sum(outcome.differs for outcome in outcomes)
    expected, found = [outcome.expected for outcome in outcomes], [outcome.found for outcome in outcomes]
    total = (
        f"{len(outcomes)} case{'' if len(outcomes) == 1 else 's'}, {differing} differ{'s' if differing == 1 else ''}"
    )
    return Report("\n".join([*lines, *metrics(expected, found, before), total]) + "\n", differing)


def write_expected(folder: Path, results: dict[str, list[Row]]) -> list[str]:
    """Write what a case expects; the names of the files that changed."""
    changed = []
    for name, rows in results.items():
        path = folder / name
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in comparable(rows))
        before = path.read_text(encoding="utf-8") if path.exists() else None
        if rows or name in ALWAYS_WRITTEN:
            path.write_text(text, encoding="utf-8", newline="\n")
        else:
            path.unlink(missing_ok=True)
        if before != (text if rows or name in ALWAYS_WRITTEN else None):
            changed.append(name)
    return changed


def update(folder: Path, names: Sequence[str]) -> Iterator[str]:
    """Rewrite what cases expect with what they give now; a line for each case."""
    for case in load_cases(folder, names):
        changed = write_expected(case.folder, results_of(case))
        yield f"{case.folder.name}: {', '.join(changed) or 'nothing changed'}"


def add(folder: Path, name: str, source: Path, *, why: str, site: str = "", labels: Path | None = None) -> str:
    """Make a case of an input file; with corrected labels it expects what they say, whatever the rules say today."""
    target = folder / name
    if target.exists():
        raise UsageError(f"{target}: there is such a case already; choose another name or `golden update {name}`")
    settings = Settings(site=site, quiet=True, isolation=False)
    target.mkdir(parents=True)
    try:
        shutil.copyfile(source, target / f"input{''.join(source.suffixes) or '.txt'}")
        options = f"\n[options]\nsite = {json.dumps(site)}\n" if site else ""
        (target / "case.toml").write_text(f"why = {json.dumps(why, ensure_ascii=False)}\n{options}", encoding="utf-8")
        case = Case(target, why, settings)
        write_expected(target, corrected(case, labels) if labels else results_of(case))
    except BaseException:
        shutil.rmtree(target)
        raise
    return f"{target}: expects {len(read_rows(target / 'expected.jsonl'))} articles"


def corrected(case: Case, labels: Path) -> dict[str, list[Row]]:
    """What a case must give when each block has the label that a person gave it."""
    from cleaner.explaining import split_as_labelled
    from cleaner.writers.jsonl import row_of

    name, rows = case.inputs[0], read_rows(labels)
    with contextlib.chdir(case.folder):
        split = split_as_labelled(name, case.settings, rows)
    cuts = [attrs.evolve(cut, rule="", reason="") for cut in split.cuts]
    return {"expected.jsonl": [row_of(a) for a in split.articles], "expected.cuts.jsonl": [row_of(c) for c in cuts]}
