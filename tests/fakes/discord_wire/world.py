"""The state of a small Discord: one server, its channels, people and bots."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.access import channel_accessible
from simcord.backend.models import Message, Overwrite, Role, User
from simcord.enums import ChannelType, OverwriteType

_TOKEN = "token-of-the-first-bot"  # noqa: S105 - of a bot on a loopback Discord
GRANTED = discord.Intents.all()


class WallClock(Clock):
    """Real time, plus what a test skipped: the bot compares ids with its own clock."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)


@dataclass(eq=False, slots=True)
class Account:
    """A bot: its token, its user, and the intents that its developer switched on."""

    token: str
    user: User
    application: int
    granted: discord.Intents

    def grant(self, intents: discord.Intents) -> None:
        """The developer switched these intents on, and no others."""
        self.granted = intents

    @property
    def mention(self) -> str:
        """What calls it in a message."""
        return f"<@{self.user.id}>"


class World:
    """What there is. Every change wakes those who wait in `until`."""

    def __init__(self) -> None:
        self.backend = Backend(clock=WallClock())
        self.accounts: dict[str, Account] = {}
        self.bot = self.add_bot("supportbot", token=_TOKEN, first=True)
        self.guild = self.backend.create_guild("Acme")
        self._news = asyncio.Condition()
        self._wakes: set[asyncio.Task[None]] = set()
        self.backend.subscribers.append(lambda _event, _payload: self.tell())

    def add_bot(
        self,
        name: str,
        *,
        token: str,
        granted: discord.Intents = GRANTED,
        first: bool = False,
    ) -> Account:
        """A bot with a token of its own; a member of the server, like the first one."""
        backend = self.backend
        user = backend.bot_user if first else backend.make_user(name, bot=True)
        application = backend.application_id if first else backend.snowflake()
        user.name = name
        account = Account(token, user, application, granted)
        self.accounts[token] = account
        if not first:
            backend.add_member(self.guild.id, user.id)
        return account

    @contextmanager
    def seen_by(self, account: Account) -> Iterator[Backend]:
        """The state as this bot's requests work on it."""
        backend = self.backend
        before = backend.bot_user, backend.application_id
        backend.bot_user, backend.application_id = account.user, account.application
        try:
            yield backend
        finally:
            backend.bot_user, backend.application_id = before

    def channel(self, name: str, *, hidden_from: Account | None = None) -> int:
        """A new text channel; gives its id."""
        overwrites = []
        if hidden_from:
            denied = discord.Permissions(view_channel=True).value
            member = OverwriteType.MEMBER
            overwrites = [Overwrite(hidden_from.user.id, type=member, allow=0, deny=denied)]
        return self.backend.create_channel(self.guild.id, name, overwrites=overwrites).id

    def mute(self, channel: int, account: Account, *permissions: str) -> None:
        """Take permissions from a bot in a channel, all of them it can write with if none."""
        names = permissions or ("send_messages", "send_messages_in_threads")
        denied = discord.Permissions(**dict.fromkeys(names, True)).value
        member = OverwriteType.MEMBER
        overwrite = Overwrite(account.user.id, type=member, allow=0, deny=denied)
        self.backend.set_overwrite(channel, overwrite)

    def role(self, name: str) -> int:
        """A new role that may be mentioned; gives its id."""
        role = Role(id=self.backend.snowflake(), name=name, permissions=0, mentionable=True)
        self.guild.roles[role.id] = role
        return role.id

    def thread(self, channel: int, name: str, owner: int) -> int:
        """A public thread that somebody opened; gives its id."""
        return self.backend.create_thread(channel, name, owner).id

    def messages(self, channel: int, *, by: User | None = None) -> list[Message]:
        """What everyone sees in a channel, in the order of posting."""
        return [
            message
            for _, message in sorted(self.backend.messages.get(channel, {}).items())
            if not message.is_ephemeral and (by is None or message.author_id == by.id)
        ]

    def of_bot(self, channel: int, account: Account | None = None) -> list[Message]:
        """What the bot posted there, for everyone to see."""
        return self.messages(channel, by=(account or self.bot).user)

    def threads_of(self, channel: int) -> list[int]:
        """The threads of a channel."""
        found = (self.backend.channels[thread] for thread in self.guild.thread_ids)
        return [thread.id for thread in found if thread.parent_id == channel]

    def can_see(self, account: Account, event: Mapping[str, Any]) -> bool:
        """Whether an event happened where this bot may look."""
        channel = event.get("channel_id")
        if channel is None or int(channel) not in self.backend.channels:
            return True
        with self.seen_by(account) as backend:
            if backend.channels[int(channel)].type == ChannelType.DM:
                return account is self.bot  # people of these tests write to the first one
            return channel_accessible(backend, int(channel), account.user.id)

    def tell(self) -> None:
        """Something happened."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # nobody waits before the loop runs
        task = loop.create_task(self._wake())
        self._wakes.add(task)
        task.add_done_callback(self._wakes.discard)

    async def until(self, holds: Callable[[], object], *, seconds: float = 60) -> None:
        """Wait until it holds. Raises TimeoutError, with what everyone sees."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(holds)
        except TimeoutError as error:
            error.add_note(self.transcript())
            raise

    def transcript(self) -> str:
        """Every message that is there, for whoever looks into a failure."""
        names = {user.id: user.name for user in self.backend.users.values()}
        return "\n".join(
            f"#{self.backend.channels[channel].name or 'dm'} {names[one.author_id]}"
            f"{' (ephemeral)' if one.is_ephemeral else ''}: {one.content}"
            for channel, those in self.backend.messages.items()
            for one in those.values()
        )

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()
