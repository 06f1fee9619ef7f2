"""One conversation is served in order, different ones side by side."""

from __future__ import annotations

import random

from bot.domain.conversation import Question
from tests.bot.core.delivery.world import World, ask
from tests.bot.core.questions import user


def conversation(thread: str, length: int) -> list[Question]:
    return [
        ask(f"reset the VPN {thread}{n}", message=f"{thread}{n}", thread=thread)
        for n in range(length)
    ]


async def test_a_conversation_is_answered_in_the_order_of_the_questions(world: World) -> None:
    chance = random.Random(1)  # noqa: S311 - the same each time
    talks = [conversation(thread, 5) for thread in "abc"]
    for question in (one for talk in talks for one in talk):
        world.slow_answer(question.text, chance.uniform(0.1, 5))
        await world.accept(question)
    async with world.running(), world.running():
        await world.closed()
    shown = [message.exchange for message in world.outlet.messages.values()]
    for talk in talks:
        ids = [question.id for question in talk]
        assert [id_ for id_ in shown if id_ in ids] == ids


async def test_a_slow_conversation_holds_up_no_other(world: World) -> None:
    slow, quick = ask("slow", message="1", thread="a"), ask("quick", message="2", thread="b")
    world.slow_answer("slow", 15)
    await world.accept(slow, quick)
    async with world.running():
        await world.closed(slow, quick)
    first, second = world.outlet.messages.values()
    assert (first.exchange, second.exchange) == (quick.id, slow.id)
    assert first.at < 1


async def test_the_next_question_of_a_conversation_does_not_wait_for_the_poll(
    world: World,
) -> None:
    talk = conversation("a", 5)
    await world.accept(*talk)
    async with world.running(poll=1000.0):
        assert await world.closed(*talk) < 1


async def test_a_follow_up_is_searched_with_the_turn_before_it(world: World) -> None:
    first, second = ask("reset VPN", message="1"), ask("and then?", message="2")
    await world.accept(first, second)
    async with world.running():
        await world.closed(first, second)
    # By itself, and with what the conversation is about: the words, and the source's title.
    assert world.embedder.questions == ["reset VPN", "and then?", "reset VPN IT and then?"]


async def test_what_a_door_knows_of_the_conversation_comes_first(world: World) -> None:
    first = ask("reset VPN", message="1")
    second = ask("and then?", message="2")
    told = type(second)(
        second.place,
        second.message,
        second.asker,
        second.text,
        second.asked_at,
        second.addressed,
        history=(user("What of the portal?"),),
    )
    await world.accept(first, told)
    async with world.running():
        await world.closed(first, second)
    assert "portal and then?" in world.embedder.questions
    assert "reset VPN and then?" not in world.embedder.questions
