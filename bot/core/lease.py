"""A claim that is held on to while its work goes on, and what is written under it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from bot.core.deadlines import Outage, timely
from bot.core.terms import Terms
from bot.domain.conversation import Answer, Exchange, Remedy, State
from bot.domain.errors import BotError, LeaseLost
from bot.ports import Claim, Clock, Exchanges

T = TypeVar("T")
_UNSETTLED = (State.RECEIVED, State.ANSWERING)
_PARTING = 2.0  # seconds that giving a claim back may take when the process ends
_log = logging.getLogger(__name__)


class Lease:
    """One claim. `exchange` is as it stands by what was written under it.

    Every write waits until the database is there, and raises LeaseLost when somebody else
    took over; past `patience` seconds it raises DatabaseUnavailable instead of waiting on.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once by delivery
        self,
        claim: Claim,
        *,
        since: float,
        exchanges: Exchanges,
        clock: Clock,
        outage: Outage,
        terms: Terms,
        patience: float = math.inf,
    ) -> None:
        self.claim = claim
        self.exchange: Exchange = claim.exchange
        self._exchanges = exchanges
        self._clock = clock
        self._outage = outage
        self._terms = terms
        self._length = terms.lease
        self._until = since + terms.lease  # from before the call: ours ends first
        self._patient_until = since + patience
        self._arrived = since - _age(claim, clock)
        self._turn = asyncio.Lock()
        self._is_posting = False
        self._may_be_drafted = False
        self._is_erased = claim.is_erased
        self._is_over = False

    @property
    def is_settled(self) -> bool:
        """Whether there is an answer, or a reason why there is none."""
        return self.exchange.state not in _UNSETTLED

    @property
    def age(self) -> float:
        """Seconds since the question arrived."""
        return self._clock.monotonic() - self._arrived

    def covers(self, seconds: float) -> bool:
        """Whether the lease is ours for that much longer, by this process's own clock."""
        return self._until - self._clock.monotonic() >= seconds

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Renew the lease while the block runs. Raises LeaseLost in it once it is lost.

        While the database is away the block goes on.
        """
        try:
            async with asyncio.timeout(None) as scope:
                beat = asyncio.create_task(self._beat(scope))
                try:
                    yield
                finally:
                    beat.cancel()
                    await asyncio.wait([beat])
        except TimeoutError as error:
            if scope.expired():
                raise LeaseLost("Another worker took over.") from error
            raise

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """What `call` gives, once the database lets it. Raises DatabaseUnavailable, late."""
        return await self._outage.patiently(call, until=self._patient_until)

    @property
    def is_posting(self) -> bool:
        """Whether a message may have been posted under this claim."""
        return self._is_posting

    @property
    def may_be_there(self) -> bool:
        """Whether there may be a message of this exchange that we do not know."""
        claim = self.claim
        return (
            claim.may_be_posted
            or claim.crashes > 0
            or self._may_be_drafted
            or self.age >= self._terms.looks_after
        )

    def drafts(self) -> None:
        """From now on there may be a message that shows what there is so far."""
        self._may_be_drafted = True

    def drafted(self, posted: str) -> None:
        """What there is so far is shown in the message `posted`."""
        self.exchange = replace(self.exchange, posted=posted)

    @property
    def is_erased(self) -> bool:
        """Whether the asker had taken the question back when last we looked."""
        return self._is_erased

    async def record(self, answer: Answer, *, text: str) -> None:
        """There is an answer, and from now on it may have been posted."""
        await self._settle(partial(self._exchanges.record, answer=answer, text=text))
        self.exchange = replace(self.exchange, state=State.ANSWERED, answer=answer, text=text)

    async def fail(self, *, reason: str, remedy: Remedy) -> None:
        """There is no answer, and why; from now on that may have been posted."""
        await self._settle(partial(self._exchanges.fail, reason=reason, remedy=remedy))
        self._failed(reason, remedy)

    async def posting(self) -> None:
        """From now on a message may have been posted; the lease is the longer one."""
        await self._write(self._post)

    async def close(self, *, posted: str) -> None:
        """The asker sees it in the message `posted`."""
        await self._write(partial(self._exchanges.close, self.claim, posted=posted), last=True)
        state = self.exchange.state
        shown = State.DELIVERED if state is State.ANSWERED else state
        self.exchange = replace(self.exchange, state=shown, posted=posted)

    async def abandon(self, *, reason: str) -> None:
        """Nothing can be shown, and why."""
        abandon = partial(self._exchanges.abandon, self.claim, reason=reason)
        await self._write(abandon, last=True)
        self._failed(reason, Remedy.OPERATOR)

    async def release(self, *, after: float) -> None:
        """Give it back, due again after so many seconds."""
        pause = timedelta(seconds=after)
        release = partial(self._exchanges.release, self.claim, after=pause)
        await self._write(release, last=True)

    async def let_go(self) -> None:
        """Give it back while the process ends: in a moment, or not at all. Never raises.

        What the platform may be taking just now is due only once it must have it.
        """
        if self._is_over:
            return
        left = self._until - self._clock.monotonic() if self._is_posting else 0.0
        with suppress(BotError, TimeoutError):
            async with asyncio.timeout(_PARTING):
                pause = timedelta(seconds=max(0.0, left))
                await self._exchanges.release(self.claim, after=pause)

    async def _post(self) -> None:
        before = self._clock.monotonic()
        await self._exchanges.posting(self.claim, lease=self._terms.posting)
        self._posts(since=before)

    async def _settle(self, outcome: Callable[..., Awaitable[bool]]) -> None:
        """Write it, and in the same write what `posting` says."""

        async def write() -> None:
            before = self._clock.monotonic()
            self._is_erased = not await outcome(self.claim, posting=self._terms.posting)
            self._posts(since=before)

        await self._write(write)

    def _posts(self, *, since: float) -> None:
        self._length = self._terms.posting_lease
        self._until = since + self._length
        self._is_posting = True

    async def _write(self, call: Callable[[], Awaitable[None]], *, last: bool = False) -> None:
        await self.patiently(partial(self._in_turn, call, last=last))

    async def _in_turn(self, call: Callable[[], Awaitable[None]], *, last: bool) -> None:
        """Not while the lease is being renewed: the later write must be the later one."""
        async with self._turn:
            await call()
            self._is_over = last

    async def _beat(self, scope: asyncio.Timeout) -> None:
        while True:
            await asyncio.sleep(self._terms.renew_every)
            try:
                await asyncio.shield(self._renew())
            except LeaseLost:
                scope.reschedule(asyncio.get_running_loop().time())
                return
            except BotError as error:
                _log.info("renewing: %s", type(error).__name__, extra=self._ids())

    async def _renew(self) -> None:
        async with self._turn:
            if self._is_over:
                return
            before = self._clock.monotonic()
            length = timedelta(seconds=self._length)
            await timely(self._exchanges.renew(self.claim, lease=length))
            self._until = before + self._length

    def _failed(self, reason: str, remedy: Remedy) -> None:
        self.exchange = replace(
            self.exchange,
            state=State.FAILED,
            answer=None,
            text="",
            reason=reason,
            remedy=remedy,
        )

    def _ids(self) -> dict[str, str]:
        return {"exchange": str(self.exchange.question.id)}


def _age(claim: Claim, clock: Clock) -> float:
    """By the wall clock, which two machines share; everything later is monotonic."""
    if claim.received_at is None:
        return 0.0
    return max(0.0, (clock.now() - claim.received_at).total_seconds())
