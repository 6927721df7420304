# ruff: noqa
# A scratch generator, kept as it was so that the shipped votes can be fitted again; bench/styles.py is the one to extend.
"""A second, smaller drawer of page styles, written apart from bench/styles.py so that their blind spots differ.

    python bench/draw_dumps.py OUT 0 350        writes OUT/truth.jsonl and OUT/drawn_00000.txt ...

The form is that of ../shared/data/split-dev. Every page has a style of its own, drawn from its number alone: order and
form of kicker, title, deck and meta lines, marks, furniture inside and behind articles, rails, menus, wrapping. A fifth of
the pages has furniture in a made-up language (letters exchanged), so that the fit cannot lean on wordings alone.
Articles come from ../shared/data, furniture from the examples in rules/phrases.
"""

import collections
import glob
import gzip
import json
import random
import re
import sys
import textwrap
import tomllib
from pathlib import Path

from labelled_pages import DATA

PHRASES = str(Path(__file__).resolve().parent.parent / "rules" / "phrases")


def load_articles():
    out = []
    for l in open(DATA / "split-dev/truth.jsonl"):
        t = json.loads(l)
        x = open(DATA / "split-dev" / t["text"], newline="").read()
        for a in t["articles"]:
            if not a["title"] or t["style"] == "transcript":
                continue
            if t["style"] == "allcaps_tabloid":
                title = a["title_clean"]
            else:
                title = a["title_clean"]
            body = [(re.sub(r"^(#+|[-*•])\s+", "", re.sub(r"\s+", " ", x[s:e].strip())), k) for s, e, k in a["body"]]
            out.append(
                dict(
                    lang=t["lang"],
                    host=t["style"],
                    title=title,
                    body=body,
                    deck=re.sub(r"\s+", " ", x[slice(*a["deck"])]) if a["deck"] else "",
                )
            )
    seen = set()
    for n in ("dev", "train"):
        for l in gzip.open(DATA / f"split-real-{n}/dumps.jsonl.gz"):
            r = json.loads(l)
            if r["style"] not in ("lxml_blocks", "bs4_lines", "resiliparse"):
                continue
            L = r["text"].split("\n")
            uns = set(r["unsure_lines"])
            for a in r["articles"]:
                if a["source"] in seen:
                    continue
                b = [re.sub(r"\s+", " ", L[i].strip()) for i in a["body_lines"] if i not in uns]
                b = [x for x in b if x]
                long = sum(len(x) > 100 for x in b)
                if len(b) < 3 or long < 0.75 * len(b):
                    continue
                seen.add(a["source"])
                body = []
                for i, x in enumerate(b):
                    if len(x) >= 80 or re.search(r'[.!?”"]$', x):
                        body.append((x, "p"))
                    elif i + 1 < len(b) and len(b[i + 1]) > 100 and i:
                        body.append((x, "sub"))
                    else:
                        body.append((x, "any"))
                out.append(dict(lang="en", host=a["url_host"], title=a["title"], body=body, deck=""))
    return out


def load_phrases(root=PHRASES):
    P = collections.defaultdict(lambda: collections.defaultdict(list))
    for f in sorted(glob.glob(root + "/*.toml")):
        d = tomllib.load(open(f, "rb"))
        for p in d.get("phrase", []):
            P[d.get("language", "und")][p["sort"]] += p["yes"]
    return P


