"""Forgets on time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Clock, Exchanges


@dataclass(frozen=True, slots=True)
class Retention:
    """Erases words whose time is over.

    `quiet` is how long a conversation counts as open after its last message, `keep_days`
    how long the words of anybody are kept at most; 0 sets no limit.
    """

    exchanges: Exchanges
    clock: Clock
    quiet: timedelta
    keep_days: int = 0

    async def run(self) -> int:
        """Erase what is due; gives how many exchanges lost their words.

        Those are, in conversations that are not open, the words of people who are OUT,
        and all words that are too old. Raises DatabaseUnavailable; it may run again.
        """
        now = self.clock.now()
        forgotten = await self.exchanges.forget_closed(open_since=now - self.quiet)
        if self.keep_days > 0:
            before = now - timedelta(days=self.keep_days)
            forgotten += await self.exchanges.forget_old(before=before)
        return forgotten
