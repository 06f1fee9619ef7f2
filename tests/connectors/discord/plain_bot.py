"""An unmodified discord.py bot, to test the Discord of the tests with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord_wire import DiscordWire


class PlainBot(discord.Client):
    """Notes what it hears."""

    def __init__(self, wire: DiscordWire, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,  # an edit would change what was heard
            guild_ready_timeout=0.1,
        )
        self._wire = wire
        self.heard: list[discord.Message] = []
        self.edited: list[discord.RawMessageUpdateEvent] = []
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(name="echo", description="Says it again")
        async def echo(interaction: discord.Interaction, words: str) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.edit_original_response(content=words)
            await interaction.followup.send("and once more", ephemeral=True)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)
        self._wire.world.tell()

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.edited.append(event)
        self._wire.world.tell()

    def words(self) -> list[str]:
        """What it heard, in order."""
        return [message.content for message in self.heard]


@asynccontextmanager
async def plain_bot(
    wire: DiscordWire, intents: discord.Intents | None = None
) -> AsyncIterator[PlainBot]:
    """It listens when the block begins."""
    with pointed_at(wire):
        bot = PlainBot(wire, intents or discord.Intents.all())
        running: asyncio.Task[None] | None = None
        try:
            await bot.login(wire.world.bot.token)
            running = asyncio.create_task(bot.connect())
            await _is_ready(bot, running)
            yield bot
        finally:
            await bot.close()
            if running:
                await asyncio.gather(running, return_exceptions=True)


async def _is_ready(bot: discord.Client, running: asyncio.Task[None]) -> None:
    """Wait for it; raises what ended it."""
    ready: asyncio.Task[Any] = asyncio.create_task(bot.wait_until_ready())
    await asyncio.wait([ready, running], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        ready.cancel()
        running.result()


class pointed_at:  # noqa: N801 - used as a function
    """discord.py calls our Discord while the block runs."""

    def __init__(self, wire: DiscordWire) -> None:
        self._wire = wire

    def __enter__(self) -> None:
        self._before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE = self._wire.api_url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._wire.gateway_url)

    def __exit__(self, *_: object) -> None:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self._before
