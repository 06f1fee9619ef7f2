"""What every archive of exchanges keeps when a message was changed or deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.consent import Act
from bot.domain.conversation import Addressed, Question, Remedy, State
from bot.domain.errors import LeaseLost
from bot.ports import MOST_EDITS, TurnedAway
from tests.contracts.archives import HOUR, LEASE, Archive, asked
from tests.samples import LEE, answer

LONG = timedelta(seconds=30)


def edited(text: str = "How many, exactly?", *, message: str = "1") -> Question:
    """The same message with other words."""
    return replace(asked(message), text=text)


async def test_an_edited_question_is_answered_anew_in_the_place_of_the_earlier_answer(
    archive: Archive,
) -> None:
    await archive.serve(asked("1"))
    archive.clock.advance(600)
    amended = await archive.exchanges.amend(edited())
    assert amended is not None
    assert (amended.state, amended.question.text) == (State.RECEIVED, "How many, exactly?")
    claim = await archive.claim()
    assert claim.exchange == replace(amended, state=State.ANSWERING)
    assert claim.exchange.posted == "p"
    assert (claim.may_be_posted, claim.crashes, claim.is_erased) == (True, 0, False)
    assert claim.received_at == archive.clock.now()
    await archive.exchanges.record(claim, answer=answer(), text="better")
    await archive.exchanges.close(claim, posted="p")
    assert (await archive.find(asked("1"))).text == "better"
    assert (await archive.find(asked("1"))).question.text == "How many, exactly?"


async def test_nothing_happens_when_it_reads_the_same(archive: Archive) -> None:
    await archive.serve(asked("1"))
    assert await archive.exchanges.amend(asked("1")) is None
    assert await archive.is_idle()


async def test_nothing_happens_when_the_message_is_unknown_or_somebody_elses(
    archive: Archive,
) -> None:
    assert await archive.exchanges.amend(edited()) is None
    await archive.serve(asked("1"))
    assert await archive.exchanges.amend(replace(edited(), asker=LEE)) is None
    assert await archive.is_idle()


async def test_erased_words_are_not_brought_back_by_an_edit(archive: Archive) -> None:
    await archive.serve(asked("1"))
    await archive.act(Act.FORGET)
    assert await archive.exchanges.amend(edited()) is None
    assert not await archive.has_words(asked("1"))


async def test_a_message_is_answered_anew_only_so_often(archive: Archive) -> None:
    await archive.receive(asked("1"))
    texts = [f"edit {number}" for number in range(MOST_EDITS + 1)]
    amended = [await archive.exchanges.amend(edited(text)) for text in texts]
    assert [one is not None for one in amended] == [True] * MOST_EDITS + [False]
    assert (await archive.find(asked("1"))).question.text == texts[-2]


async def test_whoever_answers_the_old_words_loses_the_lease(archive: Archive) -> None:
    await archive.receive(asked("1"))
    claim = await archive.claim()
    await archive.exchanges.amend(edited())
    with pytest.raises(LeaseLost):
        await archive.exchanges.record(claim, answer=answer(), text="late")
    again = await archive.claim()
    assert again.exchange.question.text == "How many, exactly?"
    assert (again.may_be_posted, again.crashes) == (False, 0)


async def test_a_post_that_may_be_under_way_is_waited_for(archive: Archive) -> None:
    await archive.receive(asked("1"))
    claim = await archive.answer(asked("1"))
    await archive.exchanges.posting(claim, lease=LONG)
    await archive.exchanges.amend(edited())
    assert await archive.is_idle()
    archive.clock.advance(LONG.total_seconds() + 1)
    again = await archive.claim()
    assert (again.may_be_posted, again.crashes) == (True, 0)


async def test_an_edit_can_be_turned_away_as_a_question_can(archive: Archive) -> None:
    await archive.serve(asked("1"))
    away = TurnedAway("Too long.", Remedy.REWORD)
    amended = await archive.exchanges.amend(edited(), turned_away=away)
    assert amended is not None
    assert (amended.state, amended.reason, amended.posted) == (State.FAILED, "Too long.", "p")
    assert (await archive.claim()).exchange == amended


async def test_a_deleted_question_loses_its_words_and_what_was_shown_is_taken_away(
    archive: Archive,
) -> None:
    await archive.serve(asked("1"))
    assert await archive.exchanges.withdraw(asked("1").id)
    assert not await archive.has_words(asked("1"))
    claim = await archive.claim()
    assert claim.is_erased
    assert claim.exchange.posted == "p"
    await archive.exchanges.abandon(claim, reason="Erased.")
    assert await archive.is_idle()


async def test_what_was_deleted_before_it_was_answered_is_never_answered(
    archive: Archive,
) -> None:
    await archive.receive(asked("1"))
    claim = await archive.claim()
    await archive.exchanges.withdraw(asked("1").id)
    with pytest.raises(LeaseLost):
        await archive.exchanges.posting(claim, lease=LEASE)
    again = await archive.claim()
    assert (again.is_erased, again.may_be_posted, again.crashes) == (True, False, 0)


async def test_what_was_never_shown_stays_closed_when_it_is_deleted(archive: Archive) -> None:
    await archive.receive(asked("1"))
    await archive.exchanges.abandon(await archive.claim(), reason="The place is gone.")
    assert await archive.exchanges.withdraw(asked("1").id)
    assert not await archive.has_words(asked("1"))
    assert await archive.is_idle()


async def test_an_unknown_message_cannot_be_deleted(archive: Archive) -> None:
    assert not await archive.exchanges.withdraw(asked("1").id)


async def test_who_spoke_in_a_conversation_took_part_in_it(archive: Archive) -> None:
    await archive.serve(asked("1"))
    since = archive.clock.now() - HOUR
    place, elsewhere = asked("1").place, replace(asked("1").place, thread="other")
    took_part = archive.exchanges.took_part
    assert await took_part(asked("1").asker, place, since=since)
    assert not await took_part(LEE, place, since=since)
    assert not await took_part(asked("1").asker, elsewhere, since=since)
    assert not await took_part(asked("1").asker, place, since=archive.clock.now() + HOUR)


async def test_a_call_for_a_person_says_what_it_is_about_and_is_no_turn(
    archive: Archive,
) -> None:
    await archive.serve(asked("1"))
    call = replace(asked("2"), addressed=Addressed.PERSON, about=asked("1").id)
    await archive.serve(call)
    assert (await archive.find(call)).question.about == asked("1").id
    turns = await archive.exchanges.turns(asked("3"), limit=5)
    assert [turn.text for turn in turns] == [asked("1").text, f"re: {asked('1').text}"]


async def test_an_edit_can_make_a_question_of_a_call_for_a_person(archive: Archive) -> None:
    await archive.serve(replace(asked("1"), addressed=Addressed.PERSON))
    await archive.exchanges.amend(edited())
    assert (await archive.find(asked("1"))).question.addressed is asked("1").addressed
