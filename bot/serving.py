"""The serving process: opens the doors, keeps the house going, and closes it in order."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.home import Home
from bot.bootstrap import House, furnish
from bot.cron import trigger
from bot.domain.audience import Audience, clearance_of_place
from bot.domain.errors import BadSetting, BotError, ServiceError
from bot.domain.people import Platform
from bot.errands import Errands
from bot.parts import open_parts
from bot.ports import Door
from bot.pulse import Pulse
from bot.schedule import Duty, Schedule
from bot.settings import Settings
from connectors.local.door import LocalDoor
from connectors.local.socket_file import socket_file
from connectors.web.door import WebDoor

_DRAIN_SECONDS = 20.0  # the process manager gives 25 or more; the rest is for closing
_RETRY_SECONDS = 15.0
_LEFT_BEHIND = timedelta(minutes=10)
_EVERY_MINUTE = "* * * * *"
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


DOORS: tuple[MakeDoor, ...] = (web_door,)


async def serve(settings: Settings, *, say: Say, doors: Sequence[MakeDoor] = DOORS) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is under way and return.

    `say` gets a sentence a call: what is open, what is not and why. Raises BotError when
    it cannot start, HomeBusy at once when another process has the home.
    """
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack, patience=0.0)
        service = Service(settings, furnish(settings, parts), say)
        await service.run(doors)


@dataclass(slots=True)
class Service:
    """One serving process, from its start to its end."""

    settings: Settings
    house: House
    say: Say
    _doors: list[Door] = field(default_factory=list)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, make: Sequence[MakeDoor]) -> None:
        """Start everything, wait for the signal, and end everything."""
        schedule = self._schedule()
        _on_signals(self._end.set)
        if self.settings.database.url is None:
            # The home is ours alone: whoever held a lease in its database is dead.
            await self.house.parts.exchanges.free(list(Platform))
        pulse = Pulse(self.house, Home(self.settings.home).folder)
        async with AsyncExitStack() as stack:
            await self._open(make, pulse, stack)
            reading = asyncio.create_task(self._read())
            delivery = asyncio.create_task(self.house.delivery.run())
            stack.push_async_callback(_cancelled, reading, delivery)
            await schedule.start()
            stack.push_async_callback(schedule.stop)
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
            where = await door.open()
            stack.push_async_callback(door.close)
            self._doors.append(door)
            self.house.outlets[door.platform] = door.outlet
            self.say(f"{door.name}: open at {where}")
        if not self._doors:
            raise BadSetting(
                "No door is open, so nobody could ask: set BOT_WEB__PORT, or the tokens of a "
                "chat platform."
            )
        self.say("command line: open, through this home")

    async def _read(self) -> None:
        """Read the documents for the first time; keep trying while a part is down."""
        self.say("Looking at the documents …")
        while True:
            try:
                report = await self.house.ready(lambda _done, _total: None)
            except BotError as error:
                self.say(f"The documents cannot be read yet. {error}")
                _log.warning(str(error))
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            documents, passages = await self.house.shelves.totals()
            self.say(f"Ready: {documents} documents, {passages} passages.")
            for failure in report.failed if report else ():
                self.say(f"  not indexed: {failure.path}: {failure.reason}")
            return

    def _schedule(self) -> Schedule:
        when, zone = self.settings.schedule, self.settings.schedule.zone
        index = trigger("BOT_SCHEDULE__INDEX", when.index, zone)
        retention = trigger("BOT_SCHEDULE__RETENTION", when.retention, zone)
        every_minute = trigger("the clock", _EVERY_MINUTE, zone)
        return Schedule(
            jobs=self.house.parts.jobs,
            clock=self.house.clock,
            duties=[
                Duty("index", index, self._index),
                Duty("retention", retention, self._retain),
                Duty("purge", every_minute, self.house.purging.run),
            ],
        )

    async def _index(self) -> None:
        report = await self.house.index(lambda _done, _total: None)
        if report.written or report.removed or report.failed:
            _log.info("index", extra=_counts(report))

    async def _retain(self) -> None:
        await self.house.retention.run()
        await self._leave_terminals()
        # Words also go by opting out and by keeping nothing: take them out of the files too.
        for purge in self.house.parts.purgers.values():
            await purge()

    async def _leave_terminals(self) -> None:
        """Close what was asked on a command line that is gone."""
        exchanges, before = self.house.parts.exchanges, self.house.clock.now() - _LEFT_BEHIND
        for suspects in (False, True):
            while claim := await exchanges.claim(
                [Platform.CLI], lease=timedelta(seconds=15), suspects=suspects
            ):
                if not _is_before(claim.received_at, before):
                    await exchanges.release(claim)
                    break
                await exchanges.abandon(claim, reason="The command line that asked is gone.")


def _is_before(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment < limit


def _counts(report: object) -> dict[str, int]:
    names = ("documents", "written", "removed", "embedded")
    return {name: getattr(report, name) for name in names}


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(ServiceError):
        await asyncio.gather(*tasks, return_exceptions=True)


def _on_signals(end: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
