"""Opens the database, brings its schema up to date, and maps its errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.sql.lanes import Lane, Work, carried_out
from bot.adapters.sql.postgres import open_postgres
from bot.adapters.sql.sqlite import BUSY_SECONDS, open_sqlite
from bot.adapters.sql.tables import exchanges, person_keys
from bot.domain.errors import BadSetting, DatabaseUnavailable

T = TypeVar("T")
HEAD = "0004"
"""The newest migration; a test compares it with the scripts."""

_MIGRATION_LOCK = 0x5B07_0001
_PURGE_SECONDS = 2


class Database:
    """An engine and its transactions. Errors of the driver leave as DatabaseUnavailable.

    On SQLite a `writer` and a `reader` carry out what `run` is given.
    """

    def __init__(
        self, engine: AsyncEngine, *, writer: Lane | None = None, reader: Lane | None = None
    ) -> None:
        self._engine = engine
        self._lanes = {False: writer, True: reader}
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(
            reading=True, **({} if self.is_sqlite else snapshot)
        )
        self._bare = engine.execution_options(
            **({"bare": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; else it is PostgreSQL."""
        return self._engine.dialect.name == "sqlite"

    @property
    def where(self) -> str:
        """The URL without its password, and without options: one may be a password."""
        url = self._engine.url
        plain = url.set(drivername=url.get_backend_name(), query={})
        return plain.render_as_string(hide_password=True)

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
        async with self._begun(self._reader) as connection:
            yield connection

    async def run(self, work: Work[T], *, reading: bool = False) -> T:
        """What the work gives in a transaction, or a snapshot, of its own: the quick way.

        Raises DatabaseUnavailable when the database fails, and what the work raises; then
        nothing is left of it.
        """
        lane = self._lanes[reading]
        try:
            if lane is not None:
                return await lane.run(work)
            return await self._on_server(work, self._reader if reading else self._engine)
        except SQLAlchemyError as error:
            raise DatabaseUnavailable(_sentence(error, self.where)) from error

    async def _on_server(self, work: Work[T], engine: AsyncEngine) -> T:
        """Once more where the connection was lost before there was anything to commit."""
        is_last = is_done = False
        while True:
            try:
                async with engine.begin() as connection:
                    given = await connection.run_sync(partial(carried_out, work))
                    is_done = True
            except DBAPIError as error:
                if is_last or is_done or not error.connection_invalidated:
                    raise
                is_last = True
            else:
                return given

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
        if await self._is_migrated():
            return False
        async with self.transaction() as connection:
            if not self.is_sqlite:
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
                )
            return await connection.run_sync(_upgrade, self.where)

    async def _is_migrated(self) -> bool:
        """Spares most starts Alembic; whatever goes wrong here goes wrong again there."""
        try:
            async with self._reader.connect() as connection:
                revision = await connection.scalar(
                    text("SELECT version_num FROM alembic_version")
                )
        except SQLAlchemyError:
            return False
        return bool(revision == HEAD)

    async def purge(self) -> None:
        """Take what was erased out of the files beneath the database.

        SQLite: what the log still holds of erased rows is overwritten or cut off.
        PostgreSQL: the space of dead rows is freed; its bytes go as new rows take it, so
        there an erasure rests on the destroyed key. Raises DatabaseUnavailable when it
        could not be done, also because somebody reads what was erased just now.
        """
        async with self._begun(self._bare) as connection:
            if self.is_sqlite:
                await self._cut_log(connection)
            else:
                for table in (exchanges, person_keys):
                    await connection.exec_driver_sql(f"VACUUM {table.name}")

    async def _cut_log(self, connection: AsyncConnection) -> None:
        # Writers wait while this waits for readers: so not for long.
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={_PURGE_SECONDS * 1000}")
        try:
            cut = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            is_blocked = bool(cut.one()[0])
        finally:
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        if is_blocked:
            raise DatabaseUnavailable(
                f"The database at {self.where} is in use, so its log still holds what was "
                "erased: it is tried again."
            )

    async def close(self) -> None:
        """Close every connection."""
        for lane in self._lanes.values():
            if lane is not None:
                await lane.close()
        await self._engine.dispose()


def open_database(url: str) -> Database:
    """A database by URL: `sqlite:///FILE` or `postgresql://USER@HOST/NAME`.

    Nothing is connected yet. Raises BadSetting when the URL is neither.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine, writer, reader = open_sqlite(parsed)
        return Database(engine, writer=writer, reader=reader)
    return Database(open_postgres(parsed))


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadSetting("The database URL cannot be read: " + _URL_HELP) from error
    if backend not in ("sqlite", "postgresql"):
        raise BadSetting(f"'{backend}' is no database that the bot knows: " + _URL_HELP)
    if backend == "sqlite" and (parsed.database or ":memory:") == ":memory:":
        raise BadSetting("A database in memory forgets everything: " + _URL_HELP)
    if backend == "sqlite" and parsed.query:
        raise BadSetting("A SQLite file takes no options: " + _URL_HELP)
    if "@" in (parsed.host or ""):
        raise BadSetting("Write an @ in the database's password as %40: " + _URL_HELP)
    return parsed


_URL_HELP = "set BOT_DATABASE__URL to sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."


def _sentence(error: BaseException, where: str) -> str:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return (
        f"The database at {where} does not work ({lines[0].rstrip('.')}): "
        "check BOT_DATABASE__URL and that the database runs."
    )


def _upgrade(connection: Any, where: str) -> bool:
    # Imported here: Alembic costs a fifth of a second that most starts need not pay.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    before = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    scripts = str(resources.files("migrations"))
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseUnavailable(
            f"The database at {where} was made by another version of the bot (its schema "
            f"is {before}, this version's is {HEAD}): update the bot, or restore a backup."
        ) from error
    return before != HEAD
