"""Repeats among records: first what must stay, then what is dropped or linked, then floods and attacks."""

import random
import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.dedup.match import Found, find_matches
from cleaner.dedup.prints import Fingerprints, fingerprint


class Memory:
    """Texts held in memory, counting how many were read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts, self.reads = texts, 0

    def __len__(self) -> int:
        return len(self.texts)

    def read(self, numbers: Sequence[int]) -> list[str]:
        self.reads += len(numbers)
        return [self.texts[number] for number in numbers]


def found(*texts: str, priority: Sequence[int] | None = None) -> Found:
    return find_matches(fingerprint(texts), Memory(texts), priority)


def pairs(result: Found, grade: str) -> list[tuple[int, int]]:
    return sorted((match.a, match.b) for match in (*result.matches, *result.links) if match.grade == grade)


def words(count: int, seed: int = 0) -> list[str]:
    """Words of nobody's language, the same for a seed."""
    draw = random.Random(seed)
    return ["".join(draw.choices(string.ascii_lowercase, k=draw.randint(2, 9))) for _ in range(count)]


def prose(count: int, seed: int = 0) -> str:
    return " ".join(words(count, seed))


def edited(text: str, every: int, seed: int = 99) -> str:
    """Every so manieth word replaced."""
    parts = text.split()
    parts[::every] = words(len(parts[::every]), seed)
    return " ".join(parts)


FRAME = (
    "The index closed at {} points on {} after a session in which most of the larger companies gained a little and the "
    "smaller ones lost what they had gained a week before. Dealers called it a quiet day with little news. "
    "About {} shares changed hands, and {} of the companies ended higher than they had begun. The euro stood at {} "
    "dollars in late trading, as it does when nobody expects much of the central bank, and a barrel of oil cost {} in "
    "the afternoon, when the exchange in the capital had long closed its doors and the traders had gone home."
)
MONDAY = FRAME.format("7,531", "12 March", "18 million", "204", "1.08", "82.15")
TUESDAY = FRAME.format("7,602", "13 March", "23 million", "317", "1.11", "79.90")


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((prose(100, 1), prose(100, 2)), id="unlike texts"),
        pytest.param(("", "", "   "), id="the empty ones are equal to each other alone"),
        pytest.param(("Lot 5 sold", "Lot 6 sold"), id="a number in a short text"),
        pytest.param((MONDAY, TUESDAY), id="yesterday's and today's market report"),
        pytest.param(("It was -5 °C at noon.", "It was 5 °C at noon."), id="a sign"),
        pytest.param(("It cost 1.5 million.", "It cost 1 5 million."), id="a decimal point"),
        pytest.param((prose(60, 1) + " " + prose(90, 3), prose(60, 2) + " " + prose(90, 3)), id="a shared footer"),
        pytest.param(("😀 😀 😀", "😡 😡 😡"), id="no letters at all"),
        pytest.param(("!!! ???", "... !!!"), id="no words at all"),
        pytest.param((edited(prose(200), 2), prose(200)), id="every second word differs"),
    ],
)
def test_kept(texts: tuple[str, ...]) -> None:
    """Nothing of this is dropped for something that says something else."""
    result = found(*texts)

    assert [(m.a, m.b) for m in result.matches if texts[m.a].split() != texts[m.b].split()] == []


@pytest.mark.parametrize(
    ("grade", "one", "other"),
    [
        pytest.param("exact", "Rain stops play", "Rain stops play", id="verbatim"),
        pytest.param("exact", "Rain stops play", "RAIN stops\nplay.", id="case, space, punctuation"),
        pytest.param("exact", "caf\u00e9 bar", "cafe\u0301 bar", id="NFC and NFD"),
        pytest.param("exact", "", "", id="empty"),
        pytest.param("exact", "!!!", "!!!", id="no words"),
        pytest.param("near", prose(300), edited(prose(300), 20), id="one word in twenty"),
        pytest.param("near", prose(300), edited(prose(300), 10), id="one word in ten"),
        pytest.param("near", prose(300), prose(300) + " " + prose(100, 5), id="a longer end"),
        pytest.param("near", MONDAY, MONDAY.replace("204", "205"), id="one number corrected"),
        pytest.param("near", MONDAY, edited(MONDAY, 9), id="ordinary rewording that touches a number"),
    ],
)
def test_dropped(grade: str, one: str, other: str) -> None:
    result = found(prose(100, 50), one, other)

    assert [(m.a, m.b, m.grade) for m in result.matches] == [(1, 2, grade)]


