"""The seed as a labelled page, and in other clothes: pages to fit on that the checkout may hold.

python bench/seed_pages.py OUT
"""

import json
import random
import re
import sys
from pathlib import Path

from cleaner.blocks.text import text_blocks

SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"
STARTS = (1, 10, 21, 30, 50, 61, 71, 82, 94)
SUBHEADS = (33, 38, 41, 44, 100, 103, 106)
Row = tuple[str, str, int]


def seed_rows() -> list[Row]:
    """Text, label and article of each line."""
    rows = []
    for number, text in enumerate(SEED.read_text(encoding="utf-8").split("\n")[:132], 1):
        article = sum(number >= start for start in STARTS) - 1
        if number > 108:
            rows.append((text, "trending", -1))
        elif number in STARTS:
            rows.append((text, "kicker", article))
        elif number - 1 in STARTS:
            rows.append((text, "title", article))
        else:
            rows.append((text, "deck" if number == 3 else "subhead" if number in SUBHEADS else "body", article))
    return rows


def variants() -> dict[str, list[Row]]:
    rows = seed_rows()
    body, rail = rows[:108], rows[108:]
    names = ["World", "Analysis", "Asia", "Conflict"]
    other = [(names[a % 4], label, a) if label == "kicker" else (text, label, a) for text, label, a in body]
    bare = [row for row in body if row[1] != "kicker"]
    out = {"as_it_is": rows, "rail_first": rail + body, "kickers": other + rail, "bare": bare + rail, "no_rail": body}
    out |= {"rail_twice": rows + rail, "rail_around": rail + rows, "kickers_around": rail + other + rail}
    for some in ((0, 1, 2), (3, 6, 8), (4, 0, 7), (5, 1), (8, 4, 2, 6)):
        picked = [(text, label, k) for k, a in enumerate(some) for text, label, b in body if a == b]
        out["only_" + "_".join(map(str, some))] = picked + rail
    for name, age in (("days", "3 days ago"), ("tage", "vor 3 Tagen"), ("hours", "2h"), ("jours", "il y a 5 jours")):
        out[name] = body + [(re.sub(r"\d+ (years|months) ago$", age, text), label, a) for text, label, a in rail]
    for number in range(30):
        out[f"drawn_{number}"] = drawn(random.Random(number), body, rail)
    for number in range(9):
        one = [row for row in body if row[2] == number and row[1] in ("title", "body", "subhead")]
        out[f"clean_{number}"] = one
        out[f"text_{number}"] = one[1:]
    return out


def drawn(dice: random.Random, body: list[Row], rail: list[Row]) -> list[Row]:
    """Some of the articles in another order, under other kickers or none, with the rail somewhere or nowhere."""
    names = dice.sample(["World", "Asia", "Europe", "Defence", "Analyse", "Politik", "Monde", "Guerra", "Siyaasad"], 3)
    names = dice.choice([names[:1], names, ["Russia-Ukraine War"], []])
    out = list(rail) if dice.random() < 0.3 else []
    for place, article in enumerate(dice.sample(range(9), dice.randint(1, 9))):
        kicker = dice.choice(names) if names else ""
        rows = [(kicker if label == "kicker" else text, label, place) for text, label, a in body if a == article]
        out += [row for row in rows if row[0]]
    return out + (rail if dice.random() < 0.5 else [])


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in variants().items():
        text = "\n".join(row[0] for row in rows)
        with (out / f"seed__{name}.jsonl").open("w", encoding="utf-8") as file:
            for block, (_, label, article) in zip(text_blocks(text), rows, strict=True):
                line = {"start": block.start, "end": block.end, "path": "", "text": block.text, "label": label}
                file.write(
                    json.dumps({**line, "rule": "", "margin": 0.0, "article": article}, ensure_ascii=False) + "\n"
                )


if __name__ == "__main__":
    main()
