"""Counts the steps of a run, and stops the world before or after any of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar, cast

from tests.virtual_time import VirtualLoop

T = TypeVar("T")


class Steps:
    """Every call that the parts make of each other. `names` tells what was called.

    With `stop_at` the call of that number hangs until `wake`: an even one is stopped before
    it is done, an odd one afterwards; with a name, before the first call of that name.
    `failures` are raised by calls of that name instead, `before` is awaited first and
    `after` last. `over` is set whenever an exchange was closed.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.stop_at: int | str | None = None
        self.stopped = asyncio.Event()
        self.wake = asyncio.Event()
        self.over = asyncio.Event()
        self.failures: dict[str, Exception] = {}
        self.before: dict[str, Callable[[], Awaitable[None]]] = {}
        self.after: dict[str, Callable[[], Awaitable[None]]] = {}

    def watched(self, part: T, *, prefix: str = "", busy: bool = False) -> T:
        """The same part, whose calls are counted. `busy`: they wait for a thread."""
        return cast("T", _Watched(part, self, prefix=prefix, busy=busy))

    async def call(
        self, name: str, method: Callable[..., Awaitable[Any]], *, busy: bool
    ) -> Any:
        """One step."""
        self.names.append(name)
        at = 2 * (len(self.names) - 1)
        await self._stop_here(at, name)
        if wait := self.before.get(name):
            await wait()
        if failure := self.failures.get(name):
            raise failure
        if busy:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, VirtualLoop)
            with loop.busy():
                result = await method()
        else:
            result = await method()
        await self._stop_here(at + 1)
        if wait := self.after.get(name):
            await wait()
        if name in {"close", "abandon"}:
            self.over.set()
        return result

    async def _stop_here(self, *at: int | str) -> None:
        if self.stop_at in at:
            self.stop_at = None
            self.stopped.set()
            await self.wake.wait()


class _Watched:
    def __init__(self, part: object, steps: Steps, *, prefix: str, busy: bool) -> None:
        self._prefix = prefix
        self._part = part
        self._steps = steps
        self._busy = busy

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not asyncio.iscoroutinefunction(found):
            return found
        return partial(self._call, name, found)

    async def _call(self, name: str, method: Any, *args: Any, **named: Any) -> Any:
        call = partial(method, *args, **named)
        return await self._steps.call(self._prefix + name, call, busy=self._busy)
