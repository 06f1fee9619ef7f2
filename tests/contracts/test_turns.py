"""What every archive of exchanges keeps: looking back, at a conversation and at a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.consent import Act
from bot.domain.conversation import Question, Remedy, Speaker, State, Turn
from bot.domain.people import Person, Platform
from bot.ports import Reusable, TurnedAway
from tests.contracts.archives import HOUR, Archive, asked, messages
from tests.samples import KIM, LEE, NOON, answer, question

BUSY = TurnedAway("Too many questions.", Remedy.WAIT)


def turns(*names: str) -> tuple[Turn, ...]:
    """What was asked under these names and answered."""
    pairs = [(Turn(Speaker.USER, name), Turn(Speaker.BOT, f"re: {name}")) for name in names]
    return tuple(turn for pair in pairs for turn in pair)


async def test_turns_are_questions_each_with_its_answer_oldest_first(archive: Archive) -> None:
    await archive.serve(asked("1"), asked("2", asker=LEE), asked("3"))
    await archive.receive(asked("now"))
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("1", "2", "3")


async def test_of_many_turns_the_newest_are_taken(archive: Archive) -> None:
    await archive.serve(asked("1"), asked("2"), asked("3"))
    await archive.receive(asked("now"))
    assert await archive.exchanges.turns(asked("now"), limit=2) == turns("2", "3")
    assert await archive.exchanges.turns(asked("now"), limit=0) == ()


async def test_a_question_that_is_not_received_yet_comes_after_all_turns(
    archive: Archive,
) -> None:
    await archive.serve(asked("1"))
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("1")


@pytest.mark.parametrize("part", ["workspace", "channel", "thread"])
async def test_turns_of_other_conversations_are_left_out(archive: Archive, part: str) -> None:
    other = asked("other")
    elsewhere = {part: "elsewhere"}
    other = replace(other, place=replace(other.place, **elsewhere))  # type: ignore[arg-type] # as named
    await archive.serve(other, asked("web", platform=Platform.WEB), asked("1"))
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("1")


async def test_turns_that_came_later_are_left_out(archive: Archive) -> None:
    await archive.serve(asked("1"))
    await archive.receive(asked("now"))
    await archive.serve(asked("2"))
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("1")


async def test_turns_without_an_answer_are_left_out(archive: Archive) -> None:
    await archive.exchanges.receive(asked("away"), turned_away=BUSY)
    await archive.receive(asked("failed"), asked("waiting"), asked("shown"), asked("now"))
    claim = await archive.claim_this(asked("failed"))
    await archive.exchanges.fail(claim, reason="r", remedy=Remedy.WAIT)
    await archive.answer(asked("shown"), "re: shown")
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("shown")


async def test_turns_whose_words_are_gone_are_left_out(archive: Archive) -> None:
    await archive.serve(asked("kim"), asked("lee", asker=LEE))
    await archive.act(Act.FORGET)
    assert await archive.exchanges.turns(asked("now"), limit=9) == turns("lee")
    await archive.vault.destroy(archive.vault.pseudonym(LEE))
    assert await archive.exchanges.turns(asked("now"), limit=9) == ()


async def test_turns_whose_words_are_gone_take_no_place(archive: Archive) -> None:
    await archive.serve(asked("lee", asker=LEE), asked("kim"))
    await archive.act(Act.FORGET)
    assert await archive.exchanges.turns(asked("now"), limit=1) == turns("lee")


async def test_turns_of_somebody_who_keeps_nothing_are_gone(archive: Archive) -> None:
    await archive.act(Act.KEEP_NOTHING)
    await archive.serve(asked("1"))
    await archive.receive(asked("now"))
    assert await archive.exchanges.turns(asked("now"), limit=9) == ()


async def test_a_conversation_is_what_the_asker_said_there(archive: Archive) -> None:
    await archive.serve(asked("1"), asked("lee", asker=LEE), asked("elsewhere", thread="b"))
    await archive.exchanges.receive(asked("2"), turned_away=BUSY)
    archive.clock.advance(1)
    await archive.receive(asked("3"))
    found = await archive.exchanges.conversation(asked("now"), limit=9)
    assert messages(*found) == ["1", "2", "3"]
    assert [one.state for one in found] == [State.DELIVERED, State.FAILED, State.RECEIVED]
    assert found[0] == await archive.find(asked("1"))
    assert (found[0].answer, found[0].text) == (answer(), "re: 1")


async def test_of_a_long_conversation_the_newest_part_is_taken(archive: Archive) -> None:
    await archive.receive(*(asked(str(number)) for number in range(5)))
    found = await archive.exchanges.conversation(asked("now"), limit=2)
    assert messages(*found) == ["3", "4"]


async def test_recent_questions_are_the_persons_own(archive: Archive) -> None:
    others = [asked("lee", asker=LEE), asked("web", asker=Person(Platform.WEB, "", "kim"))]
    await archive.receive(asked("1"), *others, asked("2", thread="b"))
    await archive.exchanges.receive(asked("3"), turned_away=BUSY)
    moments = [NOON, NOON + timedelta(seconds=3)]
    assert await archive.exchanges.recent(KIM, since=NOON - HOUR) == moments
    assert await archive.exchanges.recent(KIM, since=NOON) == moments
    assert await archive.exchanges.recent(KIM, since=NOON + timedelta(seconds=1)) == moments[1:]


async def test_recent_questions_count_though_their_words_are_gone(archive: Archive) -> None:
    await archive.serve(asked())
    await archive.act(Act.FORGET)
    assert await archive.exchanges.recent(KIM, since=NOON) == [NOON]


async def test_the_facts_for_reuse_come_oldest_first(archive: Archive) -> None:
    first, second = question(message="z"), question(message="a", asker=LEE)
    for one in (first, second):
        await archive.exchanges.receive(one)
        archive.clock.advance(60)
    assert await archive.exchanges.reusable() == [facts(archive, first), facts(archive, second)]


@pytest.mark.parametrize("late", [-60, 60])
async def test_words_are_as_old_as_the_earlier_of_both_clocks(
    archive: Archive, late: int
) -> None:
    archive.clock.advance(late)
    await archive.exchanges.receive(question())
    (found,) = await archive.exchanges.reusable()
    assert found.said_at == min(NOON, NOON + timedelta(seconds=late))


async def test_words_without_a_key_are_not_among_the_facts(archive: Archive) -> None:
    await archive.receive(asked("1"), asked("2", asker=LEE))
    await archive.vault.destroy(archive.vault.pseudonym(KIM))
    await archive.receive(asked("3"))
    found = await archive.exchanges.reusable()
    assert [one.exchange for one in found] == [asked("2").id, asked("3").id]


def facts(archive: Archive, one: Question) -> Reusable:
    return Reusable(one.id, archive.vault.pseudonym(one.asker), Platform.SLACK, NOON)
