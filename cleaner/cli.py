"""The command line: options in, one frozen Settings out, and exit codes.

Records go to files or standard output, everything else to standard error.
Exit codes: 0 done; 1 findings; 2 bad usage, rule file or option, nothing written; 3 done, but some input was rejected.
Every command imports what it needs when it runs, so that `cleaner --help` answers at once.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.allocator import keep_freed_memory
from cleaner.cli_dedup import dedup_command, index
from cleaner.cli_golden import golden
from cleaner.cli_options import (
    BAD_USAGE,
    FIELD_OPTIONS,
    INTERRUPTED,
    OUT_OPTION,
    REJECTED,
    REPEAT_OPTIONS,
    RULE_OPTIONS,
    RUN_OPTIONS,
    byte_count,
    one_line,
)
from cleaner.cli_rules import rules
from cleaner.errors import CleanerError, UsageError
from cleaner.settings import Settings

if TYPE_CHECKING:
    from cleaner.rulebook import Rules


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dump-cleaner", prog_name="cleaner")
def cli() -> None:
    """Turn dumps of scraped pages into a clean, deduplicated JSONL corpus, and account for every cut."""


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@OUT_OPTION
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
    from cleaner.rules import load_rules

    settings = Settings(
        **choices,
        story=not no_story,
        isolation=not no_isolation,
        shard_size=byte_count(shard_size),
        limits=chosen_limits(limit),
    )
    loaded = load_rules(settings.rules, limits=settings.limits)
    summary = clean_run(inputs, out, settings, loaded)
    if not summary.single:
        show_report(out, settings, loaded)
    return REJECTED if summary.rejects else 0


def show_report(out: str, settings: Settings, rules: "Rules | None" = None) -> None:
    """Write OUT/report.html and say on standard error what the run did."""
    from cleaner.again import explain_again
    from cleaner.engines import Local, workers
    from cleaner.terminal import look_at, summary, where_to_look
    from cleaner.writers.report import write_report

    found = write_report(Path(out), partial(explain_again, rules=rules), workers(Local(settings)))
    look = look_at(sys.stderr)
    for line in () if settings.quiet else (*summary(found, look), *where_to_look(found, look)):
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
        show_report(str(out), Settings(jobs=os.cpu_count() or 1))


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
        if explained.parser and not as_json:
            click.echo(f"HTML in {explained.encoding}, read by {explained.parser}")
        for text in shown:
            click.echo(text)
    if not pages:
        raise UsageError(f"{source} has no page {page}; pages are counted from 0")
    return REJECTED if rejected else 0


for commands in (dedup_command, index, golden, rules):
    cli.add_command(commands)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and say how it ended; never a traceback for what a user can mend."""
    try:
        outcome = cli.main(arguments, prog_name="cleaner", standalone_mode=False)
        flush_output()
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
    except (BrokenPipeError, SystemExit):  # click makes the one the other
        # The reader of our output has gone, as `| head` does: nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        click.echo("cleaner: stopped", err=True)
        return INTERRUPTED
    click.echo(f"cleaner: {message}", err=True)
    return BAD_USAGE


def flush_output() -> None:
    """Have standard output hold all that was said. UsageError where it takes nothing."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or it is tried again when Python ends
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def main() -> None:
    """The console script."""
    keep_freed_memory()
    open_streams()
    for name in (signal.SIGTERM, signal.SIGHUP):  # end as control-C does: with workers stopped, nothing left in TMPDIR
        if signal.getsignal(name) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(name, signal.default_int_handler)
    sys.exit(run())


def open_streams() -> None:
    """Stand in for standard streams that the caller closed: no input, output that cannot be written, silence."""
    for number, (name, flags, mode) in enumerate(
        (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
    ):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))
