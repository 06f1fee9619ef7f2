"""Opens PostgreSQL databases."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_CONNECTIONS = 10  # kept open; whoever finds them all taken waits
_IDLE = 5.0  # seconds after which a connection may have been lost without anybody noticing


def open_postgres(url: URL) -> AsyncEngine:
    """An engine; nothing is connected yet.

    No connection is opened for a moment and closed again, which costs more than all that
    is done on it. One that was idle is tried before it is used.
    """
    engine = create_async_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        connect_args={"connect_timeout": 10},
    )

    def came_back(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    def is_taken(connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("used")
        if used is None or time.monotonic() - used < _IDLE:
            return
        dialect = engine.sync_engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("lost while it was idle") from error

    event.listen(engine.sync_engine, "checkin", came_back)
    event.listen(engine.sync_engine, "checkout", is_taken)
    return engine
