"""One question, start to finish, as a straight line."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from bot.core.answerability import Bars, Gate, Terms, features
from bot.core.approved import Approvals
from bot.core.gathering import Gathering
from bot.core.quotation import Quotation
from bot.core.remembering import Memory
from bot.core.retrieval import Evidence, Retrieval
from bot.core.rewriting import Rewriting
from bot.core.widening import Widening
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
from bot.domain.people import Platform
from bot.ports import Embedder, SparseEncoder

_NEAREST = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers by quoting, or by `wording` where there is one.

    From the probability `bar` on it dares to answer, from `sure` on without a caution;
    `places` have their own. With `widening`, a model reads the sections of what was found.
    """

    retrieval: Retrieval
    embedder: Embedder
    encoder: SparseEncoder
    gate: Gate
    bar: float
    sure: float = 0.0
    places: Mapping[Platform, Bars] = field(default_factory=dict)
    widening: Widening | None = None
    wording: Wording | None = None
    rewriting: Rewriting | None = None
    memory: Memory | None = None
    approvals: Approvals = field(default_factory=Approvals)

    async def evidence(self, question: Question) -> Evidence:
        """What the documents hold near the question. Raises ServiceError."""
        found = await Gathering(self.retrieval, self.rewriting).evidence(question)
        return self.approvals.set_apart(found)

    async def answer(self, question: Question, *, so_far: SoFar | None = None) -> Answer:
        """The answer, or that the documents do not hold one and which come nearest.

        A quotation is a verbatim slice of a passage that the place may read; a model's
        sentence was checked against such passages. `so_far` is told what a model's answer
        has of them until now. Where no model answers in time, the answer is a quotation.
        Raises ServiceError when a part is down.
        """
        if self.memory is None:
            return await self._fresh(question, so_far)
        return await self.memory.recall(question, partial(self._fresh, question, so_far))

    async def _fresh(self, question: Question, so_far: SoFar | None) -> Answer:
        """Worked out now; what a model used for the search is counted in."""
        evidence = await self.evidence(question)
        answer = await self._decided(question, evidence, so_far)
        used, cost = answer.tokens, None
        if answer.cost is not None and evidence.cost is not None:
            cost = answer.cost + evidence.cost
        more = evidence.tokens
        tokens = Tokens(used.input + more.input, used.output + more.output)
        return replace(answer, tokens=tokens, cost=cost)

    async def _decided(
        self, question: Question, evidence: Evidence, so_far: SoFar | None
    ) -> Answer:
        if approved := self.approvals.answer(question, evidence):
            return approved
        seen = features(question.sought, evidence, self.terms)
        confidence = self.gate.probability(seen) if evidence.hits else 0.0
        bars = self.bars(question.place.platform)
        if confidence < bars.answer:
            return _unknown(question, evidence, confidence)
        if self.wording is None:
            answer = await self._quoted(question, evidence, confidence)
        else:
            answer = await self._worded(self.wording, question, evidence, confidence, so_far)
        return replace(answer, is_sure=confidence >= bars.sure)

    def bars(self, platform: Platform) -> Bars:
        """What holds on a platform."""
        return self.places.get(platform) or Bars(self.bar, self.sure)

    async def _worded(
        self,
        wording: Wording,
        question: Question,
        evidence: Evidence,
        confidence: float,
        so_far: SoFar | None,
    ) -> Answer:
        try:
            hits = await self._widened(question, evidence)
            answer = await wording.word(question, hits, confidence=confidence, so_far=so_far)
        except (ModelUnavailable, BudgetSpent) as error:
            _log.warning("quoting instead: %s", error)
            quoted = await self._quoted(question, evidence, confidence)
            tokens, cost = _spent(error)
            return replace(quoted, prompt=wording.version, tokens=tokens, cost=cost)
        if answer.outcome is Outcome.ANSWERED:
            return answer
        return replace(answer, nearest=tuple(_pointers(evidence.hits)))

    async def _widened(self, question: Question, evidence: Evidence) -> tuple[Hit, ...]:
        if self.widening is None:
            return evidence.hits
        return await self.widening.widened(evidence.hits, question.place.clearance)

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
        language=question.language,
        confidence=confidence,
        is_sure=False,
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
