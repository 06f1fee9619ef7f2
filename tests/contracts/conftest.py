"""The adapters that each suite runs on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.sql.consents import SqlConsents
from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.manifest import SqlManifest
from bot.adapters.sql.purges import SqlPurges
from bot.adapters.vault import open_vault
from bot.ports import Exchanges, Manifest
from tests.contracts.archives import Archive
from tests.contracts.work_fixtures import another_handle
from tests.databases import DATABASES
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.manifest import FakeManifest
from tests.fakes.purges import FakePurges
from tests.fakes.vault import FakeVault
from tests.samples import NOON

KINDS = ("database", "cache")
"""What must be purged after FORGET in these archives."""


@pytest.fixture(params=["fake", *DATABASES])
def manifest(request: pytest.FixtureRequest) -> Manifest:
    """An empty manifest."""
    if request.param == "fake":
        return FakeManifest()
    return SqlManifest(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture(params=["fake", *DATABASES])
def behind(request: pytest.FixtureRequest) -> Database | None:
    """The database behind the archive; None for the fake."""
    if request.param == "fake":
        return None
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture
async def archive(behind: Database | None, tmp_path: Path) -> Archive:
    """Nothing was ever said in it."""
    clock = FakeClock(NOON)
    return await _sql_archive(behind, tmp_path, clock) if behind else _fake_archive(clock)


@pytest.fixture
def exchanges(archive: Archive) -> Exchanges:
    """The exchanges of the archive."""
    return archive.exchanges


@pytest.fixture
async def stored(database: Database, tmp_path: Path) -> Archive:
    """The same in a database, whose rows can be looked at."""
    return await _sql_archive(database, tmp_path, FakeClock(NOON))


@pytest.fixture
async def replica(stored: Archive, tmp_path: Path) -> AsyncIterator[Archive]:
    """Another process on the database of `stored`, by the same clock."""
    assert stored.database is not None
    async with another_handle(stored.database) as database:
        yield await _sql_archive(database, tmp_path, stored.clock)


def _fake_archive(clock: FakeClock) -> Archive:
    vault, purges = FakeVault(), FakePurges(clock)
    consents = FakeConsents(purges, purge_kinds=KINDS)
    exchanges = FakeExchanges(vault, clock, consents)
    return Archive(exchanges, consents, purges, vault, clock)


async def _sql_archive(database: Database, folder: Path, clock: FakeClock) -> Archive:
    vault = await open_vault(folder / "vault.key", SqlKeys(database, clock))
    return Archive(
        SqlExchanges(database, vault, clock),
        SqlConsents(database, purge_kinds=KINDS),
        SqlPurges(database, clock),
        vault,
        clock,
        database,
    )
