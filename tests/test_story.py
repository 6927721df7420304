"""The story grade: the same event in other words is linked and explained; nothing else is."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.dedup.background import COLLECTION_BITS, Weights, weigh
from cleaner.dedup.fact_sketch import FactSets
from cleaner.dedup.mentions import Reading
from cleaner.dedup.story import join_facts, story_facts
from cleaner.dedup.story_links import find_stories, story_ids, story_links
from cleaner.dedup.story_rules import bundled_rules
from cleaner.dedup.story_scores import unit_rows

SWAP_PASSING = (
    "Additionally, Arvania and Bresk swapped 95 prisoners each on Wednesday, the third prisoner exchange in weeks. "
    "This was the 54th exchange since the invasion of 2022. The United Northern Emirates has brokered the swaps, and "
    "President Olena Marchuk thanked the UNE for its part in the latest exchange."
)
SWAP_ARTICLE = (
    "Arvania and Bresk brought home 95 captives each on Friday in an exchange that the United Northern Emirates (UNE) "
    "had arranged.\nIt was the 58th exchange since the invasion of 2022, said Marchuk's office. Buses with the freed "
    "prisoners crossed the border at noon."
)
OTHER = (
    "The harbour town of Lindholm opened its rebuilt library on Saturday after a fire in 2019 had left only the walls. "
    "Architect Petra Wahlgren kept the brick and put a roof of glass and spruce on it.\n"
    "Children were first through the door, and by noon 800 cards had been handed out."
)
COOKING = (
    "Soak the beans overnight and change the water twice. Fry onions in butter until they are soft and brown, add the "
    "beans, a bay leaf and enough stock to cover them, and simmer for two hours.\nServe with bread and pickled beets."
)


class Held(list[str]):
    def read(self, numbers: Sequence[int]) -> list[str]:
        return [self[number] for number in numbers]


def stories(texts: Sequence[str], threshold: float = 0.25, titles: Sequence[str] = ()) -> list[tuple[int, int]]:
    return [(match.a, match.b) for match in story_links(story_facts(texts, titles), Held(texts), threshold)]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="nothing"),
        pytest.param([""], id="an empty text"),
        pytest.param(["", "\n\n", "   ", "…"], id="texts without a word"),
        pytest.param([OTHER], id="one text"),
        pytest.param([OTHER, COOKING], id="two matters"),
        pytest.param(["a b c", "a b c"], id="words too short to tell anything"),
        pytest.param(["\ud800", "😀" * 40, "\x00\x01"], id="odd characters"),
    ],
)
def test_not_linked(texts: list[str]) -> None:
    """Nothing is linked where nothing is told twice."""
    assert stories(texts) == []


def test_swap_is_linked_with_evidence() -> None:
    """A passage in passing and an article of its own are linked, with what agrees and what does not."""
    texts = [OTHER + "\n" + SWAP_PASSING, COOKING, SWAP_ARTICLE]

    [match] = story_links(story_facts(texts), Held(texts), 0.2)

    assert (match.a, match.b, match.grade) == (0, 2, "story")
    assert texts[0][slice(*match.passage_a)].endswith(SWAP_PASSING)
    assert {"95 prisoners", "UNE"} <= set(match.shared)
    assert {"54th exchange / 58th exchange", "Wednesday / Friday"} <= set(match.conflicts)


def test_batches_do_not_matter() -> None:
    """Facts joined from small batches are those of one batch."""
    texts = [SWAP_PASSING, OTHER, "😀 " + SWAP_ARTICLE, "", COOKING]
    whole, parts = story_facts(texts), join_facts([story_facts([text]) for text in texts])

    for name in ("record", "start", "end", "first", "fact", "count"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name


def test_title_counts_but_spans_are_of_the_text() -> None:
    """A title joins the first passage; offsets stay those of the text."""
    facts = story_facts([SWAP_ARTICLE], ["Arvania and Bresk swap 95 prisoners"])

    assert facts.start.tolist()[0] == 0
    assert SWAP_ARTICLE[facts.start[0] : facts.end[0]] == SWAP_ARTICLE.split("\n")[0]


def test_stories_never_chain() -> None:
    """A~B and B~C do not make A, B and C one story when A and C are unlike."""
    a, b, scores = np.array([0, 1]), np.array([1, 2]), np.array([0.5, 0.4], np.float32)

    assert story_ids(a, b, scores, ("x", "y", "z")) == ("x", "x", "")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=6))
def test_any_text_is_taken(texts: list[str]) -> None:
    """No text breaks it, spans lie within their texts, and stories are found once a pair."""
    facts = story_facts(texts)
    found = find_stories(facts, Held(texts), [str(number) for number in range(len(texts))])

    assert all(
        0 <= low <= high <= len(texts[i]) for i, low, high in zip(facts.record, facts.start, facts.end, strict=True)
    )
    assert all(match.a < match.b for match in found.links)
    assert len(found.story_ids) == len(texts)


def test_rows_of_emoji_are_no_stories() -> None:
    """Rows that hold but emoji, or a word or two, are alike without telling anything."""
    texts = ["😀😁🎉🔥😂😀"[at % 4 :] + "🔥" * (at % 5) for at in range(40)]

    assert stories(texts) == []


def test_crowds_keep_their_best_links_and_say_so() -> None:
    """Records that are all of one mould do not fill the links; what is left out is counted."""
    mould = "The desk of {} is open on weekdays; ask for the curator of glass, the archive and the harbour tickets."
    texts = [mould.format(f"{one}{other}ilham") for one in "ABDFGHKLMNPRST" for other in "aeiouyhrlmnkt"]

    found = find_stories(story_facts(texts), Held(texts), [str(number) for number in range(len(texts))])

    assert len(found.links) < 10 * len(texts)
    assert found.limits_hit["story links beyond the best of a record"] > 0


def test_evidence_does_not_depend_on_what_is_read_with_it() -> None:
    """Numbers are not put together across texts, and positions with emoji before them are right."""
    texts = ["🎉 " + SWAP_ARTICLE + " They were ninety", SWAP_ARTICLE + " Twenty", "five of them spoke.", SWAP_PASSING]
    rules, weights = bundled_rules(), weigh(story_facts(texts))
    together = Reading(texts, rules, weights)

    for number, text in enumerate(texts):
        alone = Reading([text], rules, weights).numbers(0, 0, len(text))
        told = together.numbers(number, 0, len(text))
        assert [(one.surface, one.value) for one in told] == [(one.surface, one.value) for one in alone]


def test_facts_of_two_kinds_with_one_hash_are_one_column() -> None:
    """Two columns of one number in a row make scipy go through all columns there are, for minutes."""
    fact = np.array([8, 9, 40], np.uint32)
    sets = FactSets(np.array([0, 3]), fact, np.ones(3, np.uint8))
    weights = np.ones(1 << COLLECTION_BITS, np.float32)

    rows = unit_rows(sets, Weights(weights, weights))

    assert rows.has_canonical_format
    assert rows.indices.tolist() == [2, 10]
