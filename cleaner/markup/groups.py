"""Sets of a page's elements that are alike and each hold text under a headline: what may be articles, or teasers."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from cleaner.markup.members import Ground, Member

LEAST = 3
"""Words of prose, weighed, that a member holds at least."""
FEWEST_COVERED = 0.4
MOST_ELEMENTS = 4000
"""Elements beyond which a page is not searched: no page of articles has so many that hold prose."""
NO_MEMBERS = frozenset(("html", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "ul", "ol"))


def rich_elements(ground: Ground) -> dict[int, float]:
    """The elements that hold prose, and how much."""
    total = ground.look.places.sums(ground.prose)[0]
    rich = np.flatnonzero(total >= LEAST)[:MOST_ELEMENTS].tolist()
    return {e: float(total[e]) for e in rich if ground.tree.tags[e] not in NO_MEMBERS}


def groups_of(ground: Ground, rich: dict[int, float]) -> Iterator[list[Member]]:
    """Sets of two or more members with headlines, alike in depth, tag and a class word; the outer ones first."""
    tree, lineages = ground.tree, ground.tree.lineages
    sets: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for element in rich:
        depth, tag = lineages.depths[tree.kinds[element]], tree.tags[element]
        for word in ("", *tree.words[element]):
            sets[depth, tag, word].append(element)
    seen: set[tuple[int, ...]] = set()
    for (_, tag, word), elements in sorted(sets.items()):
        if len(elements) < 2 or sum(rich[element] for element in elements) < FEWEST_COVERED * ground.total:
            continue
        if tuple(elements) in seen:
            continue
        full = [member for member in map(ground.member, elements) if member.head >= 0]
        full = alike(ground, full) if len(full) > 1 else full
        plain = not word and tag in ("div", "li", "td", "tr") and any(tree.words[m.element] for m in full)
        if len(full) > 1 and not plain:
            seen.add(tuple(elements))
            yield full


def alike(ground: Ground, members: list[Member]) -> list[Member]:
    """The members whose headlines are of the level that most of them have; the others only with the same classes."""
    level = {member.element: int(ground.signs.heading[member.head]) for member in members}
    counted = Counter(level.values())
    usual = max(counted, key=lambda each: (counted[each], -each))
    if len(counted) == 1:
        return members
    words = {ground.tree.words[member.element] for member in members if level[member.element] == usual}
    return [
        member
        for member in members
        if level[member.element] == usual
        or (counted[usual] > 1 and ground.dated(member) == 1 and ground.tree.words[member.element] in words)
    ]
