"""Whatever is killed and whenever: one outcome, seen once."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.domain.conversation import Outcome
from tests.bot.core.delivery.world import World, ask, kill, many

STEPS = 10


async def test_the_steps_of_a_delivery_are_no_more_than_the_kills_below(world: World) -> None:
    await world.accept(ask())
    world.steps.names.clear()
    async with world.running(poll=1000.0) as delivery:
        await world.closed(ask())
        await delivery.drain(1)
    steps = "claim claim_many claim_many turns answer record outlet.post close"
    ours = world.steps.names[: world.steps.names.index("close") + 1]
    assert [name for name in ours if name != "waiting"] == steps.split()
    assert len(ours) < STEPS


@pytest.mark.parametrize("at", range(2 * STEPS))
async def test_a_kill_before_or_after_any_step_costs_no_answer_and_doubles_none(
    world: World, at: int
) -> None:
    question = ask()
    await world.accept(question)
    world.steps.names.clear()
    world.steps.stop_at = at
    doomed = asyncio.create_task(world.delivery().run())
    async with asyncio.timeout(100):
        await world.steps.stopped.wait()
    await kill(doomed)
    async with world.running():
        await world.closed(question, within=60)
    (message,) = world.outlet.messages.values()
    assert "portal" in message.text


@pytest.mark.parametrize("at", range(2 * STEPS))
async def test_a_second_process_takes_over_from_one_that_hangs_and_then_wakes(
    world: World, at: int
) -> None:
    question = ask()
    await world.accept(question)
    world.steps.names.clear()
    world.steps.stop_at = at
    hanging = asyncio.create_task(world.delivery(renew_every=14.0).run())
    await world.steps.stopped.wait()
    async with world.running():
        await world.closed(question, within=100)
    world.steps.wake.set()
    await asyncio.sleep(60)
    await kill(hanging)
    assert len(world.outlet.messages) == 1


@pytest.mark.parametrize("seed", range(5))
async def test_kills_at_random_moments_in_three_processes(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    questions = many(12)
    heard = [question for question in questions for _ in range(chance.randint(1, 4))]
    chance.shuffle(heard)
    world.embedder.seconds = 0.5
    world.outlet.seconds = 0.2
    processes = [asyncio.create_task(world.delivery(parallel=4).run()) for _ in range(3)]
    for question in heard:
        await world.accept(question)
        await asyncio.sleep(chance.random())
        if chance.random() < 0.4:
            victim = chance.randrange(3)
            await kill(processes[victim])
            processes[victim] = asyncio.create_task(world.delivery(parallel=4).run())
    await world.closed(*questions)
    for process in processes:
        await kill(process)
    shown = [message.exchange for message in world.outlet.messages.values()]
    assert sorted(shown) == sorted(question.id for question in questions)


async def test_two_processes_answer_each_question_once(world: World) -> None:
    world.embedder.seconds = 0.3
    questions = many(30)
    await world.accept(*questions)
    async with world.running(), world.running():
        await world.closed(*questions)
    assert len(world.outlet.messages) == 30
    assert len(world.embedder.questions) == 30
    assert world.tally.outcomes == {Outcome.ANSWERED: 30}
    assert world.tally.lost == 0
