"""Fits the gate's coefficients on labelled questions, and says how well they hold.

    .venv/bin/python bench/fit_gate.py --home HOME SET [SET …]

A SET is a folder with `docs/` and `questions.jsonl`; only what it marks as its sample is
asked. Each set weighs the same. Figures are from cross-validation: five folds, and each set
left out in turn. Prints the lines for `bot/core/calibration.py`, and for every bar what is
answered and refused, and which cost of a wrong answer would choose it. Same output every time.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from lab import Bench, Postings, Sounds, arms_of, bench_of, sets_of

from bot.adapters.sparse import BigramEncoder
from bot.core.answerability import Features, features
from bot.core.answering import terms_of
from bot.core.fusion import Fusion
from bot.core.retrieval import Evidence, distinct, ranked
from bot.insight.ranking import auroc

FOLDS = 5
RIDGE = 1.0
DEPTH = 50
NAMES = [field.name for field in fields(Features)]
MEANING = ("first", "joint", "foreign", "missing")
WORDS = ("coverage", "joint", "agreement", "foreign")
BARS = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
Labelled = tuple[np.ndarray, np.ndarray]


def rows_of(bench: Bench) -> Labelled:
    """Features (n x 6) and labels (n) of a set, as the product has them."""
    terms = terms_of(BigramEncoder())
    postings = Postings([p.searchable for p in bench.passages], terms)
    sounds = Sounds([p.searchable for p in bench.passages], postings)
    passages = {p.id: p for p in bench.passages}
    rows = []
    for at, text in enumerate(bench.texts):
        asked = terms(text)
        sums = postings.sums(asked, k1=0.6, b=0.75, average=120)
        sums += sounds.sums(sounds.sought(text), k1=0.6, b=0.75, average=120)
        fused = Fusion().fuse(arms_of(bench, at, sums, DEPTH))
        hits = tuple(distinct(ranked(fused, passages)))
        found = Evidence(hits, postings.weights(asked), bench.vectors[at])
        rows.append(astuple(features(text, found, terms)))
    return np.array(rows), np.array([asked.answerable for asked in bench.questions])


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton steps: the intercept, then a coefficient per column."""
    mean, spread = x.mean(0), x.std(0)
    spread[spread == 0] = 1
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    penalty = np.diag([0.0] + [RIDGE] * x.shape[1])
    beta = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ beta))
        gradient = z.T @ (weight * (y - p)) - penalty @ beta
        hessian = (z * (weight * p * (1 - p))[:, None]).T @ z + penalty
        beta = beta + np.linalg.solve(hessian, gradient)
    slopes = beta[1:] / spread
    return np.concatenate([[beta[0] - slopes @ mean], slopes])


def score(beta: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Probabilities."""
    return 1 / (1 + np.exp(-(beta[0] + x @ beta[1:])))


def calibration_error(p: np.ndarray, y: np.ndarray, bins: int = 5) -> float:
    """ECE: how far confidence and share of answerable are apart, in bins of equal size."""
    groups = np.array_split(np.argsort(p, kind="stable"), bins)
    return sum(abs(p[g].mean() - y[g].mean()) * len(g) for g in groups) / len(y)


def report(name: str, p: np.ndarray, y: np.ndarray, bar: float) -> None:
    """One line of figures at `bar`."""
    judged = list(zip(p.tolist(), y.tolist(), strict=True))
    print(
        f"| {name} | {len(y)} | {auroc(judged):.3f} | {calibration_error(p, y):.3f} "
        f"| {np.mean(p[y] >= bar):.0%} | {np.mean(p[~y] < bar):.0%} |"
    )


def held_out(x: np.ndarray, y: np.ndarray, weight: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Probabilities of each group by a model that was fitted on the other groups."""
    p = np.zeros(len(y))
    for group in np.unique(of):
        inside = of != group
        p[~inside] = score(fit(x[inside], y[inside], weight[inside]), x[~inside])
    return p


def curve(p: np.ndarray, y: np.ndarray, weight: np.ndarray) -> None:
    """What each bar answers and gets wrong, over all sets, each weighing the same."""
    print(
        "\n| bar | answered | wrong of answered | refused | cost ratio |\n|---|---|---|---|---|"
    )
    for bar in BARS:
        over = p >= bar
        answered = np.average(over[y], weights=weight[y])
        wrong = np.average(~y[over], weights=weight[over])
        refused = np.average(~over[~y], weights=weight[~y])
        ratio = bar / (1 - bar)
        print(f"| {bar} | {answered:.0%} | {wrong:.0%} | {refused:.0%} | {ratio:.1f} |")


def judge(title: str, sets: dict[str, Labelled], names: tuple[str, ...], bar: float) -> None:
    """Cross-validates, then fits on everything and prints the coefficients."""
    columns = [NAMES.index(name) for name in names]
    x = np.concatenate([a[:, columns] for a, _ in sets.values()])
    y = np.concatenate([b for _, b in sets.values()])
    of = np.concatenate([[i] * len(b) for i, (_, b) in enumerate(sets.values())])
    weight = np.concatenate([[200 / len(b)] * len(b) for _, b in sets.values()])
    fold = np.random.default_rng(7).permutation(len(y)) % FOLDS
    print(f"\n# {title}: {', '.join(names)}")
    for what, groups in (("five folds", fold), ("each set left out", of)):
        p = held_out(x, y, weight, groups)
        print(f"\n| {what}, bar {bar} | n | AUROC | ECE | answered | refused |")
        print("|---" * 6 + "|")
        for i, name in enumerate(sets):
            report(name, p[of == i], y[of == i], bar)
        for language, inside in (("ko", "ko"), ("en", "en")):
            here = np.isin(of, [i for i, name in enumerate(sets) if name.endswith(inside)])
            report(f"all {language}", p[here], y[here], bar)
    curve(held_out(x, y, weight, fold), y, weight)
    beta = fit(x, y, weight)
    full = np.zeros(len(NAMES))
    full[columns] = beta[1:]
    numbers = ", ".join(f"{value:.3f}" for value in full)
    print(f"\nGate(intercept={beta[0]:.3f}, coefficients=({numbers}))")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--bar", type=float, default=0.6)
    arguments = parser.parse_args()
    found = sets_of(arguments.sets, sample=True)
    sets = {each.name: rows_of(await bench_of(each, arguments.home)) for each in found}
    judge("The embedded default", sets, MEANING, arguments.bar)
    judge("All of it", sets, tuple(NAMES), arguments.bar)
    judge("Words only, for embedders without a fit of their own", sets, WORDS, arguments.bar)


if __name__ == "__main__":
    asyncio.run(main())
