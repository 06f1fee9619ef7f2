"""The archives of people's words as the suites use them, and what is asked in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import exchanges as table
from bot.domain.consent import Act, ConsentEvent
from bot.domain.conversation import Exchange, Question
from bot.domain.people import Person, Platform
from bot.ports import Claim, Consents, Exchanges, Purges, Vault
from tests.fakes.clock import FakeClock
from tests.samples import KIM, NOON, answer, question

LEASE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
EVERYWHERE = tuple(Platform)
BEFORE = NOON - HOUR
"""Nothing arrived then: every conversation counts as open."""


@dataclass
class Archive:
    """Adapters over one store. `database` is None for the fake."""

    exchanges: Exchanges
    consents: Consents
    purges: Purges
    vault: Vault
    clock: FakeClock
    database: Database | None = None

    async def receive(self, *questions: Question) -> None:
        """Each a second after the one before."""
        for one in questions:
            await self.exchanges.receive(one)
            self.clock.advance(1)

    async def claim(self, *, suspects: bool = False) -> Claim:
        """The next one; there must be one."""
        claim = await self.exchanges.claim(EVERYWHERE, lease=LEASE, suspects=suspects)
        assert claim is not None
        return claim

    async def claim_this(self, asked: Question) -> Claim:
        """The one that was asked about; it must be free."""
        claim = await self.exchanges.claim_this(asked.id, lease=LEASE)
        assert claim is not None
        return claim

    async def is_idle(self, *, suspects: bool = False) -> bool:
        """Whether there is nothing to claim."""
        return await self.exchanges.claim(EVERYWHERE, lease=LEASE, suspects=suspects) is None

    async def find(self, asked: Question) -> Exchange:
        """The exchange; it must be there."""
        found = await self.exchanges.find(asked.id)
        assert found is not None
        return found

    async def answer(self, asked: Question, text: str = "shown") -> Claim:
        """As far as answered."""
        claim = await self.claim_this(asked)
        await self.exchanges.record(claim, answer=answer(), text=text)
        return claim

    async def serve(self, *questions: Question) -> None:
        """Received, answered, shown and closed."""
        for one in questions:
            await self.receive(one)
            await self.exchanges.close(await self.answer(one, f"re: {one.text}"), posted="p")

    async def act(
        self, act: Act, *, person: Person = KIM, open_since: datetime = BEFORE
    ) -> int:
        """What a person does about their words, now."""
        who = self.vault.pseudonym(person)
        event = ConsentEvent(who, act, self.clock.now(), source="/privacy")
        return await self.consents.record(event, open_since=open_since)

    async def has_words(self, asked: Question) -> bool:
        """Whether anything of what was said is left: sealed bytes, or text to be read."""
        found = await self.find(asked)
        readable = bool(found.question.text or found.question.asker.user or found.text)
        if self.database is None:
            return readable
        query = select(table.c.question_sealed, table.c.answer_sealed)
        async with self.database.reading() as connection:
            row = (await connection.execute(query.where(table.c.id == asked.id))).one()
        assert readable is any(sealed is not None for sealed in row)
        return readable


def asked(
    message: str = "1",
    *,
    thread: str = "a",
    asker: Person = KIM,
    platform: Platform = Platform.SLACK,
    asked_at: datetime = NOON,
) -> Question:
    """A question whose text is its message, in a thread of its own or another's."""
    one = question(message, message=message, asker=asker, asked_at=asked_at)
    return replace(one, place=replace(one.place, platform=platform, thread=thread))


def messages(*exchanges: Exchange) -> list[str]:
    """What tells them apart."""
    return [exchange.question.message for exchange in exchanges]
