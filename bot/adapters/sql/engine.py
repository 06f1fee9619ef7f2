"""Opens the database, brings its schema up to date, and maps its errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import OperationalError as SQLOperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import BadSetting, DatabaseUnavailable

HEAD = "0001"
"""The newest migration; a test compares it with the scripts."""

_MIGRATION_LOCK = 0x5B07_0001
_BUSY_SECONDS = 30


class Database:
    """An engine and its transactions. Errors of the driver leave as DatabaseUnavailable."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; else it is PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @property
    def where(self) -> str:
        """The URL without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction: commits at the end, or rolls back.

        Raises DatabaseUnavailable when the database fails.
        """
        async with self._begun(self._engine) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads: one snapshot, and no writer waits for it.

        Raises DatabaseUnavailable when the database fails.
        """
        engine = self._engine.execution_options(reading=True)
        async with self._begun(engine) as connection:
            yield connection

    @asynccontextmanager
    async def _begun(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise DatabaseUnavailable(_sentence(error, self.where)) from error

    async def migrate(self) -> bool:
        """Bring the schema up to date; says whether there was anything to do.

        Raises DatabaseUnavailable.
        """
        if await self._revision() == HEAD:
            return False
        async with self.transaction() as connection:
            if not self.is_sqlite:
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            await connection.run_sync(_upgrade)
        return True

    async def _revision(self) -> str | None:
        try:
            async with self._engine.connect() as connection:
                rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
                return rows.scalar_one_or_none()
        except (SQLOperationalError, ProgrammingError) as error:
            if _is_missing_table(error):
                return None
            raise DatabaseUnavailable(_sentence(error, self.where)) from error
        except SQLAlchemyError as error:
            raise DatabaseUnavailable(_sentence(error, self.where)) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def open_database(url: str) -> Database:
    """A database by URL: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.

    Nothing is connected yet. Raises BadSetting when the URL is neither.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": _BUSY_SECONDS}
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    else:
        engine = create_async_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},
        )
    return Database(engine)


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise BadSetting("The database URL cannot be read: " + _URL_HELP) from error
    if backend not in ("sqlite", "postgresql"):
        raise BadSetting(f"'{backend}' is no database that the bot knows: " + _URL_HELP)
    return parsed


_URL_HELP = "set BOT_DATABASE__URL to sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A writer that began as a reader would fail at once where another one writes.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _is_missing_table(error: SQLAlchemyError) -> bool:
    said = str(error)
    return "no such table" in said or "UndefinedTable" in said or "does not exist" in said


def _sentence(error: BaseException, where: str) -> str:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return (
        f"The database at {where} does not work ({lines[0].rstrip('.')}): "
        "check BOT_DATABASE__URL and that the database runs."
    )


def _upgrade(connection: Any) -> None:
    # Imported here: Alembic costs a fifth of a second that most starts need not pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(resources.files("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
