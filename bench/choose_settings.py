"""Chooses how search tokenises and fuses, from labelled questions, and says how sure that is.

    .venv/bin/python bench/choose_settings.py --home HOME SET [SET …]

A SET is a folder with `docs/` and `questions.jsonl`; only what it marks as its sample is
asked. Figures count documents. Each language weighs the same, and so does each set within
one; questions in another language than their documents are shown apart. First the sparse
recipes are compared, then the fusions over the recipe that is shipped. A choice is worth
what it brings on questions that it was not chosen by: five folds, and each set left out.
With `kiwipiepy` importable, Korean morphemes are compared too. Same output every time;
what is said on the way (stderr) has times in it.

From a clean clone: `make setup-dev`, then as above, with any empty folder as HOME. The
first run embeds every passage (several thousand: hours on a busy machine, and the next run
goes on where one was stopped); with the vectors of HOME all comparisons take a few minutes
of processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from lab import Bench, Postings, Sounds, bench_of, sets_of
from variants import (
    Bridge,
    Found,
    Mix,
    Recipe,
    Tokens,
    all_tokens,
    bridges,
    counted,
    found_of,
    mixes,
    speeds,
)

from bot.domain.language import language_of
from bot.insight.ranking import ndcg

FOLDS = 5
SEED = 7
RESAMPLES = 2000
AVERAGE = 120
"""What the product takes for the mean length of a passage, in its own tokens."""


@dataclass(frozen=True)
class Labels:
    """The answerable questions of all sets, in one order: which set, language, weight."""

    names: list[str]
    of: np.ndarray
    crosses: np.ndarray
    weight: np.ndarray


def labels_of(benches: Sequence[Bench]) -> Labels:
    """Languages weigh the same, and within one its sets; crossing questions weigh nothing."""
    rows = []
    for number, bench in enumerate(benches):
        languages = {p.path: language_of(p.text) for p in bench.passages}
        for asked in bench.questions:
            if asked.documents:
                foreign = languages[asked.documents[0]] is not asked.language
                rows.append((number, asked.language, foreign))
    of = np.array([row[0] for row in rows])
    spoken, crosses = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    weight = np.zeros(len(rows))
    for language in np.unique(spoken[~crosses]):
        inside = (spoken == language) & ~crosses
        for number in np.unique(of[inside]):
            here = inside & (of == number)
            weight[here] = 1 / here.sum() / len(np.unique(of[inside]))
    return Labels([b.name for b in benches], of, crosses, weight / weight.sum())


class Arms:
    """The arms of every answerable question; texts are tokenised once per way."""

    def __init__(self, benches: Sequence[Bench], ways: dict[str, Tokens]) -> None:
        self._benches = benches
        self._ways = ways
        self._postings: dict[tuple, list[Postings]] = {}
        self._sounds: dict[bool, list[Sounds]] = {}

    def of(self, recipe: Recipe) -> list[tuple[Found, Sequence[str], list[str]]]:
        """Per question: both arms, the documents that answer, the path of every row."""
        found = []
        shipped = self._posted(Recipe())
        heard = self._heard(recipe.bridge)
        posted = zip(self._benches, self._posted(recipe), shipped, heard, strict=True)
        for bench, postings, usual, sounds in posted:
            paths = [p.path for p in bench.passages]
            average = AVERAGE * float(postings.lengths.mean() / usual.lengths.mean())
            for at, asked in enumerate(bench.questions):
                if asked.documents:
                    terms = postings.counted(bench.texts[at])
                    sums = postings.sums(terms, k1=recipe.k1, b=recipe.b, average=average)
                    sought = sounds.sought(bench.texts[at], known=recipe.bridge.known)
                    sums += recipe.bridge.share * sounds.sums(
                        sought, k1=recipe.k1, b=recipe.b, average=AVERAGE
                    )
                    most = (recipe.k1 + 1) * sum(postings.weights(terms).values())
                    both = found_of(bench.dense @ bench.vectors[at], sums, most)
                    found.append((both, asked.documents, paths))
        return found

    def _heard(self, bridge: Bridge) -> list[Sounds]:
        if bridge.anywhere not in self._sounds:
            self._sounds[bridge.anywhere] = [
                Sounds([p.searchable for p in b.passages], usual, anywhere=bridge.anywhere)
                for b, usual in zip(self._benches, self._posted(Recipe()), strict=True)
            ]
        return self._sounds[bridge.anywhere]

    def _posted(self, recipe: Recipe) -> list[Postings]:
        key = (recipe.tokens, recipe.crumbs)
        if key not in self._postings:
            count = counted(self._ways[recipe.tokens])
            self._postings[key] = [
                Postings([recipe.text(p) for p in bench.passages], count)
                for bench in self._benches
            ]
        return self._postings[key]


def graded(arms: Iterable[tuple], rank: Callable[[Found], np.ndarray]) -> np.ndarray:
    """nDCG@10, hit@1 and hit@5 of every question (n x 3), over documents."""
    rows = []
    for found, gold, paths in arms:
        ranked = list(dict.fromkeys(paths[row] for row in rank(found)))[:10]
        first = next((i for i, path in enumerate(ranked) if path in gold), 10)
        rows.append((ndcg(ranked, gold, depth=10), first < 1, first < 5))
    return np.array(rows, dtype=float)


def interval(change: np.ndarray, labels: Labels) -> tuple[float, float]:
    """The paired bootstrap interval (95 %) of a weighted change; each set keeps its size."""
    chance = np.random.default_rng(SEED)
    groups = [np.flatnonzero((labels.of == n) & ~labels.crosses) for n in np.unique(labels.of)]
    groups = [group for group in groups if len(group)]
    drawn = []
    for _ in range(RESAMPLES):
        take = np.concatenate([chance.choice(group, len(group)) for group in groups])
        drawn.append(float((change * labels.weight)[take].sum()))
    return float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def told(name: object, grades: np.ndarray, standing: np.ndarray, labels: Labels) -> str:
    """One line of a table: the mean, its change, and each set."""
    change = grades[:, 0] - standing[:, 0]
    low, high = interval(change, labels)
    cells = [f"{(grades[:, 0] * labels.weight).sum():.3f}"]
    cells.append(f"{(change * labels.weight).sum():+.3f} [{low:+.3f}, {high:+.3f}]")
    for number in range(len(labels.names)):
        here = (labels.of == number) & ~labels.crosses
        cells.append("/".join(f"{value:.3f}" for value in grades[here].mean(0)))
    if labels.crosses.any():
        cells.append("/".join(f"{value:.2f}" for value in grades[labels.crosses].mean(0)))
    return f"| {name} | " + " | ".join(cells) + " |"


def head(what: str, labels: Labels) -> str:
    """The head of a table."""
    sets = [f"{n} nDCG/hit@1/hit@5" for n in labels.names]
    across = [f"across (n={labels.crosses.sum()})"] if labels.crosses.any() else []
    columns = [what, "nDCG@10", "change [95 %]", *sets, *across]
    return "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns)


def held_out(grades: dict, labels: Labels) -> Iterable[tuple[str, np.ndarray, list]]:
    """What choosing brings: each question graded as others chose, and what they chose."""
    names = list(grades)
    table = np.stack([grades[name][:, 0] for name in names])
    fold = np.random.default_rng(SEED).permutation(len(labels.of)) % FOLDS
    for title, groups in (("five folds", fold), ("each set left out", labels.of)):
        chosen_grades, chosen = np.zeros((len(labels.of), 3)), []
        for group in np.unique(groups):
            inside = groups == group
            best = int(np.argmax(table @ (labels.weight * ~inside)))
            chosen_grades[inside] = grades[names[best]][inside]
            chosen.append(names[best])
        yield title, chosen_grades, chosen


def judge(what: str, grades: dict, labels: Labels, show: int) -> None:
    """Print the best ways, the one that stands, and what choosing among them is worth."""
    standing = next(iter(grades.values()))
    worth = {name: (g[:, 0] * labels.weight).sum() for name, g in grades.items()}
    best = sorted(worth, key=lambda name: -worth[name])[:show]
    print(f"\n## {what}: {len(grades)} ways\n\n{head(what, labels)}")
    for name in [next(iter(grades)), *best]:
        print(told(name, grades[name], standing, labels))
    for title, chosen_grades, chosen in held_out(grades, labels):
        print(told(f"chosen by others, {title}", chosen_grades, standing, labels))
        print(f"<!-- {title}: {'; '.join(map(str, chosen))} -->")


def recipes(ways: dict[str, Tokens]) -> list[Recipe]:
    """The sparse recipes worth a look; the first is how it is."""
    now = Recipe()
    found = [replace(now, tokens=tokens) for tokens in ways]
    found += [
        replace(now, k1=k1, b=b) for k1 in (0.2, 0.4, 0.6, 0.9, 1.2) for b in (0.5, 0.75, 0.9)
    ]
    found += [replace(now, bridge=bridge) for bridge in bridges()]
    return list(dict.fromkeys([*found, replace(now, crumbs=0), replace(now, crumbs=2)]))


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    sets = sets_of(arguments.sets, sample=True)
    benches = [await bench_of(each, arguments.home) for each in sets]
    labels = labels_of(benches)
    counts = ", ".join(f"{b.name} {np.sum(labels.of == i)}" for i, b in enumerate(benches))
    print(f"Answerable questions: {counts}")
    ways = all_tokens()
    for line in speeds(ways, [p.searchable for bench in benches for p in bench.passages]):
        print(line, file=sys.stderr)
    arms = Arms(benches, ways)
    alone, fused = {}, {}
    for recipe in recipes(ways):
        found = arms.of(recipe)
        alone[recipe] = graded(found, lambda both: both.sparse)
        fused[recipe] = graded(found, Mix("RRF").ranked)
    judge("sparse arm alone", alone, labels, len(alone))
    judge("sparse recipe, fused by RRF 60", fused, labels, len(fused))
    standing = arms.of(Recipe())
    only = {"both": fused[Recipe()], "words alone": alone[Recipe()]}
    only["meaning alone"] = graded(standing, lambda both: both.dense)
    judge("arms", only, labels, 3)
    judge("fusion", {mix: graded(standing, mix.ranked) for mix in mixes()}, labels, 12)


if __name__ == "__main__":
    asyncio.run(main())
