"""What every archive of exchanges keeps: who works on what, and in which order."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from bot.domain.conversation import Question, Remedy, State
from bot.domain.people import Platform
from bot.ports import TurnedAway, Waiting
from tests.contracts.archives import EVERYWHERE, HOUR, LEASE, Archive, asked
from tests.samples import LEE, NOON, answer

BUSY = TurnedAway("Too many questions.", Remedy.WAIT)


async def taken(archive: Archive) -> list[str]:
    """What can be claimed now, one after the other, while nothing ends."""
    found = []
    while claim := await archive.exchanges.claim(EVERYWHERE, lease=HOUR):
        found.append(claim.exchange.question.message)
    return found


async def crash(archive: Archive, claimed: Question) -> None:
    """Its worker dies, and the lease ends."""
    await archive.claim_this(claimed)
    archive.clock.advance(LEASE.total_seconds())


async def test_a_claim_has_the_exchange_as_it_stands(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    assert claim.exchange == await archive.find(asked())
    assert (claim.fence, claim.crashes, claim.received_at) == (1, 0, NOON)
    assert not claim.may_be_posted
    assert not claim.is_erased


async def test_where_nothing_is_open_nothing_is_claimed(archive: Archive) -> None:
    assert await archive.is_idle()
    await archive.serve(asked())
    assert await archive.is_idle()
    assert await archive.exchanges.claim_this(asked().id, lease=LEASE) is None
    assert await archive.exchanges.claim_this(uuid.uuid4(), lease=LEASE) is None


async def test_what_is_leased_is_not_claimed_again(archive: Archive) -> None:
    await archive.receive(asked())
    await archive.claim()
    archive.clock.advance(LEASE.total_seconds() - 0.001)
    for suspects in (False, True):
        assert await archive.is_idle(suspects=suspects)
    assert await archive.exchanges.claim_this(asked().id, lease=LEASE) is None


async def test_a_lease_that_ended_leaves_a_suspect_and_a_higher_fence(
    archive: Archive,
) -> None:
    await archive.receive(asked())
    first = await archive.claim()
    archive.clock.advance(LEASE.total_seconds())
    assert await archive.is_idle()
    second = await archive.claim(suspects=True)
    assert second.fence > first.fence
    assert second.crashes == 1
    archive.clock.advance(LEASE.total_seconds())
    assert (await archive.claim(suspects=True)).crashes == 2


async def test_suspects_are_only_those_that_a_crash_left(archive: Archive) -> None:
    await archive.receive(asked("crashed", thread="a"), asked("new", thread="b"))
    await crash(archive, asked("crashed"))
    assert (await archive.claim()).exchange.question.message == "new"
    claim = await archive.claim(suspects=True)
    assert claim.exchange.question.message == "crashed"


async def test_this_one_may_be_a_suspect(archive: Archive) -> None:
    await archive.receive(asked())
    await crash(archive, asked())
    assert (await archive.claim_this(asked())).crashes == 1


async def test_a_suspect_holds_up_its_conversation(archive: Archive) -> None:
    await archive.receive(asked("crashed"), asked("next"))
    await crash(archive, asked("crashed"))
    assert await archive.is_idle()


async def test_a_conversation_is_served_in_the_order_of_arrival(archive: Archive) -> None:
    for number in ("3", "1", "2"):
        await archive.receive(asked(number))
    served = []
    for _ in range(3):
        claim = await archive.claim()
        assert await archive.is_idle()
        served.append(claim.exchange.question.message)
        await archive.exchanges.abandon(claim, reason="gone")
    assert served == ["3", "1", "2"]


async def test_whoever_asks_in_a_conversation_waits_for_the_others(archive: Archive) -> None:
    await archive.receive(asked("kim"), asked("lee", asker=LEE))
    assert await taken(archive) == ["kim"]


async def test_what_arrived_at_the_same_moment_goes_by_when_it_was_asked(
    archive: Archive,
) -> None:
    late, early = asked("late"), asked("early", asked_at=NOON - timedelta(seconds=1))
    for one in (late, early):
        await archive.exchanges.receive(one)
    assert await taken(archive) == ["early"]


async def test_twins_have_an_order_too(archive: Archive) -> None:
    twins = [asked(str(number)) for number in range(6)]
    for one in twins:
        await archive.exchanges.receive(one)
    first = min(twins, key=lambda one: one.id)
    assert await taken(archive) == [first.message]


@pytest.mark.parametrize("part", ["thread", "platform"])
async def test_different_conversations_are_served_in_parallel(
    archive: Archive, part: str
) -> None:
    other = (
        asked("2", thread="b") if part == "thread" else asked("2", platform=Platform.DISCORD)
    )
    await archive.receive(asked("1"), other)
    assert await taken(archive) == ["1", "2"]


async def test_the_conversation_that_arrived_first_goes_first(archive: Archive) -> None:
    threads = ("c", "a", "b")
    await archive.receive(*(asked(thread, thread=thread) for thread in threads))
    assert await taken(archive) == ["c", "a", "b"]


async def test_what_only_has_to_be_shown_goes_first(archive: Archive) -> None:
    names = ("received", "answering", "answered", "failed")
    await archive.receive(*(asked(name, thread=name) for name in names))
    claims = {name: await archive.claim_this(asked(name)) for name in names[1:]}
    await archive.exchanges.record(claims["answered"], answer=answer(), text="t")
    await archive.exchanges.fail(claims["failed"], reason="r", remedy=Remedy.WAIT)
    for claim in claims.values():
        await archive.exchanges.release(claim)
    assert await taken(archive) == ["answered", "failed", "received", "answering"]


async def test_what_was_turned_away_neither_waits_nor_holds_up(archive: Archive) -> None:
    await archive.exchanges.receive(asked("away 1"), turned_away=BUSY)
    archive.clock.advance(1)
    await archive.receive(asked("question 1"), asked("question 2"))
    await archive.exchanges.receive(asked("away 2"), turned_away=BUSY)
    assert await taken(archive) == ["away 1", "away 2", "question 1"]


async def test_only_the_given_platforms_are_served(archive: Archive) -> None:
    await archive.receive(asked("slack"), asked("web", platform=Platform.WEB))
    assert await archive.exchanges.claim((), lease=LEASE) is None
    claim = await archive.exchanges.claim((Platform.WEB, Platform.CLI), lease=LEASE)
    assert claim is not None
    assert claim.exchange.question.message == "web"
    assert await archive.exchanges.claim((Platform.WEB,), lease=LEASE) is None


async def test_what_was_given_back_is_claimed_once_it_is_due(archive: Archive) -> None:
    await archive.receive(asked("1"), asked("2"))
    await archive.exchanges.release(await archive.claim(), after=timedelta(seconds=10))
    archive.clock.advance(9.999)
    assert await archive.is_idle()  # the second one waits as well
    archive.clock.advance(0.001)
    claim = await archive.claim()
    assert (claim.exchange.question.message, claim.crashes) == ("1", 0)


async def test_this_one_need_not_be_due_nor_first(archive: Archive) -> None:
    await archive.receive(asked("1"), asked("2"))
    first = await archive.claim_this(asked("1"))
    await archive.claim_this(asked("2"))
    await archive.exchanges.release(first, after=HOUR)
    assert (await archive.claim_this(asked("1"))).fence == 2


async def test_nobody_joins_a_conversation_that_somebody_is_at(archive: Archive) -> None:
    await archive.receive(asked("1"), asked("2"))
    second = await archive.claim_this(asked("2"))
    assert await archive.is_idle()
    await archive.exchanges.release(second)
    assert await taken(archive) == ["1"]


async def test_a_suspect_that_was_given_back_is_a_suspect_no_more(archive: Archive) -> None:
    await archive.receive(asked())
    await crash(archive, asked())
    await archive.exchanges.release(await archive.claim(suspects=True))
    assert await archive.is_idle(suspects=True)
    assert (await archive.claim()).crashes == 0


async def test_who_renews_keeps_it(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    archive.clock.advance(LEASE.total_seconds() - 1)
    await archive.exchanges.renew(claim, lease=LEASE)
    archive.clock.advance(LEASE.total_seconds() - 1)
    assert await archive.is_idle(suspects=True)
    archive.clock.advance(1)
    assert not await archive.is_idle(suspects=True)


async def test_a_later_claim_knows_that_posting_had_begun(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    archive.clock.advance(LEASE.total_seconds() - 1)
    await archive.exchanges.posting(claim, lease=LEASE)
    archive.clock.advance(LEASE.total_seconds() - 1)
    assert await archive.is_idle(suspects=True)
    archive.clock.advance(1)
    assert (await archive.claim(suspects=True)).may_be_posted


async def test_posting_is_remembered_when_it_is_given_back(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    await archive.exchanges.posting(claim, lease=LEASE)
    await archive.exchanges.release(claim)
    assert (await archive.claim()).may_be_posted


async def test_after_a_kill_every_lease_ends_and_counts_as_a_crash(archive: Archive) -> None:
    await archive.receive(*(asked(name, thread=name) for name in ("1", "2", "3")))
    await archive.receive(asked("web", platform=Platform.WEB))
    for name in ("1", "2"):
        await archive.claim_this(asked(name))
    await archive.claim_this(asked("web", platform=Platform.WEB))
    assert await archive.exchanges.free((Platform.SLACK,)) == 2
    assert await archive.exchanges.free((Platform.SLACK,)) == 0
    assert await taken(archive) == ["3"]
    suspects = [await archive.claim(suspects=True) for _ in range(2)]
    assert [claim.crashes for claim in suspects] == [1, 1]
    assert await archive.is_idle(suspects=True)  # that of the web is still at work


async def test_after_a_kill_what_may_be_on_its_way_to_the_platform_is_left_alone(
    archive: Archive,
) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    await archive.exchanges.posting(claim, lease=LEASE)
    assert await archive.exchanges.free(EVERYWHERE) == 0
    assert await archive.is_idle(suspects=True)
    archive.clock.advance(LEASE.total_seconds())
    assert (await archive.claim(suspects=True)).may_be_posted


async def test_a_lease_that_ended_by_itself_is_not_freed_again(archive: Archive) -> None:
    await archive.receive(asked())
    await crash(archive, asked())
    assert await archive.exchanges.free(EVERYWHERE) == 0


async def test_what_is_open_is_counted(archive: Archive) -> None:
    assert await archive.exchanges.waiting() == Waiting(0, 0, None)
    await archive.serve(asked("done"))
    began = archive.clock.now()
    await archive.receive(asked("1"), asked("2"))
    await archive.exchanges.receive(asked("3"), turned_away=BUSY)
    await archive.claim()
    assert await archive.exchanges.waiting() == Waiting(3, 2, began)


async def test_of_many_exchanges_the_first_of_each_conversation_go(
    archive: Archive,
) -> None:
    several = [asked(str(number), thread=str(number % 40)) for number in range(120)]
    await archive.receive(*several)
    assert await taken(archive) == [str(number) for number in range(40)]


async def test_a_claim_of_an_answer_has_the_answer(archive: Archive) -> None:
    await archive.receive(asked())
    await archive.exchanges.release(await archive.answer(asked(), "the text"))
    claim = await archive.claim()
    assert claim.exchange.state is State.ANSWERED
    assert (claim.exchange.answer, claim.exchange.text) == (answer(), "the text")
