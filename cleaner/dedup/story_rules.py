"""What `rules/story/<lang>.toml` says of a language: number words, ordinals, weekdays, months, common words."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.tokens import Hashes, hash_words
from cleaner.errors import RuleError

NUMBER, ORDINAL, MAGNITUDE, WEEKDAY, MONTH, COMMON = 1, 2, 3, 4, 5, 6
_TABLES = {"numbers": NUMBER, "ordinals": ORDINAL, "magnitudes": MAGNITUDE}
_LISTS = {"weekdays": WEEKDAY, "months": MONTH, "common": COMMON}
_KEYS = {"language", "compound", *_TABLES, *_LISTS}
SLOT_BITS = 16
_SLOTS = np.uint32((1 << SLOT_BITS) - 1)


@frozen(eq=False)
class StoryRules:
    """The words of all languages by their hashed form; the same form may stand for several languages."""

    languages: tuple[str, ...]
    forms: Hashes
    """Sorted and distinct."""
    role: NDArray[np.uint8]
    """NUMBER ... for each form and language, 0 where the language does not have it; shape (forms, languages)."""
    value: NDArray[np.float64]
    """What a number word, ordinal, magnitude, weekday or month counts; same shape."""
    sort: NDArray[np.int64]
    """For each form which languages have it, as a row of `sorts`."""
    sorts: NDArray[np.int64]
    """1 for each language of a sort of form."""
    slot: NDArray[np.int16]
    """A row of `forms` for each ending of SLOT_BITS bits, -1 where no form has it."""

    def find(self, forms: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which tokens are words of the rules: their places in `forms`, and the rows of `role` and `value`."""
        rows = self.slot.take(forms & _SLOTS)
        places = np.flatnonzero(rows >= 0)
        rows, forms = rows.take(places).astype(np.intp), forms.take(places)
        other = np.flatnonzero(self.forms.take(rows) != forms)  # few: two forms in a slot, or a word of none
        rows[other] = np.minimum(np.searchsorted(self.forms, forms[other]), len(self.forms) - 1)
        real = np.ones(len(places), np.bool_)
        real[other] = self.forms[rows[other]] == forms[other]
        return places[real], rows[real].astype(np.int64)


def compile_rules(languages: dict[str, dict[str, Any]]) -> StoryRules:
    """Put the words of several languages, each the content of a rule file, into one table."""
    words: dict[tuple[str, int], tuple[int, float]] = {}
    for number, language in enumerate(languages.values()):
        for word, (role, value) in _words(language).items():
            words.setdefault((word, number), (role, value))
    names = sorted({word for word, _ in words})
    hashed = dict(zip(names, hash_words(names)[1].tolist(), strict=True))
    forms = np.unique(np.fromiter(hashed.values(), np.uint32, len(hashed)))
    roles = np.zeros((len(forms), len(languages)), np.uint8)
    values = np.zeros((len(forms), len(languages)), np.float64)
    for (word, number), (kind, amount) in words.items():
        row = int(np.searchsorted(forms, hashed[word]))
        roles[row, number], values[row, number] = kind, amount
    slot = np.full(1 << SLOT_BITS, -1, np.int16)
    slot[forms & _SLOTS] = np.arange(len(forms))
    sorts, sort = np.unique(roles > 0, axis=0, return_inverse=True)
    return StoryRules(tuple(languages), forms, roles, values, sort.ravel(), sorts.astype(np.int64), slot)


def _words(language: dict[str, Any]) -> dict[str, tuple[int, float]]:
    """Each single word of a language, its role and value; months and weekdays count from 1, variants divided by "|"."""
    words = {
        word: (role, float(value)) for key, role in _TABLES.items() for word, value in language.get(key, {}).items()
    }
    numbers = language.get("numbers", {})
    for pattern in language.get("compound", ()):
        for tens in (word for word, value in numbers.items() if 20 <= value < 100 and value % 10 == 0):
            for unit in (word for word, value in numbers.items() if 1 <= value <= 9):
                compound = pattern.replace("{tens}", tens).replace("{unit}", unit)
                words.setdefault(compound, (NUMBER, float(numbers[tens] + numbers[unit])))
    for key, role in _LISTS.items():
        for place, names in enumerate(language.get(key, ()), 1):
            for word in names.split("|"):
                words.setdefault(word, (role, float(place)))
    return words


def read_rules(folder: Path) -> StoryRules:
    """Read every language file of a folder.

    Raises:
        RuleError: a file is no TOML, or has an unknown key or a wrong value.
    """
    languages: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            language = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
            raise RuleError(str(path), "", "", str(error)) from error
        _check(path, language)
        languages[language["language"]] = language
    return compile_rules(languages)


def _check(path: Path, language: dict[str, Any]) -> None:
    """Refuse what is misspelt or of the wrong type."""
    for key in language:
        if key not in _KEYS:
            raise RuleError(str(path), "", key, f"unknown key; known are {', '.join(sorted(_KEYS))}")
    if not isinstance(language.get("language"), str):
        raise RuleError(str(path), "", "language", "must be a language code")
    for key in _TABLES.keys() & language.keys():
        table = language[key]
        if not isinstance(table, dict) or not all(isinstance(value, int | float) for value in table.values()):
            raise RuleError(str(path), "", key, "must be a table of words and their numbers")
    for key in (_LISTS.keys() | {"compound"}) & language.keys():
        if not isinstance(language[key], list) or not all(isinstance(word, str) for word in language[key]):
            raise RuleError(str(path), "", key, "must be a list of words")


@cache
def bundled_rules() -> StoryRules:
    """The rules that come with cleaner: inside the installed package, or at the top of the checkout."""
    inside = Path(str(files("cleaner"))) / "rules" / "story"
    return read_rules(inside if inside.is_dir() else Path(str(files("cleaner"))).parent / "rules" / "story")
