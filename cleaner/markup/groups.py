"""Sets of a page's elements that are alike and each hold text under a headline: what may be articles, or teasers."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from cleaner.markup.members import NEARLY, Ground, Member

FEWEST_COVERED = 0.4
"""Share of the page's prose that the members of a group hold together at least."""


def groups_of(ground: Ground) -> Iterator[list[Member]]:
    """Sets of two or more members with headlines, alike in depth, tag and a class word; the outer ones first."""
    tree = ground.tree
    seen: set[tuple[int, ...]] = set()
    for (tag, word), elements in crowds_of(ground):
        if not is_promising(ground, elements) or tuple(elements) in seen:
            continue
        full = [member for member in map(ground.member, elements) if member.head >= 0]
        full = alike(ground, full) if len(full) > 1 else full
        plain = not word and tag in ("div", "li", "td", "tr") and any(tree.words[m.element] for m in full)
        if len(full) > 1 and not plain:
            seen.add(tuple(elements))
            yield full


def crowds_of(ground: Ground) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """The elements that hold prose, by depth, tag and each class word, with that tag and word."""
    tree, depths = ground.tree, ground.tree.lineages.depths
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    for element in ground.rich:
        places[depths[tree.kinds[element]], tree.tags[element]].append(element)
    for (_, tag), elements in sorted(places.items()):
        if not is_promising(ground, elements):
            continue
        words: dict[str, list[int]] = {"": elements}
        for element in elements:
            for word in tree.words[element]:
                words.setdefault(word, []).append(element)
        for word, found in sorted(words.items()):
            yield (tag, word), found


def is_promising(ground: Ground, elements: list[int]) -> bool:
    """Whether two of some elements at least may have a headline, and those hold enough of the page's prose."""
    headed = [ground.rich[element] for element in elements if ground.may_be_headed[element]]
    return len(headed) > 1 and sum(headed) >= FEWEST_COVERED * ground.total - NEARLY


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
