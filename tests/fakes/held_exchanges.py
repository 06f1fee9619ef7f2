"""What the archive in memory holds of an exchange."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.conversation import Exchange, Place, Question, State
from bot.domain.people import Person
from bot.domain.pictures import Seen
from bot.ports import Reusable, TurnedAway


@dataclass
class Held:
    """An exchange and all that an archive knows about it."""

    exchange: Exchange
    asker: str
    seal: bytes  # nothing is in it; it opens for as long as the asker's key lives
    received_at: datetime
    is_turned_away: bool = False
    has_words: bool = True
    fence: int = 0
    claims: int = 0
    is_posting: bool = False
    lease_until: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    edits: int = 0

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.exchange.question

    @property
    def order(self) -> tuple[datetime, datetime, uuid.UUID]:
        """The order of arrival."""
        return self.received_at, self.question.asked_at, self.question.id

    def is_leased(self, now: datetime) -> bool:
        """Whether somebody is at it."""
        return self.lease_until is not None and self.lease_until > now

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come."""
        return self.due_at is None or self.due_at <= now

    def taken_away(self, *, now: datetime, turned_away: bool) -> None:
        """From whoever worked on it, if anybody did; it is open again."""
        is_on_its_way = self.closed_at is None and self.is_posting and self.is_leased(now)
        self.lease_until = self.lease_until if is_on_its_way else None
        self.fence, self.claims = self.fence + 1, 0
        self.due_at = self.closed_at = None
        self.is_turned_away = turned_away

    def changed(self, **changes: object) -> None:
        """Change what the exchange itself says."""
        self.exchange = replace(self.exchange, **changes)  # type: ignore[arg-type] # as named


def open_exchange(question: Question, turned_away: TurnedAway | None) -> Exchange:
    """What stands when a question was just accepted."""
    if turned_away is None:
        return Exchange(question, State.RECEIVED)
    reason, remedy = turned_away.reason, turned_away.remedy
    return Exchange(question, State.FAILED, reason=reason, remedy=remedy)


def conversation_key(place: Place) -> tuple[str, ...]:
    """The four parts of a place that make a conversation."""
    return place.platform, place.workspace, place.channel, place.thread


def erase_all(those: Collection[Held]) -> int:
    """Take the words of each; gives how many had some."""
    lost = [held for held in those if held.has_words]
    for held in lost:
        held.has_words = False
    return len(lost)


def erased(exchange: Exchange) -> Exchange:
    """What is left of an exchange without its words."""
    nobody = Person(exchange.question.asker.platform, workspace="", user="")
    question = replace(
        exchange.question, asker=nobody, text="", history=(), attachments=(), locale=None
    )
    answer = exchange.answer
    shell = answer and replace(answer, sentences=(), citations=(), nearest=(), seen=Seen())
    return replace(exchange, question=question, answer=shell, text="")


def facts_about(held: Held) -> Reusable:
    """What decides whether its words may be used again."""
    return Reusable(
        exchange=held.question.id,
        person=held.asker,
        platform=held.question.place.platform,
        said_at=min(held.question.asked_at, held.received_at),
    )
