"""Stories of large runs: facts laid aside on disk, packed facts, and a bounded number of meetings."""

from pathlib import Path

import numpy as np
import pytest

from cleaner.dedup import fact_store, meeting, story_crowd
from cleaner.dedup.background import weigh
from cleaner.dedup.fact_store import FactStore, join_facts, take_facts, thin
from cleaner.dedup.meeting import Turns, fact_meetings, meet, ordered
from cleaner.dedup.packed import pack
from cleaner.dedup.story import story_facts
from cleaner.dedup.story_links import find_stories, story_ids
from cleaner.dedup.story_scores import split_pairs
from cleaner.engines import Local, workers
from cleaner.settings import Settings
from tests.test_story import COOKING, OTHER, SWAP_ARTICLE, SWAP_PASSING, Held

SAME_SWAP = (
    "Families waited at the border as 95 captives of Arvania came home. The 58th exchange with Bresk, arranged by the "
    "United Northern Emirates (UNE), ended on Friday when buses with the freed prisoners crossed over, Marchuk said."
)

PLACES = ["Lindholm", "Karavik", "Osterby", "Tamsel", "Brennau", "Vexholt", "Morawin", "Quelle"]


def crowd_of(number: int) -> list[str]:
    """Texts of matters of their own: no two tell one event."""
    return [
        f"The council of {PLACES[at % 8]}{at} chose {1000 + at * 7} lamps for quarter K{at}ora after engineer "
        f"Ada{at} Morn{at}ow had shown a plan for bridge {at * 3 + 11}.\nResidents of Zel{at}in asked for benches."
        for at in range(number)
    ]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of a few passages count as large."""
    monkeypatch.setattr(fact_store, "LARGE", 40)


@pytest.mark.usefixtures("large")
def test_facts_on_disk_are_those_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is laid aside comes back as it was, for the chosen records and as often as it is asked for."""
    monkeypatch.setattr(fact_store, "_PART", 100)
    texts = ["😀 " + SWAP_ARTICLE, "", *crowd_of(60), COOKING]
    batches = [story_facts(texts[at : at + 7]) for at in range(0, len(texts), 7)]
    store = FactStore(tmp_path)
    for batch in batches:
        store.add(batch)
    chosen = np.array([0, 1, 5, 6, 40, 62])

    facts = store.of(chosen)

    assert facts.large
    assert not list(tmp_path.iterdir())
    expected = take_facts(join_facts([thin(batch, fact_store.MOST_FACTS_LARGE) for batch in batches]), chosen)
    for _ in range(2):
        found = join_facts(list(facts.parts()))
        for name in ("records", "record", "start", "end", "first", "fact", "count"):
            assert np.array_equal(getattr(found, name), getattr(expected, name)), name


