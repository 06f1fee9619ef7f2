"""The database goes away and comes back: nothing is lost, doubled or given up."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.conversation import Outcome
from bot.domain.errors import DatabaseUnavailable, OutletUnavailable
from bot.domain.people import Platform
from tests.bot.core.delivery.world import INSIDE, World, ask, many

AWAY = DatabaseUnavailable(INSIDE)
STRAIGHT = ("claim", "claim_many", "turns", "record", "close", "waiting")
CALLS = (*STRAIGHT, "posting", "find", "renew")


@pytest.mark.parametrize("call", STRAIGHT)
async def test_it_goes_on_by_itself_when_the_database_is_back(world: World, call: str) -> None:
    question = ask()
    await world.accept(question)
    world.steps.failures = {call: AWAY}
    async with world.running():
        await asyncio.sleep(70)
        world.steps.failures = {}
        await world.closed(question, within=15)
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}
    assert len(world.outlet.messages) == 1
    assert world.tally.crashes == 0


async def test_a_database_that_is_away_for_minutes_costs_no_answer(world: World) -> None:
    questions = many(5)
    world.embedder.seconds = 1
    await world.accept(*questions)
    async with world.running(parallel=2):
        await asyncio.sleep(0.5)
        world.steps.failures = dict.fromkeys(CALLS, AWAY)
        await asyncio.sleep(240)
        world.steps.failures = {}
        await world.closed(*questions, within=30)
    assert world.tally.outcomes == {Outcome.ANSWERED: 5}
    assert len(world.outlet.messages) == 5


async def test_a_failure_while_searching_the_manifest_is_waited_for_too(world: World) -> None:
    question = ask()
    world.fail_answers_with(AWAY, of=question.text, times=30)
    await world.accept(question)
    async with world.running():
        seconds = await world.closed(question)
    assert seconds > 60
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}


async def test_the_loop_does_not_hammer_a_database_that_is_away(world: World) -> None:
    world.steps.failures = {"claim": AWAY, "claim_many": AWAY}
    async with world.running():
        await asyncio.sleep(100)
    assert sum(name.startswith("claim") for name in world.steps.names) < 40


async def test_even_an_odd_failure_does_not_end_the_loop(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    question = ask()
    await world.accept(question)
    world.steps.failures = {"claim_many": RuntimeError(INSIDE)}
    async with world.running():
        await asyncio.sleep(5)
        world.steps.failures = {}
        await world.closed(question, within=10)
    assert "hunter2" not in caplog.text


async def test_a_long_piece_of_work_keeps_its_lease(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 19)
    await world.accept(question)
    async with world.running(), world.running():
        await world.closed(question)
    assert world.embedder.questions == [question.text]
    assert world.tally.lost == 0


async def test_a_slow_renewal_does_not_hold_on_to_what_was_given_back(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 5.5)
    world.outlet.failures = [OutletUnavailable(INSIDE, after=5)]
    await world.accept(question)

    async def slowly() -> None:
        await asyncio.sleep(3)

    world.steps.before = {"renew": slowly}
    async with world.running():
        assert await world.closed(question) < 15


async def test_work_that_somebody_else_took_over_is_dropped(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 18)
    await world.accept(question)
    async with world.running(renew_every=14.5):
        await asyncio.sleep(1)
        await world.exchanges.free(list(Platform))
        async with world.running():
            await asyncio.sleep(16)
            assert world.tally.lost == 1
            await world.closed(question)
    assert len(world.outlet.messages) == 1
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}


async def test_nothing_is_posted_once_the_lease_may_have_run_out(world: World) -> None:
    question = ask()
    await world.accept(question)
    order: list[str] = []

    async def stalled() -> None:
        """The process was asleep, or the machine was."""
        order.append("record")
        if order == ["record"]:
            await asyncio.sleep(29)
            world.steps.failures = {"renew": AWAY, "posting": AWAY}
            order.append("away")
            asyncio.get_running_loop().call_later(60, world.steps.failures.clear)

    world.steps.after = {"record": stalled}
    world.steps.failures = {"renew": AWAY}
    async with world.running():
        await world.closed(question, within=200)
    (message,) = world.outlet.messages.values()
    assert message.at > 85
    assert order == ["record", "away"]


async def test_words_that_were_erased_before_the_claim_are_not_answered(world: World) -> None:
    question = ask()
    await world.accept(question)
    await world.erase(question)
    async with world.running():
        await asyncio.sleep(5)
    assert world.outlet.messages == {}
    assert world.embedder.questions == []
    assert (await world.exchanges.waiting()).total == 0


async def test_words_that_were_erased_while_the_answer_was_worked_out_get_none(
    world: World,
) -> None:
    question = ask()
    world.slow_answer(question.text, 5)
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(2)
        await world.erase(question)
        await asyncio.sleep(10)
    assert world.outlet.messages == {}
    assert (await world.exchanges.waiting()).total == 0
