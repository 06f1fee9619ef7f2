"""What SQLite and PostgreSQL do differently with moments and with races."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.bulk import insert_into


def utc(moment: datetime) -> datetime:
    """The moment, aware, in UTC: SQLite keeps no zone, and what is there is UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


async def insert_once(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any]
) -> bool:
    """Insert the row unless one with its key is there; says whether it was inserted.

    Where two callers race, one inserts and the other waits for it.
    """
    statement = insert_into(connection, table).values(dict(row)).on_conflict_do_nothing()
    inserted = await connection.execute(
        statement, execution_options={"preserve_rowcount": True}
    )
    return inserted.rowcount == 1
