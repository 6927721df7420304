"""Fit the curve of confidences on left-out articles, and print how well it keeps its word.

    python bench/calibrate.py FOLDER [INSIDE,OUTSIDE]      the folder that `bench/cv_split.py --save FOLDER` wrote

The curve is fitted on four fifths of the pages and checked on the last fifth, in turns; the numbers printed at the end
are of all pages and go into rules/meta.toml.
"""

import pickle
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from cleaner.confidence import SIGNS


def fit_curve(signs: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Logistic regression with a small ridge."""
    rows = np.hstack([np.ones((len(signs), 1)), signs])

    def loss(theta: np.ndarray) -> float:
        score = rows @ theta
        return float(np.logaddexp(0, score).sum() - score[right].sum() + 0.5 * (theta[1:] ** 2).sum())

    return minimize(loss, np.zeros(rows.shape[1])).x


def main() -> None:
    sure, leaned = pickle.loads(Path(sys.argv[1], "sure.pickle").read_bytes())
    if len(sys.argv) > 2:
        sure = leaned[tuple(map(float, sys.argv[2].split(",")))]
    kinds = np.array([row[0] for row in sure])
    right = np.array([row[3] for row in sure])
    signs = np.array([row[4] for row in sure])
    pages = {name: n for n, name in enumerate(sorted({row[5] for row in sure}))}
    fold = np.array([pages[row[5]] % 5 for row in sure])
    chance = np.zeros(len(sure))
    for k in range(5):
        theta = fit_curve(signs[fold != k], right[fold != k])
        chance[fold == k] = 1 / (1 + np.exp(-theta[0] - signs[fold == k] @ theta[1:]))
    print(f"{'':10} {'at least':>9} {'articles':>9} {'share':>6} {'exact':>6}")
    for kind in ("made", "real"):
        own = kinds == kind
        for low in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
            some = own & (chance >= low)
            if some.any():
                share = some.sum() / own.sum()
                print(f"{kind:10} {low:9.2f} {some.sum():9} {share:6.2f} {right[some].mean():6.2f}")
    theta = fit_curve(signs, right)
    print("\n[confidence]")
    for name, value in zip(("base", *SIGNS), theta, strict=True):
        print(f"{name} = {value:.3f}")


if __name__ == "__main__":
    main()
