"""Every error of Discord's library becomes one of ours, here and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.domain.errors import BotError, OutletRefused, OutletUnavailable

DEADLINE = 15.0
"""Seconds within which a call to Discord ends; its library may sleep for far longer."""

ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)
"""What calls to Discord raise."""

_TOO_MANY = 429
_UNAUTHORIZED = 401
_SERVER = 500
_BANNED_FOR = 60.0  # when an edge server turns us away without saying for how long


@asynccontextmanager
async def calling(seconds: float = DEADLINE) -> AsyncIterator[None]:
    """The block ends within the deadline. Raises OutletUnavailable and OutletRefused."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except ERRORS as error:
        raise mapped(error) from error
    except RuntimeError as error:
        if "closed" not in str(error).lower():
            raise
        # The library's session is closed: the bot is going down.
        raise OutletUnavailable("The connection to Discord is closed.") from error


def mapped(error: BaseException) -> BotError:
    """What it means for whoever wants to show something."""
    if isinstance(error, discord.RateLimited):
        return OutletUnavailable("Discord asks for a pause.", after=error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _answered(error)
    if isinstance(error, TimeoutError):
        return OutletUnavailable("Discord took too long to answer.")
    return OutletUnavailable(f"Discord cannot be reached ({type(error).__name__}).")


def _answered(error: discord.HTTPException) -> BotError:
    status = error.status
    if status == _TOO_MANY:
        return OutletUnavailable("Discord asks for a pause.", after=_pause(error))
    if status == _UNAUTHORIZED:
        # Nothing is wrong with the place: with a new token it will work.
        return OutletUnavailable("Discord does not accept the bot's token any more.")
    if status >= _SERVER or status == 0:
        return OutletUnavailable(f"Discord is in trouble (status {status}).")
    return OutletRefused(f"Discord refused it (status {status}, code {error.code}).")


def _pause(error: discord.HTTPException) -> float:
    """Seconds that the platform asked for."""
    headers = getattr(error.response, "headers", {})
    try:
        return float(headers.get("Retry-After") or _BANNED_FOR)
    except ValueError:
        return _BANNED_FOR
