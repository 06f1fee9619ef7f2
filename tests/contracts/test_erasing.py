"""What every archive of exchanges keeps: words go when they must, and stay until then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.consent import Act
from bot.domain.conversation import Answer, Outcome, Question, Remedy, State
from bot.domain.language import Language
from bot.domain.people import Person
from tests.contracts.archives import HOUR, Archive, asked
from tests.samples import KIM, LEE, answer

ERASING = (Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET)


def later(archive: Archive) -> datetime:
    """A moment after everything that arrived: no conversation is open."""
    return archive.clock.now() + HOUR


async def with_words(archive: Archive, *questions: Question) -> list[str]:
    return [one.message for one in questions if await archive.has_words(one)]


@pytest.mark.parametrize("act", ERASING)
async def test_what_was_closed_loses_its_words_and_keeps_its_figures(
    archive: Archive, act: Act
) -> None:
    await archive.serve(asked())
    assert await archive.has_words(asked())
    assert await archive.act(act, open_since=later(archive)) == 1
    assert not await archive.has_words(asked())
    erased = await archive.find(asked())
    assert erased.state is State.DELIVERED
    assert (erased.text, erased.question.text, erased.question.history) == ("", "", ())
    assert erased.question.asker == Person(KIM.platform, workspace="", user="")
    assert erased.answer == Answer(
        outcome=Outcome.ANSWERED,
        language=Language.KOREAN,
        confidence=answer().confidence,
        model=answer().model,
        tokens=answer().tokens,
        cost=answer().cost,
    )


@pytest.mark.parametrize("act", ERASING)
async def test_an_act_counts_what_it_erased_once(archive: Archive, act: Act) -> None:
    await archive.serve(asked("1"), asked("2", thread="b"), asked("lee", asker=LEE))
    assert await archive.act(act, open_since=later(archive)) == 2
    assert await archive.act(act, open_since=later(archive)) == 0
    assert await archive.has_words(asked("lee", asker=LEE))


@pytest.mark.parametrize("act", [Act.OPT_IN, Act.KEEP])
async def test_other_acts_erase_nothing(archive: Archive, act: Act) -> None:
    await archive.serve(asked())
    assert await archive.act(act, open_since=later(archive)) == 0
    assert await archive.has_words(asked())


async def test_opting_out_leaves_open_conversations_for_now(archive: Archive) -> None:
    await archive.serve(asked("old", thread="a"))
    since = archive.clock.now()
    await archive.serve(asked("new", thread="b"))
    assert await archive.act(Act.OPT_OUT, open_since=since) == 1
    both = asked("old", thread="a"), asked("new", thread="b")
    assert await with_words(archive, *both) == ["new"]


async def test_a_conversation_is_open_while_anybody_speaks_in_it(archive: Archive) -> None:
    await archive.serve(asked("kim"))
    since = archive.clock.now()
    await archive.serve(asked("lee", asker=LEE))
    assert await archive.act(Act.OPT_OUT, open_since=since) == 0
    assert await archive.has_words(asked("kim"))


async def test_a_conversation_is_open_while_something_waits_in_it(archive: Archive) -> None:
    await archive.serve(asked("answered"))
    await archive.receive(asked("waiting", asker=LEE))
    assert await archive.act(Act.OPT_OUT, open_since=later(archive)) == 0
    assert await archive.has_words(asked("answered"))


async def test_who_opted_out_is_forgotten_once_the_conversation_ends(archive: Archive) -> None:
    both = asked("kim"), asked("lee", asker=LEE)
    began = archive.clock.now()
    await archive.serve(*both)
    await archive.act(Act.OPT_OUT, open_since=began)
    assert await archive.exchanges.forget_closed(open_since=began) == 0
    assert await archive.exchanges.forget_closed(open_since=later(archive)) == 1
    assert await with_words(archive, *both) == ["lee"]
    assert await archive.exchanges.forget_closed(open_since=later(archive)) == 0


async def test_what_is_not_shown_yet_is_not_forgotten(archive: Archive) -> None:
    await archive.receive(asked())
    await archive.act(Act.OPT_OUT)
    assert await archive.exchanges.forget_closed(open_since=later(archive)) == 0
    assert await archive.exchanges.forget_old(before=later(archive)) == 0
    assert await archive.has_words(asked())


async def test_who_opted_in_again_is_not_forgotten(archive: Archive) -> None:
    await archive.serve(asked())
    await archive.act(Act.OPT_OUT)
    await archive.act(Act.OPT_IN)
    assert await archive.exchanges.forget_closed(open_since=later(archive)) == 0
    assert await archive.has_words(asked())


async def test_keeping_nothing_takes_what_is_closed_even_where_people_still_talk(
    archive: Archive,
) -> None:
    await archive.serve(asked("closed"))
    await archive.receive(asked("open"))
    assert await archive.act(Act.KEEP_NOTHING) == 1
    assert await with_words(archive, asked("closed"), asked("open")) == ["open"]


@pytest.mark.parametrize("is_shown", [True, False])
async def test_who_keeps_nothing_loses_their_words_when_the_exchange_ends(
    archive: Archive, *, is_shown: bool
) -> None:
    await archive.act(Act.KEEP_NOTHING)
    await archive.receive(asked())
    claim = await archive.answer(asked())
    assert await archive.has_words(asked())
    if is_shown:
        await archive.exchanges.close(claim, posted="p")
    else:
        await archive.exchanges.abandon(claim, reason="The channel is gone.")
    assert not await archive.has_words(asked())


async def test_who_keeps_nothing_loses_the_words_of_a_failure_too(archive: Archive) -> None:
    await archive.act(Act.KEEP_NOTHING)
    await archive.receive(asked())
    claim = await archive.claim()
    await archive.exchanges.fail(claim, reason="r", remedy=Remedy.WAIT)
    await archive.exchanges.close(claim, posted="p")
    assert not await archive.has_words(asked())
    assert (await archive.find(asked())).reason == "r"


@pytest.mark.parametrize("act", [Act.KEEP, Act.OPT_IN])
async def test_words_stay_again_once_keeping_nothing_ends(archive: Archive, act: Act) -> None:
    await archive.act(Act.KEEP_NOTHING)
    await archive.act(act)
    await archive.serve(asked())
    assert await archive.has_words(asked())


async def test_keeping_nothing_is_each_persons_own(archive: Archive) -> None:
    await archive.act(Act.KEEP_NOTHING)
    await archive.serve(asked("lee", asker=LEE))
    assert await archive.has_words(asked("lee", asker=LEE))


async def test_being_forgotten_takes_open_exchanges_too(archive: Archive) -> None:
    await archive.serve(asked("closed"))
    await archive.receive(asked("waiting"), asked("lee", asker=LEE))
    claim = await archive.claim_this(asked("waiting"))
    assert await archive.act(Act.FORGET) == 2
    everything = asked("closed"), asked("waiting"), asked("lee", asker=LEE)
    assert await with_words(archive, *everything) == ["lee"]
    await archive.exchanges.release(claim)
    claim = await archive.claim_this(asked("waiting"))
    assert claim.is_erased
    assert claim.exchange.question.text == ""


async def test_the_answer_to_a_question_forgotten_meanwhile_is_not_kept(
    archive: Archive,
) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    await archive.act(Act.FORGET)
    await archive.exchanges.record(claim, answer=answer(), text="shown")
    found = await archive.find(asked())
    assert found.state is State.ANSWERED
    assert found.answer is not None
    assert (found.answer.model, found.answer.citations, found.text) == ("quotation", (), "")
    assert not await archive.has_words(asked())
    await archive.exchanges.close(claim, posted="p")
    assert (await archive.find(asked())).state is State.DELIVERED


async def test_an_answer_recorded_before_is_forgotten_with_its_question(
    archive: Archive,
) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    await archive.act(Act.FORGET)
    assert not await archive.has_words(asked())
    await archive.exchanges.close(claim, posted="p")
    assert not await archive.has_words(asked())


async def test_being_forgotten_destroys_the_key(archive: Archive) -> None:
    who = archive.vault.pseudonym(KIM)
    sealed = await archive.vault.seal(who, "a backup", "words")
    other = await archive.vault.seal(archive.vault.pseudonym(LEE), "a backup", "words")
    await archive.act(Act.FORGET)
    assert await archive.vault.open(who, "a backup", sealed) is None
    assert await archive.vault.open(archive.vault.pseudonym(LEE), "a backup", other) == "words"


async def test_who_was_forgotten_may_ask_again(archive: Archive) -> None:
    await archive.serve(asked("1"))
    await archive.act(Act.FORGET)
    await archive.serve(asked("2"))
    assert await with_words(archive, asked("1"), asked("2")) == ["2"]
    assert (await archive.find(asked("2"))).question == asked("2")


async def test_a_forgotten_message_that_is_heard_again_stays_forgotten(
    archive: Archive,
) -> None:
    await archive.serve(asked())
    await archive.act(Act.FORGET)
    again, is_new = await archive.exchanges.receive(asked())
    assert (again.state, again.question.text, is_new) == (State.DELIVERED, "", False)
    assert not await archive.has_words(asked())


async def test_a_key_that_is_gone_erases_as_well(archive: Archive) -> None:
    await archive.receive(asked("1"), asked("2", thread="b"))
    await archive.answer(asked("1"))
    claim = await archive.claim_this(asked("2", thread="b"))
    await archive.vault.destroy(archive.vault.pseudonym(KIM))
    await archive.exchanges.record(claim, answer=answer(), text="shown")
    for one in (asked("1"), asked("2", thread="b")):
        erased = await archive.find(one)
        assert (erased.text, erased.question.text) == ("", "")
        assert erased.answer is not None
        assert erased.answer.sentences == ()


async def test_words_are_kept_for_as_long_as_the_operator_says(archive: Archive) -> None:
    await archive.serve(asked("1"))
    before = archive.clock.now()
    await archive.serve(asked("2"), asked("lee", asker=LEE))
    assert await archive.exchanges.forget_old(before=before) == 1
    everything = asked("1"), asked("2"), asked("lee", asker=LEE)
    assert await with_words(archive, *everything) == ["2", "lee"]
    assert await archive.exchanges.forget_old(before=later(archive)) == 2
    assert await with_words(archive, *everything) == []


async def test_erased_words_are_not_offered_for_reuse(archive: Archive) -> None:
    await archive.serve(asked("kim"), asked("lee", asker=LEE))
    await archive.act(Act.FORGET)
    await archive.serve(asked("again"))
    facts = await archive.exchanges.reusable()
    assert [one.exchange for one in facts] == [asked("lee").id, asked("again").id]


async def test_opting_out_twice_takes_what_ended_in_between(archive: Archive) -> None:
    await archive.serve(asked())
    assert await archive.act(Act.OPT_OUT) == 0
    archive.clock.advance(HOUR.total_seconds())
    since = archive.clock.now() - timedelta(seconds=1)
    assert await archive.act(Act.OPT_OUT, open_since=since) == 1
