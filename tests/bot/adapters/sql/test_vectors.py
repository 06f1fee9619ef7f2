"""How vectors lie in the database."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.adapters.sql import tables
from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.vectors import SqlVectorCache
from bot.domain.errors import DatabaseUnavailable
from tests.bot.adapters.sql.statements import MOST_VALUES, statements_of

KEY = b"0123456789abcdef"


async def test_a_vector_is_little_endian_on_every_machine(database: Database) -> None:
    await SqlVectorCache(database).keep({KEY: (1.0, -2.5)})

    async with database.reading() as connection:
        packed = await connection.scalar(select(tables.vectors.c.vector))
    assert packed == struct.pack("<2f", 1.0, -2.5)


async def test_no_statement_has_more_values_than_any_sqlite_takes(database: Database) -> None:
    cache = SqlVectorCache(database)
    many = {number.to_bytes(16, "big"): (1.0,) for number in range(1_100)}

    with statements_of(database) as statements:
        await cache.keep(many)
        assert len(await cache.find(many)) == 1_100

    assert max(statement.values for statement in statements) <= MOST_VALUES


async def test_vectors_outlive_the_process(database: Database) -> None:
    await SqlVectorCache(database).keep({KEY: (1.0, -2.5)})
    await database.close()

    again = open_database(database._engine.url.render_as_string(hide_password=False))
    assert await SqlVectorCache(again).find([KEY]) == {KEY: (1.0, -2.5)}
    await again.close()


async def test_every_call_says_that_the_database_is_unavailable(tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path / "no" / "folder.db"))
    with pytest.raises(DatabaseUnavailable):
        await SqlVectorCache(database).find([KEY])
    with pytest.raises(DatabaseUnavailable):
        await SqlVectorCache(database).keep({KEY: (1.0,)})
    await database.close()
