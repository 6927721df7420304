"""`cleaner dedup` and `cleaner index`: repeats among the rows of corpora, and fingerprints kept between runs."""

from pathlib import Path
from typing import Any

import click

from cleaner.cli_options import OUT_OPTION, REJECTED, REPEAT_OPTIONS, ROW_OPTIONS, RUN_OPTIONS, one_line
from cleaner.settings import Settings

TOLD = 5  # rows that were not taken are named on the terminal; one row of a wrong file has thousands like it


@click.command("dedup")
@click.argument("inputs", nargs=-1, required=True, metavar="CORPUS...")
@OUT_OPTION
@ROW_OPTIONS
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


@click.group()
def index() -> None:
    """Keep fingerprints between runs, for `clean` and `dedup --against INDEX`."""


@index.command("add")
@click.argument("index", metavar="INDEX", type=click.Path(path_type=Path))
@click.argument("inputs", nargs=-1, required=True, metavar="CORPUS...")
@click.option("--name", default="", metavar="NAME", help="What the dump is called in later runs. [the first CORPUS]")
@ROW_OPTIONS
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
