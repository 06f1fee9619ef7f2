"""One exchange, for whoever waits for it on a command line."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.conversation import Outcome, Question, Remedy, State
from bot.domain.errors import DatabaseUnavailable, IndexUnavailable
from bot.domain.people import Platform
from bot.ports import TurnedAway
from tests.bot.core.delivery.world import INSIDE, World, ask, kill


def on_a_command_line(text: str = "reset the VPN") -> Question:
    question = ask(text)
    return replace(question, place=replace(question.place, platform=Platform.CLI))


async def test_it_is_answered_shown_and_given_back(world: World) -> None:
    question = on_a_command_line()
    await world.accept(question)
    served = await world.delivery().serve_this(question.id)
    assert served is not None
    assert served.state is State.DELIVERED
    assert world.outlet.texts() == [served.text]
    assert served.answer is not None
    assert served.answer.outcome is Outcome.ANSWERED
    assert served == await world.stands(question)


async def test_what_was_turned_away_is_shown(world: World) -> None:
    question = on_a_command_line()
    await world.accept(question, turned_away=TurnedAway("Too long.", Remedy.REWORD))
    served = await world.delivery().serve_this(question.id)
    assert served is not None
    assert (served.state, served.reason, served.remedy) == (
        State.FAILED,
        "Too long.",
        Remedy.REWORD,
    )


async def test_a_part_that_is_away_is_a_reason_in_time(world: World) -> None:
    question = on_a_command_line()
    world.fail_answers_with(IndexUnavailable(INSIDE), of=question.text)
    await world.accept(question)
    started = world.clock.monotonic()
    served = await world.delivery().serve_this(question.id)
    assert world.clock.monotonic() - started < 45
    assert served is not None
    assert served.state is State.FAILED
    assert world.outlet.texts() == [served.reason]


async def test_what_nobody_foresaw_is_a_reason_too(world: World) -> None:
    question = on_a_command_line()
    world.fail_answers_with(RuntimeError(INSIDE), of=question.text)
    await world.accept(question)
    served = await world.delivery().serve_this(question.id)
    assert served is not None
    assert (served.state, served.remedy) == (State.FAILED, Remedy.OPERATOR)
    assert world.outlet.texts() == [served.reason]


async def test_one_that_is_closed_or_unknown_or_being_served_is_none(world: World) -> None:
    question = on_a_command_line()
    assert await world.delivery().serve_this(question.id) is None
    world.slow_answer(question.text, 5)
    await world.accept(question)
    serving = asyncio.create_task(world.delivery().serve_this(question.id))
    await asyncio.sleep(1)
    assert await world.delivery().serve_this(question.id) is None
    await serving
    assert await world.delivery().serve_this(question.id) is None


async def test_a_database_that_stays_away_is_an_error_in_time(world: World) -> None:
    question = on_a_command_line()
    await world.accept(question)
    world.steps.failures = {"record": DatabaseUnavailable(INSIDE)}
    started = world.clock.monotonic()
    with pytest.raises(DatabaseUnavailable):
        await world.delivery().serve_this(question.id)
    assert world.clock.monotonic() - started < 50


async def test_one_that_is_broken_off_is_handed_back(world: World) -> None:
    question = on_a_command_line()
    world.slow_answer(question.text, 5)
    await world.accept(question)
    serving = asyncio.create_task(world.delivery().serve_this(question.id))
    await asyncio.sleep(1)
    await kill(serving)
    served = await world.delivery().serve_this(question.id)
    assert served is not None
    assert served.state is State.DELIVERED
    assert world.tally.crashes == 0
