"""The serving process: opens the doors, keeps the house going, and closes it in order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

from bot.adapters.home import Home
from bot.bootstrap import House, furnish
from bot.chat_parts import price_remarks
from bot.domain.audience import Audience, clearance_of_place
from bot.domain.errors import BadSetting, BotError, ServiceError
from bot.domain.people import Platform
from bot.duties import INDEX, Duties
from bot.errands import Errands
from bot.parts import open_parts
from bot.picture_parts import downloads_of
from bot.ports import Door
from bot.pulse import Pulse
from bot.schedule import Schedule
from bot.settings import Settings
from connectors.discord.door import DiscordDoor
from connectors.discord.setup import Setup as DiscordSetup
from connectors.local.door import LocalDoor
from connectors.local.socket_file import socket_file
from connectors.slack.door import SlackDoor
from connectors.slack.setup import SlackSetup
from connectors.web.door import WebDoor

_DRAIN_SECONDS = 20.0  # the process manager gives 25 or more; the rest is for closing
_log = logging.getLogger(__name__)

Say = Callable[[str], None]
MakeDoor = Callable[[Settings, House, Pulse], "Door | str"]
"""Makes a door, or says in a sentence why there is none."""


def web_door(settings: Settings, house: House, pulse: Pulse) -> Door | str:
    """The chat page, unless its port is 0."""
    web = settings.web
    if web.port == 0:
        return "web: not open, because BOT_WEB__PORT is 0"
    return WebDoor(
        house.desk,
        host=web.host,
        port=web.port,
        names=web.names,
        clearance=clearance_of_place(Platform.WEB, web=Audience.parse(web.audience)),
        vitals=pulse.vitals,
        figures=pulse.figures,
        clock=house.clock,
    )


def discord_door(settings: Settings, house: House, pulse: Pulse) -> Door | str:  # noqa: ARG001 - as every maker
    """The Discord bot, if it has a token."""
    discord = settings.discord
    token = discord.token.get_secret_value().strip() if discord.token else ""
    if not token:
        return "discord: not open, because BOT_DISCORD__TOKEN is not set"
    return DiscordDoor(
        house.desk, DiscordSetup.of(discord, contact=settings.answers.contact), token=token
    )


def slack_door(settings: Settings, house: House, pulse: Pulse) -> Door | str:  # noqa: ARG001 - as every maker
    """The Slack app, if its tokens are there."""
    setup = SlackSetup.of(settings.slack, contact=settings.answers.contact)
    if setup.missing:
        return f"slack: not open, because {setup.missing}"
    return SlackDoor(house.desk, setup)


DOORS: tuple[MakeDoor, ...] = (web_door, slack_door, discord_door)


async def serve(
    settings: Settings,
    *,
    say: Say,
    doors: Sequence[MakeDoor] = DOORS,
    watch: bool = False,
) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way and return.

    `say` gets a sentence a call: what is open, what is not and why. `watch` has changed
    documents read within seconds instead of on schedule only. Raises BotError when
    it cannot start, HomeBusy at once when another process has the home.
    """
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack, patience=0.0)
        service = Service(settings, furnish(settings, parts), say, watches=watch)
        await service.run(doors)


