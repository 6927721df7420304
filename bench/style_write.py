"""Pages written down: as text, the ways converters and people leave it; with the true labels."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from style_draw import Dice, Line

BODY = {"body": "p", "subhead": "sub", "item": "li"}
CONVERTERS = {
    "plain": 5,
    "blank": 5,
    "markdown": 4,
    "wrapped": 2,
    "indented": 3,
    "broken": 4,
    "bulleted": 3,
    "crammed": 1,
}
LISTS = ("nav", "footer", "trending", "related", "share", "tags", "toc")


class Hand(NamedTuple):
    """How a page is written down."""

    converter: str
    gap: int
    """Blank lines between paragraphs."""
    heads_gap: int
    """Blank lines more before a title."""
    tight: bool
    """Whether lines of one list stand without blank lines between them."""
    mark: str
    """Title mark."""
    sub_mark: str
    bullet: str
    list_bullet: str
    width: int
    indent: int
    broken: float
    """Share of paragraphs whose links stand on lines of their own."""
    ragged: float
    """Share of places with a blank line more."""
    caps: bool


def draw_hand(dice: Dice, marks: Sequence[str], bullets: Sequence[str]) -> Hand:
    converter = dice.rng.choices(list(CONVERTERS), list(CONVERTERS.values()))[0]
    loose = converter in ("blank", "markdown", "wrapped", "indented", "bulleted")
    level = dice.number(1, 3)
    markdown = converter in ("markdown", "wrapped")
    return Hand(
        converter=converter,
        gap=dice.pick((1, 1, 1, 2)) if loose else 0,
        heads_gap=dice.pick((0, 0, 1, 2)) if converter != "crammed" else 0,
        tight=dice.chance(0.7),
        mark="#" * level + " " if markdown and dice.chance(0.85) else (dice.pick(marks) if dice.chance(0.12) else ""),
        sub_mark="#" * (level + 1) + " " if markdown and dice.chance(0.8) else ("** **" if dice.chance(0.07) else ""),
        bullet=dice.pick(bullets) if dice.chance(0.75) or loose else "",
        list_bullet=dice.pick(bullets) if dice.chance(0.5 if loose else 0.15) else "",
        width=dice.pick((60, 66, 70, 72, 76, 78, 78, 80, 90, 100)) if converter == "wrapped" else 0,
        indent=dice.number(2, 24) if converter == "indented" else 0,
        broken=dice.rng.uniform(0.1, 0.8) if converter == "broken" else (0.03 if dice.chance(0.2) else 0.0),
        ragged=dice.pick((0.0, 0.0, 0.02, 0.1)),
        caps=dice.chance(0.05),
    )


def _marked(text: str, mark: str) -> str:
    front, _, back = mark.partition(" ")
    return f"{front}{text}{back}" if back and front != "[" else (f"[{text}]" if mark == "[ ]" else mark + text)


def _wrap(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _pieces(dice: Dice, text: str) -> list[str]:
    """A paragraph whose links were put on lines of their own."""
    words = text.split(" ")
    if len(words) < 8:
        return [text]
    if len(words) > 24 and dice.chance(0.4):
        half = len(words) // 2
        return [*_pieces(dice, " ".join(words[:half])), *_pieces(dice, " ".join(words[half:]))]
    start = dice.number(1, len(words) - 2)
    end = min(len(words), start + dice.number(1, 5))
    parts = [" ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])]
    if parts[1][-1:] in ".,;:" and dice.chance(0.6):
        parts[1], parts[2] = parts[1][:-1], f"{parts[1][-1]} {parts[2]}".strip()
    return [part for part in parts if part]


class Text:
    """A text page as it grows: its lines, and the true span of each."""

    def __init__(self, dice: Dice, hand: Hand) -> None:
        self.dice, self.hand = dice, hand
        self.out: list[str] = []
        self.size = 0
        self.spans: list[tuple[int, int, Line]] = []

    def blank(self, count: int = 1) -> None:
        for _ in range(count if self.out else 0):
            self.out.append("")
            self.size += 1

    def put(self, line: Line, texts: Sequence[str], lead: str, whole: bool) -> None:
        """Lines of one block (whole), or of one block each."""
        first = self.size + len(lead)
        for number, text in enumerate(texts):
            self.out.append(lead + text if number == 0 or not whole else " " * len(lead) + text)
            if not whole:
                self.spans.append((self.size + len(lead), self.size + len(lead) + len(text), line))
            self.size += len(self.out[-1]) + 1
        if whole:
            self.spans.append((first, self.size - 1, line))


def write_text(dice: Dice, hand: Hand, lines: Sequence[Line]) -> tuple[str, list[tuple[int, int, Line]]]:
    """The page as text and the span of each of its blocks."""
    text = Text(dice, hand)
    before: Line | None = None
    for line in lines:
        _gap(text, hand, before, line)
        _block(text, hand, line)
        before = line
    return "\n".join(text.out) + "\n", text.spans


def _gap(text: Text, hand: Hand, before: Line | None, line: Line) -> None:
    listed = before is not None and line.group and line.group == before.group
    same = listed and hand.tight and line.group in ("list", *LISTS)
    count = 0 if same else hand.gap
    if line.label in ("kicker", "title") and before is not None and before.article != line.article:
        count += hand.heads_gap
    if text.dice.chance(hand.ragged):
        count += 1
    text.blank(count)


def _block(text: Text, hand: Hand, line: Line) -> None:
    dice, lead = text.dice, ""
    said = _dressed(hand, line)
    if hand.converter == "indented":
        lead = " " * (hand.indent + (2 * (len(line.group) % 4) if line.group else 0))
    elif hand.converter == "bulleted" and line.group in ("nav", "list", "trending", "related"):
        lead = "  "
    if line.label == "body" and dice.chance(hand.broken):
        text.put(line, _pieces(dice, said), lead, whole=False)
    elif hand.converter == "markdown" and line.label == "body" and dice.chance(0.15):
        text.put(line, [_linked(dice, said)], lead, whole=False)
    elif hand.width and len(said) > hand.width:
        text.put(line, _wrap(said, hand.width), lead, whole=True)
    else:
        text.put(line, [said], lead, whole=False)


def _dressed(hand: Hand, line: Line) -> str:
    """A line with its heading mark or bullet."""
    if line.label == "title":
        return _marked(line.text.upper() if hand.caps else line.text, hand.mark)
    if line.label == "item":
        return hand.bullet + line.text
    if line.group in LISTS and not line.level:
        return hand.list_bullet + line.text
    return _marked(line.text, hand.sub_mark) if line.level and hand.sub_mark else line.text


def _linked(dice: Dice, said: str) -> str:
    """A paragraph with a Markdown link or emphasis in it."""
    words = said.split(" ")
    at = dice.number(0, len(words) - 1)
    word = words[at]
    words[at] = dice.pick(
        (f"[{word}](https://example.org/{len(said)})", f"_{word}_", f"**{word}**", f"[{word}](/a/{at})")
    )
    return " ".join(words)


def truth_of(number: str, style: str, lang: str, spans: Sequence[tuple[int, int, Line]]) -> dict[str, Any]:
    """The truth in the form of split-dev's truth.jsonl."""
    articles: dict[int, dict[str, Any]] = {}
    waste: list[list[Any]] = []
    for start, end, line in spans:
        if line.label not in BODY and line.label not in ("kicker", "title", "deck", "meta"):
            waste.append([start, end, line.label])
            continue
        empty = {
            "source": f"{number}/{line.article}",
            "start": start,
            "end": end,
            "title": None,
            "title_clean": "",
            "kicker": None,
            "deck": None,
            "meta": [],
            "body": [],
            "dup_of": None,
        }
        article = articles.setdefault(line.article, empty)
        article["end"] = end
        if line.label in BODY:
            article["body"].append([start, end, BODY[line.label]])
        elif line.label == "meta":
            article["meta"].append([start, end])
        else:
            article[line.label] = [start, end]
            article["title_clean"] = line.text if line.label == "title" else article["title_clean"]
    return {
        "id": number, "style": style, "lang": lang, "text": f"{number}.txt", "html": f"{number}.html",
        "articles": [articles[key] for key in sorted(articles)], "boilerplate": waste,
    }  # fmt: skip
