#!/usr/bin/env python3
"""Fit the votes of rules/html/fitted*.toml on pages with known main text.

    python bench/fit_html.py PAGES.jsonl.gz ... [--write] [--folds 5]

A page is an object a line: id, url, html, text (its true main text); ../shared/data/extract-*.jsonl.gz are such files.
A block is body if half of its words stand in 4-word runs of the truth. Two steps, both linear in what they vote on:
the words of the markup (logistic regression, words of 8 hosts or more), then boosted trees of two measures each, which
are summed into one table for each pair of measures, so that the result is [[words]] and [[scale]] tables and nothing
else. With --folds the figures of pages whose hosts were left out of the fit are printed; --write fits on all pages and
writes the files. Needs scikit-learn.
"""

import argparse
import collections
import gzip
import hashlib
import json
import re
import statistics
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from cleaner.blocks.html import html_blocks
from cleaner.markup.choice import choose
from cleaner.markup.context import context_measures
from cleaner.markup.measures import measure_markup
from cleaner.markup.places import places_of
from cleaner.markup.words import WHERE
from cleaner.metadata import read_head

WORD = re.compile(r"\w+")
RULES = Path(__file__).parent.parent / "rules" / "html"
TREES, LEAVES, RATE = 120, 8, 0.1


class Sample:
    """A page measured, its blocks' truth, and how many words each has."""

    def __init__(self, row, blocks):
        tree = blocks[0].markup.tree
        self.row, self.places = row, places_of(tree)
        self.texts = [block.text for block in blocks]
        self.measures = measure_markup(blocks, tree, self.places, read_head(row["html"]).title)
        self.said = said_words(tree)
        self.body, self.words = truth(self.texts, row["text"])
        host = (urlsplit(row["url"]).hostname or row["id"]).removeprefix("www.")
        self.fold = int(hashlib.md5(host.encode()).hexdigest(), 16)
        self.host = host


def said_words(tree):
    """For each block its words as "place word", as cleaner/markup/words.py reads them."""
    path, out, known = [], [], {}
    for parent, tag, words in zip(tree.parents, tree.tags, tree.words, strict=True):
        said = frozenset((f"<{tag}>", *words))
        path.append(said | path[parent] if parent >= 0 else said)
    for element in tree.own:
        if element not in known:
            found, number = [], element
            for place in WHERE[:3]:
                if number >= 0:
                    found += sorted(f"{place} {word}" for word in {f"<{tree.tags[number]}>", *tree.words[number]})
                    number = tree.parents[number]
            known[element] = found + sorted(f"path {word}" for word in path[element])
        out.append(known[element])
    return out


def truth(texts, main):
    """Which blocks are body, and their words. Of equal blocks only as many as the truth has are."""
    words = WORD.findall(main)
    runs = {tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))}
    said, owner = [], []
    for number, text in enumerate(texts):
        found = WORD.findall(text)
        said += found
        owner += [number] * len(found)
    covered = np.zeros(len(said))
    for i in range(len(said) - 3):
        if tuple(said[i : i + 4]) in runs:
            covered[i : i + 4] = 1
    size = np.bincount(owner, minlength=len(texts)) if owner else np.zeros(len(texts))
    share = np.bincount(owner, covered, minlength=len(texts)) / np.maximum(size, 1) if owner else size
    body = (share >= 0.5) & (size > 0)
    again = collections.defaultdict(list)
    for number, text in enumerate(texts):
        if body[number] and size[number] >= 4:
            again[text].append(number)
    for text, numbers in again.items():
        if len(numbers) > 1 and main.count(text[:60]) < len(numbers):
            best = max(numbers, key=lambda n: (float((body * size)[max(0, n - 8) : n + 9].sum()), n))
            body[[n for n in numbers if n != best]] = False
    return body, size


def weights(sample):
    """Long blocks count more (the root of their words); every page counts the same."""
    size = np.sqrt(sample.words) + 0.5
    return 100 * size / size.sum()


