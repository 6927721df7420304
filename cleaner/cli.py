"""The command line: options in, one frozen Settings out, and exit codes.

Records go to files or standard output, everything else to standard error.
Exit codes: 0 done; 1 findings; 2 bad usage, rule file or option, nothing written; 3 done, but some input was rejected.
Every command imports what it needs when it runs, so that `cleaner --help` answers at once.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.cli_rules import rules as rules_commands
from cleaner.errors import CleanerError, UsageError
from cleaner.settings import Settings

FINDINGS, BAD_USAGE, REJECTED, INTERRUPTED = 1, 2, 3, 130
TOLD = 5  # rows that were not taken are named on the terminal; one row of a wrong file has thousands like it
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dump-cleaner", prog_name="cleaner")
def cli() -> None:
    """Turn dumps of scraped pages into a clean, deduplicated JSONL corpus, and account for every cut."""


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o", "--out", required=True, metavar="OUT", help="A folder, a .jsonl[.gz|.zst] or .parquet file, or - for stdout."
)
@RULE_OPTIONS
@FIELD_OPTIONS
@REPEAT_OPTIONS
@RUN_OPTIONS
@click.option(
    "--format", "text_format", type=click.Choice(["text", "markdown"]), default="text", help="Form of `text`."
)
@click.option("--shard-size", default="0", metavar="SIZE", help="Split the corpus into files of about SIZE, say 500M.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", help="Where the work runs.")
@click.option("--spark-master", default="", metavar="URL", help="The Spark cluster to run on.")
@click.option("--no-isolation", is_flag=True, help="Take pages apart in this process: for trusted input.")
@click.option("--limit", multiple=True, metavar="NAME=N", help="Change a limit of docs/limits.md, say page_seconds=30.")
def clean(
    inputs: tuple[str, ...],
    out: str,
    no_story: bool,
    no_isolation: bool,
    shard_size: str,
    limit: tuple[str, ...],
    **choices: Any,
) -> int:
    """Split, clean and deduplicate the pages of INPUT: files, folders, globs, or - for standard input.

    \b
    cleaner clean seeds/ -o out/
    cleaner clean crawl.warc.gz pages/ -o corpus.jsonl.zst
    cat page.html | cleaner clean - -o -
    """
    from cleaner.limits import chosen_limits
    from cleaner.pipeline import clean_run

    settings = Settings(
        **choices,
        story=not no_story,
        isolation=not no_isolation,
        shard_size=byte_count(shard_size),
        limits=chosen_limits(limit),
    )
    summary = clean_run(inputs, out, settings)
    if not summary.single:
        show_report(out, settings.quiet)
    return REJECTED if summary.rejects else 0


@cli.command("dedup")
@click.argument("inputs", nargs=-1, required=True, metavar="CORPUS...")
@click.option(
    "-o", "--out", required=True, metavar="OUT", help="A folder, a .jsonl[.gz|.zst] or .parquet file, or - for stdout."
)
@click.option("--text-field", default="text", show_default=True, metavar="KEY", help="Where rows hold text.")
@click.option("--id-field", default="id", show_default=True, metavar="KEY", help="Where rows hold their id.")
@REPEAT_OPTIONS
@RUN_OPTIONS
def dedup_command(inputs: tuple[str, ...], out: str, no_story: bool, **choices: Any) -> int:
    """Find the repeats among the rows of CORPUS: JSON lines or Parquet with a text field. Rows stay as they are.

    \b
    cleaner dedup corpus.jsonl -o out/
    cleaner dedup shards/ -o out/ --text-field content --id-field url
    cleaner dedup corpus.jsonl.zst -o - --no-story > unique.jsonl
    """
    from cleaner.dedup_run import dedup_run

    settings = Settings(**choices, story=not no_story)
    counts = dedup_run(inputs, out, settings)
    if not settings.quiet:
        click.echo(counts.sentence, err=True)
    return REJECTED if counts.rejects else 0


@cli.group()
def index() -> None:
    """Keep fingerprints between runs, for `clean` and `dedup --against INDEX`."""


@index.command("add")
@click.argument("index", metavar="INDEX", type=click.Path(path_type=Path))
@click.argument("inputs", nargs=-1, required=True, metavar="CORPUS...")
@click.option("--name", default="", metavar="NAME", help="What the dump is called in later runs. [the first CORPUS]")
@click.option("--text-field", default="text", show_default=True, metavar="KEY", help="Where rows hold text.")
@click.option("--id-field", default="id", show_default=True, metavar="KEY", help="Where rows hold their id.")
def index_add(index: Path, inputs: tuple[str, ...], name: str, **choices: Any) -> int:
    """Add the records of CORPUS (JSON lines or Parquet) to INDEX as one dump; a new INDEX is made.

    \b
    cleaner index add seen/ out/corpus.jsonl --name 2026-10
    cleaner clean today/ -o out-today/ --against seen/
    """
    from cleaner.index_run import add_run

    dump, rejects = add_run(index, inputs, Settings(**choices), name)
    click.echo(f"{dump.name}: {dump.records:,} records added in {dump.bytes:,} bytes", err=True)
    for reject in rejects[:TOLD]:
        click.echo(f"not taken: {one_line(reject.source_path)}: {reject.reason}: {one_line(reject.detail)}", err=True)
    if len(rejects) > TOLD:
        click.echo(f"not taken: {len(rejects) - TOLD:,} more", err=True)
    return REJECTED if rejects else 0


@index.command("info")
@click.argument("index", metavar="INDEX", type=click.Path(path_type=Path))
def index_info(index: Path) -> None:
    """Verify INDEX and list its dumps: number, records, bytes, name.

    \b
    cleaner index info seen/
    """
    from cleaner.index import open_index

    for dump in open_index(index):
        click.echo(f"{dump.number}\t{dump.records}\t{dump.bytes}\t{one_line(dump.name)}")


def show_report(out: str, quiet: bool) -> None:
    """Write OUT/report.html and say on standard error what the run did."""
    from cleaner.again import explain_again
    from cleaner.terminal import look_at, summary, where_to_look
    from cleaner.writers.report import write_report

    found = write_report(Path(out), explain_again)
    look = look_at(sys.stderr)
    for line in () if quiet else (*summary(found, look), *where_to_look(found, look)):
        click.echo(line, err=True)


@cli.command()
@click.argument("out", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--text", "as_text", is_flag=True, help="Show it here instead; nothing is written.")
@click.option("--sqlite", type=click.Path(path_type=Path), metavar="FILE", help="Write a SQLite database instead.")
@click.option(
    "--dolma", type=click.Path(path_type=Path), metavar="FILE", help="Write the cuts as dolma attributes instead."
)
def report(out: Path, as_text: bool, sqlite: Path | None, dolma: Path | None) -> None:
    """Write OUT/report.html anew, or show what a run did in another way.

    \b
    cleaner report out/
    cleaner report out/ --text | less
    cleaner report out/ --sqlite out.db && sqlite3 out.db 'select * from cuts_by_rule'
    """
    if dolma is not None:
        from cleaner.writers.dolma import write_dolma

        click.echo(f"{'pages':<11}{write_dolma(out, dolma):>10,}", err=True)
    if sqlite is not None:
        from cleaner.writers.sqlite import write_sqlite

        for name, count in write_sqlite(out, sqlite).items():
            click.echo(f"{name:<11}{count:>10,}", err=True)
    if as_text:
        from cleaner.terminal import look_at, report_text
        from cleaner.writers.survey import survey

        for line in report_text(survey(out), look_at(sys.stdout)):
            click.echo(line)
    if not as_text and sqlite is None and dolma is None:
        show_report(str(out), quiet=False)


def byte_count(text: str) -> int:
    """A size in bytes, with K, M or G for powers of 1,000.

    >>> byte_count("500M"), byte_count("0")
    (500000000, 0)
    """
    number, unit = (text[:-1], text[-1].upper()) if text[-1:].isalpha() else (text, "")
    if unit not in ("", "K", "M", "G") or not number.isdigit():
        raise click.BadParameter(f"{text!r} is not a size; write bytes, or 500K, 200M, 2G.", param_hint="--shard-size")
    return int(number) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[unit]


@cli.command()
@click.argument("source", metavar="INPUT")
@RULE_OPTIONS
@FIELD_OPTIONS
@click.option("--json", "as_json", is_flag=True, help="A JSON object a block.")
@click.option("--page", type=click.IntRange(0), default=None, metavar="N", help="Only page N of INPUT, from 0.")
def explain(source: str, as_json: bool, page: int | None, **choices: Any) -> int:
    """Show one page line by line: what each line became, which rule said so, by what margin.

    \b
    cleaner explain seeds/russia-ukraine-war.txt
    cleaner explain page.html --site example.com --json > labels.jsonl
    """
    import json

    import attrs

    from cleaner.explaining import explained_pages, lines_of
    from cleaner.onpage import remarks
    from cleaner.terminal import look_at, marked_page

    pages, rejected, settings = 0, False, Settings(**choices)
    for pages, explained in enumerate(explained_pages(source, settings, page), 1):  # noqa: B007
        reject = explained.reject
        if reject is not None:
            click.echo(f"cleaner: {one_line(f'{reject.source_path}: {reject.reason}: {reject.detail}')}", err=True)
            rejected = rejected or not explained.labelled
        lines = lines_of(explained)
        if as_json or not lines:
            shown: Iterator[str] = (json.dumps(attrs.asdict(line), ensure_ascii=False) for line in lines)
        else:
            shown = marked_page(lines, explained.page.source_path, look_at(sys.stdout), remarks(explained, settings))
        for text in shown:
            click.echo(text)
    if not pages:
        raise UsageError(f"{source} has no page {page}; pages are counted from 0")
    return REJECTED if rejected else 0


cli.add_command(rules_commands)


@cli.group()
def golden() -> None:
    """Pin behaviour: cases with the output that is wanted."""


def case_arguments(command: Command) -> Command:
    """The arguments that the golden commands share."""
    return options(
        click.argument("cases", nargs=-1, metavar="[CASE...]"),
        click.option("--folder", type=click.Path(path_type=Path), default=Path("golden"), help="Where cases stand."),
    )(command)


@golden.command("check")
@case_arguments
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Check with more rules; the table then says what they changed.",
)
def golden_check(cases: tuple[str, ...], folder: Path, rules: tuple[Path, ...]) -> int:
    """Run the cases and show what differs; exit 1 if anything does.

    \b
    cleaner golden check
    cleaner golden check rail-at-top
    cleaner golden check --rules my-rules/
    """
    from cleaner.golden import check

    report = check(folder, cases, rules)
    click.echo(report.text, nl=False)
    return FINDINGS if report.differing else 0


@golden.command("update")
@case_arguments
def golden_update(cases: tuple[str, ...], folder: Path) -> int:
    """Rewrite what CASEs expect with what they give now; review the diff before you commit it.

    \b
    cleaner golden update rail-at-top
    """
    from cleaner.golden import update

    for line in update(folder, cases):
        click.echo(line)
    return 0


@golden.command("add")
@click.argument("case")
@click.argument("source", metavar="INPUT", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--labels", type=click.Path(exists=True, path_type=Path), help="`explain --json` output, corrected.")
@click.option("--why", required=True, help="The one reason why this case exists.")
@click.option("--site", default="", metavar="HOST", help="Whose site pack holds for the page.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("golden"), help="Where cases stand.")
def golden_add(case: str, source: Path, labels: Path | None, why: str, site: str, folder: Path) -> int:
    """Make a new CASE of INPUT, expecting what it gives now, or what corrected labels say.

    \b
    cleaner explain page.txt --json > labels.jsonl     # then correct labels.jsonl by hand
    cleaner golden add my-case page.txt --labels labels.jsonl --why "Teasers between articles."
    """
    from cleaner.golden import add

    click.echo(add(folder, case, source, why=why, site=site, labels=labels))
    return 0


def one_line(text: object) -> str:
    """A message on one line without control characters: content must not reach the terminal raw.

    >>> one_line("no such file:\\n\\x1b[2J")
    'no such file: \\\\x1b[2J'
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(str(text).split()))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and say how it ended; never a traceback for what a user can mend."""
    try:
        outcome = cli.main(arguments, prog_name="cleaner", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "cleaner"
        message = f"{one_line(error.format_message())} Try '{command} --help'."
    except click.ClickException as error:
        message = one_line(error.format_message())
    except CleanerError as error:
        message = one_line(error)
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        click.echo("cleaner: stopped", err=True)
        return INTERRUPTED
    click.echo(f"cleaner: {message}", err=True)
    return BAD_USAGE


def main() -> None:
    """The console script."""
    sys.exit(run())
