"""Dice and wordings of made-up pages."""

import random
import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from style_stock import Stock, Story

T = TypeVar("T")
HOLE = re.compile(r"\{([A-Za-z])\}")
DATE_FORMS = (
    "{D} {M} {Y}", "{D} {M} {Y}", "{M} {D}, {Y}", "{W}, {D} {M} {Y}", "{D}/{o}/{Y}", "{D}.{o}.{Y}", "{Y}-{o}-{D}",
    "{W} {D} {M} {Y}", "{m} {D}, {Y}", "{D} {m} {Y}", "{D}-{m}-{Y}", "{o}/{D}/{y}", "{D}. {M} {Y}", "{D} {M}",
)  # fmt: skip
MIXED = 0.06
"""Share of wordings that are English on a page in another language."""


class Line(NamedTuple):
    """A line of a page before it is written down, with its true label."""

    label: str
    text: str
    article: int = -1
    level: int = 0
    """1 to 6: a heading."""
    group: str = ""
    """What it belongs to: lines of one group stand in one list or box."""


class Dice:
    """A seeded source of choices."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.rng.random() * len(things))]

    def some(self, things: Sequence[T], low: int, high: int) -> list[T]:
        return self.rng.sample(list(things), min(len(things), self.rng.randint(low, high)))

    def among(self, **weights: float) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def number(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)


class Voice:
    """Wordings of a page: its language, its habits of dates and names, and the titles it can point to."""

    def __init__(self, dice: Dice, stock: Stock, lang: str, others: Sequence[Story]) -> None:
        self.dice, self.stock, self.lang, self.others = dice, stock, lang, others
        self.date_form = dice.pick(DATE_FORMS)
        self.site = dice.pick(stock.of(lang, "sites"))
        self.glue = dice.pick(stock.of(lang, "glue"))
        self.year = dice.number(2004, 2026)
        self.longer = dice.pick((0, 0, 0, 3, 5, 7))
        """Words that make titles longer: those of the news sets are short."""
        self.joint = dice.pick((": ", " – ", ", ", " as ", " - "))
        self.crowd = dice.pick((1, 1, 1, 2, 3, 5))
        """How many times as long as on a small site menus and footers are."""
        self.people = [self._name() for _ in range(dice.number(1, 6))]
        self.pointer = self._pointer()
        """What stands before the headline of another article: "Also read: ...", or words that nobody knows."""

    def _pointer(self) -> str:
        known = self.say(self.dice.pick(("readmore", "related"))) if self.dice.chance(0.5) else ""
        lead = known if 0 < len(known) < 30 else " ".join(self.title().split()[: self.dice.number(1, 3)])
        return lead.rstrip(" :.…>»→") + self.dice.pick((": ", ": ", ": ", " : ", " – ", " » ", " "))

    def _name(self) -> str:
        return (
            f"{self.dice.pick(self.stock.of(self.lang, 'given'))} {self.dice.pick(self.stock.of(self.lang, 'family'))}"
        )

    def name(self) -> str:
        return self.dice.pick(self.people)

    def date(self) -> str:
        day, month, dice = self.dice.number(1, 28), self.dice.number(1, 12), self.dice
        name = self.stock.of(self.lang, "months")[month - 1]
        return self.date_form.format(
            D=f"{day:02d}" if self.date_form[:5] in ("{D}/{o", "{D}.{o", "{Y}-{") else day,
            M=name, m=name[:3], o=f"{month:02d}", Y=self.year, y=f"{self.year % 100:02d}",
            W=dice.pick(self.stock.of(self.lang, "days")),
        )  # fmt: skip

    def clock(self) -> str:
        hour, minute = self.dice.number(0, 23), self.dice.number(0, 59)
        if self.lang == "en" and self.dice.chance(0.5):
            return f"{hour % 12 or 12}:{minute:02d} {'pm' if hour > 11 else 'am'}"
        return f"{hour:02d}{self.dice.pick((':', ':', '.', 'h')) if self.lang != 'en' else ':'}{minute:02d}"

    def headline(self, story: Story) -> str:
        """A story's title; on sites with long titles a part of its first sentence stands behind it."""
        words = story.blocks[0][1].split()[: self.longer]
        if not self.longer or len(story.title) > 60 or len(words) < self.longer:
            return story.title
        return f"{story.title}{self.joint}{' '.join(words).rstrip('.,;:')}"

    def title(self) -> str:
        return self.headline(self.dice.pick(self.others))

    def sentence(self, longest: int = 160) -> str:
        """The beginning of some other article's paragraph."""
        _, text = self.dice.pick(self.dice.pick(self.others).blocks)
        head = text[:longest]
        cut = max(head.rfind(". "), head.rfind("؟ "), head.rfind("! "))
        return head[: cut + 1] if cut > 30 else head.rsplit(" ", 1)[0]

    def topic(self) -> str:
        """Some words of a title: what menus and topic lists hold besides sections."""
        words = self.title().split()
        start = self.dice.number(0, max(0, len(words) - 3))
        return " ".join(words[start : start + self.dice.number(1, 3)]).strip(",.;:!?\"'")

    def section(self) -> str:
        """A section of the site: one that the phrase rules know, or one that they may not."""
        own = self.stock.words["lang"].get(self.lang, {}).get("sections", ())
        known = self.stock.phrases.get(self.lang, {}).get("kicker_section", ())
        return self.dice.pick(own if own and (not known or self.dice.chance(0.5)) else known)

    def say(self, sort: str, key: str = "") -> str:
        """A wording of a sort: an example of the phrase rules, or one of our own that no rule may know."""
        lang = "en" if self.dice.chance(MIXED) else self.lang
        own = self.stock.words["lang"].get(lang, {}).get(key or sort, ())
        known = self.stock.phrases.get(lang, {}).get(sort, ())
        if not known and not own:
            own = self.stock.of("en", key or sort)
            known = self.stock.phrases["en"].get(sort, ())
        pool = own if own and (not known or self.dice.chance(0.4)) else known
        return self.fill(self.dice.pick(pool)) if pool else self.title()

    def fill(self, form: str) -> str:
        """Fill a form's holes; numbers of ready wordings are drawn anew."""
        if "{" not in form:
            return self._renumber(form)
        name, agency = self.name(), self.dice.pick(self.stock.of(self.lang, "agencies"))
        words = self.title().split()
        known = {
            "n": name, "N": name.upper(), "m": self._name(), "p": self.dice.pick(self.stock.of(self.lang, "places")),
            "d": self.date(), "t": self.clock(), "z": self.dice.pick(self.stock.of(self.lang, "zones")),
            "x": self.title(), "s": self.section(), "q": self.section(), "k": str(self.dice.number(2, 480)),
            "a": agency, "A": agency.upper(), "h": self.dice.pick(self.stock.of(self.lang, "handles")),
            "w": words[0], "v": words[-1],
        }  # fmt: skip
        return HOLE.sub(lambda hole: known.get(hole[1], hole[0]), form)

    def _renumber(self, text: str) -> str:
        if not any(char in "123456789" for char in text) or self.dice.chance(0.2):
            return text
        year = str(self.year)
        out = "".join(str(self.dice.number(1, 9)) if char in "123456789" else char for char in text)
        return out if year not in text else text

    def age(self) -> str:
        """How long ago, as the phrases of the language say it."""
        return self._renumber(self.dice.pick(self.stock.phrases.get(self.lang, {}).get("age") or ["3 days ago"]))