def test_what_differs_in_facts_is_linked_with_the_conflict() -> None:
    result = found(MONDAY, TUESDAY)

    (link,) = result.links
    assert link.grade == "near"
    assert "204 / 317" in link.conflicts
    assert result.matches == ()


def test_a_passage_in_another_text_is_linked_with_both_spans() -> None:
    """A wire story inside a round-up."""
    story, before, after = prose(120), prose(150, 7), prose(200, 8)
    roundup = f"{before}\n{story}\n{after}"

    (link,) = found(roundup, prose(300, 9), story).links

    assert (link.a, link.b, link.grade) == (0, 2, "contained")
    assert roundup[slice(*link.passage_a)] == story
    assert story[slice(*link.passage_b)] == story
    assert link.score == 1.0


def test_clusters_do_not_chain() -> None:
    """A is like B and B like C, but C is not like A: what is dropped for A was compared with A."""
    a = words(200)
    b = [*a[50:], *words(50, 1)]
    c = [*b[50:], *words(50, 2)]
    d = [*c[50:], *words(50, 3)]
    texts = [" ".join(part) for part in (a, b, c, d)]

    result = found(*texts)

    assert len(result.matches) == 2
    for match in result.matches:
        assert match.b - match.a == 1
        assert len({match.a, match.b} & result.kept) == 1


def test_the_best_is_kept() -> None:
    texts = [prose(200), edited(prose(200), 25), edited(prose(200), 25, 7)]

    result = found(*texts, priority=[2, 0, 1])

    assert [(m.a, m.b) for m in result.matches] == [(0, 1), (1, 2)]


@pytest.mark.parametrize("text", ["the same words here", "", "two words", "of of of of of of"])
def test_a_flood_of_identical_records(text: str) -> None:
    """All but one are dropped, and each is read once."""
    texts = Memory([text] * 5000)

    result = find_matches(fingerprint(texts.texts), texts)

    assert len(result.matches) == 4999
    assert texts.reads < 6000


def test_a_flood_of_records_that_differ_in_a_number() -> None:
    """Nothing is dropped, and the work is capped, not quadratic."""
    texts = Memory([f"Item number {number} is in stock now" for number in range(3000)])

    result = find_matches(fingerprint(texts.texts), texts)

    assert result.matches == ()
    assert len(result.links) < 30 * len(texts)
    assert texts.reads < 300 * len(texts)


def test_planted_keys_are_found_out() -> None:
    """Fingerprints that say equal of unlike texts drop nothing."""
    texts = [prose(100, seed) for seed in range(40)]
    one = fingerprint([texts[0]] * 40)

    assert find_matches(one, Memory(texts)).matches == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([prose(40, 1), prose(40, 2), edited(prose(40, 1), 13), "a", "a b c", ""]), max_size=12))
def test_every_dropped_record_repeats_a_kept_one(texts: list[str]) -> None:
    result = found(*texts)
    dropped = [match.b for match in result.matches]

    assert len(set(dropped)) == len(dropped)
    assert not {match.a for match in result.matches} & set(dropped)
    assert len(set(texts)) >= len(texts) - len(dropped)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_records_does_not_matter(order: list[int]) -> None:
    """With the same priorities, the same records are kept and dropped."""
    base = prose(150)
    texts = [
        base,
        edited(base, 20),
        edited(base, 15, 5),
        base.upper(),
        prose(80, 3),
        prose(80, 3) + "!",
        MONDAY,
        TUESDAY,
    ]

    result = found(*(texts[number] for number in order), priority=order)

    pairs = {(order[m.a], order[m.b]) for m in result.matches}
    assert {tuple(sorted(pair)) for pair in pairs} == {(0, 1), (0, 2), (0, 3), (4, 5)}


def test_fingerprints_are_small() -> None:
    """Half a kilobyte a record of ordinary length."""
    prints: Fingerprints = fingerprint([prose(450, seed) for seed in range(50)])
    size = sum(getattr(prints, name).nbytes for name in ("exact", "sizes", "bands", "low"))
    size += sum(phrases.values.nbytes + phrases.owners.nbytes for phrases in prints.phrases)

    assert size < 520 * 50
    assert all(len(phrases.values) > 20 * 50 for phrases in prints.phrases)
