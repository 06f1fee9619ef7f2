"""What a database says of itself."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from bot.adapters.sql.engine import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """Its version in words, the schema that it has, and its clock; None for our own clock."""

    version: str
    schema: str
    now: datetime | None


async def standing(database: Database) -> Standing:
    """How a migrated database stands. Raises DatabaseUnavailable."""
    async with database.reading() as connection:
        schema = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        if database.is_sqlite:
            return Standing(f"SQLite {sqlite3.sqlite_version}", str(schema), None)
        version = await connection.scalar(text("SHOW server_version"))
        now = await connection.scalar(text("SELECT clock_timestamp()"))
    return Standing(f"PostgreSQL {str(version).split()[0]}", str(schema), now)
