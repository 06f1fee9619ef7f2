"""Two runs over the same questions: what changed, and whether chance explains it. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.errors import BadInput
from bot.insight.intervals import Interval, bootstrap, paired_shares
from bot.insight.metrics import METRICS, QUOTES, Better, Method, Metric
from bot.insight.records import READ, Record
from bot.insight.results import Run, SetRun

Pair = tuple[Record, Record]


class Verdict(StrEnum):
    """What the interval of a difference says."""

    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the same `n` questions in both runs; `change` is second less first."""

    metric: Metric
    first: float
    second: float
    interval: Interval | None
    n: int

    @property
    def change(self) -> float:
        """By how much the second is higher."""
        return self.second - self.first

    @property
    def verdict(self) -> Verdict:
        """Better or worse when the 95 % interval lies on one side of no change."""
        if self.interval is None or self.interval[0] <= 0 <= self.interval[1]:
            return Verdict.UNDECIDED
        is_up = self.interval[0] > 0
        is_good = is_up == (self.metric.better is Better.HIGHER)
        return Verdict.BETTER if is_good else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose fate changed, and how: (what, before, after)."""

    id: str
    question: str
    language: str
    what: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SetComparison:
    """One set in both runs. `unpaired` counts questions that only one of them asked."""

    name: str
    paired: int
    unpaired: int
    same_documents: bool
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare(first: Run, second: Run) -> tuple[SetComparison, ...]:
    """Every set that both runs have, by name. Raises BadInput when there is none."""
    others = {each.name: each for each in second.sets}
    shared = [(each, others[each.name]) for each in first.sets if each.name in others]
    found = tuple(_compared(one, other) for one, other in shared)
    if not any(each.paired for each in found):
        raise BadInput(
            f"{first.name} and {second.name} have no question in common, so nothing can be "
            "compared: evaluate the same file of questions twice."
        )
    return found


def _compared(first: SetRun, second: SetRun) -> SetComparison:
    pairs = _pairs(first.records, second.records)
    differences = (_difference(measure, pairs) for measure in METRICS)
    return SetComparison(
        name=first.name,
        paired=len(pairs),
        unpaired=len(first.records) + len(second.records) - 2 * len(pairs),
        same_documents=first.documents == second.documents,
        differences=tuple(found for found in differences if found is not None),
        changes=tuple(change for pair in pairs if (change := _change(*pair)) is not None),
    )


def _pairs(first: Sequence[Record], second: Sequence[Record]) -> list[Pair]:
    """The same question with the same expectations."""
    held = {record.id: record for record in second}
    found = [(record, held[record.id]) for record in first if record.id in held]
    return [(a, b) for a, b in found if _expected(a) == _expected(b)]


def _expected(record: Record) -> tuple[Any, ...]:
    return (record.question, record.answerable, record.gold, record.facts)


def _difference(measure: Metric, pairs: Sequence[Pair]) -> Difference | None:
    if measure.name == QUOTES:
        return _difference_of_shares(measure, pairs)
    parts = [(measure.of(a), measure.of(b)) for a, b in pairs]
    parts = [(a, b) for a, b in parts if a is not None and b is not None]
    if not parts:
        return None
    first = measure.summed([a for a, _ in parts])
    second = measure.summed([b for _, b in parts])
    if math.isnan(first) or math.isnan(second):
        return None
    interval = (
        paired_shares(parts)
        if measure.method is Method.WILSON
        else bootstrap(parts, _less(measure.summed), stratum=_stratum(measure))
    )
    return Difference(measure, first, second, interval, len(parts))


def _difference_of_shares(measure: Metric, pairs: Sequence[Pair]) -> Difference | None:
    """Of quotes a question has several, and not the same in both: whether all are genuine."""
    parts = [(measure.of(a), measure.of(b)) for a, b in pairs]
    whole = [(all(a), all(b)) for a, b in parts if a is not None and b is not None]
    if not whole:
        return None
    first, second = (sum(side) / len(whole) for side in zip(*whole, strict=True))
    return Difference(measure, first, second, paired_shares(whole), len(whole))


def _less(summed: Callable[[Sequence[Any]], float]) -> Callable[[Sequence[Any]], float]:
    return lambda parts: summed([b for _, b in parts]) - summed([a for a, _ in parts])


def _stratum(measure: Metric) -> Callable[[Any], Any] | None:
    of = measure.stratum
    return (lambda part: of(part[0])) if of else None


def _change(first: Record, second: Record) -> Change | None:
    told = [
        ("document", _place(first), _place(second)),
        ("outcome", _outcome(first), _outcome(second)),
        ("facts", _facts(first), _facts(second)),
    ]
    what = tuple(each for each in told if each[1] != each[2] and "" not in each)
    return Change(first.id, first.question, first.language, what) if what else None


def _place(record: Record) -> str:
    """Only steps that matter: first, among those that are read, ranked at all."""
    if not record.gold:
        return ""
    if record.rank is None:
        return "not found"
    return "first" if record.rank == 1 else "read" if record.rank <= READ else "too far down"


def _outcome(record: Record) -> str:
    if record.trouble:
        return "failed"
    return str(record.asking.outcome) if record.asking else ""


def _facts(record: Record) -> str:
    if record.asking is None or not record.facts or not record.is_answered:
        return ""
    return f"{record.asking.facts_found} of {record.facts}"
