"""What is measured of the blocks of an HTML page, one number a block; rules/html/*.toml say what each is worth."""

import re
from collections import Counter, defaultdict
from itertools import count

import numpy as np
from numpy.typing import NDArray

from cleaner.blocks.tags import BREAKING
from cleaner.elements import Tree
from cleaner.markup.chars import count_chars
from cleaner.markup.places import Places
from cleaner.model import Block

Floats = NDArray[np.float64]
Measures = dict[str, Floats]

WORD = re.compile(r"\w+")
TAGS = (
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "th", "div", "blockquote", "pre", "dd", "dt",
    "figcaption", "button", "a", "span", "section", "article", "label", "option", "select", "body", "summary",
    "header", "footer", "code",
)  # fmt: skip
"""Tags by their number from 1 in the measures `tag` and `own_tag`; 0 is any other."""
WITHIN = (
    "article", "main", "nav", "aside", "footer", "header", "form", "figure", "table", "ul", "button", "select",
    "section", "blockquote", "a", "dl", "ol", "noscript", "h1", "h2", "h3", "pre", "center", "label", "details",
)  # fmt: skip
"""Tags for which `in_<tag>` says whether the block stands in one."""
LONG = 10
"""Words from which a block counts as running text."""
LONGEST_HEADLINE = 250
"""Characters; longer blocks are not compared with the title."""
NUMBER_OF_TAG = {tag: number for number, tag in enumerate(TAGS, 1)}
NUMBER_OF_LINE = {"": 0, **{tag: NUMBER_OF_TAG.get(tag, 0) for tag in BREAKING}}
IN_TAGS = tuple(f"in_{tag}" for tag in WITHIN)
BIT_OF_TAG = {tag: 1 << bit for bit, tag in enumerate(WITHIN)}
NEIGHBOURS = ("tag", "like_count")


def measure_markup(blocks: tuple[Block, ...], tree: Tree, places: Places, title: str) -> Measures:
    """Every measure of a page that its votes need; `title` is what its head calls it."""
    own = text_measures(blocks, title)
    own |= tree_measures(tree, places)
    own |= mass_measures(own, places)
    own |= shape_measures(own, tree, places)
    own |= order_measures(own)
    for name in NEIGHBOURS:
        for step in (-1, 1):
            own[f"{name}{step:+d}"] = shifted(own[name], step)
    return own


def shifted(values: Floats, step: int, fill: float = -1.0) -> Floats:
    """The values of the blocks `step` further on; `fill` beyond the ends."""
    out = np.full_like(values, fill)
    if step > 0:
        out[:-step] = values[step:]
    else:
        out[-step:] = values[:step]
    return out


def text_measures(blocks: tuple[Block, ...], title: str) -> Measures:
    """Counts over the text, repeats on the page, and how much of the page's title it says."""
    texts = [block.text for block in blocks]
    out = count_chars(texts)
    said = Counter(texts)
    out["repeats"] = np.array([said[text] for text in texts], dtype=np.float64)
    out["title_share"], out["title_cover"] = said_of(title, texts)
    return out


def said_of(title: str, texts: list[str]) -> tuple[Floats, Floats]:
    """The share of each short text's words that the title has, and the share of the title's that the text has."""
    said, covered = np.zeros((2, len(texts)))
    wanted = {word.lower() for word in WORD.findall(title)}
    lowered = "\0".join(texts).lower().split("\0") if wanted else ()
    for number, text in enumerate(lowered):
        if len(text) > LONGEST_HEADLINE or wanted.isdisjoint(found := text.split()):
            continue
        words = set(WORD.findall(text)) or set(found)
        shared = len(words & wanted)
        said[number], covered[number] = shared / len(words), shared / len(wanted)
    return said, covered


def tree_measures(tree: Tree, places: Places) -> Measures:
    """The block's own element and what it stands in."""
    lineages = tree.lineages
    bits_of = [BIT_OF_TAG.get(look[0], 0) for look in lineages.looks]
    flags = np.array(bits_of)[list(lineages.shapes)][places.kind]
    for above in places.jumps:
        flags = flags | flags[above]
    within = flags[places.own]
    of_kind = np.array([list(map(NUMBER_OF_LINE.__getitem__, lineages.lines)), lineages.hidden])
    tag, hidden = of_kind[:, places.own_kind]
    out = {
        "link_density": np.array(tree.links),
        "strong": np.array(tree.strong),
        "tag": tag.astype(np.float64),
        "hidden": hidden.astype(np.float64),
    }
    bits = np.array(list(BIT_OF_TAG.values()))[:, None]
    return out | dict(zip(IN_TAGS, ((within & bits) > 0).astype(np.float64), strict=True))


