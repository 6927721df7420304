"""Why two records are one story, in the words of the texts: facts they share, and facts that cannot both hold."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from attrs import frozen

from cleaner.dedup.background import Weights
from cleaner.dedup.facts import AMOUNT, COUNTED, WORD
from cleaner.dedup.mentions import Mention, Role, within

MOST_SHARED, MOST_CONFLICTS = 12, 6


@frozen
class Told:
    """The mentions of a whole record and of the passage that was matched."""

    whole: tuple[Mention, ...]
    passage: tuple[Mention, ...]


def told(whole: tuple[Mention, ...], passage: tuple[int, int]) -> Told:
    """Pair the mentions of a record with those of a span of its text."""
    return Told(whole, within(whole, passage))


def shared_facts(a: Told, b: Told, weights: Weights) -> tuple[str, ...]:
    """Facts of either passage that the other record has too, heaviest first, in the words of `a` where it has them."""
    ranked: list[tuple[float, str]] = []
    seen: set[int] = set()
    for passage, other in ((a.passage, b.whole), (b.passage, a.whole)):
        common = {mention.fact for mention in other}
        mentions = [mention for mention in passage if mention.fact in common and mention.fact not in seen]
        seen.update(mention.fact for mention in mentions)
        ranked += _numbers(mentions, weights)
        ranked += _phrases([mention for mention in mentions if mention.kind == WORD], weights)
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple({surface.casefold(): surface for _, surface in reversed(ranked)}.values())[::-1][:MOST_SHARED]


def _weight(facts: Iterable[int], weights: Weights) -> float:
    return float(weights.of(np.fromiter(facts, np.uint32)).max(initial=0))


def _numbers(mentions: Sequence[Mention], weights: Weights) -> Iterator[tuple[float, str]]:
    """Numbers with the noun that is shared too, or else with the first one that follows."""
    with_noun = {mention.start: mention for mention in reversed(mentions) if mention.kind == COUNTED}
    for mention in mentions:
        if mention.kind == AMOUNT and not mention.role[0]:
            weight = _weight([mention.fact], weights)
            yield weight, with_noun.get(mention.start, mention).surface


def _phrases(mentions: Sequence[Mention], weights: Weights) -> Iterator[tuple[float, str]]:
    """Words; names in a row and overlapping pairs of characters as one."""
    rows: list[list[Mention]] = []
    for mention in mentions:
        last = rows[-1][-1] if rows else None
        if last and last.name and mention.name and mention.start <= last.end + 1:
            rows[-1].append(mention)
        else:
            rows.append([mention])
    for row in rows:
        weight = _weight([mention.fact for mention in row], weights)
        if weight > 0:
            yield weight, _joined(row)


def _joined(row: Sequence[Mention]) -> str:
    """The words of neighbours, each character once."""
    text, end = row[0].surface, row[0].end
    for mention in row[1:]:
        gap = " " * (mention.start - end)
        text += gap + mention.surface[max(0, end - mention.start) :]
        end = mention.end
    return text


def conflicting_facts(a: Told, b: Told) -> tuple[str, ...]:
    """Values in one role of which neither stands anywhere in the other record, as "of a / of b".

    A role is a rank or a count of one noun, or the weekday; bare months and years are none.
    """
    found: dict[Role, str] = {}
    for left, right in ((a.passage, b.whole), (a.whole, b.passage)):
        mine, theirs = _by_role(left, b.whole), _by_role(right, a.whole)
        for role in mine.keys() & theirs.keys():
            if role not in found:
                pairs = [(one, other) for one in mine[role] for other in theirs[role]]
                one, other = min(pairs, key=lambda pair: (abs(pair[0].value - pair[1].value), pair[0].start))
                found[role] = f"{one.surface} / {other.surface}"
    return tuple(sorted(set(found.values())))[:MOST_CONFLICTS]


def _by_role(mentions: Sequence[Mention], other: Sequence[Mention]) -> dict[Role, list[Mention]]:
    """Mentions that have a role and a value that the other record does not have."""
    agreed = {(mention.role[0] == "weekday", mention.value) for mention in other if mention.kind != WORD}
    roles: dict[Role, list[Mention]] = {}
    for mention in mentions:
        if mention.role[0] and (mention.role[0] == "weekday", mention.value) not in agreed:
            roles.setdefault(mention.role, []).append(mention)
    return roles
