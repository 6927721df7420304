"""Furniture of made-up pages: each function makes the lines of one kind."""

from style_draw import Line, Voice
from style_stock import Story


def teasers(voice: Voice, label: str, count: int, form: str, article: int = -1, group: str = "rail") -> list[Line]:
    """Pointers to other articles in one of many forms."""
    lines: list[Line] = []
    dice = voice.dice
    for number in range(count):
        title = voice.title()
        age = voice.age() if dice.chance(0.8) else voice.date()
        made = {
            "title": [title],
            "glued": ["-", f"{voice.section()}{age}", title],
            "section": [voice.section(), title],
            "date": [title, voice.date()],
            "age_first": [age, title],
            "clock": [f"{voice.clock()} {title}"],
            "numbered": [f"{number + 1}. {title}"],
            "number_line": [str(number + 1), title],
            "byline": [title, voice.name(), voice.date()],
            "snippet": [title, voice.sentence(140) + dice.pick(("", "...", "…", " […]"))],
            "snippet_more": [title, voice.sentence(140), voice.say("readmore")],
            "image": [title, title, age],
            "piped": [f"{title} | {age}"],
            "count": [title, str(dice.number(2, 900))],
        }[form]
        more = made.pop() if form == "snippet_more" else ""
        lines += [Line(label, part, article, 0, group) for part in made]
        lines += [Line("readmore", more, article, 0, group)] if more else []
    return lines


TEASER_FORMS = (
    "title", "title", "title", "glued", "section", "date", "age_first", "clock", "numbered", "number_line", "byline",
    "snippet", "snippet_more", "image", "piped", "count",
)  # fmt: skip


SHORT_FORMS = tuple(form for form in TEASER_FORMS if not form.startswith("snippet"))
"""Within articles boxes hold titles: a box of prose there could be told from the article by nobody."""


def rail(voice: Voice, sort: str, article: int = -1) -> list[Line]:
    """A heading and teasers."""
    forms = TEASER_FORMS if article < 0 else SHORT_FORMS
    form = voice.dice.pick(forms)
    label = "teaser" if form.startswith("snippet") else sort
    lines = teasers(voice, label, voice.dice.number(2, 10), form, article, sort)
    if voice.dice.chance(0.85):
        lines.insert(0, Line(sort, voice.say(sort), article, voice.dice.pick((0, 2, 3, 4)), sort))
    return lines


def row(voice: Voice, label: str, sort: str, low: int, high: int, article: int = -1, *, key: str = "") -> list[Line]:
    """Some wordings of a sort, each on its line."""
    said = dict.fromkeys(voice.say(sort, key) for _ in range(voice.dice.number(low, high)))
    return [Line(label, text, article, 0, label) for text in said]


def share(voice: Voice, article: int = -1) -> list[Line]:
    dice = voice.dice
    networks = dice.some(voice.stock.of(voice.lang, "networks"), 2, 7)
    form = dice.among(lines=3, one=2, said=3, both=2)
    if form == "one":
        return [Line("share", dice.pick((" ", "", " | ", ", ", " · ")).join(networks), article, 0, "share")]
    lines = [Line("share", name, article, 0, "share") for name in networks] if form != "said" else []
    return row(voice, "share", "share", 1, 2, article) + lines if form != "lines" else lines


def thread(voice: Voice, article: int = -1) -> list[Line]:
    """A comment thread or form."""
    dice = voice.dice
    lines = [Line("comment", voice.say("comment"), article, dice.pick((0, 0, 3)), "comment")]
    if dice.chance(0.4):
        lines += row(voice, "comment", "comment", 1, 4, article)
    if dice.chance(0.5):
        form = dice.pick(("{n}", "{n} says:", "{n} — {d}", "{h}", "{n} ({d}, {t})"))
        for _ in range(dice.number(1, 4 + 2 * voice.crowd)):
            texts = [voice.fill(form)]
            if dice.chance(0.5):
                texts.append(voice.age() if dice.chance(0.5) else f"{voice.date()} {voice.clock()}")
            said = dice.pick(voice.stock.of(voice.lang, "said")) if dice.chance(0.6) else voice.sentence(240)
            texts += [said] + ([voice.say("comment")] if dice.chance(0.3) else [])
            lines += [Line("comment", text, article, 0, "comment") for text in texts]
    return lines


def menu(voice: Voice) -> list[Line]:
    dice = voice.dice
    count = dice.number(4, 24) * voice.crowd
    sources = (lambda: voice.say("nav"), voice.section, voice.topic)
    weights = (5, 5, 1 + voice.crowd)
    words = list(dict.fromkeys(dice.rng.choices(sources, weights)[0]() for _ in range(count)))
    if dice.chance(0.25):
        return [Line("nav", dice.pick((" | ", " ", " · ", " / ", "")).join(words[:12]), -1, 0, "nav")]
    return [Line("nav", word, -1, 0, "nav") for word in words]


