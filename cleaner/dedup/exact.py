"""Exact repeats: equal words in the same order, whatever their case, spacing, punctuation and invisible characters.

Keys of 64 bits find them; the texts decide: equal keys of unlike texts can be planted.
"""

import re
from itertools import zip_longest

import numpy as np

from cleaner.dedup.words import I64, U64, split_words
from cleaner.model import Texts

_STEP = 512
_SIGNED = re.compile(r"(?<!\w)[-+−]?\d+(?:[.,:/]\d+)*")
"""Numbers with what words leave out: -5 is not 5, and 1.5 is not 1 5."""


def exact_groups(keys: U64, priority: I64) -> tuple[I64, I64]:
    """For each record the best one with its key (maybe itself), and the records that are not the best, ascending."""
    order = np.lexsort((priority, keys))
    new = np.concatenate([[True], keys[order][1:] != keys[order][:-1]]) if len(keys) else np.empty(0, bool)
    best = np.empty(len(keys), np.int64)
    best[order] = np.repeat(order[new], np.diff(np.append(np.flatnonzero(new), len(keys))))
    return best, np.flatnonzero(best != np.arange(len(keys)))


def verify(best: I64, others: I64, texts: Texts) -> list[bool]:
    """Whether each of the other records really has the text of the best one with its key."""
    others = others[np.argsort(best[others], kind="stable")]
    said: dict[int, bool] = {}
    for start in range(0, len(others), _STEP):
        part = others[start : start + _STEP]
        leaders = np.unique(best[part])
        first = dict(zip(leaders.tolist(), texts.read(leaders.tolist()), strict=True))
        for number, text in zip(part.tolist(), texts.read(part.tolist()), strict=True):
            said[number] = same(first[int(best[number])], text)
    return [said[number] for number in sorted(said)]


def verified(best: I64, texts: Texts) -> I64:
    """The best record of each, itself where it does not really have the text of the best one with its key."""
    others = np.flatnonzero(best != np.arange(len(best)))
    found = best.copy()
    unlike = others[~np.array(verify(best, others, texts), bool)]
    found[unlike] = unlike
    return found


def same(a: str, b: str) -> bool:
    """Whether two texts say the same, word for word and number for number.

    >>> same("It's  -5 °C.", "it's -5 °C"), same("It is -5 °C", "It is 5 °C")
    (True, False)
    """
    if a == b or (a := " ".join(a.split())) == (b := " ".join(b.split())):
        return True
    if unlike_numbers(a, b):
        return False
    words = split_words([a, b])
    middle = int(words.bounds[1])
    if middle == 0:
        return a.casefold() == b.casefold()
    return bool(np.array_equal(words.hashes[:middle], words.hashes[middle:]))


def unlike_numbers(a: str, b: str) -> tuple[str, ...]:
    """Where two texts of the same words differ in the signs and points of their numbers, as "this / that".

    >>> unlike_numbers("1.5 of -5", "1.5 of 5")
    ('-5 / 5',)
    """
    ours, theirs = _SIGNED.findall(a), _SIGNED.findall(b)
    if ours == theirs:
        return ()
    only_ours = [number for number in ours if number not in set(theirs)][:8]
    only_theirs = [number for number in theirs if number not in set(ours)][:8]
    return tuple(f"{one} / {other}" for one, other in zip_longest(only_ours, only_theirs, fillvalue="")) or ("",)
