"""How often a person may ask, and how much the house may spend in a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.errors import BudgetSpent
from bot.ports import Clock, Spend, Spending

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many questions a person may ask in any 60 seconds and in any 24 hours.

    0 sets no limit.
    """

    per_minute: int = 0
    per_day: int = 0

    @property
    def window(self) -> timedelta:
        """How far back the questions matter; zero when nothing is limited."""
        if self.per_day:
            return _DAY
        return _MINUTE if self.per_minute else timedelta(0)

    def again(self, asked: Iterable[datetime], *, now: datetime) -> datetime | None:
        """None when one more question is fine now, else the moment from which it is.

        `asked` are the moments of the person's questions within `window`, in any order.
        """
        moments = sorted(asked)
        waits = (
            _again(moments, now, most=self.per_minute, window=_MINUTE),
            _again(moments, now, most=self.per_day, window=_DAY),
        )
        return max((moment for moment in waits if moment), default=None)


def _again(
    moments: list[datetime], now: datetime, *, most: int, window: timedelta
) -> datetime | None:
    # A moment ahead of now comes from a clock that went back, or another replica's. Within
    # the window it counts as usual; further ahead it would shut the person out for as long.
    counted = [moment for moment in moments if abs(moment - now) < window]
    if not most or len(counted) < most:
        return None
    return counted[-most] + window


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one paid call, and the day that it counts for."""

    day: date
    amount: Spend


@dataclass(frozen=True, slots=True)
class Purse:
    """What the house may spend from midnight to midnight in `zone`.

    A part of `cap` that is 0 sets no limit. What was reserved and never settled stays
    counted: a call that broke off may have been paid for.
    """

    spending: Spending
    clock: Clock
    cap: Spend
    zone: tzinfo

    async def reserve(self, amount: Spend) -> Reservation:
        """Set aside the most that a call may use. Raises BudgetSpent, DatabaseUnavailable."""
        day = self._today()
        if not await self.spending.reserve(day, amount, cap=self.cap):
            raise BudgetSpent(until=_start_of(day + _DAY, self.zone))
        return Reservation(day, amount)

    async def settle(self, reservation: Reservation, used: Spend) -> None:
        """Count what the call used, not what was reserved. Raises DatabaseUnavailable."""
        await self.spending.settle(reservation.day, reserved=reservation.amount, used=used)

    async def count(self, used: Spend) -> None:
        """Count what was used anyway, whatever the cap. Raises DatabaseUnavailable."""
        await self.spending.settle(self._today(), reserved=Spend(), used=used)

    def _today(self) -> date:
        return self.clock.now().astimezone(self.zone).date()


def _start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of the day; where the clock skips midnight, the first after it."""
    midnight = datetime.combine(day, time.min, zone)
    return midnight.astimezone(UTC).astimezone(zone)
