"""Asks the questions of a set, and records what came of each.

The composition root brings what searches and what answers: the same parts that real
questions go through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.conversation import Answer, Citation, Outcome
from bot.domain.errors import BotError, BudgetSpent, OperatorError, ServiceError
from bot.insight.questions import Asked
from bot.insight.records import DEPTH, Asking, Record, facts_found
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: each document once, best first, and the confidence in it."""

    documents: tuple[str, ...]
    confidence: float


Search = Callable[[Asked], Awaitable[Found]]
Ask = Callable[[Asked], Awaitable[Answer]]
TextOf = Callable[[str], Awaitable[str]]
"""The text of a document by its path; empty when there is no such document."""

Progress = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Asks with `parallel` questions under way at once; without `ask` it only searches.

    Seconds mean what one asker waits only while `parallel` is 1.
    """

    search: Search
    ask: Ask | None
    text_of: TextOf
    clock: Clock
    parallel: int = 1

    async def run(self, questions: Sequence[Asked], progress: Progress) -> tuple[Record, ...]:
        """A record per question, in order. `progress` is told how many of how many are done.

        A question that ends with an error is recorded with it, and the others go on.
        Raises BudgetSpent and OperatorError at once, ServiceError when every question
        failed.
        """
        await self._warm_up(questions)
        records: dict[str, Record] = {}
        waiting = iter(questions)

        async def work_off() -> None:
            for asked in waiting:
                records[asked.id] = await self._record(asked)
                progress(len(records), len(questions))

        await _all([work_off() for _ in range(self.parallel)])
        done = tuple(records[asked.id] for asked in questions)
        troubles = [record.trouble for record in done]
        if troubles and all(troubles):
            raise ServiceError(f"Every question failed. The first one so: {troubles[0]}")
        return done

    async def _warm_up(self, questions: Sequence[Asked]) -> None:
        """Whoever asks first after a start waits for the models to load: no figure of ours."""
        for asked in questions[:1]:
            await _attempt(self.search(asked))

    async def _record(self, asked: Asked) -> Record:
        started = self.clock.monotonic()
        found = await _attempt(self.search(asked))
        seconds = self.clock.monotonic() - started
        record = Record(
            id=asked.id,
            question=asked.question,
            language=str(asked.language),
            kind=asked.kind,
            answerable=asked.answerable,
            gold=asked.documents,
            facts=len(asked.facts),
            ranked=found.documents[:DEPTH] if isinstance(found, Found) else (),
            confidence=found.confidence if isinstance(found, Found) else None,
            search_seconds=seconds,
            trouble="" if isinstance(found, Found) else str(found),
        )
        if self.ask is None or record.trouble:
            return record
        return replace(record, asking=await self._asking(self.ask, asked))

    async def _asking(self, ask: Ask, asked: Asked) -> Asking:
        started = self.clock.monotonic()
        answer = await _attempt(ask(asked))
        seconds = self.clock.monotonic() - started
        if not isinstance(answer, Answer):
            return Asking(Outcome.FAILED, seconds, trouble=str(answer))
        words = "\n".join(sentence.text for sentence in answer.sentences)
        genuine = [await self._is_genuine(citation) for citation in answer.citations]
        return Asking(
            outcome=answer.outcome,
            seconds=seconds,
            facts_found=facts_found(words, asked.facts),
            quotes=len(genuine),
            quotes_genuine=sum(genuine),
            cites_gold=any(c.path in asked.documents for c in answer.citations),
            model=answer.model,
            prompt=answer.prompt,
            stood_in=answer.stands_in,
            input_tokens=answer.tokens.input,
            output_tokens=answer.tokens.output,
            cost=answer.cost,
        )

    async def _is_genuine(self, citation: Citation) -> bool:
        """Read anew from the folder, not from what the answer was made of."""
        return bool(citation.quote.strip()) and citation.quote in await self.text_of(
            citation.path
        )


async def _attempt(work: Awaitable[Found] | Awaitable[Answer]) -> Found | Answer | BotError:
    try:
        return await work
    except (BudgetSpent, OperatorError):
        raise
    except BotError as error:
        return error


async def _all(work: Sequence[Awaitable[None]]) -> None:
    """The first error ends the others."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
