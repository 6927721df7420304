"""`cleaner golden`: cases with the output that is wanted."""

from pathlib import Path

import click

from cleaner.cli_options import FINDINGS, Command, options


@click.group()
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
