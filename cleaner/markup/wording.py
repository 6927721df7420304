"""The phrases that the lines of a page are: asked for where somebody wants to know, each wording once."""

from functools import lru_cache

from attrs import frozen

from cleaner.patterns import Tests
from cleaner.rulebook import Phrase, Rules

LONGEST_PHRASE = 200
"""Characters; longer blocks are not asked for phrases."""
SHORT_LINE = 40
"""Characters."""
COMMON = frozenset(("", "und", "en"))
"""Languages of phrases that stand on pages of every language."""


@frozen(eq=False)
class Sayings:
    """The phrases of some languages, ready to be looked for."""

    phrases: tuple[Phrase, ...]
    tests: Tests


@lru_cache(maxsize=8)
def sayings_of(rules: Rules, language: str) -> tuple[Sayings, ...]:
    """The phrases of a page's language (if it says which), and those of English and of every language.

    All languages at once would take 70 MB and twice the time.
    """
    common = sayings_in(rules, COMMON)
    return (common,) if language in COMMON else (sayings_in(rules, frozenset((language,))), common)


@lru_cache(maxsize=8)
def sayings_in(rules: Rules, languages: frozenset[str]) -> Sayings:
    """The phrases of some languages."""
    phrases = tuple(phrase for pack in rules.packs if pack.language in languages for phrase in pack.phrase)
    return Sayings(phrases, Tests([phrase.match for phrase in phrases]))


class Asker:
    """Knows the phrases of a page's lines."""

    def __init__(self, texts: list[str], sayings: tuple[Sayings, ...]) -> None:
        self.texts, self.sayings = texts, sayings
        self.known: dict[str, tuple[Phrase, ...]] = {}

    def short(self, number: int) -> tuple[Phrase, ...]:
        """The phrases that a block of a few words is: a button, a heading over what follows."""
        return self.phrases(number) if len(self.texts[number]) <= SHORT_LINE else ()

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrases that a block is."""
        text = self.texts[number]
        if len(text) > LONGEST_PHRASE:
            return ()
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = tuple(
                [said.phrases[hit] for said in self.sayings for hit in said.tests.found(text)]
            )
        return found
