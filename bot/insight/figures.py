"""The figures of a run, and how sure each is. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.insight.intervals import Interval, bootstrap, wilson
from bot.insight.metrics import METRICS, Method, Metric
from bot.insight.records import Record


@dataclass(frozen=True, slots=True)
class Figure:
    """A value over `n` questions (quotes, for `genuine quotes`) with its 95 % interval.

    The interval is None when there are too few questions for one.
    """

    value: float
    interval: Interval | None
    n: int
    method: Method


def figure(measure: Metric, records: Sequence[Record]) -> Figure | None:
    """The figure over these records; None when they do not have it."""
    parts = measure.parts(records)
    if not parts:
        return None
    value = measure.summed(parts)
    if math.isnan(value):
        return None
    interval = (
        wilson(sum(parts), len(parts))
        if measure.method is Method.WILSON
        else bootstrap(parts, measure.summed, stratum=measure.stratum)
    )
    return Figure(value, interval, len(parts), measure.method)


Figures = Mapping[str, Mapping[str, Figure]]
"""By group (`all`, a language, `kind:` and a kind), then by the name of the metric."""


def groups_of(records: Sequence[Record]) -> dict[str, list[Record]]:
    """All records, then those of each language and of each kind, by the group's name."""
    groups: dict[str, list[Record]] = {"all": list(records)}
    for language in sorted({record.language for record in records}):
        groups[language] = [record for record in records if record.language == language]
    for kind in sorted({record.kind for record in records} - {""}):
        groups[f"kind:{kind}"] = [record for record in records if record.kind == kind]
    return groups


def figures_of(records: Sequence[Record]) -> Figures:
    """Every figure of every group."""
    return {
        name: {
            measure.name: found
            for measure in METRICS
            if (found := figure(measure, group)) is not None
        }
        for name, group in groups_of(records).items()
    }


def figures_shape(figures: Figures) -> dict[str, Any]:
    """As JSON."""
    return {
        group: {name: _shape(found) for name, found in named.items()}
        for group, named in figures.items()
    }


def _shape(found: Figure) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    return {
        "value": _rounded(found.value),
        "low": _rounded(low),
        "high": _rounded(high),
        "n": found.n,
        "interval": str(found.method) if found.interval else None,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
