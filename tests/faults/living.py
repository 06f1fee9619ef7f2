"""A serving bot in this process: the real house, whose parts a test can take away."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.bootstrap import House, furnish
from bot.core.delivery import Terms
from bot.domain.errors import BotError
from bot.domain.people import Platform
from bot.parts import Parts, open_parts
from bot.ports import Outlet
from bot.pulse import Pulse
from bot.serving import Service, web_door
from bot.settings import DatabaseSettings, LimitSettings, Settings, WebSettings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.outlet import FakeOutlet, Message
from tests.faults.events import Event, question_of, write_documents
from tests.journeys.serving import free_port

SHORT = Terms(
    lease=3.0,
    renew_every=0.5,
    posting_lease=4.0,
    answer_deadline=600.0,
    outlet_deadline=2.0,
    give_up=2.0,
    looks_after=2.0,
    notice_after=2.5,
    poll=0.2,
    look_every=0.2,
)
"""Patience that ends after seconds, but with what a test holds back for as long as it likes."""

_GLANCE = 0.02
_HANGS = 120  # seconds after which nobody believes any more that something will happen


class HeldEmbedder(FakeEmbedder):
    """Works out nothing while it is not free; `held` are the texts that wait for that."""

    def __init__(self) -> None:
        super().__init__()
        self.held: Counter[str] = Counter()
        self.is_free = asyncio.Event()
        self.is_free.set()

    def holds(self, texts: Iterable[str]) -> bool:
        """Whether all of them wait; others may, and one that is given up waits no more."""
        return set(texts) <= set(+self.held)

    async def embed_question(self, text: str) -> tuple[float, ...]:
        self.held[text] += 1
        try:
            await self.is_free.wait()
        finally:
            self.held[text] -= 1
        return await super().embed_question(text)


class Lamed:
    """A part whose calls raise `failure` while one is set."""

    def __init__(self, part: object) -> None:
        self._part = part
        self.failure: BotError | None = None
        self.refused = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not asyncio.iscoroutinefunction(found) or name == "close":
            return found

        async def call(*args: Any, **named: Any) -> Any:
            if self.failure:
                self.refused += 1
                raise self.failure
            return await found(*args, **named)

        return call


class ChatDoor:
    """A chat platform in memory; its events are heard by the tests."""

    name = "chat"
    platform = Platform.SLACK
    pictures = None

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet

    async def open(self) -> str:
        return "memory"

    async def shut(self) -> None:
        pass

    async def close(self) -> None:
        pass


@dataclass
class Living:
    """The bot, what people see of it in the chat, and a client at its web page."""

    house: House
    outlet: FakeOutlet
    web: httpx.AsyncClient
    service: asyncio.Task[None]

    async def hear(self, *events: Event) -> None:
        """Each is accepted when this returns. Raises ServiceError."""
        for event in events:
            await self.house.desk.hear(question_of(event))

    async def ask_web(self, text: str) -> httpx.Response:
        """A new conversation at the chat page."""
        ids = {"conversation": str(uuid.uuid4()), "message": str(uuid.uuid4())}
        return await self.web.post("/api/questions", json={"text": text, **ids})

    async def answer_at_web(self, accepted: httpx.Response) -> str:
        """What became of what was accepted there."""
        question = await self.web.get(f"/api/questions/{accepted.json()['id']}")
        return question.text

    async def ill(self) -> set[str]:
        """The parts that /readyz calls unwell."""
        answer = await self.web.get("/readyz")
        parts = answer.json()["parts"]
        unwell = {part["part"] for part in parts if not part["well"]}
        assert answer.is_success == (not unwell)
        return unwell

    def seen(self, event: Event) -> list[Message]:
        """The messages about it."""
        id_ = question_of(event).id
        return [one for one in self.outlet.messages.values() if one.exchange == id_]

    def is_answered(self, event: Event) -> bool:
        """Whether people see the answer."""
        return any(event.fact in message.text for message in self.seen(event))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for as long as it takes, while the bot lives."""
        while not holds():
            assert not self.service.done(), "the bot has ended"
            await asyncio.sleep(_GLANCE)

    async def shown(self, messages: int) -> None:
        """Wait until people see so many messages."""
        await self.until(lambda: len(self.outlet.messages) >= messages)

    async def settled(self) -> None:
        """Wait until nothing is open; the database must be there."""
        while (await self.house.parts.exchanges.waiting()).total:
            assert not self.service.done(), "the bot has ended"
            await asyncio.sleep(_GLANCE)

    async def all_answered_once(self, events: Iterable[Event]) -> None:
        """Wait until nothing is open, and see that each has one message, the answer."""
        await self.settled()
        for event in events:
            (message,) = self.seen(event)
            assert event.fact in message.text, f"{event.message}: {message.text}"


@asynccontextmanager
async def living(  # noqa: PLR0913 - what a test may want to be different
    folder: Path,
    *,
    home: Path | None = None,
    database: str | None = None,
    embedder: FakeEmbedder | None = None,
    wired: Callable[[Parts], Parts] = lambda parts: parts,
    terms: Terms = SHORT,
) -> AsyncIterator[Living]:
    """A bot that serves while the block runs; it has read its documents when that begins."""
    port, outlet = free_port(), FakeOutlet()
    settings = Settings(
        home=home or folder / "home",
        knowledge=write_documents(folder / "knowledge"),
        database=DatabaseSettings(url=database and SecretStr(database)),
        limits=LimitSettings(per_minute=0, per_day=0),
        web=WebSettings(port=port, audience="employees"),
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(_HANGS))
        parts = await open_parts(settings, stack, patience=0.0)
        parts = wired(dataclasses.replace(parts, embedder=embedder or FakeEmbedder()))
        house = furnish(settings, parts, terms=terms)
        service = Service(settings, house, lambda _: None)

        def door(_settings: Settings, _house: House, _pulse: Pulse) -> ChatDoor:
            return ChatDoor(outlet)

        running = asyncio.create_task(service.run([web_door, door]))
        web = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            timeout=_HANGS,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        await stack.enter_async_context(web)
        bot = Living(house, outlet, web, running)
        try:
            await bot.until(lambda: house.reading.done)
            yield bot
        finally:
            service._end.set()
            await running
