"""What every archive keeps about exchanges that were turned away and only have to be told."""

from __future__ import annotations

from bot.domain.conversation import Remedy
from bot.ports import TurnedAway
from tests.contracts.archives import LEASE, Archive, asked

BUSY = TurnedAway("Too many questions.", Remedy.WAIT)


async def test_what_was_turned_away_is_shown_by_one_worker_at_a_time(archive: Archive) -> None:
    await archive.exchanges.receive(asked(), turned_away=BUSY)
    await archive.claim()
    archive.clock.advance(LEASE.total_seconds() - 0.001)
    assert await archive.is_idle(suspects=True)
    archive.clock.advance(0.001)
    assert not await archive.is_idle(suspects=True)
