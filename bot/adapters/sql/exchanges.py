"""Inbox, outbox and conversation log in one table; people's words are sealed in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_

from bot.adapters.sql.claims import (
    claim_next,
    claim_one,
    free_all,
    held_by,
    lease_lost,
    left_by_a_crash,
    write,
)
from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.erasure import IS_CLOSED, erase, erase_by_and_by, of_people_out, stale
from bot.adapters.sql.exchange_rows import (
    ANSWERED,
    ARRIVAL,
    CONVERSATION,
    ExchangeRows,
    failure,
    figures,
    reusable,
)
from bot.adapters.sql.locks import lock_choices
from bot.adapters.sql.tables import choices, exchanges
from bot.domain.conversation import Answer, Exchange, Place, Question, Remedy, State, Turn
from bot.domain.people import Person, Platform
from bot.ports import Claim, Clock, Reusable, TurnedAway, Vault, Waiting

_UNANSWERED = (State.RECEIVED, State.ANSWERING)
_ENDED = {"claims": 0, "lease_until": None}
_NEWEST_FIRST = tuple(column.desc() for column in ARRIVAL)


class SqlExchanges:
    """Exchanges in SQL.

    A call that would take a state back, or that comes before its time, changes nothing:
    an answer is recorded and a failure told once, and neither is closed before it is there.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._rows = ExchangeRows(vault)
        self._clock = clock

    async def receive(
        self, question: Question, *, turned_away: TurnedAway | None = None
    ) -> tuple[Exchange, bool]:
        """Commit the question unless its message is there already."""
        row = await self._rows.sealed(
            question, received_at=self._now(), turned_away=turned_away
        )
        async with self._database.transaction() as connection:
            is_new = await insert_once(connection, exchanges, row)
        stored = None if is_new else await self.find(question.id)
        return stored or _received(question, turned_away), is_new

    async def claim(
        self, platforms: Collection[Platform], *, lease: timedelta, suspects: bool = False
    ) -> Claim | None:
        """Take the next one: a moment's work, one at a time in the whole cluster."""
        async with self._database.transaction() as connection:
            row = await claim_next(
                connection, platforms, now=self._now(), lease=lease, suspects=suspects
            )
        return None if row is None else await self._rows.claim(row)

    async def claim_this(self, exchange: uuid.UUID, *, lease: timedelta) -> Claim | None:
        """Take this one, whatever waits before it or is under way beside it."""
        async with self._database.transaction() as connection:
            row = await claim_one(connection, exchange, now=self._now(), lease=lease)
        return None if row is None else await self._rows.claim(row)

    async def renew(self, claim: Claim, *, lease: timedelta) -> None:
        """The lease ends `lease` from now."""
        await self._write(claim, {"lease_until": self._now() + lease})

    async def begin(self, claim: Claim) -> None:
        """From received to answering."""
        await self._write(claim, {"state": State.ANSWERING}, origins=(State.RECEIVED,))

    async def record(self, claim: Claim, *, answer: Answer, text: str) -> None:
        """From received or answering to answered."""
        row = await self._load(claim.exchange.question.id)
        if row is None:
            raise lease_lost(claim)
        sealed = await self._rows.sealed_answer(row, answer=answer, text=text)
        # Asked again in the UPDATE itself: an act may erase the question until then.
        kept = case((exchanges.c.question_sealed.is_not(None), sealed), else_=None)
        changes = figures(answer) | {"state": State.ANSWERED}
        changes["answer_sealed"] = None if sealed is None else kept
        await self._write(claim, changes, origins=_UNANSWERED)

    async def fail(self, claim: Claim, *, reason: str, remedy: Remedy) -> None:
        """From received or answering to failed."""
        await self._write(claim, failure(reason, remedy), origins=_UNANSWERED)

    async def posting(self, claim: Claim, *, lease: timedelta) -> None:
        """Committed before the first attempt to post, so that a later claim looks first."""
        await self._write(claim, {"is_posting": True, "lease_until": self._now() + lease})

    async def close(self, claim: Claim, *, posted: str) -> None:
        """From answered to delivered; a failure stays one."""
        is_answered = exchanges.c.state == State.ANSWERED
        state = case((is_answered, State.DELIVERED), else_=exchanges.c.state)
        shown = (State.ANSWERED, State.FAILED)
        await self._end(claim, {"state": state, "posted": posted}, origins=shown)

    async def abandon(self, claim: Claim, *, reason: str) -> None:
        """To failed from any state; an answer that nobody saw goes, its figures stay."""
        changes = failure(reason, Remedy.OPERATOR) | {"answer_sealed": None}
        await self._end(claim, changes, origins=tuple(State))

    async def release(self, claim: Claim, *, after: timedelta = timedelta(0)) -> None:
        """Whoever claims it next, `after` from now at the earliest, knows of no crash."""
        await self._write(claim, _ENDED | {"due_at": self._now() + after})

    async def free(self, platforms: Collection[Platform]) -> int:
        """The claims stay counted: each of them has become a crash."""
        async with self._database.transaction() as connection:
            return await free_all(connection, platforms, now=self._now())

    async def waiting(self) -> Waiting:
        """Counted anew each time; only open exchanges are looked at."""
        is_question = case((exchanges.c.turned_away, 0), else_=1)
        oldest = func.min(exchanges.c.received_at)
        suspect = case((left_by_a_crash(self._now()), 1), else_=0)
        counts = (func.coalesce(func.sum(counted), 0) for counted in (is_question, suspect))
        query = select(func.count(), oldest, *counts)
        async with self._database.reading() as connection:
            total, since, questions, suspects = (
                await connection.execute(query.where(~IS_CLOSED))
            ).one()
        since = None if since is None else utc(since)
        return Waiting(total, questions, since, suspects=suspects)

    async def recent(self, person: Person, *, since: datetime) -> list[datetime]:
        """Counts what arrived at `since` too."""
        received_at = exchanges.c.received_at
        asker = exchanges.c.asker == self._rows.pseudonym(person)
        own = select(received_at).where(asker, ~exchanges.c.turned_away)
        query = own.where(received_at >= utc(since)).order_by(received_at)
        async with self._database.reading() as connection:
            return [utc(moment) for moment in await connection.scalars(query)]

    async def turns(self, question: Question, *, limit: int) -> tuple[Turn, ...]:
        """The question as it was asked and the answer as it was shown, in pairs."""
        answered = exchanges.c.state.in_(ANSWERED)
        has_words = exchanges.c.question_sealed.is_not(None)
        query = select(exchanges).where(_in(question.place), answered, has_words)
        this = await self._load(question.id)
        if this is not None:
            moment = (this["received_at"], this["asked_at"], this["id"])
            query = query.where(tuple_(*ARRIVAL) < moment)
        pairs = [await self._rows.turns(row) for row in await self._newest(query, limit)]
        return tuple(turn for pair in pairs for turn in pair)

    async def conversation(self, question: Question, *, limit: int) -> tuple[Exchange, ...]:
        """Whatever became of them; erased words are empty."""
        asker = exchanges.c.asker == self._rows.pseudonym(question.asker)
        query = select(exchanges).where(_in(question.place), asker)
        rows = await self._newest(query, limit)
        return tuple([await self._rows.exchange(row) for row in rows])

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands; None when there is none."""
        row = await self._load(exchange)
        return None if row is None else await self._rows.exchange(row)

    async def forget_closed(self, *, open_since: datetime) -> int:
        """Batch by batch, so that nobody waits long."""
        which = stale(of_people_out(), open_since=utc(open_since))
        return await erase_by_and_by(self._database, which)

    async def forget_old(self, *, before: datetime) -> int:
        """Batch by batch, so that nobody waits long."""
        old = exchanges.c.received_at < utc(before)
        return await erase_by_and_by(self._database, IS_CLOSED & old)

    async def reusable(self) -> list[Reusable]:
        """In the order of arrival. Opens each question to see whether its key lives."""
        query = select(exchanges).where(exchanges.c.question_sealed.is_not(None))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(*ARRIVAL))).mappings().all()
        return [reusable(row) for row in rows if await self._rows.words(row) is not None]

    async def _write(
        self,
        claim: Claim,
        changes: dict[str, Any],
        *,
        origins: Collection[State] = tuple(State),
    ) -> None:
        async with self._database.transaction() as connection:
            await write(connection, claim, changes, origins=origins)

    async def _end(
        self, claim: Claim, changes: dict[str, Any], *, origins: Collection[State]
    ) -> None:
        """Close it, and erase the words of somebody who keeps nothing."""
        changes = changes | _ENDED | {"closed_at": self._now()}
        async with self._database.transaction() as connection:
            asker = await connection.scalar(select(exchanges.c.asker).where(held_by(claim)))
            # Somebody who decides just now to keep nothing waits, and finds it closed.
            await lock_choices(connection, asker or "")
            if await write(connection, claim, changes, origins=origins):
                keeps_nothing = select(choices.c.person).where(choices.c.keeps_nothing)
                this = exchanges.c.id == claim.exchange.question.id
                await erase(connection, this & exchanges.c.asker.in_(keeps_nothing))

    async def _newest(self, query: Select[Any], limit: int) -> list[Any]:
        """The newest rows, oldest first."""
        query = query.order_by(*_NEWEST_FIRST).limit(limit)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return list(reversed(rows))

    async def _load(self, exchange: uuid.UUID) -> Any:
        query = select(exchanges).where(exchanges.c.id == exchange)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).mappings().one_or_none()

    def _now(self) -> datetime:
        return utc(self._clock.now())


def _received(question: Question, turned_away: TurnedAway | None) -> Exchange:
    if turned_away is None:
        return Exchange(question, State.RECEIVED)
    reason, remedy = turned_away.reason, turned_away.remedy
    return Exchange(question, State.FAILED, reason=reason, remedy=remedy)


def _in(place: Place) -> ColumnElement[bool]:
    """The conversation that the place stands for."""
    key = (place.platform, place.workspace, place.channel, place.thread)
    return and_(*(column == part for column, part in zip(CONVERSATION, key, strict=True)))
