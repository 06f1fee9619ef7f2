"""Calls that must end, and calls that wait until the database is back."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core import terms
from bot.domain.errors import BotError, DatabaseUnavailable
from bot.ports import Clock

T = TypeVar("T")
_LONGEST = 30.0  # seconds that a call of the database may take; it then counts as away


async def within(seconds: float, call: Awaitable[T], *, late: BotError) -> T:
    """What `call` gives. Raises `late` when it takes longer than that."""
    try:
        async with asyncio.timeout(seconds) as limit:
            return await call
    except TimeoutError as error:
        if limit.expired():
            raise late from error
        raise


async def timely(call: Awaitable[T]) -> T:
    """What a call of the database gives. Raises DatabaseUnavailable when it hangs."""
    late = DatabaseUnavailable("The database took too long to answer.")
    return await within(_LONGEST, call, late=late)


class Outage:
    """Who is waiting for the database. `bars_claims`: it let nobody claim of late."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting = 0
        self.bars_claims = False

    @property
    def lasts(self) -> bool:
        """Whether anything waits for the database just now."""
        return self.bars_claims or self._waiting > 0

    async def patiently(
        self, call: Callable[[], Awaitable[T]], *, until: float = math.inf
    ) -> T:
        """What `call` gives, once the database lets it.

        Raises DatabaseUnavailable when it is still away at `until`, a monotonic time.
        """
        try:
            return await timely(call())
        except DatabaseUnavailable:
            if self._clock.monotonic() >= until:
                raise
        self._waiting += 1
        try:
            for pause in terms.outage():
                await asyncio.sleep(pause)
                try:
                    return await timely(call())
                except DatabaseUnavailable:
                    if self._clock.monotonic() >= until:
                        raise
        finally:
            self._waiting -= 1
        raise AssertionError  # the pauses never end
