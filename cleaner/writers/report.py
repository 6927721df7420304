"""OUT/report.html: one self-contained file in which a person sees what a run did, and decides whether to trust it.

It is made from the files of the output folder alone (survey.py looks them through), holds no wall-clock value and
loads nothing from anywhere. Text of pages is hostile: jinja2 escapes all of it, `visible` spells out controls, and a
Content-Security-Policy names the one style and the one script that may run, by their hashes.
"""

import itertools
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cleaner.durable import REPORT, note_report
from cleaner.model import ARTICLE_LABELS, BOILERPLATE_LABELS, Line, Over
from cleaner.writers.counted import CONFIDENCE_BOUNDS, PAGE_BOUNDS, WORD_BOUNDS, RuleUse
from cleaner.writers.differences import Pair, Segments, marked, side_by_side
from cleaner.writers.lines import Part, explained_parts, first_lines, page_parts
from cleaner.writers.survey import Survey, survey
from cleaner.writers.visible import clipped, visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
Explain = Callable[[Survey], dict[str, tuple[Line, ...]]]
"""The lines of sampled pages, by source_path; a page that cannot be read again is left out."""
PAGES_TEXT = 4_000_000  # characters of sampled pages; pages beyond are left out, so that the file stays under 20 MB
REPEATS_TEXT = 2_000_000  # of sampled clusters
COMPARED = 60_000  # characters of a record that are set beside another
PAGE_LINES = 1_500  # of one page
LINE = 1_500  # characters of one line of a page
EXTRACT = 700  # of an article or a passage where not all of it is needed
FAMILIES = {
    "way": ("nav", "breadcrumb", "pagination", "separator"),
    "lure": ("trending", "related", "readmore", "teaser"),
    "ask": ("share", "newsletter", "comment"),
    "sell": ("cookie", "ad"),
    "frame": ("tags", "bio", "caption", "pullquote"),
    "rest": ("footer", "other"),
}
FAMILY = {label: family for family, labels in FAMILIES.items() for label in labels}
OPTIONS_SHOWN = ("drop", "rules", "site", "against", "story_threshold")  # those that shape the corpus; not --jobs


@frozen
class ShownPage:
    """A sampled page."""

    path: str
    parts: tuple[Part, ...]
    articles: int
    cuts: int
    confidence: float | None
    """Of its least sure article; None for a page without one."""
    left_out: int
    """Lines that are not shown, at the end of a very long page."""


@frozen
class Repeat:
    """A dropped record beside the one that was kept."""

    dropped: Mapping[str, Any]
    kept: Mapping[str, Any] | None
    """None where the kept record stands in another corpus (`--against`)."""
    rows: tuple[Pair, ...]


@frozen
class Link:
    """Two records that stay in the corpus and are linked."""

    link: Mapping[str, Any]
    a: Mapping[str, Any]
    b: Mapping[str, Any]
    passage_a: Segments
    passage_b: Segments


def write_report(folder: Path, explain_again: Explain | None = None, over: Over = map) -> Survey:
    """Write `folder`/report.html, whole or not at all, and return what was seen.

    Cuts state their rule and margin, kept lines do not: `explain_again` may give all lines of the sampled pages whose
    input can still be read; `over` is where the files are looked through.

    Raises: UsageError where the folder holds no run.
    """
    found = survey(folder, over=over)
    if explain_again is not None:
        found.page_lines = explain_again(found)
    target, part = folder / REPORT, folder / f"{REPORT}.part"
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(report_html(found))
    os.replace(part, target)
    note_report(folder)
    return found


