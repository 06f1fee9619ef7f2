"""Which figures there are: what each means, and what a question contributes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from statistics import fmean
from typing import Any

from bot.domain.conversation import Outcome
from bot.insight import ranking
from bot.insight.intervals import quantile
from bot.insight.records import DEPTH, READ, Asking, Record

_REFUSED = (Outcome.UNKNOWN, Outcome.HANDED_OVER)


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class Method(StrEnum):
    """Where an interval comes from."""

    WILSON = "wilson"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `of` gives what a question contributes, None when it has no part in it.

    A metric with Wilson's interval is a share: `of` gives whether, or a list of whethers.
    """

    name: str
    meaning: str
    of: Callable[[Record], Any]
    summed: Callable[[Sequence[Any]], float]
    better: Better = Better.HIGHER
    method: Method = Method.BOOTSTRAP
    unit: str = ""
    stratum: Callable[[Any], Hashable] | None = None

    def parts(self, records: Sequence[Record]) -> list[Any]:
        """What the records contribute."""
        found = [self.of(record) for record in records]
        if self.name == QUOTES:
            return [whether for many in found if many is not None for whether in many]
        return [part for part in found if part is not None]


QUOTES = "genuine quotes"


def _hit(depth: int, record: Record) -> bool | None:
    if not record.gold:
        return None
    return record.rank is not None and record.rank <= depth


def _of_ranking(grade: Callable[[Sequence[str], Sequence[str]], float], r: Record) -> Any:
    return grade(r.ranked, r.gold) if r.gold else None


def _ndcg(ranked: Sequence[str], gold: Sequence[str]) -> float:
    return ranking.ndcg(ranked, gold, depth=DEPTH)


def judged(record: Record) -> ranking.Judged | None:
    """The confidence, and whether the documents hold an answer; None without a search."""
    return None if record.confidence is None else (record.confidence, record.answerable)


def judged_right(record: Record) -> ranking.Judged | None:
    """The confidence, and whether an answer could be right; None when nobody can tell."""
    right = record.could_be_right
    return None if record.confidence is None or right is None else (record.confidence, right)


def _answered(record: Record) -> bool | None:
    return record.is_answered if record.asking and record.answerable else None


def _refused(record: Record) -> bool | None:
    if record.asking is None or record.answerable:
        return None
    return record.asking.outcome in _REFUSED


def _facts(record: Record) -> bool | None:
    if record.asking is None or not record.facts:
        return None
    return record.is_answered and record.asking.facts_found == record.facts


def _facts_of_answers(record: Record) -> bool | None:
    return _facts(record) if record.is_answered else None


def _cites_gold(record: Record) -> bool | None:
    asking = record.asking
    return asking.cites_gold if asking and record.is_answered and record.gold else None


def _quotes(record: Record) -> list[bool] | None:
    asking = record.asking
    if asking is None or not record.is_answered:
        return None
    genuine = asking.quotes_genuine
    return [True] * genuine + [False] * (asking.quotes - genuine)


def _failed(record: Record) -> bool:
    return bool(record.trouble) or (
        record.asking is not None and record.asking.outcome is Outcome.FAILED
    )


def _search_seconds(record: Record) -> float | None:
    return None if record.trouble else record.search_seconds


def _stood_in(record: Record) -> bool | None:
    asking = record.asking
    return asking.stood_in if asking and asking.prompt else None


def _spent(of: Callable[[Asking], float | None], record: Record) -> float | None:
    return of(record.asking) if record.asking else None


def _share(parts: Sequence[bool]) -> float:
    return sum(parts) / len(parts)


def _quantile(share: float, parts: Sequence[float]) -> float:
    return quantile(sorted(parts), share)


_rate = partial(Metric, summed=_share, method=Method.WILSON)
_mean = partial(Metric, summed=fmean)
_waiting = partial(Metric, better=Better.LOWER, unit="s")
_spending = partial(Metric, summed=fmean, better=Better.LOWER)

METRICS: tuple[Metric, ...] = (
    _rate("hit@1", "a document with the answer is found first", partial(_hit, 1)),
    _rate("hit@5", "one is among the first five documents", partial(_hit, READ)),
    _mean(
        "MRR",
        "one over the place of the first such document among ten",
        partial(_of_ranking, ranking.reciprocal_rank),
    ),
    _mean("nDCG@10", "all such documents stand high among ten", partial(_of_ranking, _ndcg)),
    Metric(
        "AUROC",
        "confidence tells questions that the documents answer from others (0.5 is chance)",
        judged,
        ranking.auroc,
        stratum=lambda pair: pair[1],
    ),
    Metric(
        "AURC",
        (
            "mean risk when only the surest questions are answered, over every share: risk "
            "is the share of them that the first five documents do not answer"
        ),
        judged_right,
        ranking.aurc,
        better=Better.LOWER,
    ),
    _rate("answered", "answerable questions that got an answer", _answered),
    _rate("refused", "other questions that got none", _refused),
    _rate("facts", "answerable questions whose answer has every expected fact", _facts),
    _rate("facts of answers", "of those that were answered", _facts_of_answers),
    _rate("cites gold", "answers that cite a document with the answer", _cites_gold),
    _rate(QUOTES, "cited quotes that stand word for word in the cited document", _quotes),
    _rate(
        "stood in",
        "answers quoted from the documents because no model gave one",
        _stood_in,
        better=Better.LOWER,
    ),
    _rate("failed", "questions that ended with an error", _failed, better=Better.LOWER),
    _waiting("search p50", "seconds of a search", _search_seconds, partial(_quantile, 0.5)),
    _waiting(
        "search p95",
        "the same, of the slowest 5 %",
        _search_seconds,
        partial(_quantile, 0.95),
    ),
    _waiting(
        "answer p50",
        "seconds of an answer",
        partial(_spent, lambda a: a.seconds),
        partial(_quantile, 0.5),
    ),
    _waiting(
        "answer p95",
        "the same, of the slowest 5 %",
        partial(_spent, lambda a: a.seconds),
        partial(_quantile, 0.95),
    ),
    _spending(
        "tokens in",
        "tokens that a question sent to a paid model, on the mean",
        partial(_spent, lambda a: a.input_tokens),
    ),
    _spending(
        "tokens out",
        "tokens that came back, on the mean",
        partial(_spent, lambda a: a.output_tokens),
    ),
    _spending(
        "cost",
        "US dollars of a question, on the mean",
        partial(_spent, lambda a: a.cost),
        unit="$",
    ),
)


METRICS_BY_NAME = {each.name: each for each in METRICS}
"""Each by its name."""
