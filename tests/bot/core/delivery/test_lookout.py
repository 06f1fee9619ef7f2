"""While the database is away, askers are told so in time, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.delivery import Delivery
from bot.domain.conversation import Question, State
from bot.domain.errors import DatabaseUnavailable, OutletRefused, OutletUnavailable
from tests.bot.core.delivery.world import INSIDE, World, ask, many

WRITES = ("claim", "claim_many", "record", "posting", "close", "renew")
CALLS = (*WRITES, "turns", "find", "waiting")
GONE = dict.fromkeys(CALLS, DatabaseUnavailable(INSIDE))
FULL = dict.fromkeys(WRITES, DatabaseUnavailable("The disk is full."))


@asynccontextmanager
async def accepting(
    world: World, *questions: Question, erased: bool = False
) -> AsyncIterator[Delivery]:
    """A process that accepted these, and is about to claim them; or what is left of them."""
    delivery = world.delivery()
    for question in questions:
        await world.accept(question)
        delivery.watch(question, world.clock.now())
        if erased:
            await world.erase(question)
    run = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        run.cancel()
        await asyncio.wait([run])


@pytest.mark.parametrize("trouble", [GONE, FULL], ids=["gone", "full"])
@pytest.mark.parametrize("text", ["reset the VPN", "VPN reset 어떻게 하나요"])
async def test_the_notice_comes_within_a_minute_and_becomes_the_answer(
    world: World, trouble: dict[str, Exception], text: str
) -> None:
    question = ask(text)
    world.steps.failures = dict(trouble)
    async with accepting(world, question):
        await asyncio.sleep(44)
        assert world.outlet.messages == {}
        await asyncio.sleep(12)
        (notice,) = world.outlet.texts()
        assert question.id.hex[:8] in notice
        assert "hunter2" not in notice
        assert ("기억" in notice) is ("어떻게" in text)
        await asyncio.sleep(100)
        world.steps.failures = {}
        await world.closed(question, within=15)
    (message,) = world.outlet.messages.values()
    assert message.history == [notice]
    assert "portal" in message.text
    assert (await world.stands(question)).state is State.DELIVERED


async def test_another_process_finds_the_notice_and_makes_it_the_answer(world: World) -> None:
    question = ask()
    world.steps.failures = dict(GONE)
    async with accepting(world, question):
        await asyncio.sleep(60)
        assert len(world.outlet.messages) == 1
    world.steps.failures = {}
    async with world.running():
        await world.closed(question, within=60)
    (message,) = world.outlet.messages.values()
    assert "portal" in message.text


async def test_nobody_is_told_twice_and_everybody_once(world: World) -> None:
    questions = many(40)
    world.steps.failures = dict(GONE)
    async with accepting(world, *questions):
        await asyncio.sleep(60)
        assert len(world.outlet.messages) == 40
        await asyncio.sleep(200)
        assert len(world.outlet.messages) == 40


async def test_no_notice_about_what_was_shown_though_it_could_not_be_closed(
    world: World,
) -> None:
    question = ask()
    world.steps.failures = {"close": DatabaseUnavailable(INSIDE)}
    async with accepting(world, question):
        await asyncio.sleep(100)
        world.steps.failures = {}
        await world.closed(question, within=10)
    (message,) = world.outlet.messages.values()
    assert message.history == []


async def test_no_notice_about_what_another_process_has_shown(world: World) -> None:
    question = ask()
    world.steps.stop_at = "close"
    await world.accept(question)
    async with world.running():
        await world.steps.stopped.wait()
    world.steps.failures = dict(GONE)
    async with accepting(world, question):
        await asyncio.sleep(100)
    (message,) = world.outlet.messages.values()
    assert message.history == []


async def test_no_notice_while_the_database_is_there(world: World) -> None:
    question = ask()
    world.is_ready = False
    async with accepting(world, question):
        await asyncio.sleep(30)
        world.is_ready = True
        world.outlet.failures = [OutletUnavailable(INSIDE, after=60)]
        await asyncio.sleep(40)
        assert world.outlet.messages == {}
        await world.closed(question)
    (message,) = world.outlet.messages.values()
    assert message.history == []


async def test_no_notice_about_words_that_were_erased(world: World) -> None:
    question = ask()
    async with accepting(world, question, erased=True):
        await asyncio.sleep(10)
        world.steps.failures = dict(GONE)
        await asyncio.sleep(100)
    assert world.outlet.messages == {}


async def test_a_notice_that_the_platform_does_not_take_is_tried_again(world: World) -> None:
    question = ask()
    world.steps.failures = dict(GONE)
    world.outlet.failures = [OutletUnavailable(INSIDE)]
    async with accepting(world, question):
        await asyncio.sleep(60)
        assert len(world.outlet.messages) == 1


async def test_an_odd_platform_ends_neither_the_lookout_nor_the_delivery(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    odd, refused, sound = many(3)
    world.steps.failures = dict(GONE)
    world.outlet.failures = [RuntimeError(INSIDE), OutletRefused(INSIDE)]
    async with accepting(world, odd, refused, sound):
        await asyncio.sleep(70)
        assert len(world.outlet.messages) == 1
        world.steps.failures = {}
        await world.closed(odd, refused, sound, within=30)
    assert len(world.outlet.messages) == 3
    assert "hunter2" not in caplog.text


async def test_what_was_shown_is_no_longer_kept_in_mind(world: World) -> None:
    questions = many(3)
    async with accepting(world, *questions) as delivery:
        await world.closed(*questions)
        assert delivery._lookout._watched == {}


async def test_what_is_kept_in_mind_is_bounded_and_holds_no_words(world: World) -> None:
    delivery = world.delivery(watched=10)
    for question in many(25):
        delivery.watch(question, world.clock.now())
    watched = delivery._lookout._watched
    assert list(watched) == [question.id for question in many(25)[15:]]
    assert "reset" not in repr(watched)


async def test_notices_and_answers_at_the_same_moment_make_one_message(world: World) -> None:
    questions = many(10)
    world.outlet.seconds = 7
    world.steps.failures = dict(GONE)
    async with accepting(world, *questions):
        await asyncio.sleep(46)
        world.steps.failures = {}
        await world.closed(*questions, within=60)
    assert len(world.outlet.messages) == 10
