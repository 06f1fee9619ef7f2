"""Fixtures for databases: a fresh one per test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.tables import metadata
from tests.postgres import NoPostgres, running_postgres

DATABASES = ("sqlite", "postgres")
"""The databases that the bot works on, as the fixtures call them."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made.

    `BOT_TEST_POSTGRES_URL` if set; else a server of this test run's own.
    """
    if given := os.environ.get("BOT_TEST_POSTGRES_URL"):
        yield given
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_postgres())
        except NoPostgres as missing:
            pytest.skip(str(missing))
        yield url


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> Iterator[str]:
    """The URL of a migrated database that lasts for the whole run."""
    with _new_database(postgres_server) as url:
        _migrate(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(sqlite_url(file))
    return file


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return sqlite_url(tmp_path / "empty.db")


@pytest.fixture
def postgres_database_url(postgres_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables, dropped afterwards."""
    with _new_database(postgres_server) as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; the test runs once per kind of database."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database."""
    file = tmp_path / "test.db"
    shutil.copy(sqlite_template, file)
    async for opened in _opened(sqlite_url(file)):
        yield opened


@pytest.fixture
async def postgres_database(postgres_tables: str) -> AsyncIterator[Database]:
    """A migrated PostgreSQL database with empty tables.

    They are emptied afterwards, which is six times as fast as a new database. A test
    that changes the tables themselves asks for `postgres_database_url`.
    """
    async for opened in _opened(postgres_tables):
        yield opened
    names = ", ".join(table.name for table in metadata.sorted_tables)
    _run(postgres_tables, f"SET lock_timeout = '30s'; TRUNCATE {names} RESTART IDENTITY")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated database; the test runs once per kind of database."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened


async def _opened(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    try:
        yield opened
    finally:
        await opened.close()


def _migrate(url: str) -> None:
    """In a thread of its own: the event loop of a test may be running in this one."""

    async def migrate() -> None:
        opened = open_database(url)
        try:
            await opened.migrate()
        finally:
            await opened.close()

    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(asyncio.run, migrate()).result()


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _run(server, f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
