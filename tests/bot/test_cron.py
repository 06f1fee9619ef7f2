"""Cron fields mean what cron means by them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.cron import trigger
from bot.domain.errors import BadSetting

SUNDAY = datetime(2026, 11, 22, tzinfo=UTC)


def moments(fields: str, *, zone: str = "UTC", count: int = 1) -> list[datetime]:
    found, at = [], SUNDAY
    for _ in range(count):
        following = trigger("BOT_X", fields, zone).get_next_fire_time(None, at)
        found.append(following.astimezone(UTC))
        at = found[-1] + timedelta(seconds=1)
    return found


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        ("0", "Sun"),
        ("7", "Sun"),
        ("1", "Mon"),
        ("6", "Sat"),
        ("mon", "Mon"),
        ("SUN", "Sun"),
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("6-7", "Sun Sat"),
        ("fri-mon", "Sun Mon Fri Sat"),
        ("*/2", "Sun Tue Thu Sat"),
        ("1-5/2", "Mon Wed Fri"),
        ("1/2", "Mon Wed Fri"),
        ("1,3", "Mon Wed"),
        ("*", "Sun Mon Tue Wed Thu Fri Sat"),
    ],
)
def test_weekdays_count_from_sunday_as_in_cron(weekdays: str, expected: str) -> None:
    found = moments(f"0 12 * * {weekdays}", count=7)
    week = [one.strftime("%a") for one in found if one < SUNDAY + timedelta(days=7)]
    assert " ".join(week) == expected


def test_moments_are_those_of_the_time_zone() -> None:
    assert moments("30 4 * * *", zone="Asia/Seoul") == [
        datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    ]


def test_every_few_minutes() -> None:
    first, second = moments("*/10 * * * *", count=2)
    assert (first.minute, second.minute) == (0, 10)


@pytest.mark.parametrize(
    "fields",
    ["", "* * * *", "* * * * * *", "61 * * * *", "a b c d e", "0 12 * * 8", "0 12 * * x-y"],
)
def test_what_is_no_cron_is_refused_with_the_setting_and_an_example(fields: str) -> None:
    with pytest.raises(BadSetting, match=r"BOT_X cannot be used .*\*/10 \* \* \* \*"):
        trigger("BOT_X", fields, "UTC")
