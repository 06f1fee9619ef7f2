"""What every archive of exchanges keeps: claims of many, and outcomes that are posted."""

from __future__ import annotations

import pytest

from bot.domain.conversation import Remedy, State
from bot.domain.people import Platform
from bot.ports import TurnedAway
from tests.contracts.archives import EVERYWHERE, LEASE, Archive, asked, messages
from tests.samples import answer

BUSY = TurnedAway("Too many questions.", Remedy.WAIT)


async def test_what_is_claimed_is_being_answered(archive: Archive) -> None:
    await archive.receive(asked())
    assert (await archive.claim()).exchange.state is State.ANSWERING
    assert (await archive.find(asked())).state is State.ANSWERING


async def test_many_are_claimed_at_once_as_one_after_the_other(archive: Archive) -> None:
    await archive.receive(*(asked(str(n), thread=str(n % 3)) for n in range(7)))
    await archive.receive(asked("web", platform=Platform.WEB))
    await archive.exchanges.receive(asked("away"), turned_away=BUSY)
    await archive.receive(asked("crashed", thread="c"))
    await archive.claim_this(asked("crashed", thread="c"))
    archive.clock.advance(LEASE.total_seconds())
    claims = await archive.exchanges.claim_many((Platform.SLACK,), lease=LEASE, limit=3)
    assert messages(*(claim.exchange for claim in claims)) == ["away", "0", "1"]
    assert [(claim.fence, claim.crashes) for claim in claims] == [(1, 0)] * 3
    claims = await archive.exchanges.claim_many((Platform.SLACK,), lease=LEASE, limit=3)
    assert messages(*(claim.exchange for claim in claims)) == ["2"]
    assert await archive.exchanges.claim_many((Platform.SLACK,), lease=LEASE, limit=3) == ()
    assert await archive.exchanges.claim_many((Platform.WEB,), lease=LEASE, limit=0) == ()


@pytest.mark.parametrize("outcome", ["record", "fail"])
async def test_an_outcome_may_say_at_once_that_it_is_posted(
    archive: Archive, outcome: str
) -> None:
    await archive.receive(asked())
    claim = await archive.claim()
    archive.clock.advance(LEASE.total_seconds() - 1)
    if outcome == "record":
        await archive.exchanges.record(claim, answer=answer(), text="t", posting=LEASE)
    else:
        told = {"reason": "r", "remedy": Remedy.WAIT}
        await archive.exchanges.fail(claim, **told, posting=LEASE)  # type: ignore[arg-type] # as named
    assert await archive.exchanges.free(EVERYWHERE) == 0
    archive.clock.advance(LEASE.total_seconds() - 1)
    assert await archive.is_idle(suspects=True)
    archive.clock.advance(1)
    assert (await archive.claim(suspects=True)).may_be_posted


async def test_an_outcome_that_was_there_already_says_that_it_is_posted_all_the_same(
    archive: Archive,
) -> None:
    await archive.receive(asked())
    claim = await archive.answer(asked(), "first")
    assert await archive.exchanges.record(claim, answer=answer(), text="2", posting=LEASE)
    await archive.exchanges.release(claim)
    again = await archive.claim()
    assert (again.exchange.text, again.may_be_posted) == ("first", True)
