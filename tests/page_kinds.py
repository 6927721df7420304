# ruff: noqa: E501
"""More pages as sites have them: generated class names, tables for layout, threads, lists of links; see pages.py."""

from pages import NAMES, page, paragraphs


def deck(name: str) -> str:
    return f"What the council said about the {name}, and who disagreed with it."


def hashed_scroll() -> str:
    """Class names say nothing: only order and repetition tell headline, deck and line of author and date."""
    stories = "".join(
        f'<div class="css-1a2b3c"><div class="css-9x8y"><a class="css-lnk" href="/s">Town</a><h1 class="css-h77">Council votes on the {name}</h1>'
        f'<p class="css-dk1">{deck(name)}</p><div class="css-m22"><span class="css-au">By Tom Reed</span><time class="css-tm" datetime="2024-05-0{n}">May {n}, 2024</time></div></div>'
        f'<div class="css-bd9">{paragraphs(name, 4)}</div><div class="css-sh"><button>Share</button><button>Copy link</button></div></div>'
        for n, name in enumerate(NAMES[:4], 1)
    )
    return page(f'<div id="root"><div class="css-wrap">{stories}</div></div>')


def table_planet() -> str:
    """Posts in cells, headlines that are no more than a link."""
    rows = "".join(
        f'<tr><td class="blogbody"><div class="blogtitle"><a href="/{name}">Notes on the {name}</a></div><div class="post">{paragraphs(name)}</div>'
        f'<div class="postmeta">Posted on May {n}, 2024 by Kim | <a href="/c">Comments ({n})</a></div></td></tr>'
        for n, name in enumerate(NAMES[:5], 1)
    )
    return page(
        f'<table width="100%"><tr><td width="180"><a href="/">Home</a></td><td><table>{rows}</table></td></tr></table>'
    )


def rows_of_headlines() -> str:
    """A headline in bold in one row, its text in the next, the day behind a line break."""
    rows = "".join(
        f'<tr><td><font size="4"><b><a href="/{name}.htm">A walk to the {name}</a></b></font><br><font size="1">{n} May 2024 - Jon Marsh</font></td></tr>'
        f"<tr><td>{paragraphs(name)}</td></tr><tr><td><hr></td></tr>"
        for n, name in enumerate(NAMES[:4], 1)
    )
    return page(f"<center><table><tr><td><a href=/>News</a></td><td><table>{rows}</table></td></tr></table></center>")


def blogger() -> str:
    """A heading with the day over each post, of a higher order than the post's own; paragraphs parted by breaks."""
    posts = "".join(
        f'<div class="date-outer"><h2 class="date-header"><span>{n} mayo 2024</span></h2><div class="post hentry"><h3 class="post-title"><a href="/{name}.html">The {name} at night</a></h3>'
        f'<div class="post-body">{paragraphs(name).replace("</p><p>", "<br><br>").replace("<p>", "").replace("</p>", "")}</div>'
        f'<div class="post-footer"><span>Posted by <span class="fn">Ann Lee</span></span> <a class="comment-link" href="#c">{n} comments</a></div></div></div>'
        for n, name in enumerate(NAMES[:4], 1)
    )
    return page(f'<div class="blog-posts">{posts}</div>')


def undated_posts() -> str:
    """Neither days nor names of classes: permalinks tell posts from sections."""
    posts = "".join(
        f'<div class="sc-a1"><h2 class="sc-b2"><a class="sc-c3" href="/p/{name}">The {name} question</a></h2><div class="sc-d4">{paragraphs(name)}</div></div>'
        for name in NAMES[:4]
    )
    return page(f'<div class="sc-0">{posts}</div>')


def posts_with_quotes() -> str:
    """What looks like furniture within a quote, and the same line of code in each post, is theirs."""
    posts = "".join(
        f'<article class="h-entry"><h2 class="p-name"><a href="/{name}">The {name} log</a></h2><div class="e-content">{paragraphs(name, 1)}'
        '<blockquote class="twitter-tweet"><p>We keep the gates open tonight.</p>&mdash; Ann Lee (@annlee) <a href="https://t.example/1">May 3, 2024</a></blockquote>'
        f'{paragraphs(name, 2)}<pre><code>for gate in gates:\n    gate.open()</code></pre></div><p class="meta"><time datetime="2024-05-0{n}">May {n}, 2024</time></p></article>'
        for n, name in enumerate(NAMES[:4], 1)
    )
    return page(f'<main class="h-feed">{posts}</main>')


def boxes_on_authors() -> str:
    stories = "".join(
        f'<section class="single"><div class="wt"><h1>Council votes on the {name}</h1></div><ul class="info"><li itemprop="author"><span>Eva Stone</span></li><li><span>May {n}, 2024</span></li></ul>'
        f'<div class="wc">{paragraphs(name, 4)}<p>The vote on the {name} is final, the mayor of the town said.</p></div><div class="bx"><h4>Eva Stone</h4><p>Eva Stone has written on towns and their people for twenty years.</p></div></section>'
        for n, name in enumerate(NAMES[:3], 1)
    )
    return page(stories)


def thread_of_replies() -> str:
    """Comments with linked names, days and a button to answer: no articles, though they look like posts."""
    comments = "".join(
        f'<div class="item"><h4><a href="/u/{n}">reader{n}</a></h4><span class="dt">May {n % 9 + 1}, 2024</span><div class="msg">{paragraphs(NAMES[n % 7 + 1], 2)}</div><a href="#">Reply</a> <a href="#">Like ({n})</a></div>'
        for n in range(40)
    )
    return page(
        f'<div class="main"><h1>The harbour plan</h1><div class="text">{paragraphs("harbour", 4)}</div><h3>Comments</h3><div class="thread">{comments}</div></div>',
        "The harbour plan",
    )


def rail_beside() -> str:
    """Thirty teasers beside one article, no class that says so."""
    rail = "".join(
        f'<div class="css-ri"><h3 class="css-rh"><a href="/{n}">Why the {NAMES[n % 8]} matters to number {n}</a></h3><p class="css-rp">{deck(NAMES[n % 8])}</p></div>'
        for n in range(30)
    )
    body = f'<div class="css-2"><h1>The harbour plan</h1>{paragraphs("harbour", 4)}{paragraphs("orchard", 4)}</div>'
    return page(
        f'<div class="css-1">{body}<div class="css-3"><h2>Related articles</h2>{rail}</div></div>', "The harbour plan"
    )


def links_only() -> str:
    entries = "".join(
        f'<li><a href="/{n}">Why the {NAMES[n % 8]} matters to number {n}</a> <span>{n % 28 + 1} May 2024</span></li>'
        for n in range(40)
    )
    return page(f'<main><h1>Archive</h1><ul class="archive">{entries}</ul></main>', "Archive")


def hashed_teasers() -> str:
    cards = "".join(
        f'<div class="css-q1"><a href="/{n}" class="css-w2"><div class="css-e3">Why the {NAMES[n % 8]} matters to number {n}</div></a><div class="css-r4">{deck(NAMES[n % 8])}</div><div class="css-t5">May {n % 28 + 1}, 2024</div></div>'
        for n in range(24)
    )
    return page(f'<div id="app">{cards}</div>')
