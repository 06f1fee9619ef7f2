"""One look at an HTTP server: whether it answers, what it is, what time it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from bot.domain.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Look:
    """What came back: the status, JSON where the body is an object, and the server's time."""

    status: int
    text: str
    fields: Mapping[str, Any]
    now: datetime | None


async def look(url: str, *, seconds: float, headers: Mapping[str, str] | None = None) -> Look:
    """Ask once, follow nothing. Raises ServiceError when nothing answers in time."""
    try:
        async with httpx.AsyncClient(timeout=seconds, trust_env=False) as client:
            answer = await client.get(url, headers=dict(headers or {}))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise ServiceError(f"Nothing answers at {url} ({type(error).__name__}).") from error
    return Look(answer.status_code, answer.text, _fields(answer), _now(answer))


def _fields(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        shape = answer.json()
    except (ValueError, RecursionError):
        return {}
    return shape if isinstance(shape, dict) else {}


def _now(answer: httpx.Response) -> datetime | None:
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
