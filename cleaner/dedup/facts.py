"""The facts of a passage: names, numbers with their nouns, initialisms and content stems, as hashes.

A fact is 32 bits: 30 of a hash, 2 of its kind. Passages are lines; short ones (heads, list items) join the next
line, long ones are cut at ends of sentences, so that a dump without paragraphs is compared by passages too.
"""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.story_rules import COMMON, MAGNITUDE, NUMBER, ORDINAL, StoryRules
from cleaner.dedup.tokens import DIGIT, LETTER, UNSPACED, Hashes, Ints, Tokens, mix, unit_tables

WORD, AMOUNT, COUNTED, PAIR = 0, 1, 2, 3
"""Kinds: a stem or initialism; a number; a number with its noun; two names in a row, or initials."""
_MOST_DIGITS = 15
_NEWLINE = 10
_FAR = 99
_COUNTS_OR_COMMON = np.isin(np.arange(256), (NUMBER, ORDINAL, MAGNITUDE, COMMON))
"""Roles of words that are no content."""
_NOUN_CHARS = 4
_THOUSANDS = np.array([ord(char) for char in ",. '’\u00a0\u202f\u2009٬"], np.uint16)
_DECIMALS = np.array([ord(char) for char in ".,٫"], np.uint16)


@frozen(eq=False)
class Numbers:
    """Numbers among the tokens of a batch: places of their first and last token, value, and whether they rank."""

    begin: Ints
    place: Ints
    value: NDArray[np.float64]
    ordinal: NDArray[np.bool_]


@frozen(eq=False)
class Parts:
    """What the tokens of a batch are, before facts are made of them."""

    tokens: Tokens
    gap: Ints
    """UTF-16 units between a token and the next; large at the end of a passage."""
    plain: NDArray[np.bool_]
    """Neither number nor common word."""
    numbers: Numbers
    word: Ints
    """Places of words of the rules, with their roles and values."""
    role: NDArray[np.uint8]
    value: NDArray[np.float64]


def find_words(
    tokens: Tokens, record: Ints, records: int, rules: StoryRules
) -> tuple[Ints, NDArray[np.uint8], NDArray[np.float64]]:
    """Places, roles and values of words of the rules, each in the language that its record is in.

    A record's language is the one with most words of the rules in it.
    """
    place, row = rules.find(tokens.form)
    record = record.take(place)
    sorts = len(rules.sorts)
    found = np.bincount(record * sorts + rules.sort.take(row), minlength=records * sorts).reshape(records, sorts)
    language = (found @ rules.sorts).argmax(axis=1)
    cell = row * len(rules.languages) + language.take(record)
    role = rules.role.ravel().take(cell)
    kept = np.flatnonzero(role)
    return place.take(kept), role.take(kept), rules.value.ravel().take(cell.take(kept))


def find_parts(tokens: Tokens, passage: Ints, record: Ints, records: int, rules: StoryRules) -> Parts:
    """Find numbers and words of the rules; `passage` and `record` are those of each token."""
    word, role, value = find_words(tokens, record, records, rules)
    plain = tokens.kind != DIGIT
    plain[word[_COUNTS_OR_COMMON[role]]] = False
    gap = np.full(len(tokens.start), _FAR)
    gap[:-1] = tokens.start[1:] - tokens.end[:-1]
    gap[:-1][passage[1:] != passage[:-1]] = _FAR
    return Parts(tokens, gap, plain, find_numbers(tokens, gap, word, role, value), word, role, value)


