"""Turns dumps of scraped pages into a clean, deduplicated JSONL corpus, and accounts for every cut.

    >>> from cleaner import clean
    >>> page = "Rain stops play\\n" + "The match in Leeds ended after nine overs because of heavy rain. " * 4
    >>> [article.title for article in clean(page)]
    ['Rain stops play']

The three jobs of the command line as functions: `clean` and `explain` for one page, `dedup` for records.
Each imports what it needs when it is called, so that `import cleaner` costs nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

# The function `dedup` below and the package of that name share it. A package becomes an attribute of its parent when it
# is first imported: it is imported here, before the function takes the name, and its modules are found as ever.
import cleaner.dedup  # noqa: F401
from cleaner.settings import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from cleaner.in_memory import Deduplicated
    from cleaner.model import Article, Line
    from cleaner.rulebook import Rules
    from cleaner.settings import Extractor, TextFormat

__all__ = ["clean", "dedup", "explain"]
__version__ = VERSION


@cache
def _bundled_rules() -> Rules:
    """Loading and checking the rules takes a third of a second: once a program, not once a page."""
    from cleaner.rules import load_rules

    return load_rules()


def clean(
    text_or_html: str | bytes,
    *,
    url: str = "",
    rules: Rules | None = None,
    extractor: Extractor = "auto",
    text_format: TextFormat = "text",
) -> tuple[Article, ...]:
    """The articles of one page, in page order.

    Whether the page is text or HTML is found from its content. `url` names the page, and through its host the site
    pack; `rules` are the bundled ones unless `load_rules` gave others. Raises PageError for a page that holds nothing.
    """
    from cleaner.explaining import page_of
    from cleaner.pipeline import take_apart
    from cleaner.readers.sniff import PEEK
    from cleaner.settings import Settings

    settings = Settings(extractor=extractor, text_format=text_format)
    text = text_or_html if isinstance(text_or_html, str) else ""
    page = page_of(text_or_html[:PEEK], url) if text else page_of(text_or_html, url)
    return take_apart(page, rules or _bundled_rules(), settings, cuts=False, text=text).split.articles


def explain(text_or_html: str | bytes, *, url: str = "", rules: Rules | None = None) -> tuple[Line, ...]:
    """One page block by block: label, the rule that did most for it, the margin in votes, the index of its article."""
    from cleaner.explaining import lines_of, page_of
    from cleaner.pipeline import take_apart
    from cleaner.settings import Settings

    return lines_of(take_apart(page_of(text_or_html, url), rules or _bundled_rules(), Settings()))


def dedup(
    records: Iterable[Mapping[str, Any]],
    *,
    text_field: str = "text",
    id_field: str = "id",
    drop: tuple[str, ...] = ("exact", "near"),
    story_threshold: float | None = 0.25,
) -> Deduplicated:
    """The repeats among records: those that stay, those that were dropped for which one, and links with evidence.

    Records are mappings with an id and a text; other keys stay as they are. `story_threshold=None` does not look for
    the same story in other words. Raises UsageError for a record that has no text.

        >>> from cleaner import dedup
        >>> rain = "The match in Leeds ended after nine overs because of heavy rain over the ground."
        >>> done = dedup([{"id": "a", "text": rain}, {"id": "b", "text": rain}])
        >>> [row["id"] for row in done.kept], [(row["id"], row["duplicate_of"]) for row in done.duplicates]
        (['a'], [('b', 'a')])
    """
    from cleaner.in_memory import deduplicate
    from cleaner.settings import Settings

    settings = Settings(
        text_field=text_field,
        id_field=id_field,
        drop=drop,
        story=story_threshold is not None,
        story_threshold=story_threshold or 0.0,
        quiet=True,
    )
    return deduplicate(records, settings)
