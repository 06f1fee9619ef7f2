"""Lanes: threads that carry out SQLite's transactions, and commit together what waits together.

A statement over aiosqlite crosses to a thread and back several times, and every commit waits
for the disk. A lane crosses once for a whole transaction, and once for the disk for all that
came up meanwhile. What fails after it has written takes nobody with it: then all is rolled
back, and each gets a transaction of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, ScalarResult
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
_TOGETHER = 100  # transactions that are committed at once


class Inline:
    """What work uses of an AsyncConnection, over a plain one: nothing is waited for.

    `seen` is for whoever reads in one snapshot, one after another: what one of them found
    is there for the next, who would find the same. It ends with the snapshot.
    """

    def __init__(self, connection: Connection, seen: dict[Any, Any] | None = None) -> None:
        self._connection = connection
        self.seen: dict[Any, Any] = {} if seen is None else seen

    @property
    def dialect(self) -> Dialect:
        """Of which database this is."""
        return self._connection.dialect

    async def execute(
        self,
        statement: Executable,
        parameters: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
    ) -> CursorResult[Any]:
        """The result of a statement, to be read while the transaction lasts."""
        return self._connection.execute(
            statement, parameters, execution_options=execution_options
        )

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row; None when there is none."""
        return self._connection.scalar(statement)

    async def scalars(self, statement: Executable) -> ScalarResult[Any]:
        """The first column of each row."""
        return self._connection.scalars(statement)


Link: TypeAlias = AsyncConnection | Inline
"""A connection inside a transaction."""


def seen_on(connection: Link) -> dict[Any, Any]:
    """What was read on it in this snapshot and kept; for reading alone, as `Inline` says."""
    return connection.seen if isinstance(connection, Inline) else {}


Work: TypeAlias = Callable[[Link], Coroutine[Any, Any, T]]
"""What is done in a transaction. It awaits nothing but the connection, changes nothing but
the database, and may be done twice: it runs in another thread, and again when a neighbour
in the same commit fails."""


def carried_out(work: Work[T], connection: Connection, seen: dict[Any, Any] | None = None) -> T:
    """What the work gives, on a plain connection; `seen` as `Inline` has it."""
    running = work(Inline(connection, seen))
    try:
        running.send(None)
    except StopIteration as end:
        given: T = end.value
        return given
    running.close()
    raise RuntimeError("work inside a transaction waited for something else")


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    future: asyncio.Future[Any]
    given: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        """In the loop of whoever asked, unless they have given up."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.given)
        else:
            self.future.set_exception(self.error)


class Lane:
    """One thread and one connection. Work is begun in the order in which it came.

    Where it is `reading`, what waits together reads in one snapshot, and shares what it saw.
    """

    def __init__(self, engine: Engine, *, reading: bool = False) -> None:
        self.engine = engine
        self._is_reading = reading
        self._jobs = SimpleQueue[_Job | None]()
        self._thread: Thread | None = None

    async def run(self, work: Work[T]) -> T:
        """What the work gives, once it is committed.

        Raises SQLAlchemyError, and what the work raises: then nothing is left of it. Who
        stops waiting before it has begun takes it back.
        """
        if self._thread is None:
            self._thread = Thread(target=self._run, name="sqlite", daemon=True)
            self._thread.start()
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        given: T = await job.future
        return given

    async def close(self) -> None:
        """Finish what was asked for, and close the connection."""
        if thread := self._thread:
            self._thread = None
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)
        self.engine.dispose()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            jobs = [first]
            is_last = False
            with suppress(Empty):
                while not is_last and len(jobs) < _TOGETHER:
                    job = self._jobs.get_nowait()
                    is_last = job is None
                    jobs += [job] if job else []
            self._settle([job for job in jobs if not job.future.cancelled()])
            if is_last:
                return

    def _settle(self, jobs: list[_Job]) -> None:
        """Commit them together; one by one when the database fails one of them."""
        outcomes, is_in_work = list[_Outcome](), False
        seen: dict[Any, Any] | None = {} if self._is_reading else None
        try:
            with self.engine.begin() as connection:
                is_in_work = True
                outcomes += [_tried(job, connection, seen) for job in jobs]
                is_in_work = False
        except Exception as error:  # noqa: BLE001 - the edge of a transaction: askers get it
            if is_in_work and len(jobs) > 1:
                for job in jobs:
                    self._settle([job])
                return
            outcomes = [_Outcome(job.future, error=error) for job in jobs]
        for loop, told in _by_loop(outcomes).items():
            with suppress(RuntimeError):  # the loop is closed: nobody is there to hear it
                loop.call_soon_threadsafe(_tell, told)


def _tried(job: _Job, connection: Connection, seen: dict[Any, Any] | None) -> _Outcome:
    """What it gives, or why it failed having written nothing; else raises."""
    before = _writes(connection)
    try:
        return _Outcome(job.future, carried_out(job.work, connection, seen))
    except SQLAlchemyError:
        raise
    except Exception as error:
        if _writes(connection) != before:
            raise
        return _Outcome(job.future, error=error)


def _writes(connection: Connection) -> int:
    """How many rows the connection has written so far."""
    driver: Any = connection.connection.dbapi_connection
    count: int = driver.total_changes
    return count


def _by_loop(outcomes: list[_Outcome]) -> dict[asyncio.AbstractEventLoop, list[_Outcome]]:
    loops: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        loops.setdefault(outcome.future.get_loop(), []).append(outcome)
    return loops


def _tell(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()
