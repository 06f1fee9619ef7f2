"""Who works on which exchange: leases, and the fence that keeps others from writing.

A claim is one short transaction. On PostgreSQL it waits for a lock that the whole cluster
shares, on SQLite it is the one writer: so what it sees of other claims stays true until it
commits. Writes of slow workers come in between all the same, which is why the claim asks
once more, in its UPDATE, for all that made the exchange ready.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    LargeBinary,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    update,
)

from bot.adapters.sql.exchange_rows import ARRIVAL, CONVERSATION
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.locks import lock_choices, lock_claims
from bot.adapters.sql.tables import choices, exchanges
from bot.domain.conversation import State
from bot.domain.errors import LeaseLost
from bot.domain.people import Platform
from bot.ports import Claim

_IS_OPEN = exchanges.c.closed_at.is_(None)
_UNANSWERED = (State.RECEIVED, State.ANSWERING)
_ONLY_SHOWN = (State.ANSWERED, State.FAILED)
_QUEUE = (exchanges.c.turned_away, *CONVERSATION)

# Built once: for small statements, building takes as long as carrying out. What is changed
# is given with them, by column.
_HAS_WORDS = exchanges.c.question_sealed.is_not(None)
_MINE = and_(
    exchanges.c.id == bindparam("claimed"),
    exchanges.c.fence == bindparam("under"),
    _IS_OPEN,
)
_HELD = select(_HAS_WORDS).where(_MINE)
_WRITE = update(exchanges).where(
    _MINE, exchanges.c.state.in_(bindparam("origins", expanding=True))
)
# The words are asked for in the UPDATE itself: an act may erase them until then.
_SETTLE = (
    update(exchanges)
    .where(_MINE, exchanges.c.state.in_(_UNANSWERED))
    .values(
        # PostgreSQL cannot tell of what type nothing is.
        answer_sealed=case((_HAS_WORDS, cast(bindparam("sealed"), LargeBinary)), else_=None)
    )
    .returning(_HAS_WORDS)
)
_KEEPS_NOTHING = exchanges.c.asker.in_(select(choices.c.person).where(choices.c.keeps_nothing))
_IS_ANSWERED = exchanges.c.state == State.ANSWERED
_KEPT = {
    column: case((_KEEPS_NOTHING, None), else_=exchanges.c[column])
    for column in ("question_sealed", "answer_sealed")
}

SHOWN = _WRITE.values(
    state=case((_IS_ANSWERED, State.DELIVERED), else_=exchanges.c.state), **_KEPT
)
"""Closes what people see: answered becomes delivered, a failure stays one."""

GIVEN_UP = _WRITE.values(_KEPT | {"answer_sealed": None})
"""Closes what nobody saw; the answer goes."""


async def claim_next(  # noqa: PLR0913 - each says what to claim, or for how long
    connection: Link,
    platforms: Collection[Platform],
    *,
    now: datetime,
    lease: timedelta,
    suspects: bool,
    limit: int = 1,
) -> list[Any]:
    """The rows of the next exchanges, claimed, at most `limit`; none when there are none."""
    await lock_claims(connection)
    here = exchanges.c.platform.in_(platforms)
    ready = here & _is_due(now) & _is_free(now) & _is_suspect(suspects=suspects)
    query = _next(ready, now).limit(limit)
    while found := list(await connection.scalars(query)):
        rows = await _take(connection, found, ready, until=now + lease)
        if rows:
            return rows
    return []


async def claim_one(
    connection: Link, exchange: uuid.UUID, *, now: datetime, lease: timedelta
) -> Any | None:
    """The row of this exchange, claimed; None when it is closed, leased or unknown."""
    await lock_claims(connection)
    rows = await _take(connection, [exchange], _is_free(now), until=now + lease)
    return next(iter(rows), None)


async def write(
    connection: Link,
    claim: Claim,
    changes: dict[str, Any],
    *,
    origins: Collection[State] = tuple(State),
    writing: Executable = _WRITE,
) -> bool:
    """Change the exchange if its state is one of `origins`; says whether it was.

    Raises LeaseLost when the exchange is closed, or somebody claimed it since.
    """
    values = changes | _claimed(claim) | {"origins": list(origins)}
    if (await connection.execute(writing, values)).rowcount == 1:
        return True
    await _held(connection, claim)
    return False


async def settle(
    connection: Link,
    claim: Claim,
    changes: dict[str, Any],
    *,
    mark: dict[str, Any],
    sealed: bytes | None = None,
) -> bool:
    """Give it an outcome unless it has one; says whether the words of the question stand.

    The `sealed` answer stays only if they do. The `mark` of posting is set in any case.
    Raises LeaseLost.
    """
    values = changes | mark | _claimed(claim) | {"sealed": sealed}
    settled: bool | None = (await connection.execute(_SETTLE, values)).scalar_one_or_none()
    if settled is not None:
        return settled
    if mark:
        await write(connection, claim, mark)
    return await _held(connection, claim)


async def close(
    connection: Link,
    claim: Claim,
    changes: dict[str, Any],
    *,
    origins: Collection[State],
    closing: Executable,
) -> None:
    """Close it if its state is one of `origins`; who keeps nothing loses the words with it.

    `closing` is SHOWN or GIVEN_UP. Raises LeaseLost.
    """
    if connection.dialect.name != "sqlite":
        asker = await connection.scalar(select(exchanges.c.asker).where(held_by(claim)))
        # Somebody who decides just now to keep nothing waits, and finds it closed.
        await lock_choices(connection, asker or "")
    await write(connection, claim, changes, origins=origins, writing=closing)


async def free_all(connection: Link, platforms: Collection[Platform], *, now: datetime) -> int:
    """End every lease but those of posting; gives how many. The claims stay counted."""
    of_these = _IS_OPEN & exchanges.c.platform.in_(platforms) & ~exchanges.c.is_posting
    leased = update(exchanges).where(of_these, ~_is_free(now)).values(lease_until=None)
    return (await connection.execute(leased)).rowcount


def _claimed(claim: Claim) -> dict[str, Any]:
    return {"claimed": claim.exchange.question.id, "under": claim.fence}


async def _held(connection: Link, claim: Claim) -> bool:
    """Whether the question has its words. Raises LeaseLost when the claim is not held."""
    has_words: bool | None = (
        await connection.execute(_HELD, _claimed(claim))
    ).scalar_one_or_none()
    if has_words is None:
        raise lease_lost(claim)
    return has_words


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
    return select(column.id).where(column.is_ready, is_first).order_by(*order)


async def _take(
    connection: Link,
    found: Sequence[uuid.UUID],
    ready: ColumnElement[bool],
    *,
    until: datetime,
) -> list[Any]:
    """Claim those of them that are still ready; gives their rows, in this order."""
    is_new = exchanges.c.state == State.RECEIVED
    changes = {
        "state": case((is_new, State.ANSWERING), else_=exchanges.c.state),
        "fence": exchanges.c.fence + 1,
        "claims": exchanges.c.claims + 1,
        "lease_until": until,
    }
    taking = update(exchanges).where(exchanges.c.id.in_(found), _IS_OPEN, ready)
    taken = await connection.execute(taking.values(changes).returning(*exchanges.c))
    rows = {row["id"]: row for row in taken.mappings()}
    return [rows[exchange] for exchange in found if exchange in rows]


def _is_due(now: datetime) -> ColumnElement[bool]:
    return exchanges.c.due_at.is_(None) | (exchanges.c.due_at <= now)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return exchanges.c.lease_until.is_(None) | (exchanges.c.lease_until <= now)


def _is_suspect(*, suspects: bool) -> ColumnElement[bool]:
    return exchanges.c.claims > 0 if suspects else exchanges.c.claims == 0
