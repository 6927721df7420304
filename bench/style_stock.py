"""What the style generator writes pages from: articles, phrases and words. Nothing of it is drawn at random here."""

import gzip
import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
DATA = next((up / "shared" / "data" for up in HERE.parents if (up / "shared").is_dir()), HERE / "data")
STORIES = 60
"""Stories made for each language of bench/style_texts."""
MAX_PARAGRAPH = 3000
"""Characters; longer paragraphs are left out, so that pages stay small."""


class Story(NamedTuple):
    """An article to be put on a page."""

    title: str
    blocks: tuple[tuple[str, str], ...]
    """Kind (p, sub, li) and text."""
    lang: str


class Stock(NamedTuple):
    stories: Mapping[str, Sequence[Story]]
    """By language."""
    phrases: Mapping[str, Mapping[str, Sequence[str]]]
    """The `yes` examples of rules/phrases by language and sort; "und" holds those of every language."""
    words: Mapping[str, Any]

    def of(self, lang: str, key: str) -> Sequence[str]:
        """Words of a language, or those that all share."""
        own = self.words["lang"].get(lang, {}).get(key, ())
        return own or self.words["common"].get(key, ()) or self.words["lang"]["en"].get(key, ())


def load_stock(data: Path = DATA, *, sets: Sequence[str] = ("news", "made", "own"), langs: Sequence[str] = ()) -> Stock:
    """The stock of some sets: news (dedup-sources), made (the articles of split-dev), own (bench/style_texts)."""
    readers = {"news": lambda: _news(data), "made": lambda: _made(data), "own": _own}
    stories: dict[str, list[Story]] = {}
    for name in sets:
        for story in readers[name]():
            if len(story.blocks) >= 2 and 8 <= len(story.title) <= 160 and (not langs or story.lang in langs):
                stories.setdefault(story.lang, []).append(story)
    with (HERE / "style_words.toml").open("rb") as file:
        words = tomllib.load(file)
    return Stock({lang: tuple(found) for lang, found in sorted(stories.items())}, _phrases(), words)


def _phrases() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for path in sorted((HERE.parent / "rules" / "phrases").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for phrase in table["phrase"]:
            found.setdefault(table["language"], {}).setdefault(phrase["sort"], []).extend(phrase["yes"])
    return found


def _news(data: Path) -> Iterator[Story]:
    with gzip.open(data / "dedup-sources" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            title, *rest = [part.strip() for part in json.loads(line)["text"].split("\n\n")]
            if title.endswith((".", ":", ",", "”", '"')) or len(title.split()) > 14 or "\n" in title:
                continue  # the text came without its title, and begins with its first paragraph
            blocks = [("p", part.replace("\n", " ")) for part in rest if 0 < len(part) < MAX_PARAGRAPH]
            yield Story(title, tuple(blocks), "en")


def _made(data: Path) -> Iterator[Story]:
    folder, seen = data / "split-dev", set()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        text = (folder / page["text"]).read_bytes().decode("utf-8")
        for article in page["articles"]:
            if article["source"] in seen:
                continue
            seen.add(article["source"])
            blocks = [(kind, _bare(text[start:end])) for start, end, kind in article["body"]]
            yield Story(article["title_clean"], tuple(b for b in blocks if len(b[1]) < MAX_PARAGRAPH), page["lang"])


def _bare(text: str) -> str:
    return " ".join(text.split()).lstrip("#*-• ").rstrip("*#")


def _own() -> Iterator[Story]:
    """Small articles in our own words, in languages that the other sets lack: clauses put together, holes filled."""
    with (HERE / "style_words.toml").open("rb") as file:
        words = tomllib.load(file)
    for path in sorted((HERE / "style_texts").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        own = words["common"] | words["lang"].get(path.stem, {})
        for number in range(STORIES):
            yield _story(random.Random(f"{path.stem}/{number}"), table, own, path.stem)


def _story(rng: random.Random, table: Mapping[str, Any], own: Mapping[str, Any], lang: str) -> Story:
    def filled(form: str) -> str:
        name = f"{rng.choice(own['given'])} {rng.choice(own['family'])}"
        day = rng.choice(own.get("days", table["titles"]))
        holes = {"n": name, "p": rng.choice(own.get("places", own["sites"])), "k": str(rng.randint(2, 90)), "d": day}
        return re.sub(r"\{([npkd])\}", lambda hole: holes[hole[1]], form)

    def sentence() -> str:
        start = rng.choice(table["starts"])
        return filled(
            f"{start}{'،' if lang == 'ar' else ','} {rng.choice(table['tails'])}."
            if rng.random() < 0.7
            else f"{start}."
        )

    blocks: list[tuple[str, str]] = []
    for at in range(rng.randint(3, 14)):
        if at and rng.random() < 0.1:
            blocks.append(("sub", filled(rng.choice(table["subheads"]))))
        blocks.append(("p", " ".join(sentence() for _ in range(rng.randint(1, 4)))))
    return Story(filled(rng.choice(table["titles"])), tuple(blocks), lang)
