"""What tells furniture from text within articles: sorts of phrases, and roles of classes."""

WASTE = frozenset(
    (
        "share", "readmore", "related", "newsletter", "comment", "tags", "cookie", "pagination", "nav", "trending",
        "player", "reply",
    )
)  # fmt: skip
"""Sorts of phrases that no main text says as a line of its own."""
ALONE = WASTE | {"caption", "footer"}
"""Sorts of phrases that are cut from a page of one article."""
IN_RECORDS = WASTE | frozenset(
    ("caption", "bio", "ad", "byline", "date", "date_in", "age", "readtime", "footer", "paywall", "image")
)
SOFT = frozenset(("nav", "footer", "pagination"))
"""Sorts of phrases that may be a subhead or an item of an article: they tell only where links or classes agree."""
WASTE_ROLES = frozenset(
    (
        "share", "related", "readmore", "newsletter", "cookie", "comment", "tags", "pagination", "caption", "bio",
        "nav", "breadcrumb", "footer", "ad", "trending",
    )
)  # fmt: skip
