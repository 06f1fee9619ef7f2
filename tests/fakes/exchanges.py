"""Exchanges in memory."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.conversation import Answer, Exchange, Question, State
from bot.domain.people import Person
from bot.ports import Clock, Reusable, Vault

_UNANSWERED = (State.RECEIVED, State.ANSWERING)


@dataclass(frozen=True, slots=True)
class _Held:
    exchange: Exchange
    seal: bytes  # nothing is in it; it opens for as long as the asker's key lives
    received_at: datetime


class FakeExchanges:
    """Holds exchanges in the order of arrival; asks the vault whose words still exist."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._held: dict[uuid.UUID, _Held] = {}

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        if stored := await self.find(question.id):
            return stored, False
        asker = self._vault.pseudonym(question.asker)
        seal = await self._vault.seal(asker, str(question.id), "")
        exchange = Exchange(question, State.RECEIVED)
        self._held[question.id] = _Held(exchange, seal, self._clock.now())
        return exchange, True

    async def begin(self, question: Question) -> None:
        tried = (State.RECEIVED, State.FAILED)
        self._move(question, tried, {"state": State.ANSWERING, "reason": ""})

    async def record(self, question: Question, *, answer: Answer, text: str) -> None:
        changes = {"state": State.ANSWERED, "answer": answer, "text": text}
        self._move(question, _UNANSWERED, changes)

    async def deliver(self, question: Question) -> None:
        self._move(question, (State.ANSWERED,), {"state": State.DELIVERED})

    async def fail(self, question: Question, *, reason: str) -> None:
        self._move(question, _UNANSWERED, {"state": State.FAILED, "reason": reason})

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        held = self._held.get(exchange)
        if held is None:
            return None
        return held.exchange if await self._is_readable(held) else _erased(held.exchange)

    async def reusable(self) -> list[Reusable]:
        held = sorted(self._held.values(), key=lambda one: one.received_at)
        return [self._facts(one) for one in held if await self._is_readable(one)]

    def _move(
        self, question: Question, origins: Collection[State], changes: dict[str, Any]
    ) -> None:
        held = self._held.get(question.id)
        if held is not None and held.exchange.state in origins:
            moved = replace(held.exchange, **changes)
            self._held[question.id] = replace(held, exchange=moved)

    async def _is_readable(self, held: _Held) -> bool:
        question = held.exchange.question
        asker = self._vault.pseudonym(question.asker)
        return await self._vault.open(asker, str(question.id), held.seal) is not None

    def _facts(self, held: _Held) -> Reusable:
        question = held.exchange.question
        return Reusable(
            exchange=question.id,
            person=self._vault.pseudonym(question.asker),
            platform=question.place.platform,
            said_at=min(question.asked_at, held.received_at),
        )


def _erased(exchange: Exchange) -> Exchange:
    nobody = Person(exchange.question.asker.platform, workspace="", user="")
    question = replace(exchange.question, asker=nobody, text="", history=())
    answer = exchange.answer
    shell = answer and replace(answer, sentences=(), citations=(), nearest=())
    return replace(exchange, question=question, answer=shell, text="")
