"""What is measured of the blocks of an HTML page, one number a block; rules/html/*.toml say what each is worth."""

import re

import numpy as np
from numpy.typing import NDArray

from cleaner.markup.chars import count_chars
from cleaner.markup.places import Places
from cleaner.model import Block, Tree

Floats = NDArray[np.float64]
Measures = dict[str, NDArray[np.float32]]

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
HEADLINE_WORDS = 30
NUMBER_OF_TAG = {tag: number for number, tag in enumerate(TAGS, 1)}
BIT_OF_TAG = {tag: 1 << bit for bit, tag in enumerate(WITHIN)}
NEIGHBOURS = ("words", "link_density", "end_rate", "tag", "last", "comma_rate", "strong", "like_count")


def measure_markup(blocks: tuple[Block, ...], tree: Tree, places: Places, title: str) -> Measures:
    """Every measure of a page that its votes need; `title` is what its head calls it."""
    own = text_measures(blocks, title)
    own |= tree_measures(blocks, tree, places)
    own |= mass_measures(own, places)
    own |= shape_measures(own, tree, places)
    own |= order_measures(own)
    for name in NEIGHBOURS:
        for step in (-2, -1, 1, 2):
            own[f"{name}{step:+d}"] = shifted(own[name], step)
    return {name: np.asarray(values, dtype=np.float32) for name, values in own.items()}


def shifted(values: NDArray[np.floating], step: int, fill: float = -1.0) -> NDArray[np.floating]:
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
    words = out["words"]
    out["word_length"] = out["chars"] / words
    out["end_rate"] = 20 * out["ends"] / words
    out["comma_rate"] = 20 * out["commas"] / words
    count: dict[str, int] = {}
    for text in texts:
        count[text] = count.get(text, 0) + 1
    out["repeats"] = np.array([count[text] for text in texts], dtype=np.float32)
    said, covered = np.zeros((2, len(blocks)), dtype=np.float32)
    wanted = {word.lower() for word in WORD.findall(title)}
    for number in np.flatnonzero(words <= HEADLINE_WORDS) if wanted else ():
        found = {word.lower() for word in WORD.findall(texts[number])}
        if shared := len(found & wanted):
            said[number], covered[number] = shared / len(found), shared / len(wanted)
    return out | {"title_share": said, "title_cover": covered}


def tree_measures(blocks: tuple[Block, ...], tree: Tree, places: Places) -> Measures:
    """The block's own element and what it stands in."""
    marks = [block.markup for block in blocks if block.markup]
    flags = places.flags(np.array([BIT_OF_TAG.get(tag, 0) for tag in tree.tags]))[places.own]
    numbers = np.array([NUMBER_OF_TAG.get(tag, 0) for tag in tree.tags])
    out = {
        "link_density": np.array([mark.link_density for mark in marks]),
        "strong": np.array([mark.strong for mark in marks]),
        "tag": np.array([NUMBER_OF_TAG.get(mark.tag, 0) for mark in marks]),
        "own_tag": numbers[places.own],
        "hidden": np.array(tree.hidden)[places.own],
        "depth": places.depth[places.own],
    }
    out |= {f"in_{tag}": (flags & bit) > 0 for tag, bit in BIT_OF_TAG.items()}
    return {name: values.astype(np.float32) for name, values in out.items()}


def mass_measures(own: Measures, places: Places) -> Measures:
    """Where the running text of the page stands: shares of the elements above a block, and containers that hold it."""
    words, density = own["words"], own["link_density"]
    good = np.where((words >= LONG) & (density < 0.4) & (own["hidden"] == 0), words, 0) * np.where(own["ends"], 1, 0.5)
    prose = np.where((own["tag"] == NUMBER_OF_TAG["p"]) | (own["ends"] > 1), good, good / 2)
    links, ones = words * density, np.ones(len(words))
    total = places.sums(np.stack([words, good, prose, links, ones, words >= LONG, own["ends"]], axis=1))
    page = np.maximum(total[0], 1e-6)
    out: dict[str, NDArray[np.floating]] = {"good": good, "prose": prose, "links": links}
    for step in (1, 2, 3, 4, 5):
        held = total[places.above(step)]
        size, count = np.maximum(held[:, 0], 1e-6), held[:, 4]
        out[f"up{step}_good"] = held[:, 1] / page[1]
        out[f"up{step}_links"] = held[:, 3] / size
        out[f"up{step}_blocks"] = count
        out[f"up{step}_words"] = held[:, 0]
        out[f"up{step}_mean"] = held[:, 0] / count
        out[f"up{step}_good_share"] = held[:, 1] / size
        out[f"up{step}_long_share"] = held[:, 5] / count
        out[f"up{step}_end_rate"] = 20 * held[:, 6] / size
    for share in (35, 60, 85):
        for name, column in (("good", 1), ("prose", 2)):
            best = places.deepest(total[:, column] >= page[column] * share / 100)
            inside = places.holds(best)
            out[f"{name}{share}"] = inside.astype(float)
            out[f"{name}{share}_depth"] = np.where(inside, places.depth[places.own] - places.depth[best], -1)
    out |= container_measures(prose, total, places)
    ones[:] = len(words)
    out |= {"page_blocks": ones, "page_words": np.full_like(ones, page[0])}
    out |= {"page_good": np.full_like(ones, page[1] / page[0]), "page_links": np.full_like(ones, page[3] / page[0])}
    out["page_place"] = np.cumsum(words) / page[0]
    out["good_place"] = (np.cumsum(good) - good / 2) / page[1]
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def container_measures(prose: NDArray[np.floating], total: Floats, places: Places) -> dict[str, NDArray[np.floating]]:
    """The container that holds most prose close below it (as Readability scores it), and where blocks stand to it."""
    score = np.zeros(len(total))
    element, weight = places.parent[places.own], 1.0
    for _ in range(3):
        np.add.at(score, element, prose * weight)
        element, weight = places.parent[element], weight / 2
    score *= 1 - np.minimum(1, total[:, 3] / np.maximum(total[:, 0], 1e-6))
    best = int(np.argmax(score))
    inside = places.holds(best)
    top = score[best] + 1e-6
    near = np.maximum(score[places.above(1)], score[places.above(2)])
    place = np.arange(len(prose))
    within = np.flatnonzero(inside)
    low, high = (within[0], within[-1]) if len(within) else (0, len(prose) - 1)
    return {
        "in_best": inside.astype(np.float64),
        "best_score": places.spread(score)[places.own] / top,
        "near_score": near / top,
        "best_distance": np.where(place < low, place - low, np.where(place > high, place - high, 0)).astype(float),
    }


