"""What goes on beside: kept, so that it is neither lost nor left behind at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

_log = logging.getLogger(__name__)


class Tasks:
    """Tasks that nobody waits for; an error of one is logged by its name."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Let it run."""
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    async def end(self, seconds: float) -> None:
        """Wait so long for what is under way, and cancel the rest."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        rest = list(self._under_way)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.warning("left undone", extra={"error": type(error).__name__})
