"""SQLite's lanes: together in one commit, and yet each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Lane, Link, Work, _writes
from bot.adapters.sql.tables import spending
from bot.domain.errors import DatabaseUnavailable


@pytest.fixture
def writer(sqlite_database: Database) -> Lane:
    lane = sqlite_database._lanes[False]
    assert lane is not None
    return lane


@pytest.fixture
def commits(writer: Lane) -> list[Any]:
    """Grows with every commit."""
    seen: list[Any] = []
    event.listen(writer.engine, "commit", seen.append)
    return seen


def writing(day: str, *, then: Exception | None = None) -> Work[str]:
    """Writes a row, and fails afterwards if it is told to."""

    async def work(connection: Link) -> str:
        await connection.execute(insert(spending), {"day": day})
        if then is not None:
            raise then
        return day

    return work


async def days(database: Database) -> set[str]:
    async def work(connection: Link) -> set[str]:
        return set(await connection.scalars(select(spending.c.day)))

    return await database.run(work, reading=True)


async def held(database: Database) -> Callable[[], None]:
    """The lane is at work from now on, until what is given here is called."""
    has_begun, may_end = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    async def work(_connection: Link) -> None:
        loop.call_soon_threadsafe(has_begun.set)
        assert may_end.wait(60)

    task = asyncio.create_task(database.run(work))
    await has_begun.wait()
    task.add_done_callback(lambda done: done.result())
    return may_end.set


async def all_at_once(database: Database, *works: Work[Any]) -> list[Any]:
    """What each gives, when all of them came up while the lane was at work."""
    go_on = await held(database)
    tasks = [asyncio.create_task(database.run(work)) for work in works]
    await asyncio.sleep(0)
    go_on()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_comes_up_meanwhile_is_committed_together(
    sqlite_database: Database, commits: list[Any]
) -> None:
    several = [str(number) for number in range(50)]
    given = await all_at_once(sqlite_database, *(writing(day) for day in several))
    assert given == several
    assert await days(sqlite_database) == set(several)
    assert len(commits) == 2  # one of them is that of `held`


async def test_work_that_fails_after_it_wrote_takes_nobody_with_it(
    sqlite_database: Database,
) -> None:
    works = [writing("1"), writing("2", then=LookupError("no")), writing("3")]
    first, failed, last = await all_at_once(sqlite_database, *works)
    assert (first, last) == ("1", "3")
    assert isinstance(failed, LookupError)
    assert await days(sqlite_database) == {"1", "3"}


async def test_a_statement_that_the_database_refuses_takes_nobody_with_it(
    sqlite_database: Database,
) -> None:
    works = [writing("1"), writing("1"), writing("2")]
    first, refused, last = await all_at_once(sqlite_database, *works)
    assert (first, last) == ("1", "2")
    assert isinstance(refused, DatabaseUnavailable)
    assert await days(sqlite_database) == {"1", "2"}


async def test_a_commit_that_fails_is_told_to_everybody(
    sqlite_database: Database, writer: Lane
) -> None:
    def fail(connection: Connection) -> None:
        if _writes(connection):
            raise SQLAlchemyError("the disk is full")

    event.listen(writer.engine, "commit", fail)
    outcomes = await all_at_once(sqlite_database, writing("1"), writing("2"))
    event.remove(writer.engine, "commit", fail)
    assert [type(outcome) for outcome in outcomes] == [DatabaseUnavailable] * 2
    assert await days(sqlite_database) == set()


async def test_whoever_gave_up_before_it_began_has_written_nothing(
    sqlite_database: Database,
) -> None:
    go_on = await held(sqlite_database)
    impatient = asyncio.create_task(sqlite_database.run(writing("1")))
    patient = asyncio.create_task(sqlite_database.run(writing("2")))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    go_on()
    assert await patient == "2"
    assert await days(sqlite_database) == {"2"}


async def test_work_that_waits_for_something_else_is_refused(
    sqlite_database: Database,
) -> None:
    async def work(_connection: Link) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited"):
        await sqlite_database.run(work)


async def test_a_lane_opens_again_after_it_was_closed(sqlite_database: Database) -> None:
    await sqlite_database.run(writing("1"))
    await sqlite_database.close()
    assert await sqlite_database.run(writing("2")) == "2"
