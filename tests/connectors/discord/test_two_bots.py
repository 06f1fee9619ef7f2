"""Bots that face each other: simcord behind our wire server, and two real bots."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.connectors.discord.house import Serving, serving
from tests.fakes.discord_wire import Account, DiscordWire
from tests.fakes.embedder import FakeEmbedder

_QUESTION = "What does the printer error P-77 mean?"


@dataclass
class Pair:
    """Two bots, each with a house of its own."""

    one: Serving
    two: Serving

    async def quiet(self) -> None:
        """Wait until neither has anything to do, and what was sent meanwhile was heard."""
        world, kim = self.one.wire.world, self.one.wire.member("checker")
        for bot in (self.one, self.two):
            channel = world.channel(f"check-{kim.user.id}-{bot.account.user.id}")
            # Events arrive in order: once this one was answered, the earlier ones were heard.
            kim.say(channel, f"{bot.account.mention} {_QUESTION}")
            await bot.until(lambda c=channel, b=bot: world.of_bot(c, b.account))  # type: ignore[misc]
        for bot in (self.one, self.two):
            await bot.settled()


@pytest.fixture
async def pair(wire: DiscordWire, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both may read everything, which tempts them most."""
    other = wire.world.add_bot("otherbot", token="token-of-the-other-bot")  # noqa: S106 - on loopback
    first = serving(wire, tmp_path / "a", FakeEmbedder(), content=True)
    second = serving(wire, tmp_path / "b", FakeEmbedder(), content=True, account=other)
    async with first as one, second as two:
        yield Pair(one, two)


def says(wire: DiscordWire, account: Account, channel: int, text: str, *, to: int = 0) -> int:
    """A message that a bot posts, however it came to do so; gives its id."""
    reference = {"channel_id": str(channel), "message_id": str(to)} if to else None
    backend = wire.world.backend
    return backend.create_message(channel, account.user.id, text, reference=reference).id


async def test_two_bots_that_face_each_other_say_nothing_but_to_people(
    wire: DiscordWire, pair: Pair
) -> None:
    world, one, two = wire.world, pair.one.account, pair.two.account
    channel, kim = world.channel("help"), wire.member("kim")
    thread = world.thread(channel, "help", kim.user.id)
    for place in (channel, thread):
        first = says(wire, one, place, f"{two.mention} {_QUESTION}")
        says(wire, two, place, f"{one.mention} {_QUESTION}", to=first)
        says(wire, one, place, f"{one.mention} {two.mention} {_QUESTION}")
    feed = world.backend.make_user("feed")
    webhook = world.backend.snowflake()
    text = f"{one.mention} {two.mention} {_QUESTION}"
    world.backend.create_message(channel, feed.id, text, webhook_id=webhook)
    await pair.quiet()
    for place in (channel, thread):
        assert len(world.of_bot(place, one)) == 2
        assert len(world.of_bot(place, two)) == 1

    called = world.channel("both")
    kim.say(called, f"{one.mention} {two.mention} {_QUESTION}")
    await pair.one.until(lambda: world.of_bot(called, one) and world.of_bot(called, two))
    await pair.quiet()
    assert len(world.of_bot(called, one)) == 1
    assert len(world.of_bot(called, two)) == 1
