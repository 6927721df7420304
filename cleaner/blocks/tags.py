"""The elements of HTML by what they do to the text in and around them."""

UNREAD = ["script", "style", "svg", "head", "iframe", "noembed", "datalist"]
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
BREAKING = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "noframes", "ol",
    "optgroup", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "template", "textarea",
    "tfoot", "th", "thead", "tr", "ul", "video", "xmp",
))  # fmt: skip
KEEPS_SPACE = frozenset(("pre", "textarea", "listing", "xmp"))
COUNTED = KEEPS_SPACE | {"a", "b", "strong", "td", "th", "time", "tr"}
"""Elements that change how text within them is read."""
BREAKS, COUNTS, CLOSES, PASSES = 1, 2, 4, 8
DOES = {
    tag: PASSES if tag in VOID else BREAKS * (tag in BREAKING) + COUNTS * (tag in COUNTED)
    for tag in sorted(BREAKING | COUNTED | VOID)
}
"""What a tag does, as bits, so that the walk asks once: below CLOSES it opens an element, from PASSES on it neither
opens nor closes one."""
