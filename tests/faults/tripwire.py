"""Wraps the parts of a house so that the process dies at a chosen call."""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Tripwire:
    """Counts the calls to whatever it wraps, and kills this process at one of them.

    `at` counts from 0 over all wrapped parts; `after` says on which side of the call.
    Every call is written to `journal` before it is made, and once more when it returned,
    so that the journal survives the kill.
    """

    def __init__(self, journal: Path, *, at: int | None = None, after: bool = False) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._at = at
        self._after = after
        self._calls = 0

    def around(self, part: object) -> Any:
        """The same part; its asynchronous methods trip the wire."""
        return _Wrapped(part, self._tripped)

    def note(self, line: str) -> None:
        """Write a line to the journal, unbuffered."""
        os.write(self._journal, f"{line}\n".encode())

    def _tripped(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            number, self._calls = self._calls, self._calls + 1
            self.note(f"call {name}")
            if number == self._at and not self._after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = await method(*args, **kwargs)
            if number == self._at and self._after:
                os.kill(os.getpid(), signal.SIGKILL)
            self.note(f"done {name}")
            return result

        return call


class _Wrapped:
    def __init__(self, part: object, tripped: Callable[..., Any]) -> None:
        self._part = part
        self._tripped = tripped

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return self._tripped(name, found) if inspect.iscoroutinefunction(found) else found
