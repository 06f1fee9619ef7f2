"""The bot as a process of its own, which a test may kill at any request that it makes."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import multiprocessing
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from simcord.backend.models import Message

from bot.adapters.sql.engine import open_database, sqlite_url
from bot.bootstrap import House, furnish
from bot.core.delivery import Terms
from bot.parts import open_parts
from bot.pulse import Pulse
from bot.serving import Service
from bot.settings import LimitSettings, Settings, WebSettings
from connectors.discord.door import DiscordDoor
from connectors.discord.setup import Setup
from tests.connectors.discord.house import write_documents
from tests.fakes.discord_wire import DiscordWire, Member
from tests.fakes.discord_wire.rest import Call, Moment
from tests.fakes.embedder import FakeEmbedder
from tests.faults.failpoints import die
from tests.faults.processes import SPAWN, ended
from tests.faults.verdict import open_exchanges

KILLED = -signal.SIGKILL
HASTY = Terms(
    lease=3.0, renew_every=0.5, posting_lease=5.0, outlet_deadline=4.0, poll=0.2, look_every=0.2
)
"""Leases that outlive their worker for a few seconds only."""

_SECONDS = 120


@dataclass(frozen=True)
class Plan:
    """What a process is to serve."""

    home: Path
    knowledge: Path
    setup: Setup
    token: str


@dataclass(frozen=True, slots=True)
class Kill:
    """The process dies at this request, once it arrived or once it was carried out."""

    method: str
    path: str
    moment: Moment

    def fits(self, moment: Moment, call: Call) -> bool:
        """Whether it is time."""
        is_it = call.method == self.method and re.fullmatch(self.path, call.path)
        return bool(is_it) and moment is self.moment

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.moment}"


def serve(plan: Plan) -> None:
    """Serve until SIGTERM, or until something kills the process."""
    log = plan.home.with_suffix(".log")
    logging.basicConfig(filename=log, level=logging.WARNING, format="%(process)d %(message)s")
    asyncio.run(_serve(plan))


async def _serve(plan: Plan) -> None:
    if tests := multiprocessing.parent_process():
        # Whatever kills the test run: nobody is left behind.
        asyncio.get_running_loop().add_reader(tests.sentinel, die)
    settings = Settings(
        home=plan.home,
        knowledge=plan.knowledge,
        limits=LimitSettings(per_minute=0, per_day=0),
        web=WebSettings(port=0),
    )
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack, patience=0.0)
        parts = dataclasses.replace(parts, embedder=FakeEmbedder())
        house = furnish(settings, parts, terms=HASTY)

        def door(_settings: Settings, _house: House, _pulse: Pulse) -> DiscordDoor:
            return DiscordDoor(house.desk, plan.setup, token=plan.token)

        await Service(settings, house, lambda _sentence: None).run([door])


@dataclass
class Lives:
    """One bot, from one process to the next."""

    wire: DiscordWire
    plan: Plan
    _processes: list[BaseProcess] = field(default_factory=list)

    def start(self) -> None:
        """A process."""
        process = SPAWN.Process(target=serve, args=(self.plan,))
        process.start()
        self._processes.append(process)

    async def ready(self) -> None:
        """Start one, and wait until it listens."""
        before = len(self.wire.gateway.identifies)
        self.start()
        world, gateway = self.wire.world, self.wire.gateway
        await world.until(lambda: len(gateway.identifies) > before, seconds=_SECONDS)

    def kill(self) -> None:
        """Kill -9, now."""
        process = self._processes[-1]
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send it a signal, and wait for its end."""
        process = self._processes.pop()
        if process.is_alive() and process.pid:
            os.kill(process.pid, number)
        async with asyncio.timeout(_SECONDS):
            code = await ended(process)
        process.close()
        return code

    async def dies(self, kill: Kill) -> None:
        """Wait until it died at that request; it must be armed before."""
        try:
            await self.wire.world.until(lambda: not self.is_alive, seconds=_SECONDS)
        except TimeoutError as error:
            error.add_note(f"It never died at {kill}.")
            raise
        assert await self.end() == KILLED

    def arm(self, kill: Kill) -> None:
        """It will die there."""

        def trap(moment: Moment, call: Call) -> bool:
            if not kill.fits(moment, call):
                return False
            self.wire.rest.trap = lambda _moment, _call: False
            self.kill()
            self._processes[-1].join()
            self.wire.world.tell()
            return True

        self.wire.rest.trap = trap

    @property
    def is_alive(self) -> bool:
        """Whether the last one that was started lives."""
        return self._processes[-1].is_alive()

    async def answered(self, *asked: Message) -> None:
        """Wait until each has an answer and nothing is open."""
        await self.wire.world.until(
            lambda: all(self.answers(one) for one in asked), seconds=_SECONDS
        )
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is open in the database."""
        database = open_database(sqlite_url(self.plan.home / "supportbot.db"))
        try:
            async with asyncio.timeout(_SECONDS):
                while await open_exchanges(database):  # noqa: ASYNC110 - another process closes them
                    await asyncio.sleep(0.05)
        finally:
            await database.close()

    def answers(self, asked: Message) -> list[Message]:
        """What the bot replied to a message."""
        replies = self.wire.world.of_bot(asked.channel_id)
        wanted = str(asked.id)
        return [one for one in replies if (one.reference or {}).get("message_id") == wanted]

    async def close(self) -> None:
        """Kill whatever lives."""
        while self._processes:
            await self.end()


@asynccontextmanager
async def lives(
    wire: DiscordWire, folder: Path, *, token: str = "", content: bool = False
) -> AsyncIterator[Lives]:
    """No process yet; every one that still lives is killed at the end."""
    setup = Setup(message_content=content, api_url=wire.api_url, gateway_url=wire.gateway_url)
    knowledge = write_documents(folder / "knowledge")
    token = token or wire.world.bot.token
    bot = Lives(wire, Plan(folder / "home", knowledge, setup, token))
    try:
        yield bot
    finally:
        await bot.close()


def asks(wire: DiscordWire, member: Member, channel: int, text: str) -> Message:
    """A question to the bot in a channel."""
    return member.say(channel, f"{wire.world.bot.mention} {text}")
