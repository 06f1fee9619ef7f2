"""kill -9 at random moments, while people keep asking."""

from __future__ import annotations

import asyncio
import random

import pytest

from tests.faults.bench import KILLED, Bench, Benches, Life
from tests.faults.crowd import Chance, Report, keep_busy, talk
from tests.faults.events import event
from tests.faults.server import POISON
from tests.faults.verdict import Verdict, is_set_aside


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
        bench.platform.inbox.room = 8
        for _ in range(kills):
            await keep_busy(bench, people)
            life = bench.start()
            await a_while(bench, life, draw)
            assert await life.end() == KILLED
        bench.start()
        await bench.settled()
        return await bench.verdict()


async def storm(benches: Benches, chance: Chance, *, kills: int, side_by_side: int) -> None:
    """So many kills on each of several benches."""
    report = Report(f"{kills * side_by_side} kills at random", chance)
    draws = [random.Random(chance.random()) for _ in range(side_by_side)]  # noqa: S311 - chance
    async with asyncio.TaskGroup() as group:
        benched = [
            group.create_task(killed_at_random(benches, draw, kills=kills)) for draw in draws
        ]
    found, *others = (bench.result() for bench in benched)
    total = sum(others, found)
    report.tell(total)
    assert total.faults == {}


async def test_kills_at_random_moments_lose_nothing_and_double_nothing(
    benches: Benches,
) -> None:
    await storm(benches, Chance(1), kills=4, side_by_side=3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", [2, 3])
async def test_hundreds_of_kills_at_random_moments_lose_nothing_and_double_nothing(
    benches: Benches, seed: int
) -> None:
    await storm(benches, Chance(seed), kills=25, side_by_side=10)


async def test_a_message_that_kills_is_set_aside_and_takes_nobody_with_it(
    benches: Benches,
) -> None:
    poison = event(20, word=POISON)
    everything = [*(event(number) for number in range(20)), poison]
    chance, report = Chance(4), Report("a message that kills")
    chance.shuffle(everything)
    async with benches.bench() as bench:
        await bench.send(everything)
        deaths = await bench.supervised()
        found = await bench.verdict()
        (post,) = (post for post in bench.platform.posts.values() if post.key == poison.key)
    report.tell(f"{deaths} deaths", found)
    assert deaths == 3
    assert found.faults == {}
    assert found.set_aside == 1
    assert is_set_aside(poison, post)
