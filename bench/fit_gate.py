"""Fits the gate's coefficients on labelled questions, and says how well they hold.

    .venv/bin/python bench/fit_gate.py --home HOME SET [SET …]

A SET is a folder with `docs/` and `questions.jsonl` (per line: id, question, answerable,
perhaps history, perhaps sample). Where lines carry `sample`, only those with true count.
Each set weighs the same. Figures are from cross-validation: five folds, and each set left
out in turn. Prints the lines for `bot/core/calibration.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from bot import bootstrap
from bot.core.answerability import Features, features
from bot.core.following import standalone
from bot.domain.audience import OPERATOR
from bot.errands import question_of
from bot.progress import ProgressBar
from bot.settings import load

FOLDS = 5
RIDGE = 1.0
NAMES = [field.name for field in fields(Features)]


async def rows_of(folder: Path, home: Path) -> tuple[np.ndarray, np.ndarray]:
    """Features (n × 6) and labels (n) of a set, through the product's own search."""
    settings = load(home=home / folder.name, knowledge=folder / "docs")
    rows, labels = [], []
    async with bootstrap.open_house(settings) as house:
        with ProgressBar() as progress:
            await house.index(progress)
        for line in chosen(folder):
            turns = line.get("history") or []
            history = [{"speaker": turn["role"], "text": turn["text"]} for turn in turns]
            asking = {"question": line["question"], "history": history}
            question = question_of(asking, user="bench", asked_at=house.clock.now())
            asked = standalone(question)
            evidence = await house.desk.answering.retrieval.find(asked, OPERATOR)
            terms = house.desk.answering.terms
            rows.append(astuple(features(asked, evidence, terms)))
            labels.append(bool(line["answerable"]))
    return np.array(rows), np.array(labels)


def chosen(folder: Path) -> list[dict]:
    """The questions of a set, or its sample where one is marked."""
    text = (folder / "questions.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [line for line in lines if line.get("sample", True)]


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


def auroc(p: np.ndarray, y: np.ndarray) -> float:
    """The chance that an answerable question stands above an unanswerable one."""
    above = p[y][:, None] - p[~y][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def report(name: str, p: np.ndarray, y: np.ndarray, bar: float) -> None:
    """One line of figures at `bar`."""
    print(
        f"  {name:<18} n={len(y):<5} AUROC {auroc(p, y):.3f}  at {bar}: "
        f"answered {np.mean(p[y] >= bar):.0%} of answerable, "
        f"refused {np.mean(p[~y] < bar):.0%} of unanswerable"
    )


def judge(
    sets: dict[str, tuple[np.ndarray, np.ndarray]], columns: list[int], bar: float
) -> None:
    """Cross-validates, then fits on everything and prints the coefficients."""
    x = np.concatenate([a[:, columns] for a, _ in sets.values()])
    y = np.concatenate([b for _, b in sets.values()])
    of = np.concatenate([[i] * len(b) for i, (_, b) in enumerate(sets.values())])
    weight = np.concatenate([[200 / len(b)] * len(b) for _, b in sets.values()])
    fold = np.random.default_rng(7).permutation(len(y)) % FOLDS
    for title, groups in (("five folds", fold), ("each set left out", of)):
        p = np.zeros(len(y))
        for group in np.unique(groups):
            inside = groups != group
            p[~inside] = score(fit(x[inside], y[inside], weight[inside]), x[~inside])
        print(title)
        for i, name in enumerate(sets):
            report(name, p[of == i], y[of == i], bar)
    beta = fit(x, y, weight)
    full = np.zeros(len(NAMES))
    full[columns] = beta[1:]
    numbers = ", ".join(f"{value:.3f}" for value in full)
    print(f"Gate(intercept={beta[0]:.3f}, coefficients=({numbers}))\n")


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--bar", type=float, default=0.6)
    arguments = parser.parse_args()
    sets = {f.name: await rows_of(f, arguments.home) for f in arguments.sets}
    print("All features:", ", ".join(NAMES))
    judge(sets, list(range(len(NAMES))), arguments.bar)
    words = [NAMES.index(n) for n in ("coverage", "joint", "agreement", "foreign")]
    print("Words only, for embedders without a fit of their own")
    judge(sets, words, arguments.bar)


if __name__ == "__main__":
    asyncio.run(main())
