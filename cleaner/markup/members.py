"""A page of several articles: which blocks of each container are body, and which belong to its head."""

from collections import Counter

from cleaner.markup.furniture import IN_RECORDS, SOFT, WASTE, WASTE_ROLES
from cleaner.markup.naming import Labels
from cleaner.markup.records import LEAST, Member
from cleaner.markup.signs import Signs

LONG_LINE = 12
"""Words from which a block counts as a sentence rather than a line of furniture."""
TAIL_CHANCE = 0.05
"""Chance of being main text that a short block after the last long one of an article must have."""
HEAD_LINES = 6
"""Blocks behind a headline in which the line of author and date stands."""
LONGEST_NAME = 4
MOST_HEADS = 0.6
"""Share of the articles that have a line of one kind in their heads."""
MOST_DECKS = 2
LONGEST_DECK = 60
SHORTEST_DECK = 5
"""Words of a deck that is written as a heading: a shorter one is a subhead."""
LAST_BLOCKS = 4
"""Blocks at the end of an article among which its author may be introduced."""
OF_HEAD = ("deck", "meta", "kicker")


def name_records(labels: Labels, members: list[Member]) -> None:
    """Within each container all is body but the head and what signs call furniture; none may be left an article."""
    repeated = labels.again = repeated_lines(labels, members)
    long = labels.look.measures["words"] >= LONG_LINE
    names = lines_of_heads(labels, members)
    for member in members:
        kept = [n for n in range(member.head + 1, member.last) if n not in names and keeps(labels, n, repeated)]
        end = max((n for n in kept if long[n]), default=member.last)
        kept = [n for n in kept if n <= end or labels.look.chance[n] >= TAIL_CHANCE]
        kept = before_bio(labels, member, below_deck(labels, member, after_head(labels, member, kept)))
        while kept and 1 <= labels.signs.heading[kept[-1]] <= 7:
            kept.pop()
        labels.article(member.first, member.last, member.head, kept)
        for number in range(member.head + 1, member.last if kept else 0):
            if not labels.names[number] and labels.signs.dated(number):
                labels.call_meta(number)


def are_summaries(signs: Signs, members: list[Member]) -> bool:
    """Whether what members hold are summaries of articles that stand elsewhere: their classes say so."""
    said = sum(signs.roles[member.start] == "deck" for member in members if member.start < member.last)
    return said >= max(2.0, MOST_HEADS * len(members))


def lines_of_heads(labels: Labels, members: list[Member]) -> frozenset[int]:
    """Short lines before the first paragraph, of a lineage that most of the articles have there: names of authors."""
    measures, signs, kinds = labels.look.measures, labels.signs, labels.look.places.own_kind
    found: dict[int, list[int]] = {}
    for member in members:
        for n in range(member.head + 1, min(member.start, member.head + 1 + HEAD_LINES)):
            short = measures["words"][n] <= LONGEST_NAME and not measures["ends"][n]
            listed = measures["in_ul"][n] or measures["in_ol"][n] or measures["in_pre"][n]
            if short and not listed and not signs.heading[n]:
                found.setdefault(int(kinds[n]), []).append(n)
    most = max(2.0, MOST_HEADS * len(members))
    return frozenset(n for numbers in found.values() if len(numbers) >= most for n in numbers)


def after_head(labels: Labels, member: Member, kept: list[int]) -> list[int]:
    """The body without what belongs to the head: dates, bylines, decks before the first paragraph."""
    roles, words = labels.signs.roles, labels.look.measures["words"]
    start = next((n for n in kept if words[n] >= 8 and roles[n] not in OF_HEAD), member.last)
    return [n for n in kept if n >= start or not (labels.signs.dated(n) or roles[n] in OF_HEAD)]


def below_deck(labels: Labels, member: Member, kept: list[int]) -> list[int]:
    """The body without its deck: what stands between the headline and the line of author and date, if most of the
    text stands below that line; else a long heading right behind the headline."""
    words, signs = labels.look.measures["words"], labels.signs
    lines = range(member.head + 1, min(member.head + 1 + HEAD_LINES, member.last))
    quoted = labels.look.measures["in_blockquote"]
    line = max((n for n in lines if words[n] <= LONG_LINE and signs.dated(n) and not quoted[n]), default=-1)
    above, below = [n for n in kept if n < line], [n for n in kept if n > line]
    if (
        0 < len(above) <= MOST_DECKS
        and words[below].sum() > max(LEAST, words[above].sum())
        and max(words[above]) <= LONGEST_DECK
    ):
        decks = above
    elif kept and kept[0] == member.head + 1 and 1 <= signs.heading[kept[0]] <= 7 and words[kept[0]] >= SHORTEST_DECK:
        decks, below = kept[:1], kept[1:]
    else:
        return kept
    for number in decks:
        if words[number] >= SHORTEST_DECK and not signs.linked[number]:
            labels.call(number, "deck", "html/under-headline")
    return below


def before_bio(labels: Labels, member: Member, kept: list[int]) -> list[int]:
    """The body without a box on its author at the end: under a heading that is the author's name once more."""
    texts, marked = labels.signs.asker.texts, labels.signs.marked
    if len(kept) <= LAST_BLOCKS:
        return kept
    told = " | ".join(texts[n] for n in range(member.first, kept[0]) if marked[n])
    for number in range(kept[-LAST_BLOCKS], member.last if told else 0):
        if labels.signs.heading[number] and 2 <= labels.look.measures["words"][number] <= 4 and texts[number] in told:
            return [n for n in kept if n < number]
    return kept


def keeps(labels: Labels, number: int, repeated: frozenset[str]) -> bool:
    """Whether a block within an article's container is body."""
    look, signs = labels.look, labels.signs
    measures, chance = look.measures, look.chance[number]
    part = signs.heading[number] or any(
        measures[name][number] for name in ("in_ul", "in_ol", "in_pre", "in_blockquote")
    )
    quoted = bool(measures["in_blockquote"][number] or measures["in_pre"][number])
    if measures["hidden"][number] or (labels.blocks[number].text in repeated and (signs.linked[number] or not part)):
        return False
    if signs.roles[number] in WASTE_ROLES or (signs.furniture[number] and chance < 0.9):
        return False
    said = {phrase.sort for phrase in signs.phrases(number)}
    prose = measures["words"][number] >= LONG_LINE and measures["ends"][number] > 0
    if said & (WASTE - SOFT) or (said & (IN_RECORDS - SOFT) and not prose and not quoted and not signs.heading[number]):
        return False
    if signs.dated(number) and not quoted and measures["words"][number] <= LONG_LINE:
        return False
    return not (signs.linked[number] and chance < 0.5)


def repeated_lines(labels: Labels, members: list[Member]) -> frozenset[str]:
    """Short lines that many of the articles say: their furniture."""
    words = labels.look.measures["words"]
    said = Counter(
        text
        for member in members
        for text in {labels.blocks[n].text for n in range(member.first, member.last) if words[n] <= LONG_LINE}
    )
    return frozenset(text for text, count in said.items() if count > max(1.0, len(members) * 0.3))
