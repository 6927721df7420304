"""The whole flow. Start here.

read -> decode -> blocks -> label -> split          one page at a time, in worker processes (take_apart)
fingerprint -> match -> cluster                     over all records (cleaner/repeats.py)
write                                               an output folder (cleaner/output.py)
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from cleaner.blocks.decode import decode, decode_text
from cleaner.blocks.html import Parsed, parse_html
from cleaner.blocks.marked import MarkedWalk
from cleaner.blocks.text import text_blocks
from cleaner.engines import engine_of
from cleaner.errors import PageError
from cleaner.floods import check_floods
from cleaner.index import open_index
from cleaner.label import label
from cleaner.markdown import markdown_text
from cleaner.markup.facts import describe
from cleaner.markup.labels import label_html
from cleaner.markup.voices import trafilatura_votes
from cleaner.metadata import Head, known_of, read_head
from cleaner.model import Explained, Page, Reject, Split
from cleaner.output import Summary, finished, key_of, open_output, outside
from cleaner.progress import watching
from cleaner.readers import find_sources, read, read_options
from cleaner.repeats import find_repeats
from cleaner.rulebook import Rules
from cleaner.rules import load_rules
from cleaner.settings import Settings
from cleaner.split import plain_text, split
from cleaner.spool import Taken, taken

HARMLESS = {
    "text": Page("", "", 0, "text", b"Rain stops play\nThe match in Leeds ended early because of heavy rain.\n"),
    "html": Page(
        "", "", 0, "html", b"<html><body><h1>Rain stops play</h1><p>The match in Leeds ended early.</p></body>"
    ),
}
"""A page of each kind, done before any other, to load what such pages need."""


PLAIN = Parsed((), "", ())
"""What the HTML parser makes of a page that is not HTML."""


def read_html(text: str, url: str, settings: Settings) -> Parsed:
    """A page's blocks, and where Markdown is wanted their texts with links."""
    return parse_html(text) if settings.text_format == "text" else parse_html(text, partial(MarkedWalk, url))


def host_of(url: str) -> str:
    """The host of a URL without "www.", "" where there is none.

    >>> host_of("https://www.example.com:8080/a?b"), host_of("not a url")
    ('example.com', '')
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address such as "http://[": a page's URL is as untrusted as its text
        return ""


def take_apart(page: Page, rules: Rules, settings: Settings, *, cuts: bool = True, text: str = "") -> Explained:
    """One page, from its bytes to its articles and cuts. Pure: the same page gives the same answer anywhere.

    Where no `cuts` are wanted, nothing is said of what no article keeps. `text` stands for the page's bytes where it
    was text when it came.
    """
    try:
        text, encoding = decode_text(text) if text else decode(page)
        host = host_of(page.url) or settings.site
        if page.kind == "html":
            check_floods(text, settings.limits)
        head = read_head(text, page.url) if page.kind == "html" else Head()
        parsed = read_html(text, page.url, settings) if page.kind == "html" else PLAIN
        if page.kind == "html":
            blocks = parsed.blocks
            if not blocks:
                raise PageError("empty", "the page has no text")
            verdict = trafilatura_votes(text, blocks) if settings.extractor == "trafilatura" else None
            labelled = label_html(
                blocks, head.title, rules, host=host, language=head.language, verdict=verdict, cuts=cuts
            )
            page = known_of(page, head)
        else:
            labelled = label(text_blocks(text), rules, host=host, kind=page.kind)
        marked = {block.start: said for block, said in zip(parsed.blocks, parsed.marked, strict=True)}
        render = plain_text if settings.text_format == "text" else partial(markdown_text, marked=marked)
        taken = split(page, text, labelled, rules, render, cuts=cuts)
        if page.kind == "html":
            taken = describe(taken, labelled, page, head, host, rules.meta.bylines)
        reject = None if taken.articles else no_article(page, taken)
        return Explained(page, encoding, labelled, taken, reject, parsed.parser)
    except PageError as error:
        return Explained(page, reject=Reject(page.source_path, "", error.reason, error.detail))


def no_article(page: Page, taken: Split) -> Reject:
    """A page of boilerplate alone is a reject, so that every page is in the corpus, the duplicates or the rejects."""
    return Reject(page.source_path, "", "no article", f"{len(taken.cuts)} blocks, each in cuts.jsonl with its rule")


def clean_page(page: Page, rules: Rules, settings: Settings) -> Taken:
    """What a run writes of one page: the task that workers do."""
    explained = take_apart(page, rules, settings)
    return taken(explained.split, explained.reject)


def clean_run(inputs: Sequence[str], out: str, settings: Settings, rules: Rules | None = None) -> Summary:
    """The main job: read the inputs, write the output folder (or file, or stream), and say what happened.

    `rules` are those that the settings name, if they are loaded already.
    """
    if settings.against:
        open_index(Path(settings.against))  # a damaged one is told before the work, not after it
    rules = rules or load_rules(settings.rules, limits=settings.limits)
    sources = outside(find_sources(inputs, settings.limits), out)
    key = key_of(inputs, settings, rules)
    if summary := finished(out, settings, key):
        return summary
    task = partial(clean_page, rules=rules, settings=settings)
    reader = partial(read, options=read_options(settings))
    with (
        open_output(out, settings, key) as output,
        watching(sources, quiet=settings.quiet) as progress,
        engine_of(settings, output.work, HARMLESS) as engine,
    ):
        for result in engine.clean(task, sources, reader, output.remaining, progress.pages):
            output.add(result)
            progress.took(result)
        progress.turn_to("looking for repeats")
        return output.finish(find_repeats(output.records, settings, engine, output.work))
