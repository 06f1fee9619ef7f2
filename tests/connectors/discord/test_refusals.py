"""What Discord refuses for good is said in a sentence; everything else is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest

from bot.domain.errors import BadSetting
from connectors.discord.door import DiscordDoor
from connectors.discord.setup import Setup
from tests.fakes.desk import FakeDesk
from tests.fakes.discord_wire import DiscordWire
from tests.fakes.discord_wire.gateway import Close


@asynccontextmanager
async def door(
    wire: DiscordWire, *, token: str = "", content: bool = False
) -> AsyncIterator[DiscordDoor]:
    """Not open yet."""
    setup = Setup(api_url=wire.api_url, gateway_url=wire.gateway_url, message_content=content)
    built = DiscordDoor(FakeDesk(), setup, token=token or wire.world.bot.token)
    try:
        yield built
    finally:
        await built.close()


async def test_a_token_that_discord_does_not_know_is_named(wire: DiscordWire) -> None:
    async with door(wire, token="nobodys") as built:  # noqa: S106 - on loopback
        with pytest.raises(BadSetting, match="BOT_DISCORD__TOKEN"):
            await built.open()


async def test_an_intent_that_is_not_switched_on_is_named(wire: DiscordWire) -> None:
    wire.world.bot.grant(discord.Intents.default())
    async with door(wire, content=True) as built:
        with pytest.raises(BadSetting, match="Message Content Intent"):
            await built.open()
    assert wire.gateway.refused == [Close.DISALLOWED_INTENTS]


async def test_without_the_intent_it_asks_for_nothing_that_needs_a_review(
    wire: DiscordWire,
) -> None:
    wire.world.bot.grant(discord.Intents.default())
    async with door(wire) as built:
        assert "supportbot" in await built.open()
        (session,) = wire.gateway.connected()
        assert not session.intents.message_content
        assert not session.intents.members
        assert not session.intents.presences


async def test_a_token_that_was_reset_meanwhile_is_told_in_the_log(
    wire: DiscordWire, caplog: pytest.LogCaptureFixture
) -> None:
    async with door(wire) as built:
        await built.open()
        del wire.world.accounts[wire.world.bot.token]
        await wire.gateway.cut()
        await wire.world.until(lambda: Close.AUTHENTICATION_FAILED in wire.gateway.refused)
        async with asyncio.timeout(30):
            while "BOT_DISCORD__TOKEN" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.02)


async def test_closing_in_order_leaves_no_complaint(
    wire: DiscordWire, caplog: pytest.LogCaptureFixture
) -> None:
    async with door(wire) as built:
        await built.open()
    assert [
        one.getMessage() for one in caplog.records if one.name.startswith("connectors")
    ] == []
    await wire.world.until(lambda: not wire.gateway.connected())


async def test_the_commands_are_sent_once_and_not_at_every_start(wire: DiscordWire) -> None:
    for _ in range(2):
        async with door(wire) as built:
            await built.open()
    assert len(wire.rest.done("PUT", r"/applications/\d+/commands")) == 1
