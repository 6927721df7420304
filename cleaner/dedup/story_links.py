"""The story grade: links between records that tell one event in other words, with evidence; nothing is dropped here."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from cleaner.dedup.background import Weights, weigh
from cleaner.dedup.evidence import conflicting_facts, shared_facts
from cleaner.dedup.fact_store import Facts, StoryFacts, join_facts
from cleaner.dedup.mentions import Reading, Told
from cleaner.dedup.rarity import Floats
from cleaner.dedup.story_crowd import pack_crowd, score_crowd
from cleaner.dedup.story_rules import StoryRules, bundled_rules
from cleaner.dedup.story_scores import Pairs, Spans, argsort, ranks, score_pairs
from cleaner.dedup.tokens import Ints
from cleaner.model import Match, Over, Texts

THRESHOLD = 0.25
STRONG = 0.35
STORY_SHARE, JOIN_SHARE = 0.5, 0.8
"""Records of one story have at least the first share of the threshold with each other; a story begins with a link,
and a score of the second share joins more to it."""
MOST_LINKS, MOST_LINKS_CROWDED = 50, 3
"""A link is kept if it is among this many best ones of either record. Records with more links of the threshold are
alike in their wording, not in one event, and keep the second number; so do those of large runs, where stories are
joined by the same number of pairs of a record."""
RUN_LINKS, RUN_SHARE = 10_000, 0.1
"""Links of a large run, the best ones: the larger of a number and a share of the records. Each is explained in the
words of both texts, which costs more than all else that is done for a record."""
_CHARACTERS, _LINKS = 2_000_000, 500
"""Text that is read at a time, and links."""


@frozen(eq=False)
class Linked:
    """Some links and the texts that they are between: all that is needed to say what each pair shares."""

    texts: tuple[str, ...]
    a: Ints
    """Places among the texts."""
    b: Ints
    spans_a: Ints
    """[link, 2]: the passage, in characters of the text."""
    spans_b: Ints
    records: tuple[tuple[int, int, float], ...]
    """Record numbers and score."""


@frozen(eq=False)
class Stories:
    """What `find_stories` found: links with evidence, by a and b, and the story of each record ("" for none)."""

    links: tuple[Match, ...]
    story_ids: tuple[str, ...]
    limits_hit: Mapping[str, int] = field(factory=dict)
    """Links that were found and left out, by reason."""


def find_stories(
    facts: Facts,
    texts: Texts,
    ids: Sequence[str],
    *,
    threshold: float = THRESHOLD,
    numbers: Sequence[int] | None = None,
    rules: StoryRules | None = None,
    over: Over = map,
) -> Stories:
    """Link records that tell the same story, and group them.

    Args:
        facts: what `story_facts` (and `join_facts`, or a `FactStore`) made of the records, in order.
        texts: the texts by record number, read again only for records of a link.
        ids: the record ids by record number.
        threshold: least score of a link, 0 to 1.
        numbers: the record number of each record of `facts`, ascending, where it holds only some of the records;
            by default record i of `facts` is record i.
        rules: the words of the languages; the bundled ones by default.
        over: where the parts of the work are done that need nothing of each other.
    """
    weights = weigh(facts)
    names = np.arange(facts.records) if numbers is None else np.asarray(numbers, np.int64)
    spans, pairs = _scored_pairs(facts, weights, min(threshold, THRESHOLD) * STORY_SHARE, over)
    chosen, limits_hit = _worth_telling(spans, pairs.take(pairs.score >= threshold))
    told = over(partial(_explain, rules or bundled_rules(), weights), _linked(spans, chosen, texts, names))
    links = tuple(chain.from_iterable(told))
    joining = np.any(ranks(pairs) < MOST_LINKS_CROWDED, axis=0) if spans.large else np.ones(len(pairs.a), np.bool_)
    return Stories(links, story_ids(names[pairs.a], names[pairs.b], pairs.score, ids, joining=joining), limits_hit)


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


def _scored_pairs(facts: Facts, weights: Weights, least: float, over: Over) -> tuple[Spans, Pairs]:
    """The passages of a run and its pairs of records."""
    if not facts.large:
        whole = join_facts(list(facts.parts()))
        return whole, score_pairs(whole, weights, least, over)
    crowd = pack_crowd(facts, weights, over)
    return crowd, score_crowd(crowd, least, over)


def _worth_telling(facts: Spans, pairs: Pairs) -> tuple[Pairs, dict[str, int]]:
    """The links that are written, and how many are not."""
    ends = np.concatenate([pairs.a, pairs.b])
    links = np.bincount(ends[np.tile(pairs.score >= THRESHOLD, 2)], minlength=facts.records)
    crowded = (links > MOST_LINKS) | facts.large
    rank = ranks(pairs)
    most = np.where(crowded, MOST_LINKS_CROWDED, MOST_LINKS)
    best = pairs.take((rank[0] < most[pairs.a]) | (rank[1] < most[pairs.b]))
    room = max(RUN_LINKS, int(RUN_SHARE * facts.records)) if facts.large else len(best.a)
    kept = best.take(np.sort(np.lexsort((best.b, best.a, -best.score))[:room]))
    left = {
        "story links beyond the best of a record": len(pairs.a) - len(best.a),
        "story links beyond the best of the run": len(best.a) - len(kept.a),
    }
    return kept, {reason: number for reason, number in left.items() if number}


def _linked(facts: Spans, pairs: Pairs, texts: Texts, names: Ints) -> Iterator[Linked]:
    """The links in parts, with the texts that each part is between."""
    for part in _parts(facts, pairs):
        involved = np.unique(np.concatenate([part.a, part.b]))
        spans_a, spans_b = (
            np.stack([facts.start[passage], facts.end[passage]], axis=1).astype(np.int64)
            for passage in (part.passage_a, part.passage_b)
        )
        yield Linked(
            tuple(texts.read(names[involved].tolist())),
            np.searchsorted(involved, part.a),
            np.searchsorted(involved, part.b),
            spans_a,
            spans_b,
            tuple(zip(names[part.a].tolist(), names[part.b].tolist(), part.score.tolist(), strict=True)),
        )


def _explain(rules: StoryRules, weights: Weights, links: Linked) -> tuple[Match, ...]:
    """Read the texts of some links and say what each pair shares."""
    reading = Reading(links.texts, rules, weights)
    told = reading.tell(links.a, links.spans_a, links.b, links.spans_b)
    spans = zip(links.spans_a.tolist(), links.spans_b.tolist(), strict=True)
    return tuple(_match(*one) for one in zip(links.records, spans, told, strict=True))


def _parts(facts: Spans, pairs: Pairs) -> Iterator[Pairs]:
    """The pairs in order, cut by the length of the texts to be read for them."""
    length = np.zeros(facts.records, np.int64)
    np.maximum.at(length, facts.record, facts.end)
    total = np.cumsum(length[pairs.a] + length[pairs.b]) // _CHARACTERS
    place = np.arange(len(pairs.a))
    cuts = np.flatnonzero(np.diff(total, prepend=-1) | (place % _LINKS == 0))
    for low, high in pairwise(np.append(cuts, len(pairs.a)).tolist()):
        yield pairs.take(place[low:high])


def _match(record: tuple[int, int, float], spans: tuple[list[int], list[int]], told: tuple[Told, Told]) -> Match:
    a, b, score = record
    return Match(
        a,
        b,
        "story",
        round(score, 4),
        strength="strong" if score >= STRONG else "likely",
        passage_a=(spans[0][0], spans[0][1]),
        passage_b=(spans[1][0], spans[1][1]),
        shared=shared_facts(*told),
        conflicts=conflicting_facts(*told),
    )


def story_ids(
    a: Ints,
    b: Ints,
    scores: Floats,
    ids: Sequence[str],
    *,
    threshold: float = THRESHOLD,
    joining: NDArray[np.bool_] | bool = True,
) -> tuple[str, ...]:
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
        joining: the pairs that may join stories; all by default.
    """
    near = _Neighbours(a, b, scores >= threshold * STORY_SHARE, len(ids))
    links = np.flatnonzero((scores >= threshold * JOIN_SHARE) & joining)
    links = links[np.lexsort((b[links], a[links], -scores[links]))]
    story: dict[int, list[int]] = {}
    for x, y, begins in zip(a[links].tolist(), b[links].tolist(), (scores[links] >= threshold).tolist(), strict=True):
        one, other = story.get(x), story.get(y)
        if one is None and other is None:
            if begins:
                story[x] = story[y] = [x, y]
        elif one is not other:
            one, other = one or [x], other or [y]
            few, many = (one, other) if len(one) < len(other) else (other, one)
            if all(near.of(member).issuperset(many) for member in few):
                one.extend(other)
                story.update(dict.fromkeys(one, one))
    smallest: dict[int, str] = {}
    for number, members in story.items():
        if number not in smallest:
            smallest.update(dict.fromkeys(members, min(ids[i] for i in members)))
    return tuple(smallest.get(number, "") for number in range(len(ids)))


class _Neighbours:
    """The records that each record has a pair with, in two arrays: sets of all of them would take much memory."""

    def __init__(self, a: Ints, b: Ints, chosen: NDArray[np.bool_], records: int) -> None:
        one, other = np.concatenate([a[chosen], b[chosen]]), np.concatenate([b[chosen], a[chosen]])
        self._others = other[argsort(one.astype(np.uint64))].astype(np.int32)
        self._first = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=records))]).tolist()

    def of(self, record: int) -> set[int]:
        """Those of one record."""
        return set(self._others[self._first[record] : self._first[record + 1]].tolist())
