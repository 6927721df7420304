"""Posts and furniture for drawn pages of several articles: what one page's site says, and how it writes a body down."""

import html
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from style_draw import Dice, Voice
from style_stock import Stock, Story

with (Path(__file__).resolve().parent / "record_words.toml").open("rb") as file:
    WORDS = tomllib.load(file)
LANGS = ("en", "en", "de", "es", "fr", "pt", "ru", "ar")


class Post(NamedTuple):
    """An article that is to be written down."""

    title: str
    body: tuple[tuple[str, str], ...]
    """Kind (p sub li quote code note tweet) and text."""
    url: str
    iso: str
    author: str
    topic: str


class Drawn(NamedTuple):
    """A page and what is true of it; a page without articles has no posts."""

    html: str
    posts: Sequence[Post]


def esc(text: str) -> str:
    return html.escape(text, quote=False)


class Press:
    """One made-up site: its language, its people, its habits."""

    def __init__(self, seed: str, stock: Stock) -> None:
        self.dice = Dice(seed)
        self.lang = self.dice.pick(LANGS)
        self.words = WORDS[self.lang]
        self.stories = list(stock.stories[self.lang])
        self.dice.rng.shuffle(self.stories)
        self.voice = Voice(self.dice, stock, self.lang, self.stories)
        self.site = self.voice.site
        self.habit = {name: self.dice.pick(forms) for name, forms in self.words.items()}
        self.scale = self.dice.pick((25, 40, 40, 90, 200, 500, 1000))
        """Words of a post, about."""
        self.told: set[str] = set()
        self.rich = self.dice.chance(0.6)
        self.topics = self.dice.some(self.words["menu"], 3, 4)

    def story(self, told: bool = True) -> Story:
        """The next story; of those that are told, no two have one title."""
        while self.stories:
            story = self.stories.pop()
            if not told or story.title not in self.told:
                self.told.add(story.title)
                return story
        raise IndexError("the stock of stories is used up")

    def post(self, scale: int = 0, plain: bool = False) -> Post:
        """The next post, of about so many words."""
        dice, scale = self.dice, scale or self.scale
        story, size, body = self.story(), 0, []
        wanted = scale * dice.pick((0.6, 0.8, 1.0, 1.0, 1.5, 2.0))
        for kind, text in (*story.blocks, *self.story(told=False).blocks):
            if body and size >= wanted:
                break
            kept = text if size + len(text.split()) < 1.6 * wanted or kind != "p" else sentences(text, wanted - size)
            body.append((kind if kind in ("p", "sub", "li") and not (plain and kind != "p") else "p", kept))
            size += len(kept.split())
        body = [(kind, text) for kind, text in body if text]
        if self.rich and not plain:
            body = self.enrich(body)
        while body and body[-1][0] == "sub":
            body.pop()
        title = story.title.strip()
        slug = f"/{self.voice.year}/{dice.number(1, 12):02}/{dice.number(1000, 99999)}-post"
        iso = f"{self.voice.year}-{dice.number(1, 12):02}-{dice.number(1, 28):02}"
        return Post(title, tuple(body), slug, iso, self.voice.name(), dice.pick(self.topics))

    def enrich(self, body: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """A body with subheads, lists, quotes, code, footnotes and tweets in it."""
        dice, at = self.dice, max(1, len(body) // 2)
        more = dice.among(none=3, sub=2, list=2, quote=2, code=1, note=1, tweet=1)
        if more == "sub":
            return [*body[:at], ("sub", dice.pick(self.words["subheads"])), *body[at:]] if body[at:] else body
        if more == "list":
            return [*body[:at], *(("li", text) for text in dice.some(self.words["items"], 2, 4)), *body[at:]]
        if more in ("quote", "tweet"):
            said = sentences(self.story(told=False).blocks[0][1], 12)
            return [*body[:at], (more, said), *body[at:]]
        if more == "code":
            return [
                *body[:at],
                ("code", f"for gate in harbour[{dice.number(1, 999)}]:\n    gate.open({dice.number(1, 99)})"),
                *body[at:],
            ]
        return [*body, ("note", dice.pick(self.words["notes"]))] if more == "note" else body

    def posts(self, low: int, high: int, scale: int = 0) -> list[Post]:
        return [self.post(scale) for _ in range(self.dice.number(low, high))]

    def say(self, name: str, **known: object) -> str:
        """A wording of the furniture, the site's habitual one."""
        return esc(
            self.habit[name].replace("{a}", str(known.get("a", self.voice.name())))
            .replace("{d}", str(known.get("d", "")))
            .replace("{n}", str(self.dice.number(0, 90)))
        )  # fmt: skip

    def date(self) -> str:
        return esc(self.voice.date())

    def posted(self, post: Post) -> str:
        return self.say("posted", d=self.voice.date(), a=post.author)

    def links(self, name: str, low: int = 2, high: int = 5, joint: str = " ") -> str:
        return joint.join(
            f'<a href="/x{i}">{esc(w)}</a>' for i, w in enumerate(self.dice.some(self.words[name], low, high))
        )

    def titles(self, low: int = 3, high: int = 8) -> list[str]:
        return [story.title for story in self.dice.some(self.stories[:40], low, high)]

    def rail(self, name: str = "popular", tag: str = "li") -> str:
        return "".join(f'<{tag}><a href="/r{i}">{esc(t)}</a></{tag}>' for i, t in enumerate(self.titles())) + ""

    def body(self, post: Post, *, sub: str = "h3", breaks: bool = False, boxes: bool = True) -> str:
        """A body written down, with furniture between its parts where the site has that."""
        out, listed = [], False
        for number, (kind, text) in enumerate(post.body):
            if listed and kind != "li":
                out.append("</ul>")
            if kind == "li" and not listed:
                out.append("<ul>")
            listed = kind == "li"
            out.append(self.part(kind, text, sub, breaks))
            if boxes and kind == "p" and 0 < number < len(post.body) - 1 and self.dice.chance(0.12):
                out.append(self.box())
        return "".join(out) + ("</ul>" if listed else "")

    def part(self, kind: str, text: str, sub: str, breaks: bool) -> str:
        said = esc(text)
        if kind == "p" and self.dice.chance(0.2) and len(text.split()) > 12:
            words = said.split(" ")
            words[3:6] = [f'<a href="/in">{" ".join(words[3:6])}</a>']
            said = " ".join(words)
        return {
            "p": f"{said}<br><br>" if breaks else f"<p>{said}</p>",
            "sub": f"<{sub}>{said}</{sub}>",
            "li": f"<li>{said}</li>",
            "quote": f"<blockquote><p>{said}</p></blockquote>",
            "code": f"<pre><code>{said}</code></pre>",
            "note": f'<div class="footnotes"><p>{said}</p></div>',
            "tweet": f'<blockquote class="twitter-tweet"><p>{said}</p></blockquote>',
        }[kind]

    def box(self) -> str:
        """Furniture within a body."""
        dice = self.dice
        return {
            "also": lambda: f'<p><strong>{self.say("also")}</strong><a href="/o">{esc(self.titles(1, 1)[0])}</a></p>',
            "ad": lambda: f'<div class="ad-slot"><span>{self.say("ad")}</span></div>',
            "photo": lambda: f'<figure><img src="i.jpg"><figcaption>{self.say("photo")}</figcaption></figure>',
            "letter": lambda: f'<div class="newsletter-box"><p>{esc(self.words["letter"][1])}</p></div>',
        }[dice.among(also=2, ad=2, photo=3, letter=1)]()

    def page(self, inside: str, *, title: str = "", side: str = "", kind: str = "home blog") -> str:
        """A whole page around what it holds."""
        top = dict(enumerate((
            f'<header id="masthead" class="site-header"><p class="site-title"><a href="/">{esc(self.site)}</a></p>'
            f'<nav class="main-navigation"><ul>{self.menu()}</ul></nav></header>',
            f'<div id="header"><h1><a href="/">{esc(self.site)}</a></h1><ul class="menu">{self.menu()}</ul></div>',
            f'<div class="top"><h1 id="logo">{esc(self.site)}</h1><p>{self.say("about")}</p></div>'
            f"<ul>{self.menu()}</ul>",
            f'<nav><ul>{self.menu()}</ul></nav>',
        )))[self.dice.number(0, 3)]  # fmt: skip
        foot = self.dice.pick(
            ("<footer>{}</footer>", '<div id="footer"><p>{}</p></div>', '<div class="colophon">{}</div>')
        )
        said = f"{title or self.site}" if self.dice.chance(0.5) else f"{title or self.say('about')} - {self.site}"
        direction = ' dir="rtl"' if self.lang == "ar" else ""
        return (
            f'<!DOCTYPE html><html lang="{self.lang}"{direction}><head><meta charset="utf-8"><title>{esc(said)}</title>'
            f'</head><body class="{kind}">{top}{inside}{side}{foot.format(self.say("gone"))}</body></html>'
        )

    def menu(self) -> str:
        return "".join(f'<li><a href="/{i}">{esc(w)}</a></li>' for i, w in enumerate(self.words["menu"]))

    def sidebar(self) -> str:
        if self.dice.chance(0.25):
            return ""
        head = f"<h3>{self.say('popular')}</h3><ul>{self.rail()}</ul>"
        about = f"<h3>{self.say('about')}</h3><p>{self.say('bio')}</p>" if self.dice.chance(0.5) else ""
        return self.dice.pick((
            f'<aside class="sidebar">{about}{head}</aside>',
            f'<div id="secondary"><div class="widget">{head}</div><div class="widget">{about}</div></div>',
            f'<div id="sidebar">{head}{about}</div>',
        ))  # fmt: skip


def sentences(text: str, wanted: float) -> str:
    """The first sentences of a text, about so many words, one at least."""
    out: list[str] = []
    for part in text.replace("؟ ", "؟\n").replace(". ", ".\n").replace("! ", "!\n").replace("? ", "?\n").split("\n"):
        if out and sum(len(each.split()) for each in out) + len(part.split()) > wanted:
            break
        out.append(part)
    return " ".join(out)
