"""Answers by quotation, where no model words them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import citing, quoting
from bot.core.answerability import Terms
from bot.core.retrieval import Evidence
from bot.domain.conversation import QUOTATION, Answer, Outcome, Question
from bot.domain.language import language_of
from bot.ports import Embedder

# A tenth of cosine weighs as much as six tenths of the question's words. On public questions
# 55 % of the answers (n = 75) hold all expected facts so, by words alone 45 % (n = 69).
_MEANING = 6.0


@dataclass(frozen=True, slots=True)
class Quotation:
    """Picks the sentences that answer, word for word. `terms` gives the terms of a text."""

    embedder: Embedder
    terms: Terms

    async def quote(
        self, question: Question, evidence: Evidence, confidence: float
    ) -> Answer | None:
        """The answer, each of its citations checked; None when nothing can be quoted.

        Raises ServiceError when the embedder is down.
        """
        quotes = await self._quotes(evidence)
        passages = [hit.passage for hit in evidence.hits]
        sentences, citations = citing.verified(*citing.cite(quotes), passages)
        if not sentences:
            return None
        return Answer(
            outcome=Outcome.ANSWERED,
            language=language_of(question.text),
            confidence=confidence,
            sentences=sentences,
            citations=citations,
            model=QUOTATION,
        )

    async def _quotes(self, evidence: Evidence) -> list[quoting.Quote]:
        units = quoting.units(evidence.hits)
        by_words = quoting.by_words(units, evidence.weights, self.terms)
        likely = quoting.likeliest(by_words)
        nearness = await self._nearness(evidence.vector, [unit for _, unit in likely])
        return quoting.choose(
            (share + _MEANING * near, unit)
            for (share, unit), near in zip(likely, nearness, strict=True)
        )

    async def _nearness(
        self, wanted: Sequence[float], units: Sequence[quoting.Unit]
    ) -> list[float]:
        """How much nearer in meaning each unit is than the one farthest away."""
        texts = [f"{unit.passage.heading}\n{unit.text}" for unit in units]
        vectors = await self.embedder.embed_passages(texts)
        cosines = [sum(a * b for a, b in zip(wanted, v, strict=True)) for v in vectors]
        lowest, highest = min(cosines, default=0.0), max(cosines, default=0.0)
        # Cosines of one model lie close together: count from the lowest, unless all are one.
        floor = lowest if highest > lowest else lowest - 1.0
        return [cosine - floor for cosine in cosines]
