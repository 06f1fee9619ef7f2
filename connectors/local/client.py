"""Reaches a serving bot through the socket in its home."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.domain.errors import HomeBusy
from connectors.local.socket_file import reachable, socket_file

_LOOK_SECONDS = 5.0


async def is_served(home: Path) -> bool:
    """Whether a bot serves this home and can be reached."""
    path = socket_file(home)
    if not path.exists():
        return False
    try:
        with reachable(path) as address:
            async with _client(address) as client:
                await client.get("/", timeout=_LOOK_SECONDS)
    except (httpx.TransportError, OSError):
        return False
    return True


async def events(
    home: Path, name: str, arguments: Mapping[str, Any]
) -> AsyncIterator[dict[str, Any]]:
    """Have the serving bot run an errand; gives its events, the error one included.

    Raises HomeBusy when the bot stops in the middle.
    """
    try:
        with reachable(socket_file(home)) as address:
            async with (
                _client(address) as client,
                client.stream("POST", f"/{name}", json=dict(arguments)) as response,
            ):
                async for line in response.aiter_lines():
                    yield json.loads(line)
    except (httpx.TransportError, OSError) as error:
        raise HomeBusy(
            "The serving bot stopped before this was finished: try again once it is back."
        ) from error


def _client(address: str) -> httpx.AsyncClient:
    # Whoever asks waits for as long as the work takes; reading a big folder takes minutes.
    transport = httpx.AsyncHTTPTransport(uds=address)
    return httpx.AsyncClient(transport=transport, base_url="http://supportbot", timeout=None)  # noqa: S113
