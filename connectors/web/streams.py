"""Tells a page what becomes of its question, while it waits: server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.conversation import Exchange, State
from bot.domain.errors import BotError
from connectors.web.desk import FrontDesk
from connectors.web.outlet import WebOutlet
from connectors.web.views import QuestionView, SentenceView, Viewer

_DONE = {State.DELIVERED, State.FAILED}
_STEADY = 1.2


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between looks into the database, which grow rarer, and between signs of life."""

    first_look: float = 0.5
    slowest_look: float = 2.0
    heartbeat: float = 10.0


@dataclass
class Streams:
    """The open streams. `end` ends them all."""

    desk: FrontDesk
    outlet: WebOutlet
    viewer: Viewer
    pace: Pace
    is_over: bool = False
    most: ClassVar[int] = 1000

    @property
    def are_full(self) -> bool:
        """Whether no more pages may listen; they can still ask now and then."""
        return self.outlet.listeners >= self.most

    def end(self) -> None:
        """End every stream; pages come back to whoever opens this door again."""
        self.is_over = True
        self.outlet.wake_all()

    async def view(self, exchange: uuid.UUID) -> tuple[Exchange, QuestionView] | None:
        """The exchange as it stands, here or in the database. Raises ServiceError."""
        if handed := self.outlet.handed(exchange):
            return handed, self.viewer.question(handed, is_handed=True)
        found = await self.desk.exchange(exchange)
        return (found, self.viewer.question(found)) if found else None

    async def follow(self, exchange: uuid.UUID) -> AsyncIterator[str]:
        """Events until the answer, and a comment whenever all was quiet for a while.

        Each sentence comes once, as soon as it was checked.
        """
        yield "retry: 1000\n\n"
        state, spoke, pause = None, time.monotonic(), self.pace.first_look
        told: list[SentenceView] = []
        with self.outlet.listening(exchange) as woken:
            while not self.is_over:
                woken.clear()
                view = await self._look(exchange)
                if view and view.state is not state:
                    state, spoke = view.state, time.monotonic()
                    yield _event("state", json.dumps({"state": state}))
                for sentence in _new(view, told):
                    told.append(sentence)
                    spoke = time.monotonic()
                    yield _event("sentence", sentence.model_dump_json())
                if view and view.state in _DONE:
                    yield _event("answer", view.model_dump_json())
                    return
                if time.monotonic() - spoke >= self.pace.heartbeat:
                    spoke = time.monotonic()
                    yield ": still at it\n\n"
                await _wait(woken, pause)
                pause = min(pause * _STEADY, self.pace.slowest_look)

    async def _look(self, exchange: uuid.UUID) -> QuestionView | None:
        try:
            seen = await self.view(exchange)
        except BotError:
            # The database is away: the page goes on waiting, and so do we.
            return None
        return seen[1] if seen else None


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return


def _new(view: QuestionView | None, told: Sequence[SentenceView]) -> Sequence[SentenceView]:
    """The sentences that follow on those that were told; none when others took their place."""
    now = view.answer.sentences if view and view.answer else []
    return now[len(told) :] if now[: len(told)] == list(told) else []


def _event(name: str, payload: str) -> str:
    return f"event: {name}\ndata: {payload}\n\n"
