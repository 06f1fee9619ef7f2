"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Shows `moment`, which a test sets as it likes."""

    def __init__(self, moment: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)) -> None:
        self.moment = moment
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self._monotonic += seconds
