"""Wrapped data keys, and the proof of the key that wrapped them. No cryptography here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update

from bot.adapters.sql.dialects import insert_once, utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import person_keys, vault_seal
from bot.ports import Clock

_ONLY_ROW = 1


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
        return await self._first(_of(person).order_by(person_keys.c.epoch.desc()))

    async def find(self, person: str, epoch: int) -> StoredKey | None:
        """One key; None when there never was one."""
        return await self._first(_of(person).where(person_keys.c.epoch == epoch))

    async def add(self, person: str, key: StoredKey) -> None:
        """Store a new key, unless one with that epoch is there: the first one stays."""
        row = {
            "person": person,
            "epoch": key.epoch,
            "wrapped": key.wrapped,
            "created_at": utc(self._clock.now()),
        }
        async with self._database.transaction() as connection:
            await insert_once(connection, person_keys, row)

    async def destroy(self, person: str) -> None:
        """Forget the person's keys, and remember when. Their epochs stay used up."""
        living = (person_keys.c.person == person) & person_keys.c.wrapped.is_not(None)
        gone = update(person_keys).where(living)
        async with self._database.transaction() as connection:
            await connection.execute(
                gone.values(wrapped=None, destroyed_at=utc(self._clock.now()))
            )

    async def _first(self, query: Select[Any]) -> StoredKey | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(query.limit(1))).one_or_none()
        return None if row is None else StoredKey(row.epoch, row.wrapped)


def _of(person: str) -> Select[Any]:
    query = select(person_keys.c.epoch, person_keys.c.wrapped)
    return query.where(person_keys.c.person == person)
