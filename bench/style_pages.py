"""A page before it is written down: which heads, bodies and furniture stand on it, in which order."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from style_draw import Dice, Line, Voice
from style_furniture import furniture, share
from style_stock import Stock, Story

SENTENCE = re.compile(r"(?<=[.!?؟]) +")
MIDDLE = (
    "pointer",
    "pointer",
    "pointer",
    "readmore",
    "ad",
    "caption",
    "pullquote",
    "box",
    "newsletter",
    "share",
    "caption",
    "related",
    "caption",
    "ad",
)
BEHIND = (
    "tags",
    "tags",
    "share",
    "share",
    "pointer",
    "bio",
    "comment",
    "related",
    "readmore",
    "newsletter",
    "note",
    "pagination",
    "footer",
    "ad",
    "trending",
    "caption",
)
ABOVE = (
    "site",
    "nav",
    "breadcrumb",
    "above",
    "share",
    "cookie",
    "ad",
    "trending",
    "nav",
    "teaser",
    "newsletter",
    "related",
)
BELOW = (
    "trending",
    "footer",
    "newsletter",
    "share",
    "cookie",
    "nav",
    "related",
    "tags",
    "pagination",
    "footer",
    "comment",
    "ad",
    "teaser",
)
KICKERS = ("section", "upper", "same", "place", "words", "date", "glued", "piped", "marked")


class Head(NamedTuple):
    """The layout of a page's article heads."""

    kicker: str
    """A form of KICKERS, or "" for none."""
    above: tuple[str, ...]
    """Meta lines over the title."""
    deck: bool
    deck_last: bool
    below: tuple[str, ...]
    """Meta lines under the title."""
    after: tuple[str, ...]
    """Furniture between the head and the body."""
    repeated: bool
    """Whether the title stands a second time, at the very top, with the name of the site."""


class Plan(NamedTuple):
    """What a page is like as a whole."""

    join: str
    """infinite: one frame around all articles; whole: the site's frame around each; bare: no frame; mixed: pages of
    several sites run together, each with a style of its own."""
    head: Head
    middle: tuple[tuple[str, float], ...]
    behind: tuple[tuple[str, float], ...]
    top: tuple[str, ...]
    bottom: tuple[str, ...]
    between: str
    """A separator between articles, or ""."""
    contents: bool
    numbered: str
    subheads: float
    items: float
    short: bool
    """Whether each sentence is a paragraph of its own."""
    brief: bool
    """Whether articles are a few paragraphs of a sentence or two."""


def draw_head(dice: Dice) -> Head:
    below = dice.some(("date", "byline", "both", "readtime", "count", "place", "both", "all"), 0, 3)
    if dice.chance(0.25):
        below = []
    return Head(
        kicker=dice.pick(KICKERS) if dice.chance(0.5) else "",
        above=(dice.pick(("date", "byline", "both", "all")),) if dice.chance(0.18) else (),
        deck=dice.chance(0.35),
        deck_last=dice.chance(0.3),
        below=tuple(dict.fromkeys(below)),
        after=tuple(dice.some(("share", "caption", "ad", "share", "caption"), 1, 2)) if dice.chance(0.35) else (),
        repeated=dice.chance(0.12),
    )


def draw_plan(dice: Dice, *, one_page: bool = False) -> Plan:
    framed_by = 5 if not one_page else dice.pick((5, 8, 12))
    join = dice.among(infinite=5, whole=3, bare=3) if not one_page else "whole"
    rich = dice.pick((0.4, 1.0, 1.0, 1.6, 2.0) if one_page else (0.0, 0.4, 1.0, 1.0, 1.6))
    bare = join == "bare"
    framed = 0 if bare else 1
    return Plan(
        join=join,
        head=draw_head(dice),
        middle=tuple((kind, dice.rng.uniform(0.15, 0.9)) for kind in dice.some(MIDDLE, 0, round(3 * rich))),
        behind=tuple((kind, dice.rng.uniform(0.3, 1.0)) for kind in dice.some(BEHIND, 0, round(4 * rich))),
        top=tuple(dice.some(ABOVE, framed, round(framed_by * rich) + framed)) if not bare else (),
        bottom=tuple(dice.some(BELOW, framed, round(framed_by * rich) + framed))
        if not bare or dice.chance(0.2)
        else (),
        between=dice.pick(("rule", "rule", "trending", "ad", "related", "newsletter", "nav"))
        if dice.chance(0.25)
        else "",
        contents=dice.chance(0.06),
        numbered=dice.pick(("{}. ", "{}) ", "#{} ", "{} ", "({}) ", "No. {}: ", "{}/")) if dice.chance(0.08) else "",
        subheads=dice.pick((0.0, 0.0, 0.08, 0.2, 0.35)),
        items=dice.pick((0.0, 0.0, 0.1, 0.25, 0.4)),
        short=dice.chance(0.15),
        brief=dice.chance(0.35),
    )


