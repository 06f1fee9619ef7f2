"""A desk over fakes, with one document on the shelf."""

from __future__ import annotations

import pytest

from bot.core.desk import Desk
from tests.bot.core.desks import VPN, Log, WatchedIndex
from tests.bot.core.library import Library
from tests.fakes.redactor import FakeRedactor


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def index() -> WatchedIndex:
    return WatchedIndex()


@pytest.fixture
async def library(index: WatchedIndex) -> Library:
    library = Library(index=index)
    await library.put(VPN)
    return library


@pytest.fixture
def desk(log: Log, library: Library) -> Desk:
    return Desk(exchanges=log, answering=library.answering(), redactor=FakeRedactor())
