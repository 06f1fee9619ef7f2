"""Exchanges as rows, and rows as exchanges: here people's words are sealed and opened."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters.sql.dialects import utc
from bot.adapters.sql.keys import StoredKey
from bot.adapters.sql.sealing import Cipher, Keys
from bot.adapters.sql.tables import exchanges
from bot.adapters.sql.words import (
    pack_answer,
    pack_clearance,
    pack_question,
    unpack_answer,
    unpack_attachments,
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
from bot.domain.errors import KeyMismatch
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.ports import Claim, Reusable, TurnedAway

_log = logging.getLogger(__name__)

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
    """Turns rows of `exchanges` into values and back, with the keys of their transaction."""

    def __init__(self, cipher: Cipher) -> None:
        self.cipher = cipher

    def sealed(
        self,
        question: Question,
        *,
        key: StoredKey,
        received_at: datetime,
        turned_away: TurnedAway | None,
    ) -> dict[str, Any]:
        """A new row."""
        asker = self.cipher.pseudonym(question.asker)
        words = self.sealed_question(question, key)
        row = _row(question) | {"asker": asker, "question_sealed": words}
        row |= {"received_at": utc(received_at), "turned_away": turned_away is not None}
        return row | (failure(turned_away.reason, turned_away.remedy) if turned_away else {})

    def sealed_question(self, question: Question, key: StoredKey) -> bytes:
        """The words of a question, sealed for its row."""
        asker = self.cipher.pseudonym(question.asker)
        context = _question_context(question.id)
        return self.cipher.sealed_with(key, asker, context, pack_question(question))

    def sealed_answer(self, row: Any, keys: Keys, *, answer: Answer, text: str) -> bytes | None:
        """The words of an answer; None when those of the question cannot be read any more.

        The key that sealed the question seals the answer, so that it dies with it: a newer
        one would let it live on.
        """
        asker, question = row["asker"], row["question_sealed"]
        key = self._key(keys, asker, question) if question else None
        if key is None or key.wrapped is None:
            return None
        context = _answer_context(row["id"])
        return self.cipher.sealed_with(key, asker, context, pack_answer(answer, text))

    def exchange(self, row: Any, keys: Keys) -> Exchange:
        """The exchange as the row has it. Erased words are empty."""
        return self._exchange(row, keys, self.words(row, keys))

    def claims(self, rows: Sequence[Any], keys: Keys) -> tuple[Claim, ...]:
        """The claims that were just committed. Raises KeyMismatch.

        A text that was altered must not keep others from being claimed: among several its
        claim is left out, the lease runs out, and the next claim of it is one of it alone.
        """
        claims = []
        for row in rows:
            try:
                claims.append(self.claim(row, keys))
            except KeyMismatch:
                if len(rows) == 1:
                    raise
                _log.error("altered", extra={"exchange": str(row["id"])})
        return tuple(claims)

    def claim(self, row: Any, keys: Keys) -> Claim:
        """The claim that was just written into the row."""
        words = self.words(row, keys)
        return Claim(
            self._exchange(row, keys, words),
            row["fence"],
            crashes=row["claims"] - 1,
            may_be_posted=row["is_posting"],
            is_erased=words is None,
            received_at=utc(row["received_at"]),
        )

    def turns(self, row: Any, keys: Keys) -> tuple[Turn, ...]:
        """What was asked and what was answered; nothing once either cannot be read."""
        words, answered = self.words(row, keys), self._answer_words(row, keys)
        if words is None or answered is None:
            return ()
        answer, shown = unpack_answer(answered)
        said = answer.seen.beside(json.loads(words)["text"], answer.language)
        return Turn(Speaker.USER, said), Turn(Speaker.BOT, shown)

    def cited(self, row: Any, keys: Keys) -> frozenset[str] | None:
        """The paths that an answer cites, and nothing else of it; None once it was erased."""
        answered = self._answer_words(row, keys)
        if answered is None:
            return None
        return frozenset(one["path"] for one in json.loads(answered)["answer"]["citations"])

    def words(self, row: Any, keys: Keys) -> str | None:
        """The packed question; None once it was erased."""
        context = _question_context(row["id"])
        return self._opened(row, keys, context, row["question_sealed"])

    def _exchange(self, row: Any, keys: Keys, words: str | None) -> Exchange:
        answer, text = self._answer(row, keys)
        return Exchange(
            _question(row, {} if words is None else json.loads(words)),
            State(row["state"]),
            answer,
            text,
            reason=row["reason"],
            remedy=None if row["remedy"] is None else Remedy(row["remedy"]),
            posted=row["posted"] or "",
        )

    def _answer(self, row: Any, keys: Keys) -> tuple[Answer | None, str]:
        if row["state"] not in ANSWERED:
            return None, ""
        packed = self._answer_words(row, keys)
        return (_shell(row), "") if packed is None else unpack_answer(packed)

    def _answer_words(self, row: Any, keys: Keys) -> str | None:
        context = _answer_context(row["id"])
        return self._opened(row, keys, context, row["answer_sealed"])

    def _opened(self, row: Any, keys: Keys, context: str, sealed: bytes | None) -> str | None:
        if sealed is None:
            return None
        key = self._key(keys, row["asker"], sealed)
        return self.cipher.opened_with(key, row["asker"], context, sealed)

    def _key(self, keys: Keys, asker: str, sealed: bytes) -> StoredKey | None:
        return keys.get((asker, self.cipher.epoch_of(sealed)))


def figures(answer: Answer) -> dict[str, Any]:
    """What stays of an answer when its words are erased."""
    return {
        "outcome": answer.outcome,
        "language": answer.language,
        "confidence": answer.confidence,
        "model": answer.model,
        "tokens_input": answer.tokens.input,
        "tokens_output": answer.tokens.output,
        "cost": answer.cost or 0.0,
        "is_priced": answer.cost is not None,
        "prompt": answer.prompt,
    }


def received(question: Question, turned_away: TurnedAway | None) -> Exchange:
    """What stands when a question was just accepted."""
    if turned_away is None:
        return Exchange(question, State.RECEIVED)
    reason, remedy = turned_away.reason, turned_away.remedy
    return Exchange(question, State.FAILED, reason=reason, remedy=remedy)


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
        "about": question.about,
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
        about=row["about"],
        attachments=unpack_attachments(words.get("attachments", [])),
        locale=Language(words["locale"]) if words.get("locale") else None,
    )


def _shell(row: Any) -> Answer:
    """What is left of an answer whose words were erased."""
    return Answer(
        outcome=Outcome(row["outcome"]),
        language=Language(row["language"]),
        confidence=row["confidence"],
        model=row["model"],
        tokens=Tokens(row["tokens_input"], row["tokens_output"]),
        cost=row["cost"] if row["is_priced"] else None,
        prompt=row["prompt"],
    )
