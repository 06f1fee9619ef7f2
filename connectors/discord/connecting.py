"""Logs in, stays connected, and says what to do when Discord refuses."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import MISSING

from bot.domain.errors import BadSetting
from connectors.discord.calls import ERRORS
from connectors.discord.setup import Setup

if TYPE_CHECKING:
    from connectors.discord.client import SupportClient

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_INTENTS = 4014
_FATAL = {
    4004: "Discord does not accept BOT_DISCORD__TOKEN any more: set the bot's new token.",
    4010: "Discord refuses the shard: run one bot per token.",
    4011: "Discord asks for more shards: leave BOT_DISCORD__GATEWAY_URL empty.",
    4012: "Discord does not speak this version any more: install a newer supportbot.",
    4013: "Discord refuses the intents: install a newer supportbot.",
}
LOGIN_REFUSED = (
    "BOT_DISCORD__TOKEN is not accepted by Discord: copy the token from Bot in the developer "
    "portal, or reset it there."
)
NO_INTENT = (
    "BOT_DISCORD__MESSAGE_CONTENT is set, but Discord does not let your application read "
    "messages: switch on Message Content Intent under Bot in the developer portal, or unset "
    "it. Without it the bot answers mentions, direct messages and /ask."
)
_log = logging.getLogger(__name__)


def point(setup: Setup) -> None:
    """Make the library speak to the addresses that are set, and not of voice at all."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    Route.BASE = setup.api_url.rstrip("/")
    if setup.gateway_url:
        try:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(setup.gateway_url)
        except ValueError:
            raise BadSetting(
                "BOT_DISCORD__GATEWAY_URL is no address: write one like ws://127.0.0.1:8081."
            ) from None


async def stay(client: SupportClient, token: str) -> None:
    """Be connected until the client is closed.

    Raises BadSetting when Discord refuses for good; whatever else goes wrong is tried again.
    """
    pause = _FIRST_PAUSE
    while True:
        try:
            await client.login(token)
            await client.connect(reconnect=True)
        except discord.LoginFailure:
            raise BadSetting(LOGIN_REFUSED) from None
        except ERRORS as error:
            _refuse(error)
            _log.warning("not connected", extra={"error": type(error).__name__})
        if client.is_shut:
            return
        await start_over(client)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def start_over(client: discord.Client) -> None:
    """Make the client such that it can log in again."""
    await client.http.close()
    client.clear()
    client.http.connector = MISSING


def _refuse(error: BaseException) -> None:
    """Raise BadSetting for what no second try will mend."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise BadSetting(NO_INTENT) from None
    if isinstance(error, discord.ConnectionClosed):
        if error.code == _INTENTS:
            raise BadSetting(NO_INTENT) from None
        if error.code in _FATAL:
            raise BadSetting(_FATAL[error.code]) from None
