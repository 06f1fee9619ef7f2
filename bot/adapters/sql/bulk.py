"""Many rows in few statements, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.sql.lanes import Link

_T = TypeVar("_T")

_NAMED = 500  # values in one IN-list; the oldest SQLite limit is 999 for a statement
_ROWS = 5_000  # rows handed to the driver at once: other tasks get a turn in between


def slices(values: Iterable[_T], size: int = _NAMED) -> Iterator[list[_T]]:
    """The values in lists of at most `size`, by default short enough for an IN-list."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


async def execute_many(
    connection: Link, statement: Executable, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Run a statement once per row; without a row, not at all."""
    for part in slices(rows, _ROWS):
        await connection.execute(statement, part)


def insert_into(connection: Link, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the dialect of this connection."""
    return insertion(connection.dialect.name, table)


def insertion(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say ON CONFLICT, in the dialect of this name."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def ignoring(connection: Link, table: Table) -> Executable:
    """An INSERT that leaves a row as it is where the primary key exists."""
    return _ignoring(connection.dialect.name, table)


def insert_or_replace(connection: Link, table: Table) -> Executable:
    """An INSERT that overwrites the row where the primary key exists."""
    return _replacing(connection.dialect.name, table)


@cache
def _ignoring(dialect: str, table: Table) -> Executable:
    return insertion(dialect, table).on_conflict_do_nothing()


@cache  # putting it together takes longer than a row of it
def _replacing(dialect: str, table: Table) -> Executable:
    statement = insertion(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={c.name: statement.excluded[c.name] for c in table.c if not c.primary_key},
    )
