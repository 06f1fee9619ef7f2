"""Turns at jobs in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import LeaseLost
from bot.ports import Shift


@dataclass
class FakeJob:
    """A job, and the shift that has begun and not ended."""

    due: datetime
    fence: int = 0
    shift: Shift | None = None
    lease: datetime | None = None
    ended: datetime | None = None
    failure: str = ""


class FakeJobs:
    """`known` shows every job by its name."""

    def __init__(self) -> None:
        self.known: dict[str, FakeJob] = {}

    async def plan(self, job: str, *, due: datetime) -> None:
        known = self.known.setdefault(job, FakeJob(due))
        if known.shift is None:
            known.due = min(known.due, due)

    async def take(
        self, job: str, *, now: datetime, following: datetime, lease: timedelta
    ) -> Shift | None:
        known = self.known.get(job)
        if known is None or known.due > now or (known.lease and known.lease > now):
            return None
        known.fence += 1
        known.lease = now + lease
        known.shift = Shift(job, due=known.due, following=following, fence=known.fence)
        return known.shift

    async def renew(self, shift: Shift, *, until: datetime) -> None:
        self._held(shift).lease = until

    async def end(self, shift: Shift, *, at: datetime, failure: str = "") -> None:
        known = self._held(shift)
        known.due, known.ended, known.failure = shift.following, at, failure
        known.shift = known.lease = None

    def _held(self, shift: Shift) -> FakeJob:
        known = self.known.get(shift.job)
        if known is None or known.shift != shift:
            raise LeaseLost(f"Another replica runs '{shift.job}' by now, or it has ended.")
        return known
