#!/usr/bin/env python3
"""Main text of HTML pages by the whole path, each page with the chances of a fit that has not seen its host.

    python bench/fit_html.py PAGES.jsonl.gz ... --score --keep CHANCES.npz
    python bench/score_html.py CHANCES.npz PAGES.jsonl.gz ... [--first 300]

The files of pages must be those of the fit, in the same order; --first scores only so many pages. The score is that of
fit_html.py: mean precision and recall over runs of 4 words, first of the articles, then of all pages.
"""

import argparse
import gzip
import itertools
import json
import statistics

import numpy as np
from attrs import evolve
from fit_html import runs_of

import cleaner.markup.labels as labels
from cleaner.blocks.html import html_blocks
from cleaner.markup.votes import look_at_markup
from cleaner.metadata import read_head
from cleaner.rules import load_rules


def text_of(row, blocks, chance, rules):
    """The main text that a page's labels leave if its blocks have these chances."""

    def seen(blocks, title, plan):
        odds = np.clip(chance, 1e-9, 1 - 1e-9)
        return evolve(look_at_markup(blocks, title, plan), votes=np.log(odds / (1 - odds)), chance=odds)

    labels.look_at_markup = seen
    head = read_head(row["html"], row["url"])
    named = labels.label_html(blocks, head.title, rules, language=head.language)
    return "\n".join(one.block.text for one in named if one.label in ("body", "subhead", "item"))


def pages_of(paths):
    """The pages of some files."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chances")
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--first", type=int, default=None)
    args = parser.parse_args()
    kept = np.load(args.chances)
    chances, rules, rows = (kept[name] for name in kept.files), load_rules(), []
    for row in itertools.islice(pages_of(args.pages), args.first):
        blocks = html_blocks(row["html"])
        said = runs_of(text_of(row, blocks, next(chances), rules) if blocks else "")
        true = runs_of(row["text"])
        common = sum((said & true).values())
        precision, recall = common / max(1, sum(said.values())), common / max(1, sum(true.values()))
        rows.append((row["page_type"], precision if said else None, recall if true else None))
    for name, chosen in (("articles", [row for row in rows if row[0] == "article"]), ("all", rows)):
        p, r = (statistics.mean(row[i] for row in chosen if row[i] is not None) for i in (1, 2))
        print(f"{name}: {len(chosen)} pages, P {p:.4f} R {r:.4f} F {2 * p * r / (p + r):.4f}")


if __name__ == "__main__":
    main()
