"""What people see while a model still writes."""

from __future__ import annotations

import asyncio

from bot.core.drafting import Draft
from bot.domain.conversation import State
from bot.domain.errors import ModelUnavailable, OutletRefused, OutletUnavailable
from tests.bot.core.delivery.world import INSIDE, World, ask
from tests.fakes.chat_model import FakeChatModel

LINE = "Reset the VPN in the portal. [1] "
FIVE = LINE * 5


def slow(text: str = FIVE, *, seconds: float = 2.0) -> FakeChatModel:
    """A sentence takes it so many seconds."""
    model = FakeChatModel(text, piece=len(LINE))
    model.seconds = seconds
    return model


async def test_sentences_are_shown_as_they_come_in_one_message(world: World) -> None:
    question, world.model = ask(), slow()
    await world.accept(question)
    async with world.running():
        await world.closed(question, within=60)
    (message,) = world.outlet.messages.values()
    shown = [text.count("portal. [1]") for text in [*message.history, message.text]]
    assert shown == [1, 2, 3, 5]  # the last one ends it
    assert world.outlet.calls.count("post") == 1
    assert (await world.stands(question)).text == message.text


async def test_there_is_at_most_one_update_a_second_and_the_newest_wins(world: World) -> None:
    question, world.model = ask(), slow(LINE * 50, seconds=0.1)
    await world.accept(question)
    async with world.running():
        took = await world.closed(question, within=60)
    assert took < 7
    assert 3 <= len(world.outlet.calls) <= took + 3
    assert world.outlet.texts()[0].count("portal. [1]") == 50


async def test_a_slow_platform_holds_no_model_up(world: World) -> None:
    question, world.model = ask(), slow(seconds=0.1)
    world.outlet.seconds = 2.0
    await world.accept(question)
    async with world.running():
        took = await world.closed(question, within=60)
    assert took < 6
    assert world.outlet.calls == ["post", "update"]


async def test_a_quotation_is_shown_once_and_costs_no_task(world: World) -> None:
    question = ask()
    await world.accept(question)
    async with world.running():
        await world.closed(question, within=60)
    assert world.outlet.calls == ["post"]


async def test_a_crash_while_it_was_shown_leaves_one_message(world: World) -> None:
    question, world.model = ask(), slow(LINE * 4)
    await world.accept(question)
    async with world.running():
        while not world.outlet.messages:  # noqa: ASYNC110 - virtual time, and it has no event
            await asyncio.sleep(0.1)
    async with world.running():
        await world.closed(question)
    (message,) = world.outlet.messages.values()
    assert message.text.count("portal. [1]") == 4
    assert "find" in world.outlet.calls


async def test_a_crash_before_the_platform_had_answered_leaves_one_message(
    world: World,
) -> None:
    question, world.model = ask(), slow(LINE * 4)
    world.steps.stop_at = "outlet.post"
    await world.accept(question)
    async with world.running():
        await world.steps.stopped.wait()
        # The first post never came back to us, and the platform has it all the same.
        posted = (await world.stands(question)).state
        assert posted is State.ANSWERING
    await world.outlet.post(await world.stands(question))
    async with world.running():
        await world.closed(question)
    assert len(world.outlet.messages) == 1


async def test_a_platform_that_takes_no_drafts_gets_the_whole_answer(world: World) -> None:
    for error in (OutletUnavailable(INSIDE), OutletRefused(INSIDE), RuntimeError(INSIDE)):
        question, world.model = ask(message=repr(error), thread=repr(error)), slow(LINE * 4)
        world.outlet.failures = [error]
        await world.accept(question)
        async with world.running():
            await world.closed(question)
    assert [text.count("portal. [1]") for text in world.outlet.texts()] == [4, 4, 4]


async def test_a_draft_that_was_taken_though_the_call_failed_is_found(world: World) -> None:
    question, world.model = ask(), slow(LINE * 4)
    world.outlet.afterwards = [OutletUnavailable(INSIDE)]
    await world.accept(question)
    async with world.running():
        await world.closed(question)
    assert len(world.outlet.messages) == 1
    assert world.outlet.texts()[0].count("portal. [1]") == 4


async def test_when_the_model_breaks_off_the_draft_becomes_a_quotation(world: World) -> None:
    question, world.model = ask(), slow(LINE * 4)
    world.model.failure, world.model.fails_after = ModelUnavailable("gone"), 3 * len(LINE)
    await world.accept(question)
    async with world.running():
        await world.closed(question)
    (message,) = world.outlet.messages.values()
    assert message.text.startswith("The model that writes my answers is not responding")
    assert message.history


async def test_what_was_shown_is_taken_away_when_the_asker_takes_the_question_back(
    world: World,
) -> None:
    question, world.model = ask(), slow()
    await world.accept(question)
    async with world.running():
        while not world.outlet.messages:  # noqa: ASYNC110 - virtual time, and it has no event
            await asyncio.sleep(0.1)
        await world.erase(question)
        while (await world.exchanges.waiting()).total:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)
    assert world.outlet.messages == {}


def test_telling_never_waits() -> None:
    assert not asyncio.iscoroutinefunction(Draft.tell)
