"""From an outcome to a message that the asker sees, once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.core import replies
from bot.core.deadlines import within
from bot.core.lease import Lease
from bot.core.lookout import Lookout
from bot.core.tally import Tally
from bot.core.terms import Terms, before_showing_again
from bot.core.working import asked_in, told
from bot.domain.conversation import Outcome
from bot.domain.errors import OutletRefused, OutletUnavailable
from bot.domain.people import Platform
from bot.ports import Outlet

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Posting:
    """Shows what was settled, by the outlet of the platform where it was asked."""

    outlets: Mapping[Platform, Outlet]
    lookout: Lookout
    terms: Terms
    tally: Tally

    async def show(self, lease: Lease) -> None:
        """Post it or update what is there, and close it; or say when to try again.

        Raises LeaseLost, and DatabaseUnavailable once the lease's patience is over.
        """
        if lease.is_erased:  # while the answer was worked out, which takes time
            await self.erased(lease)
            return
        if not lease.is_posting:
            await lease.posting()
        try:
            posted = await self._put(lease)
        except OutletRefused as error:
            await self.give_up(lease, why=type(error).__name__)
            return
        except OutletUnavailable as error:
            await self.put_off(lease, error, asked=error.after)
            return
        await lease.close(posted=posted)
        answer = lease.exchange.answer
        self.tally.outcomes[answer.outcome if answer else Outcome.FAILED] += 1

    async def put_off(self, lease: Lease, error: Exception, *, asked: float = 0.0) -> None:
        """Try again later, or never when it has been tried for long enough."""
        if lease.age >= self.terms.show_for:
            await self.give_up(lease, why=type(error).__name__)
            return
        _log.warning("not shown yet", extra=told(lease) | {"error": type(error).__name__})
        self.tally.retries += 1
        await lease.release(after=before_showing_again(lease.age, asked=asked))

    async def give_up(self, lease: Lease, *, why: str) -> None:
        """Close it though nothing was shown, and tell whoever reads the log."""
        _log.error("never shown", extra=told(lease) | {"error": why})
        self.tally.outcomes[Outcome.FAILED] += 1
        reason = replies.never_shown(asked_in(lease), lease.exchange.reference)
        await self._abandon(lease, reason)

    async def erased(self, lease: Lease) -> None:
        """Close it without a word: the asker took theirs back. What was shown goes too.

        Raises LeaseLost, and DatabaseUnavailable once the lease's patience is over.
        """
        try:
            await self._take_away(lease)
        except OutletRefused as error:
            _log.warning("not taken away", extra=told(lease) | {"error": type(error).__name__})
        except OutletUnavailable as error:
            await self.put_off(lease, error, asked=error.after)
            return
        await self._abandon(lease, replies.erased(asked_in(lease)))

    async def _take_away(self, lease: Lease) -> None:
        """Remove the message, if there is one. Raises OutletUnavailable, OutletRefused."""
        exchange = lease.exchange
        outlet = self.outlets[exchange.question.place.platform]
        async with self.lookout.silent(exchange.question.id) as noticed:
            found: str | None = noticed or exchange.posted
            if not found and lease.may_be_there:
                found = await self._within(outlet.find(exchange))
            if found:
                await lease.posting()
                await self._within(outlet.remove(found, exchange))

    async def _abandon(self, lease: Lease, reason: str) -> None:
        await lease.abandon(reason=reason)
        self.lookout.forget(lease.exchange.question.id)

    async def _put(self, lease: Lease) -> str:
        """The message that shows it. Raises OutletUnavailable, OutletRefused, LeaseLost."""
        exchange = lease.exchange
        outlet = self.outlets[exchange.question.place.platform]
        while True:
            async with self.lookout.silent(exchange.question.id) as noticed:
                found = noticed or exchange.posted or None
                if found is None and lease.may_be_there:
                    found = await self._within(outlet.find(exchange))
                # The call that follows must end before anybody else may begin theirs.
                if lease.covers(self.terms.outlet_deadline):
                    if found is None:
                        found = await self._within(outlet.post(exchange))
                    else:
                        await self._within(outlet.update(found, exchange))
                    self.lookout.forget(exchange.question.id)
                    return found
            await lease.posting()

    async def _within(self, call: Awaitable[T]) -> T:
        late = OutletUnavailable("The platform took too long to answer.")
        return await within(self.terms.outlet_deadline, call, late=late)
