"""Where a page's articles stand: repeated containers that each hold a headline and running text.

Every set of elements of one depth, tag and class word is a candidate. Its members must hold prose under a headline;
then signs are added up that they are articles of their own (tag and classes, dates and bylines, addresses, first-order
headings) and not the sections of one, its comments, or teasers of others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.members import SENTENCE, WORD, Ground, Member
from cleaner.markup.votes import MarkupPlan

Ints = NDArray[np.int64]

LEAST = 5
"""Words of prose, weighed, that a member holds at least."""
ENOUGH = 3.5
"""Signs, added up, from which members are articles."""
COVERED = 0.55
"""Share of the page's prose that the members hold together; what is missing must be made up by more signs."""
FEWEST_COVERED = 0.3
SAME = 0.05
HEAD_SHARE = 0.05
"""Inner containers are taken rather than outer ones where as much speaks for them and they miss no more of the text."""
PER_SHARE = 8.0
"""Signs that a missing share of prose costs, all of it taken for 1."""
LONGEST_TEASER = 90
"""Words of prose of the longest teaser that says that it goes on elsewhere, or is called one."""
TEASER = 60
"""Likewise of one that says nothing."""
SHORT_TEASER = 15
"""Likewise where classes call it the body of an article."""
FEWEST_APART = 3
"""Teasers side by side that are set apart from an article."""
FRAGMENT = 8
"""Words of prose, weighed, below which a member is no article without more signs."""
MOST = 0.75
THREAD = 0.5
"""Share of members whose headline says what the page's other headlines say: answers in a thread."""
CALLED = 2.0
"""What classes say where nothing but them tells articles from sections."""
COMMENT = -5.0
"""Votes of the class words of comments."""
MOST_DATED = 0.6
"""Share of members that have dates, below which dates say nothing."""
MOST_ELEMENTS = 4000
"""Elements beyond which a page is not searched: no page of articles has so many that hold prose."""
NO_MEMBERS = frozenset(("html", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "ul", "ol"))
WASTE = frozenset(("comment", "related", "nav", "footer", "trending", "newsletter", "ad"))


def find_records(ground: Ground, plan: MarkupPlan) -> list[Member]:
    """The articles of a page that holds several, in page order; [] where it holds one or none."""
    best: tuple[float, float, list[Member]] = (0.0, 0.0, [])
    rich = rich_elements(ground)
    apart = np.zeros(len(ground.blocks), dtype=bool)
    apart[sorted(teasers_apart(ground, plan))] = True
    for full in groups_of(ground, rich):
        mass = sum(member.mass for member in full)
        if sum(float(ground.prose[m.first : m.last][apart[m.first : m.last]].sum()) for m in full) > 0.5 * mass:
            continue  # sections of teasers
        held = mass / ground.total
        score = evidence(ground, full, plan) - PER_SHARE * max(0.0, COVERED - held)
        inner = score >= best[0] - SAME and held >= best[1] - HEAD_SHARE
        if held >= FEWEST_COVERED and score >= ENOUGH and (score > best[0] + SAME or inner):
            best = (score, held, full)
    return grown(best[2], ground, rich) if best[2] else []


def rich_elements(ground: Ground) -> dict[int, float]:
    """The elements that hold prose, and how much."""
    total = ground.look.places.sums(ground.prose)[0]
    rich = np.flatnonzero(total >= LEAST)[:MOST_ELEMENTS].tolist()
    return {e: float(total[e]) for e in rich if ground.tree.tags[e] not in NO_MEMBERS}


def groups_of(ground: Ground, rich: dict[int, float], least: float = FEWEST_COVERED) -> Iterator[list[Member]]:
    """Sets of two or more members with headlines, alike in depth, tag and a class word; the outer ones first."""
    tree = ground.tree
    sets: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for element in rich:
        lineage = tree.lineages[tree.kinds[element]]
        for word in ("", *lineage.words):
            sets[lineage.depth, lineage.tag, word].append(element)
    for (_, tag, word), elements in sorted(sets.items()):
        if len(elements) < 2 or sum(rich[element] for element in elements) < least * ground.total:
            continue
        full = [member for member in map(ground.member, elements) if member.head >= 0]
        full = alike(ground, full) if len(full) > 1 else full
        plain = not word and tag in ("div", "li", "td", "tr") and any(tree.words[m.element] for m in full)
        if len(full) > 1 and not plain:
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
        or (counted[usual] > 1 and member.dated == 1 and ground.tree.words[member.element] in words)
    ]


