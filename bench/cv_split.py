"""Fit and score the labeller with styles and hosts left out, and print the tables of the two scorers.

    python bench/cv_split.py --folds 4 [--only made|real] [--rounds 60] [--train N]

Made dumps take turns by style. Real dumps take turns by dump, and pages of any host that a left-out dump holds are
taken out of what is fitted. Needs ../shared; nothing is written into the checkout.
"""

import argparse
import collections
import hashlib
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve
from labelled_pages import DATA, Labelled, Row, made_pages, real_pages

from cleaner import model
from cleaner.confidence import signs
from cleaner.fit import Choices, Lesson, fit, lesson
from cleaner.label import decode
from cleaner.model import Page
from cleaner.rules import load_rules
from cleaner.split import split

sys.path.insert(0, str(DATA.parent / "bench"))
import score_split
import score_split_real
from kit import print_table, read_jsonl

RULES = load_rules()
CACHE = Path(os.environ.get("CV_CACHE", tempfile.gettempdir()), "cv_split")


def lesson_of(page: Labelled, rows: list[Row], group: str, weight: float = 1.0) -> Lesson:
    """A page's lesson; measuring is kept on disk, by page and rules."""
    key = hashlib.sha256(f"{RULES.sha256}{CODE}{page.id}{group}{[r.block.start for r in rows]}".encode()).hexdigest()
    path = CACHE / key
    if path.exists():
        one = pickle.loads(path.read_bytes())
    else:
        one = lesson([row.block for row in rows], [(row.label, row.article) for row in rows], RULES)
        CACHE.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(one))
    return evolve(one, group=group, weight=weight)


CODE = hashlib.sha256(
    b"".join(
        p.read_bytes()
        for p in sorted(Path(__file__).parent.parent.glob("cleaner/label/*.py"))
        if p.name not in ("train.py", "__init__.py", "chain.py")
    )
    + Path(__file__).with_name("labelled_pages.py").read_bytes()
).hexdigest()


def without(page: Labelled, hosts: set[str]) -> list[Row]:
    return [row for row in page.rows if row.host not in hosts]


def explained(page: Labelled, one: Lesson, plan: Any, grammar: Any) -> tuple[list[dict[str, Any]], Any]:
    """What `explain --json` would print, and the split."""
    labelled = decode(one.look, plan, grammar)
    result = split(Page(page.id, page.id, 0, "text", b""), page.text, labelled, RULES)
    rows = [
        {
            "start": b.block.start,
            "end": b.block.end,
            "text": b.block.text,
            "label": b.label,
            "article": owner,
            "rule": b.rule,
            "p": b.probability,
        }
        for b, owner in zip(labelled, result.owner, strict=True)
    ]
    return rows, result


def leaning(grammar: Any, inside: float, outside: float) -> Any:
    """The grammar with other scores for going into boilerplate, within articles and out of them."""
    toll = {"inside": inside, "outside": outside}
    follow = {
        before: {after: score + (toll.get(after, 0.0) if before != after else 0.0) for after, score in row.items()}
        for before, row in grammar.follow.items()
    }
    return evolve(grammar, follow=follow)


