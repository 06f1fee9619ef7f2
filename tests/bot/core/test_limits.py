"""How often a person may ask, and how much the house may spend."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import Pace, Purse
from bot.domain.errors import BudgetSpent, DatabaseUnavailable
from bot.ports import Spend
from tests.fakes.clock import FakeClock
from tests.fakes.spending import FakeSpending
from tests.samples import NOON

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
ONCE = Spend(tokens=100, cost=0.5)


def ago(*seconds: float) -> list[datetime]:
    return [NOON - timedelta(seconds=one) for one in seconds]


def test_whoever_has_not_asked_may_ask() -> None:
    assert Pace(1, 1).again([], now=NOON) is None


def test_without_limits_anybody_may_ask_as_often_as_they_like() -> None:
    assert Pace().again([NOON] * 1000, now=NOON) is None
    assert Pace(0, 5).again(ago(1, 2, 3, 4), now=NOON) is None
    assert Pace(5, 0).again(ago(*range(60, 4000)), now=NOON) is None


def test_the_limit_may_be_reached_and_not_passed() -> None:
    assert Pace(per_minute=3).again(ago(20, 10), now=NOON) is None
    assert Pace(per_minute=3).again(ago(30, 20, 10), now=NOON) == NOON + 30 * SECOND


def test_who_asked_too_often_may_ask_once_enough_of_it_is_a_minute_old() -> None:
    asked = ago(50, 40, 30, 20, 10)
    assert Pace(per_minute=3).again(asked, now=NOON) == NOON + 30 * SECOND
    assert Pace(per_minute=1).again(asked, now=NOON) == NOON + 50 * SECOND


def test_the_moment_that_is_told_is_the_first_at_which_it_works() -> None:
    pace, asked = Pace(per_minute=3), ago(30, 20, 10)
    told = pace.again(asked, now=NOON)
    assert told is not None
    assert pace.again(asked, now=told) is None
    assert pace.again(asked, now=told - timedelta(microseconds=1)) == told


def test_the_day_is_any_24_hours() -> None:
    asked = [NOON - 23 * HOUR, NOON - 5 * HOUR]
    assert Pace(per_day=2).again(asked, now=NOON) == NOON + HOUR
    assert Pace(per_day=2).again([NOON - DAY, NOON - 5 * HOUR], now=NOON) is None


def test_of_both_limits_the_longer_wait_is_told() -> None:
    asked = [NOON - 20 * HOUR, NOON - 10 * SECOND]
    assert Pace(1, 2).again(asked, now=NOON) == NOON + 4 * HOUR
    assert Pace(1, 3).again(asked, now=NOON) == NOON + 50 * SECOND


def test_the_order_of_the_moments_does_not_matter() -> None:
    pace = Pace(3, 4)
    forth, back = ago(40, 30, 20, 10), ago(10, 20, 30, 40)
    assert pace.again(forth, now=NOON) == pace.again(back, now=NOON)


@pytest.mark.parametrize(
    ("pace", "window"),
    [
        (Pace(), timedelta(0)),
        (Pace(per_minute=1), MINUTE),
        (Pace(per_day=1), DAY),
        (Pace(1, 1), DAY),
    ],
)
def test_the_window_holds_every_moment_that_matters(pace: Pace, window: timedelta) -> None:
    assert pace.window == window
    asked = [NOON - one for one in (window, window + SECOND, 3 * DAY)] * 9
    assert pace.again(asked, now=NOON) is None


@pytest.mark.parametrize("jump", [HOUR, 30 * DAY, 400 * DAY])
def test_a_clock_that_goes_back_shuts_nobody_out_for_long(jump: timedelta) -> None:
    asked = [NOON - one * SECOND for one in range(20)]
    told = Pace(10, 100).again(asked, now=NOON - jump)
    assert told is None
    told = Pace(10, 20).again(asked, now=NOON - jump)
    assert told is None or told <= NOON - jump + 2 * DAY


def test_a_question_that_another_replica_dates_a_second_ahead_counts() -> None:
    asked = [NOON + SECOND, NOON + 2 * SECOND]
    assert Pace(per_minute=2).again(asked, now=NOON) == NOON + 61 * SECOND


@pytest.mark.parametrize("day", ["2028-02-29", "2027-02-28", "2026-03-29", "2026-10-25"])
def test_leap_days_and_changes_of_the_clock_make_no_difference(day: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(f"{day}T23:30").replace(tzinfo=zone)
    asked = [now.astimezone(UTC) - 23 * HOUR]
    told = Pace(per_day=1).again(asked, now=now.astimezone(UTC))
    assert told == now.astimezone(UTC) + HOUR


@given(
    st.lists(st.integers(0, 200_000), max_size=40),
    st.integers(1, 6),
    st.integers(1, 12),
)
def test_whoever_waits_until_then_never_passes_a_limit(
    seconds: list[int], per_minute: int, per_day: int
) -> None:
    pace, allowed = Pace(per_minute, per_day), list[datetime]()
    for second in sorted(seconds):
        now = NOON + second * SECOND
        told = pace.again(allowed, now=now)
        if told is None:
            allowed.append(now)
        else:
            assert now < told <= now + DAY
    for moment in allowed:
        assert sum(moment - MINUTE < one <= moment for one in allowed) <= per_minute
        assert sum(moment - DAY < one <= moment for one in allowed) <= per_day


class House:
    def __init__(
        self, *, cap: Spend = ONCE, zone: str = "Asia/Seoul", moment: datetime = NOON
    ) -> None:
        self.spending, self.clock = FakeSpending(), FakeClock(moment)
        self.purse = Purse(self.spending, self.clock, cap=cap, zone=ZoneInfo(zone))

    async def refusal(self) -> datetime:
        with pytest.raises(BudgetSpent) as refused:
            await self.purse.reserve(Spend(tokens=1, cost=0.01))
        return refused.value.until


async def test_what_is_left_can_be_reserved_and_no_more() -> None:
    house = House()
    await house.purse.reserve(ONCE)
    assert await house.refusal()
    assert await house.spending.spent(date(2026, 3, 2)) == ONCE


async def test_what_was_not_used_can_be_reserved_again() -> None:
    house = House()
    reserved = await house.purse.reserve(ONCE)
    await house.purse.settle(reserved, Spend(tokens=10, cost=0.05))
    await house.purse.reserve(Spend(tokens=90, cost=0.25))
    assert (await house.spending.spent(date(2026, 3, 2))).tokens == 100


async def test_a_cap_of_0_is_no_cap_and_what_is_spent_counts_all_the_same() -> None:
    house = House(cap=Spend())
    for _ in range(5):
        await house.purse.reserve(ONCE)
    assert await house.spending.spent(date(2026, 3, 2)) == Spend(tokens=500, cost=2.5)


async def test_what_must_be_counted_is_counted_over_any_cap() -> None:
    house = House()
    for _ in range(3):
        await house.purse.count(ONCE)
    assert (await house.spending.spent(date(2026, 3, 2))).tokens == 300
    assert await house.refusal()


async def test_the_budget_is_there_again_after_midnight_in_the_zone() -> None:
    house = House(zone="Asia/Seoul", moment=datetime(2026, 3, 2, 14, 59, tzinfo=UTC))
    await house.purse.reserve(ONCE)
    until = await house.refusal()
    assert until == datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert (until.hour, until.day, str(until.tzname())) == (0, 3, "KST")

    house.clock.moment = until - timedelta(microseconds=1)
    assert await house.refusal()
    house.clock.moment = until
    await house.purse.reserve(ONCE)


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("UTC", "2028-02-28T12:00+00:00", "2028-02-29T00:00+00:00"),
        ("UTC", "2028-02-29T12:00+00:00", "2028-03-01T00:00+00:00"),
        ("UTC", "2026-12-31T23:59+00:00", "2027-01-01T00:00+00:00"),
        ("Europe/Berlin", "2026-03-28T12:00+00:00", "2026-03-28T23:00+00:00"),
        ("Europe/Berlin", "2026-03-29T12:00+00:00", "2026-03-29T22:00+00:00"),
        ("Europe/Berlin", "2026-10-25T00:30+00:00", "2026-10-25T23:00+00:00"),
        ("Europe/Berlin", "2026-10-25T01:30+00:00", "2026-10-25T23:00+00:00"),
        ("America/Havana", "2026-03-08T03:00+00:00", "2026-03-08T05:00+00:00"),
        ("America/Havana", "2026-03-08T12:00+00:00", "2026-03-09T04:00+00:00"),
        ("America/Havana", "2026-10-31T12:00+00:00", "2026-11-01T04:00+00:00"),
    ],
)
async def test_midnight_is_right_on_leap_days_and_where_clocks_change(
    zone: str, now: str, until: str
) -> None:
    house = House(zone=zone, moment=datetime.fromisoformat(now))
    await house.purse.reserve(ONCE)
    told = await house.refusal()
    assert told.astimezone(UTC) == datetime.fromisoformat(until)
    # What people read is a time that their clocks will show.
    assert str(told) == str(told.astimezone(UTC).astimezone(ZoneInfo(zone)))

    # It is the first moment of another day, and there is money again.
    house.clock.moment = told.astimezone(UTC) - timedelta(microseconds=1)
    assert await house.refusal() == told
    house.clock.moment = told.astimezone(UTC)
    await house.purse.reserve(ONCE)


async def test_a_call_over_midnight_counts_for_the_day_on_which_it_began() -> None:
    house = House(zone="UTC", moment=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    reserved = await house.purse.reserve(ONCE)
    house.clock.advance(120)
    await house.purse.settle(reserved, Spend(tokens=40, cost=0.25))
    assert (await house.spending.spent(date(2026, 3, 2))).tokens == 40
    assert await house.spending.spent(date(2026, 3, 3)) == Spend()


async def test_a_clock_that_goes_back_a_day_finds_that_days_budget_spent() -> None:
    house = House(zone="UTC", moment=datetime(2026, 3, 2, 12, tzinfo=UTC))
    await house.purse.reserve(ONCE)
    house.clock.moment = datetime(2026, 3, 3, 12, tzinfo=UTC)
    await house.purse.reserve(ONCE)
    house.clock.moment = datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert await house.refusal() == datetime(2026, 3, 3, tzinfo=UTC)


async def test_without_its_book_the_purse_stays_shut() -> None:
    house = House()
    house.spending.failure = DatabaseUnavailable("away")
    with pytest.raises(DatabaseUnavailable):
        await house.purse.reserve(Spend())
