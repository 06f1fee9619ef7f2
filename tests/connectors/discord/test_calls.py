"""Every error of Discord's library is one of ours."""

from __future__ import annotations

import asyncio
import inspect
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.domain.errors import OutletRefused, OutletUnavailable
from connectors.discord.calls import ERRORS, calling, mapped


def http(kind: type[discord.HTTPException], status: int, **headers: str) -> Any:
    """An answer of Discord's."""
    response = SimpleNamespace(status=status, reason="x", headers=headers)
    return kind(response, {"code": 0, "message": "x"})  # type: ignore[arg-type]


def every_class() -> list[type[BaseException]]:
    """All errors that the library has."""
    modules = (discord, discord.errors, app_commands)
    found = {
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Exception) and not issubclass(member, Warning)
    }
    return sorted(found, key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", every_class(), ids=lambda kind: kind.__name__)
def test_no_class_of_the_library_gets_past(kind: type[BaseException]) -> None:
    assert issubclass(kind, ERRORS)


@pytest.mark.parametrize(
    ("error", "after"),
    [
        (http(discord.HTTPException, 429, **{"Retry-After": "7.5"}), 7.5),
        (http(discord.HTTPException, 429), 60.0),
        (http(discord.HTTPException, 429, **{"Retry-After": "x"}), 60.0),
        (http(discord.HTTPException, 401), 0.0),
        (http(discord.DiscordServerError, 503), 0.0),
        (discord.RateLimited(31.0), 31.0),
        (discord.ClientException("x"), 0.0),
        (aiohttp.ClientConnectionError("x"), 0.0),
        (ConnectionResetError(), 0.0),
        (TimeoutError(), 0.0),
        (discord.InvalidData("x"), 0.0),
    ],
    ids=str,
)
def test_what_may_pass_is_tried_again(error: Exception, after: float) -> None:
    ours = mapped(error)
    assert isinstance(ours, OutletUnavailable)
    assert ours.after == after


@pytest.mark.parametrize(
    "error",
    [
        http(discord.Forbidden, 403),
        http(discord.NotFound, 404),
        http(discord.HTTPException, 400),
    ],
    ids=str,
)
def test_what_never_will_be_is_given_up(error: Exception) -> None:
    assert isinstance(mapped(error), OutletRefused)


async def test_a_call_ends_though_the_library_sleeps() -> None:
    with pytest.raises(OutletUnavailable):
        async with calling(0.01):
            await asyncio.sleep(3600)


async def test_a_closed_session_is_no_mistake_of_ours() -> None:
    with pytest.raises(OutletUnavailable):
        async with calling():
            raise RuntimeError("Session is closed")
    with pytest.raises(RuntimeError):
        async with calling():
            raise RuntimeError("a mistake of ours")
