"""Opening a database, and what its errors become."""

from __future__ import annotations

import inspect
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import insert, select, text

from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.tables import collections, vectors
from bot.domain.errors import BadSetting, DatabaseUnavailable

SECRET = "hunter2"  # noqa: S105 - made up for these tests
LETTER = b"This is a letter to my aunt, and no database.\n" * 100
NOBODY_LISTENS = f"postgresql://bot:{SECRET}@127.0.0.1:1/bot"


async def names(database: Database) -> list[str]:
    async with database.reading() as connection:
        found = await connection.scalars(select(collections.c.name))
        return sorted(found)


async def add(database: Database, name: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            insert(collections).values(name=name, is_current=False, generation=0, counted=0)
        )


@pytest.mark.parametrize(
    "url",
    [
        *("", "nonsense", "mysql://root@localhost/bot", "postgres://localhost/bot"),
        *("oracle://localhost", f"://{SECRET}", "sqlite://", "sqlite:///:memory:"),
        f"postgresql://bot:p@{SECRET}@localhost/bot",
        *("postgresql://localhost:port/bot", "sqlite:///bot.db?timeout=a"),
    ],
)
def test_an_address_that_is_no_database_says_what_to_write(url: str) -> None:
    with pytest.raises(BadSetting) as caught:
        open_database(url)

    assert "set BOT_DATABASE__URL to sqlite:///" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("options", ["", f"?password={SECRET}&application_name=bot"])
def test_the_password_is_never_shown(options: str) -> None:
    where = open_database(f"postgresql://bot:{SECRET}@db.example/bot{options}").where

    assert where == "postgresql://bot:***@db.example/bot"


async def test_a_path_with_odd_letters_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "봇 #1 100%?"
    folder.mkdir()
    database = open_database(sqlite_url(folder / "a b.db"))
    await database.migrate()
    await database.close()

    assert (folder / "a b.db").is_file()


async def fails(database: Database) -> list[DatabaseUnavailable]:
    """What each way in raises."""
    raised = []
    with pytest.raises(DatabaseUnavailable) as caught:
        await database.migrate()
    raised.append(caught.value)
    with pytest.raises(DatabaseUnavailable) as caught:
        await add(database, "kb")
    raised.append(caught.value)
    with pytest.raises(DatabaseUnavailable) as caught:
        await names(database)
    raised.append(caught.value)
    await database.close()
    return raised


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    for error in await fails(open_database(NOBODY_LISTENS)):
        assert "check BOT_DATABASE__URL" in str(error)
        assert "127.0.0.1" in str(error)
        assert "\n" not in str(error)
        assert SECRET not in "".join(traceback.format_exception(error))


async def test_a_database_that_the_server_lacks_is_unavailable(postgres_server: str) -> None:
    there = sqlalchemy.make_url(postgres_server).set(database="no_such_database")
    url = there.render_as_string(hide_password=False)

    for error in await fails(open_database(url)):
        assert "no_such_database" in str(error)


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    for file in (tmp_path / "no" / "such" / "folder.db", tmp_path):
        for error in await fails(open_database(sqlite_url(file))):
            assert str(file) in str(error)
            assert "\n" not in str(error)


@pytest.mark.parametrize("name", ["no/folder.db", "letter.db"])
def test_a_file_that_does_not_work_leaves_no_print_and_no_thread(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "letter.db").write_bytes(LETTER)

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FAIL_OFTEN, sqlite_url(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr, done.returncode) == ("60 failed, few threads\n", "", 0)


FAIL_OFTEN = """
import asyncio, sys, threading
from bot.adapters.sql.engine import open_database
from bot.domain.errors import DatabaseUnavailable

async def fail():
    database = open_database(sys.argv[1])
    try:
        await database.migrate()
    except DatabaseUnavailable:
        await database.close()
        return 1

failed = sum(asyncio.run(fail()) for _ in range(60))
print(f"{failed} failed, {'few' if threading.active_count() < 5 else 'many'} threads")
"""


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "test.db"
    file.write_bytes(LETTER)

    for error in await fails(open_database(sqlite_url(file))):
        assert "file is not a database" in str(error)


@pytest.mark.parametrize(
    "statement",
    [
        "SELEC 1",
        "SELECT * FROM no_such_table",
        "SELECT no_such_column FROM collections",
        "INSERT INTO collections (name) VALUES (NULL)",
    ],
)
async def test_what_the_database_refuses_leaves_as_unavailable(
    database: Database, statement: str
) -> None:
    with pytest.raises(DatabaseUnavailable):
        async with database.transaction() as connection:
            await connection.execute(text(statement))
    assert await names(database) == []


VENDOR_ERRORS = [
    error
    for _, error in inspect.getmembers(sqlalchemy.exc, inspect.isclass)
    if issubclass(error, Exception)
    and not issubclass(error, Warning)
    # A stand-in that SQLAlchemy gives to drivers without errors of their own. Ours have.
    and error is not sqlalchemy.exc.EmulatedDBAPIException
]


def test_the_list_of_vendor_errors_is_not_empty() -> None:
    assert sqlalchemy.exc.OperationalError in VENDOR_ERRORS
    assert len(VENDOR_ERRORS) > 30


def made(kind: type[Exception]) -> Exception:
    cause = ValueError("boom")
    if issubclass(kind, sqlalchemy.exc.DBAPIError):
        return kind("SELECT 1", {}, cause)
    if issubclass(kind, sqlalchemy.exc.StatementError):
        return kind("boom", "SELECT 1", {}, cause)
    return kind.__new__(kind, "boom")


@pytest.mark.parametrize("kind", VENDOR_ERRORS)
@pytest.mark.parametrize("way_in", ["transaction", "reading"])
async def test_every_error_of_sqlalchemy_leaves_as_unavailable(
    sqlite_database: Database, kind: type[Exception], way_in: str
) -> None:
    error = made(kind)

    with pytest.raises(DatabaseUnavailable) as caught:
        async with getattr(sqlite_database, way_in)():
            raise error
    assert caught.value.__cause__ is error


async def test_an_error_shows_nothing_of_what_was_to_be_written(database: Database) -> None:
    row = {"key": b"k" * 16, "vector": SECRET.encode()}
    with pytest.raises(DatabaseUnavailable) as caught:
        async with database.transaction() as connection:
            await connection.execute(insert(vectors), [row, row])

    assert SECRET not in "".join(traceback.format_exception(caught.value))
