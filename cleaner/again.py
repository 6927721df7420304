"""The sampled pages of a finished run labelled once more, so that its report shows the rules of kept lines too.

cuts.jsonl names the rule of every cut; the rule that kept a line stands nowhere in the output folder. For the few pages
that the report shows it is cheaper to ask the labeller again than to write it down for all.
"""

from collections.abc import Iterator
from pathlib import Path

import attrs

from cleaner.errors import CleanerError
from cleaner.explaining import lines_of
from cleaner.model import Line, Page
from cleaner.pipeline import take_apart
from cleaner.readers import find_sources, read, read_options
from cleaner.rulebook import Rules
from cleaner.rules import load_rules
from cleaner.settings import Settings
from cleaner.writers.rows import Row
from cleaner.writers.survey import Survey

READ_AGAIN = 10_000_000  # bytes of inputs, over all of them: enough for single pages, and no crawl is read twice
LABEL_AGAIN = 2_000_000  # bytes of pages, over all of them: of longer ones the report shows a part, for seconds of work


def explain_again(found: Survey, rules: Rules | None = None) -> dict[str, tuple[Line, ...]]:
    """The lines of the sampled pages, by source_path; without those whose input or rules are not at hand any more.

    `rules` are those of the run, if they are loaded already.
    """
    settings = settings_of(found.run)
    try:
        rules = rules or load_rules(settings.rules, limits=settings.limits)
    except (CleanerError, OSError):  # rule files of the run that were removed or broken since: the report goes without
        return {}
    if rules.sha256 != found.run.get("rules_sha256"):
        return {}
    lines: dict[str, tuple[Line, ...]] = {}
    room = LABEL_AGAIN
    for source, wanted in sampled_sources(found):
        for page in pages_of(source, wanted, settings):
            if len(page.raw) <= room:
                room -= len(page.raw)
                lines[page.source_path] = lines_of(take_apart(page, rules, settings))
    return lines


def settings_of(run: Row) -> Settings:
    """The choices that run.json states; the defaults where it states none."""
    import cattrs

    stated = run.get("options", {})
    known = {field.name for field in attrs.fields(Settings)}
    try:
        return cattrs.structure({name: value for name, value in stated.items() if name in known}, Settings)
    except cattrs.BaseValidationError:
        return Settings()


def sampled_sources(found: Survey) -> Iterator[tuple[str, set[str]]]:
    """The inputs that hold sampled pages, and which ones, as long as they are there and not too large."""
    wanted: dict[str, set[str]] = {}
    for path, records in found.page_records.items():
        wanted.setdefault(records[0]["source"] if records else path, set()).add(path)
    room = READ_AGAIN
    for source in sorted(wanted):
        if Path(source).is_file() and (size := Path(source).stat().st_size) <= room:
            room -= size
            yield source, wanted[source]


def pages_of(source: str, wanted: set[str], settings: Settings) -> Iterator[Page]:
    """Some pages of an input, by source_path."""
    missing = set(wanted)
    for found in find_sources([source]):
        for item in read(found, read_options(settings)):
            if item.source_path in missing and isinstance(item, Page):
                yield item
            missing.discard(item.source_path)
            if not missing:
                return
