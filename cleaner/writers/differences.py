"""Two texts side by side, with what differs marked."""

import difflib
import re
from collections.abc import Iterator, Sequence

from attrs import frozen

WORDS_COMPARED = 1_500  # a side; beyond that words are not aligned, the cost grows with the square
PLAIN_WORDS = 400  # a side; beyond that difflib may pass over very common words, or "a b a b ..." takes it minutes
FOLD = 2  # equal lines shown around a difference; runs of more are folded

Segments = tuple[tuple[str, str], ...]
"""Pieces of a line: how the piece is marked ("" or "differs", "shared", "conflict"), and what it says."""


@frozen
class Pair:
    """A row of the two columns; a side is () where it has nothing. `folded` counts equal lines that are left out."""

    left: Segments = ()
    right: Segments = ()
    folded: int = 0


def side_by_side(left: str, right: str) -> tuple[Pair, ...]:
    """Compare two texts, line by line and within lines word by word.

    >>> side_by_side("one two", "one 2")[0].right
    (('', 'one '), ('differs', '2'))
    """
    a, b = left.split("\n"), right.split("\n")
    return tuple(pair for step in difflib.SequenceMatcher(None, a, b).get_opcodes() for pair in _step(step, a, b))


def _step(step: tuple[str, int, int, int, int], a: Sequence[str], b: Sequence[str]) -> Iterator[Pair]:
    kind, a0, a1, b0, b1 = step
    if kind == "equal":
        yield from _equal(a[a0:a1], at_start=a0 == 0, at_end=a1 == len(a))
    elif kind == "replace" and a1 - a0 == b1 - b0:
        yield from (Pair(*words_marked(x, y)) for x, y in zip(a[a0:a1], b[b0:b1], strict=True))
    elif kind == "replace":
        yield Pair(*words_marked("\n".join(a[a0:a1]), "\n".join(b[b0:b1])))
    else:
        yield from (Pair(left=(("differs", line),)) for line in a[a0:a1])
        yield from (Pair(right=(("differs", line),)) for line in b[b0:b1])


def _equal(lines: Sequence[str], *, at_start: bool, at_end: bool) -> Iterator[Pair]:
    before, after = (0 if at_start else FOLD), (0 if at_end else FOLD)
    if at_start and at_end:
        before = FOLD
    if len(lines) <= before + after + 1:
        before, after = len(lines), 0
    for line in lines[:before]:
        yield Pair((("", line),), (("", line),))
    if folded := len(lines) - before - after:
        yield Pair(folded=folded)
    for line in lines[len(lines) - after :] if after else ():
        yield Pair((("", line),), (("", line),))


def words_marked(left: str, right: str) -> tuple[Segments, Segments]:
    """Both texts in pieces, those that the other does not have marked.

    Texts without spaces are compared character by character.
    """
    a, b = _tokens(left), _tokens(right)
    if max(len(a), len(b)) > WORDS_COMPARED:
        return (("differs", left),), (("differs", right),)
    steps = difflib.SequenceMatcher(None, a, b, max(len(a), len(b)) > PLAIN_WORDS).get_opcodes()
    return (
        tuple(("" if kind == "equal" else "differs", "".join(a[a0:a1])) for kind, a0, a1, _, _ in steps if a1 > a0),
        tuple(("" if kind == "equal" else "differs", "".join(b[b0:b1])) for kind, _, _, b0, b1 in steps if b1 > b0),
    )


def _tokens(text: str) -> list[str]:
    """Words, white space and single marks; han, kana and thai one character at a time.

    >>> _tokens("one, two")
    ['one', ',', ' ', 'two']
    """
    return re.findall(
        r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+|\s+|.", text
    )


def marked(text: str, shared: Sequence[str], conflicts: Sequence[str] = ()) -> Segments:
    """A text in pieces, with facts that are shared or conflict marked where they stand in it.

    >>> marked("They swapped 95 prisoners.", ["95 prisoners"])
    (('', 'They swapped '), ('shared', '95 prisoners'), ('', '.'))
    """
    kinds = {fact.casefold(): "shared" for fact in shared} | {fact.casefold(): "conflict" for fact in conflicts}
    wanted = sorted((fact for fact in kinds if fact.strip()), key=lambda fact: (-len(fact), fact))
    if not wanted:
        return (("", text),)
    any_fact = "|".join(rf"(?<!\w){re.escape(fact)}(?!\w)" for fact in wanted)
    pieces = re.split(f"({any_fact})", text, flags=re.IGNORECASE)
    return tuple(
        (kinds.get(piece.casefold(), "shared") if number % 2 else "", piece)
        for number, piece in enumerate(pieces)
        if piece
    )
