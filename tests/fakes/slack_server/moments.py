"""The time on the platform, which a test can move on."""

from __future__ import annotations

import asyncio
import time


class Moments:
    """Runs with the real clock, and jumps ahead when a test says so."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stamps = 0
        self._moved = asyncio.Condition()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def stamp(self) -> str:
        """A new `ts`: later than every earlier one, and the same for no other message."""
        self._stamps += 1
        return f"{int(self.now())}.{self._stamps:06d}"

    async def advance(self, seconds: float) -> None:
        """Move on."""
        self._ahead += seconds
        async with self._moved:
            self._moved.notify_all()

    async def sleep(self, seconds: float) -> None:
        """Until that much has passed, really or by `advance`."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            async with self._moved:
                try:
                    async with asyncio.timeout(left):
                        await self._moved.wait()
                except TimeoutError:
                    return
