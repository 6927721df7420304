"""Why two records are one story, in the words of the texts: facts they share, and facts that cannot both hold."""

from collections.abc import Iterator, Sequence

from cleaner.dedup.facts import AMOUNT, COUNTED
from cleaner.dedup.mentions import Figures, Mention, Role, Told
from cleaner.dedup.tokens import STEM_CHARS

MOST_SHARED, MOST_CONFLICTS = 16, 6


def shared_facts(a: Told, b: Told) -> tuple[str, ...]:
    """Facts of either passage that the other record has too, heaviest first, in the words of `a` where it has them."""
    ranked: list[tuple[float, str]] = []
    seen: set[int] = set()
    for passage, other in ((a, b.record), (b, a.record)):
        shared = [mention for mention in passage.numbers if mention.fact in other.facts and mention.fact not in seen]
        seen.update(mention.fact for mention in shared)
        numbers = list(_numbers(shared))
        counted = {word[:STEM_CHARS].casefold() for _, surface in numbers for word in surface.split()[1:]}
        ranked += numbers
        ranked += [word for word in passage.words if word[1][:STEM_CHARS].casefold() not in counted]
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple({surface.casefold(): surface for _, surface in reversed(ranked)}.values())[::-1][:MOST_SHARED]


def _numbers(mentions: Sequence[Mention]) -> Iterator[tuple[float, str]]:
    """Numbers with the noun that is shared too, or else with the first one that follows."""
    with_noun = {mention.start: mention for mention in reversed(mentions) if mention.kind == COUNTED}
    for mention in mentions:
        if mention.kind == AMOUNT and not mention.role[0]:
            yield mention.weight, with_noun.get(mention.start, mention).surface


def conflicting_facts(a: Told, b: Told) -> tuple[str, ...]:
    """Values in one role of which neither stands anywhere in the other record, as "of a / of b".

    A role is a rank or a count of one noun, or the weekday; bare months and years are none.
    """
    found: dict[Role, str] = {}
    for passage, record, ours in ((a, b.record, True), (b, a.record, False)):
        for role, told in _by_role(passage.numbers, record).items():
            against = _by_role(record.of_role(role), passage.record).get(role, [])
            if role not in found and against:
                sides = (told, against) if ours else (against, told)
                pairs = [(one, other) for one in sides[0] for other in sides[1]]
                one, other = min(pairs, key=lambda pair: (abs(pair[0].value - pair[1].value), pair[0].start))
                found[role] = f"{one.surface} / {other.surface}"
    return tuple(sorted(set(found.values())))[:MOST_CONFLICTS]


def _by_role(mentions: Sequence[Mention], other: Figures) -> dict[Role, list[Mention]]:
    """Mentions that have a role and a value that the other record does not have."""
    roles: dict[Role, list[Mention]] = {}
    for mention in mentions:
        if mention.role[0] and (mention.role[0] == "weekday", mention.value) not in other.values:
            roles.setdefault(mention.role, []).append(mention)
    return roles
