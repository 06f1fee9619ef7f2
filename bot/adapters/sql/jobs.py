"""Whose turn it is to run what is scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update

from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import jobs
from bot.domain.errors import LeaseLost
from bot.ports import Shift


class SqlJobs:
    """Turns at jobs.

    `due_at` stands still while a job is run and moves on when the run has ended: so
    whoever takes over from a dead replica knows which moment the run stands for.
    `lease_until` is there exactly while a run has begun and not ended.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self, job: str, *, due: datetime) -> None:
        """Make sure that the job is known and, unless it is being run, due by then."""
        row = {"name": job, "due_at": utc(due), "fence": 0, "failure": ""}
        idle = (jobs.c.name == job) & jobs.c.lease_until.is_(None)
        nearer = update(jobs).where(idle, jobs.c.due_at > utc(due)).values(due_at=utc(due))
        async with self._database.transaction() as connection:
            if not await insert_once(connection, jobs, row):
                await connection.execute(nearer)

    async def take(
        self, job: str, *, now: datetime, following: datetime, lease: timedelta
    ) -> Shift | None:
        """Take the job if it is due and nobody is at it; None otherwise."""
        moment = utc(now)
        is_free = or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= moment)
        # One statement: where two replicas race, the second sees what the first wrote.
        taken = (
            update(jobs)
            .where(jobs.c.name == job, jobs.c.due_at <= moment, is_free)
            .values(fence=jobs.c.fence + 1, lease_until=moment + lease)
            .returning(jobs.c.due_at, jobs.c.fence)
        )
        async with self._database.transaction() as connection:
            row = (await connection.execute(taken)).one_or_none()
        if row is None:
            return None
        return Shift(job, due=utc(row.due_at), following=utc(following), fence=row.fence)

    async def renew(self, shift: Shift, *, until: datetime) -> None:
        """Hold on. Raises LeaseLost."""
        await self._write(shift, {"lease_until": utc(until)})

    async def end(self, shift: Shift, *, at: datetime, failure: str = "") -> None:
        """The run is over, well unless `failure` says why not. Raises LeaseLost."""
        ended = {"due_at": shift.following, "lease_until": None, "ended_at": utc(at)}
        await self._write(shift, {**ended, "failure": failure})

    async def _write(self, shift: Shift, values: Mapping[str, Any]) -> None:
        """Write as the holder of the newest fence, while the run has not ended."""
        held = (jobs.c.fence == shift.fence) & jobs.c.lease_until.is_not(None)
        statement = update(jobs).where(jobs.c.name == shift.job, held).values(values)
        async with self._database.transaction() as connection:
            written = await connection.execute(
                statement, execution_options={"preserve_rowcount": True}
            )
        if written.rowcount != 1:
            raise LeaseLost(f"Another replica runs '{shift.job}' by now, or it has ended.")
