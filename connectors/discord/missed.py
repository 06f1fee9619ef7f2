"""What was said to the bot while it was away."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import discord
from discord.utils import time_snowflake, utcnow

from connectors.discord.calls import ERRORS

LONGEST = timedelta(hours=1)
"""How far back it looks: whoever asked earlier has found another way."""

_log = logging.getLogger(__name__)


async def messages(client: discord.Client, *, limit: int) -> AsyncIterator[discord.Message]:
    """The last `limit` messages of each place, without those that we replied to already.

    Places in which nothing was said of late cost nothing. Discord gives no list of direct
    messages, so those are not among them.
    """
    since = utcnow() - LONGEST
    if limit <= 0:
        return
    for channel in _places(client, since=time_snowflake(since)):
        try:
            found = [
                one
                async for one in channel.history(after=since, limit=limit, oldest_first=False)
            ]
        except ERRORS as error:
            _log.info("not looked through", extra={"error": type(error).__name__})
            continue
        me = client.user.id if client.user else 0
        replied = {_replied(one) for one in found if one.author.id == me}
        for message in reversed(found):
            if message.id not in replied:
                yield message


def _places(
    client: discord.Client, *, since: int
) -> Iterator[discord.TextChannel | discord.Thread]:
    """Where something was said since, that the bot may read."""
    for guild in client.guilds:
        channels: list[discord.TextChannel | discord.Thread] = [*guild.text_channels]
        for channel in [*channels, *guild.threads]:
            may = channel.permissions_for(guild.me)
            is_new = (channel.last_message_id or 0) > since
            if is_new and may.view_channel and may.read_message_history:
                yield channel


def _replied(message: discord.Message) -> int | None:
    return message.reference.message_id if message.reference else None