def mass_measures(own: Measures, places: Places) -> Measures:
    """Where the running text of the page stands: shares of the elements above a block, and containers that hold it."""
    words, density = own["words"], own["link_density"]
    good = np.where((words >= LONG) & (density < 0.4) & (own["hidden"] == 0), words, 0) * np.where(own["ends"], 1, 0.5)
    prose = np.where((own["tag"] == NUMBER_OF_TAG["p"]) | (own["ends"] > 1), good, good / 2)
    links, ones = words * density, np.ones(len(words))
    total = places.sums(words, good, prose, links, ones)
    page = np.maximum(total[:, 0], 1e-6)
    out: Measures = {"good": good, "prose": prose, "links": links}
    held = total[:, places.steps]
    size = np.maximum(held[0], 1e-6)
    for name, rows in (
        ("words", held[0]),
        ("good", held[1] / page[1]),
        ("links", held[3] / size),
        ("blocks", held[4]),
        ("good_share", held[1] / size),
    ):
        out |= {f"up{step}_{name}": row for step, row in enumerate(rows) if step}
    for name, column in (("good", 1), ("prose", 2)):
        best = places.deepest(total[column] >= page[column] * 0.6)
        out[f"{name}60"] = places.holds(best).astype(np.float64)
    best = places.deepest(total[2] >= page[2] * 0.85)
    out["prose85_depth"] = np.where(places.holds(best), places.depth[places.own] - places.depth[best], -1.0)
    out |= container_measures(prose, total, places)
    out |= {"page_blocks": ones * len(words), "page_words": ones * page[0]}
    out |= {"page_good": ones * (page[1] / page[0]), "page_links": ones * (page[3] / page[0])}
    out["page_place"] = np.cumsum(words) / page[0]
    out["good_place"] = (np.cumsum(good) - good / 2) / page[1]
    return out


def container_measures(prose: Floats, total: Floats, places: Places) -> Measures:
    """The container that holds most prose close below it (as Readability scores it), and where blocks stand to it."""
    size = total.shape[1]
    element, weight, score = places.parent[places.own], 1.0, np.zeros(size)
    for _ in range(3):
        score += np.bincount(element, prose * weight, size)
        element, weight = places.parent[element], weight / 2
    score *= 1 - np.minimum(1, total[3] / np.maximum(total[0], 1e-6))
    best = int(np.argmax(score))
    top = score[best] + 1e-6
    return {
        "best_score": places.spread(score)[places.own] / top,
        "near_score": np.maximum(score[places.above(1)], score[places.above(2)]) / top,
        "best_distance": distance(places.holds(best)),
    }


def distance(inside: NDArray[np.bool_]) -> Floats:
    """Blocks from the run of those inside: negative before it, 0 within, positive behind it; all 0 if there is none."""
    place, within = np.arange(len(inside)), np.flatnonzero(inside)
    low, high = (within[0], within[-1]) if len(within) else (0, len(inside) - 1)
    out: Floats = (np.minimum(place - low, 0) + np.maximum(place - high, 0)).astype(np.float64)
    return out


def shape_measures(own: Measures, tree: Tree, places: Places) -> Measures:
    """How many blocks look like this one (same tag and classes, same parent's), and what those are like."""
    kinds = len(tree.lineages.shapes)
    shape = np.array(tree.lineages.shapes)[places.kind]
    like = numbered(shape[places.own] * kinds + shape[places.above(1)])
    alike = np.bincount(like)
    # Elements of one lineage with the same parent are siblings that look alike.
    sibling = places.parent * kinds + places.kind
    crowd = Counter(sibling.tolist())
    good = np.bincount(like, own["good"]) / max(1e-6, float(own["good"].sum()))
    return {
        "like_count": alike[like].astype(np.float64),
        "like_good": good[like],
        "like_words": (np.bincount(like, own["words"]) / alike)[like],
        "siblings2": np.array([crowd[key] for key in sibling[places.above(2)].tolist()], dtype=np.float64),
    }


def numbered(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Equal keys by equal numbers from 0."""
    numbers: defaultdict[int, int] = defaultdict(count(0).__next__)
    return np.array([numbers[key] for key in keys.tolist()])


def order_measures(own: Measures) -> Measures:
    """Distances in blocks: to the headline, the last heading, running text; and how dense text is around."""
    size = len(own["words"])
    place = np.arange(size)
    tag, good = own["tag"], own["good"]
    h1 = NUMBER_OF_TAG["h1"]
    key = own["title_share"] * np.minimum(1, 1.5 * own["title_cover"]) + 0.5 * (tag == h1) + 0.1 * (tag == h1 + 1)
    key = np.where(own["hidden"] > 0, 0, key)
    head = int(np.argmax(key))
    found = key[head] >= 0.5
    out: Measures = {
        "position": place / size,
        "headline_key": key,
        "is_headline": ((place == head) & found).astype(np.float64),
        "from_headline": (place - head).astype(np.float64) if found else np.full(size, -999.0),
        "since_heading": since((tag >= h1) & (tag <= h1 + 5), place),
        "until_good": since(good[::-1] > 0, place)[::-1],
    }
    for reach in (3, 8):
        out[f"links_around{reach}"] = around(own["links"], reach) / around(own["words"], reach)
    return out


def around(values: Floats, reach: int) -> Floats:
    """For each block the sum of the values of the blocks at most `reach` away."""
    size = len(values)
    running = np.zeros(size + 2 * reach + 1)
    np.cumsum(values, out=running[reach + 1 : reach + 1 + size])
    running[reach + 1 + size :] = running[reach + size]
    out: Floats = running[2 * reach + 1 :] - running[:size]
    return out


def since(true: NDArray[np.bool_], place: NDArray[np.int64]) -> Floats:
    """How many blocks ago something last held; 99 if never."""
    last = np.maximum.accumulate(np.where(true, place, -1))
    out: Floats = np.where(last >= 0, place - last, 99).astype(np.float64)
    return out
