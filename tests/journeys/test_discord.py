"""`supportbot serve` at a Discord: simcord 3.2.1 behind our wire server."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.connectors.discord.house import write_documents
from tests.fakes.discord_wire import DiscordWire, discord_wire
from tests.journeys.serving import serving
from tests.journeys.terminal import Terminal

_ASKED = {
    "What does the printer error P-77 mean?": "stuck in tray 2",
    "연차 휴가는 며칠 받나요?": "17일",
}


async def test_it_answers_in_both_languages_and_leaves_in_order(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    write_documents(terminal.knowledge)
    async with discord_wire() as wire:
        with serving(terminal, port=0, **wire.env()) as bot:
            opened = await asyncio.to_thread(bot.heard, "discord: open")
            assert "Discord as supportbot" in opened
            await _answers(wire)
            said = await asyncio.to_thread(bot.ended, signal.SIGTERM)
    assert said.code == 0
    assert "Traceback" not in said.err


async def _answers(wire: DiscordWire) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    for question, fact in _ASKED.items():
        before = len(kim.sees(channel))
        kim.say(channel, f"{wire.world.bot.mention} {question}")
        await wire.world.until(lambda n=before: len(kim.sees(channel)) > n, seconds=120)  # type: ignore[misc]
        assert fact in kim.sees(channel)[-1].content
