"""To a person: told once, and the asker sees where."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.conversation import Addressed, Outcome, Question, Speaker, State, Turn
from bot.domain.errors import OutletRefused, OutletUnavailable
from tests.bot.core.delivery.world import INSIDE, World, ask, kill


def call(text: str = "ask a person", *, about: Question | None = None) -> Question:
    """Somebody asks for a person, in the same thread."""
    wish = replace(ask(text, message="call"), addressed=Addressed.PERSON)
    return replace(wish, about=about.id if about else None)


async def test_the_staff_are_told_and_the_asker_sees_where(world: World) -> None:
    question, wish = ask(), call()
    await world.accept(question, wish)
    async with world.running():
        await world.closed(question, wish)
    answer = (await world.stands(question)).text
    assert world.outlet.calls_for_people == {
        wish.id: (Turn(Speaker.USER, question.text), Turn(Speaker.BOT, answer))
    }
    stands = await world.stands(wish)
    assert stands.state is State.DELIVERED
    assert stands.answer is not None
    assert stands.answer.outcome is Outcome.HANDED_OVER
    assert stands.text == "I have told the people in #it-help. Somebody will answer you here."
    assert world.outlet.messages[stands.posted].text == stands.text


async def test_a_button_hands_over_the_exchange_that_it_stands_under(world: World) -> None:
    first, second = ask("reset the VPN", message="1"), ask("and the printer", message="2")
    wish = call("담당자 부르기", about=first)
    await world.accept(first, second, wish)
    async with world.running():
        await world.closed(first, second, wish)
    (turns,) = world.outlet.calls_for_people.values()
    assert [turn.text for turn in turns] == [first.text, (await world.stands(first)).text]
    assert (await world.stands(wish)).text == (
        "#it-help의 담당자에게 전달했습니다. 이 대화에서 답을 드릴 겁니다."
    )


async def test_erased_words_are_not_handed_over(world: World) -> None:
    question = ask()
    await world.accept(question)
    async with world.running():
        await world.closed(question)
    await world.erase(question)
    wish = call(about=question)
    await world.accept(wish)
    async with world.running():
        await world.closed(wish)
    assert world.outlet.calls_for_people == {wish.id: ()}


async def test_it_works_while_the_documents_are_still_being_read(world: World) -> None:
    world.is_ready = False
    wish = call()
    await world.accept(wish)
    async with world.running():
        assert await world.closed(wish) < 5
    assert (await world.stands(wish)).state is State.DELIVERED


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("ask a person", "I cannot call a person from here. To ask a person: #it-help"),
        (
            "담당자 부르기",
            "여기에서는 담당자를 불러 드릴 수 없습니다. 담당자에게 문의해 주세요: #it-help",
        ),
    ],
)
async def test_where_nobody_can_be_told_the_contact_is_named(
    world: World, said: str, heard: str
) -> None:
    world.outlet.staff, world.contact = "", "#it-help"
    wish = call(said)
    await world.accept(wish)
    async with world.running():
        await world.closed(wish)
    stands = await world.stands(wish)
    assert (stands.state, stands.reason) == (State.FAILED, heard)
    assert world.outlet.messages[stands.posted].text == heard


async def test_staff_who_cannot_be_reached_are_tried_again_and_then_it_is_said(
    world: World,
) -> None:
    wish = call()
    world.outlet.failures_of_calls = [OutletUnavailable(INSIDE)] * 10**3
    await world.accept(wish)
    async with world.running():
        assert await world.closed(wish) < 60
    stands = await world.stands(wish)
    assert stands.state is State.FAILED
    assert stands.reason.startswith("I could not reach a person.")
    assert stands.reference in stands.reason


async def test_a_kill_after_the_staff_were_told_tells_them_once_and_the_asker_too(
    world: World,
) -> None:
    wish = call()
    await world.accept(wish)
    told = asyncio.Event()
    world.steps.after = {"outlet.call_person": _rings(told)}
    first = asyncio.create_task(world.delivery().run())
    await told.wait()
    await kill(first)
    world.steps.after = {}
    async with world.running():
        await world.closed(wish)
    assert list(world.outlet.calls_for_people) == [wish.id]
    assert world.outlet.calls.count("call_person") == 2
    assert len(world.outlet.messages) == 1


async def test_a_staff_place_that_refuses_is_not_asked_again(world: World) -> None:
    wish = call()
    world.outlet.failures_of_calls = [OutletRefused(INSIDE)]
    await world.accept(wish)
    async with world.running():
        await world.closed(wish)
    assert (await world.stands(wish)).state is State.FAILED
    assert world.outlet.calls.count("call_person") == 1


def _rings(event: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def step() -> None:
        event.set()
        await asyncio.sleep(3600)

    return step
