"""One question, start to finish, as a straight line."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.answerability import Gate, Terms, features
from bot.core.following import standalone
from bot.core.quotation import Quotation
from bot.core.retrieval import Evidence, Retrieval
from bot.core.wording import SoFar, Wording
from bot.domain.conversation import (
    QUOTATION,
    Answer,
    Outcome,
    Pointer,
    Question,
    Tokens,
)
from bot.domain.errors import BudgetSpent, ModelUnavailable
from bot.domain.knowledge import Hit
from bot.domain.language import language_of
from bot.ports import Embedder, SparseEncoder

_NEAREST = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers by quoting, or by `wording` where there is one.

    `bar` is the probability from which it dares to answer.
    """

    retrieval: Retrieval
    embedder: Embedder
    encoder: SparseEncoder
    gate: Gate
    bar: float
    wording: Wording | None = None

    async def evidence(self, question: Question) -> Evidence:
        """What the documents hold near the question. Raises ServiceError."""
        return await self.retrieval.find(standalone(question), question.place.clearance)

    async def answer(self, question: Question, *, so_far: SoFar | None = None) -> Answer:
        """The answer, or that the documents do not hold one and which come nearest.

        A quotation is a verbatim slice of a passage that the place may read; a model's
        sentence was checked against such passages. `so_far` is told what a model's answer
        has of them until now. Where no model answers in time, the answer is a quotation.
        Raises ServiceError when a part is down.
        """
        asked = standalone(question)
        evidence = await self.evidence(question)
        seen = features(asked, evidence, self.terms)
        confidence = self.gate.probability(seen) if evidence.hits else 0.0
        if confidence < self.bar:
            return _unknown(question, evidence, confidence)
        if self.wording is None:
            return await self._quoted(question, evidence, confidence)
        return await self._worded(self.wording, question, evidence, confidence, so_far)

    async def _worded(
        self,
        wording: Wording,
        question: Question,
        evidence: Evidence,
        confidence: float,
        so_far: SoFar | None,
    ) -> Answer:
        try:
            answer = await wording.word(
                question, evidence.hits, confidence=confidence, so_far=so_far
            )
        except (ModelUnavailable, BudgetSpent) as error:
            _log.warning("quoting instead: %s", error)
            quoted = await self._quoted(question, evidence, confidence)
            tokens, cost = _spent(error)
            return replace(quoted, prompt=wording.version, tokens=tokens, cost=cost)
        if answer.outcome is Outcome.ANSWERED:
            return answer
        return replace(answer, nearest=tuple(_pointers(evidence.hits)))

    async def _quoted(
        self, question: Question, evidence: Evidence, confidence: float
    ) -> Answer:
        quotation = Quotation(self.embedder, self.terms)
        quoted = await quotation.quote(question, evidence, confidence)
        return quoted or _unknown(question, evidence, confidence)

    def terms(self, text: str) -> Mapping[int, float]:
        """The terms of a text and how often each occurs."""
        return terms_of(self.encoder)(text)


def terms_of(encoder: SparseEncoder) -> Terms:
    """Gives the terms of a text and how often each occurs."""

    def terms(text: str) -> Mapping[int, float]:
        vector = encoder.question(text)
        return dict(zip(vector.indices, vector.values, strict=True))

    return terms


def _unknown(question: Question, evidence: Evidence, confidence: float) -> Answer:
    return Answer(
        outcome=Outcome.UNKNOWN,
        language=language_of(question.text),
        confidence=confidence,
        nearest=tuple(_pointers(evidence.hits)),
        model=QUOTATION,
    )


def _spent(error: ModelUnavailable | BudgetSpent) -> tuple[Tokens, float | None]:
    """What was used up for nothing."""
    if isinstance(error, ModelUnavailable):
        return error.tokens, error.cost
    return Tokens(), 0.0


def _pointers(hits: Iterable[Hit]) -> list[Pointer]:
    found: dict[str, Pointer] = {}
    for hit in hits:
        passage = hit.passage
        found.setdefault(passage.path, Pointer(passage.path, passage.title, passage.heading))
    return list(found.values())[:_NEAREST]