@pytest.mark.usefixtures("large")
def test_workers_find_the_stories_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed, compared and explained part by part, wherever that is done: the same links, scores and stories."""
    monkeypatch.setattr(fact_store, "_PART", 100)
    monkeypatch.setattr(story_crowd, "_AT_ONCE", 2)
    texts = [
        *crowd_of(30),
        SWAP_ARTICLE,
        SAME_SWAP,
        *crowd_of(55)[30:],
        OTHER + "\n" + SAME_SWAP,
        SWAP_PASSING,
        COOKING,
    ]
    facts = FactStore(tmp_path)
    for text in texts:
        facts.add(story_facts([text]))
    chosen, names = range(len(texts)), [str(at) for at in range(len(texts))]

    here = find_stories(facts.of(chosen), Held(texts), names)
    there = find_stories(facts.of(chosen), Held(texts), names, over=workers(Local(Settings(jobs=2))))

    assert len(here.links) >= 3
    assert (there.links, there.story_ids, there.limits_hit) == (here.links, here.story_ids, here.limits_hit)


@pytest.mark.usefixtures("large")
def test_one_event_is_found_among_many_texts() -> None:
    """The pair is linked in a large run too, with the evidence of a small one, and shares a story."""
    texts = [*crowd_of(30), SWAP_ARTICLE, *crowd_of(55)[30:], OTHER + "\n" + SAME_SWAP, COOKING]
    store = FactStore()
    for text in texts:
        store.add(story_facts([text]))

    found = find_stories(store.of(range(len(texts))), Held(texts), [str(at) for at in range(len(texts))])

    [match] = [match for match in found.links if {match.a, match.b} & {30, 56}]
    assert (match.a, match.b) == (30, 56)
    assert texts[56][slice(*match.passage_b)].endswith(SAME_SWAP)
    assert {"95 captives", "58th exchange", "UNE"} <= set(match.shared)
    assert found.story_ids[30] == found.story_ids[56] != ""


def test_packed_cosine_is_the_cosine_of_the_weights() -> None:
    """Up to the levels that weights are rounded to."""
    draw = np.random.default_rng(5)
    fact = draw.choice(np.arange(1, 1 << 20, dtype=np.uint32), 24, replace=False)
    weight = draw.uniform(1, 16, 24).astype(np.float32)
    rows = np.r_[0:16, 8:24]

    packed = pack(np.array([0, 16, 32, 32]), fact[rows], weight[rows], 16)
    cosine = packed.cosines(np.array([0, 0, 1]), np.array([1, 0, 2]))

    square = weight**2
    expected = square[8:16].sum() / np.sqrt(square[:16].sum() * square[8:].sum())
    assert cosine.tolist() == pytest.approx([expected, 1, 0], abs=0.02)


def test_pack_keeps_the_heaviest_first() -> None:
    """Of more facts than there are places the lightest are left out."""
    packed = pack(np.array([0, 3]), np.array([10, 20, 30], np.uint32), np.array([1, 9, 5], np.float32), 2)

    first, second = (packed.facts[0] & np.uint32(255)).tolist()
    assert first > second
    assert np.count_nonzero(packed.facts) == 2


def test_crowded_key_gives_a_bounded_number_of_meetings() -> None:
    """Rows that all share a key meet as many others as the width says, not all of them; no row is lost in the order."""
    turns, rows = Turns.of(10_000), np.arange(10_000, dtype=np.uint64)

    pairs = np.concatenate(list(meet(ordered(np.zeros(10_000, np.uint64), rows, turns), 3, turns)))

    low, high = split_pairs(pairs)
    assert len(pairs) == sum(10_000 - step for step in (1, 2, 3))
    assert (low < high).all()
    assert len(np.unique(np.concatenate([low, high]))) == 10_000


def test_meetings_do_not_depend_on_the_parts_of_the_key_range(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows meet under the same keys whether these are held at once or not."""
    facts = np.random.default_rng(2).integers(1, 40, (400, 5), dtype=np.uint32)
    looking = np.ones(400, np.bool_)
    whole = np.unique(np.concatenate(list(fact_meetings(facts, looking))))

    monkeypatch.setattr(meeting, "_KEYS_AT_ONCE", 500)
    parts = list(fact_meetings(facts, looking))

    assert len(parts) > 1
    assert np.array_equal(np.unique(np.concatenate(parts)), whole)


def test_rows_that_look_no_more_meet_nobody() -> None:
    """A row with enough partners takes no further part."""
    facts = np.ones((10, 5), np.uint32) * np.arange(1, 6, dtype=np.uint32)
    looking = np.arange(10) < 4

    low, high = split_pairs(np.concatenate(list(fact_meetings(facts, looking))))

    assert len(low)
    assert high.max() < 4


def test_pairs_that_do_not_join_still_keep_stories_apart() -> None:
    """Only the chosen pairs join stories, but all of them are known."""
    a, b, scores = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.5, 0.4, 0.3], np.float32)

    one = story_ids(a, b, scores, ("x", "y", "z"), joining=np.array([True, True, False]))
    other = story_ids(a, b, scores, ("x", "y", "z"), joining=np.array([True, False, False]))

    assert one == ("x", "x", "x")
    assert other == ("x", "x", "")


def test_weights_do_not_depend_on_the_parts() -> None:
    """A collection weighs the same in parts as in one."""
    texts = [SWAP_PASSING, OTHER, SWAP_ARTICLE, COOKING]

    class Parts:
        records, large = 4, False

        def parts(self):  # type: ignore[no-untyped-def]
            return iter([story_facts(texts[:2]), story_facts(texts[2:])])

    assert np.array_equal(weigh(Parts()).weight, weigh(story_facts(texts)).weight)
