"""Edits of a message: the newest wins, not more often than Discord likes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from bot.domain.errors import OutletRefused, OutletUnavailable

Draw = Callable[[], Awaitable[None]]

PAUSE = 1.2
"""Seconds between two edits of a message: Discord lets through five in five seconds."""

_REMEMBERED = 1000


class Edits:
    """One editor per message; never two edits of a message at once."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._wanted: dict[str, Draw] = {}
        self._editors: dict[str, asyncio.Task[None]] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._last: dict[str, float] = {}

    def soon(self, message: str, draw: Draw) -> None:
        """Draw it when its turn comes, unless something newer came by then.

        Whoever asks is not kept waiting, and not told when it fails: more is to come.
        """
        self._wanted[message] = draw
        if message not in self._editors:
            self._editors[message] = task = asyncio.create_task(self._edit(message))
            task.add_done_callback(lambda _: self._editors.pop(message, None))

    async def now(self, message: str, draw: Draw) -> None:
        """Draw the final state in the place of whatever else was to be drawn."""
        self._wanted.pop(message, None)
        async with self._turn(message):
            self._wanted.pop(message, None)
            await self._rest(message)
            await draw()

    def forget(self, message: str) -> None:
        """The message is gone."""
        self._wanted.pop(message, None)

    async def close(self) -> None:
        """Stop: what was to be drawn yet was not final."""
        tasks = list(self._editors.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _edit(self, message: str) -> None:
        while message in self._wanted:
            async with self._turn(message):
                await self._rest(message)
                if draw := self._wanted.pop(message, None):
                    try:
                        await draw()
                    except (OutletUnavailable, OutletRefused):
                        continue

    def _turn(self, message: str) -> asyncio.Lock:
        return self._turns.setdefault(message, asyncio.Lock())

    async def _rest(self, message: str) -> None:
        now = asyncio.get_running_loop().time()
        wait = self._last.pop(message, now - self._pause) + self._pause - now
        if wait > 0:
            await asyncio.sleep(wait)
        self._last[message] = asyncio.get_running_loop().time()
        while len(self._last) > _REMEMBERED:
            del self._last[next(iter(self._last))]
