"""Words, shingles and signatures: what must not count, what must, and bit-equality with datasketch."""

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.dedup.minhash import PERMUTATIONS, band_keys, likeness, permutations, sign
from cleaner.dedup.prints import fingerprint, join
from cleaner.dedup.words import shingles, split_words

TEXT = st.text(max_size=80)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Rain stops play", "RAIN  stops\nplay!", id="case, space, punctuation"),
        pytest.param("caf\u00e9 au lait", "cafe\u0301 au lait", id="NFC and NFD"),
        pytest.param("co\u00adop\u200beration", "cooperation", id="soft hyphen and zero-width space"),
        pytest.param("a\u00a0b c", "a b c", id="no-break space"),
        pytest.param("２０２４年", "2024年", id="full width"),
        pytest.param("“Stop”, he said", '"Stop" he said', id="quotes"),
    ],
)
def test_same_words(one: str, other: str) -> None:
    assert split_words([one]).hashes.tolist() == split_words([other]).hashes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("5 dead", "7 dead", id="digits"),
        pytest.param("$5 a day", "€5 a day", id="currency"),
        pytest.param("5% of it", "5 of it", id="per cent"),
        pytest.param("ab c", "a bc", id="where words end"),
        pytest.param("😀 😀", "😀 😁", id="pictographs"),
        pytest.param("戰爭", "爭戰", id="order of characters in a script without spaces"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert split_words([one]).hashes.tolist() != split_words([other]).hashes.tolist()


@given(st.lists(TEXT, max_size=8))
def test_words_do_not_depend_on_the_batch(texts: list[str]) -> None:
    """A document has the same words and the same place alone as among others."""
    words = split_words(texts)
    hashes, bounds = shingles(words)

    for number, text in enumerate(texts):
        alone = split_words([text])
        first, last = words.bounds[number], words.bounds[number + 1]
        assert words.hashes[first:last].tolist() == alone.hashes.tolist()
        assert (words.starts[first:last] - words.offsets[number]).tolist() == alone.starts.tolist()
        assert (words.ends[first:last] - words.offsets[number]).tolist() == alone.ends.tolist()
        assert hashes[bounds[number] : bounds[number + 1]].tolist() == shingles(alone)[0].tolist()


@given(st.lists(st.sampled_from(["rain", "stops", "play", "戰", "爭", "é", "x1"]), max_size=20))
def test_word_spans(parts: list[str]) -> None:
    """A word's characters stand where it says."""
    text = " ".join(parts)
    words = split_words([text])

    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == parts


def test_spaceless_scripts_have_character_shingles() -> None:
    """A sentence of Chinese shares most shingles with itself after one character changed, and few with another."""
    one, near, other = (
        "今天北京天气很好我们去公园散步吧",
        "今天北京天气不好我们去公园散步吧",
        "昨日东京股市大幅下跌投资者损失惨重",
    )
    a, b, c = (set(shingles(split_words([text]))[0].tolist()) for text in (one, near, other))

    assert len(a) == len(one) - 2
    assert len(a & b) > 0.6 * len(a)
    assert not a & c


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40), min_size=1, max_size=5))
def test_signatures_are_those_of_datasketch(documents: list[list[int]]) -> None:
    bounds = np.cumsum([0, *map(len, documents)])
    hashes = np.array([value for document in documents for value in document], np.uint32)

    for document, signature in zip(documents, sign(hashes, bounds), strict=True):
        theirs = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=int)
        theirs.update_batch(document)
        assert signature.tolist() == theirs.hashvalues.tolist()


def test_permutations_are_those_of_datasketch() -> None:
    theirs = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32").permutations

    assert np.array_equal(np.array(permutations()), theirs)


def test_long_documents_are_signed_in_parts() -> None:
    """A document longer than a part of the cache, between short ones, has the signature it has alone."""
    hashes = np.arange(200_000, dtype=np.uint32)
    bounds = np.array([0, 10, 150_000, 150_001, 200_000])

    together = sign(hashes, bounds)

    assert np.array_equal(together[1], sign(hashes[10:150_000], np.array([0, 149_990]))[0])


def test_likeness_is_the_share_of_equal_values() -> None:
    shared, rest = np.arange(600, dtype=np.uint32), np.arange(10_000, 10_400, dtype=np.uint32)
    hashes = np.concatenate([shared, rest[:200], shared, rest[200:]])
    signatures = sign(hashes, np.array([0, 800, 1600]))

    estimate = likeness(signatures.astype(np.uint8), np.array([0, 0]), np.array([1, 0]))

    assert abs(estimate[0] - 0.6) < 0.15
    assert estimate[1] == 1.0


def test_equal_bands_have_equal_keys() -> None:
    signatures = sign(np.arange(30, dtype=np.uint32), np.array([0, 10, 20, 30]))
    signatures[2, 5:10] = signatures[0, 5:10]
    keys = band_keys(signatures)

    assert (keys[0] == keys[2]).tolist() == [band == 1 for band in range(25)]


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXT, max_size=10), st.integers(0, 10))
def test_fingerprints_do_not_depend_on_the_batch(texts: list[str], cut: int) -> None:
    """Made in one batch or in two, they are the same."""
    whole, parts = fingerprint(texts), join([fingerprint(texts[:cut]), fingerprint(texts[cut:])])

    for name in ("exact", "sizes", "bands", "low"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    for ours, theirs in zip(whole.phrases, parts.phrases, strict=True):
        assert ours.values.tolist() == theirs.values.tolist()
        assert ours.owners.tolist() == theirs.owners.tolist()


@pytest.mark.parametrize("texts", [[], [""], ["", " ", "!"], ["one", "one two"], ["\ud800 \udfff x y z"]])
def test_fingerprints_of_nearly_nothing(texts: list[str]) -> None:
    assert len(fingerprint(texts)) == len(texts)
