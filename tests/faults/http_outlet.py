"""An outlet that shows exchanges on the chat platform of the fault tests."""

from __future__ import annotations

import os
from typing import Any

import httpx

from bot.domain.conversation import Exchange
from bot.domain.errors import OutletRefused, OutletUnavailable

_BUSY = 429


def client(address: str) -> httpx.AsyncClient:
    """To the platform at this address; it is told which process speaks."""
    return httpx.AsyncClient(
        base_url=address,
        timeout=None,  # noqa: S113 - delivery sets the deadlines
        headers={"X-Process": str(os.getpid())},
        verify=False,  # noqa: S501 - plain HTTP; reading certificates takes a third of a start
    )


class HttpOutlet:
    """Posts, updates and finds over HTTP. Deadlines are left to delivery."""

    def __init__(self, platform: httpx.AsyncClient) -> None:
        self._platform = platform

    async def post(self, exchange: Exchange) -> str:
        """A new message; gives its id."""
        place = exchange.question.place
        body = {
            "key": str(exchange.question.id),
            "place": [place.workspace, place.channel, place.thread],
            "text": _shown(exchange),
        }
        return str((await self._called("POST", "/messages", json=body))["id"])

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Other words in the same message."""
        await self._called("PUT", f"/messages/{posted}", json={"text": _shown(exchange)})

    async def find(self, exchange: Exchange) -> str | None:
        """The message that answers the exchange."""
        key = str(exchange.question.id)
        found: str | None = (await self._called("GET", "/messages", params={"key": key}))["id"]
        return found

    async def _called(self, method: str, path: str, **content: Any) -> Any:
        try:
            response = await self._platform.request(method, path, **content)
        except httpx.TransportError as error:
            raise OutletUnavailable(f"{type(error).__name__}: is the platform up?") from error
        if response.is_server_error or response.status_code == _BUSY:
            after = float(response.headers.get("Retry-After", 0))
            raise OutletUnavailable(f"HTTP {response.status_code}", after=after)
        if not response.is_success:
            raise OutletRefused(f"HTTP {response.status_code}: {response.text}")
        return response.json()


def _shown(exchange: Exchange) -> str:
    return exchange.text or exchange.reason