NAMES = [
    "Ana Reyes",
    "Li Wei",
    "Chidi Okafor",
    "Maria Lopez",
    "Sarah Whitfield",
    "Jan de Vries",
    "Olga Petrova",
    "Amina Yusuf",
    "T. R. Banerjee",
    "Hassan Ali",
    "Claire Dubois",
    "Peter Müller",
    "Yuki Tanaka",
    "Ayşe Demir",
    "Mohamed Farah",
    "Lucía Gómez",
    "John O'Neil",
    "Kwame Mensah",
]
BASE = dict(
    en=dict(
        by="By",
        months=[
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        ago="{n} {u} ago",
        units=[("hour", "hours"), ("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years")],
        sections="Politics|World|Business|Opinion|Sports|Crime|Top stories|Culture|Technology|Health|Science|Local|Editor's Pick|Life & Style|Education|Climate|Africa|Europe",
    ),
    de=dict(
        by="Von",
        months=[
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        ago="vor {n} {u}",
        units=[("Stunde", "Stunden"), ("Tag", "Tagen"), ("Woche", "Wochen"), ("Monat", "Monaten")],
        sections="Politik|Wirtschaft|Panorama|Kultur|Sport|Wissen|Reise|Meinung|Netzwelt",
    ),
    fr=dict(
        by="Par",
        months=[
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        ago="il y a {n} {u}",
        units=[("heure", "heures"), ("jour", "jours"), ("mois", "mois")],
        sections="Politique|Monde|Économie|Sport|Culture|Afrique|Société|Opinion|Santé",
    ),
    es=dict(
        by="Por",
        months=[
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        ago="hace {n} {u}",
        units=[("hora", "horas"), ("día", "días"), ("mes", "meses")],
        sections="Política|Mundo|Economía|Deportes|Cultura|Sociedad|Opinión",
    ),
    so=dict(
        by="Qore:",
        months=[
            "Janaayo",
            "Febraayo",
            "Maarso",
            "Abriil",
            "Maajo",
            "Juun",
            "Luulyo",
            "Agoosto",
            "Sebtembar",
            "Oktoobar",
            "Nofembar",
            "Diseembar",
        ],
        ago="{n} {u} ka hor",
        units=[("saac", "saacadood"), ("maalin", "maalmood"), ("bil", "bilood")],
        sections="Wararka|Siyaasadda|Ciyaaraha|Caalamka|Dhaqaalaha",
    ),
    ar=dict(
        by="بقلم",
        months=[
            "يناير",
            "فبراير",
            "مارس",
            "أبريل",
            "مايو",
            "يونيو",
            "يوليو",
            "أغسطس",
            "سبتمبر",
            "أكتوبر",
            "نوفمبر",
            "ديسمبر",
        ],
        ago="منذ {n} {u}",
        units=[("ساعة", "ساعات"), ("يوم", "أيام"), ("شهر", "أشهر")],
        sections="سياسة|اقتصاد|رياضة|ثقافة|العالم|محليات",
    ),
    ru=dict(
        by="Автор:",
        months=[
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        ago="{n} {u} назад",
        units=[("час", "часов"), ("день", "дней"), ("месяц", "месяцев")],
        sections="Политика|Мир|Экономика|Спорт|Культура|Общество",
    ),
    tr=dict(
        by="Yazan:",
        months=[
            "Ocak",
            "Şubat",
            "Mart",
            "Nisan",
            "Mayıs",
            "Haziran",
            "Temmuz",
            "Ağustos",
            "Eylül",
            "Ekim",
            "Kasım",
            "Aralık",
        ],
        ago="{n} {u} önce",
        units=[("saat", "saat"), ("gün", "gün"), ("ay", "ay")],
        sections="Siyaset|Dünya|Ekonomi|Spor|Kültür|Gündem",
    ),
    sw=dict(
        by="Na",
        months=[
            "Januari",
            "Februari",
            "Machi",
            "Aprili",
            "Mei",
            "Juni",
            "Julai",
            "Agosti",
            "Septemba",
            "Oktoba",
            "Novemba",
            "Desemba",
        ],
        ago="{u} {n} iliyopita",
        units=[("saa", "saa"), ("siku", "siku"), ("mwezi", "miezi")],
        sections="Siasa|Dunia|Biashara|Michezo|Afya|Utamaduni",
    ),
)
FALL = {
    "share": ["Share", "Tweet", "Facebook", "WhatsApp"],
    "comment": ["12 Comments", "Leave a comment"],
    "footer": ["© 2024 Example Media. All rights reserved."],
    "readmore": ["Read more", "Continue reading"],
    "related": ["Related", "You may also like"],
    "trending": ["Trending", "Most read"],
    "newsletter": ["Sign up for our newsletter"],
    "cookie": ["We use cookies to improve your experience."],
    "nav": ["Home", "About", "Contact"],
    "ad": ["Advertisement"],
    "tags": ["Tags: peace, war"],
    "pagination": ["Next page", "1 2 3"],
    "bio": ["Jane Doe is a reporter based in Nairobi."],
    "caption": ["Photo: AP"],
    "pullquote": [],
}


def cut(r, text):
    """The first sentence or two of a paragraph."""
    parts = re.split(r"(?<=[.!?؟]) +", text)
    size = r.choice([1, 1, 2])
    return " ".join(parts[:size])


class Style:
    def __init__(s, rng, P):
        s.r = rng
        s.lang = rng.choice(["en"] * 5 + ["de", "fr", "es", "so", "ar", "ru", "tr", "sw", "de", "fr"])
        s.P = P
        s.B = BASE[s.lang]
        s.ph_lang = s.lang if P.get(s.lang) else "en"
        s.cipher = rng.random() < 0.2  # unknown language: furniture that no phrase knows
        a = list("abcdefghijklmnopqrstuvwxyz")
        b = a[:]
        rng.shuffle(b)
        s.map = str.maketrans("".join(a) + "".join(a).upper(), "".join(b) + "".join(b).upper())
        s.head = rng.choice(
            [
                "KT",
                "KT",
                "KTM",
                "KTM",
                "KTDM",
                "T",
                "TM",
                "TM",
                "TM",
                "MT",
                "MT",
                "KMT",
                "MKT",
                "TMM",
                "KTMM",
                "TDM",
                "KTD",
                "TD",
                "TMD",
                "MTD",
                "KTMD",
                "TIM",
                "TMI",
            ]
        )
        s.kick = rng.choice(["plain", "plain", "upper", "colon", "crumb", "dated", "glued", "bracket"])
        s.nsec = rng.choice([1, 1, 2, 3, 6, 12])
        s.mark = rng.choice([""] * 10 + ["# ", "## ", "### ", "**", "caps", "caps", "num", "site", "under", "__"])
        s.deckp = rng.choice([0.2, 0.5, 1]) if "D" in s.head else 0
        s.submark = rng.choice([""] * 6 + ["### ", "## ", "#### ", "**", "caps", ":"])
        if s.mark.startswith("#"):
            s.submark = rng.choice(["#" + s.mark, "#" + s.mark, "", "**"])
        elif s.submark.startswith("#"):
            s.submark = rng.choice(["", "**"]) if rng.random() < 0.8 else s.submark
        s.limark = rng.choice(["- ", "* ", "• ", "", "", "1. ", "– ", "  * ", "+ "])
        s.blank = rng.choice([0, 0, 0, 0, 1, 1, 1, 2])
        s.headblank = rng.choice([s.blank, s.blank, 0, 1])
        s.artblank = rng.choice([s.blank, s.blank, 1, 2, 3])
        s.randblank = rng.random() * 0.3 if rng.random() < 0.12 else 0
        s.sent = rng.random() < 0.12
        s.dash = rng.random() < 0.1
        s.qa = rng.random() < 0.05
        s.meta = [
            rng.choice(["date", "date", "by", "by", "bydate", "age", "read", "count", "dateby", "name", "sect"])
            for _ in range(3)
        ]
        s.datef = rng.randrange(9)
        s.bysep = rng.choice([" | ", " • ", ", ", " on ", " – ", " / ", " - "])
        s.inside = [
            (k, rng.choice([0.03, 0.08, 0.2]))
            for k in ("ad", "readmore", "caption", "share", "relatedbox", "newsletter", "teaserp")
            if rng.random() < 0.35
        ]
        s.end = [
            k
            for k in (
                "share",
                "tags",
                "bio",
                "commentcount",
                "comments",
                "relatedlist",
                "prevnext",
                "readmore",
                "pagination",
                "sharecol",
                "newsletter",
                "author",
            )
            if rng.random() < 0.2
        ]
        rng.shuffle(s.end)
        s.endp = rng.choice([1, 1, 0.6])
        s.sep = rng.choice([None] * 8 + ["---", "***", "* * *", "===", "———", "###", "_____"])
        s.top = [
            k for k in ("nav", "nav", "crumb", "cookie", "toc", "site", "newsletter", "trend") if rng.random() < 0.16
        ]
        s.chrome = rng.random() < 0.12  # whole page furniture between articles
        s.bottom = [
            k
            for k in ("trend", "relatedlist", "footer", "nav", "newsletter", "pagination", "cookie")
            if rng.random() < 0.25
        ]
        s.rail = rng.choice(["zox", "num", "ta", "at", "t", "bullet", "glued", "kt"])
        s.navmark = rng.choice(["", "", "* ", "- ", "  * ", "• "])
        s.navone = rng.random() < 0.1
        s.wrap = rng.choice([62, 66, 70, 72, 76, 78, 79, 80]) if rng.random() < 0.08 else 0
        s.crlf = rng.random() < 0.05
        s.indent = rng.choice(["", "", "", "", "  ", "    "]) if rng.random() < 0.2 else ""
        s.short = rng.random()
        if rng.random() < 0.1:  # bare: nothing but headlines between bodies
            s.head = rng.choice(["T", "T", "TD", "KT"])
            s.mark = ""
            s.end = []
            s.sep = None
            s.top = []
            s.inside = s.inside[:1]
            s.artblank = s.blank = s.headblank = rng.choice([0, 0, 1])
            s.submark = ""
        s.n = 1 if rng.random() < 0.15 else rng.randint(2, 14)
        s.headp = rng.choice([1, 1, 1, 0.7])
        s.brief = rng.random() < 0.35  # a few paragraphs of a sentence or two each
        if rng.random() < 0.1:  # clean: a headline and its body, as `cleaner` itself writes a record
            s.head, s.mark, s.limark, s.n = "T", "", "- ", 1
            s.end, s.inside, s.top, s.bottom = [], [], [], []
            s.sep, s.chrome, s.wrap, s.indent, s.qa, s.dash, s.submark = None, False, 0, "", False, False, ""

    def ph(s, sort):
        L = s.P.get(s.ph_lang, {}).get(sort) or s.P.get("en", {}).get(sort) or FALL.get(sort) or ["More"]
        x = s.r.choice(L)
        return x.translate(s.map) if s.cipher else x

    def own(s, x):
        return x.translate(s.map) if s.cipher else x

    def section(s, i=None):
        L = s.B["sections"].split("|")
        return s.own(L[(i if i is not None else s.r.randrange(len(L))) % len(L)])

    def date(s, form=None):
        r = s.r
        d, m, y = r.randint(1, 28), r.randint(1, 12), r.randint(2009, 2026)
        M = s.own(s.B["months"][m - 1])
        f = s.datef if form is None else form
        return [
            f"{d} {M} {y}",
            f"{M} {d}, {y}",
            f"{y}-{m:02}-{d:02}",
            f"{d:02}.{m:02}.{y}",
            f"{m:02}/{d:02}/{y}",
            f"{d}. {M} {y}",
            f"{M} {d}, {y} {r.randint(1, 12)}:{r.randint(0, 59):02} PM",
            f"{d:02}/{m:02}/{y} {r.randint(0, 23):02}:{r.randint(0, 59):02}",
            f"{d} {M} {y}, {r.randint(0, 23):02}:{r.randint(0, 59):02}",
        ][f]

    def age(s):
        n = s.r.randint(1, 23)
        u = s.r.choice(s.B["units"])
        if s.r.random() < 0.15:
            return f"{n}{s.r.choice('hdw')}"
        return s.own(s.B["ago"].format(n=n, u=u[n > 1]))

    def metaline(s, k):
        n = s.r.choice(NAMES)
        by = s.own(s.B["by"])
        return {
            "date": s.date(),
            "by": f"{by} {n}",
            "bydate": f"{by} {n}{s.bysep}{s.date()}",
            "age": s.age(),
            "read": f"{s.r.randint(1, 12)} min read"
            if s.lang == "en" and not s.cipher
            else f"{s.r.randint(1, 12)} min",
            "count": f"{s.r.randint(0, 90)} " + s.ph("comment").strip("0123456789 "),
            "dateby": f"{s.date()}{s.bysep}{n}",
            "name": n,
            "sect": f"{s.section()}{s.bysep}{s.date()}",
        }[k]


def emph(m, x):
    if m.startswith("#"):
        return m + x
    if m == "**":
        return f"**{x}**"
    if m == "__":
        return f"_{x}_"
    if m == "caps":
        return x.upper()
    if m == ":":
        return x.rstrip(":") + ":"
    return x


def build(seed, A, P):
    r = random.Random(seed)
    s = Style(r, P)
    pool = [
        a
        for a in A
        if (a["lang"] == s.lang or (s.lang in ("es", "tr", "sw", "ru") and a["lang"] in ("fr", "de", "so", "en")))
    ] or A
    if s.lang in ("ru", "ar") and s.lang != "ar":
        pool = [a for a in A if a["lang"] == "ar" or a["lang"] == "en"]
    arts = [r.choice(pool) for _ in range(s.n)]
    out = []  # (text,label,article)

    def add(text, label, art=-1, blank=None, host=""):
        out.append([text, label, art, s.blank if blank is None else blank, host])

    titles = lambda: r.choice(pool)["title"]
    secs = [s.section(i) for i in r.sample(range(20), s.nsec)]

    def rail(label="trending", n=None):
        n = n or r.randint(3, 10)
        if r.random() < 0.5:
            add(s.ph("trending" if label == "trending" else "related"), label)
        for i in range(n):
            t = titles()
            k = s.rail
            if k == "zox":
                add("-", label, blank=0)
                add(f"{s.section()}{s.age()}", label, blank=0)
                add(t, label, blank=0)
            elif k == "num":
                add(f"{i + 1}. {t}", label)
            elif k == "ta":
                add(t, label)
                add(r.choice([s.age, s.date])(), label)
            elif k == "at":
                add(r.choice([s.age, s.date])(), label)
                add(t, label)
            elif k == "t":
                add(t, label)
            elif k == "bullet":
                add(s.navmark + t if s.navmark else "- " + t, label)
            elif k == "glued":
                add(f"{t}{s.age()}", label)
            else:
                add(s.section(), label)
                add(t, label)

    def nav():
        L = [s.section(i) for i in range(r.randint(4, 18))] + [s.ph("nav") for _ in range(r.randint(2, 14))]
        r.shuffle(L)
        if s.navone:
            add(" | ".join(L), "nav")
        else:
            b = r.choice([0, s.blank])
            for x in L:
                add(s.navmark + x, "nav", blank=b)

    def piece(k, art=-1):
        if k == "nav":
            nav()
        elif k == "crumb":
            add(
                r.choice([" > ", " / ", " » "]).join([s.ph("nav"), s.section(), s.section()][: r.randint(2, 3)]),
                "breadcrumb",
                art,
            )
        elif k == "cookie":
            add(s.ph("cookie"), "cookie", art)
        elif k == "site":
            add(r.choice(["The Daily Example", "Example News", "EXAMPLE"]), "nav", art)
        elif k == "newsletter":
            for _ in range(r.randint(1, 3)):
                add(s.ph("newsletter"), "newsletter", art)
        elif k == "trend":
            rail()
        elif k == "relatedlist":
            add(s.ph("related"), "related", art)
            for _ in range(r.randint(2, 5)):
                add((s.navmark if r.random() < 0.5 else "") + titles(), "related", art)
        elif k == "relatedbox":
            if r.random() < 0.6:
                add(s.ph("related"), "related", art)
            for _ in range(r.randint(1, 4)):
                add(s.navmark + titles(), "related", art)
        elif k == "footer":
            for _ in range(r.randint(1, 5)):
                add(s.ph(r.choice(["footer", "footer", "nav"])), "footer", art)
        elif k == "pagination":
            add(s.ph("pagination"), "pagination", art)
        elif k == "share":
            for _ in range(r.randint(1, 5)):
                add(s.ph("share"), "share", art, blank=0 if r.random() < 0.5 else None)
        elif k == "sharecol":
            add(s.ph("share"), "share", art)
            for x in r.sample(
                ["Facebook", "Twitter", "WhatsApp", "LinkedIn", "Email", "Print", "Pinterest", "Telegram"],
                r.randint(2, 6),
            ):
                add(x, "share", art, blank=0)
        elif k == "tags":
            if r.random() < 0.6:
                add(s.ph("tags"), "tags", art)
            else:
                for _ in range(r.randint(2, 6)):
                    add(r.choice(["", "#"]) + r.choice(titles().split()), "tags", art)
        elif k == "bio":
            add(
                s.ph("bio")
                if r.random() < 0.6
                else f"{r.choice(NAMES)} "
                + r.choice(
                    [
                        "is a freelance journalist based in Nairobi.",
                        "covers politics and security.",
                        "has written for many papers. Follow her on Twitter.",
                    ]
                ),
                "bio",
                art,
            )
        elif k == "author":
            add(r.choice(NAMES), "bio", art)
            add(s.ph("bio"), "bio", art)
        elif k == "commentcount":
            add(f"{r.randint(0, 99)} " + re.sub(r"^\d+ ", "", s.ph("comment")), "comment", art)
        elif k == "comments":
            add(s.ph("comment"), "comment", art)
            for _ in range(r.randint(1, 6)):
                add(r.choice(NAMES), "comment", art)
                if r.random() < 0.7:
                    add(r.choice([s.age, s.date])(), "comment", art)
                b = [x for x, kk in r.choice(pool)["body"] if kk == "p"]
                x = r.choice(b) if b else "I agree."
                add(
                    " ".join(re.split(r"(?<=[.!?])\s", x)[: r.randint(1, 2)])[: r.choice([60, 120, 250])],
                    "comment",
                    art,
                )
                if r.random() < 0.5:
                    add(s.ph("comment"), "comment", art)
        elif k == "prevnext":
            add(s.ph("pagination"), "pagination", art)
            add(titles(), "pagination", art)
        elif k == "ad":
            add(s.ph("ad"), "ad", art)
        elif k == "readmore":
            add(
                r.choice(
                    [
                        f"{s.own('Also read')}: {titles()}",
                        f"{s.own('Read more')}: {titles()}",
                        f"{s.own('SEE ALSO')}: {titles()}",
                        s.ph("readmore"),
                    ]
                )
                if s.lang == "en"
                else r.choice([s.ph("readmore"), re.split(r"[:…]", s.ph("readmore"))[0] + ": " + titles()]),
                "readmore",
                art,
            )
        elif k == "caption":
            add(
                s.ph("caption")
                if r.random() < 0.6
                else " ".join(titles().split()[:12])
                + " "
                + r.choice(["(AP Photo)", "[Reuters]", "/ AFP", "", "© Getty Images"]),
                "caption",
                art,
            )
        elif k == "teaserp":
            add(titles(), "teaser", art)
        elif k == "pullquote":
            b = [x for x, kk in arts[max(art, 0)]["body"] if kk == "p"]
            if b:
                add("“" + re.split(r"(?<=[.!?])\s", r.choice(b))[0][:140].strip('“”"') + "”", "pullquote", art)

    mode = r.random()
    if mode < 0.07:  # a clean record again
        s = Style(r, P)
        s.n = 1
        arts = arts[:1]
        s.head = "T" if r.random() < 0.7 else ""
        s.mark = ""
        s.inside = []
        s.end = []
        s.top = []
        s.bottom = []
        s.blank = s.headblank = 0
        s.limark = "- "
        s.submark = ""
        s.chrome = False
        s.wrap = 0
        s.sep = None
        s.indent = ""
        s.randblank = 0
        s.sent = False
        s.dash = False
        s.qa = False
    for k in s.top:
        if k == "toc":
            if r.random() < 0.6:
                add(r.choice(["In this issue:", "Contents", "Today's topics:"]), "nav")
            for i, a in enumerate(arts):
                add(f"{i + 1}. {a['title']}" if r.random() < 0.5 else "- " + a["title"], "nav", blank=0)
        else:
            piece(k)
    sent_every = s.sent
    for i, a in enumerate(arts):
        if i and s.sep and r.random() < 0.95:
            add(s.sep, "separator", blank=s.artblank)
        if i and s.chrome:
            for k in s.bottom + s.top:
                if k != "toc":
                    piece(k)
        if i and r.random() < 0.05:
            rail("related", r.randint(1, 5))
        title = a["title"]
        first = len(out)
        mi = 0
        for c in s.head:
            if c == "K":
                if r.random() < s.headp:
                    x = r.choice(secs)
                    x = {
                        "plain": x,
                        "upper": x.upper(),
                        "colon": x + ":",
                        "crumb": x + " / " + s.section(),
                        "dated": x + " | " + s.date(),
                        "glued": x + s.age(),
                        "bracket": f"[{x}]",
                    }[s.kick]
                    add(x, "kicker", i, s.headblank, a["host"])
            elif c == "T":
                t = {"num": f"{i + 1}. {title}", "site": f"{title} | Example News"}.get(s.mark) or emph(s.mark, title)
                add(t, "title", i, s.headblank, a["host"])
                if s.mark == "under":
                    add("=" * min(len(title), 60), "separator", i, s.headblank, a["host"])
            elif c == "D":
                ss = [
                    q for x, kk in a["body"][1:] if kk == "p" for q in re.split(r"(?<=[.!?])\s", x) if 50 < len(q) < 170
                ]
                if ss and r.random() < s.deckp:
                    d = a["deck"] or r.choice(ss)
                    d = d if r.random() < 0.6 else d.rstrip(".")
                    add(d, "deck", i, s.headblank, a["host"])
            elif c == "M":
                add(s.metaline(s.meta[mi]), "meta", i, s.headblank, a["host"])
                mi += 1
            elif c == "I":
                piece(r.choice(["share", "caption", "sharecol"]), i)
        body = a["body"]
        if s.brief:
            body = [(cut(r, x) if k == "p" else x, k) for x, k in body[: r.randint(1, 6)]]
        elif s.short < 0.25:
            body = body[: r.randint(2, 6)]
        elif len(body) > 30:
            body = body[: r.randint(12, 40)]
        if body and body[-1][1] == "sub":
            body = body[:-1]
        if not body:
            body = a["body"][:3]
        names = r.sample(NAMES, 2)
        qn = 0
        for j, (x, k) in enumerate(body):
            if not x.strip():
                continue
            if j and r.random() < 0.9:
                for kk, p in s.inside:
                    if r.random() < p:
                        piece(kk, i)
            if k == "sub":
                add(emph(s.submark, x), "sub", i, None, a["host"])
            elif k == "li":
                add(s.limark.replace("1", str(j)) + x, "li", i, 0 if r.random() < 0.7 else None, a["host"])
            elif k == "any":
                add(x, "any", i, None, a["host"])
            else:
                if j == 0 and s.dash:
                    x = (
                        f"{r.choice(['PARIS', 'KYIV', 'Nairobi', 'LAGOS'])} ({r.choice(['AFP', 'Reuters', 'dpa'])}) {r.choice('–—-')} "
                        + x
                    )
                parts = re.split(r"(?<=[.!?])\s+", x) if sent_every else [x]
                for q in parts:
                    if s.qa:
                        q = f"{(names[qn % 2].split()[-1].upper() if qn % 3 else 'Q')}: {q}"
                        qn += 1
                    add(q, "p", i, None, a["host"])
        out[-1][3] = s.artblank if out[-1][2] == i else out[-1][3]
        if r.random() < s.endp:
            for k in s.end:
                piece(k, -1)
        out[-1][3] = max(out[-1][3], s.artblank)
    for k in s.bottom:
        piece(k)
    # text
    text = ""
    nl = "\r\n" if s.crlf else "\n"
    spans = []
    for t, l, a, b, h in out:
        t = re.sub(r"\s+", " ", t).strip() if not t.startswith(" ") else " " + re.sub(r"\s+", " ", t).strip()
        if not t.strip():
            continue
        if s.indent and l != "p":
            t = s.indent + t
        if s.wrap and len(t) > s.wrap:
            t = nl.join(textwrap.wrap(t, s.wrap, break_long_words=False, break_on_hyphens=False))
        st = len(text)
        text += t
        spans.append((st, len(text), l, a, h))
        if s.randblank:
            b = 1 if r.random() < s.randblank else 0
        if s.wrap:
            b = max(b, 1)
        text += nl * (1 + b)
    if r.random() < 0.3:
        text = text.rstrip()
    arts_t = []
    boil = []
    for st, e, l, a, h in spans:
        if l in ("p", "sub", "li", "any", "kicker", "title", "deck", "meta"):
            while len(arts_t) <= a:
                arts_t.append(
                    dict(
                        source=arts[len(arts_t)]["title"][:30],
                        host=arts[len(arts_t)]["host"],
                        start=st,
                        end=e,
                        title=None,
                        title_clean=arts[len(arts_t)]["title"],
                        kicker=None,
                        deck=None,
                        meta=[],
                        body=[],
                        dup_of=None,
                    )
                )
            T = arts_t[a]
            T["end"] = e
            if l in ("kicker", "title", "deck"):
                T[l] = [st, e]
            elif l == "meta":
                T["meta"].append([st, e])
            else:
                T["body"].append([st, e, l])
        else:
            boil.append([st, e, l])
    return dict(
        id=f"drawn_{seed:05}",
        style=f"drawn_{seed:05}",
        lang=s.lang,
        text=f"drawn_{seed:05}.txt",
        articles=arts_t,
        boilerplate=boil,
    ), text


if __name__ == "__main__":
    out = Path(sys.argv[1])
    lo, hi = int(sys.argv[2]), int(sys.argv[3])
    A = load_articles()
    P = load_phrases()
    print(len(A), collections.Counter(a["lang"] for a in A))
    out.mkdir(exist_ok=True)
    with open(out / "truth.jsonl", "w") as f:
        for k in range(lo, hi):
            t, x = build(k, A, P)
            (out / t["text"]).write_bytes(x.encode())
            f.write(json.dumps(t, ensure_ascii=False) + "\n")