def find_numbers(tokens: Tokens, gap: Ints, word: Ints, role: NDArray[np.uint8], value: NDArray[np.float64]) -> Numbers:
    """Numbers in digits and words: 10,000 and 10.000, 2.5 million, ninety-five, 54th."""
    digits = _digits(tokens)
    counts = (role == NUMBER) | (role == ORDINAL)
    words = _word_numbers(tokens, word[counts], value[counts], role[counts] == ORDINAL)
    begin, place, amount, ordinal = (np.concatenate(pair) for pair in zip(digits, words, strict=True))
    order = np.argsort(place, kind="stable")
    begin, place, amount, ordinal = begin[order], place[order], amount[order], ordinal[order]
    magnitude = np.zeros(len(tokens.start) + 1)
    magnitude[word[role == MAGNITUDE]] = value[role == MAGNITUDE]
    scale = magnitude[place + 1] * (gap[place] <= 1)
    suffixed = gap[place] == 0
    suffixed &= (tokens.kind[np.minimum(place + 1, len(tokens.kind) - 1)] == LETTER) & (tokens.kind[place] == DIGIT)
    amount = np.where(scale > 0, amount * scale, amount)
    return Numbers(begin, place + (scale > 0), amount, ordinal | (suffixed & (scale == 0)))


_Found = tuple[Ints, Ints, NDArray[np.float64], NDArray[np.bool_]]


def _digits(tokens: Tokens) -> _Found:
    """First and last token and value of each number in digits; thousands and decimals are put together."""
    place = np.flatnonzero(tokens.kind == DIGIT)
    length = tokens.end[place] - tokens.start[place]
    value = np.zeros(len(place))
    digit, start = unit_tables().value, tokens.start[place]
    for step in range(min(_MOST_DIGITS, int(length.max(initial=0)))):
        more = np.flatnonzero(length > step)
        value[more] = value[more] * 10 + digit[tokens.units[start[more] + step]]
    joins = np.zeros(len(place), np.bool_)
    between = tokens.units[tokens.end[place[:-1]]] if len(place) else place
    near = (np.diff(place) == 1) & (tokens.start[place[1:]] - tokens.end[place[:-1]] == 1)
    thousand = near & np.isin(between, _THOUSANDS) & (length[1:] == 3) & (length[:-1] <= 3)
    decimal = near & ~thousand & np.isin(between, _DECIMALS) & (length[1:] < 3)
    joins[1:] = thousand | decimal
    run = np.arange(len(place))
    run = run - np.maximum.accumulate(np.where(joins, 0, run)) if len(run) else run
    for step in range(1, 5):
        at = np.flatnonzero(run == step)
        whole = thousand[at - 1]
        value[at] = np.where(whole, value[at - 1] * 1000 + value[at], value[at - 1] + value[at] / 10.0 ** length[at])
    last = np.append(~joins[1:], True) if len(joins) else joins
    return place[~joins], place[last], value[last], np.zeros(int(last.sum()), np.bool_)


def _word_numbers(tokens: Tokens, place: Ints, value: NDArray[np.float64], ordinal: NDArray[np.bool_]) -> _Found:
    """Numbers in words, a unit added to the tens before it (ninety-five)."""
    adds = np.zeros(len(place) + 1, np.bool_)
    near = (np.diff(place) == 1) & (tokens.start[place[1:]] - tokens.end[place[:-1]] <= 1)
    adds[1:-1] = near & (value[:-1] >= 20) & (value[:-1] < 100) & (value[1:] < 10)
    value = value + np.where(adds[:-1], np.append(0, value[:-1]), 0)
    last = ~adds[1:]
    return place[last] - adds[:-1][last], place[last], value[last], ordinal[last]


def find_facts(parts: Parts) -> tuple[Ints, Hashes, NDArray[np.bool_]]:
    """Every fact: the place of its (last) token, the fact, and whether it is capitalised within a sentence."""
    numbers, tokens = parts.numbers, parts.tokens
    number, noun = find_nouns(parts)
    found = (
        words(parts),
        (numbers.place, amounts(numbers)),
        (noun, counted(parts, number, noun)),
        *_names(parts),
    )
    places = np.concatenate([places for places, _ in found])
    facts = np.concatenate([facts for _, facts in found])
    return places, facts, ((facts & np.uint32(3)) == WORD) & _within_sentence(tokens, parts.gap)[places]


def _within_sentence(tokens: Tokens, gap: Ints) -> NDArray[np.bool_]:
    """Capitalised where the script does not ask for it: one character after the token before, on the same line."""
    within = np.zeros(len(tokens.start), np.bool_)
    within[1:] = tokens.upper[1:] & (gap[:-1] == 1) & (tokens.units[tokens.end[:-1]] != _NEWLINE)
    return within


