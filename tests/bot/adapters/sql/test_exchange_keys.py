"""What the database itself refuses, whatever the code above it does."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import insert, select

from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.tables import exchanges
from bot.domain.errors import DatabaseUnavailable
from tests.fakes.clock import FakeClock
from tests.fakes.vault import FakeVault
from tests.samples import question


async def test_a_message_has_one_row_even_under_another_id(database: Database) -> None:
    await SqlExchanges(database, FakeVault(), FakeClock()).receive(question())
    async with database.reading() as connection:
        row = dict((await connection.execute(select(exchanges))).mappings().one())
    row["id"] = uuid.uuid4()
    with pytest.raises(DatabaseUnavailable):
        async with database.transaction() as connection:
            await connection.execute(insert(exchanges).values(row))
