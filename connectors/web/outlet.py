"""Hands answers to the pages that wait for them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.domain.conversation import Exchange, Turn
from bot.domain.errors import OutletRefused
from bot.domain.people import Person
from bot.ports import Clock

_KEPT = timedelta(minutes=10)
_MOST = 1000


class WebOutlet:
    """Keeps what was posted in memory, for ten minutes and a thousand exchanges at most.

    Pages read the rest from the database: this is for the words that are erased there as
    soon as they were shown, and so that nobody waits for the next look.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._handed: dict[uuid.UUID, tuple[datetime, Exchange]] = {}
        self._listeners: dict[uuid.UUID, set[asyncio.Event]] = {}

    async def post(self, exchange: Exchange) -> str:
        """Hand it to whoever listens; gives the question's id. Posting again is harmless."""
        key = exchange.question.id
        self._handed.pop(key, None)
        self._handed[key] = (self._clock.now() + _KEPT, exchange)
        while len(self._handed) > _MOST:
            del self._handed[next(iter(self._handed))]
        # Also when nobody ever asks again, no words stay in memory.
        asyncio.get_running_loop().call_later(_KEPT.total_seconds(), self._expire)
        self._wake(key)
        return str(key)

    async def update(self, posted: str, exchange: Exchange) -> None:  # noqa: ARG002 - a page has one place per question
        """Hand over how it stands now."""
        await self.post(exchange)

    async def find(self, exchange: Exchange) -> str | None:  # noqa: ARG002 - the port's signature
        """None: a page shows a question once, however often it is posted."""
        return None

    async def remove(self, posted: str, exchange: Exchange) -> None:  # noqa: ARG002 - as above
        """Drop it; a page that shows it already is not told."""
        self._handed.pop(exchange.question.id, None)

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:  # noqa: ARG002 - the port's signature
        """Nobody: whoever asks here cannot be answered by a person here."""
        raise OutletRefused("The web page has no staff that could be told.")

    def handed(self, exchange: uuid.UUID) -> Exchange | None:
        """What was posted in the last ten minutes."""
        self._expire()
        until_and_exchange = self._handed.get(exchange)
        return until_and_exchange[1] if until_and_exchange else None

    def forget(self, person: Person) -> None:
        """Drop the words that were said to or by the person."""
        for key, (_, exchange) in list(self._handed.items()):
            if exchange.question.asker == person:
                del self._handed[key]

    @contextmanager
    def listening(self, exchange: uuid.UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever the exchange was posted, and when the door closes."""
        woken = asyncio.Event()
        self._listeners.setdefault(exchange, set()).add(woken)
        try:
            yield woken
        finally:
            self._listeners[exchange].discard(woken)
            if not self._listeners[exchange]:
                del self._listeners[exchange]

    @property
    def listeners(self) -> int:
        """How many pages are waiting."""
        return sum(len(waiting) for waiting in self._listeners.values())

    def wake_all(self) -> None:
        """Set every listener's event."""
        for exchange in list(self._listeners):
            self._wake(exchange)

    def _wake(self, exchange: uuid.UUID) -> None:
        for woken in self._listeners.get(exchange, ()):
            woken.set()

    def _expire(self) -> None:
        now = self._clock.now()
        for key in [key for key, (until, _) in self._handed.items() if until <= now]:
            del self._handed[key]
