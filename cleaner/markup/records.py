"""Where a page's articles stand: repeated containers that each hold a headline and running text.

Every set of elements of one depth, tag and class word is a candidate. Its members must hold prose under a headline;
then signs are added up that they are articles of their own (tag and classes, dates and bylines, addresses, first-order
headings) and not the sections of one, its comments, or teasers of others.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.groups import FEWEST_COVERED, groups_of
from cleaner.markup.kinds import announced
from cleaner.markup.members import WORD, Ground, Member
from cleaner.markup.teasers import is_cut_off, is_teaser, is_teasing
from cleaner.markup.votes import MarkupPlan

Ints = NDArray[np.int64]

ENOUGH = 3.5
"""Signs, added up, from which members are articles."""
COVERED = 0.55
"""Share of the page's prose that the members hold together; what is missing must be made up by more signs."""
SAME = 0.05
HEAD_SHARE = 0.05
"""Inner containers are taken rather than outer ones where as much speaks for them and they miss no more of the text."""
PER_SHARE = 10.0
"""Signs that a missing share of prose costs, all of it taken for 1."""
THREAD = 0.5
"""Share of members whose headline says what the page's other headlines say: answers in a thread."""
CALLED = 2.0
"""What classes say where nothing but them tells articles from sections."""
ABOVE = 3
"""Blocks above the first member in which a heading may announce comments."""
MOST_DATED = 0.6
"""Share of members that have dates, below which dates say nothing."""
WASTE = frozenset(("comment", "related", "nav", "footer", "trending", "newsletter", "ad"))


def find_records(ground: Ground, plan: MarkupPlan, teasers: set[int]) -> list[Member]:
    """The articles of a page that holds several, in page order; [] where it holds one or none.

    `teasers` are the blocks of teasers that stand side by side.
    """
    best: tuple[float, float, list[Member]] = (0.0, 0.0, [])
    apart = np.zeros(len(ground.blocks), dtype=bool)
    apart[sorted(teasers)] = True
    for full in groups_of(ground):
        mass = sum(member.mass for member in full)
        if mass < FEWEST_COVERED * ground.total:
            continue
        if sum(float(ground.prose[m.first : m.last][apart[m.first : m.last]].sum()) for m in full) > 0.5 * mass:
            continue  # sections of teasers
        held = mass / ground.total
        score = evidence(ground, full, plan) - PER_SHARE * max(0.0, COVERED - held)
        inner = score >= best[0] - SAME and held >= best[1] - HEAD_SHARE
        if held >= FEWEST_COVERED and score >= ENOUGH and (score > best[0] + SAME or inner):
            best = (score, held, full)
    return grown(best[2], ground, ground.rich) if best[2] else []


def evidence(ground: Ground, members: Sequence[Member], plan: MarkupPlan) -> float:
    """The signs that members are articles of their own, added up; 0 for none."""
    tree, signs, count = ground.tree, ground.signs, len(members)
    heads = [member.head for member in members]
    levels = signs.heading[heads]
    days = [ground.dated(member) for member in members]
    dated = sum(days) / count if sum(day > 0 for day in days) >= MOST_DATED * count else 0.0
    linked = sum(has_address(ground, member) for member in members) / count
    named = float(((levels == 1) | (levels == 7)).mean())
    titled = sum(signs.roles[head] == "title" or signs.heading[head] == 7 for head in heads) / count
    article = tree.tags[members[0].element] == "article"
    said = sum(called(ground, member, plan) for member in members) / count
    own = 0.0 if 0 <= ground.headline() < members[0].first else said
    if (max(dated, linked, named) < 0.5 and own < CALLED and not article) or is_thread(ground, heads):
        return 0.0  # nothing tells articles from the sections of one
    teasers = [member for member in members if is_teaser(ground, member, plan)]
    if len(teasers) == count - 1 and (len(teasers) > 1 or is_cut_off(ground, teasers[0])):
        return 0.0  # one article, and teasers of others
    score = 2.0 * article + said
    sure = count > 2 or linked or score > 0 or any(days)
    score += 3.0 * dated + 2.0 * linked + (2.5 if sure else 1.0) * float((levels == 1).mean())
    score += 0.5 * float((levels == 2).mean()) + 1.0 * titled - 1.0 * float(((levels == 8) | (levels == 0)).mean())
    score += 1.0 * (float(np.median([member.mass for member in members])) >= 150)
    score += 1.0 * (float(np.mean([member.paragraphs > 1 for member in members])) >= 0.5)
    score -= 8.0 * is_teasing(ground, members, plan)
    score -= 4.0 * sum(signs.furniture[head] in WASTE for head in heads) / count
    score -= 5.0 * sum(is_answered(ground, member) for member in members) / count
    score -= 4.0 * (announced_before(ground, members[0]) == "comment")
    score -= 5.0 * sum(is_person(ground, member, plan) for member in members) / count
    return float(score)


def called(ground: Ground, member: Member, plan: MarkupPlan) -> float:
    """What the classes of a member say for its being an article (over 0) or against: the strongest word of each."""
    votes = [plan.records.get(word, 0.0) for word in ground.tree.words[member.element]]
    return max([0.0, *votes]) + min([0.0, *votes])


def has_address(ground: Ground, member: Member) -> bool:
    """Whether a headline links to its article; a link to another site does only with a day beside it."""
    away = "//" in member.address and not (ground.host and ground.host in member.address)
    if not away:
        return member.address != ""
    return ground.dated(member) == 1 or ground.has_permalink(member.element)


def is_person(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether what stands for a headline is a user's name, by its classes or by where it leads."""
    words = (*ground.tree.words[ground.tree.own[member.head]], *WORD.findall(member.address.lower()))
    return any(plan.parts.get(word) == "bio" for word in words)


def is_answered(ground: Ground, member: Member) -> bool:
    """Whether a line of a member asks for a reply: it is a comment, or a post in a thread."""
    lines = range(member.first, member.last)
    asker = ground.signs.asker
    return any(phrase.sort == "reply" for n in lines if n != member.head for phrase in asker.short(n))


def announced_before(ground: Ground, member: Member) -> str:
    """What a heading close above a member says that follows; "" for nothing."""
    above, signs = range(max(0, member.first - ABOVE), member.first), ground.signs
    return next((label for n in above if not signs.linked[n] and (label := announced(signs.asker.short(n)))), "")


def is_thread(ground: Ground, heads: Sequence[int]) -> bool:
    """Whether headlines say the same again and again ("Re: ...")."""
    said = Counter(ground.blocks[head].text.split(": ", 1)[-1].casefold() for head in heads)
    return len(heads) > 1 and max(said.values()) > max(1.0, THREAD * len(heads))


def grown(members: list[Member], ground: Ground, rich: Iterable[int]) -> list[Member]:
    """The members, with elements elsewhere on the page that have the same tag and the words that all members share."""
    tree = ground.tree
    shared = set(tree.words[members[0].element]).intersection(*(tree.words[member.element] for member in members))
    tag = tree.tags[members[0].element]
    levels = {int(ground.signs.heading[member.head]) for member in members}
    spans = [(member.first, member.last) for member in members]
    for member in map(ground.member, rich):
        apart = all(member.last <= first or member.first >= last for first, last in spans)
        alike = tree.tags[member.element] == tag and shared and shared <= set(tree.words[member.element])
        if apart and alike and member.head >= 0 and int(ground.signs.heading[member.head]) in levels:
            members = [*members, member]
            spans.append((member.first, member.last))
    return sorted(members, key=lambda member: member.first)
