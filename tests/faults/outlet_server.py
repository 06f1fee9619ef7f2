"""A chat platform on loopback: it tells of events, and keeps whatever is posted."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import Any

from aiohttp import web

from tests.faults.events import Event
from tests.faults.failpoints import Failpoint, Side
from tests.faults.inbox import Inbox

_WAIT = 2.0  # seconds that a request for events stays open


class Mode(Enum):
    """How the platform takes a message."""

    NORMAL = auto()
    DROPS_REPLY = auto()
    FAILS_AFTERWARDS = auto()
    SLOW = auto()
    DOWN = auto()
    REFUSES = auto()


@dataclass
class Post:
    """A message that people see, and all that it ever said. `at` is counted, not timed."""

    id: str
    key: str
    place: tuple[str, ...]
    texts: list[str]
    at: int


class ChatPlatform:
    """Never dedupes what it is told to post, and forgets nothing.

    `mode` is asked for every message and every update; a slow one takes `slowness`
    seconds. With a `trap` the process that asks for it is killed. `calls` counts requests;
    `on_news` is called at each.
    """

    def __init__(self) -> None:
        self.url = ""
        self.mode: Callable[[], Mode] = lambda: Mode.NORMAL
        self.slowness = 0.0
        self.trap: Failpoint | None = None
        self.posts: dict[str, Post] = {}
        self.calls: Counter[str] = Counter()
        self.on_news: Callable[[], None] = lambda: None
        self._moments = count()
        self.inbox = Inbox(self._tick)
        self._by_key: dict[str, str] = {}
        self._looked_for: set[str] = set()
        self._news = asyncio.Condition()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        app = web.Application()
        app.router.add_post("/messages", self._post)
        app.router.add_put("/messages/{id}", self._update)
        app.router.add_get("/messages", self._find)
        app.router.add_get("/events/{seat}/{life}", self._tell)
        app.router.add_post("/acks", self._acknowledge)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()

    async def send(self, events: list[Event]) -> None:
        """Tell the bot of these, in this order."""
        self.inbox.put(events)
        await self._happened()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for as long as it takes."""
        async with self._news:
            await self._news.wait_for(holds)

    async def called(self, times: int) -> None:
        """Wait until the bot asked for something so many times more, or has all of it."""
        calls, inbox = self.calls, self.inbox
        enough = calls.total() + times
        await self.until(lambda: calls.total() >= enough or inbox.is_all_acknowledged)

    async def _post(self, request: web.Request) -> web.Response:
        def store(body: Any) -> dict[str, Any]:
            match body:
                case {"key": str(key), "place": [*place], "text": str(text)} if text:
                    pass
                case _:
                    raise web.HTTPBadRequest(text="no message")
            post = Post(f"p{len(self.posts)}", key, tuple(place), [text], at=self._tick())
            self.posts[post.id] = post
            self._by_key.setdefault(key, post.id)
            self.inbox.show(key)
            return {"id": post.id}

        return await self._changed(request, "outlet.post", store)

    async def _update(self, request: web.Request) -> web.Response:
        def change(body: Any) -> dict[str, Any]:
            post = self.posts.get(request.match_info["id"])
            if post is None:
                raise web.HTTPNotFound(text="no such message")
            post.texts.append(body["text"])
            return {}

        return await self._changed(request, "outlet.update", change)

    async def _changed(
        self, request: web.Request, step: str, change: Callable[[Any], dict[str, Any]]
    ) -> web.Response:
        body, mode = await request.json(), self.mode()
        await self._happened(step)
        if self._trapped(request, Failpoint(step, Side.ARRIVED)):
            return _hung_up(request)
        if mode is Mode.DOWN:
            raise web.HTTPServiceUnavailable
        if mode is Mode.REFUSES:
            raise web.HTTPForbidden
        if self._trapped(request, Failpoint(step, Side.MEANWHILE)) or mode is Mode.SLOW:
            await self._take_time(body.get("key"))
        done = change(body)
        await self._happened()
        if self._trapped(request, Failpoint(step, Side.STORED)) or mode is Mode.DROPS_REPLY:
            return _hung_up(request)
        if mode is Mode.FAILS_AFTERWARDS:
            raise web.HTTPInternalServerError
        return web.json_response(done)

    async def _find(self, request: web.Request) -> web.Response:
        if self.mode() is Mode.DOWN:
            raise web.HTTPServiceUnavailable
        key = request.query["key"]
        found = self._by_key.get(key)
        self._looked_for.add(key)
        await self._happened("outlet.find")
        return web.json_response({"id": found})

    async def _tell(self, request: web.Request) -> web.Response:
        seat, life, inbox = request.match_info["seat"], request.match_info["life"], self.inbox
        if inbox.seats.get(seat) != life:
            inbox.sit(seat, life)
            await self._happened()
        with suppress(TimeoutError):
            async with asyncio.timeout(_WAIT):
                await self.until(lambda: inbox.has_some or inbox.seats[seat] != life)
        return web.json_response(inbox.tell(seat, life))

    async def _acknowledge(self, request: web.Request) -> web.Response:
        self.inbox.acknowledge((await request.json())["id"])
        await self._happened("ack")
        return web.json_response({})

    async def _take_time(self, key: str | None) -> None:
        """Until it was looked for in vain, and no longer than it may take."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.slowness):
                await self.until(lambda: key in self._looked_for)

    def _trapped(self, request: web.Request, moment: Failpoint) -> bool:
        if self.trap != moment:
            return False
        process = request.headers["X-Process"]
        if process not in self.inbox.seats.values():
            return False  # it is dead, and the number may be somebody else's by now
        self.trap = None
        os.kill(int(process), signal.SIGKILL)
        return True

    def _tick(self) -> int:
        return next(self._moments)

    async def _happened(self, step: str = "") -> None:
        if step:
            self.calls[step] += 1
        self.on_news()
        async with self._news:
            self._news.notify_all()


def _hung_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
