"""Answers by quotation, where no model words them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import choosing, citing, conflicts, quoting
from bot.core.answerability import Terms
from bot.core.choosing import Weighed
from bot.core.expecting import Want, wants
from bot.core.retrieval import Evidence
from bot.core.tidying import tidied
from bot.domain.conversation import QUOTATION, Answer, Citation, Outcome, Question, Side
from bot.ports import Embedder


@dataclass(frozen=True, slots=True)
class Quotation:
    """Picks the sentences that answer, word for word. `terms` gives the terms of a text."""

    embedder: Embedder
    terms: Terms

    async def quote(
        self, question: Question, evidence: Evidence, confidence: float
    ) -> Answer | None:
        """The answer, each of its citations checked; None when nothing can be quoted.

        Its citations quote word for word; its sentences do without marks of the page.

        Where documents contradict each other, it is what each of them says, newest first.
        Raises ServiceError when the embedder is down.
        """
        weighed = await self._weighed(question, evidence)
        against = conflicts.sides(weighed, self.terms)
        quotes = [quoting.quote_of(unit) for unit in against] or choosing.choose(
            weighed, best_first=Want.DECISION in wants(question.text)
        )
        passages = [hit.passage for hit in evidence.hits]
        sentences, citations = citing.verified(*citing.cite(quotes), passages)
        if not sentences:
            return None
        return Answer(
            outcome=Outcome.ANSWERED,
            language=question.language,
            confidence=confidence,
            sentences=tuple(replace(one, text=tidied(one.text)) for one in sentences),
            citations=citations,
            model=QUOTATION,
            sides=_sides(citations, against),
        )

    async def _weighed(self, question: Question, evidence: Evidence) -> list[Weighed]:
        units = quoting.units(evidence.hits)
        likely = choosing.by_question(
            question.sought, units, weights=evidence.weights, terms=self.terms
        )
        cosines = await self._cosines(evidence.vector, [unit for _, unit in likely])
        return choosing.by_meaning(question.sought, likely, cosines=cosines)

    async def _cosines(
        self, wanted: Sequence[float], units: Sequence[quoting.Unit]
    ) -> list[float]:
        vectors = await self.embedder.embed_passages([unit.searchable for unit in units])
        return [sum(a * b for a, b in zip(wanted, v, strict=True)) for v in vectors]


def _sides(citations: Sequence[Citation], against: Sequence[quoting.Unit]) -> tuple[Side, ...]:
    """A side per unit that contradicts another, if more than one still holds."""
    numbers = {citation.quote: citation.number for citation in citations}
    found = [
        Side(numbers[unit.text], unit.passage.labels.updated)
        for unit in against
        if unit.text in numbers
    ]
    return tuple(found) if len(found) > 1 else ()
