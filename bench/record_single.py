# ruff: noqa: E501
"""Styles of pages that look as if they held several articles, and hold one or none."""

from record_press import Drawn, Press, esc, sentences


def summary(p: Press, words: int) -> str:
    return esc(sentences(p.story(told=False).blocks[0][1], words))


def teasers(p: Press) -> Drawn:
    """div.teaser with a linked headline, a sentence and a link that says more."""
    more = p.dice.pick(("p", "a", ""))

    def one(n: int) -> str:
        link = f'<a href="/a{n}">{p.say("readmore")}</a>'
        return f'<div class="teaser"><h3><a href="/a{n}">{esc(p.titles(1, 1)[0])}</a></h3><p>{summary(p, 15)} {link if more == "p" else ""}</p>{link if more == "a" else ""}</div>'

    inside = "".join(one(n) for n in range(p.dice.number(2, 30)))
    return Drawn(p.page(f'<div class="list">{inside}</div>', side=p.sidebar()), ())


def cards(p: Press) -> Drawn:
    """A grid of <article> cards with pictures and dates."""
    words = p.dice.pick((12, 20, 35))
    inside = "".join(
        f'<article class="card post"><a href="/a{n}"><img src="{n}.jpg"></a><span class="card-cat">{esc(p.dice.pick(p.topics))}</span><h2 class="card-title"><a href="/a{n}">{esc(p.titles(1, 1)[0])}</a></h2><time datetime="2024-05-0{n % 9 + 1}">{p.date()}</time><p class="card-text">{summary(p, words)}</p></article>'
        for n in range(p.dice.number(2, 24))
    )
    return Drawn(p.page(f'<main class="grid">{inside}</main>', side=p.sidebar()), ())


def excerpts(p: Press) -> Drawn:
    """A WordPress archive of excerpts: <article>, entry-summary, continue reading."""
    inside = "".join(
        f'<article id="post-{n}" class="post type-post hentry"><h2 class="entry-title"><a href="/a{n}">{esc(p.titles(1, 1)[0])}</a></h2><div class="entry-meta">{p.posted(p.post(30, plain=True))}</div><div class="entry-summary"><p>{summary(p, 40)}… <a class="more-link" href="/a{n}">{p.say("readmore")}</a></p></div></article>'
        for n in range(p.dice.number(3, 12))
    )
    return Drawn(
        p.page(
            f'<main id="main">{inside}<nav class="pagination"><a href="/2">{p.say("older")}</a></nav></main>',
            side=p.sidebar(),
        ),
        (),
    )


def headlines(p: Press) -> Drawn:
    """Lists of linked headlines with a sentence each, in rows of a table or a list."""
    inside = "".join(
        f'<li><a href="/a{n}"><strong>{esc(p.titles(1, 1)[0])}</strong></a><span class="when">{p.date()}</span><p>{summary(p, 18)}</p></li>'
        for n in range(p.dice.number(4, 40))
    )
    return Drawn(p.page(f'<div id="news"><h1>{p.say("popular")}</h1><ul class="news-list">{inside}</ul></div>'), ())


def front(p: Press) -> Drawn:
    """A front page: sections of a heading and linked stories that wrap headline and summary."""

    def section(s: int) -> str:
        stories = "".join(
            f'<a class="story-link" href="/s{s}{n}"><h3>{esc(p.titles(1, 1)[0])}</h3><p>{summary(p, 16)}</p></a>'
            for n in range(p.dice.number(2, 6))
        )
        return f"<section><h2>{esc(p.dice.pick(p.topics))}</h2>{stories}</section>"

    return Drawn(p.page(f"<main>{''.join(section(s) for s in range(p.dice.number(1, 5)))}</main>", kind="home"), ())


def wp_comments(p: Press) -> Drawn:
    """A single post with nested comments as <article>."""
    post = p.post(max(p.scale, 90))
    level = p.dice.pick((1, 20, 50))
    comments = "".join(
        f'<li id="comment-{n}" class="comment even thread-even depth-{n % 3 + 1}"><article id="div-comment-{n}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">{esc(p.voice.name())}</b></div><div class="comment-metadata"><a href="#c{n}"><time datetime="2024-05-01">{p.date()}</time></a></div></footer><div class="comment-content"><p>{summary(p, p.dice.pick((12, 30, 60)))}</p></div><div class="reply"><a href="#">{p.say("reply")}</a></div></article></li>'
        for n in range(p.dice.number(2, 2 * level + 3))
        if p.stories
    )
    body = f'<article class="post type-post hentry"><header><h1 class="entry-title">{esc(post.title)}</h1><div class="entry-meta">{p.posted(post)}</div></header><div class="entry-content">{p.body(post)}</div><footer class="entry-footer">{p.say("tags")}<a href="/t">{esc(post.topic)}</a></footer></article>'
    return Drawn(
        p.page(
            f'<main>{body}<div id="comments" class="comments-area"><h2 class="comments-title">{p.say("comments")}</h2><ol class="comment-list">{comments}</ol></div></main>',
            title=post.title,
            kind="single",
        ),
        (post,),
    )


