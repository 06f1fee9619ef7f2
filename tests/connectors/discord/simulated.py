"""A simulated server with the bot in it, in this process and without a network."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from connectors.discord.client import SupportClient
from connectors.discord.setup import Setup
from tests.connectors.discord.exchanges import answer
from tests.fakes.desk import FakeDesk, Script


class Server:
    """Kim and Lee in a channel for help, and a channel for the staff."""

    def __init__(self, env: simcord.Env, desk: FakeDesk, client: SupportClient) -> None:
        self.env, self.desk, self.client = env, desk, client
        self.guild = env.create_guild("Acme")
        self.channel: ChannelHandle = self.guild.create_text_channel("help")
        self.staff: ChannelHandle = self.guild.create_text_channel("it-help")
        self.kim: MemberActor = self.guild.add_member(env.create_user("kim"))
        self.lee: MemberActor = self.guild.add_member(env.create_user("lee"))

    def call(self, text: str = "며칠인가요?") -> str:
        """With a mention of the bot."""
        return f"<@{self.client.me}> {text}"

    async def answer(self) -> tuple[uuid.UUID, discord.Message]:
        """Kim asks and is answered."""
        await self.kim.send(self.channel, self.call())
        return self.desk.heard[-1].id, self.last

    async def works(self, message: discord.Message) -> bool:
        """Whether the first button under it does."""
        pressed = await self.kim.click(message, label="도움됐어요")
        return bool(pressed.acknowledged)

    @property
    def last(self) -> discord.Message:
        """The newest message of the channel."""
        assert self.channel.last_message is not None
        return self.channel.last_message

    def ours(self, channel: ChannelHandle | None = None) -> list[discord.Message]:
        """What the bot said there."""
        shown = (channel or self.channel).history()
        return [one for one in shown if one.author.id == self.client.me]

    def texts(self, channel: ChannelHandle | None = None) -> list[str]:
        """The words of that."""
        return [one.content for one in self.ours(channel)]

    async def restart(self, setup: Setup | None = None) -> None:
        """As after a kill: another client, which remembers nothing."""
        self.client = SupportClient(self.desk, setup or self.client.setup, shard_count=1)
        self.desk.serve(self.client.outlet)
        await self.env.restart_bot(self.client)


@asynccontextmanager
async def server(
    setup: Setup | None = None, *, script: Script | None = None, silent: bool = False
) -> AsyncIterator[Server]:
    """For one test. `silent`: the test answers."""
    said = None if silent else script or (lambda _question: (answer(), ""))
    desk = FakeDesk(script=said)
    client = SupportClient(desk, setup or Setup(), shard_count=1)
    desk.serve(client.outlet)
    async with simcord.run(client, check_errors=False) as env:
        yield Server(env, desk, client)
