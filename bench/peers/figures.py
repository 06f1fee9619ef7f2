"""From what was found to figures with intervals, and to differences from ours. Pure."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.indexing.chunking import estimated_tokens
from bot.insight import ranking
from bot.insight.intervals import Interval, bootstrap, wilson
from bot.insight.questions import Fact
from bot.insight.records import facts_found

DEPTH = 10
READ = 5


@dataclass(frozen=True)
class Row:
    """One question of one peer. `ranked` are the documents of its ten passages."""

    answerable: bool
    gold: tuple[str, ...]
    ranked: tuple[str, ...]
    sure: float
    cosine: float
    context: str
    held: tuple[str, ...]
    facts: tuple[Fact, ...]

    @cached_property
    def ndcg(self) -> float:
        """nDCG@10 over documents."""
        return ranking.ndcg(self.ranked, self.gold, depth=DEPTH)

    @property
    def reciprocal_rank(self) -> float:
        """One over the place of the first right document."""
        return ranking.reciprocal_rank(self.ranked, self.gold)

    def hit(self, depth: int) -> bool:
        """A right document is among the first so many."""
        return any(path in self.gold for path in self.ranked[:depth])

    @property
    def is_held(self) -> bool:
        """A right document is in what a prompt would hold."""
        return any(path in self.gold for path in self.held)

    @property
    def is_told(self) -> bool:
        """All expected facts are in what a prompt would hold."""
        return facts_found(self.context, self.facts) == len(self.facts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its 95 % interval where there is one, and of how many questions."""

    value: float
    interval: Interval | None
    n: int


Rows = dict[str, Row]
"""By the question's id."""


def rows_of(result: dict[str, Any], labels: Sequence[dict[str, Any]]) -> Rows:
    """The rows of a result as `ask.py` or `ours.py` wrote it."""
    found = {one["id"]: one for one in result["results"]}
    return {label["id"]: _row(found[label["id"]], label) for label in labels}


def _row(one: dict[str, Any], label: dict[str, Any]) -> Row:
    paths = [each["path"] for each in one["found"]]
    scores = [each["score"] for each in one["found"]]
    joined = "\n\n".join(each["text"] for each in one["found"])
    return Row(
        answerable=label["answerable"],
        gold=tuple(label["gold"]),
        ranked=tuple(dict.fromkeys(paths)),
        sure=one["sure"] if "sure" in one else max(scores, default=0.0),
        cosine=one["cosine"],
        context=one.get("prompt", joined),
        held=tuple(one.get("prompt_documents", paths)),
        facts=tuple(tuple(wordings) for wordings in label.get("facts", ())),
    )


def figures(rows: Rows) -> dict[str, Figure]:
    """Every figure of one peer on one set."""
    graded = [row for row in rows.values() if row.gold]
    every = list(rows.values())
    asked = [row for row in graded if row.facts]
    return {
        "nDCG@10": _mean(graded, lambda row: row.ndcg),
        "MRR": _mean(graded, lambda row: row.reciprocal_rank),
        "hit@1": _share(graded, lambda row: row.hit(1)),
        "hit@5": _share(graded, lambda row: row.hit(READ)),
        "AUROC": _auroc(every, lambda row: row.sure),
        "AUROC of the cosine": _auroc(every, lambda row: row.cosine),
        "AURC": _aurc(every),
        "in the prompt": _share(graded, lambda row: row.is_held),
        "facts in the prompt": _share(asked, lambda row: row.is_told),
        "prompt characters": _mean(every, lambda row: float(len(row.context))),
        "prompt tokens": _mean(every, lambda row: estimated_tokens(row.context)),
    }


def _mean(rows: Sequence[Row], of: Callable[[Row], float]) -> Figure:
    values = [of(row) for row in rows]
    return Figure(fmean(values), bootstrap(values, fmean), len(values))


def _share(rows: Sequence[Row], of: Callable[[Row], bool]) -> Figure:
    if not rows:
        return Figure(math.nan, None, 0)
    right = sum(of(row) for row in rows)
    return Figure(right / len(rows), wilson(right, len(rows)), len(rows))


def _auroc(rows: Sequence[Row], of: Callable[[Row], float]) -> Figure:
    judged = [(of(row), row.answerable) for row in rows]
    spread = bootstrap(judged, ranking.auroc, stratum=lambda pair: pair[1])
    return Figure(ranking.auroc(judged), spread, len(judged))


def _aurc(rows: Sequence[Row]) -> Figure:
    """Wrong is a question without an answer, or without a right document among five."""
    judged = [(row.sure, row.answerable and row.hit(READ)) for row in rows]
    return Figure(ranking.aurc(judged), bootstrap(judged, ranking.aurc), len(judged))


def differences(ours: Rows, theirs: Rows) -> dict[str, Figure]:
    """Ours less theirs, each question against itself, by a paired bootstrap."""
    pairs = [(ours[id_], theirs[id_]) for id_ in ours]
    graded = [pair for pair in pairs if pair[0].gold]
    return {
        "nDCG@10": _mean_change(graded, lambda row: row.ndcg),
        "MRR": _mean_change(graded, lambda row: row.reciprocal_rank),
        "hit@1": _mean_change(graded, lambda row: float(row.hit(1))),
        "hit@5": _mean_change(graded, lambda row: float(row.hit(READ))),
        "AUROC": _auroc_change(pairs, lambda row: row.sure),
        "AUROC of the cosine": _auroc_change(pairs, lambda row: row.cosine),
    }


Pairs = Sequence[tuple[Row, Row]]


def _mean_change(pairs: Pairs, of: Callable[[Row], float]) -> Figure:
    changes = [of(mine) - of(other) for mine, other in pairs]
    return Figure(fmean(changes), bootstrap(changes, fmean), len(changes))


def _auroc_change(pairs: Pairs, of_other: Callable[[Row], float]) -> Figure:
    """Ours always by the gate; theirs by `of_other`."""
    scored = [(mine.sure, of_other(other), mine.answerable) for mine, other in pairs]

    def change(drawn: Sequence[tuple[float, float, bool]]) -> float:
        mine = ranking.auroc([(one, flag) for one, _, flag in drawn])
        return mine - ranking.auroc([(one, flag) for _, one, flag in drawn])

    spread = bootstrap(scored, change, stratum=lambda one: one[2])
    return Figure(change(scored), spread, len(scored))


def ratio_of_means(ours: Sequence[Rows], theirs: Sequence[Rows]) -> Figure:
    """Our mean nDCG@10 over the sets (each weighs the same) as a multiple of theirs."""
    items = [
        (at, mine[id_].ndcg, other[id_].ndcg)
        for at, (mine, other) in enumerate(zip(ours, theirs, strict=True))
        for id_ in mine
        if mine[id_].gold
    ]
    spread = bootstrap(items, _ratio, stratum=lambda item: item[0])
    return Figure(_ratio(items), spread, len(items))


def _ratio(items: Sequence[tuple[int, float, float]]) -> float:
    sets: dict[int, list[tuple[float, float]]] = {}
    for at, mine, other in items:
        sets.setdefault(at, []).append((mine, other))
    mine, other = (
        fmean(fmean(pair[side] for pair in pairs) for pairs in sets.values()) for side in (0, 1)
    )
    return mine / other if other else float("nan")
