"""The gate before a new model or recipe: thresholds from a small TOML file. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.domain.errors import BadInput
from bot.insight.comparison import SetComparison, Verdict
from bot.insight.figures import Figure, Figures
from bot.insight.metrics import METRICS

_KEYS = ("least", "most", "sets", "groups", "against")
_JUDGED = (
    *("hit@1", "hit@5", "MRR", "nDCG@10", "AUROC", "AURC", "answered", "refused", "facts"),
    *("cites gold", "genuine quotes", "failed"),
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure must be at least, or at most, `limit`; in one set, or in all that have it."""

    metric: str
    limit: float
    is_least: bool
    group: str = "all"
    set_name: str | None = None

    @property
    def where(self) -> str:
        """As a reader finds it again."""
        group = "" if self.group == "all" else f" ({self.group})"
        return f"{self.metric}{group}"

    def holds(self, figure: Figure) -> bool:
        """Whether the figure keeps to it."""
        return figure.value >= self.limit if self.is_least else figure.value <= self.limit


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold.

    `against` is a stored result (path as written, empty for none) that must not have been
    better in any of `judged` by more than chance explains.
    """

    bounds: tuple[Bound, ...] = ()
    against: str = ""
    judged: tuple[str, ...] = _JUDGED


def gate_of(text: str, *, name: str) -> Gate:
    """The gate that a TOML file called `name` describes.

    Raises BadInput, which says what is wrong in it.
    """
    try:
        shape = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{name} is not TOML ({error}): docs/evaluation.md shows one.") from None
    reader = _Reader(name)
    reader.known(shape, _KEYS, "the file")
    bounds = tuple(reader.bounds(shape))
    against, judged = reader.against(shape.get("against", {}))
    if not bounds and not against:
        raise BadInput(f"{name} asks for nothing: write [least], [most] or [against] into it.")
    return Gate(bounds, against, judged)


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str

    def bounds(self, shape: Mapping[str, Any]) -> Iterator[Bound]:
        yield from self._pair(shape, "all", None)
        for group, table in self._tables(shape, "groups"):
            self.known(table, ("least", "most"), f"[groups.{group}]")
            yield from self._pair(table, group, None)
        for set_name, table in self._tables(shape, "sets"):
            self.known(table, ("least", "most", "groups"), f"[sets.{set_name}]")
            yield from self._pair(table, "all", set_name)
            for group, inner in self._tables(table, "groups"):
                yield from self._pair(inner, group, set_name)

    def against(self, table: object) -> tuple[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self._refuse("[against] must be a table with 'result'")
        if not table:
            return "", _JUDGED
        self.known(table, ("result", "figures"), "[against]")
        result, judged = table.get("result"), table.get("figures", list(_JUDGED))
        if not isinstance(result, str) or not result or not isinstance(judged, list):
            self._refuse("[against] needs 'result', a stored result, and may list 'figures'")
        return result, tuple(self._metric(each) for each in judged)

    def known(self, table: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
        for key in table:
            if key not in keys:
                self._refuse(f"{where} has '{key}'; it may have {', '.join(keys)}")

    def _pair(
        self, table: Mapping[str, Any], group: str, set_name: str | None
    ) -> Iterator[Bound]:
        for kind in ("least", "most"):
            for metric, limit in self._limits(table, kind):
                yield Bound(self._metric(metric), limit, kind == "least", group, set_name)

    def _limits(self, table: Mapping[str, Any], kind: str) -> Iterator[tuple[str, float]]:
        limits = table.get(kind, {})
        if not isinstance(limits, dict):
            self._refuse(f'[{kind}] must be a table such as "hit@5" = 0.9')
        for metric, limit in limits.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float):
                self._refuse(f"'{metric}' needs a number, such as 0.9")
            yield metric, float(limit)

    def _tables(
        self, table: Mapping[str, Any], key: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        inner = table.get(key, {})
        if not isinstance(inner, dict) or not all(isinstance(v, dict) for v in inner.values()):
            self._refuse(f"'{key}' must hold tables such as [{key}.NAME.least]")
        yield from inner.items()

    def _metric(self, name: object) -> str:
        names = [measure.name for measure in METRICS]
        if name not in names:
            self._refuse(f"there is no figure '{name}'; there are {', '.join(names)}")
        return str(name)

    def _refuse(self, what: str) -> NoReturn:
        raise BadInput(f"{self.name} cannot be used: {what}.")


def broken_bounds(gate: Gate, figures: Mapping[str, Figures]) -> list[str]:
    """A sentence per bound that does not hold; `figures` are by the name of the set.

    Raises BadInput for a bound on a figure that was not measured: it must not pass.
    """
    return [sentence for bound in gate.bounds for sentence in _broken(bound, figures)]


def _broken(bound: Bound, figures: Mapping[str, Figures]) -> Iterator[str]:
    measured = [
        (name, found[bound.group][bound.metric])
        for name, found in figures.items()
        if bound.set_name in (None, name) and bound.metric in found.get(bound.group, {})
    ]
    if not measured:
        where = f" in the set {bound.set_name}" if bound.set_name else ""
        raise BadInput(
            f"The gate has a limit for {bound.where}{where}, which was not measured: leave "
            "out --retrieval-only, evaluate the set it is for, or take the limit out."
        )
    for name, figure in measured:
        if not bound.holds(figure):
            side, word = ("below", "least") if bound.is_least else ("above", "most")
            yield (
                f"{name}: {bound.where} is {figure.value:.4g}, {side} the {bound.limit:g} "
                f"that it must be at {word} (n = {figure.n})."
            )


def regressions(gate: Gate, compared: Sequence[SetComparison]) -> list[str]:
    """A sentence per judged figure that got worse by more than chance explains."""
    return [
        (
            f"{each.name}: {found.metric.name} got worse, from {found.first:.4g} to "
            f"{found.second:.4g} (95 % interval of the change {found.interval[0]:+.3f} to "
            f"{found.interval[1]:+.3f}, n = {found.n})."
        )
        for each in compared
        for found in each.differences
        if found.metric.name in gate.judged
        and found.verdict is Verdict.WORSE
        and found.interval is not None
    ]
