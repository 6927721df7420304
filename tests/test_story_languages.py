"""Stories in other languages than English: nothing in the code knows one."""
# ruff: noqa: E501 (wide letters count as one)

import pytest

from cleaner.dedup.story import story_facts
from cleaner.dedup.story_links import story_links
from cleaner.model import Match

NEWS = {
    "de": (
        "Bei einem Brand im Hafen von Wellmar sind am Dienstag 14 Lagerhallen zerstört worden. Die Feuerwehr war mit 230 "
        "Kräften im Einsatz, sagte Einsatzleiterin Hanna Brockstedt. Verletzt wurde niemand.",
        "Hanna Brockstedt, die den Einsatz leitete, sprach von einem Großfeuer: 230 Kräfte kämpften in der Nacht gegen die "
        "Flammen, 14 Lagerhallen im Wellmarer Hafen brannten nieder.",
        "Die Bäckerei am Marktplatz backt seit drei Jahren nur noch nachts. Wer Brot will, holt es vor sechs Uhr aus dem "
        "Fenster, und abends ist der Ofen kalt.",
    ),
    "es": (
        "Un terremoto de magnitud 6,2 sacudió el jueves la isla de Corvera y dejó 31 heridos, informó el instituto "
        "sismológico. El alcalde Tomás Berruguete pidió calma y abrió dos albergues en Puerto Hondo.",
        "En Puerto Hondo durmieron fuera de casa cientos de vecinos de Corvera. Berruguete cifró en 31 heridos el balance "
        "del terremoto, de magnitud 6,2, el mayor en cuarenta años.",
        "El museo de la sal reabre sus salas con una muestra de fotografía antigua. La entrada será gratuita durante "
        "el primer mes y habrá talleres para escolares.",
    ),
    "ru": (
        "Паром «Селигер» с 118 пассажирами сел на мель у острова Дальний в среду утром. Капитан Игорь Мещеряков сообщил, "
        "что пробоин нет, а пассажиров снимают катера.",
        "Катера спасателей сняли с парома «Селигер» всех 118 пассажиров. По словам капитана Мещерякова, судно у Дальнего "
        "потеряло ход из-за тумана.",
        "В городском саду высадили молодые липы. Садовники просят горожан не ходить по газонам и поливать деревья в "
        "жаркие дни.",
    ),
    "ar": (
        "أعلنت بلدية مرسانة يوم الأحد انهيار جسر الزيتون بعد فيضان وادي رملة، وقالت إن 27 سيارة سقطت في الماء. "
        "وأكد المهندس سليم الدروبي أن الجسر شيد قبل 90 عاما.",
        "قال سليم الدروبي المشرف على جسر الزيتون في مرسانة إن فرق الإنقاذ أخرجت 27 سيارة من وادي رملة بعد انهيار الجسر.",
        "افتتحت المكتبة العامة قاعة جديدة للأطفال تضم كتبا مصورة وألعابا تعليمية. وستكون القراءة مجانية طوال فصل الصيف.",
    ),
    "zh": (
        "临江市周三发生化工厂爆炸，造成17人受伤。消防部门出动46辆消防车，明火在四小时后扑灭。厂长郑怀远表示将配合调查。",
        "郑怀远周四说，临江市化工厂爆炸的原因仍在调查。46辆消防车参加了扑救，17人受伤，其中两人伤势较重。",
        "春天来了，公园里的樱花开得正好。许多市民带着孩子来拍照，也有老人在湖边下棋喝茶，听着鸟叫。",
    ),
    "lower case": (
        "the ferry seliger with 118 passengers ran aground off dalny island on wednesday, captain meshcheryakov said, and "
        "boats from kolmet took everyone off.",
        "all 118 passengers of the seliger are ashore. boats from kolmet fetched them from dalny island, where captain "
        "meshcheryakov had lost his way in fog.",
        "the bakery on market square now bakes at night. bread is handed out of the window before six, and in the evening "
        "the oven is cold.",
    ),
}


class Held(list[str]):
    def read(self, numbers: list[int]) -> list[str]:
        return [self[number] for number in numbers]


def links(texts: tuple[str, ...]) -> tuple[Match, ...]:
    return story_links(story_facts(texts), Held(texts))


@pytest.mark.parametrize("language", NEWS)
def test_one_story_in_other_words(language: str) -> None:
    """Two reports of an event are linked, and nothing else of the same language."""
    found = links(NEWS[language])

    assert [(match.a, match.b) for match in found] == [(0, 1)]


def test_languages_apart() -> None:
    """Among all languages together the same pairs are found and no others."""
    found = links(tuple(text for texts in NEWS.values() for text in texts))

    assert {(match.a // 3, match.b // 3) for match in found} <= {(n, n) for n in range(len(NEWS))} | {(2, 5)}


@pytest.mark.parametrize(
    ("language", "shared"),
    [
        ("de", {"230 Kräften", "14 Lagerhallen", "Einsatzleiterin Hanna Brockstedt"}),
        ("es", {"31 heridos", "Puerto Hondo"}),
        ("ru", {"118 пассажирами"}),
        ("ar", {"27 سيارة"}),
        ("zh", {"17人受", "46辆消"}),
    ],
)
def test_evidence_in_the_words_of_the_text(language: str, shared: set[str]) -> None:
    """Shared facts are shown as they are written."""
    [match] = links(NEWS[language])

    assert shared <= set(match.shared)


def test_weekdays_conflict_in_their_language() -> None:
    """Different weekdays are told, whatever the language."""
    texts = NEWS["de"][0], NEWS["de"][0].replace("Dienstag", "Freitag").replace("Bei einem", "In einem")

    [match] = links(texts)

    assert "Dienstag / Freitag" in match.conflicts
