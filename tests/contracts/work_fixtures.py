"""Pairs of replicas: two handles on one database, as two processes would have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.sql.engine import Database, open_database


@asynccontextmanager
async def another_handle(database: Database) -> AsyncIterator[Database]:
    """A second handle on the same database, with connections of its own."""
    other = open_database(database._engine.url.render_as_string(hide_password=False))
    try:
        yield other
    finally:
        await other.close()
