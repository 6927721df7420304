"""Votes for a person's own rules, from a few corrected pages: the bundled votes stay as they are.

`fit.py` fits all votes and needs hundreds of pages. A site's own rules are a handful and fire where nothing else does,
so one page is enough to say how much they must add for the labels that the person gave.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from cleaner.fit import allowed_states
from cleaner.label import look_at, second_fired
from cleaner.label.chain import links_of
from cleaner.label.firing import Fired, add_up
from cleaner.label.plan import Plan, plan_for
from cleaner.label.train import Problem, fit_votes
from cleaner.lessons import labelled_page
from cleaner.model import BOILERPLATE_LABELS
from cleaner.rewrite import with_votes, write_votes
from cleaner.rulebook import Grammar, Rules
from cleaner.rules import load_rules

Floats = NDArray[np.float64]

RIDGE = 0.02  # against prose that all rules are sure of, one page must be enough
ROUNDS = 1500
TURNS = 3
SURE_KIND = 9.0
"""The vote for a kind of boilerplate where all labelled blocks are of that kind."""


def fit_own(pages: Sequence[Path], folder: Path, *, host: str = "", kind: str = "text") -> list[Path]:
    """Fit the votes of the rules in a folder (or file) and write them there; the files that changed.

    `pages` are corrected files of `explain --json`, all of one site. Raises UsageError, RuleError.
    """
    bundled, rules = load_rules(), load_rules([folder])
    own = rules.reasons().keys() - bundled.reasons().keys()
    fitted = with_votes(rules, fitted_plan(pages, rules, own, host, kind), rules.grammar)
    packs = tuple(pack for pack in fitted.packs if {entry.id for entry in pack.entries} & own)
    return write_votes(folder if folder.is_dir() else folder.parent, evolve(fitted, packs=packs))


def fitted_plan(pages: Sequence[Path], rules: Rules, own: Collection[str], host: str, kind: str) -> Plan:
    """The plan of a site with votes for its own rules that make the labels likeliest.

    What the second look shows depends on the votes of the first, so votes and second looks take turns.
    """
    plan, links = plan_for(rules, kind, host), links_of(rules.grammar)
    mine = np.array([name in own for name in plan.names] + [False])
    theirs = np.where(mine[:, None], 0.0, plan.votes)
    pages_read = [labelled_page(path, kind) for path in sorted(pages)]
    looks = [look_at(tuple(blocks), plan) for blocks, _ in pages_read]
    fires = [fires_of(look.fired, mine) for look in looks]
    labels = [[states_of(*label, rules.grammar) for label in given] for _, given in pages_read]
    allowed = [np.array(one, dtype=bool) for one in labels]
    votes = plan.votes
    for _ in range(TURNS if plan.late else 1):
        fixed = []
        for look in looks:
            first = add_up(look.fired, theirs)
            late = second_fired(look, plan, add_up(look.fired, votes), links) if plan.late else None
            fixed.append(first if late is None else first + add_up(late, theirs))
        problem = problem_of(fires, fixed, allowed)
        found = fit_votes(problem, links, ridge=RIDGE, rounds=ROUNDS, move_links=False, step=1.0).votes
        votes = np.where(mine[:, None], np.vstack([found, found[:1] * 0]), plan.votes)
    kinds: dict[int, Counter[str]] = {}
    for fired, (_, given) in zip(fires, pages_read, strict=True):
        for block, row in zip(*fired.nonzero(), strict=True):
            kinds.setdefault(int(row), Counter())[given[block][0]] += 1
    return evolve(plan, votes=votes, kind_votes=with_kinds(plan, kinds))


def states_of(label: str, article: int | None, grammar: Grammar) -> list[bool]:
    """Which states a person's label leaves open: whether boilerplate clings to an article is not asked of a person."""
    return allowed_states(label, None if label in BOILERPLATE_LABELS else article, grammar)


def fires_of(fired: Fired, mine: NDArray[np.bool_]) -> Any:
    """Blocks by rows, 1 where an own rule votes (a scipy sparse matrix)."""
    from scipy.sparse import csr_matrix

    block, column = np.nonzero(mine[fired.rows])
    where = np.concatenate([block, fired.pair_block[mine[fired.pair_row]]])
    which = np.concatenate([fired.rows[block, column], fired.pair_row[mine[fired.pair_row]]])
    return csr_matrix((np.ones(len(where)), (where, which)), shape=(len(fired.rows), len(mine) - 1))


def problem_of(fires: Sequence[Any], fixed: Sequence[Floats], allowed: Sequence[NDArray[np.bool_]]) -> Problem:
    """The pages as one problem, each of the same weight."""
    from scipy.sparse import vstack

    lengths = tuple(len(one) for one in allowed)
    return Problem(vstack(fires).tocsr(), np.vstack(allowed), lengths, (1.0,) * len(lengths), np.vstack(fixed))


def with_kinds(plan: Plan, seen: dict[int, Counter[str]]) -> Floats:
    """Votes for kinds of boilerplate: for each own row by how often its blocks were labelled so."""
    votes = plan.kind_votes.copy()
    for row, labels in seen.items():
        votes[row] = [SURE_KIND * labels[kind] / labels.total() for kind in BOILERPLATE_LABELS]
    return votes
