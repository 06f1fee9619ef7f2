"""One text that somebody altered in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import exchanges as table
from bot.adapters.vault import open_vault
from bot.domain.errors import KeyMismatch
from bot.domain.people import Platform
from tests.fakes.clock import FakeClock
from tests.samples import NOON, question

LEASE = timedelta(minutes=1)


async def test_it_does_not_keep_the_others_from_being_claimed(
    sqlite_database: Database, tmp_path: Path
) -> None:
    clock = FakeClock(NOON)
    vault = await open_vault(tmp_path / "vault.key", SqlKeys(sqlite_database, clock))
    exchanges = SqlExchanges(sqlite_database, vault, clock)
    several = [question(message=number) for number in "12"]
    several = [replace(q, place=replace(q.place, thread=q.message)) for q in several]
    for one in several:
        await exchanges.receive(one)
    altered = update(table).where(table.c.id == several[0].id)
    async with sqlite_database.transaction() as connection:
        await connection.execute(altered.values(question_sealed=b"\x01" + bytes(60)))
    platforms = tuple(Platform)
    claims = await exchanges.claim_many(platforms, lease=LEASE, limit=5)
    assert [claim.exchange.question.message for claim in claims] == ["2"]
    clock.advance(LEASE.total_seconds())
    with pytest.raises(KeyMismatch):
        await exchanges.claim_this(several[0].id, lease=LEASE)
