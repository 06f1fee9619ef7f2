"""One conversation's messages are heard one after the other, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

_REMEMBERED = 5000


class Turns:
    """Locks that exist as long as somebody holds or waits for them. Fair: first come, first."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, channel: str, thread: str) -> AsyncIterator[None]:
        """Until it is this one's turn in the conversation."""
        lock = self._locks.setdefault((channel, thread), asyncio.Lock())
        async with lock:
            yield


class Done:
    """What was done already, so that a second delivery does not say it again."""

    def __init__(self) -> None:
        self._done: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._done

    def add(self, *key: str) -> None:
        """Remember it; the oldest of many are forgotten."""
        self._done[key] = None
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
