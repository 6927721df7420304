"""The story grade: links between records that tell one event in other words, with evidence; nothing is dropped here."""

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from cleaner.dedup.background import Weights, weigh
from cleaner.dedup.evidence import conflicting_facts, shared_facts
from cleaner.dedup.fact_store import LARGE, StoryFacts
from cleaner.dedup.mentions import Told, read_told
from cleaner.dedup.rarity import Floats
from cleaner.dedup.story_rules import StoryRules, bundled_rules
from cleaner.dedup.story_scores import Pairs, score_pairs
from cleaner.dedup.tokens import Ints
from cleaner.model import Match, Texts

THRESHOLD = 0.25
STRONG = 0.35
STORY_SHARE, JOIN_SHARE = 0.5, 0.8
"""Records of one story have at least the first share of the threshold with each other; a story begins with a link,
and a score of the second share joins more to it."""
MOST_LINKS, MOST_LINKS_LARGE = 50, 5
"""A link is kept if it is among this many best ones of either record; the second number is for large runs."""
_LINKS_AT_ONCE = 3000


@frozen(eq=False)
class Stories:
    """What `find_stories` found: links with evidence, by a and b, and the story of each record ("" for none)."""

    links: tuple[Match, ...]
    story_ids: tuple[str, ...]


def find_stories(
    facts: StoryFacts,
    texts: Texts,
    ids: Sequence[str],
    *,
    threshold: float = THRESHOLD,
    numbers: Sequence[int] | None = None,
    rules: StoryRules | None = None,
) -> Stories:
    """Link records that tell the same story, and group them.

    Args:
        facts: what `story_facts` (and `join_facts`) made of the records, in order.
        texts: the texts by record number, read again only for records of a link.
        ids: the record ids by record number.
        threshold: least score of a link, 0 to 1.
        numbers: the record number of each record of `facts`, ascending, where it holds only some of the records;
            by default record i of `facts` is record i.
        rules: the words of the languages; the bundled ones by default.
    """
    weights = weigh(facts)
    names = np.arange(facts.records) if numbers is None else np.asarray(numbers, np.int64)
    pairs = score_pairs(facts, weights, min(threshold, THRESHOLD) * STORY_SHARE)
    most = MOST_LINKS if len(facts) < LARGE else MOST_LINKS_LARGE
    chosen = _best_of_each(pairs.take(pairs.score >= threshold), most)
    links = tuple(_explain(facts, chosen, texts, names, weights, rules or bundled_rules()))
    return Stories(links, story_ids(names[pairs.a], names[pairs.b], pairs.score, ids))


def story_links(
    facts: StoryFacts,
    texts: Texts,
    threshold: float = THRESHOLD,
    *,
    numbers: Sequence[int] | None = None,
    rules: StoryRules | None = None,
) -> tuple[Match, ...]:
    """Only the links of `find_stories`."""
    return find_stories(facts, texts, ("",) * len(texts), threshold=threshold, numbers=numbers, rules=rules).links


def _best_of_each(pairs: Pairs, most: int) -> Pairs:
    """Leave out links that are not among the `most` best ones of either of their records."""
    ends, scores = np.concatenate([pairs.a, pairs.b]), np.tile(pairs.score, 2)
    order = np.lexsort((-scores, ends))
    ranked = ends[order]
    first = np.searchsorted(ranked, ranked)
    good = np.zeros(len(ends), np.bool_)
    good[order] = np.arange(len(ends)) - first < most
    return pairs.take(good[: len(pairs.a)] | good[len(pairs.a) :])


def _explain(
    facts: StoryFacts, pairs: Pairs, texts: Texts, names: Ints, weights: Weights, rules: StoryRules
) -> Iterator[Match]:
    """Read the texts of the linked records a few hundred at a time, and say what each pair shares."""
    for at in range(0, len(pairs.a), _LINKS_AT_ONCE):
        part = pairs.take(np.arange(at, min(at + _LINKS_AT_ONCE, len(pairs.a))))
        involved = np.unique(np.concatenate([part.a, part.b]))
        read = texts.read([int(number) for number in names[involved]])
        found = {int(i): read_told(text, rules, weights) for i, text in zip(involved, read, strict=True)}
        for row in range(len(part.a)):
            yield _match(facts, part, row, names, found)


def _match(facts: StoryFacts, pairs: Pairs, row: int, names: Ints, found: dict[int, Told]) -> Match:
    a, b, score = int(pairs.a[row]), int(pairs.b[row]), float(pairs.score[row])
    spans = [
        (int(facts.start[passage]), int(facts.end[passage]))
        for passage in (int(pairs.passage_a[row]), int(pairs.passage_b[row]))
    ]
    one, other = (found[a].within(spans[0]), found[a]), (found[b].within(spans[1]), found[b])
    return Match(
        int(names[a]),
        int(names[b]),
        "story",
        round(score, 4),
        strength="strong" if score >= STRONG else "likely",
        passage_a=spans[0],
        passage_b=spans[1],
        shared=shared_facts(one, other),
        conflicts=conflicting_facts(one, other),
    )


def story_ids(a: Ints, b: Ints, scores: Floats, ids: Sequence[str], *, threshold: float = THRESHOLD) -> tuple[str, ...]:
    """The story of each record: the smallest id of its story, "" for a record that shares none.

    Complete linkage, so that stories never chain: scores are taken from the highest down to `JOIN_SHARE` of the
    threshold, and two stories become one only if each record of one has at least `STORY_SHARE` of the threshold with
    each record of the other. Two records alone need a link, a score of the threshold.

    Args:
        a: record numbers of the pairs, a < b.
        b: the other record of each.
        scores: their scores, from `STORY_SHARE` of the threshold up; a pair that is missing has none.
        ids: the ids of all records.
        threshold: least score of a link.
    """
    near = scores >= threshold * STORY_SHARE
    known = set(zip(a[near].tolist(), b[near].tolist(), strict=True))
    links = np.flatnonzero(scores >= threshold * JOIN_SHARE)
    story: dict[int, list[int]] = {}
    for link in links[np.lexsort((b[links], a[links], -scores[links]))].tolist():
        one, other = (story.setdefault(number, [number]) for number in (int(a[link]), int(b[link])))
        begins = len(one) == len(other) == 1 and scores[link] < threshold
        if one is not other and not begins and all((min(x, y), max(x, y)) in known for x in one for y in other):
            one.extend(other)
            story.update(dict.fromkeys(other, one))
    smallest = {number: min(ids[i] for i in members) for number, members in story.items() if len(members) > 1}
    return tuple(smallest.get(number, "") for number in range(len(ids)))
