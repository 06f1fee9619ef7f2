"""What the desk does beside hearing questions: edits, deletions, ratings, calls for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.desk import LONGEST_QUESTION, Desk
from bot.core.limits import Pace
from bot.domain.conversation import Addressed, Question, Remedy, State, Verdict
from bot.domain.errors import ServiceError
from tests.bot.core.desks import Room
from tests.bot.core.questions import asked
from tests.samples import LEE

PHONE = "010-1234-5678"


def edited(question: Question, text: str) -> Question:
    """The same message with other words."""
    return replace(question, text=text)


@pytest.mark.parametrize(
    "said", ["ask a person", "담당자 불러 주세요", "Can I talk to a human?"]
)
async def test_who_asks_for_a_person_is_not_given_an_answer(
    desk: Desk, room: Room, said: str
) -> None:
    exchange = await desk.hear(asked(said))
    assert exchange.question.addressed is Addressed.PERSON
    held = await room.log.find(exchange.question.id)
    assert held == exchange


async def test_a_question_about_people_stays_a_question(desk: Desk) -> None:
    exchange = await desk.hear(asked("Who is the person in charge of laptops?"))
    assert exchange.question.addressed is Addressed.MENTION


async def test_an_edit_is_accepted_like_a_question(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    amended = await desk.amend(edited(question, f"My phone is {PHONE}, how do I reset it?"))
    assert amended is not None
    assert amended.state is State.RECEIVED
    assert PHONE not in amended.question.text
    assert room.accepted[-1] == (amended.question, room.clock.now())
    assert room.rings == 2


async def test_an_edit_that_changes_nothing_is_passed_over(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    assert await desk.amend(question) is None
    assert await desk.amend(asked("Another?", message="unknown")) is None
    assert len(room.accepted) == 1


async def test_an_edit_that_only_redaction_makes_the_same_changes_nothing(desk: Desk) -> None:
    await desk.hear(asked(f"Call me at {PHONE}"))
    assert await desk.amend(asked("Call me at 010-9999-8888")) is None


async def test_an_edit_can_be_too_long_and_is_told(desk: Desk) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    amended = await desk.amend(edited(question, "x" * (LONGEST_QUESTION + 1)))
    assert amended is not None
    assert (amended.state, amended.remedy) == (State.FAILED, Remedy.REWORD)


async def test_an_edit_does_not_count_as_another_question(room: Room) -> None:
    desk = room.desk(pace=Pace(1, 0))
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    amended = await desk.amend(edited(question, "How do I reset it on a phone?"))
    assert amended is not None
    assert amended.state is State.RECEIVED


async def test_an_edit_is_not_taken_in_when_far_too_much_waits(room: Room) -> None:
    desk = room.desk(backlog=1)
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    for number in range(3):
        await room.log.receive(asked("another", message=f"other {number}"))
    with pytest.raises(ServiceError):
        await desk.amend(edited(question, "How do I reset it on a phone?"))


async def test_a_deleted_question_is_withdrawn_and_the_bell_rings(
    desk: Desk, room: Room
) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    assert await desk.withdraw(question.id)
    held = await room.log.find(question.id)
    assert held is not None
    assert held.question.text == ""
    assert room.rings == 2
    assert not await desk.withdraw(asked("?", message="unknown").id)


async def test_the_button_asks_for_a_person_once_per_answer(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    calls = [
        await desk.call_person(question.id, LEE, place=question.place, said="Ask a person")
        for _ in range(2)
    ]
    first, second = calls
    assert first is not None
    assert second is not None
    assert first.question.id == second.question.id != question.id
    assert (first.question.addressed, first.question.about) == (
        Addressed.PERSON,
        question.id,
    )
    assert first.question.asker == LEE
    assert len(room.accepted) == 2


async def test_the_button_works_also_for_who_asked_too_often(room: Room) -> None:
    desk = room.desk(pace=Pace(1, 1))
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    called = await desk.call_person(
        question.id, question.asker, place=question.place, said="Ask a person"
    )
    assert called is not None
    assert called.state is State.RECEIVED


async def test_the_button_under_an_unknown_answer_does_nothing(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    called = await desk.call_person(question.id, LEE, place=question.place, said="Ask")
    assert called is None
    assert room.accepted == []


async def test_ratings_are_kept_for_answers_that_are_there(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    assert not await desk.rate(question.id, LEE, Verdict.HELPFUL)
    await desk.hear(question)
    assert await desk.rate(question.id, LEE, Verdict.UNHELPFUL)
    assert await desk.ratings.of(question.id) == [Verdict.UNHELPFUL]


async def test_a_conversation_is_left_after_a_week_of_silence(desk: Desk, room: Room) -> None:
    question = asked("How do I reset the VPN?")
    await desk.hear(question)
    assert await desk.took_part(question.asker, question.place)
    assert not await desk.took_part(LEE, question.place)
    room.clock.advance(timedelta(days=7, seconds=1).total_seconds())
    assert not await desk.took_part(question.asker, question.place)
