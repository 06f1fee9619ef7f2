"""Who works on which exchange: leases, and the fence that keeps others from writing.

A claim is one short transaction. On PostgreSQL it waits for a lock that the whole cluster
shares, on SQLite it is the one writer: so what it sees of other claims stays true until it
commits. Writes of slow workers come in between all the same, which is why the claim asks
once more, in its UPDATE, for all that made the exchange ready.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.exchange_rows import ARRIVAL, CONVERSATION
from bot.adapters.sql.locks import lock_claims
from bot.adapters.sql.tables import exchanges
from bot.domain.conversation import State
from bot.domain.errors import LeaseLost
from bot.domain.people import Platform
from bot.ports import Claim

_IS_OPEN = exchanges.c.closed_at.is_(None)
_ONLY_SHOWN = (State.ANSWERED, State.FAILED)
_QUEUE = (exchanges.c.turned_away, *CONVERSATION)


async def claim_next(
    connection: AsyncConnection,
    platforms: Collection[Platform],
    *,
    now: datetime,
    lease: timedelta,
    suspects: bool,
) -> Any | None:
    """The row of the next exchange, claimed; None when there is none."""
    await lock_claims(connection)
    here = exchanges.c.platform.in_(platforms)
    ready = here & _is_due(now) & _is_free(now) & _is_suspect(suspects=suspects)
    query = _next(ready, now)
    while exchange := await connection.scalar(query):
        row = await _take(connection, exchange, ready, until=now + lease)
        if row is not None:
            return row
    return None


async def claim_one(
    connection: AsyncConnection, exchange: uuid.UUID, *, now: datetime, lease: timedelta
) -> Any | None:
    """The row of this exchange, claimed; None when it is closed, leased or unknown."""
    await lock_claims(connection)
    return await _take(connection, exchange, _is_free(now), until=now + lease)


async def write(
    connection: AsyncConnection,
    claim: Claim,
    changes: dict[str, Any],
    *,
    origins: Collection[State] = tuple(State),
) -> bool:
    """Change the exchange if its state is one of `origins`; says whether it was.

    Raises LeaseLost when the exchange is closed, or somebody claimed it since.
    """
    mine = held_by(claim)
    changing = update(exchanges).where(mine, exchanges.c.state.in_(origins)).values(changes)
    if (await connection.execute(changing)).rowcount == 1:
        return True
    if await connection.scalar(select(exists().where(mine))):
        return False
    raise lease_lost(claim)


async def free_all(
    connection: AsyncConnection, platforms: Collection[Platform], *, now: datetime
) -> int:
    """End every lease but those of posting; gives how many. The claims stay counted."""
    of_these = _IS_OPEN & exchanges.c.platform.in_(platforms) & ~exchanges.c.is_posting
    leased = update(exchanges).where(of_these, ~_is_free(now)).values(lease_until=None)
    return (await connection.execute(leased)).rowcount


def held_by(claim: Claim) -> ColumnElement[bool]:
    """The exchange of the claim, while the claim is the newest and the exchange open."""
    exchange = exchanges.c.id == claim.exchange.question.id
    return exchange & (exchanges.c.fence == claim.fence) & _IS_OPEN


def left_by_a_crash(now: datetime) -> ColumnElement[bool]:
    """What `claim(suspects=True)` looks for among the open ones."""
    return _is_due(now) & _is_free(now) & _is_suspect(suspects=True)


def lease_lost(claim: Claim) -> LeaseLost:
    """What to say to whoever was too slow."""
    return LeaseLost(
        f"Exchange {claim.exchange.reference} was taken over by another worker, or is "
        "closed: nothing was written."
    )


def _next(ready: ColumnElement[bool], now: datetime) -> Select[uuid.UUID]:
    """In each conversation only the first may go, and only while nobody is at another.

    The one condition on the rows themselves is that they are open. A condition on the
    platform would lead SQLite to the index of conversations, and through all that is past.
    """
    leased = case((_is_free(now), 0), else_=1)
    waiting = (
        select(
            exchanges.c.id,
            *ARRIVAL[:-1],
            exchanges.c.turned_away,
            case((exchanges.c.state.in_(_ONLY_SHOWN), 0), else_=1).label("is_to_be_answered"),
            ready.label("is_ready"),
            func.row_number().over(partition_by=_QUEUE, order_by=ARRIVAL).label("turn"),
            func.max(leased).over(partition_by=_QUEUE).label("busy"),
        )
        .where(_IS_OPEN)
        .subquery("waiting")
    )
    column = waiting.c
    is_first = or_(column.turned_away, (column.turn == 1) & (column.busy == 0))
    order = (column.is_to_be_answered, column.received_at, column.asked_at, column.id)
    return select(column.id).where(column.is_ready, is_first).order_by(*order).limit(1)


async def _take(
    connection: AsyncConnection,
    exchange: uuid.UUID,
    ready: ColumnElement[bool],
    *,
    until: datetime,
) -> Any | None:
    changes = {
        "fence": exchanges.c.fence + 1,
        "claims": exchanges.c.claims + 1,
        "lease_until": until,
    }
    taking = update(exchanges).where(exchanges.c.id == exchange, _IS_OPEN, ready)
    taken = await connection.execute(taking.values(changes).returning(*exchanges.c))
    return taken.mappings().one_or_none()


def _is_due(now: datetime) -> ColumnElement[bool]:
    return exchanges.c.due_at.is_(None) | (exchanges.c.due_at <= now)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return exchanges.c.lease_until.is_(None) | (exchanges.c.lease_until <= now)


def _is_suspect(*, suspects: bool) -> ColumnElement[bool]:
    return exchanges.c.claims > 0 if suspects else exchanges.c.claims == 0
