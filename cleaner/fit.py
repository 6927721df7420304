"""`cleaner rules fit`: the votes of rules and the scores of the grammar, from pages that people have labelled."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from cleaner.label import Look, look_at, second_fired
from cleaner.label.chain import Links, links_of, probabilities
from cleaner.label.firing import Fired, add_up
from cleaner.label.headline import gaps_of
from cleaner.label.plan import Plan, plan_for
from cleaner.label.train import Choice, Fitted, Problem, fit_choice, fit_kinds, fit_votes
from cleaner.model import BODY_LABELS, BOILERPLATE_LABELS, Block
from cleaner.rulebook import Grammar, Rules

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@frozen(eq=False)
class Lesson:
    """A labelled page, measured: which states and which kind each block may have."""

    look: Look
    allowed: Mask
    """Blocks by states."""
    kinds: NDArray[np.int64]
    """Number of the kind of boilerplate, -1 where it is none or not known."""
    group: str = ""
    """Pages of one group (a site, a style) are kept together when pages take turns in being left out."""
    weight: float = 1.0


@frozen
class Choices:
    """How a fit is made; the defaults made the shipped votes."""

    ridge: float = 12.0
    """What large votes cost: enough that a vote which only drawn pages ask for stays small."""
    ridge_second: float = 12.0
    ridge_headline: float = 3.0
    rounds: int = 8
    rounds_kinds: int = 40
    """0 leaves the votes for kinds of boilerplate as they are."""
    toll: float = 0.35
    """Taken from the score of ending an article: drawn pages end more often than real ones do."""
    border: float = 0.2
    """Taken from the score of a head right behind a body: a border too many costs two articles."""
    second: float = 0.4
    """Taken from the score of a second kicker: where several lines above a title may be one, a fit finds too many."""
    turns: int = 2
    """Parts that take turns in being left out, so that the second look is fitted on honest first looks."""


def lesson(
    blocks: Sequence[Block], labels: Sequence[tuple[str, int | None]], rules: Rules, kind: str = "text"
) -> Lesson:
    """A page and its labels as in `explain --json`: label ("" or "a|b" where it is open), article (None likewise)."""
    page = tuple(blocks)
    grammar = rules.grammar
    allowed = np.array([allowed_states(label, article, grammar) for label, article in labels], dtype=bool)
    kinds = [BOILERPLATE_LABELS.index(label) if label in BOILERPLATE_LABELS else -1 for label, _ in labels]
    return Lesson(look_at(page, plan_for(rules, kind, "")), allowed, np.array(kinds, dtype=np.int64))


def allowed_states(label: str, article: int | None, grammar: Grammar) -> list[bool]:
    """Which states a label leaves open; boilerplate is inside an article if it has one."""
    if not label:
        return [True] * len(grammar.state)
    names = set(label.split("|"))
    waste = not names.isdisjoint(BOILERPLATE_LABELS)
    inside = waste and (article is None or article >= 0)
    outside = waste and (article is None or article < 0)
    return [
        state.label in names or (inside and state.name == "inside") or (outside and state.name == "outside")
        for state in grammar.state
    ]


def fit(
    lessons: Sequence[Lesson], rules: Rules, kind: str = "text", choices: Choices | None = None
) -> tuple[Plan, Grammar]:
    """The plan with fitted votes and the fitted grammar: first look, then the second on top of it."""
    chosen = choices or Choices()
    plan, links = plan_for(rules, kind, ""), links_of(rules.grammar)
    first = _fit_first(lessons, plan, links, chosen)
    votes = first.votes
    if plan.late:
        looks = _first_looks(lessons, plan, links, first, chosen)
        votes = votes + _fit_second(lessons, plan, first, looks, chosen)
        plan = evolve(plan, headline_votes=fit_headlines(lessons, [one.chance for one in looks], plan, chosen))
    kind_votes, prior = _fit_kinds(lessons, plan, chosen)
    grammar = evolve(_grammar(rules.grammar, first.links, chosen), kind=prior or rules.grammar.kind)
    return evolve(plan, votes=_closed(votes), kind_votes=_closed(kind_votes)), grammar


def _fit_kinds(lessons: Sequence[Lesson], plan: Plan, choices: Choices) -> tuple[Floats, dict[str, float]]:
    """Votes for kinds of boilerplate, from the blocks whose kind is known; "other" says that it is not."""
    kinds = np.concatenate([one.kinds for one in lessons])
    known = np.flatnonzero((kinds >= 0) & (kinds != plan.kinds.index("other")))
    if not len(known) or not choices.rounds_kinds:
        return plan.kind_votes[:-1], {}
    fires = _matrix([one.look.fired for one in lessons], plan)[known]
    votes, prior = fit_kinds(fires, kinds[known], len(plan.kinds), choices.ridge, choices.rounds_kinds)
    prior -= prior[np.bincount(kinds[known], minlength=len(prior)) > 0].mean()
    return votes, {kind: round(max(float(prior[k]), -4.0), 2) for k, kind in enumerate(plan.kinds)}


def _fit_first(lessons: Sequence[Lesson], plan: Plan, links: Links, choices: Choices) -> Fitted:
    fires = _matrix([one.look.fired for one in lessons], plan)
    by_hand = np.where(plan.fixed[:, None], plan.votes, 0.0)
    given = np.vstack([add_up(one.look.fired, by_hand) for one in lessons]) if plan.fixed.any() else None
    problem = evolve(_problem(lessons, fires), fixed=given)
    fitted = fit_votes(problem, links, ridge=choices.ridge, rounds=choices.rounds)
    return evolve(fitted, votes=fitted.votes + by_hand[:-1])


@frozen(eq=False)
class FirstLook:
    """What votes that had not seen a page say of it."""

    votes: Floats
    """The sum of votes on each block."""
    chance: Floats
    turn: int
    links: Links
    """The grammar fitted with those votes."""


def _first_looks(
    lessons: Sequence[Lesson], plan: Plan, links: Links, first: Fitted, choices: Choices
) -> list[FirstLook]:
    """Each page as votes fitted on other pages see it: groups of pages take turns in being left out."""
    groups = sorted({one.group for one in lessons})
    turn = {group: number % choices.turns for number, group in enumerate(groups)}
    known = []
    for k in range(choices.turns):
        rest = [one for one in lessons if turn[one.group] != k]
        known.append(_fit_first(rest, plan, links, choices) if rest else first)
    out = []
    for one in lessons:
        k = turn[one.group]
        votes = add_up(one.look.fired, _closed(known[k].votes))
        out.append(FirstLook(votes, probabilities(votes, known[k].links), k, known[k].links))
    return out


def _fit_second(
    lessons: Sequence[Lesson], plan: Plan, first: Fitted, looks: Sequence[FirstLook], choices: Choices
) -> Floats:
    """Votes of the page pass, fitted on first looks, and choices of headlines, by votes that had not seen the page."""
    late: list[Fired] = [one.look.fired for one in lessons]
    for k in range(choices.turns):
        rest = [i for i, look in enumerate(looks) if look.turn != k]
        headline = fit_headlines([lessons[i] for i in rest], [looks[i].chance for i in rest], plan, choices)
        honest = evolve(plan, headline_votes=headline)
        for i, (one, look) in enumerate(zip(lessons, looks, strict=True)):
            if look.turn == k:
                late[i] = second_fired(one.look, honest, look.votes, look.links)
    problem = evolve(_problem(lessons, _matrix(late, plan)), fixed=np.vstack([look.votes for look in looks]))
    return fit_votes(problem, first.links, ridge=choices.ridge_second, rounds=choices.rounds, move_links=False).votes


def fit_headlines(lessons: Sequence[Lesson], chances: Sequence[Floats], plan: Plan, choices: Choices) -> Floats:
    """Votes for being the headline: of the lines above each body that a first look found, the true title."""
    title = np.array([state == "title" for state in plan.states])
    parts, gap, right, weights, count = [], [], [], [], 0
    for one, chance in zip(lessons, chances, strict=True):
        gaps = gaps_of(chance, plan.states)
        surely: Mask = np.asarray(one.allowed[:, title].all(axis=1) & ~one.allowed[:, ~title].any(axis=1))
        true = surely[gaps.block]
        said = one.look.measures["wording"][gaps.block]
        copies = set(zip(gaps.gap[true].tolist(), said[true].tolist(), strict=True))
        same = [s >= 0 and (g, s) in copies for g, s in zip(gaps.gap.tolist(), said.tolist(), strict=True)]
        parts.append(_matrix([one.look.fired], plan)[gaps.block])
        gap.append(gaps.gap + count)
        right.append(true | np.array(same, dtype=bool))
        weights.append(np.full(gaps.count, one.weight))
        count += gaps.count
    if not count:
        return plan.headline_votes
    from scipy.sparse import vstack

    choice = Choice(vstack(parts).tocsr(), np.concatenate(gap), np.concatenate(right), np.concatenate(weights))
    return np.append(fit_choice(choice, choices.ridge_headline), 0.0)


def _problem(lessons: Sequence[Lesson], fires: Any) -> Problem:
    return Problem(
        fires,
        np.vstack([one.allowed for one in lessons]),
        tuple(len(one.allowed) for one in lessons),
        tuple(one.weight for one in lessons),
    )


def _matrix(fired: Sequence[Fired], plan: Plan) -> Any:
    """Blocks of all pages by rows of the plan: 1 where a row votes.

    Page by page, and in single precision: hundreds of millions of votes are all that a fit of thousands of pages holds.
    """
    from scipy.sparse import csr_matrix, vstack

    pages = []
    for one in fired:
        block, column = np.nonzero(one.rows != plan.none)
        free = ~plan.fixed[one.pair_row]
        where = np.concatenate([block, one.pair_block[free]])
        which = np.concatenate([one.rows[block, column], one.pair_row[free]])
        ones = np.ones(len(where), dtype=np.float32)
        pages.append(csr_matrix((ones, (where, which)), shape=(len(one.rows), plan.none)))
    return vstack(pages, format="csr", dtype=np.float32)


def _closed(votes: Floats) -> Floats:
    """Votes with the zero row that stands for no vote."""
    return np.vstack([votes, np.zeros((1, votes.shape[1]))])


def _grammar(grammar: Grammar, links: Links, choices: Choices) -> Grammar:
    """The grammar with fitted scores, to two digits, less what it costs to leave a body for good."""
    names = grammar.names
    opening = {state.name for state in grammar.state if state.opens} - set(BODY_LABELS)
    cost = dict.fromkeys(opening, choices.border) | {"outside": choices.toll}
    costs = dict.fromkeys(BODY_LABELS, cost) | {"kicker": {"kicker": choices.second}}

    def scores(known: dict[str, float], fitted: Floats) -> dict[str, float]:
        return {name: round(float(fitted[names.index(name)]), 2) for name in known}

    return evolve(
        grammar,
        start=scores(grammar.start, links.start),
        end=scores(grammar.end, links.end),
        follow={
            name: {
                after: round(score - costs.get(name, {}).get(after, 0.0), 2)
                for after, score in scores(row, links.follow[names.index(name)]).items()
            }
            for name, row in grammar.follow.items()
        },
    )
