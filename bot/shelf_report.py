"""Gathers the report on the knowledge folder in a house."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import House
from bot.insight.shelf import ShelfReport, Terms, report_of
from bot.insight.twins import Twin, Twins
from bot.settings import Settings

_PAIRS = 200


def arguments_of(settings: Settings) -> dict[str, Any]:
    """What of the settings the report is measured against, as it goes over the socket."""
    return {
        "stale_days": settings.index.stale_days,
        "keep_days": settings.privacy.keep_days,
        "zone": settings.schedule.zone,
    }


async def made(house: House, arguments: Mapping[str, Any]) -> ShelfReport:
    """The report on what the house holds now. Raises BotError."""
    now, days = house.clock.now(), int(arguments["keep_days"])
    since = now - timedelta(days=days) if days else None
    return report_of(
        await house.shelves.held(),
        await house.shelves.noted(),
        twins=await _twins(house),
        cited=await house.parts.citations.cited(since=since),
        terms=Terms(
            today=now.astimezone(ZoneInfo(str(arguments["zone"]))).date(),
            stale_days=int(arguments["stale_days"]),
            days=days,
        ),
    )


async def _twins(house: House) -> list[Twin]:
    # In a thread, a page at a time: a bot that serves goes on answering meanwhile.
    twins, found = Twins(house.parts.encoder), list[Twin]()
    async for page in house.shelves.pages():
        await asyncio.to_thread(twins.add, page)
    pairs = iter(twins.pairs)
    while part := list(islice(pairs, _PAIRS)):
        there = await house.shelves.passages({id_ for pair in part for id_ in pair})
        found += await asyncio.to_thread(twins.compare, there, part)
    return found
