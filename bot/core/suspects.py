"""Whose turn it is: fresh questions, or what a crash left behind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

_SELDOM = 5  # times that the time between two looks is doubled


class Turn(Enum):
    """What to do next."""

    WAIT = auto()
    LOOK = auto()
    """Find out whether anything waits that a crash left."""
    SUSPECT = auto()
    FRESH = auto()


@dataclass(slots=True)
class Suspects:
    """Lets what a crash left run alone, so that it takes no innocent neighbours with it.

    Pure, with monotonic seconds. It looks every `look_every`. While a suspect waits
    nothing else is begun, until what is under way has finished; after it, the others have
    as long a turn as it had, unless there are none.
    """

    look_every: float
    parallel: int
    _look_at: float = -math.inf
    _waits: bool = False
    _alone_since: float | None = None
    _may_be_more: bool = False
    _in_vain: int = 0

    def turn(self, *, under_way: int, now: float) -> Turn:
        """What to do next."""
        if self._alone_since is not None:
            return Turn.WAIT
        if self._waits:
            return Turn.WAIT if under_way else Turn.SUSPECT
        if now >= self._look_at:
            return Turn.LOOK if under_way else Turn.SUSPECT
        return Turn.FRESH if under_way < self.parallel else Turn.WAIT

    def looked(self, *, now: float, waits: bool) -> None:
        """Whether anything waits that a crash left."""
        self._waits = waits
        self._look_at = now + self.look_every

    def claimed(self, *, now: float, found: bool) -> None:
        """Something that a crash left was claimed; or, unless `found`, there is nothing."""
        self._in_vain = self._in_vain + 1 if self._waits and not found else 0
        self._waits = False
        self._look_at = now + self.look_every * 2 ** min(self._in_vain, _SELDOM)
        self._alone_since = now if found else None
        self._may_be_more = found

    def ended(self, *, now: float) -> None:
        """A claim has ended."""
        if self._alone_since is not None:
            self._look_at = now + (now - self._alone_since)
            self._alone_since = None

    def idle(self, *, under_way: int) -> bool:
        """Nothing fresh waits; says whether to ask for another turn at once."""
        again = self._may_be_more and not under_way
        if again:
            self._look_at, self._may_be_more = -math.inf, False
        return again
