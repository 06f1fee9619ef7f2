"""The serving process, with doors that a test holds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import BadSetting, BotError, OutletUnavailable
from bot.domain.people import Platform
from bot.ports import Outlet
from bot.serving import Service
from tests.bot.houses import folder, opened
from tests.fakes.outlet import FakeOutlet


class FakeDoor:
    """Opens once `troubles` are through. `steps` tells what was done with it."""

    def __init__(self, *troubles: BotError, platform: Platform = Platform.SLACK) -> None:
        self.steps: list[str] = []
        self._troubles = list(troubles)
        self._platform = platform
        self._outlet = FakeOutlet()

    @property
    def name(self) -> str:
        return str(self._platform)

    @property
    def platform(self) -> Platform:
        return self._platform

    @property
    def outlet(self) -> Outlet:
        assert "open" in self.steps
        return self._outlet

    @property
    def pictures(self) -> None:
        return None

    async def open(self) -> str:
        if self._troubles:
            raise self._troubles.pop(0)
        self.steps.append("open")
        return "its place"

    async def shut(self) -> None:
        self.steps.append("shut")

    async def close(self) -> None:
        self.steps.append("close")


async def _until(said: asyncio.Queue[str], words: str) -> None:
    async with asyncio.timeout(60):
        while words not in await said.get():
            pass


async def test_a_platform_that_is_away_keeps_no_other_door_shut(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    said: asyncio.Queue[str] = asyncio.Queue()
    away = OutletUnavailable("Slack does not answer.")
    late, other = FakeDoor(away, away), FakeDoor(platform=Platform.WEB)
    async with opened(settings) as house:
        service = Service(settings, house, said.put_nowait, retry=0.01)
        running = asyncio.create_task(service.run([lambda *_: late, lambda *_: other]))
        await _until(said, "slack: not open yet, I keep trying. Slack does not answer.")
        await _until(said, "web: open at its place")
        await _until(said, "slack: open at its place")
        assert house.outlets.keys() >= {Platform.SLACK, Platform.WEB}
        running.cancel()
        await asyncio.wait([running])
    assert late.steps == ["open", "close"]


async def test_a_setting_that_is_wrong_ends_the_start(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    door = FakeDoor(BadSetting("BOT_SLACK__BOT_TOKEN: Slack refuses it."))
    async with opened(settings) as house:
        service = Service(settings, house, lambda _: None)
        with pytest.raises(BadSetting, match="BOT_SLACK__BOT_TOKEN"):
            await service.run([lambda *_: door])
    assert door.steps == ["close"]
