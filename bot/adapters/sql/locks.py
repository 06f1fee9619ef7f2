"""Locks that PostgreSQL holds to the end of a transaction. SQLite has one writer anyway."""

from __future__ import annotations

from zlib import crc32

from sqlalchemy import text

from bot.adapters.sql.lanes import Link

_CLAIMS = 0x5B07_0002
_PEOPLE = 0x5B07
_SIGN = 1 << 31  # PostgreSQL's integers have one, a checksum has not


async def lock_claims(connection: Link) -> None:
    """Wait until nobody else in the cluster is claiming: claims come one by one."""
    await _wait(connection, "SELECT pg_advisory_xact_lock(:lock)", lock=_CLAIMS)


async def lock_person(connection: Link, person: str) -> None:
    """Wait until nobody else is acting for the person, or closing their exchanges."""
    statement = "SELECT pg_advisory_xact_lock(:kind, :number)"
    await _wait(connection, statement, kind=_PEOPLE, number=_number(person))


async def lock_choices(connection: Link, person: str) -> None:
    """Wait until nobody is acting for the person; others who only read them may go on."""
    statement = "SELECT pg_advisory_xact_lock_shared(:kind, :number)"
    await _wait(connection, statement, kind=_PEOPLE, number=_number(person))


async def _wait(connection: Link, statement: str, **values: int) -> None:
    # A statement of its own: what comes after it sees what the last holder committed.
    if connection.dialect.name != "sqlite":
        await connection.execute(text(statement), values)


def _number(person: str) -> int:
    """Two people may share a number; they wait for each other and nothing else happens."""
    return crc32(person.encode()) - _SIGN
