"""What is kept in mind for a while, and never too much of it."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_MOST = 2000


class Remembered(Generic[K, V]):
    """Keeps the newest two thousand, each for `seconds`."""

    def __init__(self, seconds: float = 24 * 3600.0) -> None:
        self._seconds = seconds
        self._kept: dict[K, tuple[float, V]] = {}

    def put(self, key: K, kept: V) -> None:
        """Keep it from now on."""
        self._kept.pop(key, None)
        self._kept[key] = (_now() + self._seconds, kept)
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]

    def get(self, key: K) -> V | None:
        """What is kept; None when there is nothing, or nothing any more."""
        until, kept = self._kept.get(key, (0.0, None))
        if kept is None or until < _now():
            self._kept.pop(key, None)
            return None
        return kept

    def drop(self, key: K) -> None:
        """Keep it no longer."""
        self._kept.pop(key, None)


def _now() -> float:
    return asyncio.get_running_loop().time()