def fit_words(samples):
    hosts = collections.defaultdict(set)
    for sample in samples:
        for said in sample.said:
            for word in said:
                hosts[word].add(sample.host)
    known = {word: i for i, word in enumerate(sorted(word for word, seen in hosts.items() if len(seen) >= 8))}
    rows, ends = [], [0]
    for sample in samples:
        for said in sample.said:
            rows += [known[word] for word in said if word in known]
            ends.append(len(rows))
    matrix = csr_matrix((np.ones(len(rows), np.float32), rows, ends), shape=(len(ends) - 1, len(known)))
    model = LogisticRegression(C=0.02, solver="liblinear", max_iter=30)
    model.fit(matrix, np.concatenate([s.body for s in samples]), np.concatenate([weights(s) for s in samples]))
    votes = {word: round(float(model.coef_[0, i]), 2) for word, i in known.items()}
    return {word: vote for word, vote in votes.items() if abs(vote) >= 0.03} | {
        "": round(float(model.intercept_[0]), 3)
    }


def word_votes(sample, votes):
    return np.array([sum(votes.get(word, 0.0) for word in said) for said in sample.said]) + votes[""]


def columns(sample, votes):
    measures = sample.measures | context_measures(word_votes(sample, votes), sample.measures["words"], sample.places)
    return list(measures), np.stack(list(measures.values()), axis=1).astype(np.float32)


def fit_tables(samples, matrices):
    body = np.concatenate([sample.body for sample in samples])
    weight = np.concatenate([weights(sample) for sample in samples])
    matrix = np.concatenate(matrices)
    votes = matrix[:, -1]  # the column of word votes is put last by `columns_with_votes`
    easy = (votes < -2.7) & ~body
    kept = ~easy | (np.random.default_rng(0).random(len(body)) < 0.25)
    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=60, l2_regularization=5,
        max_bins=32, max_features=0.3, interaction_cst="pairwise", random_state=0,
    )  # fmt: skip
    model.fit(matrix[kept, :-1], body[kept], sample_weight=(weight * np.where(easy, 4, 1))[kept])
    return model


def crossed(samples, folds):
    """For each page the word votes of a fit that has not seen its host."""
    votes = [fit_words([s for s in samples if s.fold % folds != fold]) for fold in range(folds)]
    return [columns_with_votes(sample, votes[sample.fold % folds]) for sample in samples]


def columns_with_votes(sample, votes):
    names, matrix = columns(sample, votes)
    return np.hstack([matrix, matrix[:, [names.index("markup")]]])


def runs_of(text):
    words = WORD.findall(text)
    return collections.Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def score(samples, chances):
    """Mean precision and recall over 4-word runs, and the F1 of the two, for articles and for all pages."""
    rows = []
    for sample, chance in zip(samples, chances, strict=True):
        kept = choose(chance, sample.measures["words"])
        said, true = (
            runs_of("\n".join(t for t, k in zip(sample.texts, kept, strict=True) if k)),
            runs_of(sample.row["text"]),
        )
        common = sum((said & true).values())
        rows.append((sample.row["page_type"], common / max(1, sum(said.values())), common / max(1, sum(true.values()))))
    for name, chosen in (("articles", [r for r in rows if r[0] == "article"]), ("all", rows)):
        p, r = (statistics.mean(row[i] for row in chosen) for i in (1, 2))
        print(f"{name}: {len(chosen)} pages, P {p:.4f} R {r:.4f} F {2 * p * r / (p + r):.4f}", flush=True)


def leaves_of(nodes, number=0, limits=()):
    """The leaves of a tree as (conditions, value); a condition is (measure, is it over, bound)."""
    node = nodes[number]
    if node["is_leaf"]:
        yield limits, float(node["value"])
        return
    measure, bound = int(node["feature_idx"]), float(f"{node['num_threshold']:.4g}")
    yield from leaves_of(nodes, node["left"], (*limits, (measure, False, bound)))
    yield from leaves_of(nodes, node["right"], (*limits, (measure, True, bound)))


