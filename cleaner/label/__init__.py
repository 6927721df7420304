"""The one labeller: votes of the rules, the best path over the page, and a second look once its shape is known."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.label.chain import NEVER, Links, best_path, links_of, probabilities
from cleaner.label.chars import ASK, STOP
from cleaner.label.firing import Fired, add_up, fire, strongest, test_texts
from cleaner.label.headline import gaps_of, headline_measures
from cleaner.label.kinds import kinds_of
from cleaner.label.mass import mass_measures
from cleaner.label.measures import measure_page
from cleaner.label.plan import Plan, plan_for
from cleaner.label.second import second_measures
from cleaner.model import BODY_LABELS, Block, Labelled
from cleaner.rulebook import Grammar, Phrase, Rules

Floats = NDArray[np.float64]
Path = NDArray[np.int64]

__all__ = ["Look", "decode", "label", "look_at", "second_fired"]


PIECE = 20_000
"""Blocks that are labelled together; a longer page is labelled piece by piece, in memory that does not grow."""
PROSE = 18
"""Words of a sentence-ending block from which a page has something to say."""
LAP = 500
"""Blocks that a piece sees of its neighbours."""


@frozen(eq=False)
class Look:
    """A page measured against a plan: all that decoding needs and that does not depend on votes."""

    page: tuple[Block, ...]
    measures: dict[str, NDArray[np.float32]]
    fired: Fired


def label(blocks: Sequence[Block], rules: Rules, *, host: str = "", kind: str = "text") -> tuple[Labelled, ...]:
    """What each block of a page is: its label, the rule that did most for it, and by how much it won."""
    page = tuple(blocks)
    if not page:
        return ()
    plan = plan_for(rules, kind, rules.site_of(host))
    out: list[Labelled] = []
    for low in range(0, len(page), PIECE):
        begin, end = max(0, low - LAP), min(len(page), low + PIECE + LAP)
        piece = decode(look_at(page[begin:end], plan), plan, rules.grammar)
        out += piece[low - begin : low - begin + PIECE]
    return tuple(out)


def look_at(page: tuple[Block, ...], plan: Plan) -> Look:
    """Measure a page and see which rules fire where."""
    measures = measure_page(page)
    return Look(page, measures, fire(plan, page, measures, test_texts(plan, page)))


def decode(look: Look, plan: Plan, grammar: Grammar) -> tuple[Labelled, ...]:
    """The page's labels: one decoding, then one more with the votes on what the first one showed."""
    links = links_of(grammar)
    fired, votes = look.fired, add_up(look.fired, plan.votes)
    if plan.late:
        late = second_fired(look, plan, votes, links)
        votes = votes + add_up(late, plan.votes)
        fired = joined(fired, late)
    chance = probabilities(votes, links)
    path = _likely_path(chance, grammar, links)
    body = [state.label == "body" for state in grammar.state]
    prose = (look.measures["words"] >= PROSE) & np.isin(look.measures["last"], (STOP, ASK))
    if prose.any() and not np.array(body)[path].any():
        chance = probabilities(_with_a_body(votes, prose, np.array(body), chance), links)
        path = _likely_path(chance, grammar, links)
    return _labelled(look.page, grammar, plan, fired, chance, path)


EXACTLY = 0.05
"""Weight of the state itself, where states that keep or cut a block alike could stand for each other."""


def _likely_path(chance: Floats, grammar: Grammar, links: Links) -> Path:
    """The path that the grammar allows and on which most blocks are expected to be kept or cut rightly.

    Whole paths are unlikely on long pages, and the likeliest of them is often wrong where its blocks are not.
    """
    gain = (1 - EXACTLY) * (chance @ _roles(grammar)) + EXACTLY * chance
    possible = Links(*(np.where(part > NEVER / 2, 0.0, NEVER) for part in (links.start, links.end, links.follow)))
    return best_path(gain, possible)


