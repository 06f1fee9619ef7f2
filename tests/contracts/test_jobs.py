"""What every keeper of turns keeps to."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.adapters.sql.engine import Database
from bot.adapters.sql.jobs import SqlJobs
from bot.domain.errors import LeaseLost
from bot.ports import Jobs, Shift
from tests.contracts.work_fixtures import another_handle
from tests.databases import DATABASES
from tests.fakes.clock import FakeClock
from tests.fakes.jobs import FakeJobs
from tests.samples import NOON

LEASE = timedelta(seconds=60)
JOB = "reindex"


@pytest.fixture(params=["fake", *DATABASES])
def home(request: pytest.FixtureRequest) -> Database | None:
    """A database; None for the fake, which needs none."""
    if request.param == "fake":
        return None
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened


@pytest.fixture
async def replicas(home: Database | None) -> AsyncIterator[tuple[Jobs, Jobs]]:
    """The turns as two replicas see them."""
    if home is None:
        fake = FakeJobs()
        yield fake, fake
        return
    async with another_handle(home) as other:
        yield SqlJobs(home), SqlJobs(other)


@pytest.fixture
def jobs(replicas: tuple[Jobs, Jobs]) -> Jobs:
    return replicas[0]


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def take(
    jobs: Jobs, minutes: float, *, job: str = JOB, next_in: float = 10
) -> Shift | None:
    """Try at `minutes`; the next moment is `next_in` minutes later."""
    return await jobs.take(job, now=at(minutes), following=at(minutes + next_in), lease=LEASE)


async def taken(jobs: Jobs, minutes: float, *, job: str = JOB, next_in: float = 10) -> Shift:
    shift = await take(jobs, minutes, job=job, next_in=next_in)
    assert shift is not None
    return shift


async def test_a_job_that_nobody_planned_is_not_taken(jobs: Jobs) -> None:
    assert await take(jobs, 0) is None


async def test_a_job_is_taken_from_its_moment_on(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(5))
    assert await take(jobs, 4.999) is None
    shift = await taken(jobs, 5)
    assert (shift.job, shift.due, shift.following) == (JOB, at(5), at(15))


async def test_while_one_is_at_it_nobody_else_is(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    await taken(jobs, 0)
    assert await take(jobs, 0) is None
    assert await take(jobs, 0.999) is None


async def test_once_it_has_ended_it_is_due_at_the_following_moment(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    await jobs.end(await taken(jobs, 0), at=at(1))
    assert await take(jobs, 9.999) is None
    assert (await taken(jobs, 10)).due == at(10)


async def test_a_run_that_failed_waits_for_the_following_moment_too(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    await jobs.end(await taken(jobs, 0), at=at(1), failure="The index is away.")
    assert await take(jobs, 9) is None
    assert await take(jobs, 10)


async def test_moments_that_passed_are_one_run(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    shift = await taken(jobs, 95, next_in=5)
    assert shift.due == at(0)
    await jobs.end(shift, at=at(96))
    assert await take(jobs, 99) is None
    assert (await taken(jobs, 100)).due == at(100)


async def test_a_run_longer_than_the_interval_is_followed_at_once_and_once(
    jobs: Jobs,
) -> None:
    await jobs.plan(JOB, due=at(0))
    shift = await taken(jobs, 0)
    await jobs.renew(shift, until=at(60))
    assert await take(jobs, 45) is None
    await jobs.end(shift, at=at(45))
    await jobs.end(await taken(jobs, 45, next_in=5), at=at(46))
    assert await take(jobs, 47) is None


async def test_a_run_that_nobody_ended_is_taken_over_for_the_same_moment(
    jobs: Jobs,
) -> None:
    await jobs.plan(JOB, due=at(0))
    dead = await taken(jobs, 2)
    assert await take(jobs, 2.999) is None
    shift = await taken(jobs, 3, next_in=7)
    assert (shift.due, shift.following) == (at(0), at(10))
    assert shift.fence > dead.fence


async def test_who_was_replaced_can_neither_hold_on_nor_end(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    slow = await taken(jobs, 0)
    shift = await taken(jobs, 1)
    with pytest.raises(LeaseLost, match=JOB):
        await jobs.renew(slow, until=at(9))
    with pytest.raises(LeaseLost, match=JOB):
        await jobs.end(slow, at=at(2))
    assert await take(jobs, 1.5) is None
    await jobs.end(shift, at=at(2))
    with pytest.raises(LeaseLost):
        await jobs.end(slow, at=at(3))


async def test_who_is_late_and_was_not_replaced_may_end(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    slow = await taken(jobs, 0)
    await jobs.renew(slow, until=at(6))
    await jobs.end(slow, at=at(8))
    assert await take(jobs, 9) is None


async def test_a_run_ends_once(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    shift = await taken(jobs, 0)
    await jobs.end(shift, at=at(1))
    with pytest.raises(LeaseLost):
        await jobs.end(shift, at=at(1))
    with pytest.raises(LeaseLost):
        await jobs.renew(shift, until=at(5))
    assert await take(jobs, 10)


async def test_a_shift_of_a_job_that_is_gone_is_lost(jobs: Jobs) -> None:
    with pytest.raises(LeaseLost):
        await jobs.end(Shift("gone", due=at(0), following=at(1), fence=0), at=at(1))


async def test_holding_on_keeps_the_others_away(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    shift = await taken(jobs, 0)
    await jobs.renew(shift, until=at(5))
    assert await take(jobs, 4.999) is None
    assert await take(jobs, 5)


async def test_letting_go_makes_it_due_again_at_once(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    await jobs.renew(await taken(jobs, 0), until=at(0.5))
    assert (await taken(jobs, 0.5)).due == at(0)


async def test_planning_brings_a_job_nearer_and_never_puts_it_off(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(30))
    await jobs.plan(JOB, due=at(20))
    await jobs.plan(JOB, due=at(40))
    assert await take(jobs, 19.999) is None
    assert (await taken(jobs, 20)).due == at(20)


async def test_planning_leaves_a_run_as_it_is(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(10))
    shift = await taken(jobs, 10)
    for minutes in (-50, 0, 10.5, 90):
        await jobs.plan(JOB, due=at(minutes))
    assert await take(jobs, 10.9) is None
    await jobs.end(shift, at=at(11))
    assert await take(jobs, 19) is None
    assert (await taken(jobs, 20)).due == at(20)


async def test_planning_leaves_a_run_that_nobody_ended_its_moment(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(10))
    await taken(jobs, 10)
    await jobs.plan(JOB, due=at(0))
    assert (await taken(jobs, 12)).due == at(10)


async def test_jobs_do_not_know_each_other(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(0))
    await jobs.plan("retention", due=at(0))
    shift = await taken(jobs, 0)
    other = await taken(jobs, 0, job="retention")
    assert other.job == "retention"
    await jobs.end(other, at=at(1))
    await jobs.renew(shift, until=at(5))
    assert await take(jobs, 2) is None


async def test_a_clock_that_goes_back_runs_nothing_twice(jobs: Jobs) -> None:
    await jobs.plan(JOB, due=at(60))
    await jobs.end(await taken(jobs, 60), at=at(61))
    await jobs.plan(JOB, due=at(70))
    assert await take(jobs, 0) is None
    assert await take(jobs, 69) is None
    assert await take(jobs, 70)


async def test_of_many_who_try_at_once_one_gets_it(replicas: tuple[Jobs, Jobs]) -> None:
    await asyncio.gather(*(replica.plan(JOB, due=at(0)) for replica in replicas * 5))
    tries = await asyncio.gather(*(take(replica, 0) for replica in replicas * 10))
    assert len([shift for shift in tries if shift]) == 1


TICK = timedelta(seconds=60)
TICKS = 500


@dataclass
class Replica:
    """Wakes up at random moments, runs what is due, and now and then dies or stalls."""

    jobs: Jobs
    clock: FakeClock
    draw: random.Random
    ended: list[Shift]
    started: int = 0
    deaths: int = 0
    lost: int = 0
    shift: Shift | None = None
    rest: int = 0
    asleep: int = 0
    knows: bool = False

    async def step(self) -> None:
        if self.asleep:
            self.asleep -= 1
        elif self.shift is None:
            await self._try()
        elif self.rest:
            self.rest -= 1
            await self._work(self.shift)
        else:
            await self._end(self.shift)

    async def _try(self) -> None:
        now = self.clock.now()
        following = NOON + ((now - NOON) // TICK + 1) * TICK
        if not self.knows:
            await self.jobs.plan(JOB, due=following)
            self.knows = True
        self.shift = await self.jobs.take(JOB, now=now, following=following, lease=LEASE / 2)
        if self.shift:
            self.started += 1
            self.rest = self.draw.choice((0, 0, 0, 1, 2, 8))

    async def _work(self, shift: Shift) -> None:
        match self.draw.random():
            case chance if chance < 0.05:  # dies, and comes back without its memory
                self.deaths += 1
                self.shift, self.knows = None, False
                self.asleep = self.draw.choice((0, 3, 6))
            case chance if chance < 0.1:  # stalls, and does not know that it was replaced
                self.asleep = 5
            case _:
                await self._written(self.jobs.renew(shift, until=self.clock.now() + LEASE / 2))

    async def _end(self, shift: Shift) -> None:
        if await self._written(self.jobs.end(shift, at=self.clock.now())):
            self.ended.append(shift)
        self.shift = None

    async def _written(self, call: Coroutine[None, None, None]) -> bool:
        try:
            await call
        except LeaseLost:
            self.lost += 1
            self.shift = None
            return False
        return True


@pytest.mark.parametrize(
    "seed", [20260302, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(4))]
)
async def test_two_replicas_and_500_moments_make_no_double_run_and_miss_none(
    replicas: tuple[Jobs, Jobs], seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - chance, no secret
    clock, ended = FakeClock(NOON), list[Shift]()
    both = [Replica(jobs, clock, draw, ended) for jobs in replicas]
    while clock.now() < NOON + (TICKS + 1) * TICK or any(one.shift for one in both):
        # Both at the same moment, in either order, and racing for the database.
        await asyncio.gather(*(one.step() for one in draw.sample(both, 2)))
        clock.advance(draw.choice((1, 20, 30, 50)))

    # A run stands for every moment from its own up to the following one.
    covered = [
        shift.due + number * TICK
        for shift in ended
        for number in range((shift.following - shift.due) // TICK)
    ]
    assert covered[:TICKS] == [NOON + number * TICK for number in range(1, TICKS + 1)]
    assert len(covered) == len(set(covered))
    deaths, lost = sum(one.deaths for one in both), sum(one.lost for one in both)
    assert min(deaths, lost, *(one.started for one in both)) > 5
