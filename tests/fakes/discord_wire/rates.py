"""Rate limits as Discord states them: per route and channel, and one for everything."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

_MAJOR = re.compile(r"^/(?:channels|guilds|webhooks)/\d+(?:/(?!messages\b)[^/]{20,})?")
_ID = re.compile(r"\d{15,}")
_WRITES = frozenset({"POST", "PATCH"})


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


MESSAGES = Limit(5, 5.0)
"""What was observed of Discord for writing messages into one channel."""
OTHERWISE = Limit(50, 1.0)
EVERYTHING = Limit(50, 1.0)
"""The limit of all calls of a bot together, but those that answer interactions."""


def usual(method: str, path: str) -> Limit:
    """The limit of a route."""
    is_writing = method in _WRITES and "/messages" in path
    return MESSAGES if is_writing else OTHERWISE


@dataclass(frozen=True, slots=True)
class Taken:
    """What the answer's headers say; `wait` is above 0 when the call was one too many."""

    headers: dict[str, str]
    wait: float = 0.0
    is_global: bool = False


@dataclass(slots=True)
class _Window:
    start: float
    used: int = 0


@dataclass(slots=True)
class Buckets:
    """Counts the calls of one bot."""

    limit: Callable[[str, str], Limit] = usual
    overall: Limit = EVERYTHING
    _windows: dict[str, _Window] = field(default_factory=dict)

    def take(self, method: str, path: str) -> Taken:
        """Use one call up, if there is one."""
        now = time.monotonic()
        if not path.startswith(("/interactions/", "/webhooks/")):
            everything = self._window("everything", self.overall, now)
            if everything.used >= self.overall.calls:
                wait = everything.start + self.overall.seconds - now
                return Taken(_headers(wait, scope="global"), wait, is_global=True)
            everything.used += 1
        return self._of_route(method, path, now)

    def _of_route(self, method: str, path: str, now: float) -> Taken:
        limit, route = self.limit(method, path), _route(path)
        template = f"{method} {_ID.sub(':id', path)}"
        bucket = f"{zlib.crc32(template.encode()):08x}"
        window = self._window(f"{method} {route}", limit, now)
        left = window.start + limit.seconds - now
        is_over = window.used >= limit.calls
        window.used += not is_over
        headers = {
            "X-RateLimit-Limit": str(limit.calls),
            "X-RateLimit-Remaining": str(limit.calls - window.used),
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        if not is_over:
            return Taken(headers)
        return Taken(headers | _headers(left, scope="user"), left)

    def _window(self, key: str, limit: Limit, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or now - window.start >= limit.seconds:
            window = self._windows[key] = _Window(now)
        return window


def _route(path: str) -> str:
    """The path without the ids that share a bucket: all but those of channel and webhook."""
    major = _MAJOR.match(path)
    start = major.end() if major else 0
    return path[:start] + _ID.sub(":id", path[start:])


def _headers(wait: float, *, scope: str) -> dict[str, str]:
    # Without a Via header discord.py takes a 429 for a ban and gives up at once.
    marks = {"Via": "1.1 google", "Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope}
    return marks | ({"X-RateLimit-Global": "true"} if scope == "global" else {})
