"""Where a page's articles stand: repeated containers that each hold a headline and running text.

Every set of elements of one depth, tag and class word is a candidate. Its members must hold prose under a headline;
then signs are added up that they are articles of their own (tag and classes, dates and bylines, linked or first-order
headings) and not the sections of one, its comments, or teasers of others.
"""

import re
from collections import defaultdict

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.markup.kinds import announced
from cleaner.markup.signs import Signs
from cleaner.markup.votes import MarkupLook, MarkupPlan
from cleaner.model import Tree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HREF = re.compile(r' href="([^"]*)"')
LEAST = 25
"""Words of prose that a member holds at least."""
SMALLEST = 6
"""Words of prose that a member holds at least if others like it are articles."""
ENOUGH = 3.5
"""Signs, added up, from which members are articles."""
COVERED = 0.55
"""Share of the page's prose that the members hold together."""
LONGEST_HEAD = 12
"""Blocks before its first paragraph in which an article's date stands."""
FEWEST_WORDS, MOST_WORDS = 2, 25
"""Words of a headline that is only a link."""
NO_MEMBER = frozenset(("html", "body", "p"))
MOST_ELEMENTS = 4000
"""Elements beyond which a page is not searched: no page of articles has so many that hold prose."""


@frozen(eq=False)
class Member:
    """An element that may be an article: its blocks are the numbers first to last - 1."""

    element: int
    first: int
    last: int
    head: int
    """Block number of its headline, -1 for none."""
    mass: float
    start: int
    """Block number of its first paragraph."""
    paragraphs: int


def prose_of(look: MarkupLook) -> Floats:
    """Words of running text in each block, those that are hardly main text counted less."""
    words, chance = look.measures["words"], look.chance
    prose = np.where(look.measures["good"] > 0, np.maximum(chance, np.where(chance > 0.03, 0.5, 0.0)), chance)
    return np.where(look.measures["hidden"] > 0, 0.0, words * prose)


def find_records(tree: Tree, look: MarkupLook, signs: Signs, plan: MarkupPlan, host: str) -> list[Member]:
    """The articles of a page that holds several, in page order; [] where it holds one or none."""
    prose = prose_of(look)
    total = look.places.sums(prose)[0]
    page = max(float(total[0]), 1e-6)
    rich = [e for e in np.flatnonzero(total >= LEAST)[:MOST_ELEMENTS].tolist() if tree.tags[e] not in NO_MEMBER]
    sets: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for element in rich:
        lineage = tree.lineages[tree.kinds[element]]
        for word in ("", *lineage.words):
            sets[lineage.depth, lineage.tag, word].append(element)
    members: dict[int, Member] = {}

    def member(element: int) -> Member:
        if element not in members:
            members[element] = member_of(element, look, signs, prose, tree)
        return members[element]

    best: tuple[float, float, list[Member]] = (ENOUGH, 0.0, [])
    for (_, tag, word), elements in sets.items():
        if len(elements) < 2 or total[elements].sum() < COVERED * page:
            continue
        full = [one for one in map(member, elements) if one.head >= 0]
        held = sum(one.mass for one in full)
        bare = not word and tag in ("div", "li", "td", "tr") and any(tree.words[one.element] for one in full)
        if len(full) < 2 or held < COVERED * page or bare:
            continue
        score = evidence(tree, full, signs, plan, host)
        if (score, held) > best[:2]:
            best = (score, held, full)
    if not best[2]:
        return []
    small = np.flatnonzero((total >= SMALLEST) & (total < LEAST))[:MOST_ELEMENTS].tolist()
    return grown(best[2], tree, [member(element) for element in (*rich, *small)])


def member_of(element: int, look: MarkupLook, signs: Signs, prose: Floats, tree: Tree) -> Member:
    """An element seen as an article."""
    inside = np.flatnonzero(look.places.holds(element))
    first, last = int(inside[0]), int(inside[-1]) + 1
    text = (signs.heading[first:last] == 0) & ~signs.linked[first:last]
    long = np.flatnonzero((prose[first:last] >= 8) & text) + first
    start = int(long[0]) if len(long) else last
    heads = (np.flatnonzero(signs.heading[first : min(last, start + 1)]) + first).tolist()
    head = min((n for n in heads if not signs.is_date(n)), key=lambda n: (signs.heading[n], n), default=-1)
    if head < 0:
        head = first if is_live(tree, element) else first_line(first, start, look, signs)
    return Member(element, first, last, head, float(prose[first:last].sum()), start, len(long))


def first_line(first: int, start: int, look: MarkupLook, signs: Signs) -> int:
    """The line that stands for a headline where there is none: a link, the first thing an element holds; else -1."""
    words = look.measures["words"][first] if first <= start else 0
    is_line = FEWEST_WORDS <= words <= MOST_WORDS and signs.linked[first] and not signs.dated(first)
    return first if is_line else -1


