"""Ratings in memory."""

from __future__ import annotations

import uuid

from bot.domain.conversation import Verdict
from bot.domain.people import Person
from tests.fakes.exchanges import FakeExchanges


class FakeRatings:
    """What people think of the exchanges that are held there."""

    def __init__(self, exchanges: FakeExchanges) -> None:
        self._exchanges = exchanges
        self._verdicts: dict[uuid.UUID, dict[Person, Verdict]] = {}

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        if exchange not in self._exchanges.held:
            return False
        self._verdicts.setdefault(exchange, {})[person] = verdict
        return True

    async def of(self, exchange: uuid.UUID) -> list[Verdict]:
        return list(self._verdicts.get(exchange, {}).values())
