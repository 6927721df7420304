"""`cleaner rules`: what the rules are, whether they are right about their examples, fitted votes, sites' packs."""

from pathlib import Path

import click

from cleaner.cli_options import FINDINGS
from cleaner.errors import UsageError

MORE_RULES = click.option(
    "--rules",
    "more",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="More rules: a folder or a TOML file, on top of the bundled ones.",
)


@click.group()
def rules() -> None:
    """Rules: list them, test them, fit their votes, learn a site's own."""


@rules.command("list")
@click.argument("pattern", default="")
@MORE_RULES
@click.option("--golden", type=click.Path(path_type=Path), default=Path("golden"), help="Cases to count cuts in.")
def list_rules(pattern: str, more: tuple[Path, ...], golden: Path) -> None:
    """List the rules whose id, file, sort or labels hold PATTERN.

    For each: what it cut in the golden cases, its id, its file, [the sort of a phrase, or the labels a rule votes for
    most], its reason.

    \b
    cleaner rules list
    cleaner rules list share --rules my-rules/
    """
    from cleaner.rulelist import list_rules as rows_of
    from cleaner.rules import load_rules

    rows = list(rows_of(load_rules(more), golden, pattern))
    if not rows:
        raise UsageError(f"no rule holds {pattern!r} in its id, file, sort or labels; `cleaner rules list` shows all")
    width = max(len(row.id) for row in rows)
    for row in rows:
        click.echo(f"{row.golden or '':>5}  {row.id:<{width}}  {row.file:<22}  [{row.says}] {row.reason}")


@rules.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE_OR_FOLDER...]")
def test_rules(paths: tuple[Path, ...]) -> int:
    """Run each rule on its own `yes` and `no` examples, the bundled ones and those of more files; exit 1 if one fails.

    \b
    cleaner rules test
    cleaner rules test my-rules/
    """
    from cleaner.rulelist import prove_rules

    proof = prove_rules(paths)
    for wrong in proof.wrong:
        click.echo(f"cleaner: {wrong}", err=True)
    if proof.wrong:
        return FINDINGS
    click.echo(f"{proof.rules:,} rules are right about {proof.examples:,} examples")
    return 0


@rules.command("fit")
@click.argument("pages", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="LABELLED...")
@click.option("--rules", "own", type=click.Path(exists=True, path_type=Path), metavar="FILE_OR_DIR",
              help="Your own rules: only their votes are fitted, on top of the bundled ones.")  # fmt: skip
@click.option("--site", default="", metavar="HOST", help="Whose pages they are, for rules with hosts.")
@click.option("--into", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="Fit all votes, and write them to this folder of rules, say the rules/ of a checkout.")  # fmt: skip
@click.option("--kind", type=click.Choice(["text", "html"]), default="text", help="What the pages are.")
@click.option("--weight", "weights", multiple=True, type=(str, click.FloatRange(min=0, min_open=True)),
              metavar="NAME W", help="With --into: what pages of that file name count ('drawn_*' 0.5).")  # fmt: skip
def fit_rules(
    pages: tuple[Path, ...],
    own: Path | None,
    site: str,
    into: Path | None,
    kind: str,
    weights: tuple[tuple[str, float], ...],
) -> None:
    """Fit votes on LABELLED pages: files of `explain --json`, corrected by hand, or folders of them.

    For your own rules a page or two are enough. To fit all votes takes many pages of many sites, hundreds rather than
    dozens. Either way review the diff of the rule files and run `cleaner golden check`.

    \b
    cleaner rules fit labels.jsonl --rules my-rules/ --site example.com
    cleaner rules fit labelled/ --into rules/
    """
    files = [file for page in pages for file in (sorted(page.glob("*.jsonl")) if page.is_dir() else [page])]
    if (own is None) == (into is None):
        raise click.UsageError("Give --rules for your own rules, or --into to fit all votes.")
    if own is not None and weights:
        raise click.UsageError("--weight goes with --into: pages that fit your own rules count alike.")
    if own is not None:
        from cleaner.fit_own import fit_own

        changed = fit_own(files, own, host=site, kind=kind)
    else:
        from cleaner.lessons import fit_files
        from cleaner.rewrite import write_votes
        from cleaner.rules import load_rules

        assert into is not None
        changed = write_votes(into, fit_files(files, load_rules(), kind=kind, weights=weights))
    for path in changed:
        click.echo(f"votes of {path}")


@rules.command("learn")
@click.argument("inputs", nargs=-1, required=True, metavar="PAGES...")
@click.option("--site", required=True, metavar="HOST", help="The site that all the pages are of.")
@MORE_RULES
def learn_rules(inputs: tuple[str, ...], site: str, more: tuple[Path, ...]) -> None:
    """Propose a site pack from lines and markup that recur across PAGES, as TOML for a person to accept.

    \b
    cleaner rules learn saved-pages/ --site example.com > rules/sites/example.com.toml
    """
    from cleaner.explaining import explained_pages
    from cleaner.learn import learn
    from cleaner.settings import Settings

    settings = Settings(rules=more, site=site)
    pages = (page.labelled for source in inputs for page in explained_pages(source, settings) if page.labelled)
    click.echo(learn(pages, site), nl=False)


@rules.command("import-ftr")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", default="", metavar="HOST", help="The site; without it the name of FILE says it.")
def import_config(file: Path, site: str) -> None:
    """Turn a full-text-rss site config into a site pack, as TOML; comments say what could not be turned.

    \b
    cleaner rules import-ftr example.com.txt > rules/sites/example.com.toml
    """
    from cleaner.ftr import import_ftr

    text = file.read_text(encoding="utf-8", errors="replace")
    click.echo(import_ftr(text, site or file.name.removesuffix(".txt")), nl=False)
