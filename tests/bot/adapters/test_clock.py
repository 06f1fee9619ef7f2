"""The clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.adapters.clock import SystemClock


def test_the_time_is_aware_and_in_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(days=1)


def test_monotonic_seconds_never_go_back() -> None:
    clock = SystemClock()
    seen = [clock.monotonic() for _ in range(100)]
    assert seen == sorted(seen)