def is_dated(member: Member, signs: Signs) -> bool:
    """Whether a date or a byline stands around the beginning of a member, or at its end."""
    first, last, start = member.first, member.last, member.start
    above = signs.dated_among(max(first, start - LONGEST_HEAD), min(start + 2, last))
    return above or signs.dated_among(max(start, last - 4), last)


def is_live(tree: Tree, element: int) -> bool:
    """Whether an element is an entry of a liveblog, which may go without a headline."""
    return not {"liveblogposting", "liveblog", "blogpost", "timeline"}.isdisjoint(tree.words[element])


def evidence(tree: Tree, members: list[Member], signs: Signs, plan: MarkupPlan, host: str) -> float:
    """The signs that members are articles of their own, added up."""
    count = len(members)
    heads = signs.heading[[member.head for member in members]]
    dated = sum(is_dated(member, signs) for member in members) / count
    linked = float(signs.linked[[member.head for member in members]].mean())
    named = float(((heads == 1) | (heads == 7)).mean())
    if max(dated, linked, named) < 0.5 and tree.tags[members[0].element] != "article":
        return 0.0  # nothing tells articles from the sections of one
    score = 2.0 * (tree.tags[members[0].element] == "article")
    said = [sorted({plan.records.get(word, 0.0) for word in tree.words[member.element]}) for member in members]
    score += sum(max([0.0, *votes]) + min([0.0, *votes]) for votes in said) / count
    score += 3.0 * dated
    score += 1.5 * linked
    score += 2.5 * float((heads == 1).mean()) + 0.5 * float((heads == 2).mean()) + 1.0 * float((heads == 7).mean())
    score -= 1.0 * float((heads == 8).mean())
    mass = np.array([member.mass for member in members])
    score += 1.0 * (float(np.median(mass)) >= 150)
    several = float(np.median([member.paragraphs for member in members])) >= 2
    score += 1.5 * (several and float(np.median(mass)) >= 60 and have_permalinks(tree, members, host))
    score -= 3.0 * (is_teasing(members) or sum(breaks_off(member, signs) for member in members) >= 0.6 * count)
    above = [signs.furniture[member.head] for member in members]
    score -= 5.0 * sum(replied(member, signs) for member in members) / count
    score -= 4.0 * (announced_before(members[0], signs) == "comment")
    score -= 4.0 * sum(label in ("comment", "related", "nav", "footer", "trending") for label in above) / count
    return score


def have_permalinks(tree: Tree, members: list[Member], host: str) -> bool:
    """Whether the headlines of members lead to pages of the same site, each to another."""
    found = set()
    for member in members:
        element = tree.own[member.head]
        near = (element, tree.parents[element])
        to = next((m[1] for number in near if number >= 0 and (m := HREF.search(tree.attributes[number]))), "")
        away = "//" in to and (not host or host not in to)
        if to and not away and not to.startswith(("#", "mailto:", "javascript:")):
            found.add(to)
    return len(found) == len(members)


def replied(member: Member, signs: Signs) -> bool:
    """Whether a line of a member asks for a reply: it is a comment, or a post in a thread."""
    lines = range(member.first, member.last)
    return any(phrase.sort == "reply" for n in lines if n != member.head for phrase in signs.asker.short(n))


def announced_before(member: Member, signs: Signs) -> str:
    """What a heading close above a member says that follows; "" for nothing."""
    above = range(max(0, member.first - 3), member.first)
    return next((label for n in above if not signs.linked[n] and (label := announced(signs.asker.short(n)))), "")


def breaks_off(member: Member, signs: Signs) -> bool:
    """Whether a member's only paragraph ends with dots: the beginning of an article that stands elsewhere."""
    text = signs.asker.texts[member.start] if member.start < member.last else ""
    return member.paragraphs <= 1 and text.rstrip(" ])»>").endswith(("…", "...", "[…"))


def is_teasing(members: list[Member]) -> bool:
    """Whether members are teasers: a headline and a sentence or two."""
    mass = np.array([member.mass for member in members])
    return float(np.median(mass)) < 60 and float(np.median([member.paragraphs for member in members])) <= 1


def grown(members: list[Member], tree: Tree, known: list[Member]) -> list[Member]:
    """The members, with elements elsewhere on the page that have the same tag and the words that all members share;
    where they share none, with those of the same lineage and parent."""
    shared = set(tree.words[members[0].element]).intersection(*(tree.words[member.element] for member in members))
    tag = tree.tags[members[0].element]
    kin = {(tree.kinds[member.element], tree.parents[member.element]) for member in members}
    spans = [(member.first, member.last) for member in members]
    for member in known:
        own = member.element
        alike = tree.tags[own] == tag and shared <= set(tree.words[own]) if shared else False
        if member.head < 0 or not (alike or (tree.kinds[own], tree.parents[own]) in kin):
            continue
        if all(member.last <= first or member.first >= last for first, last in spans):
            members = [*members, member]
            spans.append((member.first, member.last))
    return sorted(members, key=lambda member: member.first)
