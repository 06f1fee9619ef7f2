"""The whole bot in this process, with Discord as its door: real desk, delivery and SQLite."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simcord.backend.models import Message

from bot.bootstrap import House, furnish
from bot.core.delivery import Terms
from bot.parts import open_parts
from bot.ports import Embedder
from bot.pulse import Pulse
from bot.serving import Service
from bot.settings import LimitSettings, Settings, WebSettings
from connectors.discord.door import DiscordDoor
from connectors.discord.setup import Setup
from tests.fakes.discord_wire import Account, DiscordWire, Member

LEAVE = """\
# 휴가 안내

## 연차

입사 후 1년이 지난 직원은 연차 휴가를 17일 받습니다. 남은 연차는 4일까지 이월할 수 있습니다.
"""
PRINTER = """\
# Printers

## Paper jam

Error P-77 means that paper is stuck in tray 2. Open the left door and pull the sheet out.

## Toner

The toner of the printer is changed by the facilities team on Tuesdays.
"""
_PUBLIC = "---\naudience: public\nlink: https://handbook.example/{}\n---\n"
_SECONDS = 60


def write_documents(folder: Path) -> Path:
    """Two small public documents, one in each language."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("leave.md", LEAVE), ("printers.md", PRINTER)):
        (folder / name).write_text(_PUBLIC.format(name) + text, "utf-8")
    return folder


@dataclass
class Serving:
    """A serving bot, and what a test may want of it."""

    wire: DiscordWire
    house: House
    service: asyncio.Task[None]
    account: Account

    async def until(self, holds: Callable[[], object], *, seconds: float = _SECONDS) -> None:
        """Wait for it while the bot lives."""
        waiting = asyncio.create_task(self.wire.world.until(holds, seconds=seconds))
        await asyncio.wait([waiting, self.service], return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            self.service.result()
            raise AssertionError("the bot has ended")
        await waiting

    async def reply(
        self, member: Member, channel: int, text: str, *, to: Message | None = None
    ) -> Message:
        """Say something, and wait for the bot's next message there."""
        before = len(member.sees(channel))
        member.say(channel, text, to=to)
        await self.until(lambda: len(member.sees(channel)) > before)
        await self.settled()
        return member.sees(channel)[before]

    async def settled(self) -> None:
        """Wait until everything that was accepted was shown."""
        async with asyncio.timeout(_SECONDS):
            while (await self.house.parts.exchanges.waiting()).total:
                assert not self.service.done(), "the bot has ended"
                await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(  # noqa: PLR0913 - what a test may want to be different
    wire: DiscordWire,
    folder: Path,
    embedder: Embedder,
    *,
    content: bool = False,
    staff: int = 0,
    role: int = 0,
    account: Account | None = None,
    terms: Terms | None = None,
    name: str = "bot",
) -> AsyncIterator[Serving]:
    """The bot serves while the block runs; it has read its documents when that begins."""
    account = account or wire.world.bot
    settings = Settings(
        home=folder / name,
        knowledge=write_documents(folder / "knowledge"),
        limits=LimitSettings(per_minute=0, per_day=0),
        web=WebSettings(port=0),
    )
    setup = Setup(
        message_content=content,
        staff_channel=staff,
        staff_role=role,
        api_url=wire.api_url,
        gateway_url=wire.gateway_url,
    )
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack, patience=0.0)
        house = furnish(settings, dataclasses.replace(parts, embedder=embedder), terms=terms)
        service = Service(settings, house, lambda _sentence: None)

        def door(_settings: Settings, _house: House, _pulse: Pulse) -> DiscordDoor:
            return DiscordDoor(house.desk, setup, token=account.token)

        running = asyncio.create_task(service.run([door]))
        bot = Serving(wire, house, running, account)
        try:
            await bot.until(lambda: wire.gateway.connected(account))
            await _until_read(bot)
            yield bot
        finally:
            service._end.set()
            await running


async def _until_read(bot: Serving) -> None:
    while not bot.house.reading.done:
        assert not bot.service.done(), bot.service.result()
        await asyncio.sleep(0.02)
