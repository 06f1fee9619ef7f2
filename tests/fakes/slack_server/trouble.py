"""What a test can have go wrong, and the limits of each method."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from tests.fakes.slack_server.arguments import METHODS
from tests.fakes.slack_server.moments import Moments

_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
_MINUTE = 60.0


class Kind(Enum):
    """How it goes wrong."""

    RATE_LIMITED = auto()
    """429 with `Retry-After`."""
    BROKEN = auto()
    """500, nothing done."""
    REFUSED = auto()
    """`ok: false` with `error`."""
    SILENT = auto()
    """No reply until the caller hangs up; nothing done."""
    REPLY_LOST = auto()
    """Done, and then the connection breaks."""
    BROKEN_AFTERWARDS = auto()
    """Done, and then 500."""
    WATCHED = auto()
    """Nothing goes wrong; `then` is called before it is done."""
    WATCHED_AFTERWARDS = auto()
    """Done, then `then` is called, and the connection breaks."""


@dataclass
class Trouble:
    """The next `times` calls of `method` (any, if empty) go wrong in this way."""

    kind: Kind
    method: str = ""
    times: int = 1
    seconds: int = 1
    error: str = "internal_error"
    then: Callable[[], None] = lambda: None

    def befalls(self, method: str) -> bool:
        """Whether it is this call's turn; counts it."""
        if self.times < 1 or self.method not in {"", method}:
            return False
        self.times -= 1
        return True


class Tiers:
    """Slack's limits per method, app and minute; off until a test switches them on."""

    def __init__(self, moments: Moments) -> None:
        self.are_on = False
        self.refused: Counter[str] = Counter()
        self._moments = moments
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def wait(self, app: str, method: str) -> int:
        """Seconds to wait before the next call; 0, and the call counts, when it may go on."""
        if not self.are_on:
            return 0
        now, calls = self._moments.now(), self._calls.setdefault((app, method), deque())
        while calls and calls[0] <= now - _MINUTE:
            calls.popleft()
        if len(calls) < _PER_MINUTE[METHODS[method].tier]:
            calls.append(now)
            return 0
        self.refused[method] += 1
        return max(1, int(calls[0] + _MINUTE - now) + 1)
