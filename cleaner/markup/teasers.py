"""Teasers: a linked headline and one paragraph that is short, cut off, or called a teaser."""

from collections.abc import Sequence

import numpy as np

from cleaner.markup.members import SENTENCE, Ground, Member
from cleaner.markup.votes import MarkupPlan

LONGEST_TEASER = 90
"""Words of prose of the longest teaser that says that it goes on elsewhere, or is called one."""
TEASER = 60
"""Likewise of one that says nothing."""
FEW_LINES = 45
"""Likewise of one that is written as several lines, and has no date."""
SHORT_TEASER = 15
"""Likewise where classes call it the body of an article."""
FRAGMENT = 8
"""Words of prose, weighed, below which a member is no article without more signs."""
MOST = 0.75


def is_teaser(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether a member may be a teaser: a linked headline and one paragraph that is short, cut off or called so."""
    if not member.address or member.size > LONGEST_TEASER:
        return False
    if member.paragraphs > 1 and (member.size > FEW_LINES or ground.dated(member) == 1):
        return False
    if member.first not in ground.teasers:
        ground.teasers[member.first] = is_short(ground, member, plan)
    return ground.teasers[member.first]


def is_short(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether one paragraph under a linked headline is that of a teaser."""
    inside = set(ground.tree.kinds[member.element : ground.end(member.element)])
    called = {plan.parts.get(word, "") for kind in inside for word in ground.tree.lineages.words[kind]}
    if "teaser" in called or is_cut_off(ground, member):
        return True
    return member.size <= (SHORT_TEASER if has_body(ground, member, plan) else TEASER)


def has_body(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether an element of a member, apart from its headline, is called one of an article ("entry-content")."""
    tree = ground.tree
    for number in np.flatnonzero(ground.long[member.first : member.last]) + member.first:
        element = tree.own[int(number)]
        while element > member.element:
            words, head = tree.words[element], tree.own[member.head]
            if not element <= head < ground.end(element) and any(plan.records.get(word, 0.0) >= 2.0 for word in words):
                return True
            element = tree.parents[element]
    return False


def is_cut_off(ground: Ground, member: Member) -> bool:
    """Whether a member's text says that it goes on elsewhere."""
    for number in range(member.head + 1, member.last):
        text = ground.blocks[number].text
        if text.endswith(("…", "...", "[…]", "[...]")) and ground.words[number] >= SENTENCE:
            return True
        if any(phrase.sort == "readmore" for phrase in ground.signs.asker.phrases(number)):
            return True
    return False


def is_teasing(ground: Ground, members: Sequence[Member], plan: MarkupPlan) -> bool:
    """Whether most members are teasers, or fragments."""
    teasers = sum(member.mass < FRAGMENT or is_teaser(ground, member, plan) for member in members)
    return teasers >= MOST * len(members)
