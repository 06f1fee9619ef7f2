"""Lets a client reach the allowed hosts only, and read no more than an answer can have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from typing import cast

import httpx2

from bot.adapters.chat_models.failures import HostRefused, TooLong

_MOST_BYTES = 4 * 1024 * 1024


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Every request passes here, redirected ones too. Raises HostRefused, TooLong."""

    def __init__(self, hosts: Collection[str], inner: httpx2.AsyncBaseTransport) -> None:
        self._hosts = hosts
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it if its host is allowed."""
        if request.url.host.lower() not in self._hosts:
            raise HostRefused(request.url.host)
        response = await self._inner.handle_async_request(request)
        response.stream = _Counted(cast("httpx2.AsyncByteStream", response.stream))
        return response

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _MOST_BYTES
        async for piece in self._inner:
            left -= len(piece)
            if left < 0:
                raise TooLong
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def guarded_client(hosts: Collection[str]) -> httpx2.AsyncClient:
    """A client for an OpenAI-compatible server. It follows no redirects and no proxies."""
    transport = GuardedTransport(hosts, httpx2.AsyncHTTPTransport(retries=0))
    return httpx2.AsyncClient(transport=transport, follow_redirects=False, timeout=None)
