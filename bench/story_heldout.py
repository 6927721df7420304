#!/usr/bin/env python3
"""The weights of the story grade out of sample: chosen on half of the topics, judged by the other half.

    story_heldout.py ../shared/data/story-dev/documents.jsonl

Topics are dealt in turn into two halves. On each half the setting of the grid with the best average precision (AP) is
chosen, and the other half is scored with it and with the weights that ship. Needs scikit-learn.
"""

import itertools
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from cleaner.dedup import background, rarity, story_scores
from cleaner.dedup.fact_store import MOST_FACTS, StoryFacts, thin
from cleaner.dedup.story import story_facts

GRID = {
    "TABLE_SHARE": (0.25, 0.4, 0.55),
    "NAME_WEIGHT": (1.2, 1.5, 1.8),
    "number": (1.5, 2.0, 2.5),
    "PASSAGE_ALONE": (2.0, 2.26),
}
SHIPPED = (0.4, 1.5, 2.0, 2.26)
LINKED = 0.25


def use(setting: tuple[float, ...]) -> None:
    """Put a setting in force."""
    share, name, number, alone = setting
    background.TABLE_SHARE, background.NAME_WEIGHT = share, name
    background.KIND_WEIGHT = (rarity.KIND_WEIGHT[0], number, *rarity.KIND_WEIGHT[2:])
    story_scores.PASSAGE_ALONE = alone


class Half:
    """The documents of half the topics, a collection of their own."""

    def __init__(self, rows: list[dict]) -> None:
        self.facts: StoryFacts = thin(story_facts(["\n".join(row["passages"]) for row in rows]), MOST_FACTS)
        groups = np.array([row["group"] for row in rows])
        self.places = np.triu_indices(len(rows), 1)
        self.truth = groups[self.places[0]] == groups[self.places[1]]

    def judge(self, setting: tuple[float, ...]) -> tuple[float, float, float]:
        """AP, and precision and recall of the links."""
        use(setting)
        pairs = story_scores.score_pairs(self.facts, background.weigh(self.facts), 0.025)
        scores = np.zeros((self.facts.records, self.facts.records), np.float32)
        scores[pairs.a, pairs.b] = pairs.score
        found = scores[self.places]
        linked = found >= LINKED
        right = np.count_nonzero(linked & self.truth)
        ap = float(average_precision_score(self.truth, found))
        return ap, right / max(1, np.count_nonzero(linked)), right / np.count_nonzero(self.truth)


def main() -> None:
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    topics = sorted({row["topic"] for row in rows}, key=str)
    halves = [Half([row for row in rows if topics.index(row["topic"]) % 2 == side]) for side in (0, 1)]
    print(
        "| chosen on | setting ("
        + ", ".join(GRID)
        + ") | AP there | the other half: AP, P, R | shipped weights: AP, P, R |"
    )
    print("|---|---|---|---|---|")
    for side in (0, 1):
        tried = {setting: halves[side].judge(setting)[0] for setting in itertools.product(*GRID.values())}
        best = max(tried, key=lambda setting: tried[setting])
        cells = [" ".join(f"{x:.3f}" for x in halves[1 - side].judge(setting)) for setting in (best, SHIPPED)]
        name = f"half {side + 1} ({len(topics[side::2])} topics)"
        print(f"| {name} | {best} | {tried[best]:.3f} | {cells[0]} | {cells[1]} |")


if __name__ == "__main__":
    main()