def _fact(hashes: Hashes, kind: int) -> Hashes:
    """Put the kind into the lowest two bits, and make the hash another one for each kind."""
    return ((hashes + np.uint32(kind * 0x1E3779B0)) & ~np.uint32(3)) | np.uint32(kind)


def _hash_value(value: NDArray[np.float64]) -> Hashes:
    cents = np.minimum(np.round(value * 100), 2.0**62).astype(np.int64)
    return mix((cents ^ (cents >> 32)).astype(np.uint32))


def _mix_pair(left: Hashes, right: Hashes) -> Hashes:
    """One hash of two, in order."""
    return mix(left * np.uint32(31) + right)


def words(parts: Parts) -> tuple[Ints, Hashes]:
    """Words of three letters or more, initialisms of two, pairs of unspaced characters."""
    tokens = parts.tokens
    length = tokens.end - tokens.start
    fits = (tokens.kind == LETTER) & ((length >= 3) | ((length == 2) & tokens.all_upper))
    unspaced = tokens.kind == UNSPACED
    if unspaced.any():
        unspaced[:-1] &= unspaced[1:] & (tokens.start[1:] == tokens.end[:-1])
        unspaced[-1:] = False
    place = np.flatnonzero(parts.plain & (fits | unspaced))
    return place, _fact(tokens.stem[place], WORD)


def amounts(numbers: Numbers) -> Hashes:
    """A fact for each number alone."""
    return _fact(_hash_value(numbers.value), AMOUNT)


def find_nouns(parts: Parts) -> tuple[Ints, Ints]:
    """Numbers (by row) and the one or two content words in a row that follow within four tokens (by place)."""
    tokens = parts.tokens
    length = tokens.end - tokens.start
    noun = parts.plain & (((tokens.kind == LETTER) & (length >= _NOUN_CHARS)) | (tokens.kind == UNSPACED))
    row, at = np.arange(len(parts.numbers.place)), parts.numbers.place
    taken = np.zeros(len(at), np.int64)
    rows, nouns = [row[:0]], [at[:0]]
    for _ in range(4):
        going = (parts.gap[at] <= 1) & (taken < 2)
        row, at, taken = row[going], at[going] + 1, taken[going]
        is_noun = noun[at]
        rows.append(row[is_noun])
        nouns.append(at[is_noun])
        taken = np.where(is_noun, taken + 1, taken * 2)
    return np.concatenate(rows), np.concatenate(nouns)


def counted(parts: Parts, number: Ints, noun: Ints) -> Hashes:
    """A fact for each number with a noun: 95|prison, 54|exchan."""
    return _fact(_mix_pair(_hash_value(parts.numbers.value[number]), parts.tokens.stem[noun]), COUNTED)


def _names(parts: Parts) -> list[tuple[Ints, Hashes]]:
    """Two capitalised words in a row, and initialisms: those of names (United Arab Emirates) and as written (UAE)."""
    tokens = parts.tokens
    length = tokens.end - tokens.start
    name = parts.plain & tokens.upper & (tokens.kind == LETTER) & (length >= 2)
    joins = np.zeros(len(name), np.bool_)
    joins[1:] = name[1:] & name[:-1] & (parts.gap[:-1] == 1)
    second = np.flatnonzero(joins)
    found = [(second - 1, _fact(_mix_pair(tokens.stem[second - 1], tokens.stem[second]), PAIR))]
    begin, last = np.flatnonzero(name & ~joins), np.flatnonzero(name & ~np.append(joins[1:], False))
    for letters in (3, 4):
        at = begin[last - begin == letters - 1]
        found.append((at, _fact(tokens.initials(at, letters), PAIR)))
    written = np.flatnonzero(name & tokens.all_upper & (length >= 3) & (length <= 4))
    found.append((written, _fact(tokens.stem[written], PAIR)))
    return found
