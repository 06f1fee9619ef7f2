"""Exchanges in memory."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.conversation import (
    Answer,
    Exchange,
    Question,
    Remedy,
    State,
)
from bot.domain.errors import LeaseLost
from bot.domain.people import Person, Platform
from bot.ports import (
    MOST_EDITS,
    Claim,
    Crowd,
    Screening,
    TurnedAway,
)
from tests.fakes.exchange_log import FakeLog
from tests.fakes.held_exchanges import (
    Held,
    conversation_key,
    open_exchange,
)

_UNANSWERED = (State.RECEIVED, State.ANSWERING)
_ANSWERED = (State.ANSWERED, State.DELIVERED)


class FakeExchanges(FakeLog):
    """Exchanges in memory: `FakeExchanges(vault, clock)`, or with the `consents`.

    Given a FakeConsents, acts recorded there erase words here, and who keeps nothing is
    asked there. The vault is asked whose words can still be read. A call that would take
    a state back changes nothing. `held` is open to tests.
    """

    async def receive(
        self,
        question: Question,
        *,
        turned_away: TurnedAway | None = None,
        screening: Screening | None = None,
    ) -> tuple[Exchange, bool]:
        if screening is not None:
            turned_away = screening.judge(await self._crowd(question.asker, screening))
        if stored := await self.find(question.id):
            return stored, False
        asker = self._vault.pseudonym(question.asker)
        seal = await self._vault.seal(asker, str(question.id), "")
        exchange = open_exchange(question, turned_away)
        held = Held(exchange, asker, seal, self._clock.now())
        held.is_turned_away = turned_away is not None
        self.held[question.id] = held
        return exchange, True

    async def claim(
        self, platforms: Collection[Platform], *, lease: timedelta, suspects: bool = False
    ) -> Claim | None:
        now = self._clock.now()
        ready = [
            held
            for held in self._open()
            if held.question.place.platform in platforms
            and held.is_due(now)
            and not held.is_leased(now)
            and (held.claims > 0) is suspects
            and not self._is_held_up(held, now)
        ]
        ready.sort(key=lambda held: (held.exchange.state in _UNANSWERED, held.order))
        return await self._claimed(ready[0], lease) if ready else None

    async def claim_many(
        self, platforms: Collection[Platform], *, lease: timedelta, limit: int
    ) -> tuple[Claim, ...]:
        claims: list[Claim] = []
        while len(claims) < limit and (claim := await self.claim(platforms, lease=lease)):
            claims.append(claim)
        return tuple(claims)

    async def claim_this(self, exchange: uuid.UUID, *, lease: timedelta) -> Claim | None:
        held = self.held.get(exchange)
        if held is None or held.closed_at or held.is_leased(self._clock.now()):
            return None
        return await self._claimed(held, lease)

    async def renew(self, claim: Claim, *, lease: timedelta) -> None:
        self._mine(claim).lease_until = self._clock.now() + lease

    async def record(
        self, claim: Claim, *, answer: Answer, text: str, posting: timedelta | None = None
    ) -> bool:
        held = self._mine(claim)
        if held.exchange.state in _UNANSWERED:
            held.changed(state=State.ANSWERED, answer=answer, text=text)
            held.has_words = await self._is_readable(held)
        return await self._settled(claim, posting)

    async def fail(
        self, claim: Claim, *, reason: str, remedy: Remedy, posting: timedelta | None = None
    ) -> bool:
        held = self._mine(claim)
        if held.exchange.state in _UNANSWERED:
            held.changed(state=State.FAILED, reason=reason, remedy=remedy)
        return await self._settled(claim, posting)

    async def posting(self, claim: Claim, *, lease: timedelta) -> None:
        held = self._mine(claim)
        held.is_posting = True
        held.lease_until = self._clock.now() + lease

    async def close(self, claim: Claim, *, posted: str) -> None:
        held = self._mine(claim)
        if held.exchange.state in _UNANSWERED:
            return
        if held.exchange.state is State.ANSWERED:
            held.changed(state=State.DELIVERED)
        held.changed(posted=posted)
        self._end(held)

    async def abandon(self, claim: Claim, *, reason: str) -> None:
        held = self._mine(claim)
        held.changed(state=State.FAILED, answer=None, text="")
        held.changed(reason=reason, remedy=Remedy.OPERATOR)
        self._end(held)

    async def release(self, claim: Claim, *, after: timedelta = timedelta(0)) -> None:
        held = self._mine(claim)
        held.claims, held.lease_until = 0, None
        held.due_at = self._clock.now() + after

    async def free(self, platforms: Collection[Platform]) -> int:
        now = self._clock.now()
        leased = [
            held
            for held in self._open()
            if held.question.place.platform in platforms
            and held.is_leased(now)
            and not held.is_posting
        ]
        for held in leased:
            held.lease_until = None
        return len(leased)

    async def amend(
        self, question: Question, *, turned_away: TurnedAway | None = None
    ) -> Exchange | None:
        held = self.held.get(question.id)
        if held is None or not await self._is_readable(held) or held.edits >= MOST_EDITS:
            return None
        before = held.question
        is_same = (before.text, before.attachments) == (question.text, question.attachments)
        if before.asker != question.asker or is_same:
            return None
        posted = held.exchange.posted
        held.taken_away(now=self._clock.now(), turned_away=turned_away is not None)
        held.exchange = replace(open_exchange(question, turned_away), posted=posted)
        held.is_posting = held.is_posting or bool(posted)
        held.received_at, held.edits = self._clock.now(), held.edits + 1
        return held.exchange

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        held = self.held.get(exchange)
        if held is None:
            return False
        held.has_words = False
        if held.closed_at is None or held.is_posting or held.exchange.posted:
            held.taken_away(now=self._clock.now(), turned_away=held.is_turned_away)
            held.changed(state=State.FAILED, answer=None, text="", remedy=Remedy.WAIT)
        return True

    async def _crowd(self, asker: Person, screening: Screening) -> Crowd:
        waiting, since = await self.waiting(), screening.since
        recent = await self.recent(asker, since=since) if since else []
        return Crowd(waiting.total, waiting.questions, tuple(recent))

    async def _settled(self, claim: Claim, posting: timedelta | None) -> bool:
        if posting is not None:
            await self.posting(claim, lease=posting)
        return await self._is_readable(self._mine(claim))

    def _is_held_up(self, held: Held, now: datetime) -> bool:
        return not held.is_turned_away and any(
            other.order < held.order or other.is_leased(now)
            for other in self._open()
            if other is not held
            and not other.is_turned_away
            and conversation_key(other.question.place) == conversation_key(held.question.place)
        )

    async def _claimed(self, held: Held, lease: timedelta) -> Claim:
        if held.exchange.state is State.RECEIVED:
            held.changed(state=State.ANSWERING)
        held.fence += 1
        held.claims += 1
        held.lease_until = self._clock.now() + lease
        return Claim(
            await self._shown(held),
            held.fence,
            crashes=held.claims - 1,
            may_be_posted=held.is_posting,
            is_erased=not await self._is_readable(held),
            received_at=held.received_at,
        )

    def _mine(self, claim: Claim) -> Held:
        held = self.held.get(claim.exchange.question.id)
        if held is None or held.fence != claim.fence or held.closed_at:
            raise LeaseLost("Another worker took over.")
        return held

    def _end(self, held: Held) -> None:
        held.claims, held.lease_until, held.closed_at = 0, None, self._clock.now()
        if self._consents.standing(held.asker).keeps_nothing:
            held.has_words = False
