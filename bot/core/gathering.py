"""What the documents hold near a question, with what it leans on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.core.following import leaning, merged, standalone
from bot.core.leaning import Lean, own_share
from bot.core.retrieval import Evidence, Retrieval
from bot.core.rewriting import Rewrite, Rewriting
from bot.domain.conversation import Question


@dataclass(frozen=True, slots=True)
class Gathering:
    """Searches by what was asked and, for a follow-up, by what it leans on as well.

    Without `rewriting` no model is asked what a follow-up means.
    """

    retrieval: Retrieval
    rewriting: Rewriting | None = None

    async def evidence(self, question: Question) -> Evidence:
        """What was found, and what a model used for the search. Raises ServiceError."""
        kind, clearance = leaning(question), question.place.clearance
        by_itself = self.retrieval.find(question.sought, clearance)
        if kind is Lean.NO:
            return await by_itself
        raw, rewrite = await asyncio.gather(by_itself, self._rewrite(question, kind))
        text = rewrite.text or standalone(question)
        carried = await self.retrieval.find(text, clearance)
        share = own_share(question.sought)
        found = merged(raw, carried, share=share)
        return replace(found, tokens=rewrite.tokens, cost=rewrite.cost)

    async def _rewrite(self, question: Question, kind: Lean) -> Rewrite:
        # Only where words say that it is needed: a call takes time, and is paid for.
        if self.rewriting is None or kind is not Lean.CLEARLY:
            return Rewrite()
        return await self.rewriting.rewrite(question)
