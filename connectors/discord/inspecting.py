"""Looks at the bot's own account, its servers and its rights, and posts nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord

from bot.domain.errors import BadSetting
from connectors.discord.calls import calling
from connectors.discord.connecting import LOGIN_REFUSED, NO_INTENT, point
from connectors.discord.setup import Setup

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
)
"""The rights that the bot needs, and all that it asks for when it is invited."""

_SERVERS = 20  # that are looked at one by one
_STAFF = "BOT_DISCORD__STAFF_CHANNEL"
_SECONDS = 30.0


def invitation(application: int) -> str:
    """The address by which an admin invites the bot, with the rights that it needs."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot+applications.commands&permissions={NEEDED.value}"
    )


@dataclass(frozen=True, slots=True)
class Inspection:
    """Logs in with the token for each look, and does not open the gateway."""

    setup: Setup
    token: str

    async def look(self, part: str) -> str:
        """How that part is: token, intents, servers or staff.

        Raises BadSetting with what to do, OutletUnavailable and OutletRefused.
        """
        looks = {
            "token": self._token,
            "intents": self._intents,
            "servers": self._servers,
            "staff": self._staff,
        }
        async with self._client() as client:
            return await looks[part](client)

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[discord.Client]:
        point(self.setup)
        client = discord.Client(
            intents=discord.Intents(guilds=True), max_ratelimit_timeout=30.0
        )
        try:
            async with calling(_SECONDS):
                try:
                    await client.login(self.token)
                except discord.LoginFailure:
                    raise BadSetting(LOGIN_REFUSED) from None
                yield client
        finally:
            await client.close()

    async def _token(self, client: discord.Client) -> str:
        application = await client.application_info()
        if application.interactions_endpoint_url:
            raise BadSetting(
                "Your application has an Interactions Endpoint URL, so commands and buttons "
                "never reach the bot: empty it under General Information in the developer "
                "portal."
            )
        return f"the bot is {client.user}"

    async def _intents(self, client: discord.Client) -> str:
        flags = (await client.application_info()).flags
        may_read = flags.gateway_message_content or flags.gateway_message_content_limited
        if self.setup.message_content and not may_read:
            raise BadSetting(NO_INTENT)
        if self.setup.message_content:
            return "message content is switched on: the bot follows threads without mentions"
        if may_read:
            return (
                "message content is switched on and not used: set "
                "BOT_DISCORD__MESSAGE_CONTENT=true, or switch it off"
            )
        return "no privileged intent is needed: mentions, direct messages and /ask work"

    async def _servers(self, client: discord.Client) -> str:
        application = (await client.application_info()).id
        servers = [server async for server in client.fetch_guilds(limit=200)]
        if not servers:
            raise BadSetting(
                "The bot is in no server yet: an admin of the server must open "
                f"{invitation(application)}"
            )
        problems = []
        for server in servers[:_SERVERS]:
            may = (await _ourselves(client, server.id)).guild_permissions
            if lacking := _lacking(may, NEEDED):
                problems.append(f"In {server.name} the bot lacks: {lacking}.")
        if problems:
            raise BadSetting(
                f"{' '.join(problems)} Give its role these rights under Server Settings, or "
                f"open {invitation(application)} once more."
            )
        count = len(servers)
        return f"the bot is in {count} server{'' if count == 1 else 's'}, with all rights"

    async def _staff(self, client: discord.Client) -> str:
        if not self.setup.has_staff:
            return f"nobody can be called: {_STAFF} is not set"
        try:
            found = await client.fetch_channel(self.setup.staff_channel)
        except (discord.NotFound, discord.Forbidden):
            raise BadSetting(
                f"{_STAFF}: the bot cannot see that channel: check the id, and let the bot's "
                "role view it."
            ) from None
        if not isinstance(found, discord.TextChannel):
            raise BadSetting(f"{_STAFF} must be the id of a text channel.")
        member = await _ourselves(client, found.guild.id)
        channel = await member.guild.fetch_channel(found.id)
        may = channel.permissions_for(member)
        wanted = discord.Permissions(
            view_channel=True, send_messages=True, read_message_history=True
        )
        if lacking := _lacking(may, wanted):
            raise BadSetting(
                f"{_STAFF}: in #{found.name} the bot lacks: {lacking}. Give its role these "
                "rights there."
            )
        self._check_role(member.guild, may)
        return f"#{found.name} is told when somebody asks for a person"

    def _check_role(self, guild: discord.Guild, may: discord.Permissions) -> None:
        if not self.setup.staff_role:
            return
        role = guild.get_role(self.setup.staff_role)
        if role is None:
            raise BadSetting(f"BOT_DISCORD__STAFF_ROLE: {guild.name} has no role of that id.")
        if not role.mentionable and not may.mention_everyone:
            raise BadSetting(
                f"BOT_DISCORD__STAFF_ROLE: nobody would be called, because @{role.name} "
                "cannot be mentioned: switch on 'Allow anyone to @mention this role' under "
                "Server Settings, Roles."
            )


async def _ourselves(client: discord.Client, server: int) -> discord.Member:
    """The bot in a server, with its roles."""
    guild = await client.fetch_guild(server)
    return await guild.fetch_member(client.user.id if client.user else 0)


def _lacking(may: discord.Permissions, wanted: discord.Permissions) -> str:
    """The rights that are missing, as Discord's settings call them."""
    names = {"view_channel": "View Channels", "read_messages": "View Channels"}
    missing = [name for name, is_wanted in wanted if is_wanted and not getattr(may, name)]
    shown = [names.get(name, name.replace("_", " ").title()) for name in missing]
    return ", ".join(dict.fromkeys(shown))
