"""The schedule: one run for a moment, whoever wakes up, dies or is late."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.cron import trigger
from bot.domain.errors import DatabaseUnavailable, LeaseLost
from bot.ports import Shift
from bot.schedule import Duty, Schedule
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import FakeJobs

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Work:
    """Counts its runs; waits where a test holds it, fails where a test says so."""

    def __init__(self) -> None:
        self.runs = 0
        self.held: asyncio.Event | None = None
        self.began = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self) -> None:
        self.runs += 1
        self.began.set()
        if self.held:
            await self.held.wait()
        if self.error:
            raise self.error


def duty(work: Callable[[], Awaitable[object]]) -> Duty:
    return Duty("index", trigger("BOT_X", "*/10 * * * *", "UTC"), work)


def replica(jobs: FakeJobs, clock: FakeClock, work: Work) -> Schedule:
    return Schedule(jobs=jobs, clock=clock, duties=[duty(work)])


async def test_a_moment_is_run_once_by_one_of_two_replicas() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    replicas = [replica(jobs, clock, work), replica(jobs, clock, work)]
    for one in replicas:
        await one.run_if_due(duty(work))
    assert work.runs == 0  # the first moment is ten minutes ahead
    for passed in range(1, 6):
        clock.advance(600)
        await asyncio.gather(*(one.run_if_due(duty(work)) for one in replicas * 2))
        assert work.runs == passed


async def test_moments_that_were_missed_are_made_up_for_by_one_run() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    clock.advance(5 * 3600 + 1)
    await schedule.run_if_due(duty(work))
    await schedule.run_if_due(duty(work))
    assert work.runs == 1
    assert jobs.known["index"].due == NOON + timedelta(hours=5, minutes=10)


async def test_a_run_that_is_not_over_is_not_begun_again() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    clock.advance(600)
    work.held = asyncio.Event()
    running = asyncio.create_task(schedule.run_if_due(duty(work)))
    await work.began.wait()
    await schedule.run_if_due(duty(work))
    assert work.runs == 1
    work.held.set()
    await running
    assert jobs.known["index"].ended == clock.now()


async def test_a_run_that_was_broken_off_is_due_again_at_once() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    clock.advance(600)
    work.held = asyncio.Event()
    await schedule.start()
    await work.began.wait()
    await schedule.stop()
    work.held = None
    await replica(jobs, clock, work).run_if_due(duty(work))
    assert work.runs == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseUnavailable("The database is away."), "The database is away."),
        (KeyError("what somebody wrote"), "KeyError, reference"),
    ],
)
async def test_a_run_that_fails_is_over_and_its_reason_is_kept(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    clock.advance(600)
    work.error = error
    with caplog.at_level(logging.INFO):
        await schedule.run_if_due(duty(work))
    assert jobs.known["index"].failure.startswith(said)
    assert caplog.records
    assert "what somebody wrote" not in caplog.text
    clock.advance(600)
    await schedule.run_if_due(duty(work))
    assert work.runs == 2


class AwayJobs(FakeJobs):
    """Jobs in a database that cannot be reached."""

    async def plan(self, job: str, *, due: datetime) -> None:
        raise DatabaseUnavailable("The database is away.")


async def test_without_the_database_nothing_runs_and_nothing_breaks() -> None:
    work = Work()
    schedule = replica(AwayJobs(), FakeClock(NOON), work)
    await schedule.run_if_due(duty(work))
    assert work.runs == 0


class LosingJobs(FakeJobs):
    """Somebody else has taken over by the time a run ends."""

    async def end(self, shift: Shift, *, at: datetime, failure: str = "") -> None:
        raise LeaseLost("taken over")


async def test_a_replica_that_was_replaced_stays_up() -> None:
    jobs, clock, work = LosingJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    clock.advance(600)
    await schedule.run_if_due(duty(work))
    assert work.runs == 1


@asynccontextmanager
async def started(schedule: Schedule) -> AsyncIterator[None]:
    await schedule.start()
    try:
        yield
    finally:
        await schedule.stop()


async def test_what_is_overdue_begins_at_the_start() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    await jobs.plan("index", due=NOON - timedelta(days=3))
    async with started(replica(jobs, clock, work)):
        await work.began.wait()
    assert work.runs == 1


async def test_the_clock_wakes_it_up() -> None:
    """The real scheduler, at a cron moment of the real clock: within a minute it must run."""
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    every_second = duty(work).trigger.__class__(second="*", timezone=UTC)
    schedule = Schedule(jobs=jobs, clock=clock, duties=[Duty("index", every_second, work)])
    async with started(schedule):
        await asyncio.sleep(0)
        clock.advance(5)
        await work.began.wait()
    assert work.runs >= 1


async def test_a_duty_can_be_hurried() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    await schedule.run_if_due(duty(work))
    assert work.runs == 0
    await schedule.hurry("index")
    assert work.runs == 1


async def test_a_hurried_duty_that_is_under_way_is_done_once_more() -> None:
    jobs, clock, work = FakeJobs(), FakeClock(NOON), Work()
    schedule = replica(jobs, clock, work)
    work.held = asyncio.Event()
    first = asyncio.create_task(schedule.hurry("index"))
    await work.began.wait()
    again = asyncio.create_task(schedule.hurry("index"))
    await asyncio.sleep(0)
    assert work.runs == 1
    work.held.set()
    await asyncio.gather(first, again)
    assert work.runs == 2
