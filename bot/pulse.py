"""How the house is: vital signs for whoever watches, figures for whoever counts."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bootstrap import House
from bot.domain.errors import BotError
from bot.domain.health import Figures, Vital

_LONGEST_WAIT = 60.0  # seconds within which every question should have its outcome
_ROOM = 64 * 1024 * 1024  # bytes that the home needs at least


@dataclass(frozen=True, slots=True)
class Pulse:
    """Looks at the parts each time it is asked; remembers nothing."""

    house: House
    home: Path

    async def vitals(self) -> tuple[Vital, ...]:
        """The parts that questions depend on. Never raises BotError."""
        return (
            await _look("database", self._database),
            await _look("documents", self._documents),
            await _look("index", self._index),
            await _look("embedder", self._embedder),
            await _look("questions", self._questions),
            await _look("disk", self._disk),
        )

    async def figures(self) -> Figures:
        """What is counted. Raises DatabaseUnavailable."""
        tally, report = self.house.tally, self.house.reading.report
        waiting = await self.house.parts.exchanges.waiting()
        documents, _ = await self.house.shelves.totals()
        return tally.figures(
            open_exchanges=waiting.total,
            oldest_open=self._age(waiting.oldest),
            purge_lag=await self.house.purging.lag(),
            documents=documents,
            documents_failed=len(report.failed) if report else 0,
        )

    async def _database(self) -> str:
        await self.house.parts.exchanges.waiting()
        return ""

    async def _documents(self) -> str:
        return "" if self.house.reading.done else "They are being read for the first time."

    async def _index(self) -> str:
        if self.house.reading.done:
            await self.house.shelves.look()
        return ""

    async def _embedder(self) -> str:
        await self.house.embedder.prove()
        return ""

    async def _questions(self) -> str:
        waiting = await self.house.parts.exchanges.waiting()
        age = self._age(waiting.oldest)
        return f"The oldest waits for {age:.0f} seconds." if age > _LONGEST_WAIT else ""

    async def _disk(self) -> str:
        free = shutil.disk_usage(self.home).free
        return "" if free >= _ROOM else f"{free // 1024 // 1024} MiB are left for the home."

    def _age(self, moment: datetime | None) -> float:
        now = self.house.clock.now()
        return max(0.0, (now - moment).total_seconds()) if moment else 0.0


async def _look(part: str, check: Callable[[], Awaitable[str]]) -> Vital:
    """A check that finds nothing to remark has found the part well."""
    try:
        remark = await check()
    except (BotError, OSError) as error:
        return Vital(part, is_well=False, remark=f"It does not work ({type(error).__name__}).")
    return Vital(part, is_well=not remark, remark=remark)
