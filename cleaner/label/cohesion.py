"""What the words of a page say about where one story ends and the next begins: rare words shared across a gap.

After TextTiling (Hearst 1997), with rare words instead of all, and long blocks instead of windows of words.
"""

import numpy as np
from numpy.typing import NDArray

from cleaner.label.chars import Bools, Chars, Floats, Ints, WordRuns
from cleaner.label.context import reads_like_prose

REACH = 4
"""Long blocks within which a repeated word is taken as the same story going on."""


def story_measures(chars: Chars, words: WordRuns, own: dict[str, Floats]) -> dict[str, Floats]:
    """Rare words that a block shares with the long blocks after and before it, and how the story goes on across it.

    said_after and said_before are shares (0 to 1) of the block's rare words, said_both their difference; -1 where it
    has none. cohesion is the weight of rare words on both sides of the gap above the block, against the page's mean;
    overlap the same against all rare words of the prose near the gap, overlap_rank its place among the page's gaps (0
    to 1, low where the story breaks).
    """
    n = chars.count
    long: Bools = reads_like_prose(own, own["joined"])
    depth: Ints = np.cumsum(long)  # long blocks up to here: distances count these only
    rare, block, code = _rare_words(words, n)
    after, before = _meets(block, code, depth, long)
    total = np.bincount(block, weights=rare, minlength=n)
    share_after = np.bincount(block, weights=rare * (after <= REACH), minlength=n) / np.maximum(total, 1e-9)
    share_before = np.bincount(block, weights=rare * (before <= REACH), minlength=n) / np.maximum(total, 1e-9)
    known = total > 0
    bridge = _bridges(block, code, rare, depth, long, n)
    overlap = _overlap(bridge, block, rare, depth, long, n)
    out = {
        "said_after": np.where(known, share_after, -1),
        "said_before": np.where(known, share_before, -1),
        "said_both": np.where(known, share_after - share_before, 0),
        "cohesion": _over_mean(bridge, long),
        "overlap": overlap,
        "overlap_rank": np.searchsorted(np.sort(overlap[long]), overlap, side="right") / max(1, int(long.sum())),
    }
    return {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}


def _rare_words(words: WordRuns, n: int) -> tuple[NDArray[np.float64], Ints, Ints]:
    """Weight, block and number of each word that stands once per block, is not tiny, and not everywhere on the page.

    Sorted by word, then block: the block's number takes the low bits of the word's hash, so that one sort does it.
    """
    use = words.length >= 3
    bits = np.uint64(max(1, int(n).bit_length()))
    low = (np.uint64(1) << bits) - np.uint64(1)
    both = (words.key[use] & ~low) | words.line[use].astype(np.uint64)
    both.sort()
    both = both[np.concatenate([[True], both[1:] != both[:-1]])] if len(both) else both
    block = (both & low).astype(np.int64)
    word = both & ~low
    fresh = np.concatenate([[True], word[1:] != word[:-1]]) if len(word) else np.zeros(0, dtype=bool)
    code = np.cumsum(fresh) - 1
    spread = np.bincount(code)[code] if len(code) else code
    weight = np.maximum(np.log((n + 1) / (spread + 1)), 0) * (spread <= max(12, n // 8))
    chosen = weight > 0  # words said nowhere else still count in a block's total
    return weight[chosen], block[chosen], code[chosen]


def _meets(block: Ints, code: Ints, depth: Ints, long: Bools) -> tuple[Ints, Ints]:
    """For each (word, block), sorted so: long blocks to the word's next and to its last use in a long block."""
    m = len(block)
    never = 10**6
    order = np.arange(m)
    in_long = long[block] if m else np.zeros(0, dtype=bool)
    first_of_word = np.concatenate([[True], code[1:] != code[:-1]]) if m else np.zeros(0, dtype=bool)
    group = np.maximum.accumulate(np.where(first_of_word, order, 0)) if m else order
    last = np.maximum.accumulate(np.where(in_long, order, -1)) if m else order
    last = np.concatenate([[-1], last[:-1]])[:m]
    before = np.where(last >= group, depth[block] - depth[block[np.maximum(last, 0)]], never)
    coming = np.minimum.accumulate(np.where(in_long, order, m)[::-1])[::-1] if m else order
    coming = np.concatenate([coming[1:], [m]])[:m]
    same = (coming < m) & (code[np.minimum(coming, m - 1)] == code)
    after = np.where(same, depth[block[np.minimum(coming, m - 1)]] - depth[block], never)
    return after, before


def _bridges(
    block: Ints, code: Ints, rare: NDArray[np.float64], depth: Ints, long: Bools, n: int
) -> NDArray[np.float64]:
    """Weight of the words that bridge the gap above each block, between near long blocks."""
    keep = long[block] if len(block) else np.zeros(0, dtype=bool)
    block, code, rare = block[keep], code[keep], rare[keep]
    near = (code[1:] == code[:-1]) & (depth[block[1:]] - depth[block[:-1]] <= REACH)
    bridge = np.zeros(n + 2)
    np.add.at(bridge, block[:-1][near] + 1, rare[1:][near])
    np.add.at(bridge, block[1:][near] + 1, -rare[1:][near])
    return np.cumsum(bridge)[:n]


def _over_mean(bridge: NDArray[np.float64], long: Bools) -> NDArray[np.float64]:
    mean = float(bridge[long].mean()) if long.any() else 0.0
    return bridge / mean if mean > 0 else np.ones(len(bridge))


def _overlap(
    bridge: NDArray[np.float64], block: Ints, rare: NDArray[np.float64], depth: Ints, long: Bools, n: int
) -> NDArray[np.float64]:
    """Bridges over the geometric mean of the weights of the nearest long blocks on both sides of the gap."""
    own = np.bincount(block, weights=rare, minlength=n)[long]
    total = np.concatenate([[0.0], np.cumsum(own)])
    at = depth - long  # long blocks above the gap
    before = total[at] - total[np.maximum(at - REACH, 0)]
    after = total[np.minimum(at + REACH, len(own))] - total[at]
    both = np.sqrt(before * after)
    return np.where(both > 0, bridge / np.maximum(both, 1e-9), 0.0)
