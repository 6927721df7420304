"""What the page around a block says: lengths near it, repeats, blank lines."""

import re
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.label.chars import ASK, COMMA, LOWER, STOP, Bools, Floats, Ints
from cleaner.model import Block

_BESIDE = re.compile(r" ?[|»«·•] ?| [-–—:] ")
_MARKS = " \t\u00a0#*•·>|_-–"
_DIGITS = re.compile(r"\d+")
Column = NDArray[Any]
LONG = 100
"""Characters from which a block reads like prose."""
SHORT = 80
FAR = 30
"""Blocks; distances end here."""
LEAD = 40
"""Characters at the beginning of a line within which lines may begin alike."""


def reads_like_prose(own: dict[str, Floats], chars: Floats | Column) -> Bools:
    """Whether a block is long, or a whole sentence: pages of short paragraphs have prose, too."""
    whole = np.isin(own["last"], (STOP, ASK)) & (own["mark"] == 0)
    spaced = (own["words"] >= 7) & (chars >= 40)
    unspaced = (own["caseless"] > 0.5) & (own["chars"] > 12 * own["words"]) & (chars >= 20)
    return np.asarray((chars >= LONG) | (whole & (spaced | unspaced)))


def line_measures(blocks: tuple[Block, ...], own: dict[str, Floats]) -> dict[str, Floats]:
    """Measures that look at other blocks, from those of single blocks."""
    chars = own["chars"]
    long = reads_like_prose(own, chars)
    n = len(blocks)
    out: dict[str, Column] = {}
    out |= _places(n) | _blanks(blocks) | _runs(long) | _density(chars, long)
    texts = [block.text.strip(_MARKS).casefold() for block in blocks]
    out |= _fragments(own)
    out |= _repeats("repeats", texts, gap=True) | {"wording": _wording(texts), "echo": _echo(texts)}
    out |= _leads(texts)
    out |= {"mark_rank": _mark_rank(own["mark_level"]), "level_titles": _level_count(own["mark_level"])}
    out |= _page(own, long, out)
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def _places(n: int) -> dict[str, Column]:
    order = np.arange(n)
    return {"position": order / max(1, n - 1), "from_start": order, "from_end": n - 1 - order}


