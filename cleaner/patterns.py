r"""Patterns of rules: RE2, so that none can hang a run, with classes that mean all scripts.

RE2's own \w, \d, \s and \b are ASCII; rules are written for every language, so they are translated. Patterns ignore
case and see a line twice: as it is, and its *core* without indentation, list marks, heading marks and emphasis.
"""

import re
from collections.abc import Sequence

import re2

_CLASSES = {"w": r"\p{L}\p{M}\p{N}_", "d": r"\p{Nd}", "s": r"\s\p{Z}"}
_LEAD = re.compile(r"^(?:[\s\u00a0]|[-*+•·‣▪●►|>#_~]+(?=[\s*_#]|$)|[*_]{1,3}(?=\S))+")
_TAIL = re.compile(r"[\s\u00a0*_#|]+$")
_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"\\.|[\[\]]", re.DOTALL)
"""What changes the meaning of the characters around it: an escape, or the edge of a class."""
MAX_MATCHED = 200
"""Characters; a longer block is prose and is not matched against patterns."""


def core_of(text: str) -> str:
    r"""A line without indentation, list and heading marks, and emphasis; white space squeezed.

    A line of nothing but marks is its own core.

    >>> core_of("   * **Share  this**"), core_of("## Related"), core_of("-"), core_of("-5 degrees")
    ('Share this', 'Related', '-', '-5 degrees')
    """
    bare = _TAIL.sub("", _LEAD.sub("", text))
    return _SPACE.sub(" ", bare or text.strip())


def forms_of(line: str) -> tuple[str, ...]:
    """What patterns see of a line: its text with white space squeezed, and its core where that differs."""
    line = _one_i(line)
    whole = " ".join(line.split())
    if whole[:1].isalnum() and whole[-1:] not in "*_#|":
        return (whole,)
    core = core_of(line)
    return (whole,) if core == whole else (whole, core)


def _one_i(text: str) -> str:
    """Turkish has two letters i, which no case-folding pairs as Turkish does: to patterns they are one."""
    return text.replace("İ", "i").replace("ı", "i") if "İ" in text or "ı" in text else text


def translate(source: str) -> str:
    r"""A pattern with \w \d \s \b (and their capitals) for all scripts.

    RE2 cannot look around, so \b becomes an edge or one character that is no word's. It is dropped where a blank or
    other literal beside it says the same.

    >>> print(translate(r"^\d+ min[\s.]"))
    ^\p{Nd}+ min[\s\p{Z}.]
    """
    source = _one_i(source)
    out: list[str] = []
    at, inside = 0, False
    for found in _TOKEN.finditer(source):
        start, token = found.start(), found.group()
        out.append(source[at:start])
        at = found.end()
        if token == "[":
            inside = True
        elif token == "]":
            inside = inside and source[start - 1] in "[^"
        out.append(_escape(source, start, inside) if token[0] == "\\" else token)
    out.append(source[at:])
    return "".join(out)


def _escape(source: str, i: int, inside: bool) -> str:
    letter = source[i + 1]
    if letter in _CLASSES:
        return _CLASSES[letter] if inside else (_CLASSES[letter] if letter == "d" else f"[{_CLASSES[letter]}]")
    if letter.lower() in _CLASSES:
        if inside:
            raise ValueError(f"\\{letter} cannot stand inside [ ]: name what it leaves out instead")
        return f"[^{_CLASSES[letter.lower()]}]"
    if letter == "b" and not inside:
        before, after = source[i - 1 : i], source[i + 2 : i + 3]
        beside = (before, after)
        return "" if any(c in (" ", ",", ":", ";", "-", "'", "’") for c in beside if c) else _EDGE
    return source[i : i + 2]


_EDGE = r"(?:^|$|[^\p{L}\p{M}\p{N}_])"


def _options() -> object:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


class Test:
    """One rule's patterns; any of them holds."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    def __init__(self, sources: Sequence[str]) -> None:
        self._patterns = []
        for source in sources:
            try:
                self._patterns.append(re2.compile(translate(source), _options()))
            except re2.error as error:
                raise ValueError(f"{source!r} is no RE2 pattern: {error}") from error

    def holds(self, line: str) -> bool:
        """Whether a pattern is found in a line or in its core."""
        return any(p.search(form) is not None for p in self._patterns for form in forms_of(line))


_OPEN = re.compile(r"(?:^\^?|\(\?:|\|)(?:\.[*+{?]|\[\^|\\[SDWpPw]|\.$)|^[^^]")
"""Patterns of which a part begins with almost anything: many in one automaton have more states than memory allows."""


class Tests:
    """Many rules' patterns matched in one pass over a line."""

    def __init__(self, sources: Sequence[Sequence[str]]) -> None:
        self._set = re2.Set.SearchSet(_options())
        self._filter = re2.Filter()
        self._in_set: list[int] = []
        self._in_filter: list[int] = []
        for number, group in enumerate(sources):
            for source in group:
                if _OPEN.search(source):
                    self._filter.Add(translate(source), _options())
                    self._in_filter.append(number)
                else:
                    self._set.Add(translate(source))
                    self._in_set.append(number)
        if self._in_set:
            self._set.Compile()
        if self._in_filter:
            self._filter.Compile()

    def found(self, line: str) -> tuple[int, ...]:
        """Numbers of the rules with a pattern in a line or in its core, rising."""
        hits: set[int] = set()
        if not self._in_set and not self._in_filter:
            return ()
        for form in forms_of(line):
            if self._in_set:
                hits.update(self._in_set[hit] for hit in self._set.Match(form) or ())
            if self._in_filter:
                hits.update(self._in_filter[hit] for hit in self._filter.Match(form) or ())
        return tuple(sorted(hits))
