"""Wrapped data keys, and the proof of the key that wrapped them. No cryptography here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, bindparam, select, update

from bot.adapters.sql.bulk import slices
from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.tables import person_keys, vault_seal
from bot.ports import Clock

_ONLY_ROW = 1

# Built once: for small statements, building takes as long as carrying out.
_KEY = select(person_keys.c.person, person_keys.c.epoch, person_keys.c.wrapped)
_OF = _KEY.where(person_keys.c.person == bindparam("of"))
_NEWEST = _OF.order_by(person_keys.c.epoch.desc()).limit(1)
_ONE = _OF.where(person_keys.c.epoch == bindparam("at"))
_ALL = _KEY.where(person_keys.c.person.in_(bindparam("of", expanding=True)))


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A person's key. `epoch` counts their keys from 1; `wrapped` is None once destroyed."""

    epoch: int
    wrapped: bytes | None


class SqlKeys:
    """Every key that people ever had. Raises DatabaseUnavailable."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def proof(self) -> bytes | None:
        """What proves the key-encryption key; None in a database that never had one."""
        async with self._database.reading() as connection:
            return (await connection.execute(select(vault_seal.c.proof))).scalar_one_or_none()

    async def adopt(self, proof: bytes) -> bytes:
        """Store the proof unless there is one; returns the one that is there now."""
        async with self._database.transaction() as connection:
            await insert_once(connection, vault_seal, {"id": _ONLY_ROW, "proof": proof})
            stored: bytes = (await connection.execute(select(vault_seal.c.proof))).scalar_one()
            return stored

    async def newest(self, person: str) -> StoredKey | None:
        """The person's newest key; None for somebody who never had one."""

        async def work(connection: Link) -> StoredKey | None:
            return await newest_key(connection, person)

        return await self._database.run(work, reading=True)

    async def find(self, person: str, epoch: int) -> StoredKey | None:
        """One key; None when there never was one."""

        async def work(connection: Link) -> StoredKey | None:
            return _stored(await connection.execute(_ONE, {"of": person, "at": epoch}))

        return await self._database.run(work, reading=True)

    async def add(self, person: str, key: StoredKey) -> None:
        """Store a new key, unless one with that epoch is there: the first one stays."""
        now = self._clock.now()

        async def work(connection: Link) -> None:
            await add_key(connection, person, key, now=now)

        await self._database.run(work)

    async def destroy(self, person: str) -> None:
        """Forget the person's keys, and remember when. Their epochs stay used up."""
        living = (person_keys.c.person == person) & person_keys.c.wrapped.is_not(None)
        gone = update(person_keys).where(living)
        async with self._database.transaction() as connection:
            await connection.execute(
                gone.values(wrapped=None, destroyed_at=utc(self._clock.now()))
            )


async def newest_key(connection: Link, person: str) -> StoredKey | None:
    """The person's newest key; None for somebody who never had one."""
    return _stored(await connection.execute(_NEWEST, {"of": person}))


async def add_key(connection: Link, person: str, key: StoredKey, *, now: datetime) -> bool:
    """Store a new key unless one with that epoch is there; says whether it was stored."""
    row = {
        "person": person,
        "epoch": key.epoch,
        "wrapped": key.wrapped,
        "created_at": utc(now),
    }
    return await insert_once(connection, person_keys, row)


async def keys_of(
    connection: Link, people: Collection[str]
) -> Mapping[tuple[str, int], StoredKey]:
    """Every key that these people ever had, by person and epoch."""
    found: dict[tuple[str, int], StoredKey] = {}
    for part in slices(sorted(set(people))):
        rows = await connection.execute(_ALL, {"of": part})
        found |= {(row.person, row.epoch): StoredKey(row.epoch, row.wrapped) for row in rows}
    return found


def _stored(found: CursorResult[Any]) -> StoredKey | None:
    row = found.one_or_none()
    return None if row is None else StoredKey(row.epoch, row.wrapped)
