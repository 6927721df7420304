"""CSS selectors of site packs, matched against the tree of an HTML page.

A part of CSS, enough for packs: tags, `.class`, `#id`, `[name]`, `[name=value]` with `*=`, `^=`, `$=` and `~=`, the
combinators " " and ">", and commas. Elements that hold no text are not in the tree, so siblings cannot be counted.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from cleaner.elements import Tree

_NAME = r"-?[_a-zA-Z\u00a0-\U0010ffff][-_a-zA-Z0-9\u00a0-\U0010ffff]*"
_TOKEN = re.compile(
    rf"""(?P<comma>\s*,\s*)|(?P<child>\s*>\s*)|(?P<space>\s+)
    |(?P<tag>\*|{_NAME})|\.(?P<cls>{_NAME})|\#(?P<id>{_NAME})
    |\[\s*(?P<name>{_NAME})\s*(?:(?P<op>[*^$~]?=)\s*(?:"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>{_NAME}))\s*)?\]""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r' ([^\s=>]+)="([^"]*)"')
LONGEST = 500
"""Characters of a selector; a longer one is a mistake."""

_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "": lambda has, wanted: True,
    "=": lambda has, wanted: has == wanted,
    "*=": lambda has, wanted: wanted != "" and wanted in has,
    "^=": lambda has, wanted: wanted != "" and has.startswith(wanted),
    "$=": lambda has, wanted: wanted != "" and has.endswith(wanted),
    "~=": lambda has, wanted: wanted in has.split(),
}


@frozen
class Compound:
    """What one element must be: a tag ("" for any) and attributes as (name, comparison, value)."""

    tag: str = ""
    tests: tuple[tuple[str, str, str], ...] = ()
    child: bool = False
    """Whether the next compound above must be the parent, not just any ancestor."""


Selector = tuple[Compound, ...]
"""Compounds from the element itself upwards."""


def parse(css: str) -> tuple[Selector, ...]:
    """The alternatives of a selector. Raises ValueError for CSS that is not supported.

    >>> [[part.tag for part in selector] for selector in parse("div.post > h2, #rail li")]
    [['h2', 'div'], ['li', '']]
    """
    if len(css) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    selectors: list[list[Compound]] = [[Compound()]]
    fresh = True
    for token in _tokens(css.strip()):
        if token["comma"] or token["child"] or token["space"]:
            if fresh:
                raise ValueError(f"{css!r}: nothing stands before {token[0]!r}")
            if token["comma"]:
                selectors.append([Compound()])
            else:
                selectors[-1].insert(0, Compound(child=token["child"] is not None))
            fresh = True
            continue
        if token["tag"] and not fresh:
            raise ValueError(f"{css!r}: {token[0]!r} cannot stand there")
        selectors[-1][0] = _with(selectors[-1][0], token)
        fresh = False
    if fresh:
        raise ValueError(f"{css!r} names no element")
    return tuple(tuple(parts) for parts in selectors)


def _tokens(css: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(css):
        token = _TOKEN.match(css, at)
        if token is None:
            raise ValueError(f"{css!r}: {css[at : at + 20]!r} is not supported here")
        yield token
        at = token.end()


def _with(part: Compound, token: re.Match[str]) -> Compound:
    if token["tag"]:
        return Compound("" if token["tag"] == "*" else token["tag"].lower(), part.tests, part.child)
    if token["cls"]:
        test = ("class", "~=", token["cls"])
    elif token["id"]:
        test = ("id", "=", token["id"])
    else:
        value = next((token[key] for key in ("quoted", "single", "bare") if token[key] is not None), "")
        test = (token["name"].lower(), token["op"] or "", value)
    return Compound(part.tag, (*part.tests, test), part.child)


def attributes_of(head: str) -> dict[str, str]:
    """The attributes that an opening tag writes."""
    return {name.lower(): html.unescape(value) for name, value in _ATTRIBUTE.findall(head)}


def found(selectors: Sequence[Selector], tree: Tree) -> frozenset[int]:
    """Numbers of the elements of a tree that one of the selectors matches; linear in elements and compounds."""
    known: dict[int, dict[str, str]] = {}

    def holds(part: Compound, number: int) -> bool:
        if part.tag and tree.tags[number] != part.tag:
            return False
        if part.tests and number not in known:
            known[number] = attributes_of(tree.head(number))
        return all(name in known[number] and _COMPARE[op](known[number][name], value) for name, op, value in part.tests)

    matched: set[int] = set()
    for selector in selectors:
        reached: set[int] | None = None
        for part in reversed(selector):
            allowed = None if reached is None else _below(reached, tree, part.child)
            reached = {n for n in range(len(tree.tags)) if (allowed is None or n in allowed) and holds(part, n)}
        matched |= reached or set()
    return frozenset(matched)


def _below(above: set[int], tree: Tree, child: bool) -> set[int]:
    """The children of some elements, or all their descendants: parents come before children in a tree."""
    below: set[int] = set()
    for number, parent in enumerate(tree.parents):
        if parent in above or (not child and parent in below):
            below.add(number)
    return below
