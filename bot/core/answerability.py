"""The gate: do the passages answer the question? A small fitted model. Pure.

A fixed cosine threshold does not work, and a fused score even less; so a few features are
combined by a logistic model whose coefficients `bench/fit_gate.py` fits and prints.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from bot.core.loanwords import twins_in
from bot.core.naming import lacking, names
from bot.core.retrieval import Evidence
from bot.domain.knowledge import Hit
from bot.domain.language import language_of

_READ = 3
_COMPARED = 5
_MISSING = 2.0
_CRUMB = 0.4
_SENTENCE = re.compile(r"(?:[^\n.!?。]|[.!?](?=\S))+[.!?。]?")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NO_PROSE = re.compile(r"```.*?(?:```|$)|`[^`]*`|<[^>]*>|https?://\S+|\]\([^)]*\)", re.DOTALL)
Terms = Callable[[str], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Features:
    """What the gate looks at.

    `first` is the cosine of the best passage; `coverage` the share of the question's idf
    weight that the best covered of the first three passages holds, a word in Hangul also in
    Latin letters; `joint` the same for the three together; `agreement` the share of the
    five best of each arm that are the same; `foreign` the share of the first three passages
    that are in another language than the question, and 0 when the first is in its own;
    `missing` how many of the question's numbers the best covered sentence lacks, and of its
    `names` those three, at most two.
    """

    first: float
    coverage: float
    joint: float
    agreement: float
    foreign: float
    missing: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The probabilities from which the bot answers, and from which without a caution."""

    answer: float
    sure: float


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
    hits, weights = evidence.hits, evidence.weights
    held = [_words(hit.passage.searchable, question, terms) for hit in hits[:_READ]]
    absent = len(_missing(question, hits, weights, terms))
    return Features(
        first=_first(hits),
        coverage=max((_share(weights, words) for words in held), default=0.0),
        joint=_share(weights, set().union(*held)),
        agreement=_agreement(hits),
        foreign=_foreign(question, hits[:_READ]),
        missing=min(_MISSING, absent + _unnamed(question, hits[:_READ])),
    )


def _words(text: str, question: str, terms: Terms) -> set[int]:
    """The terms of a text, and those words of the question that it holds in Latin letters."""
    twins = twins_in(question, text)
    return {*terms(text), *(terms(" ".join(twins)) if twins else ())}


def _first(hits: Sequence[Hit]) -> float:
    """The cosine of the first hit; one that the dense arm did not find has less than all."""
    cosines = [hit.dense for hit in hits if hit.dense is not None]
    if not cosines:
        return 0.0
    return min(cosines) if hits[0].dense is None else hits[0].dense


def _missing(
    question: str, hits: Sequence[Hit], weights: Mapping[int, float], terms: Terms
) -> set[str]:
    """The question's numbers that the best covered sentence and its breadcrumb lack."""
    wanted = _numbers(question)
    if not wanted or not hits:
        return wanted
    best = max(_sentences(hits), key=lambda pair: _held(weights, pair, terms))
    return wanted - _numbers(" ".join(best))


def _sentences(hits: Sequence[Hit]) -> Iterator[tuple[str, str]]:
    """Sentences of the first passages, each with its breadcrumb."""
    for hit in hits[:_READ]:
        passage = hit.passage
        crumb = passage.searchable.removesuffix(passage.text)
        for sentence in _SENTENCE.findall(passage.text) or [passage.text]:
            yield sentence, crumb


def _held(weights: Mapping[int, float], pair: tuple[str, str], terms: Terms) -> float:
    words, crumb = terms(pair[0]), terms(pair[1])
    lent = sum(w for term, w in weights.items() if term in crumb and term not in words)
    return sum(w for term, w in weights.items() if term in words) + _CRUMB * lent


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


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


def _unnamed(question: str, hits: Sequence[Hit]) -> float:
    """How many of the question's names stand in none of these passages."""
    wanted = names(question)
    return lacking(wanted, "\n".join(hit.passage.searchable for hit in hits)) if wanted else 0.0


def _foreign(question: str, hits: Sequence[Hit]) -> float:
    """The share of passages in another language; none where the first is not."""
    asked = language_of(question)
    others = [language_of(_prose(hit.passage.searchable)) is not asked for hit in hits]
    return sum(others) / len(others) if others and others[0] else 0.0


def _prose(text: str) -> str:
    """A text without what is Latin in every language: code, tags and addresses."""
    return _NO_PROSE.sub(" ", text)
