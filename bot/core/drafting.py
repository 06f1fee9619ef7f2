"""Shows an answer while a model still writes it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from bot.core import rendering
from bot.core.deadlines import within
from bot.core.lease import Lease
from bot.core.lookout import Lookout
from bot.core.terms import Terms
from bot.domain.conversation import Answer, Exchange, State
from bot.domain.errors import BotError, LeaseLost, OutletUnavailable
from bot.domain.people import Platform
from bot.ports import Outlet

_EVERY = 1.0  # seconds between two updates
_PARTING = 3.0  # seconds that one which is under way gets before the whole answer is shown
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drafting:
    """Posts what there is of an answer, and updates it, at most once a second.

    Whoever writes never waits for it. What goes wrong here only ends the showing: the
    whole answer is shown, or its failure told, by whoever shows all others.
    """

    outlets: Mapping[Platform, Outlet]
    lookout: Lookout
    terms: Terms

    @asynccontextmanager
    async def of(self, lease: Lease) -> AsyncIterator[Draft]:
        """A draft that is shown while the block runs. Costs nothing before the first word."""
        draft = Draft(self, lease)
        try:
            yield draft
        finally:
            await draft.end()


@dataclass(slots=True)
class Draft:
    """One answer that is being written."""

    drafting: Drafting
    lease: Lease
    _newest: Answer | None = None
    _fresh: asyncio.Event = field(default_factory=asyncio.Event)
    _showing: asyncio.Task[None] | None = None
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, answer: Answer) -> None:
        """Have this shown. Returns at once; an older one that was not shown goes."""
        self._newest = answer
        self._fresh.set()
        if self._showing is None and self._outlet is not None:
            self._showing = asyncio.create_task(self._show())

    async def end(self) -> None:
        """Show nothing more; what the platform is taking just now comes first."""
        self._over.set()
        self._fresh.set()
        if self._showing is None:
            return
        await asyncio.wait([self._showing], timeout=_PARTING)
        self._showing.cancel()
        with suppress(asyncio.CancelledError):
            await self._showing

    @property
    def _outlet(self) -> Outlet | None:
        platform = self.lease.exchange.question.place.platform
        # A command line prints what comes back to it, once.
        return None if platform is Platform.CLI else self.drafting.outlets.get(platform)

    async def _show(self) -> None:
        try:
            while not self._over.is_set():
                await self._fresh.wait()
                self._fresh.clear()
                if not self._over.is_set():
                    await self._put()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_EVERY):
                        await self._over.wait()
        except LeaseLost:
            return  # whoever works on the answer finds out
        except Exception as error:  # noqa: BLE001 - the edge of a task that may fail
            # A platform that is slow or busy: the whole answer tries again.
            level = logging.INFO if isinstance(error, BotError) else logging.ERROR
            _log.log(level, "no draft: %s", type(error).__name__)

    async def _put(self) -> None:
        lease, outlet = self.lease, self._outlet
        if outlet is None or self._newest is None:
            return
        exchange = self._exchange(self._newest)
        # Before the first post the row says that there may be one: a crash must not double it.
        if not lease.is_posting:
            await lease.posting()
        id_ = exchange.question.id
        late = OutletUnavailable("The platform took too long to answer.")
        seconds = self.drafting.terms.outlet_deadline
        async with self.drafting.lookout.silent(id_) as noticed:
            found: str | None = noticed or exchange.posted
            if not found and lease.may_be_there:
                found = await within(seconds, outlet.find(exchange), late=late)
            if not lease.covers(seconds):
                return
            if found:
                await within(seconds, outlet.update(found, exchange), late=late)
            else:
                lease.drafts()
                found = await within(seconds, outlet.post(exchange), late=late)
        lease.drafted(found)

    def _exchange(self, answer: Answer) -> Exchange:
        return replace(
            self.lease.exchange,
            state=State.ANSWERING,
            answer=answer,
            text=rendering.render(answer),
        )
