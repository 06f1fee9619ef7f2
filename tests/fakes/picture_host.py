"""A host of files on loopback that does right, and everything that a host may do wrong."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.domain.pictures import Attachment
from bot.ports import Address

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PictureHost:
    """Answers every request with `act`. `asked` holds the headers of each."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.asked: list[Mapping[str, str]] = []
        self.url = ""
        self.over = asyncio.Event()
        self._transports: list[asyncio.WriteTransport] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            self.over.set()
            for transport in self._transports:
                transport.abort()  # what nobody takes would keep the connection open
            await runner.cleanup()
            await asyncio.sleep(0)

    async def hang(self, _request: web.Request) -> web.StreamResponse:
        """Say nothing until the test is over."""
        await self.over.wait()
        return web.Response()

    async def drip(self, request: web.Request) -> web.StreamResponse:
        """A byte now and then, for ever."""
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.over.is_set():
            await response.write(b"\x89")
            await asyncio.sleep(0.01)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.headers))
        if request.transport:
            self._transports.append(request.transport)
        return await self.act(request)


class FakeAddresses:
    """Every attachment is where it says, and may be at `origins`, with a secret."""

    def __init__(self, *origins: str) -> None:
        self.origins = frozenset(origins)

    async def address(self, attachment: Attachment) -> Address:
        headers = {"Authorization": "Bearer secret"}
        return Address(attachment.where, origins=self.origins, headers=headers)


def handing_out(raw: bytes, *, status: int = 200, **headers: str) -> Act:
    """These bytes; the names of headers have `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def act(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=raw, status=status, headers=named)

    return act


def squeezed(raw: bytes) -> Act:
    """The same, compressed."""
    return handing_out(gzip.compress(raw, 9), Content_Encoding="gzip")


async def endless(request: web.Request) -> web.StreamResponse:
    """As much as anybody takes, and no word on how much that is."""
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    for _ in range(4000):
        await response.write(bytes(65_536))
    return response