def evidence(ground: Ground, members: Sequence[Member], plan: MarkupPlan) -> float:
    """The signs that members are articles of their own, added up; 0 for none."""
    tree, signs, count = ground.tree, ground.signs, len(members)
    heads = [member.head for member in members]
    levels = signs.heading[heads]
    dated = sum(member.dated for member in members) / count
    dated = dated if sum(member.dated > 0 for member in members) >= MOST_DATED * count else 0.0
    linked = sum(has_address(member) for member in members) / count
    named = float(((levels == 1) | (levels == 7)).mean())
    titled = sum(signs.roles[head] == "title" or signs.heading[head] == 7 for head in heads) / count
    article = tree.tags[members[0].element] == "article"
    said = sum(called(ground, member, plan) for member in members) / count
    if (max(dated, linked, named) < 0.5 and said < CALLED and not article) or is_thread(ground, heads):
        return 0.0  # nothing tells articles from the sections of one
    teasers = [member for member in members if is_teaser(ground, member, plan)]
    if len(teasers) == count - 1 and (len(teasers) > 1 or is_cut_off(ground, teasers[0])):
        return 0.0  # one article, and teasers of others
    score = 2.0 * article + said
    sure = count > 2 or linked or score > 0 or any(member.dated for member in members)
    score += 3.0 * dated + 2.0 * linked + (2.5 if sure else 1.0) * float((levels == 1).mean())
    score += 0.5 * float((levels == 2).mean()) + 1.0 * titled - 1.0 * float((levels == 8).mean())
    score += 1.0 * (float(np.median([member.mass for member in members])) >= 150)
    score += 1.0 * (float(np.mean([member.paragraphs > 1 for member in members])) >= 0.5)
    score -= 8.0 * is_teasing(ground, members, plan)
    score -= 4.0 * sum(signs.furniture[head] in WASTE for head in heads) / count
    return score - 5.0 * sum(is_person(ground, member, plan) for member in members) / count


def called(ground: Ground, member: Member, plan: MarkupPlan) -> float:
    """What the classes of a member say for its being an article (over 0) or against: the strongest word of each kind."""
    votes = [plan.records.get(word, 0.0) for word in ground.tree.words[member.element]]
    return max([0.0, *votes]) + min([0.0, *votes])


def has_address(member: Member) -> bool:
    """Whether a headline links to its article: without a day beside it, a link to another site leads to what it is about."""
    away = member.address.startswith(("http:", "https:", "//"))
    return member.address != "" and (member.dated == 1 or member.permalink or not away)


def is_person(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether what stands for a headline is a user's name, by its classes or by where it leads."""
    words = (*ground.tree.words[ground.tree.own[member.head]], *WORD.findall(member.address.lower()))
    return any(plan.parts.get(word) == "bio" for word in words)


def is_thread(ground: Ground, heads: Sequence[int]) -> bool:
    """Whether headlines say the same again and again ("Re: ...")."""
    said = Counter(ground.blocks[head].text.split(": ", 1)[-1].casefold() for head in heads)
    return len(heads) > 1 and max(said.values()) > max(1.0, THREAD * len(heads))


def is_teaser(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether a member may be a teaser: a linked headline and one paragraph that is short, cut off or called so."""
    if not member.address or member.paragraphs > 1 or member.size > LONGEST_TEASER:
        return False
    inside = range(member.element, ground.end(member.element))
    called = {plan.parts.get(word, "") for element in inside for word in ground.tree.words[element]}
    if "teaser" in called or is_cut_off(ground, member):
        return True
    return member.size <= (SHORT_TEASER if has_body(ground, member, plan) else TEASER)


def has_body(ground: Ground, member: Member, plan: MarkupPlan) -> bool:
    """Whether an element of a member, apart from its headline, is called that of an article's text ("entry-content")."""
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


def teasers_apart(ground: Ground, plan: MarkupPlan) -> set[int]:
    """The blocks of teasers that stand side by side, a few at least."""
    out: set[int] = set()
    for members in groups_of(ground, rich_elements(ground), least=0.0):
        near = len({ground.tree.parents[member.element] for member in members}) == 1
        if near and len(members) >= FEWEST_APART and all(is_teaser(ground, member, plan) for member in members):
            out.update(number for member in members for number in range(member.first, member.last))
    return out


def comments_apart(ground: Ground, plan: MarkupPlan) -> set[int]:
    """The blocks of what is called comments; none on a forum, whose text they are."""
    tree, out = ground.tree, set[int]()
    if any(plan.parts.get(word) == "comment" for lineage in tree.lineages for word in lineage.words):
        return out
    heads = (ground.signs.heading == 1) | (ground.look.measures["is_headline"] > 0)
    for element in comments_of(ground, plan):
        first, last = ground.blocks_in(element)
        if not heads[first:last].any():
            out.update(range(first, last))
    return out


def comments_of(ground: Ground, plan: MarkupPlan) -> list[int]:
    """The elements that hold prose and are called comments by their classes."""
    tree = ground.tree
    return [e for e in rich_elements(ground) if any(plan.records.get(w, 0.0) <= COMMENT for w in tree.words[e])]


def grown(members: list[Member], ground: Ground, rich: Iterable[int]) -> list[Member]:
    """The members, with elements elsewhere on the page that have the same tag and the words that all members share."""
    tree = ground.tree
    shared = set(tree.words[members[0].element]).intersection(*(tree.words[member.element] for member in members))
    tag = tree.tags[members[0].element]
    spans = [(member.first, member.last) for member in members]
    for member in map(ground.member, rich):
        apart = all(member.last <= first or member.first >= last for first, last in spans)
        alike = tree.tags[member.element] == tag and shared and shared <= set(tree.words[member.element])
        if apart and alike and member.head >= 0:
            members = [*members, member]
            spans.append((member.first, member.last))
    return sorted(members, key=lambda member: member.first)
