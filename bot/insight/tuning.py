"""Chooses settings by labelled questions, and says what that is worth. Pure.

A setting that was chosen on some questions looks better on those than it is. So it is
judged on questions that it was not chosen by: five times a fifth of them is left out.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Generic, TypeVar

from bot.insight.intervals import Interval, bootstrap
from bot.insight.ranking import Judged

Way = TypeVar("Way", bound=Hashable)

FEWEST = 30
"""With fewer questions nothing is proposed: chance would choose."""
FEWEST_OF_A_KIND = 10
"""A bar needs so many questions with an answer, and so many without."""

_FOLDS = 5
_SEED = 20261122
_BARS = tuple(step / 100 for step in range(5, 96))


@dataclass(frozen=True, slots=True)
class Proposal(Generic[Way]):
    """What was chosen on all `n` questions, instead of `standing`, and what it brings.

    `gain` is the mean per question, on questions that did not choose; `interval` holds it
    with 95 %. Too few questions: no interval.
    """

    n: int
    standing: Way
    way: Way
    gain: float
    interval: Interval | None

    @property
    def is_worth_it(self) -> bool:
        """Whether chance does not explain the gain."""
        return self.interval is not None and self.interval[0] > 0


def choose(grades: Mapping[Way, Sequence[float]], standing: Way) -> Proposal[Way]:
    """The way with the highest mean grade; of equals the standing one, then the first.

    `grades` holds per way one grade per question, in the same order.
    """
    n = len(grades[standing])
    best = _best(grades, range(n), standing)
    if n < FEWEST:
        return Proposal(n, standing, best, 0.0, None)
    gains: list[float] = []
    for left_out in _folds(n):
        others = sorted(set(range(n)) - set(left_out))
        chosen = _best(grades, others, standing)
        gains += [grades[chosen][at] - grades[standing][at] for at in left_out]
    return Proposal(n, standing, best, fmean(gains), bootstrap(gains, fmean))


def choose_bar(judged: Sequence[Judged], *, cost: float, standing: float) -> Proposal[float]:
    """The confidence from which to answer, where a wrong answer costs `cost` withheld ones.

    The gain is in withheld right answers per question. Without enough questions of both
    kinds there is no interval.
    """
    right = sum(is_right for _, is_right in judged)
    found = choose(
        {bar: [_worth(one, bar, cost) for one in judged] for bar in (standing, *_BARS)},
        standing,
    )
    if min(right, len(judged) - right) < FEWEST_OF_A_KIND:
        return Proposal(found.n, standing, found.way, 0.0, None)
    return found


def bar_at(cost: float) -> float:
    """The bar that a wrong answer `cost` times as dear as a withheld one means.

    Answering pays where p > (1 - p) × cost, if p is calibrated.
    """
    return cost / (1 + cost)


def _worth(judged: Judged, bar: float, cost: float) -> float:
    confidence, is_right = judged
    if confidence < bar:
        return -1.0 if is_right else 0.0
    return 0.0 if is_right else -cost


def _best(grades: Mapping[Way, Sequence[float]], asked: Sequence[int], standing: Way) -> Way:
    means = {way: fmean(each[at] for at in asked) for way, each in grades.items()}
    highest = max(means.values())
    ties = [way for way, mean in means.items() if mean >= highest]
    return standing if standing in ties else ties[len(ties) // 2]


def _folds(n: int) -> list[list[int]]:
    order = list(range(n))
    random.Random(_SEED).shuffle(order)  # noqa: S311 - figures, not secrets
    return [order[start::_FOLDS] for start in range(_FOLDS)]
