# ruff: noqa: E501
"""More styles of pages of several articles, and of one that looks like several: the odder ways that sites have."""

from record_press import Drawn, Post, Press, esc, sentences


def linked_list(p: Press) -> Drawn:
    """A link blog: days as headings, <dl> with a title in <dt>."""
    posts = p.posts(3, 9, p.dice.pick((40, 90)))
    inside = "".join(
        (f'<h3 class="dateline">{p.date()}</h3>' if n % 2 == 0 else "")
        + f'<dl class="linkedlist"><dt><a href="http://other{n}.example/x">{esc(post.title)}</a> <a class="permalink" title="Permanent link" href="/linked{n}">★</a></dt><dd>{p.body(post, boxes=False)}</dd></dl>'
        for n, post in enumerate(posts)
    )
    return Drawn(p.page(f'<div id="Main"><div id="Content">{inside}</div></div>'), posts)


def planet_colon(p: Press) -> Drawn:
    """A planet whose headings are the blog's name and the title, each a link."""
    posts = p.posts(3, 10)
    inside = "".join(
        f'<div class="entry" id="e{n}"><div class="entry-header"><img class="face" src="f.png"><h3 class="entry-author"><a href="http://b{n}.example/">{esc(p.voice.name())}</a></h3><h2 class="entry-title"><a href="http://b{n}.example{post.url}">{esc(post.title)}</a></h2></div><div class="entry-body">{p.body(post, boxes=False)}</div><div class="permalink"><a href="http://b{n}.example{post.url}">{p.date()} 09:1{n % 10}</a></div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(p.page(f'<div class="content">{inside}</div>', side=p.sidebar()), posts)


def movable_type(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    inside = "".join(
        f'<div id="entry-{n}" class="entry-asset asset hentry"><div class="asset-header"><h2 class="asset-name entry-title"><a rel="bookmark" href="{post.url}">{esc(post.title)}</a></h2><div class="asset-meta"><span class="byline">{p.posted(post)}</span> | <a href="#c">{p.say("comments")}</a></div></div><div class="asset-content entry-content"><div class="asset-body">{p.body(post)}</div></div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div id="alpha"><div id="alpha-inner">{inside}<div class="content-nav"><a href="/a">{p.say("older")}</a></div></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def big_blog(p: Press) -> Drawn:
    """<article> with an h1 each, pictures first, a category over the title, and counts beside the date."""
    posts = p.posts(3, 7, max(90, p.scale))

    def one(post: Post, n: int) -> str:
        return (
            f'<article id="post-{n}" class="post-{n} post type-post status-publish format-standard has-post-thumbnail hentry category-news tag-ships tag-ads"><header class="entry-header"><div class="entry-topics"><a href="/c">{esc(post.topic)}</a></div><h1 class="entry-title"><a href="{post.url}" rel="bookmark">{esc(post.title)}</a></h1>'
            f'<div class="entry-meta"><a href="{post.url}#comments">{p.dice.number(2, 80)} {p.say("comments")}</a> <span class="author">{p.say("by", a=post.author)}</span> <time class="entry-date">{p.date()}</time></div></header><figure class="entry-image"><img src="{n}.jpg"><figcaption>{p.say("photo")}</figcaption></figure><div class="entry-content">{p.body(post)}</div>'
            f'<footer class="entry-footer">{p.say("tags")}<a href="/t">{esc(post.topic)}</a><div class="share">{p.links("share")}</div></footer></article>'
        )

    return Drawn(
        p.page(
            f'<main class="site-main">{"".join(one(post, n) for n, post in enumerate(posts))}</main>',
            side=p.sidebar(),
            kind="home tag-page category",
        ),
        posts,
    )


def end_dated(p: Press) -> Drawn:
    """Sections with a plain headline; who and when stand at the end."""
    posts = p.posts(2, 8)
    inside = "".join(
        f"<section><h2>{esc(post.title)}</h2>{p.body(post, boxes=False)}<p><em>{p.posted(post)}</em></p></section>"
        for post in posts
    )
    return Drawn(p.page(f"<main><h1>{esc(p.site)}</h1>{inside}</main>"), posts)


def next_page(p: Press) -> Drawn:
    """A news page that loads the next articles below: first h1, then the others in the same markup, recirculation between."""
    posts = p.posts(2, 5, max(120, p.scale))
    inside = "".join(
        f'<div class="content-wrapper" data-nth="{n}"><div class="headline-block"><span class="rubric">{esc(post.topic)}</span><h1>{esc(post.title)}</h1><p class="lede-summary deck">{esc(p.titles(1, 1)[0])}</p><div class="contributors">{p.say("by", a=post.author)}</div><div class="pub-time">{p.date()}</div></div><div class="body-copy">{p.body(post)}</div><div class="newsletter-signup"><h4>{esc(p.words["letter"][0])}</h4><p>{esc(p.words["letter"][1])}</p></div><div class="recirc"><h4>{p.say("related")}</h4>'
        + "".join(
            f'<div class="recirc-item"><a href="/r{i}"><h5>{esc(t)}</h5></a><p>{esc(sentences(p.story(told=False).blocks[0][1], 12))}</p></div>'
            for i, t in enumerate(p.titles(3, 4))
        )
        + "</div></div>"
        for n, post in enumerate(posts)
    )
    return Drawn(p.page(f'<div id="app">{inside}</div>', title=posts[0].title, kind="article"), posts)


def plain_stories(p: Press) -> Drawn:
    """div.story with a heading: no dates, no links; only classes tell."""
    posts = p.posts(3, 8, max(60, p.scale))
    inside = "".join(
        f'<div class="story"><h2 class="headline">{esc(post.title)}</h2><div class="story-text">{p.body(post)}</div></div>'
        for post in posts
    )
    return Drawn(p.page(f'<div class="stories">{inside}</div>', side=p.sidebar()), posts)


def truncated(p: Press) -> Drawn:
    """Posts that go on elsewhere after two or three paragraphs."""
    posts = p.posts(3, 8, 160)
    posts = [post for post in posts if sum(kind == "p" for kind, _ in post.body) > 1]
    inside = "".join(
        f'<div class="blog-post"><h2 class="blog-post-title"><a href="{post.url}">{esc(post.title)}</a></h2><p class="blog-post-meta">{p.posted(post)}</p>{p.body(post, boxes=False)}<p><a class="btn" href="{post.url}">{p.say("readmore")}</a></p></div>'
        for post in posts
    )
    return Drawn(
        p.page(
            f'<div class="container"><div class="row"><div class="col-sm-8 blog-main">{inside}</div></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def widget_live(p: Press) -> Drawn:
    """A ticker of a script's widget: hour and headline in one line, generated names."""
    posts, names = p.posts(4, 15, p.dice.pick((30, 60))), [f"sc-{p.dice.number(10000, 99999):x}" for _ in range(4)]
    inside = "".join(
        f'<div class="{names[0]}" data-post-id="{n}"><div class="{names[1]}"><span>{n % 24:02}:2{n % 10}</span></div><h3 class="{names[2]}">{esc(post.title)}</h3><div class="{names[3]}">{p.body(post, boxes=False)}</div><div>{p.links("share", 2, 3)}</div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<article><h1>{p.say("live")}{esc(p.titles(1, 1)[0])}</h1><p>{p.say("bio")}</p><div class="timeline">{inside}</div></article>',
            kind="article",
        ),
        posts,
    )


def releases_list(p: Press) -> Drawn:
    """Press releases: a date over each headline, rows of a list."""
    posts = p.posts(2, 7, max(90, p.scale))
    inside = "".join(
        f'<li><span class="date">{p.date()}</span><h3>{esc(post.title)}</h3>{p.body(post, sub="h4", boxes=False)}<p class="contact">{p.say("by", a=post.author)}</p></li>'
        for post in posts
    )
    return Drawn(p.page(f'<div id="press"><h1>{p.say("about")}</h1><ul class="press-list">{inside}</ul></div>'), posts)


def hero_and_cards(p: Press) -> Drawn:
    """A whole article, and cards of older ones below it in the same list."""
    post = p.post(max(150, p.scale))
    cards = "".join(
        f'<article class="post post-card"><h2 class="post-title"><a href="/r{n}">{esc(p.titles(1, 1)[0])}</a></h2><span class="post-date">{p.date()}</span><p class="post-excerpt">{esc(sentences(p.story(told=False).blocks[0][1], 25))}</p></article>'
        for n in range(p.dice.number(2, 8))
    )
    return Drawn(
        p.page(
            f'<main><article class="post post-full"><h1 class="post-title">{esc(post.title)}</h1><span class="post-date">{p.date()}</span><div class="post-content">{p.body(post)}</div></article><div class="more-posts">{cards}</div></main>',
            title=post.title,
        ),
        (post,),
    )


def whole(p: Press, lead: Post, parts: list[Post]) -> Post:
    return lead._replace(body=(*lead.body, *(each for part in parts for each in (("sub", part.title), *part.body))))


def documentation(p: Press) -> Drawn:
    """Headings that link to themselves, a table of contents, code."""
    lead, parts = p.post(50, plain=True), [p.post(60, plain=True) for _ in range(p.dice.number(3, 8))]
    toc = "".join(f'<li><a href="#s{n}">{esc(part.title)}</a></li>' for n, part in enumerate(parts))
    inside = "".join(
        f'<section id="s{n}"><h2><a class="headerlink" href="#s{n}">{esc(part.title)}</a></h2>{p.body(part, boxes=False)}</section>'
        for n, part in enumerate(parts)
    )
    return Drawn(
        p.page(
            f'<div class="sphinxsidebar"><ul>{toc}</ul></div><div class="document"><section><h1>{esc(lead.title)}</h1>{p.body(lead, boxes=False)}{inside}<p>{p.say("posted", d=p.voice.date(), a=lead.author)}</p></section></div>',
            title=lead.title,
            kind="",
        ),
        (whole(p, lead, parts),),
    )


def interview(p: Press) -> Drawn:
    """Bold questions, answers below: one article."""
    lead, parts = p.post(50, plain=True), [p.post(60, plain=True) for _ in range(p.dice.number(3, 9))]
    inside = "".join(f"<p><strong>{esc(part.title)}?</strong></p>{p.body(part, boxes=False)}" for part in parts)
    body = (*lead.body, *(each for part in parts for each in (("sub", part.title + "?"), *part.body)))
    return Drawn(
        p.page(
            f'<article class="post"><h1>{esc(lead.title)}</h1><p class="byline">{p.posted(lead)}</p><div class="entry-content">{p.body(lead, boxes=False)}{inside}</div></article>',
            title=lead.title,
            kind="single",
        ),
        (lead._replace(body=body),),
    )


def chronology(p: Press) -> Drawn:
    """A chronology: days as subheads of one article."""
    lead, parts = (
        p.post(50, plain=True),
        [p.post(40, plain=True)._replace(title=p.voice.date()) for _ in range(p.dice.number(3, 9))],
    )
    inside = "".join(f"<div class='step'><h3>{esc(part.title)}</h3>{p.body(part, boxes=False)}</div>" for part in parts)
    return Drawn(
        p.page(
            f"<article><h1>{esc(lead.title)}</h1>{p.body(lead, boxes=False)}{inside}</article>",
            title=lead.title,
            kind="single",
        ),
        (whole(p, lead, parts),),
    )


def questions(p: Press) -> Drawn:
    """Frequent questions, each in a box: one article."""
    lead, parts = p.post(40, plain=True), [p.post(40, plain=True) for _ in range(p.dice.number(4, 12))]
    parts = [part._replace(title=part.title + "?") for part in parts]
    inside = "".join(
        f'<div class="faq-item"><h3 class="faq-question">{esc(part.title)}</h3><div class="faq-answer">{p.body(part, boxes=False)}</div></div>'
        for part in parts
    )
    return Drawn(
        p.page(
            f'<main><h1>{esc(lead.title)}</h1>{p.body(lead, boxes=False)}<div class="faq">{inside}</div></main>',
            title=lead.title,
            kind="page",
        ),
        (whole(p, lead, parts),),
    )


def letters(p: Press) -> Drawn:
    """A single article with letters of readers below, each with a name, a day and no class that says so."""
    post = p.post(max(200, p.scale))
    below = "".join(
        f"<li><b>{esc(p.voice.name())}</b> <small>{p.date()}</small><p>{esc(sentences(p.story(told=False).blocks[0][1], 30))}</p></li>"
        for _ in range(p.dice.number(3, 12))
    )
    return Drawn(
        p.page(
            f'<div id="content"><h1>{esc(post.title)}</h1><div class="meta">{p.posted(post)}</div><div class="text">{p.body(post)}</div></div><div id="comments"><h3>{p.say("comments")}</h3><ol>{below}</ol></div>',
            title=post.title,
            kind="single",
        ),
        (post,),
    )


LOOKED_AT = (linked_list, plain_stories, truncated, widget_live, hero_and_cards, interview)
SCORED_ONLY = (
    planet_colon,
    movable_type,
    big_blog,
    end_dated,
    next_page,
    releases_list,
    documentation,
    chronology,
    questions,
    letters,
)
