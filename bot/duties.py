"""What a serving process does by itself: reads the folder, forgets on time, tidies up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.bootstrap import House
from bot.cron import trigger
from bot.domain.knowledge import IndexReport
from bot.domain.people import Platform
from bot.schedule import Duty
from bot.settings import Settings

INDEX = "index"
"""The duty that reads the folder."""

_EVERY_MINUTE = "* * * * *"
_LEFT_BEHIND = timedelta(minutes=10)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Duties:
    """The house's duties, at the moments that the settings name."""

    settings: Settings
    house: House

    def all(self) -> list[Duty]:
        """Each with its trigger. Raises BadSetting when a cron line means nothing."""
        when, zone = self.settings.schedule, self.settings.schedule.zone
        return [
            Duty(INDEX, trigger("BOT_SCHEDULE__INDEX", when.index, zone), self._index),
            Duty(
                "reconcile",
                trigger("BOT_SCHEDULE__RECONCILE", when.reconcile, zone),
                self._reconcile,
            ),
            Duty(
                "retention",
                trigger("BOT_SCHEDULE__RETENTION", when.retention, zone),
                self._retain,
            ),
            Duty("purge", trigger("the clock", _EVERY_MINUTE, zone), self.house.purging.run),
        ]

    async def _index(self) -> None:
        _noted(await self.house.index(lambda _done, _total: None))

    async def _reconcile(self) -> None:
        _noted(await self.house.reconcile(lambda _done, _total: None))

    async def _retain(self) -> None:
        await self.house.retention.run()
        await self._leave_terminals()
        # Words also go by opting out and by keeping nothing: take them out of the files too.
        for purge in self.house.parts.purgers.values():
            await purge()

    async def _leave_terminals(self) -> None:
        """Close what was asked on a command line that is gone."""
        exchanges, before = self.house.parts.exchanges, self.house.clock.now() - _LEFT_BEHIND
        for suspects in (False, True):
            while claim := await exchanges.claim(
                [Platform.CLI], lease=timedelta(seconds=15), suspects=suspects
            ):
                if not _is_before(claim.received_at, before):
                    await exchanges.release(claim)
                    break
                await exchanges.abandon(claim, reason="The command line that asked is gone.")


def _noted(report: IndexReport) -> None:
    if report.written or report.removed or report.failed:
        names = ("documents", "written", "removed", "embedded")
        _log.info("index", extra={name: getattr(report, name) for name in names})
    for failure in report.failed:
        _log.warning("not indexed: %s", failure.reason, extra={"path": failure.path})


def _is_before(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment < limit
