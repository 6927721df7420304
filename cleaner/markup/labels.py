"""The labels of an HTML page's blocks: main text by its votes, articles by their containers, heads by their place."""

from attrs import evolve

from cleaner.label import label
from cleaner.markup.apart import comments_apart, teasers_apart
from cleaner.markup.bodies import name_records
from cleaner.markup.dumps import as_dump
from cleaner.markup.listing import is_listing
from cleaner.markup.members import Ground
from cleaner.markup.naming import Labels
from cleaner.markup.records import find_records
from cleaner.markup.runs import find_runs
from cleaner.markup.signs import signs_of
from cleaner.markup.single import name_single
from cleaner.markup.voices import with_selectors
from cleaner.markup.votes import Floats, chance_of, look_at_markup, plan_of
from cleaner.markup.wording import Asker, sayings_of
from cleaner.model import Block, Labelled
from cleaner.rulebook import Rules


def label_html(
    blocks: tuple[Block, ...],
    title: str,
    rules: Rules,
    *,
    host: str = "",
    language: str = "",
    verdict: Floats | None = None,
    cuts: bool = True,
) -> tuple[Labelled, ...]:
    """What each block of an HTML page is; `title` is what the page's head calls it.

    `verdict` are votes that replace those on the markup (trafilatura's, where it is asked for). Without `cuts` all that
    is cut is "other", and no rule is named: half of the time goes into who said what of the cut blocks.
    """
    if not blocks or blocks[0].markup is None:
        return ()
    plan = plan_of(rules)
    dump = as_dump(blocks)
    if dump is not None and dump is not blocks:
        return label(dump, rules)
    look = look_at_markup(blocks, title, plan)
    if verdict is not None:
        look = evolve(look, votes=verdict, chance=chance_of(verdict))
    tree = blocks[0].markup.tree
    asker = Asker([block.text for block in blocks], sayings_of(rules, language))
    signs = signs_of(look, plan, asker, tree)
    look, signs, chosen = with_selectors(tree, look, signs, rules, host)
    labels = Labels(blocks, look, signs, plan, chosen)
    ground = Ground(blocks, look, signs, rules.meta.months, host)
    teasers = teasers_apart(ground, plan)
    members = find_records(ground, plan, teasers) or find_runs(ground, plan, bare=dump is not None)
    name_records(labels, ground, members, teasers)
    if dump is not None and not labels.opens:
        return label(dump, rules)
    if not labels.opens:
        labels.listing = not chosen and is_listing(ground)
        if not labels.listing:
            name_single(labels, ground.headline(), teasers, comments_apart(ground, plan))
    return labels.read(plan.names) if cuts else labels.bare()
