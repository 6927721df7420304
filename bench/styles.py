"""Draw page styles at random: thousands of them, with the exact truth, to fit and to test on.

    python bench/styles.py OUT --pages 1000 --seed 7            writes OUT/truth.jsonl, OUT/<id>.txt and OUT/<id>.html
    python bench/styles.py OUT --sets news,made,own --langs en,de
    python bench/styles.py --show 3 --seed 7                     prints a page with its labels

The set has the form of ../shared/data/split-dev, so that `bench/labelled_pages.py` and the split scorer read it. The
style of a page (head layout x kicker, date and byline forms x deck x furniture x separators x converter x wrapping x
bullets x marks x markup) is drawn anew for every page from (seed, number) alone. Articles come at run time from the
sets of ../shared/data (third-party text: OUT belongs outside the checkout) and from bench/style_texts (our own).
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from style_draw import Dice
from style_html import write_html
from style_pages import Writer
from style_stock import DATA, Stock, load_stock
from style_write import draw_hand, truth_of, write_text

SHARES = {"en": 8.0}
"""How often a language is drawn, against 1 for the others."""


class Made(NamedTuple):
    """A made-up page."""

    truth: dict[str, Any]
    text: str
    html: str


def make_page(stock: Stock, seed: int, number: int) -> Made:
    """The page of a number: the same for the same seed, number and stock."""
    dice = Dice(f"{seed}/{number}")
    langs = list(stock.stories)
    lang = dice.rng.choices(langs, [SHARES.get(name, 1.0) for name in langs])[0]
    stories = stock.stories[lang]
    picked = dice.some(range(len(stories)), 1, dice.pick((1, 2, 4, 6, 9)))
    others = [stories[dice.number(0, len(stories) - 1)] for _ in range(40)]
    writer = Writer(dice, stock, lang, [stories[at] for at in picked], others)
    lines = writer.page()
    hand = draw_hand(dice, stock.of(lang, "marks"), stock.of(lang, "bullets"))
    text, spans = write_text(dice, hand, lines)
    name = f"made_{seed}_{number:05d}"
    truth = truth_of(name, f"{writer.join}_{hand.converter}", lang, spans)
    return Made(truth, text, write_html(dice, lines, writer.voice.site))


def make_pages(stock: Stock, seed: int, count: int) -> Iterator[Made]:
    """Pages 0 to count of a seed."""
    return (make_page(stock, seed, number) for number in range(count))


def write(pages: Iterator[Made], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with (out / "truth.jsonl").open("w", encoding="utf-8") as file:
        for page in pages:
            (out / page.truth["text"]).write_text(page.text, encoding="utf-8", newline="\n")
            (out / page.truth["html"]).write_text(page.html, encoding="utf-8", newline="\n")
            file.write(json.dumps(page.truth, ensure_ascii=False) + "\n")


def show(page: Made) -> None:
    """Print a page with the label of each block."""
    spans: list[tuple[int, int, str, int]] = [(*span, -1) for span in page.truth["boilerplate"]]
    for number, article in enumerate(page.truth["articles"]):
        spans += [(*article[key], key, number) for key in ("kicker", "title", "deck") if article[key]]
        spans += [(*span, "meta", number) for span in article["meta"]] + [(*span, number) for span in article["body"]]
    print(f"{page.truth['id']} {page.truth['style']} {page.truth['lang']}")
    for start, end, label, number in sorted(spans):
        print(f"{number:3d} {label:10s} {page.text[start:end][:110]!r}")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", default="news,made,own")
    parser.add_argument("--langs", default="")
    parser.add_argument("--show", type=int, default=-1)
    args = parser.parse_args(argv)
    langs = [name for name in args.langs.split(",") if name]
    stock = load_stock(args.data, sets=args.sets.split(","), langs=langs)
    if args.show >= 0:
        show(make_page(stock, args.seed, args.show))
    elif args.out:
        write(make_pages(stock, args.seed, args.pages), args.out)
    else:
        parser.error("name a folder OUT, or a page to --show")


if __name__ == "__main__":
    main()
