"""The sign of life while somebody waits: the bot is typing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from connectors.discord.calls import ERRORS

_EVERY = 8.0  # seconds; Discord shows it for ten
_MOST = 12  # times: a minute and a half
_REMEMBERED = 1000


class Signs:
    """Shows that the bot is typing, per exchange, until it is shown or a while is over."""

    def __init__(self) -> None:
        self._typing: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._ended: dict[uuid.UUID, None] = {}

    def begin(self, exchange: uuid.UUID, show: Callable[[], Awaitable[object]]) -> None:
        """Show it now and again, unless the exchange was shown already."""
        if exchange in self._ended or exchange in self._typing:
            return
        task = asyncio.create_task(_type(show), name="typing")
        self._typing[exchange] = task
        task.add_done_callback(lambda _: self._typing.pop(exchange, None))

    def end(self, exchange: uuid.UUID) -> None:
        """The exchange is being shown."""
        self._ended[exchange] = None
        while len(self._ended) > _REMEMBERED:
            del self._ended[next(iter(self._ended))]
        if task := self._typing.pop(exchange, None):
            task.cancel()

    async def close(self) -> None:
        """Stop all."""
        tasks = list(self._typing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _type(show: Callable[[], Awaitable[object]]) -> None:
    for _ in range(_MOST):
        try:
            await show()
        except ERRORS:
            return  # only a courtesy
        await asyncio.sleep(_EVERY)
