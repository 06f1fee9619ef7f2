"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import exchanges
from bot.adapters.vault import open_vault
from bot.domain.errors import DatabaseUnavailable
from tests.fakes.clock import FakeClock
from tests.samples import question


async def test_a_message_has_one_row_even_under_another_id(
    database: Database, tmp_path: Path
) -> None:
    clock = FakeClock()
    vault = await open_vault(tmp_path / "vault.key", SqlKeys(database, clock))
    await SqlExchanges(database, vault, clock).receive(question())
    async with database.reading() as connection:
        row = dict((await connection.execute(select(exchanges))).mappings().one())
    row["id"] = uuid.uuid4()
    with pytest.raises(DatabaseUnavailable):
        async with database.transaction() as connection:
            await connection.execute(insert(exchanges).values(row))
