"""Reads the five fields of cron as cron means them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.domain.errors import BadSetting

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def trigger(setting: str, fields: str, zone: str) -> CronTrigger:
    """The moments that `fields` (minute hour day month weekday) stand for in `zone`.

    Weekdays are 0 to 7, Sunday being 0 and 7, or names. Raises BadSetting, which names
    the `setting` that they come from.
    """
    parts = fields.split()
    try:
        if len(parts) != len(("minute", "hour", "day", "month", "weekday")):
            raise ValueError("there must be five fields")  # noqa: TRY301 - one message for all
        minute, hour, day, month, weekday = parts
        return CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=_weekdays(weekday),
            timezone=ZoneInfo(zone),
        )
    except ValueError as error:
        raise BadSetting(
            f"{setting} cannot be used ({error}): write five fields as for cron, minute hour "
            "day month weekday, such as */10 * * * * or 30 4 * * mon-fri."
        ) from error


def _weekdays(field: str) -> str:
    """APScheduler counts weekdays from Monday, cron from Sunday: names mean one thing."""
    return ",".join(name for part in field.lower().split(",") for name in _named(part))


def _named(part: str) -> list[str]:
    span, _, step = part.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        return [part] if not step else list(_DAYS[: 7 : int(step)])
    start = _number(first)
    # A single day with a step runs to the end of the week, as a range does.
    end = _number(last) if dash else (start if not step else len(_DAYS) - 2)
    if end < start:
        end += 7
    return [_DAYS[day % 7] for day in range(start, end + 1, int(step or 1))]


def _number(day: str) -> int:
    if day.isdecimal() and int(day) < len(_DAYS):
        return int(day)
    if day in _DAYS:
        return _DAYS.index(day)
    raise ValueError(f"'{day}' is no weekday")
