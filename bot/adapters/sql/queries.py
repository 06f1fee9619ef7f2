"""What is asked of the table of exchanges."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, case, func, select, tuple_

from bot.adapters.sql.claims import left_by_a_crash
from bot.adapters.sql.dialects import utc
from bot.adapters.sql.exchange_rows import ANSWERED, ARRIVAL, CONVERSATION
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.tables import exchanges
from bot.domain.conversation import Addressed, Place, Question
from bot.ports import Crowd, Waiting

_IS_OPEN = exchanges.c.closed_at.is_(None)
_IS_QUESTION = case((exchanges.c.turned_away, 0), else_=1)
_NEWEST_FIRST = tuple(column.desc() for column in ARRIVAL)
_FOREVER = (
    datetime.max.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    uuid.UUID(int=2**128 - 1),
)


def _sum(counted: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(func.sum(counted), 0)


# Built once: for small statements, building takes as long as carrying out.
_THIS = exchanges.c.id == bindparam("this")
_BY = exchanges.c.asker == bindparam("by")
_SINCE = exchanges.c.received_at >= bindparam("since")
_LOAD = select(exchanges).where(_THIS)
_MOMENT = select(*ARRIVAL).where(_THIS)
_CROWD = select(func.count(), _sum(_IS_QUESTION)).where(_IS_OPEN)
_ASKED = (
    select(exchanges.c.received_at)
    .where(_BY, _SINCE, ~exchanges.c.turned_away)
    .order_by(exchanges.c.received_at)
)
_HERE = (
    select(exchanges)
    .where(*(column == bindparam(f"in_{column.name}") for column in CONVERSATION))
    .order_by(*_NEWEST_FIRST)
    .limit(bindparam("limit"))
)
_BEFORE = tuple_(*(bindparam(f"before_{one.name}", type_=one.type) for one in ARRIVAL))
_EARLIER = _HERE.where(
    exchanges.c.state.in_(ANSWERED),
    exchanges.c.question_sealed.is_not(None),
    exchanges.c.addressed != Addressed.PERSON,
    tuple_(*ARRIVAL) < _BEFORE,
)


async def load(connection: Link, exchange: uuid.UUID) -> Any | None:
    """A row by its id; None when there is none."""
    return (await connection.execute(_LOAD, {"this": exchange})).mappings().one_or_none()


async def what_waits(connection: Link, now: datetime) -> Waiting:
    """What is open."""
    suspect = case((left_by_a_crash(now), 1), else_=0)
    oldest = func.min(exchanges.c.received_at)
    query = select(func.count(), oldest, _sum(_IS_QUESTION), _sum(suspect)).where(_IS_OPEN)
    row: Any = (await connection.execute(query)).one()
    total, since, questions, suspects = row
    return Waiting(total, questions, since and utc(since), suspects=suspects)


async def crowd_around(connection: Link, asker: str, *, since: datetime | None) -> Crowd:
    """What a question of this person comes upon."""
    row: Any = (await connection.execute(_CROWD)).one()
    recent = await asked_since(connection, asker, since) if since else []
    return Crowd(row[0], row[1], tuple(recent))


async def asked_since(connection: Link, asker: str, since: datetime) -> list[datetime]:
    """When the person's questions arrived, oldest first, but those that were turned away."""
    found = await connection.execute(_ASKED, {"by": asker, "since": utc(since)})
    return [utc(moment) for moment in found.scalars()]


async def earlier(connection: Link, question: Question, limit: int) -> list[Any]:
    """The rows of the conversation that were answered before this one, oldest first."""
    found = await connection.execute(_MOMENT, {"this": question.id})
    moment: Any = found.one_or_none() or _FOREVER
    before = {f"before_{one.name}": at for one, at in zip(ARRIVAL, moment, strict=True)}
    return await _newest(connection, _EARLIER, _in(question.place, limit) | before)


async def asked_by(connection: Link, asker: str, place: Place, limit: int) -> list[Any]:
    """The newest rows of a person in a conversation, oldest first."""
    return await _newest(connection, _HERE.where(_BY), _in(place, limit) | {"by": asker})


async def took_part(connection: Link, asker: str, place: Place, *, since: datetime) -> bool:
    """Whether the person said something in that conversation since then."""
    here = _HERE.with_only_columns(exchanges.c.id).where(_BY, _SINCE)
    values = _in(place, limit=1) | {"by": asker, "since": utc(since)}
    return (await connection.execute(here, values)).first() is not None


async def _newest(connection: Link, query: Executable, values: dict[str, Any]) -> list[Any]:
    rows = (await connection.execute(query, values)).mappings().all()
    return list(reversed(rows))


def _in(place: Place, limit: int) -> dict[str, Any]:
    """The conversation that the place stands for."""
    key = (place.platform, place.workspace, place.channel, place.thread)
    parts = zip(CONVERSATION, key, strict=True)
    return {f"in_{column.name}": part for column, part in parts} | {"limit": limit}
