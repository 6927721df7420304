# ruff: noqa: E501
"""HTML pages of several articles, made up: the page kinds that real sites have, in a few paragraphs of our own."""

NAMES = ("harbour", "library", "orchard", "railway", "market", "theatre", "bakery", "museum")


def prose(topic: str, count: int = 3) -> list[str]:
    """Paragraphs on a topic, different for each topic and place."""
    return [
        f"The {topic} in the old town will {verb} this {season}, the council said after a meeting that lasted until midnight. "
        f"Residents had asked for a clear plan for the {topic} since the flood of {1990 + number}, and {10 + number} of them spoke."
        for number, (verb, season) in enumerate(
            [("open again", "spring"), ("close its gates", "autumn"), ("change hands", "winter"), ("grow", "summer")][
                :count
            ]
        )
    ]


def paragraphs(topic: str, count: int = 3) -> str:
    return "".join(f"<p>{text}</p>" for text in prose(topic, count))


def page(body: str, title: str = "The Daily Lamp") -> str:
    menu = "".join(f'<li><a href="/{name}">{name.title()}</a></li>' for name in NAMES)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>"
        f'<header class="site-header"><nav class="main-nav"><ul>{menu}</ul></nav></header>{body}'
        '<footer class="site-footer"><p>© 2024 The Daily Lamp. All rights reserved. <a href="/terms">Terms</a></p></footer>'
        "</body></html>"
    )


def blog_home() -> str:
    posts = "".join(
        f'<article class="post type-post"><h2 class="entry-title"><a href="/{name}">The {name} question</a></h2>'
        f'<div class="entry-meta">Posted on <time datetime="2024-05-0{n}">May {n}, 2024</time> by <a href="/a">Ann Lee</a></div>'
        f'<div class="entry-content">{paragraphs(name)}<ul><li>First reason for the {name}</li><li>Second one</li></ul>'
        f'<div class="sharedaddy"><a href="#">Facebook</a> <a href="#">Twitter</a></div></div>'
        f'<footer class="entry-footer">Filed under: <a href="/c">Town</a> | <a href="/d">{n} comments</a></footer></article>'
        for n, name in enumerate(NAMES[:4], 1)
    )
    aside = '<aside class="sidebar"><h3>About</h3><p>A blog about a small town and the people in it.</p></aside>'
    return page(f'<main class="content">{posts}</main>{aside}')


def infinite_scroll() -> str:
    stories = "".join(
        f'<div class="story-wrap"><div class="story-head"><span class="category">Local</span><h1>Council votes on the {name}</h1>'
        f'<p class="byline">By Tom Reed</p><p class="standfirst">What the vote on the {name} means for the town.</p></div>'
        f'<figure><img src="x.jpg"><figcaption>The {name} at night. Photo: Eva Stone</figcaption></figure>'
        f'<div class="story-body">{paragraphs(name, 4)}<h3>What comes next</h3><p>The next vote on the {name} is in June.</p>'
        f'<p class="related">Read more: <a href="/x">Ten things about the {name}</a></p></div></div>'
        for name in NAMES[:3]
    )
    return page(f'<div id="stream">{stories}</div>', "Council votes on the harbour - The Daily Lamp")


def planet() -> str:
    days = "".join(
        f'<div class="day"><h2 class="date">May {n}, 2024</h2><div class="channelgroup"><div class="entry"><h3><a href="/{name}">'
        f"Notes on the {name}</a></h3>"
        f'<div class="content">{paragraphs(name)}<pre><code>for gate in {name}:\n    gate.open()</code></pre></div>'
        f'<p class="date"><a href="/{name}">by Kim at May {n}, 2024 10:0{n} AM</a></p></div></div></div>'
        for n, name in enumerate(NAMES[:5], 1)
    )
    return page(f'<div id="body">{days}</div>', "Planet Lamp")


def liveblog() -> str:
    entries = "".join(
        f'<div class="liveblog-entry" id="e{n}"><time datetime="2024-05-01T1{n}:00">1{n}:00</time><h3>News from the {name}</h3>'
        f"{paragraphs(name, 2)}<blockquote>We will rebuild the {name}, whatever it takes.</blockquote></div>"
        for n, name in enumerate(NAMES[:5])
    )
    head = "<h1>Flood in the old town: live</h1><p>Follow the events as they happen.</p>"
    return page(f'<div class="liveblog">{head}{entries}</div>', "Flood in the old town: live")


def old_blog() -> str:
    posts = "".join(
        f'<h2><a href="/{name}">A walk to the {name}</a></h2><p class="date">{n} May 2024</p>{paragraphs(name)}'
        for n, name in enumerate(NAMES[:4], 1)
    )
    return page(f'<div id="content">{posts}</div>')


def teasers() -> str:
    cards = "".join(
        f'<div class="card"><h3><a href="/{name}">Why the {name} matters</a></h3>'
        f'<p>A short look at the {name} and what is next…</p><a href="/{name}">Read more</a></div>'
        for name in NAMES
    )
    return page(f'<div class="list">{cards}</div>')


def article_with_comments() -> str:
    comments = "".join(
        f'<li class="comment"><article class="comment-body"><h4><a href="/u">user{n}</a></h4><time>May {n}, 2024</time>'
        f"<p>I have lived near the {name} for years and never saw such a plan, it will not work at all, believe me.</p>"
        '<a href="#">Reply</a></article></li>'
        for n, name in enumerate(NAMES, 1)
    )
    body = (
        f'<article class="post"><h1>The {NAMES[0]} plan</h1><p class="byline">By Ann Lee</p>{paragraphs(NAMES[0], 4)}'
    )
    return page(
        f'<main>{body}<h2>How it began</h2>{paragraphs(NAMES[1])}</article><ol class="comment-list">{comments}</ol></main>',
        f"The {NAMES[0]} plan - The Daily Lamp",
    )
