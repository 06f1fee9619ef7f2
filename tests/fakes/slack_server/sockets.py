"""Socket Mode: connections that apps open, each with a ticket that works once."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack_server.workspace import App

_MOST = 10  # connections of one app


class Link:
    """One connection."""

    def __init__(self, app: App, socket: web.WebSocketResponse) -> None:
        self.app = app
        self.is_leaving = False
        self.pushed = 0
        self._socket = socket
        self._closed = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def push(self, envelope: dict[str, Any], *, patience: float) -> dict[str, Any] | None:
        """Send it; gives the acknowledgement, or None when there is none in time."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[dict[str, Any]] = loop.create_future()
        self._waiting[envelope["envelope_id"]] = answer
        self.pushed += 1
        gone = asyncio.create_task(self._closed.wait())
        try:
            with suppress(ConnectionError):
                await self._socket.send_str(json.dumps(envelope))
            either: list[asyncio.Future[Any]] = [answer, gone]
            await asyncio.wait(either, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            gone.cancel()
            answer.cancel()
            self._waiting.pop(envelope["envelope_id"], None)

    async def refresh(self) -> None:
        """Ask the app to come back on a new connection; nothing more is sent here."""
        self.is_leaving = True
        await self._socket.send_str(
            json.dumps({"type": "disconnect", "reason": "refresh_requested"})
        )

    async def cut(self) -> None:
        """Break it off without a word."""
        self.is_leaving = True
        if self._socket._req and self._socket._req.transport:
            self._socket._req.transport.abort()

    async def serve(self) -> None:
        """Take acknowledgements until the app is gone."""
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    self._take(json.loads(frame.data))
        finally:
            self._closed.set()

    def _take(self, answer: dict[str, Any]) -> None:
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(answer)


class Sockets:
    """The connections of every app, and who comes next."""

    def __init__(self, news: Callable[[], None]) -> None:
        self.links: list[Link] = []
        self.opened = 0
        self._tickets: dict[str, App] = {}
        self._news = news
        self._arrived = asyncio.Condition()

    def ticket(self, app: App) -> str:
        """Lets the app open one connection."""
        ticket = uuid.uuid4().hex
        self._tickets[ticket] = app
        return ticket

    def of(self, app: App) -> list[Link]:
        """The app's connections that take something."""
        return [link for link in self.links if link.app is app and not link.is_leaving]

    async def some(self, app: App) -> Link:
        """The connection whose turn it is; waits until there is one."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: bool(self.of(app)))
            return min(self.of(app), key=lambda link: link.pushed)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """An app comes with its ticket."""
        app = self._tickets.pop(request.query.get("ticket", ""), None)
        if app is None or len(self.of(app)) >= _MOST:
            raise web.HTTPForbidden(text="no ticket, or too many connections")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        link = Link(app, socket)
        hello = {
            "type": "hello",
            "num_connections": len(self.of(app)) + 1,
            "connection_info": {"app_id": app.id},
        }
        await socket.send_str(json.dumps(hello))
        self.opened += 1
        self.links.append(link)
        await self._tell()
        try:
            await link.serve()
        finally:
            self.links.remove(link)
            self._news()
        return socket

    async def _tell(self) -> None:
        self._news()
        async with self._arrived:
            self._arrived.notify_all()
