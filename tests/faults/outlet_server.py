"""A chat platform on loopback: it hands out events, and keeps whatever is posted."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from aiohttp import web

from tests.faults.events import Event
from tests.faults.failpoints import Failpoint, Side

_WAIT = 2.0  # seconds that a request for events stays open
_AT_ONCE = 8


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
    """A message that people see. `at` and the other moments are counted, not timed."""

    id: str
    key: str
    place: tuple[str, ...]
    texts: list[str]
    at: int


@dataclass
class Delivery:
    """One time that the platform tells the bot of an event."""

    id: int
    event: Event
    life: tuple[str, str] | None = None
    is_acknowledged: bool = False


@dataclass
class ChatPlatform:
    """Never dedupes what it is told to post, and forgets nothing.

    `mode` is asked for every message and every update. With a `trap` the process that
    asks for it is killed. At most `room` events are under way at once. `first_handed`,
    `first_acknowledged` and `Post.at` are counts of one clock.
    """

    url: str = ""
    mode: Callable[[], Mode] = lambda: Mode.NORMAL
    slowness: float = 0.0
    trap: Failpoint | None = None
    room: int = 200
    posts: dict[str, Post] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    first_handed: dict[str, int] = field(default_factory=dict)
    first_acknowledged: dict[str, int] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)
    _by_key: dict[str, str] = field(default_factory=dict)
    _deliveries: dict[int, Delivery] = field(default_factory=dict)
    _inbox: deque[Delivery] = field(default_factory=deque)
    _under_way: set[str] = field(default_factory=set)
    _looked_for: set[str] = field(default_factory=set)
    _waits: int = 0
    _moment: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        app = web.Application()
        app.router.add_post("/messages", self._post)
        app.router.add_put("/messages/{id}", self._update)
        app.router.add_get("/messages", self._find)
        app.router.add_get("/events/{seat}/{life}", self._hand_out)
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

    async def send(self, events: Iterable[Event]) -> None:
        """Tell the bot of these, in this order; the same event may come many times."""
        for event in events:
            delivery = Delivery(len(self._deliveries), event)
            self._deliveries[delivery.id] = delivery
            self._inbox.append(delivery)
        self._waits = sum(not one.is_acknowledged for one in self._deliveries.values())
        await self._told()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for as long as it takes."""
        async with self._news:
            await self._news.wait_for(holds)

    async def called(self, times: int) -> None:
        """Wait until the bot asked for something so many times more, or has all of it."""
        enough = self.calls.total() + times
        await self.until(lambda: self.calls.total() >= enough or self.is_all_acknowledged)

    @property
    def waiting(self) -> int:
        """How many deliveries were handed to nobody yet."""
        return len(self._inbox)

    @property
    def is_all_acknowledged(self) -> bool:
        """Whether the bot took every delivery."""
        return not self._waits

    @property
    def shown(self) -> int:
        """How many exchanges people see something of."""
        return len(self._by_key)

    def is_shown(self, event: Event) -> bool:
        """Whether people see something of it."""
        return event.key in self._by_key

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
            self._under_way.discard(key)
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
        await self._called(step)
        body, mode = await request.json(), self.mode()
        if self._trapped(request, Failpoint(step, Side.ARRIVED)):
            return _hung_up(request)
        if mode is Mode.DOWN:
            raise web.HTTPServiceUnavailable
        if mode is Mode.REFUSES:
            raise web.HTTPForbidden
        if self._trapped(request, Failpoint(step, Side.MEANWHILE)) or mode is Mode.SLOW:
            await self._take_time(body.get("key"))
        done = change(body)
        await self._told()
        if self._trapped(request, Failpoint(step, Side.STORED)) or mode is Mode.DROPS_REPLY:
            return _hung_up(request)
        if mode is Mode.FAILS_AFTERWARDS:
            raise web.HTTPInternalServerError
        return web.json_response(done)

    async def _find(self, request: web.Request) -> web.Response:
        if self.mode() is Mode.DOWN:
            raise web.HTTPServiceUnavailable
        found = self._by_key.get(request.query["key"])
        self._looked_for.add(request.query["key"])
        await self._called("outlet.find")
        return web.json_response({"id": found})

    async def _take_time(self, key: str | None) -> None:
        """Until it was looked for in vain, and no longer than it may take."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.slowness):
                await self.until(lambda: key in self._looked_for)

    async def _hand_out(self, request: web.Request) -> web.Response:
        seat, life = request.match_info["seat"], request.match_info["life"]
        if self.seats.get(seat) != life:
            self._sit(seat, life)
            await self._told()
        with suppress(TimeoutError):
            async with asyncio.timeout(_WAIT):
                await self.until(lambda: self._has_some or self.seats[seat] != life)
        handed = []
        while self._has_some and self.seats[seat] == life and len(handed) < _AT_ONCE:
            delivery = self._inbox.popleft()
            delivery.life = seat, life
            key = delivery.event.key
            self.first_handed.setdefault(key, self._tick())
            if key not in self._by_key:
                self._under_way.add(key)
            handed.append({"id": delivery.id, "event": delivery.event.as_json()})
        return web.json_response(handed)

    async def _acknowledge(self, request: web.Request) -> web.Response:
        delivery = self._deliveries[(await request.json())["id"]]
        await self._called("ack")
        self.first_acknowledged.setdefault(delivery.event.key, self._tick())
        self._waits -= not delivery.is_acknowledged
        delivery.is_acknowledged = True
        await self._told()
        return web.json_response({})

    @property
    def _has_some(self) -> bool:
        return bool(self._inbox) and len(self._under_way) < self.room

    def _sit(self, seat: str, life: str) -> None:
        """What the last process of this seat did not acknowledge is told again."""
        before = (seat, self.seats.get(seat))
        for delivery in self._deliveries.values():
            if delivery.life == before and not delivery.is_acknowledged:
                delivery.life = None
                self._inbox.appendleft(delivery)
        self.seats[seat] = life

    def _trapped(self, request: web.Request, moment: Failpoint) -> bool:
        if self.trap != moment:
            return False
        self.trap = None
        os.kill(int(request.headers["X-Process"]), signal.SIGKILL)
        return True

    def _tick(self) -> int:
        self._moment += 1
        return self._moment

    async def _called(self, step: str) -> None:
        self.calls[step] += 1
        await self._told()

    async def _told(self) -> None:
        async with self._news:
            self._news.notify_all()


def _hung_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
