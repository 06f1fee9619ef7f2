"""The Discord outlet on our Discord, for the contract of outlets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web
from simcord.backend.models import Message

from bot.domain.conversation import Addressed, Place, Question
from bot.domain.people import Person, Platform
from connectors.discord.client import SupportClient
from connectors.discord.setup import Setup
from tests.connectors.discord.plain_bot import pointed_at
from tests.fakes.desk import FakeDesk
from tests.fakes.discord_wire import DiscordWire, discord_wire
from tests.fakes.discord_wire.rest import Call, normal
from tests.samples import question

_LONG = 60.0  # seconds: discord.py waits for less by itself


class DiscordStage:
    """Questions of Lee in one channel."""

    def __init__(self, wire: DiscordWire, client: SupportClient, channel: int) -> None:
        self.wire = wire
        self.outlet = client.outlet
        self._channel = channel
        self._staff = client.setup.staff_channel
        self._lee = wire.member("lee")
        self._asked: dict[str, Message] = {}

    def question(self, text: str, *, message: str) -> Question:
        said = self._asked.get(message)
        if said is None:
            said = self._lee.say(self._channel, text)
            self._asked[message] = said
        asked = question(text, message=str(said.id))
        guild, channel = str(self.wire.world.guild.id), str(self._channel)
        clearance = asked.place.clearance
        first = next(iter(self._asked.values()))
        place = Place(Platform.DISCORD, guild, channel, str(first.id), clearance)
        asker = Person(Platform.DISCORD, "", str(self._lee.user.id))
        return replace(asked, place=place, asker=asker, addressed=Addressed.MENTION)

    async def shown(self, place: Place) -> list[str]:
        return [one.content for one in self.wire.world.of_bot(int(place.channel))]

    async def staff(self) -> list[str]:
        return [one.content for one in self.wire.world.of_bot(self._staff)]

    def away(self, *, after: float = 0.0) -> None:
        async def once(call: Call) -> web.Response | None:
            if call.method != "POST":
                return None
            self.wire.rest.mood = normal
            return self.wire.rest.too_many(max(after, _LONG))

        self.wire.rest.mood = once

    def closed(self) -> None:
        self.wire.world.mute(self._channel, self.wire.world.bot)


@asynccontextmanager
async def discord_stage() -> AsyncIterator[DiscordStage]:
    """Logged in; an outlet needs no gateway."""
    async with discord_wire() as wire:
        channel, staff = wire.world.channel("help"), wire.world.channel("it-help")
        setup = Setup(staff_channel=staff)
        with pointed_at(wire):
            client = SupportClient(FakeDesk(), setup, shard_count=1)
            try:
                await client.login(wire.world.bot.token)
                yield DiscordStage(wire, client, channel)
            finally:
                await client.close()
