"""A long past costs little: questions go by an index, erasing goes batch by batch."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import exchanges as table
from bot.adapters.vault import open_vault
from bot.domain.people import Platform
from bot.ports import Exchanges
from tests.fakes.clock import FakeClock
from tests.samples import KIM, NOON, question

LEASE = timedelta(minutes=1)
PAST, OPEN = 5_000, 100


@pytest.fixture
async def exchanges(database: Database, tmp_path: Path) -> SqlExchanges:
    """With much that is closed, and some that is open."""
    clock = FakeClock(NOON)
    vault = await open_vault(tmp_path / "vault.key", SqlKeys(database, clock))
    rows = [_row(number) for number in range(PAST + OPEN)]
    async with database.transaction() as connection:
        await connection.execute(insert(table), rows)
        await connection.execute(text("ANALYZE exchanges"))
    return SqlExchanges(database, vault, clock)


async def test_a_claim_looks_only_at_what_is_open(
    database: Database, exchanges: Exchanges
) -> None:
    plan = await plan_of(database, exchanges.claim(tuple(Platform), lease=LEASE), "row_number")
    assert "ix_exchanges_open" in plan


async def test_what_waits_is_counted_among_what_is_open(
    database: Database, exchanges: Exchanges
) -> None:
    assert "ix_exchanges_open" in await plan_of(database, exchanges.waiting(), "min")


async def test_recent_questions_are_found_by_asker_and_moment(
    database: Database, exchanges: Exchanges
) -> None:
    plan = await plan_of(database, exchanges.recent(KIM, since=NOON), "received_at >=")
    assert "ix_exchanges_asker" in plan


async def test_turns_are_found_by_their_conversation(
    database: Database, exchanges: Exchanges
) -> None:
    plan = await plan_of(database, exchanges.turns(question(), limit=3), "thread =")
    assert "ix_exchanges_conversation" in plan


async def test_a_long_past_is_forgotten_in_many_short_transactions(
    database: Database, exchanges: Exchanges
) -> None:
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database._engine.sync_engine, "commit", count)
    assert await exchanges.forget_old(before=NOON + timedelta(days=1)) == 1_200
    assert commits > 3
    assert await exchanges.forget_old(before=NOON + timedelta(days=1)) == 0


async def plan_of(database: Database, work: Awaitable[object], mark: str) -> str:
    """How the database carries out the statement in which `mark` stands."""
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, values: Sequence[Any], *_: object) -> None:
        seen.append((statement, values))

    lanes = [lane for lane in database._lanes.values() if lane is not None]
    with ExitStack() as listening:
        for engine in (database._engine.sync_engine, *(lane.engine for lane in lanes)):
            event.listen(engine, "before_cursor_execute", note)
            listening.callback(event.remove, engine, "before_cursor_execute", note)
        await work
    statement, values = next(one for one in seen if mark in one[0])
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    async with database.reading() as connection:
        rows = (await connection.exec_driver_sql(f"{explain} {statement}", values)).all()
    return "\n".join(str(row[-1]) for row in rows)


def _row(number: int) -> dict[str, Any]:
    moment = NOON + timedelta(seconds=number)
    return {
        "id": uuid.UUID(int=number),
        "platform": Platform.SLACK,
        "workspace": "T1",
        "channel": "C1",
        "thread": str(number % 500),
        "message": str(number),
        "clearance": '"all"',
        "asker": f"{number % 300:064x}",
        "addressed": "mention",
        "asked_at": moment,
        "received_at": moment,
        "state": "delivered" if number < PAST else "received",
        "question_sealed": b"" if number < 1_200 else None,
        "closed_at": moment if number < PAST else None,
    }
