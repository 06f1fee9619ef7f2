"""A desk over fakes, with one document on the shelf."""

from __future__ import annotations

import pytest

from bot.core.desk import Desk
from tests.bot.core.desks import VPN, Log, Room, WatchedIndex
from tests.bot.core.library import Library


@pytest.fixture
def index() -> WatchedIndex:
    return WatchedIndex()


@pytest.fixture
async def library(index: WatchedIndex) -> Library:
    library = Library(index=index)
    await library.put(VPN)
    return library


@pytest.fixture
def room(library: Library) -> Room:
    return Room(library)


@pytest.fixture
def log(room: Room) -> Log:
    return room.log


@pytest.fixture
def desk(room: Room) -> Desk:
    return room.desk()
