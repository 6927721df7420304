#!/usr/bin/env python3
"""Quality of the story grade in a large run: the dev documents and briefs, shuffled among documents of the generator.

    story_large.py ../shared/data/story-dev c20k.jsonl [DOCUMENTS]

Prints average precision (AP), precision and recall at the default threshold, and AP and MRR of the briefs. Pairs down
to a score of .025 count for AP. Needs scikit-learn.
"""

import itertools
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from cleaner.dedup.background import weigh
from cleaner.dedup.fact_store import FactStore
from cleaner.dedup.story import story_facts
from cleaner.dedup.story_crowd import pack_crowd, score_crowd

LINKED = 0.25
RECORDS = 140
"""Records fingerprinted at a time."""


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score_all(texts: list[str], wanted: int) -> np.ndarray:
    """Scores of the first `wanted` texts with each other, found among all texts in a shuffled order."""
    order = np.random.RandomState(3).permutation(len(texts))
    store = FactStore()
    for at in range(0, len(order), RECORDS):
        store.add(story_facts([texts[number] for number in order[at : at + RECORDS]]))
    facts = store.of(range(len(texts)))
    pairs = score_crowd(pack_crowd(facts, weigh(facts)), 0.025)
    a, b = order[pairs.a], order[pairs.b]
    inside = (a < wanted) & (b < wanted)
    scores = np.zeros((wanted, wanted), np.float32)
    scores[a[inside], b[inside]] = scores[b[inside], a[inside]] = pairs.score[inside]
    return scores


def judge_briefs(documents: list[dict], briefs: list[dict], scores: np.ndarray) -> tuple[float, float]:
    """AP over all (brief, document) pairs and MRR of the first right one; without the source and the host."""
    truths, founds, ranks = [], [], []
    for number, brief in enumerate(briefs, len(documents)):
        others = [at for at, row in enumerate(documents) if row["id"] not in (brief["src"], brief["host"])]
        truth = np.array([documents[at]["group"] == brief["group"] for at in others])
        found = scores[number, others]
        truths.append(truth)
        founds.append(found)
        if truth.any():
            order = np.argsort(-found, kind="stable")
            first = int(np.flatnonzero(truth[order])[0])
            ranks.append(1 / (first + 1) if found[order[first]] > 0 else 0.0)
    return float(average_precision_score(np.concatenate(truths), np.concatenate(founds))), float(np.mean(ranks))


def main() -> None:
    data, corpus, number = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 20_000
    documents, briefs = rows_of(data / "documents.jsonl"), rows_of(data / "briefs.jsonl")
    texts = ["\n".join(row["passages"]) for row in documents] + [row["passage"] for row in briefs]
    wanted = len(texts)
    with corpus.open(encoding="utf-8") as lines:
        texts += [json.loads(line)["text"] for line in itertools.islice(lines, number)]
    scores = score_all(texts, wanted)
    one, other = np.triu_indices(len(documents), 1)
    groups = np.array([row["group"] for row in documents])
    truth, found = groups[one] == groups[other], scores[one, other]
    linked = found >= LINKED
    right = np.count_nonzero(linked & truth)
    ap, mrr = judge_briefs(documents, briefs, scores)
    print(f"{len(texts)} records: AP {average_precision_score(truth, found):.3f}", end=" ")
    print(f"P {right / np.count_nonzero(linked):.3f} R {right / np.count_nonzero(truth):.3f}", end=" ")
    print(f"found {np.mean(found[truth] > 0):.3f}; briefs AP {ap:.3f} MRR {mrr:.3f}")


if __name__ == "__main__":
    main()
