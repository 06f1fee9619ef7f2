"""In how many passages each term occurs: what the sparse arm's gate is computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Select, bindparam, delete, func, select

from bot.adapters.sql.bulk import execute_many, insertion, slices
from bot.adapters.sql.lanes import Link, seen_on
from bot.adapters.sql.shelf_steps import among
from bot.adapters.sql.tables import documents, term_counts
from bot.domain.knowledge import TermCounts


async def forget_counts(connection: Link, collection: str) -> None:
    """Drop every count of a collection."""
    await connection.execute(delete(term_counts).where(term_counts.c.collection == collection))


async def add_counts(connection: Link, collection: str, changes: Mapping[int, int]) -> None:
    """Add to the counts; those that reach 0 are dropped."""
    await execute_many(
        connection,
        _adding(connection.dialect.name),
        (
            {"collection": collection, "term": term, "passages": change}
            for term, change in changes.items()
        ),
    )
    # Only what shrank can have reached 0; all the others need not be looked at.
    for part in slices(term for term, change in changes.items() if change <= 0):
        await connection.execute(_dropping(), {"of": collection, "each": part})


@cache
def _dropping() -> Executable:
    return delete(term_counts).where(among(term_counts, "term"), term_counts.c.passages <= 0)


@cache
def _adding(dialect: str) -> Executable:
    statement = insertion(dialect, term_counts)
    return statement.on_conflict_do_update(
        index_elements=list(term_counts.primary_key),
        set_={"passages": term_counts.c.passages + statement.excluded.passages},
    )


async def counts_of(connection: Link, collection: str, terms: Collection[int]) -> TermCounts:
    """The counts of the terms that occur, and how many passages there are in all."""
    counts: dict[int, int] = {}
    for part in slices(terms):
        found = await connection.execute(_counts(), {"of": collection, "each": part})
        counts.update(map(tuple, found.all()))
    return TermCounts(passages=await _total_of(connection, collection), counts=counts)


async def _total_of(connection: Link, collection: str) -> int:
    """How many passages there are: all documents are looked at, once in a snapshot."""
    seen = seen_on(connection).setdefault("totals", {})
    if collection not in seen:
        found = await connection.execute(_total(), {"of": collection})
        seen[collection] = int(found.scalar_one() or 0)
    return int(seen[collection])


@cache
def _counts() -> Select[*tuple[Any, ...]]:
    rows = term_counts.c
    return select(rows.term, rows.passages).where(among(term_counts, "term"))


@cache
def _total() -> Select[*tuple[Any, ...]]:
    of: BindParameter[str] = bindparam("of")
    return select(func.sum(documents.c.passages)).where(documents.c.collection == of)
