"""Questions that their askers changed or deleted, before and after they were answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain.conversation import Question, State
from bot.domain.errors import OutletRefused, OutletUnavailable
from tests.bot.core.delivery.world import INSIDE, World, ask, kill


def changed(question: Question, text: str = "reset the VPN on a phone") -> Question:
    """The same message with other words."""
    return replace(question, text=text)


async def served(world: World, question: Question) -> str:
    """Ask it, and wait for the answer; gives the message that shows it."""
    await world.accept(question)
    async with world.running():
        await world.closed(question)
    return (await world.stands(question)).posted


async def test_an_edit_is_answered_in_the_message_that_is_there(world: World) -> None:
    question = ask()
    posted = await served(world, question)
    await asyncio.sleep(3600)
    await world.exchanges.amend(changed(question))
    async with world.running():
        await world.closed(question)
    assert world.embedder.questions[-1].endswith("reset the VPN on a phone")
    assert list(world.outlet.messages) == [posted]
    assert world.outlet.calls == ["post", "update"]
    assert (await world.stands(question)).posted == posted


async def test_an_edit_while_the_answer_is_worked_out_gives_one_answer_to_the_new_words(
    world: World,
) -> None:
    question = ask()
    world.slow_answer(question.text, 10)
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(5)
        await world.exchanges.amend(changed(question))
        await world.closed(question)
    assert len(world.outlet.messages) == 1
    assert (await world.stands(question)).question.text == "reset the VPN on a phone"
    assert world.outlet.calls == ["post"]


async def test_an_edit_while_the_answer_is_posted_is_answered_in_that_message(
    world: World,
) -> None:
    question = ask()
    world.outlet.seconds = 5
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(3)
        await world.exchanges.amend(changed(question))
        await world.closed(question)
    assert len(world.outlet.messages) == 1
    assert world.outlet.calls[-1] == "update"


async def test_a_deleted_question_takes_its_answer_with_it(world: World) -> None:
    question = ask()
    await served(world, question)
    await world.exchanges.withdraw(question.id)
    async with world.running():
        await _over(world)
    assert world.outlet.messages == {}
    stands = await world.stands(question)
    assert (stands.state, stands.text, stands.question.text) == (State.FAILED, "", "")


async def test_a_question_that_is_deleted_before_its_answer_is_never_answered(
    world: World,
) -> None:
    question = ask()
    world.slow_answer(question.text, 10)
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(5)
        await world.exchanges.withdraw(question.id)
        await _over(world)
    assert world.outlet.calls == []


async def test_a_question_that_is_deleted_while_its_answer_is_posted_leaves_nothing(
    world: World,
) -> None:
    question = ask()
    world.outlet.seconds = 5
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(3)
        await world.exchanges.withdraw(question.id)
        await _over(world)
    assert world.outlet.messages == {}


async def test_an_answer_is_taken_away_later_when_the_platform_is_away(world: World) -> None:
    question = ask()
    await served(world, question)
    await world.exchanges.withdraw(question.id)
    world.outlet.failures = [OutletUnavailable(INSIDE), OutletUnavailable(INSIDE, after=60)]
    async with world.running():
        await _over(world)
    assert world.outlet.messages == {}


async def test_an_answer_that_may_not_be_taken_away_stays_and_is_not_tried_again(
    world: World,
) -> None:
    question = ask()
    await served(world, question)
    await world.exchanges.withdraw(question.id)
    world.outlet.failures = [OutletRefused(INSIDE)]
    async with world.running():
        await _over(world)
    assert world.outlet.calls == ["post", "remove"]


async def test_a_kill_before_the_answer_was_taken_away_does_not_leave_it(world: World) -> None:
    question = ask()
    await served(world, question)
    await world.exchanges.withdraw(question.id)
    reached = asyncio.Event()

    async def stop() -> None:
        reached.set()
        await asyncio.sleep(3600)

    world.steps.before = {"outlet.remove": stop}
    first = asyncio.create_task(world.delivery().run())
    await reached.wait()
    await kill(first)
    world.steps.before = {}
    async with world.running():
        await _over(world)
    assert world.outlet.messages == {}


async def _over(world: World) -> None:
    """Until nothing is open."""
    await world.closed()
