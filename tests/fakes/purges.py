"""The outbox of erasures in memory."""

from __future__ import annotations

from bot.ports import Clock, Purge


class FakePurges:
    """Numbers the purges from 1, in the order in which they were asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked = 0
        self._waiting: dict[int, Purge] = {}

    async def announce(self, kind: str) -> None:
        self._asked += 1
        self._waiting[self._asked] = Purge(self._asked, kind, self._clock.now())

    async def waiting(self) -> list[Purge]:
        return list(self._waiting.values())

    async def done(self, purge: Purge) -> None:
        self._waiting.pop(purge.id, None)
