"""What the blocks of an HTML page become, and the rule that decided it of each."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import repeat
from types import MappingProxyType

from cleaner.markup.heads import Kickers
from cleaner.markup.kinds import NONE, CutKinds, Kind, said_kind
from cleaner.markup.signs import DATES, Signs
from cleaner.markup.votes import MarkupLook, MarkupPlan
from cleaner.model import ARTICLE_LABELS, BODY_LABELS, BOILERPLATE_LABELS, Block, Labelled
from cleaner.rulebook import Select

NOBODY: Mapping[int, Select] = MappingProxyType({})
HEAD_REACH = 6
"""Blocks above a headline that may belong to its head (kicker, date)."""


class Labels:
    """What the blocks of one page become; filled article by article, then read once."""

    def __init__(
        self,
        blocks: tuple[Block, ...],
        look: MarkupLook,
        signs: Signs,
        plan: MarkupPlan,
        chosen: Mapping[int, Select] = NOBODY,
    ) -> None:
        self.blocks, self.look, self.signs, self.plan, self.chosen = blocks, look, signs, plan, chosen
        self.kickers = Kickers(blocks, look, signs, plan)
        self.names = [""] * len(blocks)
        self.rules = [""] * len(blocks)
        self.opens: set[int] = set()
        self.inside: set[int] = set()
        self.again: frozenset[str] = frozenset()
        self.listing = False

    def call(self, number: int, name: str, rule: str) -> None:
        """Name a block, and the rule that decided; "" for the table of votes that said most."""
        self.names[number], self.rules[number] = name, rule

    def article(self, first: int, last: int, head: int, kept: Sequence[int]) -> None:
        """Name the blocks of an article that has its headline at `head` (-1: none) and keeps these blocks."""
        body = [number for number in kept if number != head]
        if not body:
            return
        for number in body:
            name = self.body_label(number)
            self.call(number, name, "html/heading" if name == "subhead" else "")
        start = body[0]
        if head >= 0:
            self.call(head, "title", "html/headline")
            for number in range(max(first, head - HEAD_REACH), start):
                self.name_head(number, head)
        named = [number for number in range(first, last) if self.names[number]]
        self.opens.add(named[0])
        self.inside.update(range(named[0], last if last < len(self.blocks) else body[-1] + 1))

    def name_head(self, number: int, head: int) -> None:
        """A block around the headline: meta, kicker or deck where signs say so."""
        if self.names[number] or self.look.measures["hidden"][number]:
            return
        role = self.signs.roles[number]
        if role == ("kicker" if number < head else "deck"):
            self.call(number, role, "html/roles")
        elif rule := self.kickers.rule(number, head):
            self.call(number, "kicker", rule)
        elif number >= head - 3 and self.signs.dated(number):
            self.call_meta(number)

    def call_meta(self, number: int) -> None:
        """A date or byline, and the wording or the markup that says so."""
        said = next((phrase.id for phrase in self.signs.phrases(number) if phrase.sort in DATES), "")
        self.call(number, "meta", said or "html/dated")

    def body_label(self, number: int) -> str:
        """Which part of a body a block is."""
        markup, measures = self.blocks[number].markup, self.look.measures
        heading = self.signs.heading[number]
        if 1 <= heading <= 6 or (heading == 8 and measures["words"][number] <= 15):
            return "subhead"
        if not markup or not (measures["in_ul"][number] or measures["in_ol"][number]):
            return "body"
        listed = markup.tag == "li" or any(markup.tree.tags[element] == "li" for element in markup.near)
        return "item" if listed else "body"

    def waste(self, number: int, kinds: CutKinds) -> Kind:
        """The kind of a block that no article kept, and the rule that says so ("" for the votes on main text)."""
        if is_rule(self.blocks[number].text):
            return "separator", "html/drawn-line"
        linked = bool(self.signs.linked[number])
        worded = self.signs if linked and not self.signs.heading[number] else self.signs.asker  # links are many
        said = said_kind(worded.phrases(number))
        if said != NONE:
            return said
        if number in self.chosen and self.chosen[number].label in BOILERPLATE_LABELS:
            return self.chosen[number].label, self.chosen[number].id
        named = kinds.around(number)
        if named != NONE:
            return named
        if self.look.measures["hidden"][number]:
            return "other", "html/hidden"
        if self.listing and (not linked or self.signs.heading[number]):
            return "teaser", "html/listing"
        if linked:
            return "nav", "html/link"
        return "other", "html/said-again" if self.blocks[number].text in self.again else ""

    def bare(self) -> tuple[Labelled, ...]:
        """The labelled blocks without the kinds of the cut ones, and without rules and margins."""
        names = self.names
        if self.chosen:
            told = enumerate(self.look.chance.tolist())
            return tuple([self.labelled(number, names[number] or "other", "", chance) for number, chance in told])
        likely = self.look.chance.round(4).tolist()
        sure = (1 - self.look.chance).round(4).tolist()
        inside = [False] * len(names)
        for number in self.inside:
            inside[number] = not names[number]
        opens = [False] * len(names)
        for number, name in enumerate(names):
            if name:
                sure[number] = likely[number] if name in BODY_LABELS else 1.0
                opens[number] = number in self.opens
        called = [name or "other" for name in names]
        columns = zip(self.blocks, called, repeat(""), repeat(0.0), sure, opens, inside, strict=False)
        return tuple(map(partial(tuple.__new__, Labelled), columns))

    def read(self, names: Sequence[str]) -> tuple[Labelled, ...]:
        """The labelled blocks; `names` are the ids of the tables of votes."""
        chances = self.look.chance.tolist()
        most, least = self.look.shares.argmax(axis=0).tolist(), self.look.shares.argmin(axis=0).tolist()
        kept = [name in ARTICLE_LABELS for name in self.names]
        kinds = CutKinds(self.blocks, self.look, self.signs, self.plan, kept)
        out = []
        for number, chance in enumerate(chances):
            name, rule = self.names[number], self.rules[number] or names[most[number]]
            if not name:
                name, rule = self.waste(number, kinds)
                rule = rule or names[least[number]]
            out.append(self.labelled(number, name, rule, chance))
        return tuple(out)

    def labelled(self, number: int, name: str, rule: str, chance: float) -> Labelled:
        """A block with its label, but for what a site's selectors say of it."""
        if number in self.chosen and self.chosen[number].label in (name, *ARTICLE_LABELS):
            select = self.chosen[number]
            name = select.label if select.label in ("kicker", "deck", "meta") and number in self.inside else name
            rule = select.id if name == select.label else rule
        votes, of_article = float(self.look.votes[number]), name in ARTICLE_LABELS
        agrees = (name in BODY_LABELS) == (votes > 0) or name in ARTICLE_LABELS[:4]
        sure = chance if name in BODY_LABELS else 1.0 if of_article else 1 - chance
        return Labelled(
            self.blocks[number],
            name,
            rule,
            margin=round(abs(votes) * (1 if agrees else -1), 3),
            probability=round(sure, 4),
            opens=number in self.opens,
            inside=number in self.inside and not of_article,
        )


def is_rule(text: str) -> bool:
    """Whether a block is a line drawn with characters.

    >>> is_rule("* * *"), is_rule("(1)")
    (True, False)
    """
    return not any(char.isalnum() for char in text)