def tables_of(model, names):
    """The trees as one table for each pair of measures: {(a, b): (bounds of a, bounds of b, values)}.

    Every leaf asks at most two measures, so a tree is a sum of functions of two.
    """
    by_pair, base = collections.defaultdict(list), float(model._baseline_prediction[0, 0])
    for (tree,) in model._predictors:
        for limits, value in leaves_of(tree.nodes):
            used = sorted({measure for measure, _, _ in limits})
            if used:
                by_pair[tuple(used) if len(used) == 2 else (used[0], -1)].append((limits, value))
            else:
                base += value
    out = {}
    for (a, b), leaves in sorted(by_pair.items()):
        bounds = [sorted({bound for limits, _ in leaves for m, _, bound in limits if m == f}) for f in (a, b)]
        values = [
            round(sum(value for limits, value in leaves if within(limits, bounds, {a: i, b: j})), 3)
            for j in range(len(bounds[1]) + 1)
            for i in range(len(bounds[0]) + 1)
        ]
        out[names[a], names[b] if b >= 0 else ""] = (*bounds, values)
    return out, base


def within(limits, bounds, bins):
    """Whether a cell of a table fulfils a leaf's conditions: bin n is over its first n bounds."""
    of = dict(zip(bins, bounds, strict=True))
    return all((of[measure].index(bound) < bins[measure]) == over for measure, over, bound in limits)


def write(votes, tables, base):
    head = "# Written by bench/fit_html.py; a person may read and change it, the next fit writes it anew.\n"
    lines = [head]
    for place in WHERE:
        lines.append(f'[[words]]\nid = "html/words-{place}"\nof = "{place}"')
        lines.append(f'reason = "Fitted: tags and class words of {PLACES[place]}."\n[words.votes]')
        mine = sorted((w.split(" ", 1)[1], v) for w, v in votes.items() if w.startswith(place + " "))
        lines += [f"{json.dumps(word, ensure_ascii=False)} = {{ body = {vote} }}" for word, vote in mine]
        lines.append("")
    lines.append('[[rule]]\nid = "html/words-base"\nreason = "Fitted: what a block is before any word has voted."')
    lines.append(f"first = true\nvotes = {{ body = {votes['']} }}\n".replace("first = true\n", ""))
    RULES.mkdir(parents=True, exist_ok=True)
    (RULES / "words.toml").write_text("\n".join(lines), encoding="utf-8")
    lines = [
        head,
        f'[[rule]]\nid = "html/base"\nreason = "Fitted: the page\'s mean."\nvotes = {{ body = {base:.3f} }}\n',
    ]
    for (a, b), (bounds, by_bounds, values) in tables.items():
        lines.append(f'[[scale]]\nid = "html/{a}{"*" + b if b else ""}"\nmeasure = "{a}"\nbounds = {bounds}')
        if b:
            lines.append(f'by = "{b}"\nby_bounds = {by_bounds}')
        lines.append(f'reason = "Fitted: {a}{" seen with " + b if b else ""}."\n[scale.votes]\nbody = {values}\n')
    (RULES / "measures.toml").write_text("\n".join(lines), encoding="utf-8")


PLACES = {"own": "the block's own element", "parent": "the element above", "grandparent": "the one above that",
          "path": "the element and all above it"}  # fmt: skip


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--score", action="store_true", help="fit with each fold of hosts left out, and score it")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", default="", help="file for the chances of --score (.npz)")
    args = parser.parse_args()
    samples = []
    for path in args.pages:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                blocks = html_blocks(row["html"])
                if blocks:
                    samples.append(Sample(row, blocks))
                    row["html"] = ""
    print(len(samples), "pages", flush=True)
    matrices = crossed(samples, args.folds)
    if args.write:
        votes = fit_words(samples)
        names, _ = columns(samples[0], votes)
        model = fit_tables(samples, matrices)
        write(votes, *tables_of(model, names))
        print("written", flush=True)
    if args.score:
        chances = [np.zeros(0)] * len(samples)
        for fold in range(args.folds):
            seen = [i for i, s in enumerate(samples) if s.fold % args.folds != fold]
            model = fit_tables([samples[i] for i in seen], [matrices[i] for i in seen])
            for i, sample in enumerate(samples):
                if sample.fold % args.folds == fold:
                    chances[i] = model.predict_proba(matrices[i][:, :-1])[:, 1]
        if args.keep:
            np.savez(args.keep, *chances)
        score(samples, chances)


if __name__ == "__main__":
    main()
