"""A chat platform in memory."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.conversation import Exchange, Place, Turn
from bot.domain.errors import OutletRefused


@dataclass
class Message:
    """What people see, and whose outcome it is. `history` holds all that it ever said."""

    place: Place
    exchange: uuid.UUID
    text: str
    at: float
    history: list[str] = field(default_factory=list)


class FakeOutlet:
    """Takes every message, unless a test says otherwise.

    `staff` is where people are told that somebody asks for them; empty for nowhere. A call
    for them raises the first of `failures_of_calls`.
    The next call raises the first of `failures`, with nothing done; the next post or update
    raises the first of `afterwards`, once it is done. Every call takes `seconds`.
    """

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.failures: list[Exception] = []
        self.afterwards: list[Exception] = []
        self.seconds = 0.0
        self.staff = "#it-help"
        self.failures_of_calls: list[Exception] = []
        self.calls_for_people: dict[uuid.UUID, tuple[Turn, ...]] = {}
        self.calls: list[str] = []

    async def post(self, exchange: Exchange) -> str:
        await self._called("post")
        posted = f"p{len(self.messages) + 1}"
        self.messages[posted] = Message(
            exchange.question.place,
            exchange.question.id,
            _shown(exchange),
            at=asyncio.get_running_loop().time(),
        )
        self._done()
        return posted

    async def update(self, posted: str, exchange: Exchange) -> None:
        await self._called("update")
        message = self.messages.get(posted)
        if message is None:
            raise OutletRefused("There is no such message: it was deleted.")
        message.history.append(message.text)
        message.text = _shown(exchange)
        self._done()

    async def find(self, exchange: Exchange) -> str | None:
        await self._called("find")
        of_this = (
            posted
            for posted, message in self.messages.items()
            if message.exchange == exchange.question.id
        )
        return next(of_this, None)

    async def remove(self, posted: str, exchange: Exchange) -> None:
        await self._called("remove")
        self.messages.pop(posted, None)
        self._done()

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:
        await self._called("call_person")
        if self.failures_of_calls:
            raise self.failures_of_calls.pop(0)
        if not self.staff:
            raise OutletRefused("No place is set where the staff could be told.")
        self.calls_for_people[exchange.question.id] = tuple(turns)
        self._done()
        return self.staff

    def texts(self, place: Place | None = None) -> list[str]:
        """What people see, in the order of posting; everywhere, unless `place` is given."""
        shown = self.messages.values()
        return [one.text for one in shown if place is None or one.place == place]

    async def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if self.failures:
            raise self.failures.pop(0)

    def _done(self) -> None:
        if self.afterwards:
            raise self.afterwards.pop(0)


def _shown(exchange: Exchange) -> str:
    return exchange.text or exchange.reason