def kicker_of(voice: Voice, form: str, same: str) -> str:
    dice = voice.dice
    if form == "upper":
        return voice.section().upper()
    if form == "same":
        return same
    if form == "place":
        return dice.pick(voice.stock.of(voice.lang, "places"))
    if form == "words":
        return " ".join(voice.title().split()[:2])
    if form == "date":
        return voice.date()
    if form == "glued":
        return voice.section() + voice.age()
    if form == "piped":
        return voice.section() + voice.glue + voice.date()
    if form == "marked":
        return dice.pick(("[{}]", "— {} —", "» {}", "/ {}", "{}:", "#{}", "{} >")).format(voice.section())
    return voice.section()


def meta_of(voice: Voice, form: str) -> list[str]:
    dice = voice.dice
    date = (
        voice.say("date", "posted") if dice.chance(0.1) else voice.fill(dice.pick(voice.stock.of(voice.lang, "posted")))
    )
    name = voice.fill(dice.pick(voice.stock.of(voice.lang, "by")))
    if form == "date":
        return [voice.age() if dice.chance(0.2) else date]
    if form == "byline":
        return [name] if dice.chance(0.85) else [voice.say("byline", "by"), voice.name()]
    if form == "both":
        parts = [name, date, voice.section(), voice.say("readtime"), voice.say("comment")][: dice.number(2, 5)]
        if dice.chance(0.3):
            parts.reverse()
        return [voice.glue.join(parts)] if dice.chance(0.7) else parts[:2]
    if form == "all":
        section = voice.section().upper() if dice.chance(0.4) else voice.section()
        when = f"{voice.date()}, {voice.clock()}" if dice.chance(0.4) else date
        parts = [section, when, name if dice.chance(0.6) else voice.name(), voice.say("readtime")]
        return [voice.glue.join(dice.pick((parts[:2], parts[:3], parts[1:], parts[2:] + parts[1:2])))]
    if form == "place":
        return [voice.fill(dice.pick(("{p}", "{p}, {d}", "{p} — {d}", "({p})")))]
    return [voice.say("readtime" if form == "readtime" else "comment")]