def shape_measures(own: Measures, tree: Tree, places: Places) -> Measures:
    """How many blocks look like this one (same tag and classes, same parent's), and what those are like."""
    shapes: dict[object, int] = {}
    siblings: dict[object, int] = {}
    of_element: list[int] = []
    among: list[int] = []
    for tag, words, above in zip(tree.tags, tree.words, tree.parents, strict=True):
        among.append(siblings.setdefault((above, tag, words), len(siblings)))
        of_element.append(shapes.setdefault((tag, words), len(shapes)))
    shape = np.array(of_element)
    pair = shape[places.own] * len(shapes) + shape[places.parent[places.own]]
    _, like = np.unique(pair, return_inverse=True)
    count = np.bincount(like)
    sibling = np.array(among)
    crowd = np.bincount(sibling)[sibling]

    def mean(values: NDArray[np.floating]) -> NDArray[np.floating]:
        out: NDArray[np.floating] = (np.bincount(like, values) / count)[like]
        return out

    out = {
        "like_count": count[like],
        "like_words": mean(own["words"]),
        "like_links": mean(own["link_density"]),
        "like_ends": mean((own["ends"] > 0).astype(float)),
        "like_good": mean(own["good"]) * count[like] / max(1e-6, float(own["good"].sum())),
    }
    out |= {f"siblings{step}": crowd[places.above(step)] for step in (1, 2, 3, 4)}
    above_it = places.above(1)
    same = np.concatenate([[0], above_it[1:] == above_it[:-1], [0]])
    out |= {"same_parent-1": same[:-1], "same_parent+1": same[1:]}
    return {name: values.astype(np.float32) for name, values in out.items()}


def order_measures(own: Measures) -> Measures:
    """Distances in blocks: to the headline, the last heading, running text; and how dense text is around."""
    count = len(own["words"])
    place = np.arange(count)
    tag, good = own["tag"], own["good"]
    h1 = NUMBER_OF_TAG["h1"]
    key = own["title_share"] * np.minimum(1, 1.5 * own["title_cover"]) + 0.5 * (tag == h1) + 0.1 * (tag == h1 + 1)
    key = np.where(own["hidden"] > 0, 0, key)
    head = int(np.argmax(key))
    found = key[head] >= 0.5
    out: dict[str, NDArray[np.floating]] = {
        "position": place / count,
        "headline_key": key,
        "is_headline": ((place == head) & found).astype(float),
        "from_headline": (place - head).astype(float) if found else np.full(count, -999.0),
        "since_heading": since((tag >= h1) & (tag <= h1 + 5), place),
        "since_good": since(good > 0, place),
        "until_good": since(good[::-1] > 0, place)[::-1],
    }
    for reach in (3, 8):
        kernel = np.ones(2 * reach + 1)

        def around(values: NDArray[np.floating], kernel: Floats = kernel, reach: int = reach) -> Floats:
            out: Floats = np.convolve(values, kernel, "full")[reach : reach + count]
            return out

        out[f"good_around{reach}"] = around(good)
        out[f"links_around{reach}"] = around(own["links"]) / around(own["words"])
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def since(true: NDArray[np.bool_], place: NDArray[np.int64]) -> NDArray[np.floating]:
    """How many blocks ago something last held; 99 if never."""
    last = np.maximum.accumulate(np.where(true, place, -1))
    return np.where(last >= 0, place - last, 99).astype(float)
