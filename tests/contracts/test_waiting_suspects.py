"""How many of the open exchanges a crash has left."""

from __future__ import annotations

from datetime import timedelta

from tests.contracts.archives import EVERYWHERE, LEASE, Archive
from tests.samples import question


async def test_what_a_crash_left_is_counted_while_it_can_be_claimed(archive: Archive) -> None:
    async def suspects() -> int:
        return (await archive.exchanges.waiting()).suspects

    await archive.receive(question(message="1"))
    assert await suspects() == 0
    await archive.claim()
    assert await suspects() == 0
    archive.clock.advance(LEASE.total_seconds())
    assert await suspects() == 1
    claim = await archive.claim(suspects=True)
    assert await suspects() == 0
    await archive.exchanges.free(EVERYWHERE)
    assert await suspects() == 1
    await archive.exchanges.release(claim, after=timedelta(seconds=5))
    assert await suspects() == 0
    archive.clock.advance(5)
    assert await suspects() == 0
