"""Looks at the statements that a database is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event

from bot.adapters.sql.engine import Database

MOST_VALUES = 999
"""How many values one statement may have on a SQLite of any age or build."""


@dataclass(frozen=True)
class Statement:
    """What was sent, and with how many values; an executemany is one, with one row's."""

    text: str
    values: int


@contextmanager
def statements_of(database: Database) -> Iterator[list[Statement]]:
    """The statements that are sent meanwhile, without BEGIN and COMMIT."""
    seen: list[Statement] = []

    def note(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: Sequence[object] | Mapping[str, object],
        _context: object,
        executemany: bool,  # noqa: FBT001 - the same
    ) -> None:
        if not statement.startswith("BEGIN"):
            rows = list(parameters) if executemany else [parameters]
            longest = max(len(row) for row in rows if isinstance(row, (Sequence, Mapping)))
            seen.append(Statement(statement, longest))

    engines = [database._engine.sync_engine]
    engines += [lane.engine for lane in database._lanes.values() if lane]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
