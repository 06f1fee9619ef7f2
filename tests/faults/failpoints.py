"""Kills the process at a chosen step of a delivery."""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """On which side of a step; all but the first two are left to the platform."""

    BEFORE = "before"
    AFTER = "after"
    ARRIVED = "arrived"
    """The request is there, and the platform drops it."""
    STORED = "stored"
    """The platform has done it, and never answers."""
    MEANWHILE = "while the platform is at"
    """The platform does it a while later."""


@dataclass(frozen=True, slots=True)
class Failpoint:
    """A step, such as `record` or `outlet.post`, and the side of it."""

    step: str
    side: Side

    @property
    def is_ours(self) -> bool:
        """Whether the process sees to it itself."""
        return self.side in (Side.BEFORE, Side.AFTER)

    def __str__(self) -> str:
        return f"{self.side} {self.step}"


def die() -> None:
    """As `kill -9` does it."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse:
    """Wraps the parts of a house; dies at the first call of the failpoint's step.

    With a `message` only from the moment on when that message is received. A claim counts
    as done when it gave something.
    """

    def __init__(self, failpoint: Failpoint | None, message: str) -> None:
        self._failpoint = failpoint
        self._message = message
        self._is_armed = failpoint is not None and not message

    def around(self, part: object, *, prefix: str = "") -> Any:
        """The same part, whose asynchronous methods are steps."""
        return _Fused(part, self, prefix)

    async def call(
        self, step: str, method: Callable[..., Any], *args: Any, **named: Any
    ) -> Any:
        """One step."""
        if step == "receive" and self._failpoint and args[0].message == self._message:
            self._is_armed = True
        self._strike(step, Side.BEFORE)
        result = await method(*args, **named)
        if not step.startswith("claim") or result:
            self._strike(step, Side.AFTER)
        return result

    def _strike(self, step: str, side: Side) -> None:
        if self._is_armed and Failpoint(step, side) == self._failpoint:
            die()


class _Fused:
    def __init__(self, part: object, fuse: Fuse, prefix: str) -> None:
        self._part, self._fuse, self._prefix = part, fuse, prefix

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **named: Any) -> Any:
            return await self._fuse.call(self._prefix + name, found, *args, **named)

        return call
