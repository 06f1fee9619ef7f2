"""The gate: do the passages answer the question? A small fitted model. Pure.

A fixed cosine threshold does not work, and a fused score even less; so a few features are
combined by a logistic model whose coefficients `bench/fit_gate.py` fits and prints.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from bot.core.retrieval import Evidence
from bot.domain.knowledge import Hit
from bot.domain.language import language_of

_READ = 3
_COMPARED = 5
Terms = Callable[[str], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Features:
    """What the gate looks at.

    `dense` is the best cosine; `lead` how far it stands above the tenth; `coverage` the
    share of the question's idf weight that the best of the first three passages holds;
    `joint` the same for the three together; `agreement` the share of the five best of
    each arm that are the same; `foreign` 1 when question and best passage differ in
    language, else 0.
    """

    dense: float
    lead: float
    coverage: float
    joint: float
    agreement: float
    foreign: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Coefficients of a logistic model over `Features`, in their order."""

    intercept: float
    coefficients: tuple[float, ...]

    def probability(self, features: Features) -> float:
        """The probability, 0 to 1, that the passages answer the question."""
        values = (getattr(features, field.name) for field in fields(features))
        total = self.intercept + sum(
            c * value for c, value in zip(self.coefficients, values, strict=True)
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(question: str, evidence: Evidence, terms: Terms) -> Features:
    """The features of a search. `terms` gives the term ids of a text."""
    hits = evidence.hits
    cosines = sorted((hit.dense for hit in hits if hit.dense is not None), reverse=True)
    best = cosines[0] if cosines else 0.0
    held = [set(terms(hit.passage.searchable)) for hit in hits[:_READ]]
    shares = [_share(evidence.weights, words) for words in held]
    return Features(
        dense=best,
        lead=best - cosines[min(9, len(cosines) - 1)] if cosines else 0.0,
        coverage=max(shares, default=0.0),
        joint=_share(evidence.weights, set().union(*held)),
        agreement=_agreement(hits),
        foreign=float(_foreign(question, hits)),
    )


def _share(weights: Mapping[int, float], words: set[int]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in words) / total if total else 0.0


def _agreement(hits: Sequence[Hit]) -> float:
    dense = _best((hit.dense, hit.passage.id) for hit in hits)
    sparse = _best((hit.sparse, hit.passage.id) for hit in hits)
    # Of all that there is, where there are fewer than five.
    return len(dense & sparse) / max(len(dense), 1)


def _best(arm: Iterable[tuple[float | None, UUID]]) -> set[UUID]:
    """The best few of an arm, without what it did not find."""
    found = [(-score, id_) for score, id_ in arm if score is not None]
    return {id_ for _, id_ in sorted(found)[:_COMPARED]}


def _foreign(question: str, hits: Sequence[Hit]) -> bool:
    return bool(hits) and language_of(question) is not language_of(hits[0].passage.text)
