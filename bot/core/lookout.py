"""Tells askers that the database is away, when it is away for long."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core import replies
from bot.core.deadlines import Outage, within
from bot.core.terms import Terms
from bot.domain.conversation import Exchange, Question, Remedy, State
from bot.domain.errors import (
    DatabaseUnavailable,
    OutletRefused,
    OutletUnavailable,
)
from bot.domain.language import Language
from bot.domain.people import Platform
from bot.ports import Clock, Exchanges, Outlet

_EVERY = 1.0  # seconds between two looks
_AGAIN = 5.0  # seconds until one question is looked at again
_PROBE = 5.0  # seconds in which a database that is there answers
_TOGETHER = 16  # notices that are posted at once
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Watched:
    """A question without its words. `noticed` is the message that holds the notice."""

    question: Question
    language: Language
    look_at: float
    noticed: str | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Lookout:
    """Keeps in mind what this process accepted and has not seen shown.

    When the database is away at the time by which there should have been an outcome, it
    posts a plain reason by itself. Whoever shows the outcome later finds that message and
    updates it. What is kept in mind is bounded; the oldest go first.
    """

    def __init__(
        self,
        *,
        exchanges: Exchanges,
        outlets: Mapping[Platform, Outlet],
        outage: Outage,
        clock: Clock,
        terms: Terms,
    ) -> None:
        self._exchanges = exchanges
        self._outlets = outlets
        self._outage = outage
        self._clock = clock
        self._terms = terms
        self._watched: dict[uuid.UUID, _Watched] = {}

    def watch(self, question: Question, arrived: datetime) -> None:
        """Keep it in mind from now on."""
        age = (self._clock.now() - arrived).total_seconds()
        look_at = self._clock.monotonic() - age + self._terms.notice_after
        language = question.language
        wordless = replace(question, text="", history=())
        self._watched[question.id] = _Watched(wordless, language, look_at)
        while len(self._watched) > self._terms.watched:
            del self._watched[next(iter(self._watched))]

    def forget(self, exchange: uuid.UUID) -> None:
        """The asker has seen an outcome, or never will."""
        self._watched.pop(exchange, None)

    @asynccontextmanager
    async def silent(self, exchange: uuid.UUID) -> AsyncIterator[str | None]:
        """No notice about this one while the block runs; gives the one that was posted."""
        watched = self._watched.get(exchange)
        if watched is None:
            yield None
            return
        async with watched.turn:
            yield watched.noticed

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(_EVERY)
            while await self._look():
                pass

    async def _look(self) -> bool:
        """Look at some that are due; says whether there may be more."""
        now = self._clock.monotonic()
        due = [one for one in self._watched.values() if self._is_due(one, now)][:_TOGETHER]
        for one in due:
            one.look_at = now + _AGAIN
        if due:
            is_away = not await self._is_there(due[0])
            looks = (self._look_at(one, is_away=is_away) for one in due)
            await asyncio.gather(*looks)
        return len(due) == _TOGETHER

    def _is_due(self, one: _Watched, now: float) -> bool:
        has_outlet = one.question.place.platform in self._outlets
        return has_outlet and one.noticed is None and one.look_at <= now

    async def _look_at(self, one: _Watched, *, is_away: bool) -> None:
        try:
            if is_away or not await self._is_there(one) or self._outage.lasts:
                await self._notice(one)
        except OutletUnavailable:
            return  # it is looked at again
        except Exception as error:  # noqa: BLE001 - the edge of one look
            self.forget(one.question.id)
            if not isinstance(error, OutletRefused):
                ids = {"exchange": str(one.question.id), "error": type(error).__name__}
                _log.error("no notice", extra=ids)

    async def _is_there(self, one: _Watched) -> bool:
        """Whether the database can be read. Forgets the question if it is closed or erased."""
        late = DatabaseUnavailable("The database took too long to answer.")
        try:
            find = self._exchanges.find(one.question.id)
            stands = await within(_PROBE, find, late=late)
        except DatabaseUnavailable:
            return False
        if stands is None or _is_over(stands):
            self.forget(one.question.id)
        return True

    async def _notice(self, one: _Watched) -> None:
        async with one.turn:
            if one.question.id not in self._watched:
                return
            reference = one.question.id.hex[:8]
            notice = Exchange(
                one.question,
                State.FAILED,
                reason=replies.memory_away(one.language, reference),
                remedy=Remedy.WAIT,
            )
            outlet = self._outlets[one.question.place.platform]
            late = OutletUnavailable("The platform took too long to answer.")
            seconds = self._terms.outlet_deadline
            # Another replica may have shown the outcome: a notice would be a second message.
            if await within(seconds, outlet.find(notice), late=late) is not None:
                self.forget(one.question.id)
                return
            one.noticed = await within(seconds, outlet.post(notice), late=late)


def _is_over(exchange: Exchange) -> bool:
    erased = exchange.question.is_empty and exchange.state is not State.FAILED
    return erased or bool(exchange.posted) or exchange.state is State.DELIVERED
