"""Exchanges as rows, and rows as exchanges: here people's words are sealed and opened."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from bot.adapters.sql.dialects import utc
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
    Remedy,
    Speaker,
    State,
    Tokens,
    Turn,
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.ports import Claim, Reusable, TurnedAway, Vault

ARRIVAL = (exchanges.c.received_at, exchanges.c.asked_at, exchanges.c.id)
"""The order in which exchanges arrived."""

CONVERSATION = (
    exchanges.c.platform,
    exchanges.c.workspace,
    exchanges.c.channel,
    exchanges.c.thread,
)
"""The four parts of a place that make a conversation."""

ANSWERED = (State.ANSWERED, State.DELIVERED)
"""The states in which an exchange has an answer."""


class ExchangeRows:
    """Turns rows of `exchanges` into values and back, with the vault's help."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def pseudonym(self, person: Person) -> str:
        """Who asked, as the rows know them."""
        return self._vault.pseudonym(person)

    async def sealed(
        self, question: Question, *, received_at: datetime, turned_away: TurnedAway | None
    ) -> dict[str, Any]:
        """A new row."""
        asker = self.pseudonym(question.asker)
        context = _question_context(question.id)
        words = await self._vault.seal(asker, context, pack_question(question))
        row = _row(question) | {"asker": asker, "question_sealed": words}
        row |= {"received_at": utc(received_at), "turned_away": turned_away is not None}
        return row | (failure(turned_away.reason, turned_away.remedy) if turned_away else {})

    async def sealed_answer(self, row: Any, *, answer: Answer, text: str) -> bytes | None:
        """The words of an answer; None when those of the question cannot be read any more.

        The question is opened after the answer was sealed, never before: if its key still
        lives then, the answer was sealed with the same one and dies with it. Sealed after
        the key was destroyed, the answer would have got a new one and lived on.
        """
        context = _answer_context(row["id"])
        sealed = await self._vault.seal(row["asker"], context, pack_answer(answer, text))
        return None if await self.words(row) is None else sealed

    async def exchange(self, row: Any) -> Exchange:
        """The exchange as the row has it. Erased words are empty."""
        return await self._exchange(row, await self.words(row))

    async def claim(self, row: Any) -> Claim:
        """The claim that was just written into the row."""
        words = await self.words(row)
        return Claim(
            await self._exchange(row, words),
            row["fence"],
            crashes=row["claims"] - 1,
            may_be_posted=row["is_posting"],
            is_erased=words is None,
            received_at=utc(row["received_at"]),
        )

    async def turns(self, row: Any) -> tuple[Turn, ...]:
        """What was asked and what was answered; nothing once either cannot be read."""
        words, answered = await self.words(row), await self._answer_words(row)
        if words is None or answered is None:
            return ()
        _, shown = unpack_answer(answered)
        said: str = json.loads(words)["text"]
        return Turn(Speaker.USER, said), Turn(Speaker.BOT, shown)

    async def words(self, row: Any) -> str | None:
        """The packed question; None once it was erased."""
        context = _question_context(row["id"])
        return await self._opened(row["asker"], context, row["question_sealed"])

    async def _exchange(self, row: Any, words: str | None) -> Exchange:
        answer, text = await self._answer(row)
        return Exchange(
            _question(row, {} if words is None else json.loads(words)),
            State(row["state"]),
            answer,
            text,
            reason=row["reason"],
            remedy=None if row["remedy"] is None else Remedy(row["remedy"]),
            posted=row["posted"] or "",
        )

    async def _answer(self, row: Any) -> tuple[Answer | None, str]:
        if row["state"] not in ANSWERED:
            return None, ""
        packed = await self._answer_words(row)
        return (_shell(row), "") if packed is None else unpack_answer(packed)

    async def _answer_words(self, row: Any) -> str | None:
        context = _answer_context(row["id"])
        return await self._opened(row["asker"], context, row["answer_sealed"])

    async def _opened(self, asker: str, context: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else await self._vault.open(asker, context, sealed)


def figures(answer: Answer) -> dict[str, Any]:
    """What stays of an answer when its words are erased."""
    return {
        "outcome": answer.outcome,
        "language": answer.language,
        "confidence": answer.confidence,
        "model": answer.model,
        "tokens_input": answer.tokens.input,
        "tokens_output": answer.tokens.output,
        "cost": answer.cost,
    }


def failure(reason: str, remedy: Remedy) -> dict[str, Any]:
    """What a row says of an exchange that failed."""
    return {
        "state": State.FAILED,
        "outcome": Outcome.FAILED,
        "reason": reason,
        "remedy": remedy,
    }


def reusable(row: Any) -> Reusable:
    """The facts that decide whether the words may be used again."""
    said_at = min(utc(row["asked_at"]), utc(row["received_at"]))
    return Reusable(row["id"], row["asker"], platform=row["platform"], said_at=said_at)


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


def _question(row: Any, words: dict[str, Any]) -> Question:
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