def disqus(p: Press) -> Drawn:
    """A single article with a thread that says nothing of comments in its classes but its wrapper."""
    post = p.post(max(p.scale, 90))
    thread = "".join(
        f'<div class="wpd-comment wpd-reply"><div class="wpd-comment-header"><div class="wpd-comment-author">{esc(p.voice.name())}</div><div class="wpd-comment-date">{p.date()}</div></div><div class="wpd-comment-text"><p>{summary(p, p.dice.pick((10, 40)))}</p></div><div class="wpd-comment-footer"><a>{p.say("reply")}</a></div></div>'
        for n in range(p.dice.number(2, 60))
        if p.stories
    )
    body = f'<div class="article"><h1>{esc(post.title)}</h1><p class="byline">{p.say("by", a=post.author)}, {p.date()}</p>{p.body(post)}</div>'
    return Drawn(
        p.page(
            f'<div id="content">{body}</div><div id="wpdcom"><h3>{p.say("comments")}</h3>{thread}</div>',
            title=post.title,
            side=p.sidebar(),
            kind="single",
        ),
        (post,),
    )


def rails(p: Press) -> Drawn:
    """A single article and rails of <article> cards behind it."""
    post = p.post(max(p.scale, 90))
    related = "".join(
        f'<article class="{p.dice.pick(("card", "post", "story"))}"><img src="x.jpg"><h3><a href="/r{n}">{esc(p.titles(1, 1)[0])}</a></h3><p>{summary(p, 20)}</p><time>{p.date()}</time></article>'
        for n in range(p.dice.number(3, 10))
    )
    body = f'<article class="main-article"><h1>{esc(post.title)}</h1><div class="byline">{p.posted(post)}</div><div class="text">{p.body(post, sub="h2")}</div></article>'
    return Drawn(
        p.page(
            f'<main>{body}</main><section class="more"><h2>{p.say("related")}</h2>{related}</section>',
            title=post.title,
            kind="single",
        ),
        (post,),
    )


def sections(p: Press) -> Drawn:
    """A long piece, or documentation, in sections with a subhead each: one article."""
    parts = [p.post(max(p.scale, 60), plain=True) for _ in range(p.dice.number(3, 7))]
    lead, tag = p.post(60, plain=True), p.dice.pick(("section", "div", ""))
    level = p.dice.pick(("h2", "h2", "h3"))
    inside = "".join(
        (f'<{tag} class="section" id="s{n}">' if tag else "")
        + f"<{level}>{esc(part.title)}</{level}>{p.body(part, boxes=False)}"
        + (f"</{tag}>" if tag else "")
        for n, part in enumerate(parts)
    )
    whole = lead._replace(body=(*lead.body, *(each for part in parts for each in (("sub", part.title), *part.body))))
    wrap = p.dice.pick(("article", "div"))
    return Drawn(
        p.page(
            f'<{wrap} class="page"><h1>{esc(lead.title)}</h1>{p.body(lead, boxes=False)}{inside}</{wrap}>',
            title=lead.title,
            kind="page",
        ),
        (whole,),
    )


def listicle(p: Press) -> Drawn:
    """Ten best of something: numbered subheads in blocks of their own, one article."""
    parts = [p.post(40, plain=True) for _ in range(p.dice.number(4, 11))]
    lead = p.post(50, plain=True)
    names = [f"{n}. {part.title}" for n, part in enumerate(parts, 1)]
    inside = "".join(
        f'<div class="list-item"><h2>{esc(name)}</h2><figure><img src="i.jpg"><figcaption>{p.say("photo")}</figcaption></figure>{p.body(part, boxes=False)}</div>'
        for name, part in zip(names, parts, strict=True)
    )
    whole = lead._replace(
        title=f"{len(parts)} × {lead.title}",
        body=(
            *lead.body,
            *(each for name, part in zip(names, parts, strict=True) for each in (("sub", name), *part.body)),
        ),
    )
    return Drawn(
        p.page(
            f'<article class="post"><h1 class="entry-title">{esc(whole.title)}</h1><div class="entry-meta">{p.posted(lead)}</div><div class="entry-content">{p.body(lead, boxes=False)}{inside}</div></article>',
            title=whole.title,
            side=p.sidebar(),
            kind="single",
        ),
        (whole,),
    )


def plain_article(p: Press) -> Drawn:
    """A single article with subheads and a sidebar of recent posts with a sentence each."""
    post = p.post(max(p.scale, 90))
    side = "".join(
        f'<div class="recent-post"><h4><a href="/r{n}">{esc(p.titles(1, 1)[0])}</a></h4><span class="date">{p.date()}</span><p>{summary(p, 14)}</p></div>'
        for n in range(p.dice.number(3, 6))
    )
    return Drawn(
        p.page(
            f'<div id="content"><div class="post"><h1 class="title">{esc(post.title)}</h1><div class="meta">{p.posted(post)}</div>{p.body(post, sub="h2")}</div></div>',
            title=post.title,
            side=f'<div id="sidebar"><h3>{p.say("popular")}</h3>{side}</div>',
            kind="single",
        ),
        (post,),
    )


LOOKED_AT = (teasers, cards, excerpts, headlines, wp_comments, disqus, sections, rails)
SCORED_ONLY = (front, listicle, plain_article)
