"""What is written together, and what readers and writers see of each other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from bot.adapters.sql.engine import Database, open_database
from bot.adapters.sql.tables import collections, vectors

SECRET = b"hunter2"


async def names(database: Database) -> list[str]:
    async with database.reading() as connection:
        found = await connection.scalars(select(collections.c.name))
        return sorted(found)


async def add(database: Database, name: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            insert(collections).values(name=name, is_current=False, generation=0, counted=0)
        )


async def test_a_transaction_that_ends_well_is_kept(database: Database) -> None:
    await add(database, "kb")

    assert await names(database) == ["kb"]


async def test_a_transaction_that_fails_leaves_nothing_and_hides_no_error(
    database: Database,
) -> None:
    async def change_and_fail() -> None:
        async with database.transaction() as connection:
            await connection.execute(update(collections).values(name="renamed"))
            raise ZeroDivisionError

    await add(database, "kb")
    with pytest.raises(ZeroDivisionError):
        await change_and_fail()

    assert await names(database) == ["kb"]


async def test_a_task_that_is_cancelled_inside_a_transaction_leaves_nothing(
    database: Database,
) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.transaction() as connection:
            await connection.execute(update(collections).values(name="renamed"))
            written.set()
            await asyncio.Event().wait()

    await add(database, "kb")
    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await add(database, "next")
    assert await names(database) == ["kb", "next"]


async def test_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    await add(database, "kb")

    async def read_and_write() -> None:
        async with database.transaction() as connection:
            await connection.scalar(select(collections.c.generation))
            await asyncio.sleep(0)
            await connection.execute(
                update(collections).values(generation=collections.c.generation + 1)
            )

    await asyncio.gather(*(read_and_write() for _ in range(12)))

    async with database.reading() as connection:
        assert await connection.scalar(select(collections.c.generation)) == 12


async def test_writers_in_two_processes_wait_for_each_other(database: Database) -> None:
    other = open_database(database._engine.url.render_as_string(hide_password=False))
    try:
        await asyncio.gather(
            *(add(database, f"a{number}") for number in range(5)),
            *(add(other, f"b{number}") for number in range(5)),
        )
    finally:
        await other.close()

    assert len(await names(database)) == 10


async def test_a_reader_sees_one_moment_and_keeps_no_writer_waiting(
    database: Database,
) -> None:
    await add(database, "before")
    async with database.reading() as connection:
        seen = await connection.scalars(select(collections.c.name))
        assert list(seen) == ["before"]

        await asyncio.wait_for(add(database, "meanwhile"), timeout=20)

        seen = await connection.scalars(select(collections.c.name))
        assert list(seen) == ["before"]
    assert await names(database) == ["before", "meanwhile"]


async def test_a_writer_keeps_no_reader_waiting(database: Database) -> None:
    await add(database, "before")
    async with database.transaction() as connection:
        await connection.execute(update(collections).values(name="after"))

        assert await asyncio.wait_for(names(database), timeout=20) == ["before"]


async def test_a_connection_that_only_read_can_write_later(database: Database) -> None:
    for number in range(3):
        await names(database)
        await add(database, f"kb{number}")

    assert await names(database) == ["kb0", "kb1", "kb2"]


async def test_closing_twice_is_no_mistake(database: Database) -> None:
    await names(database)
    await database.close()
    await database.close()


def holds(folder: Path, words: bytes) -> bool:
    return any(words in file.read_bytes() for file in folder.iterdir())


async def test_a_file_keeps_what_was_deleted_nowhere(
    sqlite_database: Database, tmp_path: Path
) -> None:
    async with sqlite_database.transaction() as connection:
        row = {"key": b"k" * 16, "vector": SECRET * 5_000}
        await connection.execute(insert(vectors).values(row))
    assert holds(tmp_path, SECRET)
    async with sqlite_database.transaction() as connection:
        await connection.execute(text("DELETE FROM vectors"))
    await sqlite_database.close()

    assert not holds(tmp_path, SECRET)
