"""Several processes at work on one database, and processes that are asked to stop."""

from __future__ import annotations

import signal
import time

import pytest

from bot.core.delivery import Terms
from tests.faults.bench import Benches
from tests.faults.crowd import Chance, Report, keep_busy, talk
from tests.faults.events import event

_STOP_SECONDS = 25


async def shuffled(benches: Benches, chance: Chance, *, events: int) -> None:
    """Each event 1 to 4 times, in any order, to three workers."""
    report = Report("three workers", chance)
    asked = [event(number, thread=chance.randrange(events // 4)) for number in range(events)]
    deliveries = [one for one in asked for _ in range(chance.randint(1, 4))]
    chance.shuffle(deliveries)
    seats = ("one", "two", "three")
    async with benches.bench(seats=seats, terms=Terms(), is_quick=True) as bench:
        bench.platform.inbox.room = 60
        for seat in seats:
            bench.start(seat=seat)
        await bench.send(deliveries)
        await bench.settled()
        found = await bench.verdict()
    report.tell(f"{len(deliveries)} deliveries", found)
    assert found.faults == {}
    assert found.set_aside == 0
    assert found.pairs > events / 4


async def test_three_workers_answer_each_event_once_and_in_order(benches: Benches) -> None:
    await shuffled(benches, Chance(5), events=80)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(6, 10))
async def test_three_workers_answer_each_of_thousands_once_and_in_order(
    benches: Benches, seed: int
) -> None:
    await shuffled(benches, Chance(seed), events=1250)


async def rolling(benches: Benches, chance: Chance, *, restarts: int) -> None:
    """Processes that are asked to stop while they have work, one after another."""
    report, people, slowest = Report(f"{restarts} restarts", chance), talk(chance), 0.0
    seats = ("one", "two") if benches.is_on_server else ("one",)
    async with benches.bench(seats=seats, terms=Terms(), is_quick=True) as bench:
        bench.platform.inbox.room = 20
        lives = {seat: bench.start(seat=seat) for seat in seats}
        for number in range(restarts):
            seat = seats[number % len(seats)]
            await keep_busy(bench, people)
            await lives[seat].opened()
            await bench.platform.called(chance.randint(0, 40))
            since = time.monotonic()
            assert await lives[seat].end(signal.SIGTERM) == 0
            slowest = max(slowest, time.monotonic() - since)
            lives[seat] = bench.start(seat=seat)
        await bench.settled()
        found = await bench.verdict()
    report.tell(f"slowest stop {slowest:.1f} s", found)
    assert found.faults == {}
    assert found.set_aside == 0
    assert slowest < _STOP_SECONDS


async def test_a_stop_under_load_is_in_time_and_loses_nothing(benches: Benches) -> None:
    await rolling(benches, Chance(10), restarts=2)


@pytest.mark.proof
async def test_a_hundred_stops_under_load_are_in_time_and_lose_nothing(
    benches: Benches,
) -> None:
    await rolling(benches, Chance(11), restarts=100)
