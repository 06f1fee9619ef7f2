"""What runs when: APScheduler wakes every replica, a lease in SQL lets one of them run."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.domain.errors import BotError, LeaseLost
from bot.ports import Clock, Jobs, Shift

_LEASE = timedelta(seconds=60)
_RENEW_SECONDS = 15.0
_SECOND_LOOK = timedelta(seconds=20)
_TRIES = 300
_TRY_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do at the moments of a trigger."""

    name: str
    trigger: CronTrigger
    do: Callable[[], Awaitable[object]]


class Schedule:
    """Runs duties, each of them on one replica at a time, none twice for one moment.

    Moments that nobody could serve (the bot was down, the database away, a run took
    longer) are made up for by one run as soon as may be. A replica that dies at work is
    replaced once its lease has run out.
    """

    def __init__(self, *, jobs: Jobs, clock: Clock, duties: Sequence[Duty]) -> None:
        self._jobs = jobs
        self._clock = clock
        self._duties = duties
        self._at_work: set[asyncio.Task[bool]] = set()
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def start(self) -> None:
        """Wake up at every moment from now on; what is overdue begins at once."""
        for duty in self._duties:
            for trigger in (duty.trigger, IntervalTrigger(seconds=_SECOND_LOOK.seconds)):
                self._scheduler.add_job(
                    self._wake,
                    trigger,
                    args=[duty],
                    coalesce=True,
                    max_instances=1,
                    misfire_grace_time=None,
                )
            self._wake_soon(duty)
        self._scheduler.start()

    async def stop(self) -> None:
        """Wake up no more, and break off what is under way: it is due again elsewhere."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    async def hurry(self, name: str) -> None:
        """Have a duty done now; once more after a run that is under way.

        Gives up when it stays under way, or the database away, for minutes: the schedule
        makes up for it.
        """
        (duty,) = (duty for duty in self._duties if duty.name == name)
        for _ in range(_TRIES):
            with suppress(BotError):
                await self._jobs.plan(name, due=self._clock.now())
                if await self.run_if_due(duty):
                    return
            await asyncio.sleep(_TRY_SECONDS)

    def _wake_soon(self, duty: Duty) -> None:
        task = asyncio.get_running_loop().create_task(self.run_if_due(duty))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _wake(self, duty: Duty) -> None:
        # A task of our own, so that `stop` can wait for it.
        self._wake_soon(duty)

    async def run_if_due(self, duty: Duty) -> bool:
        """Run the duty if its moment has come and nobody is at it; says whether it was run."""
        try:
            now = self._clock.now()
            await self._jobs.plan(duty.name, due=_after(duty.trigger, now))
            shift = await self._jobs.take(
                duty.name, now=now, following=_after(duty.trigger, now), lease=_LEASE
            )
            if shift is not None:
                await self._run(duty, shift)
                return True
        except BotError as error:
            # The database is away, or somebody else took over: the next look settles it.
            _log.warning(str(error), extra={"job": duty.name})
        return False

    async def _run(self, duty: Duty, shift: Shift) -> None:
        work = asyncio.ensure_future(self._done(duty))
        holding = asyncio.ensure_future(self._hold(shift, work))
        try:
            failure = await work
        except asyncio.CancelledError:
            work.cancel()
            with suppress(BotError, asyncio.CancelledError):
                await self._jobs.renew(shift, until=self._clock.now())
            raise
        finally:
            holding.cancel()
        await self._jobs.end(shift, at=self._clock.now(), failure=failure)

    async def _done(self, duty: Duty) -> str:
        try:
            await duty.do()
        except BotError as error:
            _log.error(str(error), extra={"job": duty.name})
            return str(error)
        except Exception as error:  # noqa: BLE001 - the edge of a scheduled job
            facts = {"job": duty.name, "reference": uuid.uuid4().hex[:8]}
            _log.error("unforeseen", extra=facts | {"kind": type(error).__name__})
            _log.debug("unforeseen", extra=facts, exc_info=True)
            return f"{type(error).__name__}, reference {facts['reference']}"
        return ""

    async def _hold(self, shift: Shift, work: asyncio.Future[str]) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._jobs.renew(shift, until=self._clock.now() + _LEASE)
            except LeaseLost:
                work.cancel()
                return
            except BotError as error:
                _log.warning(str(error), extra={"job": shift.job})


def _after(trigger: CronTrigger, now: datetime) -> datetime:
    following: datetime | None = trigger.get_next_fire_time(
        None, now + timedelta(microseconds=1)
    )
    return following or datetime.max.replace(tzinfo=now.tzinfo)
