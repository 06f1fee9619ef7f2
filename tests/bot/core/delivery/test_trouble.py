"""Answering fails: it is tried again, or the asker hears a reason."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.conversation import Outcome, Remedy, State
from bot.domain.errors import (
    BadSetting,
    BudgetSpent,
    EmbedderUnavailable,
    IndexUnavailable,
    KeyMismatch,
    QuestionEmpty,
)
from tests.bot.core.delivery.world import INSIDE, World, ask, many


@pytest.mark.parametrize("times", [1, 4])
async def test_a_part_that_comes_back_in_time_costs_no_answer(world: World, times: int) -> None:
    question = ask()
    world.fail_answers_with(IndexUnavailable(INSIDE), of=question.text, times=times)
    await world.accept(question)
    async with world.running():
        await world.closed(question, within=30)
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}
    assert world.tally.retries == times


async def test_a_part_that_stays_away_ends_in_a_reason_with_a_reference(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    question = ask()
    world.fail_answers_with(EmbedderUnavailable(INSIDE), of=question.text)
    await world.accept(question)
    async with world.running():
        seconds = await world.closed(question, within=60)
    assert 25 < seconds < 45
    stands = await world.stands(question)
    assert (stands.state, stands.remedy) == (State.FAILED, Remedy.WAIT)
    (shown,) = world.outlet.texts()
    assert shown == stands.reason
    assert stands.reference in shown
    assert "hunter2" not in shown
    assert world.tally.outcomes == {Outcome.FAILED: 1}
    assert stands.reference in {vars(record).get("reference") for record in caplog.records}
    assert not [record for record in caplog.records if question.text in repr(vars(record))]


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (BadSetting(INSIDE), Remedy.OPERATOR),
        (KeyMismatch(INSIDE), Remedy.OPERATOR),
        (QuestionEmpty(), Remedy.REWORD),
    ],
)
async def test_what_time_does_not_mend_fails_at_once(
    world: World, error: Exception, remedy: Remedy
) -> None:
    question = ask("VPN이 안 돼요")
    world.fail_answers_with(error, of=question.text)
    await world.accept(question)
    async with world.running():
        assert await world.closed(question) < 1
    stands = await world.stands(question)
    assert (stands.state, stands.remedy) == (State.FAILED, remedy)
    assert "hunter2" not in stands.reason
    assert "주세요" in world.outlet.texts()[0]


async def test_a_spent_budget_says_at_once_when_to_come_back(world: World) -> None:
    question = ask()
    until = world.clock.now() + timedelta(hours=3)
    world.fail_answers_with(BudgetSpent(until=until), of=question.text)
    await world.accept(question)
    async with world.running():
        assert await world.closed(question) < 1
    assert "in about 3 hours" in world.outlet.texts()[0]


async def test_an_answer_that_never_comes_is_given_up(world: World) -> None:
    question = ask()
    world.slow_answer(question.text, 10**6)
    await world.accept(question)
    async with world.running():
        seconds = await world.closed(question)
    assert 20 <= seconds < 50
    assert (await world.stands(question)).state is State.FAILED


async def test_a_question_that_waited_long_for_its_turn_is_tried_all_the_same(
    world: World,
) -> None:
    question = ask()
    await world.accept(question)
    await asyncio.sleep(100)
    async with world.running():
        await world.closed(question)
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}


async def test_while_the_documents_are_read_questions_wait(world: World) -> None:
    world.is_ready = False
    question = ask()
    await world.accept(question)
    async with world.running():
        await asyncio.sleep(20)
        assert world.outlet.texts() == []
        world.is_ready = True
        await world.closed(question, within=5)
    assert world.tally.outcomes == {Outcome.ANSWERED: 1}


async def test_documents_that_take_too_long_to_read_are_a_reason(world: World) -> None:
    world.is_ready = False
    question = ask()
    await world.accept(question)
    async with world.running():
        assert await world.closed(question) < 45
    assert "still reading the documents" in world.outlet.texts()[0]
    assert world.embedder.questions == []


async def test_what_nobody_foresaw_is_told_logged_and_harms_nobody_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    odd, *others = many(4)
    world.fail_answers_with(RuntimeError(f"{odd.text} {INSIDE}"), of=odd.text)
    await world.accept(odd, *others)
    async with world.running():
        await world.closed(odd, *others, within=10)
    stands = await world.stands(odd)
    assert (stands.state, stands.remedy) == (State.FAILED, Remedy.OPERATOR)
    assert world.tally.outcomes == {Outcome.FAILED: 1, Outcome.ANSWERED: 3}
    (record,) = (one for one in caplog.records if "stumbled" in one.getMessage())
    assert "RuntimeError" in record.getMessage()
    assert vars(record)["reference"] == stands.reference
    assert "hunter2" not in caplog.text
    assert odd.text not in caplog.text
    assert len(world.outlet.messages) == 4


async def test_a_failed_question_is_not_tried_again_by_whoever_shows_it(world: World) -> None:
    question = ask()
    world.fail_answers_with(BadSetting(INSIDE), of=question.text, times=1)
    world.steps.stop_at = "outlet.post"
    await world.accept(question)
    async with world.running():
        await world.steps.stopped.wait()
    async with world.running():
        await world.closed(question)
    assert (await world.stands(question)).state is State.FAILED
    assert len(world.outlet.messages) == 1
