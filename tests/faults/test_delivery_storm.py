"""Kills at random moments, deliveries in any order, a platform in a mood, and restarts."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Iterator
from itertools import count

import pytest

from bot.core.delivery import Terms
from tests.faults.bench import KILLED, Bench, Benches, Chance, Life, Report, benches
from tests.faults.events import Event, event
from tests.faults.outlet_server import Mode
from tests.faults.server import POISON
from tests.faults.verdict import Verdict, is_set_aside

__all__ = ["benches"]

_STOP_SECONDS = 25
_AHEAD = 16  # deliveries that the platform always has in store


def talk(draw: random.Random) -> Iterator[Event]:
    """People asking for ever, now and then in a conversation that goes on; some twice."""
    for number in count():
        one = event(number, thread=number - number % draw.choice((1, 1, 2, 5)))
        yield one
        if draw.random() < 0.2:
            yield one


async def keep_busy(bench: Bench, people: Iterator[Event]) -> None:
    """See to it that the platform has something to tell."""
    missing = _AHEAD - bench.platform.waiting
    await bench.send(next(people) for _ in range(missing))


async def a_while(bench: Bench, life: Life, draw: random.Random) -> None:
    """To a random moment: while it starts, or some way into its work."""
    if draw.random() < 0.15:
        await asyncio.sleep(draw.uniform(0, 0.4))
        return
    await life.opened()
    await bench.platform.called(draw.randint(0, 40))
    await asyncio.sleep(draw.uniform(0, 0.03))


async def killed_at_random(benches: Benches, draw: random.Random, *, kills: int) -> Verdict:
    """So many processes, one after another, none of which ends by itself."""
    people = talk(draw)
    async with benches.bench() as bench:
        bench.platform.room = 8
        for _ in range(kills):
            await keep_busy(bench, people)
            life = bench.start()
            await a_while(bench, life, draw)
            assert await life.end() == KILLED
        bench.start()
        await bench.settled()
        return await bench.verdict()


async def test_kills_at_random_moments_lose_nothing_and_double_nothing(
    benches: Benches,
) -> None:
    await storm(benches, Chance.taken(1), kills=12, side_by_side=3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", [2, 3])
async def test_hundreds_of_kills_at_random_moments_lose_nothing_and_double_nothing(
    benches: Benches, seed: int
) -> None:
    await storm(benches, Chance.taken(seed), kills=250, side_by_side=10)


async def storm(benches: Benches, chance: Chance, *, kills: int, side_by_side: int) -> None:
    """So many kills, shared among so many benches."""
    report = Report(f"kills at random, seed {chance.seed}")
    draws = [random.Random(chance.draw.random()) for _ in range(side_by_side)]  # noqa: S311 - chance
    async with asyncio.TaskGroup() as group:
        benched = [
            group.create_task(killed_at_random(benches, draw, kills=kills // side_by_side))
            for draw in draws
        ]
    found = [bench.result() for bench in benched]
    total = sum(found[1:], found[0])
    report.tell(f"{kills // side_by_side * side_by_side} kills", total)
    assert total.faults == {}


async def shuffled(benches: Benches, chance: Chance, *, events: int) -> None:
    """Each event 1 to 4 times, in any order, to three workers."""
    report, draw = Report(f"three workers, seed {chance.seed}"), chance.draw
    asked = [event(number, thread=draw.randrange(events // 4)) for number in range(events)]
    deliveries = [one for one in asked for _ in range(draw.randint(1, 4))]
    draw.shuffle(deliveries)
    seats = ("one", "two", "three")
    async with benches.bench(seats=seats, terms=Terms(), is_quick=True) as bench:
        bench.platform.room = 60
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
    await shuffled(benches, Chance.taken(4), events=250)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(5, 9))
async def test_three_workers_answer_each_of_thousands_once_and_in_order(
    benches: Benches, seed: int
) -> None:
    await shuffled(benches, Chance.taken(seed), events=2500)


class Moods:
    """How the platform feels: now and then it is away for some calls."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._away = 0

    def __call__(self) -> Mode:
        """Now."""
        if self._away:
            self._away -= 1
            return Mode.DOWN
        if self._draw.random() < 0.005:
            self._away = 40
        whole, part = (Mode.NORMAL, Mode.SLOW), (Mode.DROPS_REPLY, Mode.FAILS_AFTERWARDS)
        return self._draw.choice((*whole, *part))


async def moody(benches: Benches, chance: Chance, *, events: int) -> None:
    """A platform that takes messages and says that it did not, or says nothing."""
    report = Report(f"a platform in a mood, seed {chance.seed}")
    async with benches.bench(terms=Terms(), is_quick=True) as bench:
        bench.platform.mode = Moods(chance.draw)
        bench.platform.slowness = 0.3
        bench.start()
        await bench.send(event(number) for number in range(events))
        await bench.settled()
        found = await bench.verdict()
        report.tell(dict(bench.platform.calls), found)
    assert found.faults == {}
    assert found.set_aside == 0


async def test_a_platform_that_hides_what_it_took_shows_nothing_twice(
    benches: Benches,
) -> None:
    await moody(benches, Chance.taken(9), events=60)


@pytest.mark.proof
async def test_a_platform_that_hides_what_it_took_shows_none_of_many_twice(
    benches: Benches,
) -> None:
    await moody(benches, Chance.taken(10), events=1500)


async def test_a_message_that_kills_is_set_aside_and_takes_nobody_with_it(
    benches: Benches,
) -> None:
    chance = Chance.taken(11)
    poison = event(20, word=POISON)
    everything = [*(event(number) for number in range(20)), poison]
    chance.draw.shuffle(everything)
    async with benches.bench() as bench:
        await bench.send(everything)
        assert await bench.supervised() == 3
        found = await bench.verdict()
        (post,) = (post for post in bench.platform.posts.values() if post.key == poison.key)
    assert found.faults == {}
    assert found.set_aside == 1
    assert is_set_aside(poison, post)


async def rolling(benches: Benches, chance: Chance, *, restarts: int) -> None:
    """Processes that are asked to stop while they have work, one after another."""
    report, people = Report(f"restarts, seed {chance.seed}"), talk(chance.draw)
    seats = ("one", "two") if benches.is_on_server else ("one",)
    slowest = 0.0
    async with benches.bench(seats=seats, terms=Terms(), is_quick=True) as bench:
        bench.platform.room = 20
        lives = {seat: bench.start(seat=seat) for seat in seats}
        for number in range(restarts):
            seat = seats[number % len(seats)]
            await keep_busy(bench, people)
            await lives[seat].opened()
            await bench.platform.called(chance.draw.randint(0, 40))
            since = time.monotonic()
            assert await lives[seat].end(signal.SIGTERM) == 0
            slowest = max(slowest, time.monotonic() - since)
            lives[seat] = bench.start(seat=seat)
        await bench.settled()
        found = await bench.verdict()
    report.tell(f"{restarts} restarts", f"slowest stop {slowest:.1f} s", found)
    assert found.faults == {}
    assert found.set_aside == 0
    assert slowest < _STOP_SECONDS


async def test_a_stop_under_load_is_in_time_and_loses_nothing(benches: Benches) -> None:
    await rolling(benches, Chance.taken(12), restarts=4)


@pytest.mark.proof
async def test_a_hundred_stops_under_load_are_in_time_and_lose_nothing(
    benches: Benches,
) -> None:
    await rolling(benches, Chance.taken(13), restarts=100)
