"""An event loop whose time passes only while nobody has anything to do.

A pause of an hour takes no time, and whatever ends first by the clock ends first.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_DEADLOCK = 20.0  # seconds of real time in which nothing happens, with nothing planned
_START = datetime(2026, 3, 2, 12, tzinfo=UTC)


class _Selector(selectors.DefaultSelector):
    """Looks for what is ready; if nothing is, it lets the time pass that it should wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.busy = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if timeout is None or self.busy:
            ready = super().select(_DEADLOCK)
            if not ready:
                raise TimeoutError("nothing will ever happen again")
            return ready
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at 0 seconds."""

    def __init__(self) -> None:
        self._selector_of_ours = _Selector()
        super().__init__(self._selector_of_ours)

    def time(self) -> float:
        return self._selector_of_ours.now

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Time stands still meanwhile: a thread is at work that tells the loop when done."""
        self._selector_of_ours.busy += 1
        try:
            yield
        finally:
            self._selector_of_ours.busy -= 1


class LoopClock:
    """Shows the time of the running loop; `skew` seconds ahead by the wall clock."""

    def __init__(self, skew: float = 0.0) -> None:
        self.skew = skew

    def now(self) -> datetime:
        return _START + timedelta(seconds=self.monotonic() + self.skew)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()