@dataclass(slots=True)
class Service:
    """One serving process, from its start to its end."""

    settings: Settings
    house: House
    say: Say
    watches: bool = False
    retry: float = 15.0  # seconds until what could not be reached is tried again
    _doors: list[Door] = field(default_factory=list)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, make: Sequence[MakeDoor]) -> None:
        """Start everything, wait for the signal, and end everything."""
        duties = Duties(self.settings, self.house).all()
        parts = self.house.parts
        schedule = Schedule(jobs=parts.jobs, clock=parts.clock, duties=duties)
        _on_signals(self._end.set)
        if self.settings.database.url is None:
            # The home is ours alone: whoever held a lease in its database is dead.
            await parts.exchanges.free(list(Platform))
        pulse = Pulse(self.house, Home(self.settings.home).folder)
        async with AsyncExitStack() as stack:
            await self._open(make, pulse, stack)
            asking = asyncio.create_task(self._ask_models())
            stack.push_async_callback(_cancelled, asking)
            reading = asyncio.create_task(self._read())
            delivery = asyncio.create_task(self.house.delivery.run())
            stack.push_async_callback(_cancelled, reading, delivery)
            await schedule.start()
            stack.push_async_callback(schedule.stop)
            if self.watches:
                watching = asyncio.create_task(self._watch(schedule))
                stack.push_async_callback(_cancelled, watching)
            await self._until_the_end(delivery)
            self.say("Stopping: finishing what is under way.")
            for door in self._doors:
                await door.shut()
            await self.house.delivery.drain(_DRAIN_SECONDS)
        self.say("Stopped.")

    async def _until_the_end(self, delivery: asyncio.Task[None]) -> None:
        ending = asyncio.create_task(self._end.wait())
        await asyncio.wait([ending, delivery], return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if delivery.done():
            delivery.result()  # it never ends by itself: let its error be seen

    async def _open(
        self, make: Sequence[MakeDoor], pulse: Pulse, stack: AsyncExitStack
    ) -> None:
        local = LocalDoor(socket_file(self.settings.home), Errands(self.house, pulse).run)
        await local.open()
        stack.push_async_callback(local.close)
        for maker in make:
            door = maker(self.settings, self.house, pulse)
            if isinstance(door, str):
                self.say(door)
                continue
            self._doors.append(door)
            stack.push_async_callback(door.close)
            try:
                await self._open_door(door)
            except ServiceError as error:
                self.say(f"{door.name}: not open yet, I keep trying. {error}")
                opening = asyncio.create_task(self._open_later(door))
                stack.push_async_callback(_cancelled, opening)
        if not self._doors:
            raise BadSetting(
                "No door is open, so nobody could ask: set BOT_WEB__PORT, or the tokens of a "
                "chat platform."
            )
        self.say("command line: open, through this home")

    async def _open_door(self, door: Door) -> None:
        where = await door.open()
        self.house.outlets[door.platform] = door.outlet
        if addresses := door.pictures:
            self.house.pictures[door.platform] = downloads_of(self.settings, addresses)
        self.say(f"{door.name}: open at {where}")

    async def _open_later(self, door: Door) -> None:
        """A platform that is away keeps no other door shut."""
        while True:
            await asyncio.sleep(self.retry)
            try:
                await self._open_door(door)
            except ServiceError as error:
                _log.warning(str(error), extra={"door": door.name})
            except BotError as error:
                self.say(f"{door.name}: not open. {error}")
                _log.error(str(error), extra={"door": door.name})
                return
            else:
                return

    async def _read(self) -> None:
        """Read the documents for the first time; keep trying while a part is down."""
        self.say("Looking at the documents …")
        while True:
            try:
                report = await self.house.ready(lambda _done, _total: None)
            except BotError as error:
                self.say(f"The documents cannot be read yet. {error}")
                _log.warning(str(error))
                await asyncio.sleep(self.retry)
                continue
            documents, passages = await self.house.shelves.totals()
            self.say(f"Ready: {documents} documents, {passages} passages.")
            for failure in report.failed if report else ():
                self.say(f"  not indexed: {failure.path}: {failure.reason}")
            return

    async def _ask_models(self) -> None:
        """Say which models do not answer, or are gone; the bot does without them."""
        parts = self.house.parts
        models = (parts.chat, parts.vision, parts.reranker)
        said = [one for model in models if model for one in await model.check()]
        for remark in (*said, *price_remarks(self.settings, self.house.clock)):
            self.say(remark)
            _log.warning(remark)

    async def _watch(self, schedule: Schedule) -> None:
        """Have the folder read within seconds of a change; one replica does."""
        from bot.adapters.watcher import changes  # noqa: PLC0415 - most do without

        self.say(f"watching {self.settings.knowledge}")
        while True:
            try:
                async for _ in changes(self.settings.knowledge):
                    await schedule.hurry(INDEX)
            except (OSError, RuntimeError) as error:
                # The folder went away, or the system lets nobody watch more files.
                _log.warning("not watching: %s", type(error).__name__)
            await asyncio.sleep(self.retry)


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(ServiceError):
        await asyncio.gather(*tasks, return_exceptions=True)


def _on_signals(end: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
