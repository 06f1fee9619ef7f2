"""What a database says of itself, on each kind that the bot knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.adapters.sql.engine import HEAD, Database
from bot.adapters.sql.standing import standing


async def test_a_database_tells_its_version_its_schema_and_its_time(database: Database) -> None:
    found = await standing(database)
    assert found.schema == HEAD
    if database.is_sqlite:
        assert found.version.startswith("SQLite 3.")
        assert found.now is None
        return
    assert found.version.startswith("PostgreSQL 1")
    assert found.now is not None
    assert abs(found.now - datetime.now(UTC)) < timedelta(minutes=5)
