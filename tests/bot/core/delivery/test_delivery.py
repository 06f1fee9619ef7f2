"""A question, from accepted to shown."""

from __future__ import annotations

import asyncio

from bot.domain.conversation import Outcome, State
from tests.bot.core.delivery.world import World, ask, kill, many


async def test_what_was_accepted_is_answered_and_shown(world: World) -> None:
    question = ask()
    await world.accept(question)
    async with world.running():
        await world.closed(question)
    stands = await world.stands(question)
    assert stands.state is State.DELIVERED
    assert world.outlet.messages[stands.posted].text == stands.text
    assert "> Reset the VPN in the portal. [1]" in stands.text
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}
    assert world.outlet.calls == ["post"]


async def test_the_bell_is_heard_at_once(world: World) -> None:
    async with world.running(poll=1000.0, look_every=10**6) as delivery:
        await asyncio.sleep(10)
        question = ask()
        await world.accept(question)
        delivery.ring()
        assert await world.closed(question) < 1


async def test_many_are_answered_side_by_side(world: World) -> None:
    world.embedder.seconds = 1.5
    questions = many(40)
    await world.accept(*questions)
    async with world.running(parallel=20):
        assert await world.closed(*questions) < 4
    assert len(world.outlet.messages) == 40


async def test_a_bell_that_rings_just_after_nothing_was_found_is_not_lost(
    world: World,
) -> None:
    question = ask()
    delivery = world.delivery(poll=1000.0, look_every=10**6)

    async def accept_now() -> None:
        if world.steps.names.count("claim_many") == 1:
            world.steps.after = {}
            await world.accept(question)
            delivery.ring()

    world.steps.after = {"claim_many": accept_now}
    run = asyncio.create_task(delivery.run())
    await asyncio.sleep(1)
    await world.closed(question, within=1)
    await kill(run)
