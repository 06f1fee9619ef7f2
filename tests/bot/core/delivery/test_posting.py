"""From an outcome to one message, whatever the platform does."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.conversation import Outcome, Remedy, State
from bot.domain.errors import OutletRefused, OutletUnavailable
from bot.domain.people import Platform
from bot.ports import TurnedAway
from tests.bot.core.delivery.world import INSIDE, World, ask, many


async def test_a_platform_that_is_away_for_a_moment_gets_it_later(world: World) -> None:
    question = ask()
    world.outlet.failures = [OutletUnavailable(INSIDE)] * 3
    await world.accept(question)
    async with world.running():
        await world.closed(question, within=30)
    assert len(world.outlet.messages) == 1
    assert len(world.embedder.questions) == 1
    assert world.tally.retries == 3


async def test_the_pause_that_a_platform_asks_for_is_kept(world: World) -> None:
    question = ask()
    world.outlet.failures = [OutletUnavailable(INSIDE, after=120)]
    await world.accept(question)
    async with world.running():
        assert 120 <= await world.closed(question) < 125


async def test_what_a_platform_does_not_take_for_hours_is_given_up_and_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    question = ask()
    world.outlet.failures = [OutletUnavailable(INSIDE)] * 10**6
    await world.accept(question)
    async with world.running(poll=60.0, look_every=10**6, show_for=7200.0):
        await asyncio.sleep(7000)
        assert (await world.stands(question)).state is State.ANSWERED
        await asyncio.sleep(1000)
    stands = await world.stands(question)
    assert (stands.state, stands.posted) == (State.FAILED, "")
    assert 20 < len(world.outlet.calls) < 60
    (record,) = (one for one in caplog.records if one.levelname == "ERROR")
    assert vars(record)["reference"] == stands.reference
    assert world.tally.outcomes == {Outcome.FAILED: 1}


@pytest.mark.parametrize("failed_before", [False, True])
async def test_a_platform_that_refuses_is_not_asked_again(
    world: World, *, failed_before: bool
) -> None:
    question = ask()
    refusal = OutletRefused(INSIDE)
    world.outlet.failures = [*([OutletUnavailable(INSIDE)] * failed_before), refusal]
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(60)
    stands = await world.stands(question)
    assert (stands.state, stands.posted) == (State.FAILED, "")
    assert "hunter2" not in stands.reason
    assert len(world.outlet.calls) == 1 + failed_before
    assert (await world.exchanges.waiting()).total == 0


@pytest.mark.parametrize(
    "error", [OutletUnavailable(INSIDE), TimeoutError(), RuntimeError(INSIDE)], ids=repr
)
async def test_a_message_that_was_taken_though_the_call_failed_is_not_posted_twice(
    world: World, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    question = ask()
    world.outlet.afterwards = [error]
    await world.accept(question)
    async with world.running():
        await world.closed(question, within=30)
    assert world.outlet.calls == ["post", "find", "update"]
    assert len(world.outlet.messages) == 1
    assert (await world.stands(question)).state is State.DELIVERED
    assert "hunter2" not in caplog.text


async def test_a_platform_that_hangs_is_left_alone_and_looked_at_later(world: World) -> None:
    question = ask()
    world.outlet.seconds = 10**6
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(16)
        world.outlet.seconds = 1
        await world.closed(question, within=30)
    assert world.outlet.calls == ["post", "find", "post"]


async def test_a_slow_platform_keeps_its_lease(world: World) -> None:
    question = ask()
    world.outlet.seconds = 14
    world.outlet.afterwards = [OutletUnavailable(INSIDE)]
    await world.accept(question)
    async with world.running(), world.running():
        await world.closed(question)
    assert len(world.outlet.messages) == 1
    assert world.tally.lost == world.tally.crashes == 0


async def test_what_is_late_is_looked_for_before_it_is_posted(world: World) -> None:
    late, punctual = many(2)
    await world.accept(late)
    await asyncio.sleep(40)
    await world.accept(punctual)
    async with world.running():
        await world.closed(late, punctual)
    assert world.outlet.calls.count("find") == 1
    assert len(world.outlet.messages) == 2


async def test_the_reason_for_turning_away_is_shown_and_nothing_is_worked_out(
    world: World,
) -> None:
    question = ask()
    await world.accept(question, turned_away=TurnedAway("Too long.", Remedy.REWORD))
    async with world.running():
        await world.closed(question)
    assert world.outlet.texts() == ["Too long."]
    assert world.embedder.questions == []


async def test_what_was_asked_on_a_command_line_is_left_to_it(world: World) -> None:
    question = ask()
    question = replace(question, place=replace(question.place, platform=Platform.CLI))
    async with world.running():
        await world.accept(question)
        await asyncio.sleep(10)
    assert world.outlet.messages == {}
    assert (await world.stands(question)).state is State.RECEIVED
