# ruff: noqa: E501
"""Styles of pages that hold several articles, as real themes and systems write them down."""

from record_press import Drawn, Post, Press, esc


def wordpress(p: Press) -> Drawn:
    """Twenty-something themes, blog home."""
    posts, cat, foot = p.posts(2, 10), p.dice.chance(0.5), p.dice.chance(0.6)
    more, share = p.dice.chance(0.25), p.dice.chance(0.4)

    def one(post: Post, n: int) -> str:
        share_row = (
            f'<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{p.say("share")}:</h3><ul><li>{p.links("share", joint="</li><li>")}</li></ul></div>'
            if share
            else ""
        )
        continued = (
            f'<p><a href="{post.url}#more-{n}" class="more-link">{p.say("readmore")} <span class="screen-reader-text">{esc(post.title)}</span></a></p>'
            if more
            else ""
        )
        meta = f'<div class="entry-meta"><span class="posted-on"><a href="{post.url}" rel="bookmark"><time class="entry-date published" datetime="{post.iso}T10:00:00+00:00">{p.date()}</time></a></span><span class="byline"> <span class="author vcard"><a class="url fn n" href="/a">{esc(post.author)}</a></span></span></div>'
        footer = f'<footer class="entry-footer"><span class="cat-links">{p.say("tags")}<a href="/c">{esc(post.topic)}</a></span><span class="comments-link"><a href="{post.url}#respond">{p.say("comments")}</a></span></footer>'
        cats = f'<span class="cat-links"><a href="/c" rel="category tag">{esc(post.topic)}</a></span>' if cat else ""
        return (
            f'<article id="post-{n}" class="post-{n} post type-post status-publish format-standard hentry category-{n} tag-x"><header class="entry-header">{cats}<h2 class="entry-title"><a href="{post.url}" rel="bookmark">{esc(post.title)}</a></h2>{meta if not foot else ""}</header>'
            f'<div class="entry-content">{p.body(post)}{continued}{share_row}</div>{meta if foot else ""}{footer}</article>'
        )

    inside = "".join(one(post, 100 + n) for n, post in enumerate(posts))
    pager = f'<nav class="navigation posts-navigation"><h2 class="screen-reader-text">{p.say("about")}</h2><div class="nav-links"><a href="/2">{p.say("older")}</a></div></nav>'
    return Drawn(
        p.page(
            f'<div id="primary" class="content-area"><main id="main" class="site-main">{inside}{pager}</main></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def kubrick(p: Press) -> Drawn:
    """Old WordPress: div.post, h2, small."""
    posts = p.posts(2, 10)
    inside = "".join(
        f'<div class="post" id="post-{n}"><h2><a href="{post.url}" rel="bookmark">{esc(post.title)}</a></h2><small>{p.posted(post)}</small>'
        f'<div class="entry">{p.body(post)}</div><p class="postmetadata">{p.say("tags")}<a href="/t">{esc(post.topic)}</a> | <a href="#c">{p.say("comments")} »</a></p></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div id="page"><div id="content" class="narrowcolumn">{inside}<div class="navigation"><div class="alignleft"><a href="/p">{p.say("older")}</a></div></div></div>{p.sidebar()}</div>'
        ),
        posts,
    )


def blogger(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    breaks = p.dice.chance(0.5)
    inside = "".join(
        f'<div class="date-outer"><h2 class="date-header"><span>{p.date()}</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry uncustomized-post-template" itemprop="blogPost"><a name="{n}"></a><h3 class="post-title entry-title" itemprop="name"><a href="{post.url}">{esc(post.title)}</a></h3>'
        f'<div class="post-header"><div class="post-header-line-1"></div></div><div class="post-body entry-content" itemprop="description articleBody">{p.body(post, breaks=breaks)}<div style="clear: both;"></div></div>'
        f'<div class="post-footer"><div class="post-footer-line post-footer-line-1"><span class="post-author vcard">{p.say("by", a=post.author)}</span> <span class="post-timestamp"><a class="timestamp-link" href="{post.url}"><abbr class="published" title="{post.iso}T09:00:00">9:0{n % 10} AM</abbr></a></span> <span class="post-comment-link"><a class="comment-link" href="{post.url}#c">{p.say("comments")}</a></span></div><div class="post-footer-line-2"><span class="post-labels">{p.say("tags")}<a href="/l" rel="tag">{esc(post.topic)}</a></span></div></div></div></div></div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed">{inside}</div><div class="blog-pager" id="blog-pager"><a class="blog-pager-older-link" href="/o">{p.say("older")}</a></div></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def entry_div(p: Press) -> Drawn:
    """A hand-made theme: div.entry, byline, entry-content, meta."""
    posts = p.posts(2, 6)
    level = p.dice.pick(("h2", "h2", "h3"))
    inside = "".join(
        f'<div class="entry"><{level} class="entry-title"><a href="{post.url}">{esc(post.title)}</a></{level}><div class="byline">{p.posted(post)}</div><div class="entry-content">{p.body(post, sub="h4")}</div>'
        f'<div class="meta">{p.say("tags")}<a href="/t">{esc(post.topic)}</a>, <a href="/u">{esc(p.dice.pick(p.topics))}</a> | <a href="#c">{p.say("comments")}</a></div></div>'
        for post in posts
    )
    return Drawn(p.page(f'<div id="content">{inside}</div>', side=p.sidebar()), posts)


def ghost(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    inside = "".join(
        f'<article class="post tag-x featured"><header class="post-header"><h2 class="post-title"><a href="{post.url}">{esc(post.title)}</a></h2></header><section class="post-content">{p.body(post)}</section>'
        f'<footer class="post-meta"><img class="author-thumb" src="a.png"><a href="/author/x">{esc(post.author)}</a> on <a href="/tag/t">{esc(post.topic)}</a> <time class="post-date" datetime="{post.iso}">{p.date()}</time></footer></article>'
        for post in posts
    )
    return Drawn(
        p.page(
            f'<main id="content" class="content" role="main">{inside}<nav class="pagination"><a class="older-posts" href="/2">{p.say("older")} →</a></nav></main>'
        ),
        posts,
    )


def jekyll(p: Press) -> Drawn:
    """A static blog's home with whole posts: list of divs, h1 or h2, date span."""
    posts = p.posts(2, 10)
    level = p.dice.pick(("h1", "h2"))
    inside = "".join(
        f'<div class="post"><{level} class="post-title"><a href="{post.url}">{esc(post.title)}</a></{level}><span class="post-date">{p.date()}</span>{p.body(post, sub="h3", boxes=False)}</div>'
        for post in posts
    )
    return Drawn(
        p.page(
            f'<div class="content container"><div class="posts">{inside}</div><div class="pagination"><a class="pagination-item older" href="/page2">{p.say("older")}</a></div></div>'
        ),
        posts,
    )


def tumblr(p: Press) -> Drawn:
    posts = p.posts(3, 10, 60)
    inside = "".join(
        f'<li class="post text"><div class="post-content"><h3><a href="{post.url}">{esc(post.title)}</a></h3>{p.body(post, boxes=False)}</div><div class="tags"><a href="/t">#{esc(post.topic)}</a></div><div class="date"><a href="{post.url}">{p.date()}</a> <a href="{post.url}#notes">{p.dice.number(2, 90)} notes</a></div></li>'
        for post in posts
    )
    return Drawn(p.page(f'<div id="wrapper"><ol id="posts">{inside}</ol></div>', side=p.sidebar()), posts)


def generated(p: Press) -> Drawn:
    """Class names that say nothing, as build tools make them."""
    posts, names = p.posts(2, 7, max(p.scale, 90)), [f"css-{p.dice.number(100000, 999999):x}" for _ in range(6)]
    inside = "".join(
        f'<div class="{names[0]}"><div class="{names[1]}"><div class="{names[2]}"><a href="/@{n}">{esc(post.author)}</a><span>{p.date()}</span></div><h2 class="{names[3]}"><a href="{post.url}">{esc(post.title)}</a></h2></div><div class="{names[4]}">{p.body(post, boxes=False)}</div><div class="{names[5]}"><span>{p.dice.number(3, 900)}</span> <a href="#">{p.say("comments")}</a></div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(p.page(f'<div class="{names[5]}x"><div>{inside}</div></div>', kind=""), posts)


def drupal(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    inside = "".join(
        f'<div class="views-row views-row-{n} views-row-{"odd" if n % 2 else "even"}"><div id="node-{n}" class="node node-blog node-promoted clearfix" about="{post.url}"><h2><a href="{post.url}">{esc(post.title)}</a></h2><div class="meta submitted">{p.posted(post)}</div><div class="content clearfix"><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">{p.body(post)}</div></div></div><div class="field field-name-field-tags"><div class="field-label">{p.say("tags")}</div><div class="field-items"><div class="field-item"><a href="/t">{esc(post.topic)}</a></div></div></div></div><div class="link-wrapper"><ul class="links inline"><li class="comment-add"><a href="#c">{p.say("comments")}</a></li></ul></div></div></div>'
        for n, post in enumerate(posts, 1)
    )
    return Drawn(
        p.page(
            f'<div id="main-content" class="region region-content"><div class="view view-frontpage"><div class="view-content">{inside}</div><ul class="pager"><li class="pager-next"><a href="?page=1">{p.say("older")}</a></li></ul></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def joomla(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    inside = "".join(
        f'<div class="items-row cols-1 row-{n}"><div class="item column-1" itemprop="blogPost"><div class="page-header"><h2 itemprop="name"><a href="{post.url}" itemprop="url">{esc(post.title)}</a></h2></div><dl class="article-info muted"><dd class="createdby"><span itemprop="name">{p.say("by", a=post.author)}</span></dd><dd class="published"><time datetime="{post.iso}">{p.date()}</time></dd></dl>{p.body(post)}</div><span class="row-separator"></span></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div id="content"><div class="blog" itemscope>{inside}<div class="pagination"><p class="counter">1 / 7</p><a href="?start=5">{p.say("older")}</a></div></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def typo3(p: Press) -> Drawn:
    """Press releases of an office, the whole texts one behind the other."""
    posts = p.posts(2, 8)
    inside = "".join(
        f'<div class="article articletype-0" itemscope><div class="header"><h3><span itemprop="headline">{esc(post.title)}</span></h3></div><div class="teaser-text"><p><time itemprop="datePublished" datetime="{post.iso}">{p.date()}</time></p></div><div class="news-text-wrap" itemprop="articleBody">{p.body(post, sub="h4")}</div></div>'
        for post in posts
    )
    return Drawn(
        p.page(
            f'<div id="c42" class="frame frame-default"><h1>{p.say("about")}</h1><div class="news"><div class="news-list-view">{inside}</div></div></div>',
            side=p.sidebar(),
        ),
        posts,
    )


def soup(p: Press) -> Drawn:
    """No classes: headings and paragraphs side by side, a line between, a date below the heading."""
    posts, line = p.posts(3, 8), p.dice.pick(("<hr>", "", "<hr>"))
    date = p.dice.pick(("p", "em", "small"))
    linked = p.dice.chance(0.5)
    inside = line.join(
        f"<h2>{f'<a href={chr(34)}{post.url}{chr(34)}>' if linked else ''}{esc(post.title)}{'</a>' if linked else ''}</h2><p><{date}>{p.posted(post)}</{date}></p>{p.body(post, boxes=False)}"
        for post in posts
    )
    return Drawn(p.page(f'<div id="main">{inside}</div>', kind=""), posts)


def tables(p: Press) -> Drawn:
    """A page of the nineties: a row for each item of news."""
    posts = p.posts(2, 7)
    inside = "".join(
        f'<tr><td class="news"><b><font size="4">{esc(post.title)}</font></b><br><i>{p.posted(post)}</i><br><br>{p.body(post, breaks=True, boxes=False)}<hr></td></tr>'
        for post in posts
    )
    return Drawn(
        p.page(
            f'<table width="100%"><tr><td width="20%"><a href="/1">{p.say("menu")}</a></td><td><table>{inside}</table></td></tr></table>'
        ),
        posts,
    )


def planet(p: Press) -> Drawn:
    posts, whom = p.posts(3, 10), p.dice.chance(0.5)
    inside = "".join(
        f'<h2 class="date">{p.date()}</h2><div class="channelgroup"><h3><a href="http://b{n}.example/" title="x">{esc(post.author)}</a></h3><div class="entrygroup"><h4><a href="{post.url}">{esc(post.title)}</a></h4><div class="entry"><div class="content">{p.body(post, sub="h5", boxes=False)}</div><p class="date"><a href="{post.url}">{p.date()}</a></p></div></div></div>'
        if whom
        else f'<div class="entry"><div class="person-info"><a href="http://b{n}.example/">{esc(post.author)}</a></div><div class="post"><h2 class="post-title"><a href="{post.url}">{esc(post.title)}</a></h2><div class="post-contents">{p.body(post, boxes=False)}</div><div class="post-header"><p class="date"><a href="{post.url}">{p.date()}</a></p></div></div></div>'
        for n, post in enumerate(posts)
    )
    side = f'<div class="sidebar"><h2>Subscriptions</h2><ul>{"".join(f"<li><a href=/{n}>{esc(post.author)}</a></li>" for n, post in enumerate(posts))}</ul></div>'
    return Drawn(p.page(f"<h1>Planet {esc(p.site)}</h1>{inside}", side=side), posts)


def scroll(p: Press) -> Drawn:
    """An infinite scroll of news, with rails and boxes between."""
    posts = p.posts(2, 6, max(p.scale, 90))

    def one(post: Post, n: int) -> str:
        deck = f'<p class="article__dek">{esc(p.titles(1, 1)[0])}.</p>' if p.dice.chance(0.5) else ""
        return (
            f'<div class="infinite-item"><article class="article" data-url="{post.url}"><div class="article__head"><a class="article__section" href="/s">{esc(post.topic)}</a><h1 class="article__title">{esc(post.title)}</h1>{deck}<div class="article__byline"><span class="author">{p.say("by", a=post.author)}</span> <time datetime="{post.iso}">{p.date()}</time></div><div class="share-tools">{p.links("share")}</div></div>'
            f'<figure class="lead"><img src="{n}.jpg"><figcaption>{p.say("photo")}</figcaption></figure><div class="article__body">{p.body(post)}</div><div class="article__tags">{p.say("tags")}<a href="/t">{esc(post.topic)}</a></div></article><div class="related-box"><h3>{p.say("related")}</h3><ul>{p.rail()}</ul></div><div class="ad-slot">{p.say("ad")}</div></div>'
        )

    inside = "".join(one(post, n) for n, post in enumerate(posts))
    return Drawn(
        p.page(f'<main><div id="infinite-scroll">{inside}</div></main>', title=posts[0].title, kind="single"), posts
    )


def scroll_divs(p: Press) -> Drawn:
    """The same without <article>, each page's whole column repeated."""
    posts = p.posts(2, 5, max(p.scale, 90))
    inside = "".join(
        f'<div class="mvp-main-box"><div class="post-head"><h3 class="cat"><a href="/s">{esc(post.topic)}</a></h3><h1 class="post-title entry-title left">{esc(post.title)}</h1><div class="author-info"><p>{p.date()}</p><span class="author-name vcard">{p.say("by", a=post.author)}</span></div></div><div id="post-area"><div id="content-area" class="content-area-in">{p.body(post)}<div class="posts-nav">{p.links("share")}</div></div></div><div class="post-widget"><h4 class="widget-title">{p.say("related")}</h4><ul class="latest">{p.rail()}</ul></div></div>'
        for post in posts
    )
    return Drawn(
        p.page(f'<div id="main-wrap">{inside}</div>', title=posts[0].title, kind="single", side=p.sidebar()), posts
    )


def guardian(p: Press) -> Drawn:
    posts = p.posts(3, 15, p.dice.pick((30, 50, 120)))
    inside = "".join(
        f'<article id="block-{n}" data-block-id="block-{n}" class="css-live block" itemtype="http://schema.org/BlogPosting"><header><p class="block-time"><a href="#block-{n}"><time datetime="{post.iso}T1{n % 10}:05:00Z">1{n % 10}.05</time></a></p><h2 class="block-title">{esc(post.title)}</h2></header><div class="block-elements">{p.body(post, boxes=False)}</div><div class="block-share">{p.links("share", 2, 3)}</div></article>'
        for n, post in enumerate(posts)
    )
    keys = (
        f'<div class="key-events"><h3>{p.say("keys")}</h3><ul>'
        + "".join(
            f'<li><a href="#block-{n}"><span>1{n % 10}.05</span> {esc(post.title)}</a></li>'
            for n, post in enumerate(posts[:4])
        )
        + "</ul></div>"
    )
    head = f'<h1>{p.say("live")}{esc(p.titles(1, 1)[0])}</h1><div class="standfirst"><p>{p.say("bio")}</p></div>'
    return Drawn(
        p.page(
            f'<main>{head}{keys}<div id="liveblog-body" class="live-blog">{inside}</div><button>{p.say("older")}</button></main>',
            title=p.titles(1, 1)[0],
        ),
        posts,
    )


def bbc_live(p: Press) -> Drawn:
    posts = p.posts(3, 15, p.dice.pick((30, 50, 120)))
    inside = "".join(
        f'<li class="lx-stream__post-container"><article class="lx-stream-post gs-u-pb-alt+ gs-u-clearfix"><header class="lx-stream-post__header"><h3 class="lx-stream-post__header-title"><span class="lx-stream-post__header-text">{esc(post.title)}</span></h3><p class="lx-stream-post__contributor-name">{esc(post.author)}</p></header><div class="lx-stream-post-body">{p.body(post, boxes=False)}</div><time class="lx-stream-post__meta-time"><span>{n % 24:02}:1{n % 10}</span></time><div class="lx-share-tools">{p.links("share", 2, 3)}</div></article></li>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<h1 class="lx-commentary-header">{p.say("live")}{esc(p.titles(1, 1)[0])}</h1><section class="lx-stream"><ol class="lx-stream__feed">{inside}</ol><a class="lx-load">{p.say("older")}</a></section>'
        ),
        posts,
    )


def spiegel_live(p: Press) -> Drawn:
    posts = p.posts(3, 12, p.dice.pick((30, 50, 120)))
    inside = "".join(
        f'<div class="ticker-entry" id="e{n}"><div class="ticker-date">{n % 24:02}:4{n % 10} Uhr</div><h4 class="ticker-headline">{esc(post.title)}</h4><div class="ticker-text">{p.body(post, sub="h5", boxes=False)}</div><div class="ticker-social"><a href="#">{p.say("share")}</a></div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div class="article-section"><h2>{p.say("live")}{esc(p.titles(1, 1)[0])}</h2><p>{p.say("bio")}</p><div class="ticker">{inside}</div></div>'
        ),
        posts,
    )


def lemonde_live(p: Press) -> Drawn:
    posts = p.posts(3, 12, p.dice.pick((30, 50, 120)))
    inside = "".join(
        f'<section class="post post__live-container" id="id-{n}"><div class="post__live-info"><span class="date">{n % 24:02}:3{n % 10}</span> <span class="flag-live__border__label">{esc(post.topic)}</span></div><h2 class="post__live-container--title post__space-node">{esc(post.title)}</h2><div class="content--live">{p.body(post, boxes=False)}</div><div class="post__share">{p.links("share", 2, 3)}</div></section>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<section class="title__container"><h1>{p.say("live")}{esc(p.titles(1, 1)[0])}</h1></section><section id="post-container" class="sirius-live">{inside}</section>'
        ),
        posts,
    )


def cnn_live(p: Press) -> Drawn:
    posts = p.posts(3, 12, p.dice.pick((30, 60, 200)))
    inside = "".join(
        f'<article class="sc-bdVaJa live-story-post_liveStoryPost__{p.dice.number(100, 999)}" id="h_{n}"><header><span class="live-story-post__timestamp">{n % 12 + 1}:0{n % 10} p.m. ET, {p.date()}</span><h2 class="live-story-post__headline">{esc(post.title)}</h2><p class="live-story-post__byline">{p.say("by", a=post.author)}</p></header><div class="live-story-post__content">{p.body(post, boxes=False)}</div><div>{p.links("share", 2, 3)}</div></article>'
        for n, post in enumerate(posts)
    )
    return Drawn(p.page(f'<div class="live-story"><h1>{esc(p.titles(1, 1)[0])}</h1><div>{inside}</div></div>'), posts)


def newsletters(p: Press) -> Drawn:
    """An archive of a newsletter: sections with a headline each, a line between, no classes to speak of."""
    posts = p.posts(2, 7)
    inside = "".join(
        f'<section class="issue"><p class="issue-date">{p.date()}</p><h2><a href="{post.url}">{esc(post.title)}</a></h2>{p.body(post, boxes=False)}<p><a href="{post.url}">{p.say("readmore")}</a></p></section><hr>'
        for post in posts
    )
    return Drawn(p.page(f"<main><h1>{esc(p.site)}</h1><p>{esc(p.words['letter'][1])}</p>{inside}</main>"), posts)


def releases(p: Press) -> Drawn:
    """Release notes of a product, one version a post."""
    posts = [
        post._replace(title=f"Version {9 - n}.{p.dice.number(0, 9)}: {post.title}")
        for n, post in enumerate(p.posts(3, 8, 60))
    ]
    inside = "".join(
        f'<div class="release-entry"><div class="release-header"><h2><a href="{post.url}">{esc(post.title)}</a></h2><p>{p.posted(post)}</p></div><div class="markdown-body">{p.body(post, boxes=False)}</div></div>'
        for post in posts
    )
    return Drawn(p.page(f'<div class="repository-content"><h1>Releases</h1>{inside}</div>'), posts)


def category(p: Press) -> Drawn:
    """A category archive with whole posts; the category's name and what it is about above them."""
    posts = p.posts(2, 8)
    inside = "".join(
        f'<div class="td-block-span12 item-{n}"><h3 class="item-title"><a href="{post.url}" title="x">{esc(post.title)}</a></h3><div class="item-meta"><span class="item-author"><a href="/a">{esc(post.author)}</a></span> - <span class="item-date"><time datetime="{post.iso}">{p.date()}</time></span> <a class="item-comments" href="#">{p.dice.number(0, 40)}</a></div><div class="item-text">{p.body(post, sub="h4")}</div></div>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div class="content"><header class="page-header"><h1 class="page-title">{esc(posts[0].topic)}</h1><div class="archive-description"><p>{p.say("bio")}</p></div></header>{inside}</div>',
            side=p.sidebar(),
        ),
        posts,
    )


def untitled_dates(p: Press) -> Drawn:
    """Movable Type: days as headings, posts below them."""
    posts = p.posts(2, 8)
    inside = "".join(
        f'<h2>{p.date()}</h2><div class="blogbody"><h3 class="title">{esc(post.title)}</h3>{p.body(post, sub="h4", boxes=False)}<div class="posted">{p.posted(post)} | <a href="{post.url}">Permalink</a> | <a href="#">{p.say("comments")}</a></div></div>'
        for post in posts
    )
    return Drawn(p.page(f'<div class="blog">{inside}</div>', side=p.sidebar()), posts)


def genesis(p: Press) -> Drawn:
    posts = p.posts(2, 8)
    box = p.dice.chance(0.3)
    inside = "".join(
        f'<article class="post-{n} post type-post entry" itemtype="https://schema.org/CreativeWork"><header class="entry-header"><h2 class="entry-title" itemprop="headline"><a class="entry-title-link" rel="bookmark" href="{post.url}">{esc(post.title)}</a></h2><p class="entry-meta"><time class="entry-time" datetime="{post.iso}">{p.date()}</time> {p.say("by", a=post.author)} <span class="entry-comments-link"><a href="#">{p.say("comments")}</a></span></p></header><div class="entry-content" itemprop="text">{p.body(post)}</div>'
        + (
            f'<section class="author-box"><h4 class="author-box-title">{p.say("about")} {esc(post.author)}</h4><div class="author-box-content"><p>{p.say("bio")}</p></div></section>'
            if box
            else ""
        )
        + f'<footer class="entry-footer"><p class="entry-meta"><span class="entry-categories">{p.say("tags")}<a href="/c">{esc(post.topic)}</a></span></p></footer></article>'
        for n, post in enumerate(posts)
    )
    return Drawn(
        p.page(
            f'<div class="site-inner"><div class="content-sidebar-wrap"><main class="content">{inside}<div class="archive-pagination pagination"><ul><li><a href="/2">{p.say("older")}</a></li></ul></div></main>{p.sidebar()}</div></div>'
        ),
        posts,
    )


LOOKED_AT = (
    wordpress,
    kubrick,
    blogger,
    entry_div,
    jekyll,
    generated,
    drupal,
    soup,
    tables,
    scroll,
    guardian,
    spiegel_live,
    planet,
    category,
    newsletters,
    untitled_dates,
)
SCORED_ONLY = (ghost, tumblr, joomla, typo3, scroll_divs, bbc_live, lemonde_live, cnn_live, releases, genesis)