def _with_a_body(votes: Floats, prose: NDArray[np.bool_], body: NDArray[np.bool_], chance: Floats) -> Floats:
    """Votes under which the likeliest body among the prose is one: a page that has prose is not lost for a close call.

    Its other states keep their order, so that margins stay what the votes gave them.
    """
    likely = np.where(prose, chance[:, body].sum(axis=1), -1.0)
    out = votes.copy()
    out[int(likely.argmax()), ~body] += NEVER / 10
    return out


def joined(one: Fired, other: Fired) -> Fired:
    """What fires in either of two looks."""
    return Fired(
        np.hstack([one.rows, other.rows]),
        np.concatenate([one.pair_block, other.pair_block]),
        np.concatenate([one.pair_row, other.pair_row]),
        one.found,
    )


def second_fired(look: Look, plan: Plan, votes: Floats, links: Links) -> Fired:
    """The rules of the page pass that fire, once the votes so far have been decoded."""
    chance = probabilities(votes, links)
    measures = {**look.measures, **second_measures(look.measures, chance, plan.states)}
    gaps = gaps_of(chance, plan.states)
    measures |= mass_measures(look.measures, chance, plan.states, gaps)
    measures |= headline_measures(look.fired, plan, gaps, look.measures["wording"])
    return fire(plan, look.page, measures, look.fired.found, late=True)


def _labelled(
    page: tuple[Block, ...], grammar: Grammar, plan: Plan, fired: Fired, chance: Floats, path: Path
) -> tuple[Labelled, ...]:
    order = np.arange(len(page))
    won = chance[order, path]
    kept = _roles(grammar)
    sure = (chance * kept[path]).sum(axis=1)
    others = chance.copy()
    others[order, path] = 0.0
    rival = others.argmax(axis=1)
    margin = np.log(np.maximum(won, 1e-12)) - np.log(np.maximum(others[order, rival], 1e-12))
    states = grammar.state
    kinds, kind_rows = kinds_of(plan, grammar, fired, path)
    rows = strongest(fired, plan.votes, path, rival)
    opens = _openings(path, grammar)
    named = np.where(np.array([not state.label for state in states])[path] & (kind_rows != plan.none), kind_rows, rows)
    columns = (
        named.tolist(),
        margin.round(3).tolist(),
        sure.clip(0, 1).round(4).tolist(),
        path.tolist(),
        opens.tolist(),
    )
    out: list[Labelled] = []
    none = plan.none
    for i, (row, lead, likely, where, begins) in enumerate(zip(*columns, strict=True)):
        state = states[where]
        name = plan.names[row] if row < none else "grammar"
        if name in plan.sorts:
            name = _phrase(plan, name, fired.found[i])
        out.append(Labelled(page[i], state.label or kinds[i], name, lead, likely, begins, state.name == "inside"))
    return tuple(out)


def _roles(grammar: Grammar) -> Floats:
    """States by states: 1 where two of them keep or cut a block in the same way (body, subhead and item are one)."""
    role = ["body" if s.label in BODY_LABELS else s.label for s in grammar.state]
    return np.array([[float(a == b) for b in role] for a in role])


def _phrase(plan: Plan, name: str, found: tuple[int, ...]) -> str:
    """For a rule that asks for a sort of phrases the phrase itself, if it stands on the block."""
    sorts = plan.sorts[name]
    said = next((e for e in (plan.tested[t] for t in found) if isinstance(e, Phrase) and e.sort in sorts), None)
    return said.id if said is not None else name


def _openings(path: Path, grammar: Grammar) -> NDArray[np.bool_]:
    """Where articles begin: at the first of a run of opening states, and at a body that follows no article."""
    states = grammar.state
    opening = np.array([state.opens for state in states])[path]
    outside = np.array([state.name == "outside" for state in states])[path]
    before = np.concatenate([[True], ~opening[:-1] | outside[:-1]])
    title = np.array([state.name == "title" for state in states])[path]
    again = np.concatenate([[False], title[:-1]]) & opening
    bare = np.concatenate([[True], outside[:-1]]) & ~outside
    starts: NDArray[np.bool_] = (opening & (before | again)) | (bare & ~opening)
    return starts
