"""What every archive of exchanges keeps: steps go forward, and only the newest claim writes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.conversation import Outcome, Remedy, State
from bot.domain.errors import LeaseLost
from bot.ports import Claim, Exchanges
from tests.contracts.archives import EVERYWHERE, LEASE, Archive, asked
from tests.samples import answer

Step = Callable[[Exchanges, Claim], Awaitable[None]]
STEPS: dict[str, Step] = {
    "record": lambda exchanges, claim: _record(exchanges, claim, posting=None),
    "fail": lambda exchanges, claim: _fail(exchanges, claim, posting=None),
    "record and post": lambda exchanges, claim: _record(exchanges, claim, posting=LEASE),
    "fail and post": lambda exchanges, claim: _fail(exchanges, claim, posting=LEASE),
    "close": lambda exchanges, claim: exchanges.close(claim, posted="p"),
    "abandon": lambda exchanges, claim: exchanges.abandon(claim, reason="gone"),
    "posting": lambda exchanges, claim: exchanges.posting(claim, lease=LEASE),
    "renew": lambda exchanges, claim: exchanges.renew(claim, lease=LEASE),
    "release": lambda exchanges, claim: exchanges.release(claim),
}
WAYS: dict[tuple[str, ...], dict[str, State]] = {
    (): {
        "record": State.ANSWERED,
        "record and post": State.ANSWERED,
        "fail": State.FAILED,
        "fail and post": State.FAILED,
        "abandon": State.FAILED,
    },
    ("record",): {"close": State.DELIVERED, "abandon": State.FAILED},
    ("fail",): {"close": State.FAILED, "abandon": State.FAILED},
}
ENDS = ("close", "abandon")


async def _record(exchanges: Exchanges, claim: Claim, posting: timedelta | None) -> None:
    await exchanges.record(claim, answer=answer(), text="t", posting=posting)


async def _fail(exchanges: Exchanges, claim: Claim, posting: timedelta | None) -> None:
    await exchanges.fail(claim, reason="r", remedy=Remedy.WAIT, posting=posting)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", WAYS, ids="-".join)
async def test_states_only_go_forward(
    archive: Archive, way: tuple[str, ...], step: str
) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    for earlier in way:
        await STEPS[earlier](archive.exchanges, claim)
    before = await archive.find(asked())
    await STEPS[step](archive.exchanges, claim)
    after = await archive.find(asked())
    is_closed = (await archive.exchanges.waiting()).total == 0
    if step in WAYS[way]:
        assert after.state is WAYS[way][step]
        assert is_closed is (step in ENDS)
    else:
        assert after == before
        assert not is_closed


@pytest.mark.parametrize("step", STEPS)
async def test_whoever_was_overtaken_writes_nothing(archive: Archive, step: str) -> None:
    await archive.receive(asked())
    late = await archive.answer(asked())
    archive.clock.advance(LEASE.total_seconds())
    newest = await archive.claim(suspects=True)
    before = await archive.find(asked())
    with pytest.raises(LeaseLost, match=r"taken over|took over"):
        await STEPS[step](archive.exchanges, late)
    assert await archive.find(asked()) == before
    assert await archive.is_idle()  # neither released
    archive.clock.advance(LEASE.total_seconds())
    claim = await archive.claim(suspects=True)  # nor renewed, nor closed
    assert not claim.may_be_posted
    assert (claim.crashes, claim.fence) == (2, newest.fence + 1)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("end", ENDS)
async def test_nothing_is_written_to_what_is_closed(
    archive: Archive, end: str, step: str
) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    await STEPS[end](archive.exchanges, claim)
    before = await archive.find(asked())
    with pytest.raises(LeaseLost):
        await STEPS[step](archive.exchanges, claim)
    assert await archive.find(asked()) == before
    assert (await archive.exchanges.waiting()).total == 0


@pytest.mark.parametrize("step", STEPS)
async def test_a_claim_on_nothing_writes_nothing(archive: Archive, step: str) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    unknown = replace(claim, exchange=replace(claim.exchange, question=asked("unknown")))
    with pytest.raises(LeaseLost):
        await STEPS[step](archive.exchanges, unknown)
    assert await archive.exchanges.find(asked("unknown").id) is None


@pytest.mark.parametrize("step", STEPS)
async def test_a_slow_worker_that_nobody_replaced_goes_on(archive: Archive, step: str) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    archive.clock.advance(10 * LEASE.total_seconds())
    await STEPS[step](archive.exchanges, claim)


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_leaves_the_other_exchanges_alone(archive: Archive, step: str) -> None:
    others = [asked("2"), asked("3", thread="b")]
    await archive.receive(asked(), *others)
    claims = [await archive.claim_this(one) for one in (asked(), *others)]
    before = [await archive.find(one) for one in others]
    await STEPS[step](archive.exchanges, claims[0])
    assert [await archive.find(one) for one in others] == before
    for claim in claims[1:]:
        await archive.exchanges.renew(claim, lease=LEASE)


async def test_a_failure_is_told_with_its_remedy(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    await archive.exchanges.fail(claim, reason="The disk is full.", remedy=Remedy.OPERATOR)
    failed = await archive.find(asked())
    assert (failed.reason, failed.remedy) == ("The disk is full.", Remedy.OPERATOR)
    assert (failed.answer, failed.text) == (None, "")


async def test_the_first_answer_stays(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked(), "first")
    other = replace(answer(), outcome=Outcome.UNKNOWN)
    await archive.exchanges.record(claim, answer=other, text="second")
    found = await archive.find(asked())
    assert (found.text, found.answer) == ("first", answer())


async def test_what_was_abandoned_says_why_and_has_no_answer(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked())
    await archive.exchanges.abandon(claim, reason="The channel is gone.")
    found = await archive.find(asked())
    assert (found.state, found.reason) == (State.FAILED, "The channel is gone.")
    assert (found.remedy, found.posted) == (Remedy.OPERATOR, "")
    assert (found.answer, found.text) == (None, "")


async def test_what_was_closed_by_a_slow_worker_is_not_claimed_any_more(
    archive: Archive,
) -> None:
    await archive.receive(asked(), asked("2"))
    claim = await archive.answer(asked())
    archive.clock.advance(LEASE.total_seconds())
    await archive.exchanges.close(claim, posted="p")
    assert await archive.is_idle(suspects=True)
    assert (await archive.claim()).exchange.question.message == "2"


async def test_giving_back_at_once_is_due_at_once(archive: Archive) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    await archive.exchanges.release(claim, after=timedelta(0))
    assert await archive.exchanges.claim(EVERYWHERE, lease=LEASE) is not None
