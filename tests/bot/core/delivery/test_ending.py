"""A process that ends in order hands back what it did not finish."""

from __future__ import annotations

import asyncio

from bot.domain.conversation import Exchange, Outcome, State
from bot.domain.errors import DatabaseUnavailable
from tests.bot.core.delivery.world import INSIDE, World, ask, many
from tests.fakes.outlet import FakeOutlet


async def test_what_is_under_way_is_finished_and_nothing_new_is_begun(world: World) -> None:
    world.embedder.seconds = 3
    first, second = many(2)
    await world.accept(first)
    async with world.running(poll=1000.0) as delivery:
        await asyncio.sleep(1)
        await world.accept(second)
        started = world.clock.monotonic()
        await delivery.drain(20)
        assert world.clock.monotonic() - started < 4
        await asyncio.sleep(10)
    assert (await world.stands(first)).state is State.DELIVERED
    assert (await world.stands(second)).state is State.RECEIVED


async def test_the_run_is_over_once_it_is_drained(world: World) -> None:
    delivery = world.delivery()
    run = asyncio.create_task(delivery.run())
    await asyncio.sleep(1)
    await delivery.drain(1)
    async with asyncio.timeout(1):
        await run


async def test_what_takes_too_long_is_released_and_is_no_crash(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 15)
    await world.accept(question)
    async with world.running() as delivery:
        await asyncio.sleep(1)
        started = world.clock.monotonic()
        await delivery.drain(5)
        assert 5 <= world.clock.monotonic() - started < 6
    world.embedder.script.clear()
    async with world.running():
        assert await world.closed(question) < 1
    assert world.tally.crashes == 0
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}


async def test_a_message_under_way_at_the_end_is_looked_for_by_the_next_process(
    world: World,
) -> None:
    question = ask()
    await world.accept(question)
    world.steps.stop_at = 2 * world_steps(world) + 1
    async with world.running() as delivery:
        await asyncio.sleep(1)
        await delivery.drain(1)
    async with world.running():
        await world.closed(question)
    assert len(world.outlet.messages) == 1


class SlowPlatform(FakeOutlet):
    """Takes its time over a message, also when nobody waits for it any more."""

    def __init__(self) -> None:
        super().__init__()
        self.taking: list[asyncio.Task[str]] = []

    async def post(self, exchange: Exchange) -> str:
        """As the fake does, later."""
        self.taking.append(asyncio.create_task(self._later(exchange)))
        return await asyncio.shield(self.taking[-1])

    async def _later(self, exchange: Exchange) -> str:
        await asyncio.sleep(14)
        return await super().post(exchange)


async def test_a_message_that_the_platform_is_still_taking_is_not_sent_again(
    world: World,
) -> None:
    world.outlet = slow = SlowPlatform()
    question = ask()
    world.slow_answer(question.text, 10)
    await world.accept(question)
    async with world.running() as delivery:
        await asyncio.sleep(1)
        await delivery.drain(20)
    async with world.running():
        await world.closed(question)
    await asyncio.gather(*slow.taking)
    assert len(slow.messages) == 1
    assert world.tally.crashes == 0


def world_steps(world: World) -> int:
    """The number of the call that posts, counted from 0."""
    order = "claim claim_many claim_many turns answer record outlet.post"
    return len(world.steps.names) + order.split().index("outlet.post")


async def test_a_claim_that_comes_in_while_draining_is_handed_back(world: World) -> None:
    question = ask()
    delivery = world.delivery()
    run = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.5)
    await world.accept(question)
    draining: list[asyncio.Task[None]] = []

    async def drain_meanwhile() -> None:
        if not draining:
            draining.append(asyncio.create_task(delivery.drain(20)))
            await asyncio.sleep(0.1)

    world.steps.before = {"claim_many": drain_meanwhile}
    delivery.ring()
    await run
    await draining[0]
    assert world.embedder.questions == []
    world.steps.before = {}
    async with world.running():
        assert await world.closed(question) < 3
    assert world.tally.crashes == 0


async def test_draining_does_not_wait_for_a_database_that_is_away(world: World) -> None:
    question = ask()
    await world.accept(question)
    async with world.running() as delivery:
        world.steps.failures = {"record": DatabaseUnavailable(INSIDE)}
        await asyncio.sleep(1)
        world.steps.failures["release"] = DatabaseUnavailable(INSIDE)
        await delivery.drain(5)
    world.steps.failures = {}
    async with world.running():
        await world.closed(question, within=60)
    assert len(world.outlet.messages) == 1


async def test_draining_ends_in_time_though_a_claim_hangs(world: World) -> None:
    async with world.running() as delivery:
        await asyncio.sleep(1)
        world.steps.stop_at = "claim_many"
        await world.steps.stopped.wait()
        started = world.clock.monotonic()
        await delivery.drain(5)
        assert world.clock.monotonic() - started < 6


async def test_a_process_that_is_cancelled_does_nothing_more(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 5)
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(1)
    steps = len(world.steps.names)
    await asyncio.sleep(30)
    assert len(world.steps.names) == steps
