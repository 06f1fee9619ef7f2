"""A world in virtual time, over the fake and over SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.sql.consents import SqlConsents
from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.vault import open_vault
from bot.ports import Consents, Exchanges, Vault
from bot.privacy.consent import ConsentDesk
from tests.bot.core.delivery.steps import Steps
from tests.bot.core.delivery.world import VPN, ScriptedEmbedder, World
from tests.bot.core.library import Library
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.vault import FakeVault
from tests.virtual_time import LoopClock, VirtualLoop


def pytest_asyncio_loop_factories() -> Mapping[str, type[VirtualLoop]]:
    """Pauses take no time here."""
    return {"virtual": VirtualLoop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the many kills, SQLite gets a few on every machine, and all of them as a proof."""
    for item in items:
        case = getattr(item, "callspec", None)
        if case is None or case.params.get("behind") != "sqlite":
            continue
        if case.params.get("at", 0) % 5 or case.params.get("seed", 0):
            item.add_marker(pytest.mark.proof)


@pytest.fixture(params=["fake", "sqlite"])
def behind(request: pytest.FixtureRequest) -> Database | None:
    """The database behind the world; None for the fake."""
    if request.param == "fake":
        return None
    database: Database = request.getfixturevalue("sqlite_database")
    return database


@pytest.fixture
async def world(behind: Database | None, tmp_path: Path) -> World:
    clock, steps, embedder = LoopClock(), Steps(), ScriptedEmbedder()
    library = Library(embedder=embedder)
    await library.put(VPN)
    vault: Vault = FakeVault()
    if behind is None:
        consents: Consents = (fake := FakeConsents())
        exchanges: Exchanges = FakeExchanges(vault, clock, fake)
    else:
        vault = await open_vault(tmp_path / "vault.key", SqlKeys(behind, clock))
        consents, exchanges = SqlConsents(behind), SqlExchanges(behind, vault, clock)
    watched = steps.watched(exchanges, busy=behind is not None)
    consent = ConsentDesk(consents, vault, clock, quiet=timedelta(hours=1))
    return World(watched, clock, library, embedder, steps, consent)
