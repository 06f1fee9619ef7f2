"""Carries erasures into what lies beyond the transaction that erased the words."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import BotError
from bot.ports import Clock, Purge, Purges

Purger = Callable[[], Awaitable[None]]
"""Purges one kind of store of whatever was erased before it was called."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purging:
    """Works off the outbox of erasures with a purger per kind."""

    purges: Purges
    clock: Clock
    purgers: Mapping[str, Purger]

    async def run(self) -> float:
        """Purge every kind that was asked for; gives `lag` as it is afterwards.

        One purge does for all that asked for its kind before it began. What fails waits
        for the next run, and keeps nothing else waiting. Raises DatabaseUnavailable when
        the outbox itself cannot be read.
        """
        asked: dict[str, list[Purge]] = {}
        for purge in await self.purges.waiting():
            asked.setdefault(purge.kind, []).append(purge)
        for kind, waiting in asked.items():
            await self._purge(kind, waiting)
        return await self.lag()

    async def lag(self) -> float:
        """The age in seconds of the oldest purge that waits; 0 when none does.

        Raises DatabaseUnavailable.
        """
        waiting = await self.purges.waiting()
        return max((self._age(purge.asked_at) for purge in waiting), default=0.0)

    def _age(self, asked_at: datetime) -> float:
        return max(0.0, (self.clock.now() - asked_at).total_seconds())

    async def _purge(self, kind: str, waiting: list[Purge]) -> None:
        purger = self.purgers.get(kind)
        if purger is None:
            _log.error("nothing here can purge this kind of store", extra={"kind": kind})
            return
        try:
            await purger()
            for purge in waiting:
                await self.purges.done(purge)
        except BotError as error:
            _log.warning(str(error), extra={"kind": kind})
        except Exception as error:  # noqa: BLE001 - one kind's bug must not keep the others
            _log.error("unforeseen", extra={"kind": kind, "error": type(error).__name__})
            _log.debug("unforeseen", extra={"kind": kind}, exc_info=True)
