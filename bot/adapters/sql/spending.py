"""What the house spends, by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, select, true

from bot.adapters.sql.bulk import insert_into
from bot.adapters.sql.engine import Database
from bot.adapters.sql.tables import spending
from bot.ports import Spend


class SqlSpending:
    """The day's sums: one row a day, one statement a change, so that none is lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, day: date, amount: Spend, *, cap: Spend) -> bool:
        """Count the amount unless that would take the day over the cap."""
        if _is_over(amount, cap):
            return False  # also the first one of a day, which finds no row to compare with
        return await self._add(day, amount, _fits(amount, cap))

    async def settle(self, day: date, *, reserved: Spend, used: Spend) -> None:
        """Put what was used in the place of what had been reserved."""
        change = Spend(used.tokens - reserved.tokens, used.cost - reserved.cost)
        await self._add(day, change, [])

    async def spent(self, day: date) -> Spend:
        """What is counted for the day."""
        query = select(spending.c.tokens, spending.c.cost).where(
            spending.c.day == day.isoformat()
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Spend() if row is None else Spend(row.tokens, row.cost)

    async def _add(
        self, day: date, change: Spend, conditions: Sequence[ColumnElement[bool]]
    ) -> bool:
        """Add to the day's row, which comes to be, if the conditions hold for it."""
        row = {"day": day.isoformat(), "tokens": change.tokens, "cost": change.cost}
        async with self._database.transaction() as connection:
            statement = insert_into(connection, spending).values(row)
            added = await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[spending.c.day],
                    set_={
                        "tokens": spending.c.tokens + change.tokens,
                        "cost": spending.c.cost + change.cost,
                    },
                    where=and_(true(), *conditions),
                ),
                execution_options={"preserve_rowcount": True},
            )
        return added.rowcount == 1


def _is_over(amount: Spend, cap: Spend) -> bool:
    return 0 < cap.tokens < amount.tokens or 0 < cap.cost < amount.cost


def _fits(amount: Spend, cap: Spend) -> list[ColumnElement[bool]]:
    return [
        *([spending.c.tokens + amount.tokens <= cap.tokens] if cap.tokens else []),
        *([spending.c.cost + amount.cost <= cap.cost] if cap.cost else []),
    ]
