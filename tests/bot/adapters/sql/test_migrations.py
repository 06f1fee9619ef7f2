"""The scripts in `migrations/` against the tables that the code believes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from importlib import import_module, resources
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.adapters.sql.engine import HEAD, Database, open_database
from bot.adapters.sql.tables import metadata
from bot.domain.errors import DatabaseUnavailable


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    """A database without tables."""
    database = open_database(database_url)
    yield database
    await database.close()


async def tables(database: Database) -> set[str]:
    async with database.reading() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_the_newest_script_is_the_one_that_the_engine_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("migrations")))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_the_scripts_build_the_tables_that_the_code_believes_in(
    empty: Database,
) -> None:
    await empty.migrate()

    async with empty.transaction() as connection:
        assert await connection.run_sync(differences) == []
        await connection.execute(text("ALTER TABLE choices ADD COLUMN surprise TEXT"))
        assert await connection.run_sync(differences)


async def test_migrating_says_whether_there_was_anything_to_do(empty: Database) -> None:
    assert await empty.migrate()
    assert not await empty.migrate()


async def test_only_one_of_many_who_start_at_once_migrates(database_url: str) -> None:
    databases = [open_database(database_url) for _ in range(4)]
    try:
        did = await asyncio.gather(*(database.migrate() for database in databases))
    finally:
        for database in databases:
            await database.close()

    assert sorted(did) == [False, False, False, True]


async def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    async with empty.transaction() as connection:
        await connection.execute(text("CREATE TABLE vectors (somebody TEXT)"))

    with pytest.raises(DatabaseUnavailable):
        await empty.migrate()

    assert await tables(empty) == {"vectors"}


async def test_a_newer_schema_is_left_alone_and_named(empty: Database) -> None:
    await empty.migrate()
    async with empty.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseUnavailable, match=r"schema is 9999, .* update the bot"):
        await empty.migrate()

    async with empty.reading() as connection:
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        assert version == "9999"


async def test_the_scripts_can_be_undone(empty: Database) -> None:
    await empty.migrate()
    names = ("0004_shelf", "0003_chat", "0002_serve", "0001_first_schema")
    scripts = [import_module(f"migrations.versions.{name}") for name in names]

    def undo(connection: Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            for script in scripts:
                script.downgrade()

    async with empty.transaction() as connection:
        await connection.run_sync(undo)

    assert await tables(empty) == {"alembic_version"}
