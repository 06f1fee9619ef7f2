"""The Discord door: stays connected, and hands what it hears to the desk."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.domain.errors import BadSetting, BotError
from bot.domain.people import Platform
from bot.ports import ChatDesk, Outlet, PictureAddresses
from connectors.discord.files import DiscordFiles
from connectors.discord.setup import Setup

if TYPE_CHECKING:
    from connectors.discord.client import SupportClient

_PATIENCE = 30.0  # seconds; a platform that is away must not keep the other doors shut
_CLOSING = 5.0
_log = logging.getLogger(__name__)


class DiscordDoor:
    """Connects with `token`, as `setup` says."""

    def __init__(self, desk: ChatDesk, setup: Setup, *, token: str) -> None:
        self._desk = desk
        self._setup = setup
        self._token = token
        self._client: SupportClient | None = None
        self._staying: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return "discord"

    @property
    def platform(self) -> Platform:
        """Whose exchanges the outlet shows."""
        return Platform.DISCORD

    @property
    def outlet(self) -> Outlet:
        """Posts on Discord; there is one once the door was opened."""
        if self._client is None:
            raise RuntimeError("The Discord door is not open.")
        return self._client.outlet

    @property
    def pictures(self) -> PictureAddresses:
        """Where attachments are."""
        return DiscordFiles(self._setup.api_url)

    async def open(self) -> str:
        """Connect; gives the bot's name and how many servers it is in.

        Raises BadSetting when Discord refuses the token or the intents. When Discord does
        not answer, it is tried again and again while the house does its other work.
        """
        # The library takes a third of a second to import: only this door pays for it.
        from connectors.discord import connecting  # noqa: PLC0415 - see above
        from connectors.discord.client import SupportClient  # noqa: PLC0415 - see above

        connecting.point(self._setup)
        # A gateway of one's own knows one shard; else the API says how many there are.
        shards = 1 if self._setup.gateway_url else None
        self._client = client = SupportClient(self._desk, self._setup, shard_count=shards)
        self._staying = asyncio.create_task(connecting.stay(client, self._token))
        ready = asyncio.create_task(client.wait_until_connected())
        await asyncio.wait(
            {self._staying, ready}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        ready.cancel()
        if self._staying.done():
            staying, self._staying = self._staying, None
            await staying
            raise BadSetting("Discord closed the connection: run `supportbot doctor`.")
        self._staying.add_done_callback(_tell)
        if client.is_ready():
            count = len(client.guilds)
            return f"Discord as {client.user}, in {count} server{'' if count == 1 else 's'}"
        return "Discord, which does not answer yet; I keep trying"

    async def shut(self) -> None:
        """Take in nothing more."""
        if self._client:
            self._client.is_shut = True

    async def close(self) -> None:
        """Say goodbye to Discord, within a few seconds."""
        client, staying = self._client, self._staying
        self._staying = None
        if staying:
            staying.remove_done_callback(_tell)  # it ends because we say goodbye
        if client:
            await asyncio.wait({asyncio.create_task(client.close())}, timeout=_CLOSING)
        if staying:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)


def _tell(staying: asyncio.Task[None]) -> None:
    """The connection is over for good: somebody must act."""
    if staying.cancelled():
        return
    error = staying.exception()
    if isinstance(error, BotError):
        _log.error(str(error))
    else:
        _log.error("Discord is not connected any more", extra={"error": type(error).__name__})
