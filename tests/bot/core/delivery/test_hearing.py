"""A database that is silent keeps no door waiting for long."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from bot.core.desk import Desk
from bot.domain.conversation import State
from bot.domain.errors import DatabaseUnavailable
from tests.bot.core.delivery.world import World, ask
from tests.bot.core.desks import Room
from tests.bot.core.library import Library
from tests.fakes.clock import FakeClock


def desk_of(world: World) -> Desk:
    """A desk over the database of the world."""
    room = Room(Library())
    desk = room.desk()
    clock = cast("FakeClock", world.clock)
    return replace(desk, exchanges=world.exchanges, clock=clock)


async def silence() -> None:
    await asyncio.sleep(timedelta(hours=1).total_seconds())


async def test_whoever_asks_is_told_within_seconds_that_the_database_is_away(
    world: World,
) -> None:
    desk = desk_of(world)
    world.steps.before = {"receive": silence}
    started = world.clock.monotonic()
    with pytest.raises(DatabaseUnavailable):
        await desk.hear(ask())
    assert 1 < world.clock.monotonic() - started <= 10
    world.steps.before = {}
    assert (await desk.hear(ask())).state is State.RECEIVED


async def test_many_of_one_person_wait_no_longer_than_one(world: World) -> None:
    desk = desk_of(world)
    world.steps.before = {"receive": silence}
    several = [replace(ask(), message=str(number)) for number in range(5)]
    started = world.clock.monotonic()
    heard = await asyncio.gather(*map(desk.hear, several), return_exceptions=True)
    assert {type(one) for one in heard} == {DatabaseUnavailable}
    assert world.clock.monotonic() - started <= 10
