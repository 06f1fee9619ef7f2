"""Which documents the stored answers cite."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.adapters.sql.dialects import utc
from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchange_rows import ANSWERED, ExchangeRows
from bot.adapters.sql.keys import keys_of
from bot.adapters.sql.sealing import Cipher, Keys
from bot.adapters.sql.tables import exchanges
from bot.domain.errors import KeyMismatch
from bot.ports import Cited

_PAGE = 200
_E = exchanges.c


class SqlCitations:
    """Opens answers one page after the other, and keeps the paths that they cite."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._rows = ExchangeRows(cipher)

    async def cited(self, *, since: datetime | None) -> Cited:
        """The count over answers to questions that arrived since then; None: over all."""
        answers, counts, after = 0, Counter[str](), None
        query = select(_E.id, _E.asker, _E.answer_sealed).where(
            _E.answer_sealed.is_not(None), _E.state.in_(ANSWERED)
        )
        if since is not None:
            query = query.where(_E.received_at >= utc(since))
        while True:
            page = query if after is None else query.where(_E.id > after)
            async with self._database.reading() as connection:
                found = await connection.execute(page.order_by(_E.id).limit(_PAGE))
                rows = found.mappings().all()
                keys = await keys_of(connection, {row["asker"] for row in rows})
            for row in rows:
                paths = self._paths(row, keys)
                answers += paths is not None
                counts.update(paths or ())
            if len(rows) < _PAGE:
                return Cited(answers, dict(counts))
            after = rows[-1]["id"]

    def _paths(self, row: Any, keys: Keys) -> frozenset[str] | None:
        try:
            return self._rows.cited(row, keys)
        except KeyMismatch:  # it was altered: the desk tells of it, a count need not
            return None
