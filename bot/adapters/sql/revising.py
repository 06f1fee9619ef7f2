"""Messages that their authors changed or deleted after they were heard.

Both take the exchange away from whoever works on it, by the fence. Only a lease under
which a message may be on its way to the platform just now runs out by itself.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import case, null, select, update

from bot.adapters.sql.exchange_rows import ExchangeRows, failure
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.queries import load
from bot.adapters.sql.sealing import keys_for, living_key
from bot.adapters.sql.tables import exchanges
from bot.domain.conversation import Exchange, Question, Remedy, State
from bot.ports import MOST_EDITS, TurnedAway

_IS_OPEN = exchanges.c.closed_at.is_(None)
_IS_SHOWN = exchanges.c.posted.is_not(None) & (exchanges.c.posted != "")
_MAY_BE_SHOWN = exchanges.c.is_posting | _IS_SHOWN
_TAKEN_AWAY: dict[str, Any] = {
    "fence": exchanges.c.fence + 1,
    "claims": 0,
    "due_at": None,
    "closed_at": None,
    "lease_until": case(
        (_IS_OPEN & exchanges.c.is_posting, exchanges.c.lease_until), else_=null()
    ),
}
_UNANSWERED: dict[str, Any] = {
    "state": State.RECEIVED,
    "outcome": None,
    "reason": "",
    "remedy": None,
    "answer_sealed": None,
}


async def amend(
    connection: Link,
    rows: ExchangeRows,
    question: Question,
    *,
    now: datetime,
    turned_away: TurnedAway | None,
) -> Exchange | None:
    """Put new words in the place of the old, unanswered; None where that cannot be done."""
    row = await load(connection, question.id)
    if row is None:
        return None
    before = rows.exchange(row, await keys_for(connection, [row])).question
    # Erased words have no author any more.
    is_same = (before.text, before.attachments) == (question.text, question.attachments)
    if before.asker != question.asker or is_same:
        return None
    key = await living_key(connection, rows.cipher, row["asker"], now=now)
    sealed = rows.sealed_question(question, key)
    # Asked again in the UPDATE itself: an act may erase the question until then.
    has_words = exchanges.c.question_sealed.is_not(None)
    amending = update(exchanges).where(exchanges.c.id == question.id, has_words)
    amending = amending.where(exchanges.c.edits < MOST_EDITS)
    changes = _changes(sealed, now=now, turned_away=turned_away)
    changes["addressed"] = question.addressed  # it may ask for a person now, or no longer
    if (await connection.execute(amending.values(changes))).rowcount == 0:
        return None
    row = await load(connection, question.id)
    return row and rows.exchange(row, await keys_for(connection, [row]))


def _changes(sealed: bytes, *, now: datetime, turned_away: TurnedAway | None) -> dict[str, Any]:
    changes = _TAKEN_AWAY | _UNANSWERED
    changes |= {
        "question_sealed": sealed,
        "received_at": now,
        "edits": exchanges.c.edits + 1,
        "is_posting": _MAY_BE_SHOWN,
        "turned_away": turned_away is not None,
    }
    if turned_away:
        changes |= failure(turned_away.reason, turned_away.remedy)
    return changes


async def withdraw(connection: Link, exchange: uuid.UUID) -> bool:
    """Erase the words, and open again what may have been shown; says whether it is there."""
    known = exchanges.c.id == exchange
    if await connection.scalar(select(exchanges.c.id).where(known).with_for_update()) is None:
        return False
    erased: dict[str, Any] = {"question_sealed": None, "answer_sealed": None}
    await connection.execute(update(exchanges).where(known).values(erased))
    reopening = update(exchanges).where(known, _IS_OPEN | _MAY_BE_SHOWN)
    changes = _TAKEN_AWAY | failure("", Remedy.WAIT)
    await connection.execute(reopening.values(changes))
    return True
