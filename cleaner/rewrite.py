"""Votes written back into the rule files that people edit: comments, reasons and examples stay, votes change."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from cleaner.label.plan import Plan
from cleaner.rulebook import HEADLINE, Grammar, Pack, Rule, Rules, Scale, Words

SMALL = 0.05
"""Votes below this are left out."""
_ID = re.compile(r'^id = "(.*)"', re.MULTILINE)

_KEY = re.compile(r"""[\w"'.-]+ *=""")

Rows = Sequence[Mapping[str, float]]


def rows_by_rule(plan: Plan) -> dict[str, list[dict[str, float]]]:
    """The votes of each rule's rows by state and kind, rounded, small ones left out."""
    out: dict[str, list[dict[str, float]]] = {}
    columns = (plan.votes, plan.kind_votes, plan.headline_votes.tolist())
    for name, fixed, states, kinds, headline in zip(plan.names, plan.fixed, *columns, strict=False):
        if fixed:
            continue
        pairs = [*zip(plan.states, states, strict=True), *zip(plan.kinds, kinds, strict=True)]
        row = {key: round(float(vote), 2) for key, vote in pairs if abs(vote) >= SMALL}
        if row and not row.keys() & set(plan.states):
            row["outside"] = 0.0  # so that naming kinds alone is not read as a vote for `outside`
        if abs(headline) >= SMALL:
            row[HEADLINE] = round(float(headline), 2)
        out.setdefault(name, []).append(row)
    return out


def with_votes(rules: Rules, plan: Plan, grammar: Grammar) -> Rules:
    """The rules with the votes of a plan and a grammar."""
    rows = rows_by_rule(plan)
    packs = tuple(_pack_with(pack, rows) for pack in rules.packs)
    digest = hashlib.sha256(repr((rules.sha256, sorted(rows.items()), grammar)).encode()).hexdigest()
    return evolve(rules, grammar=grammar, packs=packs, sha256=digest)


def _pack_with(pack: Pack, rows: Mapping[str, Rows]) -> Pack:
    return evolve(
        pack,
        fitted=any(entry.id in rows for entry in pack.entries),
        rule=tuple(evolve(r, votes=dict(rows[r.id][0])) if r.id in rows else r for r in pack.rule),
        scale=tuple(evolve(s, votes=_bins(rows[s.id])) if s.id in rows else s for s in pack.scale),
        words=tuple(evolve(w, votes=_by_word(w, rows[w.id])) if w.id in rows else w for w in pack.words),
    )


def _bins(rows: Rows) -> dict[str, tuple[float, ...]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: tuple(row.get(name, 0.0) for row in rows) for name in names if any(row.get(name) for row in rows)}


def _by_word(words: Words, rows: Rows) -> dict[str, dict[str, float]]:
    return {word: dict(row) for word, row in zip(words.votes, rows, strict=True) if row}


def write_votes(folder: Path, rules: Rules) -> list[Path]:
    """Put the votes of rules into the files of a folder of rules, and the scores into its grammar.toml.

    Returns the files that changed.
    """
    changed = []
    for pack in rules.packs:
        path = folder / pack.file
        if path.is_file() and pack.fitted and (pack.rule or pack.scale or pack.words):
            changed += _save(path, rewritten(path.read_text(encoding="utf-8"), pack))
    path = folder / "grammar.toml"
    if path.is_file():
        changed += _save(path, rewritten_grammar(path.read_text(encoding="utf-8"), rules.grammar))
    return changed


def _save(path: Path, text: str) -> list[Path]:
    if path.read_text(encoding="utf-8") == text:
        return []
    path.write_text(text, encoding="utf-8", newline="\n")
    return [path]


def rewritten(text: str, pack: Pack) -> str:
    """The text of a rule file with the votes of a pack; everything else as it was."""
    voting: list[Rule | Scale | Words] = [*pack.rule, *pack.scale, *pack.words]
    known = {entry.id: entry for entry in voting}
    parts = re.split(r"(?m)^(?=\[\[)", text)
    return "".join(_entry_rewritten(part, known) for part in parts)


def _entry_rewritten(part: str, known: Mapping[str, Rule | Scale | Words]) -> str:
    found = _ID.search(part)
    entry = known.get(found[1]) if found else None
    if entry is None:
        return part
    tail = part[len(part.rstrip("\n")) :]
    bare, at = _without_votes(part.rstrip("\n").split("\n"))
    return "\n".join([*bare[:at], *_votes_of(entry), *bare[at:]]) + tail


def _votes_of(entry: Rule | Scale | Words) -> list[str]:
    if isinstance(entry, Rule):
        return [f"votes = {_inline(entry.votes)}"]
    if isinstance(entry, Scale):
        return ["[scale.votes]", *(f"{state} = [{_numbers(row)}]" for state, row in entry.votes.items())]
    return ["[words.votes]", *(f"{_key(word)} = {_inline(row)}" for word, row in entry.votes.items())]


def _without_votes(lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines of an entry that are no votes, and where its votes stood (or can stand: behind its last key)."""
    out: list[str] = []
    at, inside = -1, False
    for line in lines:
        inside = ".votes]" in line if line.startswith("[") else inside
        votes = line.startswith("[") if inside and at < 0 else re.match(r"votes(\.[\w-]+)? =", line) is not None
        if votes and at < 0:
            at = len(out)
        if not votes and not (inside and (line.startswith("[") or _KEY.match(line))):
            out.append(line)
    last = max(i for i, line in enumerate(out) if _KEY.match(line) or line.startswith("]"))
    return out, at if at >= 0 else last + 1


def rewritten_grammar(text: str, grammar: Grammar) -> str:
    """The text of grammar.toml with other scores."""
    text = _line_replaced(text, "start", grammar.start)
    text = _line_replaced(text, "end", grammar.end)
    text = re.sub(r"(?ms)(^\[kind\]\n).*?\n(?=\n|\[)", lambda found: found[1] + _lines(grammar.kind), text, count=1)
    head, mark, table = text.partition("[follow]\n")
    for state, row in grammar.follow.items():
        table = _line_replaced(table, state, row)
    return head + mark + table


def _lines(row: Mapping[str, float]) -> str:
    return "".join(f"{key} = {_number(value)}\n" for key, value in row.items())


def _line_replaced(text: str, key: str, row: Mapping[str, float]) -> str:
    line: Callable[[object], str] = lambda _: f"{key} = {_inline(row)}"  # noqa: E731 - a replacement must not be parsed
    return re.sub(rf"(?m)^{key} = \{{.*\}}$", line, text, count=1)


def _inline(row: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{_key(k)} = {_number(v)}" for k, v in row.items()) + " }" if row else "{}"


def _numbers(row: Sequence[float]) -> str:
    return ", ".join(_number(v) for v in row)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").removesuffix(".") if value else "0"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
