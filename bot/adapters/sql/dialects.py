"""What SQLite and PostgreSQL do differently with moments and with races."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.sql.lanes import Link


def utc(moment: datetime) -> datetime:
    """The moment, aware, in UTC: SQLite keeps no zone, and what is there is UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


async def insert_once(connection: Link, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless one with its key is there; says whether it was inserted.

    Where two callers race, one inserts and the other waits for it.
    """
    inserted = await connection.execute(
        _inserting(connection.dialect.name, table),
        dict(row),
        execution_options={"preserve_rowcount": True},
    )
    return inserted.rowcount == 1


@cache
def _inserting(dialect: str, table: Table) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()
