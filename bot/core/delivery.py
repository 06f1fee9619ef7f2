"""Claims questions, has them answered and shown: accepted means answered."""

from __future__ import annotations

import asyncio
import logging
import math
import traceback
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from bot.core import replies
from bot.core.answering import Answering
from bot.core.deadlines import Outage, timely
from bot.core.drafting import Drafting
from bot.core.handoff import Handoff
from bot.core.lease import Lease
from bot.core.lookout import Lookout
from bot.core.picturing import Picturing
from bot.core.posting import Posting
from bot.core.suspects import Suspects, Turn
from bot.core.tally import Tally
from bot.core.terms import Terms, outage
from bot.core.working import Working, asked_in, told
from bot.domain.conversation import Exchange, Question, Remedy
from bot.domain.errors import DatabaseUnavailable, LeaseLost
from bot.domain.people import Platform
from bot.ports import Claim, Clock, Exchanges, Outlet

__all__ = ["Delivery", "Terms"]

_ELSEWHERE = frozenset({Platform.CLI})  # each command line serves what it asked
_log = logging.getLogger(__name__)


class Delivery:
    """Claims what is open, works out the outcome, and shows it.

    Any number of replicas may run one. `outlets` may grow; what was asked on a
    command line is left to `serve_this`. `contact` is the way to a person that unknown
    answers name, `ready` says whether the documents were read.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once in bootstrap
        self,
        *,
        exchanges: Exchanges,
        outlets: Mapping[Platform, Outlet],
        answering: Answering,
        clock: Clock,
        ready: Callable[[], bool],
        tally: Tally,
        contact: str = "",
        terms: Terms | None = None,
        picturing: Picturing | None = None,
    ) -> None:
        self._exchanges = exchanges
        self._outlets = outlets
        self._clock, self._tally = clock, tally
        self._terms = terms = terms or Terms()
        self._outage = Outage(clock)
        self._lookout = Lookout(
            exchanges=exchanges, outlets=outlets, outage=self._outage, clock=clock, terms=terms
        )
        self._working = Working(
            exchanges=exchanges,
            answering=answering,
            handoff=Handoff(exchanges, outlets, terms),
            drafting=Drafting(outlets, self._lookout, terms),
            clock=clock,
            ready=ready,
            terms=terms,
            tally=tally,
            contact=contact,
            picturing=picturing,
        )
        self._posting = Posting(
            outlets=outlets, lookout=self._lookout, terms=terms, tally=tally
        )
        self._suspects = Suspects(look_every=terms.look_every, parallel=terms.parallel)
        self._under_way: dict[asyncio.Task[None], Lease] = {}
        self._bell, self._claiming = asyncio.Event(), asyncio.Lock()
        self._is_stopped = False

    def ring(self) -> None:
        """Something is there to claim. To be called in the event loop of `run`."""
        self._bell.set()

    def watch(self, question: Question, arrived: datetime) -> None:
        """The question was accepted here: its asker must hear something in time."""
        if question.place.platform not in _ELSEWHERE:
            self._lookout.watch(question, arrived)

    async def run(self) -> None:
        """Deliver until `drain`. Cancelled, it leaves its claims as a kill would."""
        lookout = asyncio.create_task(self._lookout.run())
        pauses = outage()
        try:
            while not self._is_stopped:
                # Cleared before the look at what is there: a ring is never lost.
                self._bell.clear()
                await self._take_up()
                if self._outage.bars_claims:
                    await self._listen(next(pauses))
                else:
                    pauses = outage()
                    await self._listen(self._terms.poll)
            while self._under_way:
                await asyncio.wait(self._under_way)
        finally:
            await _cancelled(lookout, *self._under_way)

    async def drain(self, seconds: float) -> None:
        """Claim nothing more, wait so long for what is under way, and release the rest."""
        self._is_stopped = True
        self.ring()
        until = self._clock.monotonic() + seconds
        with suppress(TimeoutError):
            # A claim that is being made comes in first, so that it can be handed back.
            async with asyncio.timeout(seconds), self._claiming:
                pass
        rest = dict(self._under_way)
        if rest:
            await asyncio.wait(rest, timeout=max(0.0, until - self._clock.monotonic()))
        left = [task for task in rest if not task.done()]
        await _cancelled(*left)
        await asyncio.gather(*(rest[task].let_go() for task in left))

    async def serve_this(self, exchange: uuid.UUID) -> Exchange | None:
        """Deliver one exchange, and give it as it then stands.

        None when it is closed, or somebody else is at it. Raises DatabaseUnavailable when
        the database stays away until it is time to give up.
        """
        since = self._clock.monotonic()
        claim = await self._exchanges.claim_this(exchange, lease=self._terms.claiming)
        if claim is None:
            return None
        lease = self._lease(claim, since=since, patience=self._terms.give_up)
        try:
            await self._work(lease)
        finally:
            await lease.let_go()
        return lease.exchange

    async def _take_up(self) -> None:
        """Claim what there is room for, and note whether the database let us."""
        try:
            async with self._claiming:
                while not self._is_stopped and await self._claim_next():
                    pass
        except Exception as error:  # noqa: BLE001 - the edge of the loop, which never ends
            if not self._outage.bars_claims:
                _log.warning("cannot claim: %s", _where(error))
            self._outage.bars_claims = True
            return
        if self._outage.bars_claims:
            _log.warning("can claim again")
        self._outage.bars_claims = False

    async def _claim_next(self) -> bool:
        """One step of claiming; says whether there may be another one."""
        turns, now, under_way = self._suspects, self._clock.monotonic(), len(self._under_way)
        match turns.turn(under_way=under_way, now=now):
            case Turn.WAIT:
                return False
            case Turn.LOOK:
                waiting = await timely(self._exchanges.waiting())
                turns.looked(now=now, waits=waiting.suspects > 0)
                return True
            case Turn.SUSPECT:
                found = await self._claim_suspect()
                turns.claimed(now=now, found=found)
                return True
            case Turn.FRESH:
                room = self._terms.parallel - under_way
                return await self._claim_fresh(room) or turns.idle(under_way=under_way)

    async def _claim_suspect(self) -> bool:
        since = self._clock.monotonic()
        claiming = self._exchanges.claim(
            self._platforms, lease=self._terms.claiming, suspects=True
        )
        claim = await timely(claiming)
        return claim is not None and await self._take([claim], since=since)

    async def _claim_fresh(self, room: int) -> bool:
        since = self._clock.monotonic()
        claiming = self._exchanges.claim_many(
            self._platforms, lease=self._terms.claiming, limit=room
        )
        return await self._take(await timely(claiming), since=since)

    async def _take(self, claims: Sequence[Claim], *, since: float) -> bool:
        """Begin to work on them, or give them back at once; says whether there is work."""
        leases = [self._lease(claim, since=since) for claim in claims]
        if self._is_stopped:
            await asyncio.gather(*(lease.let_go() for lease in leases))
            return False
        for lease in leases:
            task = asyncio.create_task(self._work(lease))
            self._under_way[task] = lease
            task.add_done_callback(self._ended)
        return bool(leases)

    @property
    def _platforms(self) -> Collection[Platform]:
        return self._outlets.keys() - _ELSEWHERE

    def _ended(self, task: asyncio.Task[None]) -> None:
        lease = self._under_way.pop(task)
        self._suspects.ended(now=self._clock.monotonic())
        if not task.cancelled() and (error := task.exception()):
            _log.error("dropped: %s", _where(error), extra=told(lease))
        self.ring()

    def _lease(self, claim: Claim, *, since: float, patience: float = math.inf) -> Lease:
        self._tally.crashes += claim.crashes > 0
        return Lease(
            claim,
            since=since,
            exchanges=self._exchanges,
            clock=self._clock,
            outage=self._outage,
            terms=self._terms,
            patience=patience,
        )

    async def _work(self, lease: Lease) -> None:
        """One claim, start to finish."""
        try:
            async with lease.held():
                while not await self._is_done(lease):
                    pass
        except LeaseLost:
            self._tally.lost += 1
            _log.info("lost the lease", extra=told(lease))

    async def _is_done(self, lease: Lease) -> bool:
        """The straight line. Whatever nobody foresaw becomes a reason, or a later try."""
        try:
            await self._straight(lease)
        except (LeaseLost, DatabaseUnavailable):
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a claim: nothing is silent
            _log.error("stumbled: %s", _where(error), extra=told(lease))
            if lease.is_settled:
                await self._posting.put_off(lease, error)
                return True
            reason = replies.stumbled(asked_in(lease), lease.exchange.reference)
            await lease.fail(reason=reason, remedy=Remedy.OPERATOR)
            return False
        return True

    async def _straight(self, lease: Lease) -> None:
        if lease.claim.is_erased:
            await self._posting.erased(lease)
            return
        if lease.claim.crashes >= 2 * self._terms.crashes:
            # Not even the sentence that sets it aside could be shown.
            await self._posting.give_up(lease, why="crashes")
            return
        await self._working.settle(lease)
        await self._posting.show(lease)

    async def _listen(self, seconds: float) -> None:
        """Until the bell rings, or so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return


def _where(error: BaseException) -> str:
    """What happened and where, without a word of what anybody said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