def footer(voice: Voice) -> list[Line]:
    dice = voice.dice
    lines = row(voice, "footer", "footer", 1, 6 + 2 * voice.crowd)
    if voice.crowd > 1 and dice.chance(0.7):
        lines = [line._replace(label="footer", group="footer") for line in menu(voice)] + lines
    if dice.chance(0.6):
        form = dice.pick(("© {Y} {s}", "Copyright {Y} {s}", "© {s}, {Y}", "(c) {Y} {s}"))
        lines.append(Line("footer", form.format(Y=voice.year, s=voice.site), -1, 0, "footer"))
    if dice.chance(0.2):
        joined = dice.pick((" | ", " · ", " ")).join(line.text for line in lines[:5])
        lines = [Line("footer", joined, -1, 0, "footer"), *lines[5:]]
    return lines


def breadcrumb(voice: Voice, own: Story | None = None) -> list[Line]:
    glue = voice.dice.pick((" › ", " » ", " / ", " > ", " → ", " | "))
    parts = [voice.say("nav"), *(voice.section() for _ in range(voice.dice.number(1, 2)))]
    if own and voice.dice.chance(0.25):
        parts.append(voice.headline(own))
    if voice.dice.chance(0.2):
        return [Line("breadcrumb", part, -1, 0, "breadcrumb") for part in parts]
    return [Line("breadcrumb", glue.join(parts), -1, 0, "breadcrumb")]


def pullquote(voice: Voice, article: int, own: Story | None) -> list[Line]:
    source = own or voice.dice.pick(voice.others)
    text = voice.dice.pick([text for _, text in source.blocks])[:160].rsplit(" ", 1)[0]
    return [Line("pullquote", voice.dice.pick(("“{}”", "{}", '"{}"', "« {} »")).format(text), article, 0, "pullquote")]


def caption(voice: Voice, article: int, _: Story | None) -> list[Line]:
    if voice.dice.chance(0.5):
        return row(voice, "caption", "caption", 1, 1, article)
    form = voice.dice.pick(voice.stock.of(voice.lang, "caption"))
    lines = [Line("caption", voice.fill(form.replace("{x}", voice.sentence(110).rstrip("."))), article, 0, "caption")]
    return lines + (row(voice, "caption", "caption", 1, 1, article) if voice.dice.chance(0.25) else [])


def embed(voice: Voice, article: int, _: Story | None) -> list[Line]:
    signed = voice.fill("— {n} ({h}) {d}")
    return [Line("other", text, article, 0, "embed") for text in (voice.sentence(200), signed)]


def teaser(voice: Voice, article: int, _: Story | None) -> list[Line]:
    form = voice.dice.pick(("snippet", "snippet_more", "byline"))
    return teasers(voice, "teaser", voice.dice.number(1, 6), form, article, "teaser")


MAKERS = {
    "trending": lambda voice, article, own: rail(voice, "trending", article),
    "related": lambda voice, article, own: rail(voice, "related", article),
    "box": lambda voice, article, own: rail(voice, "related", article)[: voice.dice.number(2, 5)],
    "teaser": teaser,
    "pullquote": pullquote,
    "caption": caption,
    "embed": embed,
    "pointer": lambda voice, article, own: [
        Line("related", voice.pointer + voice.title(), article, 0, "pointer") for _ in range(voice.dice.pick((1, 1, 2)))
    ],
    "share": lambda voice, article, own: share(voice, article),
    "comment": lambda voice, article, own: thread(voice, article),
    "nav": lambda voice, article, own: menu(voice),
    "footer": lambda voice, article, own: footer(voice),
    "breadcrumb": lambda voice, article, own: breadcrumb(voice, own),
    "above": lambda voice, article, own: row(voice, "other", "above", 1, 2),
    "site": lambda voice, article, own: [Line("other", voice.site, -1, voice.dice.pick((0, 0, 1)), "site")],
    "note": lambda voice, article, own: row(
        voice, "other", voice.dice.pick(("correction", "disclosure")), 1, 1, article, key="disclosure"
    ),
    "separator": lambda voice, article, own: [
        Line("separator", voice.dice.pick(voice.stock.of(voice.lang, "rules")), article, 0, "separator")
    ],
}
MOST = {"newsletter": 4, "cookie": 5, "tags": 2, "pagination": 3, "ad": 2, "bio": 2}


def furniture(voice: Voice, kind: str, article: int = -1, own: Story | None = None) -> list[Line]:
    """The lines of one kind of furniture, drawn anew."""
    if kind in MAKERS:
        return MAKERS[kind](voice, article, own)
    return row(voice, kind, kind, 1, MOST.get(kind, 1), article)
