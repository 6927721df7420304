"""`cleaner rules`: what the rules are, whether they are right about their own examples, and votes fitted anew."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.errors import RuleError

if TYPE_CHECKING:
    from cleaner.rulebook import Rules

FINDINGS = 1
MORE_RULES = click.option(
    "--rules",
    "more",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="More rules: a folder or a TOML file, on top of the bundled ones.",
)


@click.group()
def rules() -> None:
    """Rules: list them, test them, fit their votes."""


@rules.command("list")
@click.argument("pattern", default="")
@MORE_RULES
@click.option("--golden", type=click.Path(path_type=Path), default=Path("golden"), help="Cases to count cuts in.")
def list_rules(pattern: str, more: tuple[Path, ...], golden: Path) -> None:
    """List the rules whose id holds PATTERN: what each cut in the golden cases, its id, its file, its reason.

    \b
    cleaner rules list
    cleaner rules list share --rules my-rules/
    """
    from cleaner.rules import load_rules

    loaded, cut = load_rules(more), golden_cuts(golden)
    rows = [
        (cut[entry.id], entry.id, entry.file, entry.reason)
        for pack in loaded.packs
        for entry in pack.entries
        if pattern in entry.id
    ]
    width = max((len(name) for _, name, _, _ in rows), default=0)
    for count, name, file, reason in rows:
        click.echo(f"{count or '':>5}  {name:<{width}}  {file:<22}  {reason}")


def golden_cuts(folder: Path) -> Counter[str]:
    """How many blocks each rule cuts in the golden cases of a folder."""
    import json

    lines = (line for path in sorted(folder.glob("*/expected.cuts.jsonl")) for line in path.open(encoding="utf-8"))
    return Counter(json.loads(line)["rule"] for line in lines)


@rules.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE_OR_FOLDER...]")
def test_rules(paths: tuple[Path, ...]) -> int:
    """Run each rule on its own `yes` and `no` examples, the bundled ones and those of more files; exit 1 if one fails.

    \b
    cleaner rules test
    cleaner rules test my-rules/
    """
    from cleaner.rules import load_rules

    try:
        loaded = load_rules(paths)
    except RuleError as error:
        if error.key not in ("yes", "no"):
            raise
        click.echo(f"cleaner: {error}", err=True)
        return FINDINGS
    click.echo(f"{len(loaded.reasons()):,} rules are right about {sum(1 for _ in examples(loaded)):,} examples")
    return 0


def examples(loaded: "Rules") -> Iterator[str]:
    """Every example of every rule and phrase."""
    for pack in loaded.packs:
        for rule in pack.rule:
            yield from (*rule.yes, *rule.no)
        for phrase in pack.phrase:
            yield from (*phrase.yes, *phrase.no)


@rules.command("fit")
@click.argument("pages", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="LABELLED...")
@click.option("--into", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, metavar="DIR",
              help="The folder of rules whose files get the votes, say the rules/ of a checkout.")  # fmt: skip
@click.option("--kind", type=click.Choice(["text", "html"]), default="text", help="What the pages are.")
def fit_rules(pages: tuple[Path, ...], into: Path, kind: str) -> None:
    """Fit all votes anew on LABELLED pages: files of `explain --json`, corrected by hand, or folders of them.

    It takes many pages of many sites, hundreds rather than dozens. Review the diff of the rule files and run
    `cleaner golden check`.

    \b
    cleaner rules fit labelled/ --into rules/
    """
    from cleaner.lessons import fit_files
    from cleaner.rewrite import write_votes
    from cleaner.rules import load_rules

    files = [file for page in pages for file in (sorted(page.glob("*.jsonl")) if page.is_dir() else [page])]
    for path in write_votes(into, fit_files(files, load_rules(), kind=kind)):
        click.echo(f"votes of {path}")
