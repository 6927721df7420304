"""`cleaner rules import-ftr`: a full-text-rss site config turned into a site pack.

The configs (fivefilters/ftr-site-config) name what a page's title, body, author and date are, and what to strip, by
XPath. XPath that says no more than CSS can is converted; a comment names every line that was not, and why.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.packtext import host_named, pack, quoted, remark, table
from cleaner.selectors import parse

LABELS = {"title": "title", "body": "body", "author": "meta", "date": "meta", "strip": "other"}
STRIPPED = "strip_id_or_class"
TESTS = ("test_url", "test_contains")
MOST_LINES = 2000

_LINE = re.compile(r"\s*([A-Za-z_]+)(?:\([^)]*\))?\s*:\s*(.*?)\s*$")
_STEP = re.compile(r"(//|/)(?:(descendant|child)::)?([A-Za-z][A-Za-z0-9]*|\*)((?:\[[^\]]*\])*)")
_VALUE = r"""(?:"([^"]*)"|'([^']*)')"""
_IS = re.compile(rf"@([A-Za-z][\w-]*)\s*=\s*{_VALUE}")
_HAS = re.compile(rf"(contains|starts-with)\(\s*@([A-Za-z][\w-]*)\s*,\s*{_VALUE}\s*\)")
_BLANK = r"""(?:''|""|' '|" ")"""
_WORD = re.compile(
    rf"contains\(\s*concat\(\s*{_BLANK}\s*,\s*(?:normalize-space\(\s*)?@class\s*\)?\s*,\s*{_BLANK}\s*\)\s*,"
    rf"\s*{_VALUE}\s*\)"
)
_ANY = re.compile(r"@([A-Za-z][\w-]*)")
_BEYOND = re.compile(r"following|preceding|ancestor|parent::|self::|position\(|last\(|text\(|not\(|count\(|string\(")
_SAFE = re.compile(r"-?[_a-zA-Z][-_a-zA-Z0-9]*")


class Config(NamedTuple):
    """A line of a config."""

    key: str
    value: str


def import_ftr(text: str, host: str) -> str:
    """A site config as a pack. Raises UsageError if `host` is no host's name."""
    name = host_named(host)
    tables: list[str] = []
    left: list[str] = []
    tests: list[str] = []
    for line in _configs(text):
        if line.key in TESTS:
            tests.append(f"{line.key}: {line.value}")
            continue
        try:
            css, label = _converted(line)
        except ValueError as error:
            left.append(f"not converted, {error}: {line.key}: {line.value}")
            continue
        tables.append(_select(name, len(tables) + 1, css, label, line))
    remarks = (
        f"From the full-text-rss config of {name} by `cleaner rules import-ftr`.",
        "XPath became CSS where CSS can say as much.",
        *left,
        *tests,
    )
    return pack(name, remarks, tables)


def _configs(text: str) -> Iterator[Config]:
    for raw in text.splitlines()[:MOST_LINES]:
        if raw.strip() and not raw.lstrip().startswith("#"):
            found = _LINE.match(raw)
            yield Config(found[1].lower(), found[2]) if found else Config("?", raw.strip())


def _converted(line: Config) -> tuple[str, str]:
    """A config line as (CSS, label). Raises ValueError with the reason why it cannot be."""
    if line.key == STRIPPED:
        word = line.value.strip("\"'")
        if not word or '"' in word:
            raise ValueError("no usable name")
        css = f'[id*="{word}"], [class*="{word}"]'
        parse(css)
        return css, "other"
    if line.key not in LABELS:
        raise ValueError("no rule of ours says that")
    return css_of(line.value), LABELS[line.key]


def _select(host: str, number: int, css: str, label: str, line: Config) -> str:
    return table(
        "select",
        (
            f"id = {quoted(f'{host}/ftr-{number}-{label}')}",
            f"css = {quoted(css)}",
            f"label = {quoted(label)}",
            f"reason = {quoted(remark(f'{line.key}: {line.value}').removeprefix('# '))}",
        ),
    )


def css_of(xpath: str) -> str:
    """An XPath as CSS. Raises ValueError with the reason where it says more than our CSS can.

    >>> css_of("//div[@class='story body']//p | //h1[@id='t']")
    'div.story.body p, h1#t'
    >>> css_of("//div[@id='a']/following-sibling::p")
    Traceback (most recent call last):
    ...
    ValueError: 'following' is more than CSS
    """
    found = re.search(
        r"following|preceding|ancestor|parent::|self::|position\(|last\(|text\(|not\(|count\(|string\(", xpath
    )
    if found or re.search(r"\[\s*\d+\s*\]|\)\s*\[", xpath):
        name = re.match(r"[a-z]+(?:-[a-z]+)?", found[0]) if found else None
        raise ValueError(f"{name[0] if name else 'position'!r} is more than CSS")
    css = ", ".join(_path(part.strip()) for part in _alternatives(xpath))
    parse(css)
    return css


def _alternatives(xpath: str) -> list[str]:
    """The parts of a union; a bar within quotes is none."""
    return re.split(r"\|(?=(?:[^'\"]|'[^']*'|\"[^\"]*\")*$)", xpath)


def _path(xpath: str) -> str:
    """One path: steps with their predicates."""
    at, css = 0, ""
    while at < len(xpath):
        step = _STEP.match(xpath, at)
        if step is None:
            raise ValueError(f"{xpath[at : at + 30]!r} is no plain step")
        link = " " if step[1] == "//" or step[2] == "descendant" else " > "
        tests = "".join(_predicate(inner) for inner in re.findall(r"\[([^\]]*)\]", step[4]))
        tag = "" if step[3] == "*" and tests else step[3].lower()
        css += (link if css else "") + tag + tests
        at = step.end()
    if not css:
        raise ValueError("nothing is named")
    return css


def _predicate(inner: str) -> str:
    """What a predicate asks for, as CSS; only `and` joins."""
    css = ""
    for test in re.split(r"\s+and\s+(?=(?:[^'\"]|'[^']*'|\"[^\"]*\")*$)", inner.strip()):
        css += _test(test.strip())
    return css


def _test(test: str) -> str:
    if found := _WORD.fullmatch(test):
        return _class(found[1] or found[2] or "")
    if found := _IS.fullmatch(test):
        name, value = found[1].lower(), found[2] or found[3] or ""
        if name == "class":
            return _class(value)
        if name == "id" and _SAFE.fullmatch(value):
            return f"#{value}"
        return _attribute(name, "=", value)
    if found := _HAS.fullmatch(test):
        sign = "*=" if found[1] == "contains" else "^="
        return _attribute(found[2].lower(), sign, found[3] or found[4] or "")
    if found := _ANY.fullmatch(test):
        return f"[{found[1].lower()}]"
    raise ValueError(f"{test!r} is more than CSS")


def _class(value: str) -> str:
    words = value.split()
    if not words or not all(_SAFE.fullmatch(word) for word in words):
        return _attribute("class", "=", value)
    return "".join(f".{word}" for word in words)


def _attribute(name: str, sign: str, value: str) -> str:
    if '"' in value:
        raise ValueError("a value with quotes is more than CSS here")
    return f'[{name}{sign}"{value}"]'
