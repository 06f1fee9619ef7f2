"""What every outbox of erasures keeps."""

from __future__ import annotations

import pytest

from bot.domain.consent import Act
from bot.ports import Purge
from tests.contracts.archives import Archive
from tests.samples import NOON


async def asked_for(archive: Archive) -> list[tuple[str, float]]:
    """The kinds, and how many seconds after noon each was asked for."""
    waiting = await archive.purges.waiting()
    return [(one.kind, (one.asked_at - NOON).total_seconds()) for one in waiting]


async def test_nothing_waits_at_first(archive: Archive) -> None:
    assert await archive.purges.waiting() == []


async def test_what_was_announced_waits_oldest_first(archive: Archive) -> None:
    for kind in ("database", "cache", "database"):
        await archive.purges.announce(kind)
        archive.clock.advance(1)
    assert await asked_for(archive) == [("database", 0), ("cache", 1), ("database", 2)]


async def test_what_is_done_waits_no_more(archive: Archive) -> None:
    for _ in range(3):
        await archive.purges.announce("database")
    first, second, third = await archive.purges.waiting()
    await archive.purges.done(second)
    await archive.purges.done(second)
    assert await archive.purges.waiting() == [first, third]


async def test_what_nobody_announced_can_be_done(archive: Archive) -> None:
    await archive.purges.announce("database")
    await archive.purges.done(Purge(4711, "database", NOON))
    assert len(await archive.purges.waiting()) == 1


async def test_being_forgotten_announces_a_purge_of_every_kind(archive: Archive) -> None:
    archive.clock.advance(5)
    await archive.act(Act.FORGET)
    assert await asked_for(archive) == [("database", 5), ("cache", 5)]


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.FORGET])
async def test_other_acts_announce_nothing(archive: Archive, act: Act) -> None:
    await archive.act(act)
    assert await archive.purges.waiting() == []
