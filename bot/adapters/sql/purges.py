"""The outbox of erasures."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from bot.adapters.sql.dialects import utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import purges
from bot.ports import Clock, Purge


class SqlPurges:
    """Purges in SQL. What is done stays in the table, with the moment."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def announce(self, kind: str) -> None:
        """Ask for a purge from now on."""
        row = {"kind": kind, "asked_at": utc(self._clock.now())}
        async with self._database.transaction() as connection:
            await connection.execute(insert(purges).values(row))

    async def waiting(self) -> list[Purge]:
        """In the order in which they were asked for."""
        query = select(purges).where(purges.c.done_at.is_(None)).order_by(purges.c.id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Purge(row.id, row.kind, utc(row.asked_at)) for row in rows]

    async def done(self, purge: Purge) -> None:
        """Keeps the first moment where several replicas carried it out."""
        open_one = (purges.c.id == purge.id) & purges.c.done_at.is_(None)
        now = utc(self._clock.now())
        async with self._database.transaction() as connection:
            await connection.execute(update(purges).where(open_one).values(done_at=now))
