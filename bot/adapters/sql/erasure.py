"""Takes people's words out of the rows; what stays are the figures.

Erasing and closing lock rows in the order of their ids, so that none waits in a circle.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, tuple_, update

from bot.adapters.sql.bulk import slices
from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchange_rows import CONVERSATION
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.tables import choices, exchanges
from bot.domain.consent import Choice

IS_CLOSED = exchanges.c.closed_at.is_not(None)
"""Nobody works on it any more."""

_HAS_WORDS = exchanges.c.question_sealed.is_not(None) | exchanges.c.answer_sealed.is_not(None)
_ERASED = {"question_sealed": None, "answer_sealed": None}
_KEY = tuple_(*CONVERSATION)


def of_person(person: str) -> ColumnElement[bool]:
    """The exchanges of one person."""
    return exchanges.c.asker == person


def of_people_out() -> ColumnElement[bool]:
    """The exchanges of everybody who has opted out."""
    out = select(choices.c.person).where(choices.c.choice == Choice.OUT)
    return exchanges.c.asker.in_(out)


def stale(theirs: ColumnElement[bool], *, open_since: datetime) -> ColumnElement[bool]:
    """Those of `theirs` in conversations that are not open.

    A conversation is open while something arrived in it at or after `open_since`, from
    whomever, or waits to be answered or shown.
    """
    concerned = select(*CONVERSATION).where(theirs, _HAS_WORDS).distinct()
    quiet = (
        select(*CONVERSATION)
        .where(_KEY.in_(concerned))
        .group_by(*CONVERSATION)
        .having(
            func.max(exchanges.c.received_at) < open_since,
            func.count(exchanges.c.closed_at) == func.count(),
        )
    )
    return theirs & _KEY.in_(quiet)


async def erase(connection: Link, which: ColumnElement[bool]) -> int:
    """Erase the words of these exchanges; gives how many had some."""
    ids = list(await connection.scalars(_with_words(which).with_for_update()))
    for part in slices(ids):
        named = exchanges.c.id.in_(part)
        await connection.execute(update(exchanges).where(named).values(_ERASED))
    return len(ids)


async def erase_by_and_by(database: Database, which: ColumnElement[bool]) -> int:
    """The same in many short transactions: nobody waits long for the database."""
    async with database.reading() as connection:
        ids = list(await connection.scalars(_with_words(which)))
    erased = 0
    for part in slices(ids):
        async with database.transaction() as connection:
            # Looked at again: a conversation may have come to life meanwhile.
            erased += await erase(connection, exchanges.c.id.in_(part) & which)
    return erased


def _with_words(which: ColumnElement[bool]) -> Select[uuid.UUID]:
    return select(exchanges.c.id).where(which, _HAS_WORDS).order_by(exchanges.c.id)
