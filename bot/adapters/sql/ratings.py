"""What people think of answers."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from bot.adapters.sql.bulk import insert_into
from bot.adapters.sql.dialects import utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import exchanges, ratings
from bot.domain.conversation import Verdict
from bot.domain.people import Person
from bot.ports import Clock, Vault


class SqlRatings:
    """Ratings in SQL, by pseudonym."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        """The newest verdict of a person stands."""
        said = {"verdict": verdict, "at": utc(self._clock.now())}
        row = {"exchange": exchange, "person": self._vault.pseudonym(person)} | said
        known = select(exchanges.c.id).where(exchanges.c.id == exchange)
        async with self._database.transaction() as connection:
            if await connection.scalar(known) is None:
                return False
            keys = [ratings.c.exchange, ratings.c.person]
            inserting = insert_into(connection, ratings).values(row)
            await connection.execute(
                inserting.on_conflict_do_update(index_elements=keys, set_=said)
            )
        return True

    async def of(self, exchange: uuid.UUID) -> list[Verdict]:
        """One per person."""
        query = select(ratings.c.verdict).where(ratings.c.exchange == exchange)
        async with self._database.reading() as connection:
            return [Verdict(verdict) for verdict in await connection.scalars(query)]