class Writer:
    """Puts a page together, line by line."""

    def __init__(self, dice: Dice, stock: Stock, lang: str, stories: Sequence[Story], others: Sequence[Story]) -> None:
        self.dice, self.stories = dice, stories
        self.mixed = len(stories) > 1 and dice.chance(0.3)
        self.settings = (stock, lang, others)
        self.lines: list[Line] = []
        self._settle()

    def _settle(self) -> None:
        """A new site: its habits, its plan, its frame."""
        self.plan = draw_plan(self.dice, one_page=self.mixed)
        self.voice = Voice(self.dice, *self.settings)
        self.same = self.voice.section()
        self.frames: dict[str, list[Line]] = {}

    @property
    def join(self) -> str:
        return "mixed" if self.mixed else self.plan.join

    def page(self) -> list[Line]:
        if self.plan.join == "infinite":
            self._frame(self.plan.top)
        if self.plan.contents and not self.mixed:
            self.lines += [Line("nav", self.voice.say("toc"), -1, 0, "toc")] if self.dice.chance(0.7) else []
            self.lines += [Line("nav", self.voice.headline(story), -1, 0, "toc") for story in self.stories]
        for number, story in enumerate(self.stories):
            if number and self.mixed:
                self._settle()
            if number and self.plan.between:
                self._frame(("separator",) if self.plan.between == "rule" else (self.plan.between,))
            if self.plan.join == "whole":
                self._frame(self.plan.top, story)
            self._article(number, story)
            if self.plan.join == "whole":
                self._frame(self.plan.bottom)
        if self.plan.join != "whole":
            self._frame(self.plan.bottom)
        return [line._replace(text=" ".join(line.text.split())) for line in self.lines if line.text.strip()]

    def _frame(self, kinds: Sequence[str], story: Story | None = None) -> None:
        """Furniture around articles; what a site prints on every page, it prints alike."""
        for kind in kinds:
            if kind in ("breadcrumb", "comment", "teaser"):
                self.lines += furniture(self.voice, kind, -1, story)
                continue
            if kind not in self.frames or self.dice.chance(0.1):
                self.frames[kind] = furniture(self.voice, kind)
            self.lines += self.frames[kind]

    def _article(self, number: int, story: Story) -> None:
        voice, dice, head = self.voice, self.dice, self.plan.head
        title = voice.headline(story)
        if head.repeated:
            named = title if dice.chance(0.4) else f"{title}{voice.glue}{voice.site}"
            self.lines.append(Line("other", named, -1, 0, "page-title"))
        if head.kicker and dice.chance(0.95):
            self.lines.append(Line("kicker", kicker_of(voice, head.kicker, self.same), number))
        self._meta(head.above, number)
        mark = self.plan.numbered.format(number + 1) if self.plan.numbered else ""
        self.lines.append(Line("title", mark + title, number, 1))
        deck = [Line("deck", voice.sentence(220), number)] if head.deck and dice.chance(0.75) else []
        self.lines += [] if head.deck_last else deck
        self._meta(head.below, number)
        self.lines += deck if head.deck_last else []
        for kind in head.after:
            if dice.chance(0.6):
                self.lines += share(voice, number) if kind == "share" else furniture(voice, kind, number, story)[:3]
        self._body(number, story)
        for kind, share_of in self.plan.behind:
            if dice.chance(share_of):
                self.lines += furniture(voice, kind, -1, story)

    def _meta(self, forms: Sequence[str], number: int) -> None:
        for form in forms:
            if self.dice.chance(0.92):
                self.lines += [Line("meta", text, number) for text in meta_of(self.voice, form)]

    def _body(self, number: int, story: Story) -> None:
        dice, blocks = self.dice, list(self._blocks(story))
        kinds = [kind for kind, part in self.plan.middle if dice.chance(part)] if len(blocks) > 2 else []
        spots = {dice.number(1, len(blocks) - 1): kind for kind in kinds}
        for at, (kind, text) in enumerate(blocks):
            if at in spots:
                self.lines += furniture(self.voice, spots[at], number, story)
            label = {"p": "body", "sub": "subhead", "li": "item"}[kind]
            self.lines.append(Line(label, text, number, 3 if kind == "sub" else 0, "list" if kind == "li" else ""))

    def _blocks(self, story: Story) -> list[tuple[str, str]]:
        """The story's blocks, cut to a length, with subheads and lists of our making where it has none."""
        dice, plan = self.dice, self.plan
        blocks = list(story.blocks[: dice.pick((4, 8, 12, 20, 40))])
        if plan.short:
            blocks = [
                (kind, part) for kind, text in blocks for part in (SENTENCE.split(text) if kind == "p" else [text])
            ]
        if plan.brief:
            blocks = [
                (kind, " ".join(SENTENCE.split(text)[: dice.pick((1, 1, 2))]) if kind == "p" else text)
                for kind, text in blocks[: dice.number(1, 6)]
            ]
        own = any(kind != "p" for kind, _ in blocks)
        out: list[tuple[str, str]] = []
        for at, block in enumerate(blocks):
            if not own and at and dice.chance(plan.subheads):
                out.append(("sub", self._subhead()))
            out.append(block)
            if not own and at and dice.chance(plan.items):
                out += [("li", text) for text in self._items()]
        while out[-1][0] == "sub":
            out.pop()
        return out

    def _subhead(self) -> str:
        words = self.voice.title().split()[: self.dice.number(2, 7)]
        return " ".join(words).rstrip(",.;:") + self.dice.pick(("", "", "", "?", ":"))

    def _items(self) -> list[str]:
        short = self.dice.chance(0.5)
        count = self.dice.number(2, 7)
        return [self._subhead() if short else self.voice.sentence(120) for _ in range(count)]