def report_html(found: Survey) -> Iterator[str]:
    """The report, in pieces."""
    environment = _environment()
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    return environment.get_template("report.html.j2").generate(
        found=found,
        version=str(found.run.get("version", "")),
        rules_sha256=str(found.run.get("rules_sha256", "")),
        options=_options(found),
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; "
        "form-action 'none'",
        charts=_charts(found),
        rules=sorted(found.rules.values(), key=lambda use: (-use.cuts, use.label, use.rule)),
        examples=_examples,
        pages=_shown_pages(found),
        repeats=_repeats(found),
        links=_links(found),
        labels=(*ARTICLE_LABELS, *BOILERPLATE_LABELS),
    )


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def show(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=show,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.filters["share"] = lambda part, whole: f"{100 * part / whole:.1f} %" if whole else "0 %"
    environment.filters["family"] = lambda label: FAMILY.get(label, "kept")
    environment.filters["line"] = lambda text: clipped(text, LINE)
    environment.filters["extract"] = lambda text: clipped(text, EXTRACT)
    environment.filters["web"] = lambda url: url if url.startswith(("http://", "https://")) else ""
    return environment


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _options(found: Survey) -> dict[str, str]:
    options = found.run.get("options")
    if not isinstance(options, dict):
        return {}
    texts = {name: options.get(name) for name in OPTIONS_SHOWN}
    return {
        name: ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
        for name, value in texts.items()
        if value not in (None, "", [], {})
    }


def _ranges(bounds: Sequence[int]) -> list[str]:
    names = [f"under {bounds[0]:,}" if bounds[0] > 1 else "0"]
    for low, high in itertools.pairwise(bounds):
        names.append(f"{low:,}" if high == low + 1 else f"{low:,}–{high - 1:,}")
    return [*names, f"{bounds[-1]:,}+"]


def _charts(found: Survey) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Title, what is counted, columns (name, count)."""
    edges = (0.0, *CONFIDENCE_BOUNDS, 1.0)
    confidence = [f"{low:.1f}–{high:.1f}" for low, high in itertools.pairwise(edges)]
    grades = [("kept", found.articles)]
    grades += [(grade, found.dropped[grade]) for grade in sorted(found.dropped)]
    grades += [(f"{grade} (linked)", found.linked[grade]) for grade in sorted(found.linked)]
    return [
        ("Articles a page", "pages", list(zip(_ranges(PAGE_BOUNDS), found.articles_a_page, strict=True))[1:]),
        ("Length in words", "articles", list(zip(_ranges(WORD_BOUNDS), found.words, strict=True))),
        ("Confidence", "articles", list(zip(confidence, found.confidence, strict=True))),
        ("Kept, dropped, linked", "records and links", grades),
    ]


def _examples(use: RuleUse) -> list[Mapping[str, Any]]:
    """A rule's least certain cuts, then some of the others."""
    shown = {(row["source_path"], row["start"]): row for row in (*use.closest, *use.others)}
    return list(shown.values())[:4]


def _shown_pages(found: Survey) -> list[ShownPage]:
    pages: list[ShownPage] = []
    room = PAGES_TEXT
    for path, records in found.page_records.items():
        cuts, lines = found.page_cuts[path], found.page_lines.get(path, ())
        parts = explained_parts(lines, records, cuts) or page_parts(records, cuts)
        shown = first_lines(parts, PAGE_LINES)
        room -= sum(min(len(line.text), LINE) + 300 for part in shown for line in part.lines)
        if room < 0 and pages:
            break
        left_out = sum(len(part.lines) for part in parts) - sum(len(part.lines) for part in shown)
        sure = min((record["confidence"] for record in records), default=None)
        pages.append(ShownPage(path, shown, len(records), len(cuts), sure, left_out))
    return sorted(pages, key=lambda page: (-1.0 if page.confidence is None else page.confidence, page.path))


def _repeats(found: Survey) -> list[Repeat]:
    shown: list[Repeat] = []
    room = REPEATS_TEXT
    for row in sorted(found.repeats, key=lambda row: (row["grade"] == "exact", row["score"], row["id"])):
        kept = found.records.get(row["duplicate_of"])
        text = kept["text"] if kept else ""
        room -= min(len(row["text"]), COMPARED) + min(len(text), COMPARED)
        if room < 0 and shown:
            break
        shown.append(
            Repeat(row, kept, side_by_side(clipped(row["text"], COMPARED), clipped(text, COMPARED)) if kept else ())
        )
    return shown


def _links(found: Survey) -> list[Link]:
    shown: list[Link] = []
    for link in found.links:
        a, b = found.records.get(link["a"]), found.records.get(link["b"])
        if a and b:
            shown.append(Link(link, a, b, _passage(link, a, "passage_a"), _passage(link, b, "passage_b")))
    return shown


def _passage(link: Mapping[str, Any], record: Mapping[str, Any], name: str) -> Segments:
    start, end = link[name]
    conflicts = [value for pair in link["conflicts"] for value in pair.split(" / ")]
    return marked(clipped(record["text"][start:end] or record["text"], EXTRACT), link["shared"], conflicts)