def folds_of(made: list[Labelled], real: list[Labelled], count: int) -> list[tuple[list[Labelled], set[str]]]:
    """Test pages of each fold, and the styles and hosts that its fit must not see."""
    styles = sorted({page.style for page in made})
    out = []
    for k in range(count):
        left = {style for n, style in enumerate(styles) if n % count == k}
        test = [page for page in made if page.style in left] + [p for n, p in enumerate(real) if n % count == k]
        hosts = {row.host for page in test for row in page.rows if row.host}
        out.append((test, hosts))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--run", type=int, default=None, help="only the first folds")
    parser.add_argument("--only", choices=["made", "real", "both"], default="both")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--ridge2", type=float, default=2.0)
    parser.add_argument("--train", type=int, default=0, help="how many dumps of split-real-train to fit on as well")
    parser.add_argument(
        "--dumps", type=Path, action="append", default=[], help="files that real_dumps.py wrote, as well"
    )
    parser.add_argument("--styles", type=Path, action="append", default=[], help="generated dumps to fit on as well")
    parser.add_argument("--style-count", type=int, default=200)
    parser.add_argument("--weight-made", type=float, default=2.0)
    parser.add_argument("--weight-drawn", type=float, default=0.4, help="what a block of --styles counts; real ones 1")
    parser.add_argument("--save", type=Path, default=None)
    parser.add_argument("--bias", type=lambda text: tuple(map(float, text.split(","))), action="append", default=[])
    parser.add_argument("--toll", type=float, default=Choices().toll)
    parser.add_argument("--kinds", type=int, default=40, help="rounds for kinds of boilerplate, 0 to go without")
    parser.add_argument("--turns", type=int, default=3)
    args = parser.parse_args()
    made = made_pages(DATA / "split-dev") if args.only != "real" else []
    real = real_pages(DATA / "split-real-dev" / "dumps.jsonl.gz") if args.only != "made" else []
    more = real_pages(DATA / "split-real-train" / "dumps.jsonl.gz")[: args.train] if args.train else []
    more += [page for path in args.dumps for page in real_pages(path)]
    drawn = [page for folder in args.styles for page in made_pages(folder)[: args.style_count]]
    drawn_ids = {page.id for page in drawn}
    choices = Choices(
        args.ridge, args.ridge2, rounds=args.rounds, rounds_kinds=args.kinds, toll=args.toll, turns=args.turns
    )
    counts: dict[str, collections.Counter[Any]] = collections.defaultdict(collections.Counter)
    dumps = (
        {row["id"]: score_split_real.Dump(row) for row in read_jsonl(DATA / "split-real-dev" / "dumps.jsonl.gz")}
        if real
        else {}
    )
    sure: list[Any] = []
    leaned: dict[Any, Any] = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    told_by: dict[Any, list[Any]] = {}
    for number, (test, hosts) in enumerate(folds_of(made, real, args.folds)[: args.run]):
        begun = time.process_time()
        lessons = []
        ids = {page.id for page in test}
        for page in [*made, *real, *more, *drawn]:
            rows = without(page, hosts) if page.id not in ids else []
            if rows:
                weight = (
                    1.0
                    if page.id.startswith("real")
                    else args.weight_drawn
                    if page.id in drawn_ids
                    else args.weight_made
                )
                lessons.append(lesson_of(page, rows, page.style if page in made else page.id, weight))
        plan, grammar = fit(lessons, RULES, choices=choices)
        blocks = sum(len(one.allowed) for one in lessons)
        print(
            f"fold {number}: {len(lessons)} pages, {blocks} blocks, {time.process_time() - begun:.0f} s",
            file=sys.stderr,
        )
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            fitted = (plan.votes, plan.kind_votes, plan.headline_votes, grammar, [page.id for page in test])
            (args.save / f"fitted{number}.pkl").write_bytes(pickle.dumps(fitted))
        for page in test:
            own = lesson_of(page, page.rows, "")
            for bias in args.bias:
                rows, result = explained(page, own, plan, leaning(grammar, *bias))
                score_page(page, rows, result, dumps, leaned[bias], told_by.setdefault(bias, []))
            rows, result = explained(page, own, plan, grammar)
            score_page(page, rows, result, dumps, counts, sure)
            if args.save:
                (args.save / f"{page.id}.pickle").write_bytes(pickle.dumps((page, rows)))
    report(counts, sure)
    for bias in args.bias:
        print(f"\ninside {bias[0]:+}, outside {bias[1]:+}")
        report({name: c for name, c in leaned[bias].items() if name.startswith("ALL")}, told_by[bias])
    if args.save:
        (args.save / "sure.pickle").write_bytes(pickle.dumps((sure, told_by)))


def score_page(page: Labelled, rows: Any, result: Any, dumps: Any, counts: Any, sure: Any) -> None:
    kind = "real" if page.id.startswith("real") else "made"
    exact = "exact"
    groups = [[i for i, row in enumerate(rows) if row["article"] == n] for n in range(len(result.articles))]
    told = signs(rows_as_labelled(page, rows), groups)
    if kind == "made":
        for name in (page.style, "ALL made"):
            score_split.score_text(page.truth, page.text, score_split.prediction(rows), counts[name])
    else:
        for name in (page.style, "ALL real"):
            score_split_real.score(dumps[page.id], rows, counts[name])
    for number, article in enumerate(result.articles):
        own = [row for row in rows if row["article"] == number]
        before: collections.Counter[Any] = collections.Counter()
        if kind == "made":
            score_split.score_text(page.truth, page.text, score_split.prediction(own), before)
        else:
            score_split_real.score(dumps[page.id], own, before)
            exact = "match"
        sure.append((kind, article.confidence, before[exact] > 0, before["exact"] > 0, told[number].tolist(), page.id))


def rows_as_labelled(page: Labelled, rows: Any) -> list[model.Labelled]:
    blocks = [row.block for row in page.rows]
    return [model.Labelled(b, r["label"], r["rule"], 0.0, r["p"]) for b, r in zip(blocks, rows, strict=True)]


def report(counts: Any, sure: list[Any]) -> None:
    made = {n: score_split.report_text(c) for n, c in sorted(counts.items()) if "bound_true" in c}
    real = {n: score_split_real.report(c) for n, c in sorted(counts.items()) if "line_true" in c}
    if made:
        header = ["made", "n", "bound", "head", "exact", "xbody", "charP", "charR", "charF", "boilR", "boilP", "kind"]
        keys = ("exact", "xbody")
        print_table(
            header,
            [
                [
                    n,
                    r["articles"],
                    r["bound"][2],
                    r["head"][2],
                    *(r[k] for k in keys),
                    *r["char"],
                    r["boilR"],
                    r["boilP"],
                    r["kind"],
                ]
                for n, r in made.items()
            ],
        )
    if real:
        score_split_real.print_reports(real, "real")
    for kind in ("made", "real"):
        rows = []
        for low in (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
            got = [ok for k, c, ok, *_ in sure if k == kind and c >= low]
            every = sum(row[0] == kind for row in sure)
            if got:
                rows.append([f"{kind} conf >= {low}", len(got), len(got) / every, float(np.mean(got))])
        if rows:
            print_table(["confidence", "articles", "share", "right"], rows)


if __name__ == "__main__":
    main()
