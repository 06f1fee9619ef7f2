"""Choices, their ledger and the tombstones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.bulk import slices
from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import choices, consent_events, tombstones
from bot.domain.consent import Choice, ConsentEvent, Standing


class SqlConsents:
    """What people chose. The ledger is only ever appended to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def choice(self, person: str) -> Choice:
        """What the person chose last; UNSET until they do."""
        return (await self.standings([person]))[person].choice

    async def record(self, event: ConsentEvent) -> None:
        """Append the event, set the choice and move the tombstone, all or nothing."""
        async with self._database.transaction() as connection:
            before, since = await _locked(connection, event)
            await connection.execute(insert(consent_events).values(**_event_row(event)))
            # Where the clock went back, the order in which people chose still counts.
            moment = max(utc(event.at), since)
            if before is not event.choice:
                await _choose(connection, event, moment)
            if Choice.OUT in (before, event.choice):
                await _bury(connection, event.person, moment)

    async def history(self, person: str) -> list[ConsentEvent]:
        """The person's events in the order in which they were recorded."""
        query = (
            select(consent_events)
            .where(consent_events.c.person == person)
            .order_by(consent_events.c.id)
        )
        async with self._database.reading() as connection:
            return [_event(row) for row in (await connection.execute(query)).mappings()]

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        """Where each of `people` stands, in one snapshot."""
        found = dict.fromkeys(people, Standing())
        async with self._database.reading() as connection:
            for part in slices(list(found)):
                found |= await _standings(connection, part)
        return found


async def _locked(connection: AsyncConnection, event: ConsentEvent) -> tuple[Choice, datetime]:
    """The present choice and its moment; nobody else changes them until the commit."""
    unset = {"person": event.person, "choice": Choice.UNSET, "at": utc(event.at)}
    await insert_once(connection, choices, unset)
    query = (
        select(choices.c.choice, choices.c.at)
        .where(choices.c.person == event.person)
        .with_for_update()
    )
    row = (await connection.execute(query)).one()
    return Choice(row.choice), utc(row.at)


async def _choose(connection: AsyncConnection, event: ConsentEvent, moment: datetime) -> None:
    chosen = update(choices).where(choices.c.person == event.person)
    await connection.execute(chosen.values(choice=event.choice, at=moment))


async def _bury(connection: AsyncConnection, person: str, moment: datetime) -> None:
    """Whatever was said before now is out for good; a tombstone never moves back."""
    row = {"person": person, "before": moment}
    if not await insert_once(connection, tombstones, row):
        earlier = (tombstones.c.person == person) & (tombstones.c.before < moment)
        await connection.execute(update(tombstones).where(earlier).values(before=moment))


async def _standings(connection: AsyncConnection, people: list[str]) -> dict[str, Standing]:
    joined = choices.outerjoin(tombstones, tombstones.c.person == choices.c.person)
    query = (
        select(choices.c.person, choices.c.choice, choices.c.at, tombstones.c.before)
        .select_from(joined)
        .where(choices.c.person.in_(people))
    )
    rows = (await connection.execute(query)).all()
    return {row.person: _standing(row) for row in rows}


def _standing(row: Any) -> Standing:
    choice = Choice(row.choice)
    return Standing(
        choice,
        since=None if choice is Choice.UNSET else utc(row.at),
        tombstone=None if row.before is None else utc(row.before),
    )


def _event_row(event: ConsentEvent) -> dict[str, Any]:
    return {
        "person": event.person,
        "choice": event.choice,
        "at": utc(event.at),
        "source": event.source,
    }


def _event(row: Any) -> ConsentEvent:
    return ConsentEvent(row["person"], Choice(row["choice"]), utc(row["at"]), row["source"])
