"""Inbox, outbox and conversation log in one table; people's words are sealed in it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import exchanges
from bot.adapters.sql.words import (
    pack_answer,
    pack_clearance,
    pack_question,
    unpack_answer,
    unpack_clearance,
    unpack_turns,
)
from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Outcome,
    Place,
    Question,
    State,
    Tokens,
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.ports import Clock, Reusable, Vault

_UNANSWERED = (State.RECEIVED, State.ANSWERING)


class SqlExchanges:
    """Exchanges in SQL.

    States only go forward: received → answering → answered → delivered; an exchange that
    has no answer yet may fail, and may be begun again after that. A call that would take
    one back, or that names an exchange which is not there, changes nothing.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        """Commit the question unless its message is there already."""
        asker = self._vault.pseudonym(question.asker)
        context = _question_context(question.id)
        sealed = await self._vault.seal(asker, context, pack_question(question))
        row = _row(question) | {
            "asker": asker,
            "question_sealed": sealed,
            "received_at": utc(self._clock.now()),
        }
        async with self._database.transaction() as connection:
            is_new = await insert_once(connection, exchanges, row)
        stored = None if is_new else await self.find(question.id)
        return stored or Exchange(question, State.RECEIVED), is_new

    async def begin(self, question: Question) -> None:
        """From received, or failed and tried again, to answering."""
        changes = {"state": State.ANSWERING, "outcome": None, "reason": ""}
        await self._move(question, (State.RECEIVED, State.FAILED), changes)

    async def record(self, question: Question, *, answer: Answer, text: str) -> None:
        """From received or answering to answered.

        The answer to a question that was erased meanwhile is not kept, only its figures.
        """
        asker = self._vault.pseudonym(question.asker)
        packed = pack_answer(answer, text)
        sealed = await self._vault.seal(asker, _answer_context(question.id), packed)
        # Asked after sealing: had the key been destroyed before, the seal made a new one.
        kept = sealed if await self._still_readable(question.id) else None
        changes = _figures(answer) | {"state": State.ANSWERED, "answer_sealed": kept}
        await self._move(question, _UNANSWERED, changes)

    async def deliver(self, question: Question) -> None:
        """From answered to delivered."""
        await self._move(question, (State.ANSWERED,), {"state": State.DELIVERED})

    async def fail(self, question: Question, *, reason: str) -> None:
        """From received or answering to failed."""
        changes = {"state": State.FAILED, "outcome": Outcome.FAILED, "reason": reason}
        await self._move(question, _UNANSWERED, changes)

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands; None when there is none."""
        row = await self._load(exchange)
        if row is None:
            return None
        question = await self._question(row)
        answer, text = await self._answer(row)
        return Exchange(question, State(row["state"]), answer, text, row["reason"])

    async def reusable(self) -> list[Reusable]:
        """In the order of arrival. Opens each question to see whether its key lives."""
        query = select(exchanges).where(exchanges.c.question_sealed.is_not(None))
        query = query.order_by(exchanges.c.received_at, exchanges.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_reusable(row) for row in rows if await self._words(row) is not None]

    async def _move(
        self, question: Question, origins: Collection[State], changes: dict[str, Any]
    ) -> None:
        forward = (exchanges.c.id == question.id) & exchanges.c.state.in_(origins)
        async with self._database.transaction() as connection:
            await connection.execute(update(exchanges).where(forward).values(changes))

    async def _load(self, exchange: uuid.UUID) -> Any:
        query = select(exchanges).where(exchanges.c.id == exchange)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).mappings().one_or_none()

    async def _still_readable(self, exchange: uuid.UUID) -> bool:
        row = await self._load(exchange)
        return row is not None and await self._words(row) is not None

    async def _words(self, row: Any) -> str | None:
        context = _question_context(row["id"])
        return await self._opened(row["asker"], context, row["question_sealed"])

    async def _opened(self, asker: str, context: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else await self._vault.open(asker, context, sealed)

    async def _question(self, row: Any) -> Question:
        packed = await self._words(row)
        words = {} if packed is None else json.loads(packed)
        platform = Platform(row["platform"])
        return Question(
            place=Place(
                platform,
                workspace=row["workspace"],
                channel=row["channel"],
                thread=row["thread"],
                clearance=unpack_clearance(row["clearance"]),
            ),
            message=row["message"],
            asker=Person(platform, words.get("workspace", ""), words.get("user", "")),
            text=words.get("text", ""),
            asked_at=utc(row["asked_at"]),
            addressed=Addressed(row["addressed"]),
            history=unpack_turns(words.get("history", [])),
        )

    async def _answer(self, row: Any) -> tuple[Answer | None, str]:
        if row["state"] not in (State.ANSWERED, State.DELIVERED):
            return None, ""
        context = _answer_context(row["id"])
        packed = await self._opened(row["asker"], context, row["answer_sealed"])
        return (_shell(row), "") if packed is None else unpack_answer(packed)


def _question_context(exchange: uuid.UUID) -> str:
    return f"exchanges|question|{exchange}"


def _answer_context(exchange: uuid.UUID) -> str:
    return f"exchanges|answer|{exchange}"


def _row(question: Question) -> dict[str, Any]:
    place = question.place
    return {
        "id": question.id,
        "platform": place.platform,
        "workspace": place.workspace,
        "channel": place.channel,
        "thread": place.thread,
        "message": question.message,
        "clearance": pack_clearance(place.clearance),
        "addressed": question.addressed,
        "asked_at": utc(question.asked_at),
        "state": State.RECEIVED,
    }


def _figures(answer: Answer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "language": answer.language,
        "confidence": answer.confidence,
        "model": answer.model,
        "tokens_input": answer.tokens.input,
        "tokens_output": answer.tokens.output,
        "cost": answer.cost,
    }


def _shell(row: Any) -> Answer:
    """What is left of an answer whose words were erased."""
    return Answer(
        outcome=Outcome(row["outcome"]),
        language=Language(row["language"]),
        confidence=row["confidence"],
        model=row["model"],
        tokens=Tokens(row["tokens_input"], row["tokens_output"]),
        cost=row["cost"],
    )


def _reusable(row: Any) -> Reusable:
    said_at = min(utc(row["asked_at"]), utc(row["received_at"]))
    return Reusable(row["id"], row["asker"], platform=row["platform"], said_at=said_at)
