"""Opens SQLite files."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.sql.lanes import Lane

BUSY_SECONDS = 30
"""Seconds that a writer waits for another one."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


def open_sqlite(url: URL) -> tuple[AsyncEngine, Lane, Lane]:
    """An engine for whoever takes time, a lane that writes and one that reads."""
    file = Path(url.database or "").absolute()
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        hide_parameters=True,
        async_creator=partial(_connect_async, file),
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine, _lane(url, file), _lane(url, file, reading=True)


def _lane(url: URL, file: Path, *, reading: bool = False) -> Lane:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        hide_parameters=True,
        creator=partial(_connect, file),
        execution_options={"reading": reading},
    )
    event.listen(engine, "begin", _begin)
    return Lane(engine, reading=reading)


def _connect(file: Path) -> sqlite3.Connection:
    # Used by its lane alone, but closed by whoever closes the database.
    connection = sqlite3.connect(
        file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


async def _connect_async(file: Path) -> aiosqlite.Connection:
    # Without an isolation level we say BEGIN ourselves, see _begin.
    connection = aiosqlite.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: none outlives main
    try:
        await connection
    except BaseException:
        # The thread has been told to stop; were the event loop to close before it has, it
        # would print a stack trace.
        connection._thread.join()  # noqa: SLF001 - aiosqlite offers no other way
        raise
    try:
        for pragma in _PRAGMAS:
            async with connection.execute(f"PRAGMA {pragma}"):
                pass
    except BaseException:
        await connection.close()
        raise
    return connection


def _begin(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("bare"):
        return  # what follows must not run inside a transaction
    # A writer that began as a reader would fail at once where another one writes.
    connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")
