"""Pages written down as HTML, in a markup of their own."""

import html
from collections.abc import Sequence

from style_draw import Dice, Line

NAMES = {
    "nav": ("menu", "main-nav", "navbar", "site-navigation", "header-links", "topbar"),
    "share": ("share", "social-share", "sharedaddy", "post-share", "share-buttons", "addtoany", "sns"),
    "related": ("related", "related-posts", "yarpp", "more-stories", "read-also", "recommended", "jp-relatedposts"),
    "trending": ("sidebar", "widget", "popular-posts", "trending", "most-read", "latest", "rail", "more-wrap"),
    "comment": ("comments", "comment-list", "disqus", "respond", "discussion"),
    "newsletter": ("newsletter", "subscribe", "signup", "mc4wp", "cta-box"),
    "footer": ("footer", "site-footer", "colophon", "bottom", "legal"),
    "caption": ("wp-caption-text", "caption", "image-credit", "figure-caption"),
    "bio": ("author-box", "author-bio", "about-author", "vcard"),
    "tags": ("tags", "post-tags", "tagcloud", "entry-meta", "topics"),
    "ad": ("ad", "advert", "ads-wrap", "banner", "sponsored", "dfp"),
    "cookie": ("cookie-banner", "consent", "gdpr", "cc-window"),
    "pagination": ("pagination", "nav-links", "post-navigation", "pager"),
    "meta": ("meta", "byline", "entry-meta", "post-date", "author", "dateline", "info"),
    "kicker": ("category", "kicker", "section", "post-cat", "label", "topic"),
    "deck": ("deck", "excerpt", "subtitle", "standfirst", "summary", "lead"),
    "title": ("entry-title", "title", "headline", "post-title", "article-title"),
    "body": ("entry-content", "article-body", "post-content", "story", "content", "text"),
}


class Markup:
    """An HTML page's own names for things."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.blind = dice.chance(0.2)
        self.names = {label: self._name(names) for label, names in NAMES.items()}
        self.article = dice.pick(("article", "article", "div", "section", "", "div"))
        self.title = dice.pick(("h1", "h2", "h2", "h3", "div"))
        self.paragraph = dice.pick(("p", "p", "p", "div", "br"))
        self.listed = dice.pick(("ul", "ul", "div", "ol"))
        self.box = dice.pick(("div", "aside", "section", "div"))

    def _name(self, names: Sequence[str]) -> str:
        prefix = self.dice.pick(("", "", "", "mvp-", "c-", "td-", "block-", "jeg_"))
        return (
            f"x{self.dice.number(100, 999)}" if self.blind or self.dice.chance(0.1) else prefix + self.dice.pick(names)
        )


def write_html(dice: Dice, lines: Sequence[Line], site: str) -> str:
    """The page as HTML: the same lines in the same order, in a markup of its own."""
    look = Markup(dice)
    out = [
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(site)}</title></head>',
        '<body class="home">',
    ]
    article, group = -1, ""
    for line in lines:
        if group and (line.group != group or line.article != article):
            out.append(_close(look, group))
            group = ""
        if line.article != article and look.article:
            if article >= 0:
                out.append(f"</div></{look.article}>")
            if line.article >= 0:
                out.append(f'<{look.article} class="{look.names["title"]}-wrap"><div class="{look.names["body"]}">')
        article = line.article
        if line.group and line.group != group:
            group = line.group
            out.append(_open(look, line))
        out.append(_element(look, line))
    out.append(_close(look, group) if group else "")
    out.append(f"</div></{look.article}>" if article >= 0 and look.article else "")
    return "\n".join([*(part for part in out if part), "</body></html>"])


def _open(look: Markup, line: Line) -> str:
    if line.group == "list":
        return f"<{look.listed}>"
    name = look.names.get(line.group, line.group)
    tag = {"nav": "nav", "footer": "footer"}.get(line.group, look.box) if not look.blind else look.box
    return f'<{tag} class="{name}">'


def _close(look: Markup, group: str) -> str:
    if group == "list":
        return f"</{look.listed}>"
    return f"</{ {'nav': 'nav', 'footer': 'footer'}.get(group, look.box) if not look.blind else look.box }>"


def _element(look: Markup, line: Line) -> str:
    said = html.escape(line.text, quote=False)
    name = look.names.get(line.label, "")
    if line.label == "title":
        return f'<{look.title} class="{name}">{said}</{look.title}>'
    if line.label == "item":
        return f"<li>{said}</li>" if look.listed in ("ul", "ol") else f"<div>{said}</div>"
    if line.level:
        return f"<h{line.level}>{said}</h{line.level}>"
    if line.label == "body":
        return f"{said}<br><br>" if look.paragraph == "br" else f"<{look.paragraph}>{said}</{look.paragraph}>"
    if line.group in ("nav", "share", "related", "trending", "footer", "tags", "pagination", "toc"):
        return (
            f'<li><a href="/{len(said)}">{said}</a></li>'
            if look.listed == "ul"
            else f'<a class="item" href="/{len(said)}">{said}</a><br>'
        )
    if line.label == "caption":
        return f'<figure><img src="/i.jpg"><figcaption class="{name}">{said}</figcaption></figure>'
    tag = "span" if line.label == "kicker" else "div"
    return f'<{tag} class="{name}">{said}</{tag}>'
