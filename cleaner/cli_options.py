"""Options and words that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

FINDINGS, BAD_USAGE, REJECTED, INTERRUPTED = 1, 2, 3, 130
"""Exit codes; 0 is done."""
GRADES = ("exact", "near", "contained", "story")
Command = TypeVar("Command", bound=Callable[..., Any])


def cores() -> int:
    """The cores that this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grades(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    """The grades of a `--drop` list.

    >>> grades(None, None, "exact, near")
    ('exact', 'near')
    """
    chosen = tuple(word.strip() for word in value.split(",") if word.strip())
    for word in chosen:
        if word not in GRADES:
            raise click.BadParameter(f"{word!r} is not a grade; choose from {', '.join(GRADES)}, or '' for none.")
    return chosen


def options(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several click options as one decorator, in the order in which help shows them."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


RULE_OPTIONS = options(
    click.option(
        "--rules",
        multiple=True,
        type=click.Path(path_type=Path),
        help="More rules: a folder or a TOML file, on top of the bundled ones.",
    ),
    click.option("--site", default="", metavar="HOST", help="Whose site pack holds for pages that have no URL."),
    click.option(
        "--extractor",
        type=click.Choice(["auto", "labeller", "trafilatura"]),
        default="auto",
        help="For HTML: the labeller alone (fast), or with trafilatura as a voter.",
    ),
    click.option("--input-format", default="", metavar="NAME", help="Read the input as text, html, jsonl, warc ..."),
)
REPEAT_OPTIONS = options(
    click.option(
        "--drop",
        default="exact,near",
        callback=grades,
        metavar="GRADES",
        help="Which repeats leave the corpus: exact,near,contained,story. The others are linked.",
    ),
    click.option("--no-story", is_flag=True, help="Do not look for the same story in other words."),
    click.option(
        "--story-threshold",
        type=click.FloatRange(0, 1),
        default=0.25,
        show_default=True,
        metavar="X",
        help="How alike two passages must be for a story link.",
    ),
    click.option(
        "--against",
        type=click.Path(),
        default="",
        metavar="INDEX",
        help="Also look for repeats of what an index (see `cleaner index`) holds.",
    ),
)
RUN_OPTIONS = options(
    click.option("--jobs", type=click.IntRange(1), default=cores, metavar="N", help="Worker processes. [the cores]"),
    click.option("--resume", is_flag=True, help="Go on with a run that was broken off."),
    click.option("--overwrite", is_flag=True, help="Replace the run that OUT holds."),
    click.option("--quiet", is_flag=True, help="Say nothing but errors."),
)
FIELD_OPTIONS = options(
    click.option("--text-field", default="text", show_default=True, metavar="KEY", help="Where rows hold text."),
    click.option("--html-field", default="html", show_default=True, metavar="KEY", help="Where rows hold HTML."),
    click.option("--url-field", default="url", show_default=True, metavar="KEY", help="Where rows hold the URL."),
)
ROW_OPTIONS = options(
    click.option("--text-field", default="text", show_default=True, metavar="KEY", help="Where rows hold text."),
    click.option("--id-field", default="id", show_default=True, metavar="KEY", help="Where rows hold their id."),
)
OUT_OPTION = click.option(
    "-o", "--out", required=True, metavar="OUT", help="A folder, a .jsonl[.gz|.zst] or .parquet file, or - for stdout."
)


def byte_count(text: str) -> int:
    """A size in bytes, with K, M or G for powers of 1,000.

    >>> byte_count("500M"), byte_count("0")
    (500000000, 0)
    """
    number, unit = (text[:-1], text[-1].upper()) if text[-1:].isalpha() else (text, "")
    if unit not in ("", "K", "M", "G") or not number.isdigit():
        raise click.BadParameter(f"{text!r} is not a size; write bytes, or 500K, 200M, 2G.", param_hint="--shard-size")
    return int(number) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[unit]


def one_line(text: object) -> str:
    """A message on one line without control characters: content must not reach the terminal raw.

    >>> one_line("no such file:\\n\\x1b[2J")
    'no such file: \\\\x1b[2J'
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(str(text).split()))
