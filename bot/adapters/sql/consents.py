"""Choices, their ledger and the tombstones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.bulk import slices
from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.erasure import IS_CLOSED, erase, of_person, stale
from bot.adapters.sql.locks import lock_person
from bot.adapters.sql.tables import (
    choices,
    consent_events,
    person_keys,
    purges,
    ratings,
    tombstones,
)
from bot.domain.consent import Act, Choice, ConsentEvent, Standing

_BURIES = (Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET)


class SqlConsents:
    """What people chose. The ledger is only ever appended to.

    `purge_kinds` names the stores that must be purged after somebody was forgotten.
    """

    def __init__(
        self, database: Database, *, purge_kinds: Collection[str] = ("database",)
    ) -> None:
        self._database = database
        self._purge_kinds = purge_kinds

    async def record(self, event: ConsentEvent, *, open_since: datetime) -> int:
        """Event, choice, tombstone, erasure and purges: all or nothing."""
        async with self._database.transaction() as connection:
            await lock_person(connection, event.person)
            chosen = await _chosen(connection, event)
            # Where the clock went back, the order in which people acted still counts.
            moment = max(utc(event.at), chosen.at)
            await connection.execute(insert(consent_events).values(**_event_row(event)))
            await _choose(connection, event.person, _following(chosen, event.act, moment))
            if event.act in _BURIES or chosen.choice is Choice.OUT:
                await _bury(connection, event.person, moment)
            erased = await _erase(connection, event, open_since=utc(open_since))
            if event.act is Act.FORGET:
                await _destroy_keys(connection, event)
                await connection.execute(delete(ratings).where(_rated_by(event.person)))
                await self._announce(connection, event)
        return erased

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

    async def _announce(self, connection: AsyncConnection, event: ConsentEvent) -> None:
        for kind in self._purge_kinds:
            row = {"kind": kind, "asked_at": utc(event.at)}
            await connection.execute(insert(purges).values(row))


@dataclass(frozen=True, slots=True)
class _Chosen:
    choice: Choice
    at: datetime
    keeps_nothing: bool


async def _chosen(connection: AsyncConnection, event: ConsentEvent) -> _Chosen:
    """The present choice; from now on there is a row for it."""
    unset = {"person": event.person, "choice": Choice.UNSET, "at": utc(event.at)}
    await insert_once(connection, choices, unset)
    query = select(choices).where(choices.c.person == event.person)
    row = (await connection.execute(query)).one()
    return _Chosen(Choice(row.choice), utc(row.at), row.keeps_nothing)


def _following(before: _Chosen, act: Act, moment: datetime) -> _Chosen:
    choice, keeps_nothing = before.choice, before.keeps_nothing
    match act:
        case Act.OPT_IN:
            choice, keeps_nothing = Choice.IN, False
        case Act.OPT_OUT:
            choice = Choice.OUT
        case Act.KEEP_NOTHING:
            keeps_nothing = True
        case Act.KEEP:
            keeps_nothing = False
        case Act.FORGET:
            choice = Choice.UNSET if choice is Choice.IN else choice
    at = before.at if choice is before.choice else moment
    return _Chosen(choice, at, keeps_nothing)


async def _choose(connection: AsyncConnection, person: str, chosen: _Chosen) -> None:
    row = {
        "choice": chosen.choice,
        "at": chosen.at,
        "keeps_nothing": chosen.keeps_nothing,
    }
    await connection.execute(update(choices).where(choices.c.person == person).values(row))


async def _bury(connection: AsyncConnection, person: str, moment: datetime) -> None:
    """Whatever was said before now is out for good; a tombstone never moves back."""
    row = {"person": person, "before": moment}
    if not await insert_once(connection, tombstones, row):
        earlier = (tombstones.c.person == person) & (tombstones.c.before < moment)
        await connection.execute(update(tombstones).where(earlier).values(before=moment))


async def _erase(
    connection: AsyncConnection, event: ConsentEvent, *, open_since: datetime
) -> int:
    own = of_person(event.person)
    which: dict[Act, ColumnElement[bool]] = {
        Act.OPT_OUT: stale(own, open_since=open_since),
        Act.KEEP_NOTHING: own & IS_CLOSED,
        Act.FORGET: own,
    }
    return await erase(connection, which[event.act]) if event.act in which else 0


def _rated_by(person: str) -> ColumnElement[bool]:
    return ratings.c.person == person


async def _destroy_keys(connection: AsyncConnection, event: ConsentEvent) -> None:
    """What was sealed and is not in a row yet becomes unreadable too, as do backups."""
    living = (person_keys.c.person == event.person) & person_keys.c.wrapped.is_not(None)
    gone = {"wrapped": None, "destroyed_at": utc(event.at)}
    await connection.execute(update(person_keys).where(living).values(gone))


async def _standings(connection: AsyncConnection, people: list[str]) -> dict[str, Standing]:
    joined = choices.outerjoin(tombstones, tombstones.c.person == choices.c.person)
    query = (
        select(choices, tombstones.c.before)
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
        keeps_nothing=row.keeps_nothing,
    )


def _event_row(event: ConsentEvent) -> dict[str, Any]:
    return {
        "person": event.person,
        "act": event.act,
        "at": utc(event.at),
        "source": event.source,
    }


def _event(row: Any) -> ConsentEvent:
    return ConsentEvent(row["person"], Act(row["act"]), utc(row["at"]), row["source"])
