"""Everything around a delivery, over fakes or over SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.answering import Answering
from bot.core.delivery import Delivery, Terms
from bot.core.picturing import Picturing
from bot.core.prompting import Prompting
from bot.core.tally import Tally
from bot.core.wording import Wording
from bot.domain.consent import Act
from bot.domain.conversation import Exchange, Place, Question
from bot.domain.people import Platform
from bot.ports import Exchanges, Outlet, TurnedAway
from bot.privacy.consent import ConsentDesk
from tests.bot.core.delivery.steps import Steps
from tests.bot.core.evidence import passage
from tests.bot.core.library import Library, WatchedEmbedder
from tests.bot.core.questions import asked
from tests.fakes.chat_model import FakeChatModel
from tests.fakes.outlet import FakeOutlet
from tests.virtual_time import LoopClock, VirtualLoop

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
INSIDE = "postgresql://bot:hunter2@db.internal refused"


class ScriptedEmbedder(WatchedEmbedder):
    """Does what the script says for a question, before it embeds it."""

    def __init__(self) -> None:
        super().__init__()
        self.script: dict[str, Callable[[], Awaitable[None]]] = {}
        self.seconds = 0.0

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """As the fake does, once the script is through."""
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if step := self.script.get(text.splitlines()[-1]):
            await step()
        return await super().embed_question(text)


@dataclass
class World:
    """One house's database and platform, with any number of processes."""

    exchanges: Exchanges
    clock: LoopClock
    library: Library
    embedder: ScriptedEmbedder
    steps: Steps
    consent: ConsentDesk
    outlet: FakeOutlet = field(default_factory=FakeOutlet)
    tally: Tally = field(default_factory=Tally)
    is_ready: bool = True
    contact: str = ""
    model: FakeChatModel | None = None
    picturing: Picturing | None = None

    def delivery(self, **terms: Any) -> Delivery:
        """A process of its own."""
        outlets: dict[Platform, Outlet] = {
            Platform.SLACK: self.steps.watched(self.outlet, prefix="outlet."),
            Platform.CLI: self.outlet,
        }
        return Delivery(
            exchanges=self.exchanges,
            outlets=outlets,
            answering=self.steps.watched(self._answering()),
            clock=self.clock,
            ready=lambda: self.is_ready,
            tally=self.tally,
            contact=self.contact,
            terms=Terms(**terms),
            picturing=self.picturing,
        )

    def _answering(self) -> Answering:
        plain = self.library.answering()
        if self.model is None:
            return plain
        prompting = Prompting("Answer in {language}.", "v1")
        return replace(plain, wording=Wording(self.model, prompting, plain.terms))

    @asynccontextmanager
    async def running(self, **terms: Any) -> AsyncIterator[Delivery]:
        """A process that delivers while the block runs, and is killed at its end."""
        delivery = self.delivery(**terms)
        task = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            await kill(task)

    async def accept(self, *questions: Question, turned_away: TurnedAway | None = None) -> None:
        """Commit questions, a moment apart."""
        for question in questions:
            await self.exchanges.receive(question, turned_away=turned_away)
            await asyncio.sleep(0.001)

    async def stands(self, question: Question) -> Exchange:
        """What the database holds."""
        found = await self.exchanges.find(question.id)
        assert found is not None
        return found

    async def closed(self, *questions: Question, within: float = 300) -> float:
        """Wait until all of them are closed; gives the seconds that took."""
        started = self.clock.monotonic()
        async with asyncio.timeout(within):
            while True:
                self.steps.over.clear()
                if not (await self.exchanges.waiting()).total:
                    break
                await self.steps.over.wait()
        for question in questions:
            assert (await self.stands(question)).posted
        return self.clock.monotonic() - started

    async def erase(self, question: Question) -> None:
        """The asker has all their words erased. No time passes meanwhile."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        with loop.busy():
            await self.consent.act(question.asker, Act.FORGET, source="test")

    def fail_answers_with(self, error: Exception, *, of: str, times: int = 10**6) -> None:
        """The question `of` cannot be answered for so many times."""
        left = [error] * min(times, 10**3)

        async def step() -> None:
            if left:
                raise left.pop()

        self.embedder.script[of] = step

    def slow_answer(self, of: str, seconds: float) -> None:
        """The answer to `of` takes that long."""

        async def step() -> None:
            await asyncio.sleep(seconds)

        self.embedder.script[of] = step


async def kill(task: asyncio.Task[Any]) -> None:
    """End it as a kill would: nothing more is written."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def ask(text: str = "reset the VPN", *, message: str = "m1", thread: str = "t1") -> Question:
    """A question in a thread of its own, unless told otherwise."""
    question = asked(text, message=message)
    return replace(question, place=in_thread(question.place, thread))


def in_thread(place: Place, thread: str) -> Place:
    """The same channel, another thread."""
    return replace(place, thread=thread)


def many(count: int) -> list[Question]:
    """Questions in as many conversations."""
    return [ask(f"reset the VPN {n}", message=f"m{n}", thread=f"t{n}") for n in range(count)]
