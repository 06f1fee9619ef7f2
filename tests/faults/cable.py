"""The network between the bot and its database, which a test can cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto

from sqlalchemy.engine import URL, make_url

_CHUNK = 64 * 1024


class State(Enum):
    """What becomes of what is sent through a cable."""

    WHOLE = auto()
    CUT = auto()
    """Connections break off, and new ones are broken off at once."""
    SILENT = auto()
    """Connections stay, and not a byte gets through; later everything does."""


class Cable:
    """A proxy on loopback in front of the server that `url` names."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self._state = State.WHOLE
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._port = 0

    @property
    def url(self) -> str:
        """The same server, at the other end of the cable."""
        return self._server.set(host="127.0.0.1", port=self._port).render_as_string(
            hide_password=False
        )

    def lead_to(self, url: str) -> None:
        """From now on new connections go to this server."""
        there: URL = make_url(url)
        self._server = self._server.set(host=there.host, port=there.port)

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[None]:
        """Connections get through while the block runs."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self._break_off()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def become(self, state: State) -> None:
        """From now on it is like that."""
        self._state = state
        if state is State.SILENT:
            self._flows.clear()
        else:
            self._flows.set()
        if state is State.CUT:
            self._break_off()

    def flicker(self) -> None:
        """Break off every connection; new ones get through."""
        self._break_off()

    def _break_off(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._writers.add(writer)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._joined(reader, writer)
        finally:
            writer.transport.abort()
            self._writers.discard(writer)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._flows.wait()
        if self._state is State.CUT:
            return
        there, back = await asyncio.open_connection(self._server.host, self._server.port)
        self._writers.add(back)
        ways = [self._pass_on(reader, back), self._pass_on(there, writer)]
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            back.transport.abort()
            self._writers.discard(back)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while read := await reader.read(_CHUNK):
            await self._flows.wait()
            writer.write(read)
            await writer.drain()
