"""What rule files say, as values: the grammar, the three forms of rules, phrases, selectors, and packs of them."""

from attrs import field, frozen

from cleaner.model import ARTICLE_LABELS, BODY_LABELS

Range = tuple[float, float]

# What a rule may ask of a block; cleaner/label/ measures them. Names are explained in rules/README.md.
_LEARNED = ("kicker", "above", "title", "deck", "meta", "subhead", "item", "inside", "outside")
PAGE_PASS = frozenset(
    [f"{how}_{state}" for how in ("like", "near", "chance") for state in _LEARNED]
    + [
        "chance_body",
        "next_title",
        "next_next_title",
        "last_title",
        "head_above",
        "head_below",
        "opens_page",
        "ends_page",
        "opens_or_ends",
        "headline",
        "headline_rank",
        "under_headline",
        "mass",
        "mass_share",
        "mass_above",
        "mass_below",
        "kept_above",
        "kept_below",
    ]
)
"""Measures that the first decoding of the page makes; rules that ask for one vote in the second decoding only."""

HEADLINE = "headline"
"""What rules vote for besides states and kinds: being the headline, of all lines above a body."""

_TAGS = (
    "article", "main", "nav", "aside", "footer", "header", "form", "figure", "table", "ul", "button", "select",
    "section", "blockquote", "a", "dl", "ol", "noscript", "h1", "h2", "h3", "pre", "center", "label", "details",
)  # fmt: skip
HTML_MEASURES = frozenset(
    (
        "chars", "words", "ends", "commas", "upper", "digits", "last", "lines", "repeats", "title_share", "title_cover",
        "link_density", "strong", "tag", "hidden", "good", "prose", "links", "best_score", "near_score",
        "best_distance", "page_blocks", "page_words", "page_good", "page_links", "page_place", "good_place", "good60",
        "prose60", "prose85_depth", "like_count", "like_words", "like_good", "siblings2", "position", "headline_key",
        "is_headline", "from_headline", "since_heading", "until_good", "links_around3", "links_around8", "tag-1",
        "tag+1", "like_count-1", "like_count+1", "markup", "markup_best", "markup_fit", "markup_distance",
        "markup_place", "markup_total", "markup_share",
        *(f"in_{tag}" for tag in _TAGS),
        *(f"up{step}_{what}" for step in range(1, 6) for what in ("words", "good", "links", "blocks", "good_share")),
        *(f"markup_up{step}{end}" for step in range(6) for end in ("", "_share")),
        *(f"markup_up{step}_others" for step in range(3)),
        *(f"markup{step:+d}" for step in (-3, -1, 1, 2, 3)),
    )
)  # fmt: skip
"""Names of what is measured of HTML pages, see cleaner/markup/."""

MEASURES = PAGE_PASS.union(
    ("chars", "words", "longest_word", "numbers", "sentences", "commas", "digits", "upper", "title_case", "caseless"),
    ("first", "last", "mark", "mark_level", "mark_rank", "level_titles", "indent", "emphasis"),
    (
        "blank_before",
        "blank_after",
        "repeats",
        "repeat_gap",
        "echo",
        "lead_repeats",
        "lead_share",
        "opening_repeats",
        "position",
        "from_start",
        "from_end",
    ),
    ("long_before", "long_after", "run_before", "run_after", "long_near", "long_around"),
    ("joined", "pieces", "prose_before", "prose_after", "prose_near", "prose_around"),
    (
        "said_after",
        "said_before",
        "said_both",
        "cohesion",
        "overlap",
        "overlap_rank",
        "shape_repeats",
        "shape_before_long",
        "shape_after_long",
    ),
    ("page_blocks", "page_short", "page_long", "page_blank", "page_repeats", "page_marks", "page_headings"),
    ("page_menus", "page_indent", "heading", "link_density", "strong", "tag_depth"),
)
"""Names of what is measured, see rules/README.md and cleaner/label/."""


WORDS_OF = ("classes", "tags", "tag", "own", "parent", "grandparent", "path", "records", "roles", "kinds", "parts")
"""What [[words]] may speak of; the last seven are those of rules/html, see cleaner/markup/."""


@frozen
class State:
    """A state of the chain, and the label that blocks in it get ("" where the kinds decide)."""

    name: str
    label: str = ""
    opens: bool = False
    """Whether an article may begin in this state."""


@frozen
class Grammar:
    """The states, which may follow which, and with what score."""

    state: tuple[State, ...]
    start: dict[str, float]
    """Scores of the states a page may begin with."""
    end: dict[str, float]
    follow: dict[str, dict[str, float]]
    """follow[a][b]: the score of b after a. A pair that is not named is impossible."""
    kind: dict[str, float]
    """Scores of the kinds of boilerplate before any rule has voted."""
    kind_stays: float = 0.0
    """Score of a boilerplate block being of the kind of the boilerplate block before it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The states by name, in the order of the file."""
        return tuple(state.name for state in self.state)