def _blanks(blocks: tuple[Block, ...]) -> dict[str, Column]:
    """Blank lines before and after, as far as offsets tell: a gap is counted in the page's smallest gaps."""
    starts = np.array([block.start for block in blocks])
    ends = np.array([block.end for block in blocks])
    gaps = np.maximum(starts[1:] - ends[:-1], 1)
    unit = max(1, int(gaps.min())) if len(gaps) else 1
    # "\r\n" makes every gap twice as wide; a page with a blank line in every gap has none that tells.
    unit = unit if unit <= 2 else 1
    blank = np.minimum(np.concatenate([[3 * unit], gaps]) // unit - 1, 3)
    return {"blank_before": blank, "blank_after": np.concatenate([blank[1:], [3]])}


def _runs(long: Bools) -> dict[str, Column]:
    """Blocks to the nearest long one before and after, and how many long ones stand together there."""
    before, run_before = _since(long)
    after, run_after = _since(long[::-1])
    return {"long_before": before, "run_before": run_before, "long_after": after[::-1], "run_after": run_after[::-1]}


def _fragments(own: dict[str, Floats]) -> dict[str, Column]:
    """Lines that a converter broke at links and emphasis, put together again.

    A line goes on in the next one if that begins with a small letter or a comma, or if it ends in a comma or small
    letter while the next begins so. joined: characters of all lines that go on in one another; pieces: how many these
    are; prose_before, prose_after, prose_near: as for long lines, of lines whose joined text is long.
    """
    first, last = own["first"], own["last"]
    goes_on = (first[1:] == LOWER) | (first[1:] == COMMA) | (last[:-1] == COMMA)
    goes_on &= ~np.isin(last[:-1], (STOP, ASK)) | (first[1:] == LOWER)
    group = np.concatenate([[0], np.cumsum(~goes_on)])
    total = np.bincount(group, weights=own["chars"])[group]
    prose = reads_like_prose(own, total)
    before, _ = _since(prose)
    after, _ = _since(prose[::-1])
    near = _density(own["chars"], prose)
    return {
        "joined": total,
        "pieces": np.bincount(group)[group],
        "prose_before": before,
        "prose_after": after[::-1],
        "prose_near": near["long_near"],
        "prose_around": near["long_around"],
    }


def _since(long: Bools) -> tuple[Ints, Ints]:
    n = len(long)
    order = np.arange(n)
    last = np.maximum.accumulate(np.where(long, order, -1))
    last = np.concatenate([[-1], last[:-1]])
    begun = np.maximum.accumulate(np.where(~long, order, -1))
    length = np.where(last >= 0, last - begun[np.maximum(last, 0)], 0)
    return np.where(last >= 0, np.minimum(order - last, FAR), FAR), np.minimum(length, FAR)


def _density(chars: Floats, long: Bools) -> dict[str, Column]:
    """Share of long blocks among the 5 and 20 on both sides, and the lengths of the neighbours."""
    edge = np.concatenate([[0.0], np.cumsum(long)])
    out: dict[str, Column] = {}
    for name, reach in (("long_near", 4), ("long_around", 20)):
        n = len(long)
        low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
        out[name] = (edge[high] - edge[low]) / np.maximum(high - low, 1)
    return out


def _repeats(name: str, keys: list[str], gap: bool = False) -> dict[str, Column]:
    """How often a block's text stands on the page, and how far the nearest other one is."""
    numbers: dict[str, int] = {}
    code = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
    count = np.bincount(code)[code] if len(code) else code
    out: dict[str, Column] = {name: count}
    if gap:
        order = np.argsort(code, kind="stable")
        same = code[order][1:] == code[order][:-1]
        step = np.where(same, np.diff(order), 10**6)
        nearest = np.full(len(code), 10**6)
        nearest[order] = np.minimum(np.concatenate([[10**6], step]), np.concatenate([step, [10**6]]))
        out["repeat_gap"] = nearest
    return out


def _wording(texts: list[str]) -> Column:
    """A number for the wording of each block, digits aside, if it stands on the page again; -1 if not."""
    numbers: dict[str, int] = {}
    masked = [text if len(text) > SHORT else _DIGITS.sub("0", text) for text in texts]
    code = np.array([numbers.setdefault(text, len(numbers)) for text in masked], dtype=np.int64)
    return np.where(np.bincount(code)[code] > 1, code, -1)


def _echo(texts: list[str]) -> Column:
    """How often a block's words stand elsewhere with a site's name or section beside them, as in a page's own title."""
    parts: dict[str, int] = {}
    for text in texts:
        if 12 <= len(text) <= 200 and _BESIDE.search(text):
            for part in {part.strip(_MARKS) for part in _BESIDE.split(text)} - {text}:
                if len(part) >= 12:
                    parts[part] = parts.get(part, 0) + 1
    return np.array([parts.get(text, 0) for text in texts])


def _leads(texts: list[str]) -> dict[str, Column]:
    """Lines that begin alike: "Also read: ..." stands in each article of a page, with another headline behind it.

    lead_repeats: how many lines of the page begin with the same words up to a colon (0 without one); lead_share: their
    share of the page's lines, much in a transcript; opening_repeats: how many begin with the same three words.
    """
    heads = [text[:LEAD] for text in texts]
    leads = [
        head[: max(head.find(":", 2), head.find("：", 2), 0)].rstrip() if ":" in head or "：" in head else ""
        for head in heads
    ]
    openings = [" ".join(words[:3]) if len(words := head.split(None, 3)) > 3 else "" for head in heads]
    repeats = _counted(leads)
    return {
        "lead_repeats": repeats,
        "lead_share": repeats / max(1, len(texts)),
        "opening_repeats": _counted(openings),
    }


def _counted(keys: list[str]) -> Column:
    counts = Counter(keys)
    counts[""] = 0
    return np.array([counts[key] for key in keys])


def _mark_rank(level: Floats) -> Column:
    """1 for the page's highest heading level that stands at least twice, 2 for lower ones, 0 for no heading."""
    counts = np.bincount(level.astype(np.int64), minlength=8)
    often = [i for i in range(1, 8) if counts[i] >= 2] or [i for i in range(1, 8) if counts[i]]
    top = often[0] if often else 9
    return np.where(level == 0, 0, np.where(level <= top, 1, np.where(level == top + 1, 2, 3)))


def _level_count(level: Floats) -> Column:
    counts = np.bincount(level.astype(np.int64), minlength=8)
    return np.where(level > 0, counts[level.astype(np.int64)], 0)


def _page(own: dict[str, Floats], long: Bools, seen: dict[str, Column]) -> dict[str, Column]:
    """Properties of the whole page, the same on all its blocks."""
    n = len(long)
    chars = own["chars"]
    one = {
        "page_blocks": float(n),
        "page_short": float(np.mean(chars < SHORT)),
        "page_long": float(np.median(chars[long])) if long.any() else 0.0,
        "page_blank": float(np.mean(seen["blank_before"] >= 1)),
        "page_repeats": float(np.mean(seen["repeats"] > 1)),
        "page_marks": float(np.mean((own["mark"] > 0) & (own["mark_level"] == 0))),
        "page_headings": float(np.mean(own["mark_level"] > 0)),
        "page_menus": _menus(chars),
        "page_indent": float(np.mean(own["indent"] > 0)),
    }
    return {name: np.full(n, value) for name, value in one.items()}


def _menus(chars: Floats) -> float:
    """Share of blocks that stand in runs of five or more very short ones."""
    tiny = chars < 30
    edge = np.diff(tiny.astype(np.int8), prepend=0, append=0)
    length = np.flatnonzero(edge == -1) - np.flatnonzero(edge == 1)
    return float(length[length >= 5].sum() / max(1, len(chars)))
