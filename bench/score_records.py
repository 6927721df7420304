#!/usr/bin/env python3
"""Score the records taken from drawn pages that hold several articles, one, or none.

    python bench/score_records.py [--half look|held] [--pages N] [--seed S] [--style NAME] [--show] [--save DIR]

Pages are drawn when the program runs, in the styles of record_styles.py, record_single.py and record_more.py, with
articles of our own and of ../shared/data where that is at hand; nothing of them is kept unless --save names a folder
outside of the project.
A record is right when its title is that of a true article and its body has the same words (F1 of words as a bag of .95
or more; white space and list marks aside). A page scores right / (true + invented); a page without articles scores 1 if
nothing comes out of it, else 0. exact: bodies equal to the letter. --half look: the styles that rules were made with;
held: those that were only ever scored.
"""

import argparse
import collections
import re
import statistics
from pathlib import Path

import record_more
import record_single
import record_styles
from record_press import Drawn, Press
from style_stock import load_stock

from cleaner import clean

HALVES = {
    "look": (*record_styles.LOOKED_AT, *record_single.LOOKED_AT, *record_more.LOOKED_AT),
    "held": (*record_styles.SCORED_ONLY, *record_single.SCORED_ONLY, *record_more.SCORED_ONLY),
}
MARK = re.compile(r"^(?:[-•*]|#+)\s+")
RIGHT = 0.95


def squeeze(text: str) -> str:
    return " ".join(" ".join(MARK.sub("", line) for line in text.split("\n")).split())


def alike(one: str, other: str) -> float:
    """F1 of the words of two texts."""
    a, b = (collections.Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


class Result(collections.Counter[str]):
    """Counts of one page: true, said, titles, right, exact."""

    @property
    def page(self) -> float:
        if not self["true"]:
            return float(not self["said"])
        return self["right"] / (self["true"] + max(0, self["said"] - self["paired"]))


def score(drawn: Drawn, show: bool = False) -> Result:
    said = [(squeeze(article.title), squeeze(article.text)) for article in clean(drawn.html)]
    out = Result(true=len(drawn.posts), said=len(said))
    left = list(range(len(said)))
    for post in drawn.posts:
        title, body = squeeze(post.title), squeeze("\n".join(text for _, text in post.body))
        best = max(left, key=lambda n: (said[n][0] == title, alike(said[n][1], body)), default=-1)
        if best < 0:
            continue
        near, named = alike(said[best][1], body), said[best][0] == title
        out["titles"] += named
        out["right"] += named and near >= RIGHT
        out["exact"] += named and said[best][1] == body
        if near >= 0.5 or named:
            left.remove(best)
            out["paired"] += 1
        if show and not (named and near >= RIGHT):
            print(f"  TRUE {title!r}\n    {body[:700]!r}")
            print(f"  SAID {said[best][0]!r} ({near:.2f})\n    {said[best][1][:700]!r}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=(*HALVES, "both"), default="both")
    parser.add_argument("--pages", type=int, default=10, help="of each style")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--style", default="")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--save", type=Path)
    args = parser.parse_args()
    stock = load_stock(langs=("en", "de", "es", "fr", "pt", "ru", "ar"))
    for half, styles in HALVES.items():
        if args.half not in (half, "both"):
            continue
        print(f"{half:22} page  titles right exact true invented")
        every: list[Result] = []
        for style in (style for style in styles if args.style in style.__name__):
            rows = []
            for number in range(args.pages):
                press = Press(f"{args.seed}/{style.__name__}/{number}", stock)
                drawn = style(press)
                row = score(drawn, args.show)
                if args.save:
                    args.save.mkdir(parents=True, exist_ok=True)
                    (args.save / f"{style.__name__}_{number}.html").write_text(drawn.html, encoding="utf-8")
                if args.show and row.page < 1:
                    print(f"^ {style.__name__}_{number} {press.lang} scale {press.scale}: {row.page:.2f} {dict(row)}\n")
                rows.append(row)
            line(style.__name__, rows)
            every += rows
        if every:
            line("ALL", every)


def line(name: str, rows: list[Result]) -> None:
    total = sum(rows, collections.Counter())
    true = max(1, total["true"])
    shares = " ".join(f"{total[key] / true:5.3f}" for key in ("titles", "right", "exact"))
    page = statistics.mean(row.page for row in rows)
    print(f"  {name:20} {page:5.3f} {shares} {total['true']:4} {total['said'] - total['paired']:4}")


if __name__ == "__main__":
    main()
