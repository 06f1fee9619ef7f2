"""Inbox, outbox and conversation log in one table; people's words are sealed in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Coroutine
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Executable, select

from bot.adapters.sql import revising
from bot.adapters.sql.claims import (
    GIVEN_UP,
    SHOWN,
    claim_next,
    claim_one,
    close,
    free_all,
    lease_lost,
    settle,
    write,
)
from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.erasure import IS_CLOSED, erase_by_and_by, of_people_out, stale
from bot.adapters.sql.exchange_rows import (
    ARRIVAL,
    ExchangeRows,
    failure,
    figures,
    received,
    reusable,
)
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.queries import (
    asked_by,
    asked_since,
    crowd_around,
    earlier,
    load,
    took_part,
    what_waits,
)
from bot.adapters.sql.sealing import Cipher, Keys, keys_for, living_key
from bot.adapters.sql.tables import exchanges
from bot.domain.conversation import Answer, Exchange, Place, Question, Remedy, State, Turn
from bot.domain.people import Person, Platform
from bot.ports import Claim, Clock, Reusable, Screening, TurnedAway, Waiting

P = ParamSpec("P")
T = TypeVar("T")
Steps: TypeAlias = Coroutine[Any, Any, T]
Claimed: TypeAlias = tuple[list[Any], Keys]
_ENDED = {"claims": 0, "lease_until": None}


class SqlExchanges:
    """Exchanges in SQL.

    A call that would take a state back, or that comes before its time, changes nothing:
    an answer is recorded and a failure told once, and neither is closed before it is there.
    """

    def __init__(self, database: Database, cipher: Cipher, clock: Clock) -> None:
        self._database = database
        self._rows = ExchangeRows(cipher)
        self._clock = clock

    async def receive(
        self,
        question: Question,
        *,
        turned_away: TurnedAway | None = None,
        screening: Screening | None = None,
    ) -> tuple[Exchange, bool]:
        """Judge it and commit it, unless its message is there already: one transaction."""
        now, asker = self._now(), self._rows.cipher.pseudonym(question.asker)

        async def work(connection: Link) -> tuple[Exchange, bool]:
            verdict = turned_away
            if screening is not None:
                crowd = await crowd_around(connection, asker, since=screening.since)
                verdict = screening.judge(crowd)
            key = await living_key(connection, self._rows.cipher, asker, now=now)
            row = self._rows.sealed(question, key=key, received_at=now, turned_away=verdict)
            if await insert_once(connection, exchanges, row):
                return received(question, verdict), True
            stored = await self._found(connection, question.id)
            return stored or received(question, verdict), False

        return await self._database.run(work)

    async def claim(
        self, platforms: Collection[Platform], *, lease: timedelta, suspects: bool = False
    ) -> Claim | None:
        """Take the next one: a moment's work, one at a time in the whole cluster."""
        claims = await self._claim(platforms, lease=lease, suspects=suspects, limit=1)
        return next(iter(claims), None)

    async def claim_many(
        self, platforms: Collection[Platform], *, lease: timedelta, limit: int
    ) -> tuple[Claim, ...]:
        """Take the next ones, each of a conversation of its own, in one transaction."""
        return await self._claim(platforms, lease=lease, suspects=False, limit=limit)

    async def claim_this(self, exchange: uuid.UUID, *, lease: timedelta) -> Claim | None:
        """Take this one, whatever waits before it or is under way beside it."""
        now = self._now()

        async def work(connection: Link) -> Claimed:
            row = await claim_one(connection, exchange, now=now, lease=lease)
            rows = [] if row is None else [row]
            return rows, await keys_for(connection, rows)

        rows, keys = await self._database.run(work)
        return next(iter(self._rows.claims(rows, keys)), None)

    async def renew(self, claim: Claim, *, lease: timedelta) -> None:
        """The lease ends `lease` from now."""
        await self._write(claim, {"lease_until": self._now() + lease})

    async def record(
        self, claim: Claim, *, answer: Answer, text: str, posting: timedelta | None = None
    ) -> bool:
        """From answering to answered, sealed with the key that sealed the question."""
        mark, this = self._mark(posting), claim.exchange.question.id

        async def work(connection: Link) -> bool:
            row = await load(connection, this)
            keys = await keys_for(connection, [] if row is None else [row])
            if row is None:
                raise lease_lost(claim)
            sealed = self._rows.sealed_answer(row, keys, answer=answer, text=text)
            changes = figures(answer) | {"state": State.ANSWERED}
            has_words = await settle(connection, claim, changes, mark=mark, sealed=sealed)
            return has_words and sealed is not None

        return await self._database.run(work)

    async def fail(
        self, claim: Claim, *, reason: str, remedy: Remedy, posting: timedelta | None = None
    ) -> bool:
        """From answering to failed."""
        mark = self._mark(posting)
        return await self._change(settle, claim, failure(reason, remedy), mark=mark)

    async def posting(self, claim: Claim, *, lease: timedelta) -> None:
        """Committed before the first attempt to post, so that a later claim looks first."""
        await self._write(claim, self._mark(lease))

    async def close(self, claim: Claim, *, posted: str) -> None:
        """From answered to delivered; a failure stays one."""
        shown = (State.ANSWERED, State.FAILED)
        await self._end(claim, {"posted": posted}, origins=shown, closing=SHOWN)

    async def abandon(self, claim: Claim, *, reason: str) -> None:
        """To failed from any state; an answer that nobody saw goes, its figures stay."""
        changes = failure(reason, Remedy.OPERATOR)
        await self._end(claim, changes, origins=tuple(State), closing=GIVEN_UP)

    async def release(self, claim: Claim, *, after: timedelta = timedelta(0)) -> None:
        """Whoever claims it next, `after` from now at the earliest, knows of no crash."""
        await self._write(claim, _ENDED | {"due_at": self._now() + after})

    async def free(self, platforms: Collection[Platform]) -> int:
        """The claims stay counted: each of them has become a crash."""
        async with self._database.transaction() as connection:
            return await free_all(connection, platforms, now=self._now())

    async def waiting(self) -> Waiting:
        """Counted anew each time; only open exchanges are looked at."""
        return await self._look(what_waits, self._now())

    async def recent(self, person: Person, *, since: datetime) -> list[datetime]:
        """Counts what arrived at `since` too."""
        return await self._look(asked_since, self._rows.cipher.pseudonym(person), since)

    async def turns(self, question: Question, *, limit: int) -> tuple[Turn, ...]:
        """The question as it was asked and the answer as it was shown, in pairs."""

        async def work(connection: Link) -> tuple[Turn, ...]:
            rows = await earlier(connection, question, limit)
            keys = await keys_for(connection, rows)
            return tuple(turn for row in rows for turn in self._rows.turns(row, keys))

        return await self._database.run(work, reading=True)

    async def conversation(self, question: Question, *, limit: int) -> tuple[Exchange, ...]:
        """Whatever became of them; erased words are empty."""
        asker = self._rows.cipher.pseudonym(question.asker)

        async def work(connection: Link) -> tuple[Exchange, ...]:
            rows = await asked_by(connection, asker, question.place, limit)
            keys = await keys_for(connection, rows)
            return tuple(self._rows.exchange(row, keys) for row in rows)

        return await self._database.run(work, reading=True)

    async def took_part(self, person: Person, place: Place, *, since: datetime) -> bool:
        """Also when the words were erased since."""
        asker = self._rows.cipher.pseudonym(person)
        return await self._look(took_part, asker, place, since=since)

    async def amend(
        self, question: Question, *, turned_away: TurnedAway | None = None
    ) -> Exchange | None:
        """One transaction; an erasure that comes in between wins."""
        amend, now = revising.amend, self._now()
        return await self._change(amend, self._rows, question, now=now, turned_away=turned_away)

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        """One transaction."""
        return await self._change(revising.withdraw, exchange)

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands; None when there is none."""
        return await self._look(self._found, exchange)

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
            keys = await keys_for(connection, rows)
        return [reusable(row) for row in rows if self._rows.words(row, keys) is not None]

    async def _claim(
        self, platforms: Collection[Platform], *, lease: timedelta, suspects: bool, limit: int
    ) -> tuple[Claim, ...]:
        now = self._now()

        async def work(connection: Link) -> Claimed:
            rows = await claim_next(
                connection, platforms, now=now, lease=lease, suspects=suspects, limit=limit
            )
            return rows, await keys_for(connection, rows)

        rows, keys = await self._database.run(work)
        return self._rows.claims(rows, keys)

    def _mark(self, posting: timedelta | None) -> dict[str, Any]:
        """What says that it may be posted from now on."""
        if posting is None:
            return {}
        return {"is_posting": True, "lease_until": self._now() + posting}

    async def _write(self, claim: Claim, changes: dict[str, Any]) -> None:
        await self._change(write, claim, changes)

    async def _end(
        self,
        claim: Claim,
        changes: dict[str, Any],
        *,
        origins: Collection[State],
        closing: Executable,
    ) -> None:
        """Close it, and erase the words of somebody who keeps nothing."""
        changes = changes | _ENDED | {"closed_at": self._now()}
        await self._change(close, claim, changes, origins=origins, closing=closing)

    async def _change(
        self, work: Callable[Concatenate[Link, P], Steps[T]], *args: P.args, **named: P.kwargs
    ) -> T:
        """In a transaction of its own."""
        return await self._database.run(lambda connection: work(connection, *args, **named))

    async def _look(
        self, work: Callable[Concatenate[Link, P], Steps[T]], *args: P.args, **named: P.kwargs
    ) -> T:
        """In a snapshot of its own."""
        return await self._database.run(
            lambda connection: work(connection, *args, **named), reading=True
        )

    async def _found(self, connection: Link, exchange: uuid.UUID) -> Exchange | None:
        row = await load(connection, exchange)
        return row and self._rows.exchange(row, await keys_for(connection, [row]))

    def _now(self) -> datetime:
        return utc(self._clock.now())