@frozen
class Meta:
    """Words that meta lines are read with."""

    months: dict[str, int]
    """Number of each month by case-folded name."""
    bylines: tuple[str, ...]
    """Case-folded words that bylines begin with."""
    confidence: dict[str, float]
    """The curve of cleaner/confidence.py: "base" and a factor for each sign."""


@frozen
class Rule:
    """Predicates that must all hold of a block (or of the block `at` places further), and the votes they cast."""

    id: str
    reason: str
    votes: dict[str, float] = field(factory=dict)
    match: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    class_: tuple[str, ...] = ()
    where: dict[str, Range] = field(factory=dict)
    at: int = 0
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    file: str = ""


@frozen
class Scale:
    """A measure cut into bins by its bounds; each bin casts its own votes. `by` cuts by a second measure as well."""

    id: str
    measure: str
    bounds: tuple[float, ...]
    reason: str
    votes: dict[str, tuple[float, ...]] = field(factory=dict)
    by: str = ""
    by_bounds: tuple[float, ...] = ()
    at: int = 0
    by_at: int = 0
    file: str = ""

    @property
    def bins(self) -> int:
        """Numbers that each vote needs: bins of `by` go slowest."""
        return (len(self.bounds) + 1) * (len(self.by_bounds) + 1)


@frozen
class Words:
    """Words of the markup (`of` = "classes", "tags" or "tag"); each casts its own votes."""

    id: str
    of: str
    reason: str
    votes: dict[str, dict[str, float]] = field(factory=dict)
    at: int = 0
    file: str = ""


@frozen
class Phrase:
    """Whole-line wordings of one sort in one language; they vote through the rules that ask for their sort."""

    id: str
    sort: str
    match: tuple[str, ...]
    reason: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    file: str = ""


SELECTED = 12.0
"""Votes of a selector for its label: a person wrote it for one site, so that it outvotes what lines look like."""


@frozen
class Select:
    """A CSS selector of a site pack and the label of the blocks in what it finds.

    A selector for `body` names the container of articles: what stands in it may be body, subhead or item.
    """

    id: str
    css: str
    label: str
    reason: str
    file: str = ""

    @property
    def votes(self) -> dict[str, float]:
        """Its votes: boilerplate it finds may stand inside an article or around it."""
        if self.label in BODY_LABELS:
            return dict.fromkeys(BODY_LABELS if self.label == "body" else (self.label,), SELECTED)
        waste = self.label not in ARTICLE_LABELS
        return {self.label: SELECTED, "inside": SELECTED, "outside": SELECTED} if waste else {self.label: SELECTED}


Entry = Rule | Scale | Words | Select
"""What votes by itself."""


@frozen
class Pack:
    """The rules of one file and where they hold."""

    file: str
    kind: str = ""
    """"text", "html" or "" for both."""
    language: str = ""
    hosts: tuple[str, ...] = ()
    fixed: bool = False
    """Whether fits keep the votes of the file as a person wrote them."""
    fitted: bool = False
    """Whether a fit has changed its votes since it was read."""
    """"" entries never occur; no hosts means every page."""
    rule: tuple[Rule, ...] = ()
    scale: tuple[Scale, ...] = ()
    words: tuple[Words, ...] = ()
    phrase: tuple[Phrase, ...] = ()
    select: tuple[Select, ...] = ()

    @property
    def entries(self) -> tuple[Rule | Scale | Words | Phrase | Select, ...]:
        """All rules of the file, whatever their form."""
        return (*self.rule, *self.scale, *self.words, *self.phrase, *self.select)


@frozen
class Rules:
    """Everything the labeller knows, in the order of the file names. Equal where its files are."""

    grammar: Grammar = field(eq=False)
    meta: Meta = field(eq=False)
    packs: tuple[Pack, ...] = field(eq=False)
    sha256: str

    def packs_for(self, kind: str, host: str = "") -> tuple[Pack, ...]:
        """Packs that hold for a page of a kind from a host ("" for unknown)."""
        return tuple(
            pack
            for pack in self.packs
            if pack.kind in ("", kind) and (not pack.hosts or any(under(host, name) for name in pack.hosts))
        )

    def site_of(self, host: str) -> str:
        """The narrowest site that rules speak of and a host belongs to, "" for none: the same packs hold for both."""
        return max((name for pack in self.packs for name in pack.hosts if under(host, name)), key=len, default="")

    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases of all languages."""
        return tuple(phrase for pack in self.packs for phrase in pack.phrase)

    def reasons(self) -> dict[str, str]:
        """The reason of every rule by its id."""
        return {rule.id: rule.reason for pack in self.packs for rule in pack.entries}


def under(host: str, name: str) -> bool:
    """Whether a host is a site or one of its subdomains.

    >>> under("m.example.com", "example.com"), under("notexample.com", "example.com")
    (True, False)
    """
    return host == name or host.endswith("." + name)
