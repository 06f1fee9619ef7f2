"""A chat platform, a database, and the processes that serve between them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.adapters.home import Home
from bot.adapters.keyfile import create_key
from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.core.delivery import Terms
from tests.databases import _new_database
from tests.faults.events import Event, write_documents
from tests.faults.failpoints import Failpoint
from tests.faults.outlet_server import ChatPlatform
from tests.faults.processes import SPAWN, ended
from tests.faults.server import Plan, serve
from tests.faults.verdict import Verdict, open_exchanges, verdict

KILLED = -signal.SIGKILL
HASTY = Terms(
    lease=3.0, renew_every=0.5, posting_lease=5.0, outlet_deadline=4.0, poll=0.2, look_every=0.2
)
"""Leases that outlive their worker for a few seconds only."""

_GLANCE = 0.05
_HANGS = 120  # seconds without any news after which nobody believes in some


class Life:
    """One serving process, from its start to its end."""

    def __init__(self, process: BaseProcess, platform: ChatPlatform, seat: str) -> None:
        self._process = process
        self._platform = platform
        self._seat = seat
        self._code: int | None = None
        process.start()
        self.name = str(process.pid)

    async def opened(self) -> None:
        """Wait until it asks for events."""
        end = asyncio.create_task(self.ended())
        seats = self._platform.inbox.seats
        opening = self._platform.until(lambda: seats.get(self._seat) == self.name)
        opened = asyncio.create_task(opening)
        await asyncio.wait([end, opened], return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        opened.cancel()
        await asyncio.wait([end, opened])

    async def ended(self) -> int:
        """Wait for its end; gives the exit code."""
        if self._code is None:
            self._code = await ended(self._process)
            self._process.close()
        return self._code

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send it a signal, and wait for its end."""
        if self._code is None and self._process.is_alive():
            os.kill(int(self.name), number)
        return await self.ended()


@dataclass
class Bench:
    """`database` is the one that the processes work on."""

    platform: ChatPlatform
    plan: Plan
    database: Database
    sent: list[Event] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)

    def start(
        self, *, seat: str = "one", failpoint: Failpoint | None = None, message: str = ""
    ) -> Life:
        """A process. A seat is one place on the platform, and a home of its own."""
        plan = replace(
            self.plan,
            seat=seat,
            home=self.plan.home / seat,
            failpoint=failpoint if failpoint and failpoint.is_ours else None,
            message=message,
        )
        life = Life(SPAWN.Process(target=serve, args=(plan,)), self.platform, seat)
        self.lives.append(life)
        return life

    async def send(self, events: Iterable[Event]) -> None:
        """The platform tells of these, in this order."""
        self.sent += (those := list(events))
        await self.platform.send(those)

    async def settled(self) -> None:
        """Wait until everything was taken and nothing is open."""
        await self.platform.until(lambda: self.platform.inbox.is_all_acknowledged)
        while await open_exchanges(self.database):  # noqa: ASYNC110 - another process closes them
            await asyncio.sleep(_GLANCE)

    async def supervised(self) -> int:
        """Start a process whenever there is none, until all is settled; gives the deaths."""
        deaths, settled = 0, asyncio.create_task(self.settled())
        while True:
            end = asyncio.create_task(self.start().ended())
            await asyncio.wait([end, settled], return_when=asyncio.FIRST_COMPLETED)
            if settled.done():
                end.cancel()
                await asyncio.wait([end])
                await settled
                return deaths
            assert await end == KILLED
            deaths += 1

    async def verdict(self) -> Verdict:
        """What became of everything that was sent."""
        return await verdict(self.platform, self.database, self.sent)


class Benches:
    """Builds benches on SQLite or PostgreSQL, below one folder."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._built = 0
        self._migrating = asyncio.Lock()  # Alembic does one at a time in a process

    @property
    def is_on_server(self) -> bool:
        """PostgreSQL; else it is SQLite."""
        return self._server is not None

    @asynccontextmanager
    async def bench(
        self, *, seats: Iterable[str] = ("one",), terms: Terms = HASTY, is_quick: bool = False
    ) -> AsyncIterator[Bench]:
        """A bench while the block runs; every process that still lives is killed then.

        With one seat SQLite is the embedded default; several share a file.
        """
        self._built += 1
        folder = self._folder / f"bench{self._built}"
        seats, platform = list(seats), ChatPlatform()
        _homes(folder, seats)
        async with self._shared(folder, seats) as shared:
            database = open_database(shared or sqlite_url(folder / seats[0] / "supportbot.db"))
            plan = Plan(
                home=folder,
                knowledge=write_documents(folder / "knowledge"),
                address="",
                database=shared,
                terms=terms,
                is_quick=is_quick,
            )
            async with self._migrating:
                await database.migrate()
            async with platform.running(), _while_there_is_news(platform):
                bench = Bench(platform, replace(plan, address=platform.url), database)
                try:
                    yield bench
                finally:
                    for life in bench.lives:
                        await life.end()
                    await database.close()

    @asynccontextmanager
    async def _shared(self, folder: Path, seats: list[str]) -> AsyncIterator[str | None]:
        """The URL of a database that several processes may use; None for the home's own."""
        if not self._server:
            yield sqlite_url(folder / "shared.db") if len(seats) > 1 else None
            return
        # In a thread: a platform that stood still would keep requests waiting.
        with ExitStack() as stack:
            new = _new_database(self._server)
            try:
                yield await asyncio.to_thread(stack.enter_context, new)
            finally:
                await asyncio.to_thread(stack.close)


@asynccontextmanager
async def _while_there_is_news(platform: ChatPlatform) -> AsyncIterator[None]:
    """Raises TimeoutError in the block once nothing has happened for long."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(_HANGS) as scope:

        def postpone() -> None:
            if not scope.expired():
                scope.reschedule(loop.time() + _HANGS)

        platform.on_news = postpone
        yield
        platform.on_news = lambda: None


def _homes(folder: Path, seats: list[str]) -> None:
    """Replicas share the key of their vault."""
    homes = [Home(folder / seat) for seat in seats]
    create_key(homes[0].key)
    for home in homes[1:]:
        shutil.copy2(homes[0].key, home.key)
