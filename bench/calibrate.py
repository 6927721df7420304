"""Fit the curve of confidences on left-out articles, and print how well it keeps its word.

    python bench/calibrate.py FOLDER       the folder that `bench/cv_split.py --save FOLDER` wrote

The curve is fitted on four fifths of the pages and checked on the last fifth, in turns; the numbers printed at the end
are of all pages and go into rules/meta.toml.
"""

import collections
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
from cv_split import DATA, read_jsonl, rows_as_labelled, score_split, score_split_real
from scipy.optimize import minimize

from cleaner.confidence import SIGNS, signs


def fit_curve(signs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression with a small ridge."""
    rows = np.hstack([np.ones((len(signs), 1)), signs])

    def loss(theta: np.ndarray) -> float:
        score = rows @ theta
        return float(np.logaddexp(0, score).sum() - score[right].sum() + 0.5 * (theta[1:] ** 2).sum())

    return minimize(loss, np.zeros(rows.shape[1])).x


def seen_articles(folder: Path) -> list[tuple[str, bool, list[float], str]]:
    """Kind, whether it is exact, signs and page of each article found in the folds."""
    dumps = {row["id"]: score_split_real.Dump(row) for row in read_jsonl(DATA / "split-real-dev" / "dumps.jsonl.gz")}
    out = []
    for path in sorted(folder.glob("*_*.pickle")):
        page, rows = pickle.loads(path.read_bytes())
        labelled = rows_as_labelled(page, rows)
        count = 1 + max((row["article"] for row in rows), default=-1)
        groups = [[i for i, row in enumerate(rows) if row["article"] == n] for n in range(count)]
        for number, (group, told) in enumerate(zip(groups, signs(labelled, groups), strict=True)):
            own = [row for row in rows if row["article"] == number]
            counts: collections.Counter[Any] = collections.Counter()
            if page.id.startswith("real"):
                score_split_real.score(dumps[page.id], own, counts)
            else:
                score_split.score_text(page.truth, page.text, score_split.prediction(own), counts)
            if group:
                out.append((page.id.split("_")[0], counts["exact"] > 0, told.tolist(), page.id))
    return out


def main() -> None:
    sure = seen_articles(Path(sys.argv[1]))
    kinds = np.array(["real" if row[0] == "real" else "made" for row in sure])
    right = np.array([row[1] for row in sure])
    signs_of = np.array([row[2] for row in sure])
    pages = {name: n for n, name in enumerate(sorted({row[3] for row in sure}))}
    fold = np.array([pages[row[3]] % 5 for row in sure])
    chance = np.zeros(len(sure))
    for k in range(5):
        theta = fit_curve(signs_of[fold != k], right[fold != k])
        chance[fold == k] = 1 / (1 + np.exp(-theta[0] - signs_of[fold == k] @ theta[1:]))
    print(f"{'':10} {'at least':>9} {'articles':>9} {'share':>6} {'exact':>6}")
    for kind in ("made", "real"):
        own = kinds == kind
        for low in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
            some = own & (chance >= low)
            if some.any():
                share = some.sum() / own.sum()
                print(f"{kind:10} {low:9.2f} {some.sum():9} {share:6.2f} {right[some].mean():6.2f}")
    theta = fit_curve(signs_of, right)
    print("\n[confidence]")
    for name, value in zip(("base", *SIGNS), theta, strict=True):
        print(f"{name} = {value:.3f}")


if __name__ == "__main__":
    main()
