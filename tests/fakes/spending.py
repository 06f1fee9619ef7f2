"""The day's sums in memory."""

from __future__ import annotations

from datetime import date

from bot.ports import Spend


class FakeSpending:
    """Adds up by day. `failure`, while set, is raised instead."""

    def __init__(self) -> None:
        self.days: dict[date, Spend] = {}
        self.failure: Exception | None = None

    async def reserve(self, day: date, amount: Spend, *, cap: Spend) -> bool:
        self._work()
        after = _sum(self.days.get(day, Spend()), amount)
        if 0 < cap.tokens < after.tokens or 0 < cap.cost < after.cost:
            return False
        self.days[day] = after
        return True

    async def settle(self, day: date, *, reserved: Spend, used: Spend) -> None:
        self._work()
        change = Spend(used.tokens - reserved.tokens, used.cost - reserved.cost)
        self.days[day] = _sum(self.days.get(day, Spend()), change)

    async def spent(self, day: date) -> Spend:
        self._work()
        return self.days.get(day, Spend())

    def _work(self) -> None:
        if self.failure:
            raise self.failure


def _sum(one: Spend, other: Spend) -> Spend:
    return Spend(one.tokens + other.tokens, one.cost + other.cost)
