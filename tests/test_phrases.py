"""The phrase files: ordinary sentences and headlines are no phrase, the phrases of each language are."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cleaner import patterns
from cleaner.patterns import MAX_MATCHED
from cleaner.rulelist import prove_rules
from cleaner.rules import bundled, load_rules

FILES = sorted((bundled() / "phrases").glob("*.toml"))
LANGUAGES = {"en", "de", "fr", "es", "pt", "ar", "ru", "uk", "so", "sw", "ha", "tr", "it"}
SORTS = {
    "age", "age_glued", "age_in", "date", "byline", "readmore", "share", "related", "trending", "newsletter",
    "cookie", "comment", "caption", "footer", "ad", "tags", "pagination", "nav", "kicker_section",
}  # fmt: skip

HEADLINES = (
    "Rain closes the harbour for a third day",
    "Why the new port law divides the town",
    "Minister resigns over ferry contract",
    "Share of women in parliament rises to a third",
    "Home sales fall as rates climb",
    "More than a hundred boats lost in storm",
    "Latest talks end without a deal",
    "Most voters want a second ballot, poll finds",
    "Related charges dropped against mayor",
    "Top court strikes down fishing ban",
    "By train across the desert",
    "Photos from the flood shock the nation",
    "Follow the money: how the dam was paid for",
    "Comment: the harbour belongs to all of us, not to the few who own it",
    "Popular uprising remembered forty years on",
    "Der Hafen bleibt drei Tage lang gesperrt",
    "Mehr Geld für Schulen auf dem Land",
    "Teilen will gelernt sein",
    "Le port restera fermé trois jours",
    "Partager l'eau devient plus difficile",
    "Más agua para los pueblos del norte",
    "El puerto cerrará tres días por la lluvia",
    "Mais chuva fecha o porto por três dias",
    "Il porto resta chiuso per tre giorni",
    "Порт закрыт на три дня из-за дождя",
    "Порт зачинено на три дні через дощ",
    "Yağmur limanı üç gün kapattı",
    "إغلاق الميناء ثلاثة أيام بسبب المطر",
    "Roobku wuxuu dekedda xiray saddex maalmood",
    "Mvua yafunga bandari kwa siku tatu",
    "Ruwan sama ya rufe tashar ruwa kwana uku",
)
PROSE = (
    "The harbour was closed on Tuesday after three days of rain.",
    "She said that the council would share the cost with the ministry.",
    "Am Dienstag wurde der Hafen nach drei Tagen Regen geschlossen.",
    "Le port a été fermé mardi après trois jours de pluie.",
    "El puerto fue cerrado el martes después de tres días de lluvia.",
    "Порт закрыли во вторник после трёх дней дождя.",
    "Liman, üç gün süren yağmurdan sonra salı günü kapatıldı.",
    "أغلق الميناء يوم الثلاثاء بعد ثلاثة أيام من المطر.",
    "Bandari ilifungwa Jumanne baada ya siku tatu za mvua.",
)
HARMLESS = {"bullet", "hash_title"}
"""Sorts that say what a line looks like, not that it is furniture."""


def tables() -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES]


@pytest.fixture(scope="module")
def sorts_of() -> Any:
    """A function from a line to the sorts of phrases it is."""
    phrases = load_rules().phrases()
    tests = patterns.Tests([phrase.match for phrase in phrases])
    return lambda line: {phrases[number].sort for number in tests.found(line)} - HARMLESS


@pytest.mark.parametrize("line", HEADLINES + PROSE)
def test_is_no_phrase(sorts_of: Any, line: str) -> None:
    """Headlines and sentences share words with furniture; no phrase of any language takes them."""
    assert sorts_of(line) == set()


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("Somalia7 years ago", "age_glued"),
        ("* Share on Facebook", "share"),
        ("## Related articles", "related"),
        ("vor 2 Stunden", "age"),
        ("Lire aussi : Le port sera agrandi", "readmore"),
        ("  * Impressum", "footer"),
        ("14.03.2021 | 12:30", "date"),
        ("© 2024 Lantern Media", "footer"),
        ("Home » News » World", "breadcrumb"),
        ("1 2 3 ... 9", "pagination"),
        ("Подписывайтесь на наш Telegram-канал", "newsletter"),
        ("İLGİLİ HABERLER", "related"),
        ("DAKAR (AFP) - Le port restera fermé trois jours, a dit le ministre.", "dateline"),
    ],
)
def test_is_a_phrase(sorts_of: Any, line: str, sort: str) -> None:
    """Marks around a phrase and capital letters do not matter."""
    assert sort in sorts_of(line)


def test_every_rule_proves_itself() -> None:
    """All `yes` and `no` examples of all bundled rules hold."""
    assert prove_rules().wrong == ()


def test_each_language_has_the_sorts_that_rules_ask_for() -> None:
    """A fit made on some languages holds in others only if they have the same sorts."""
    by_language = {table["language"]: {phrase["sort"] for phrase in table["phrase"]} for table in tables()}

    assert by_language.keys() >= LANGUAGES
    assert {name: SORTS - by_language[name] for name in LANGUAGES if SORTS - by_language[name]} == {}


def test_each_phrase_has_two_examples_of_each_kind() -> None:
    """A phrase shows what it takes and what it must leave; examples are short enough to be matched at all."""
    poor = [
        phrase["id"]
        for table in tables()
        for phrase in table["phrase"]
        if len(phrase["yes"]) < 2 or len(phrase["no"]) < 2 or any(len(text) > MAX_MATCHED for text in phrase["yes"])
    ]

    assert poor == []


def test_the_rules_of_the_readme_load(tmp_path: Path) -> None:
    """rules/README.md shows every form as it really is."""
    page = Path(__file__).parent.parent.joinpath("rules", "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"((?:^    .*\n|^\n)+)", page, re.MULTILINE)
    shown = "\n".join(re.sub("^    ", "", block, flags=re.MULTILINE) for block in blocks if "[[" in block)
    (tmp_path / "shown.toml").write_text(f'hosts = ["example.com"]\n{shown.replace("de/share", "de/shown")}')

    pack = load_rules([tmp_path / "shown.toml"]).packs[-1]

    assert [len(form) for form in (pack.rule, pack.scale, pack.words, pack.phrase, pack.select)] == [1] * 5
