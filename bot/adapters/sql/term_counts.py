"""In how many passages each term occurs: what the sparse arm's gate is computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from sqlalchemy import Executable, delete, func, select

from bot.adapters.sql.bulk import execute_many, insertion, slices
from bot.adapters.sql.lanes import Link
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
        await connection.execute(
            delete(term_counts).where(
                term_counts.c.collection == collection,
                term_counts.c.term.in_(part),
                term_counts.c.passages <= 0,
            )
        )


@cache
def _adding(dialect: str) -> Executable:
    statement = insertion(dialect, term_counts)
    return statement.on_conflict_do_update(
        index_elements=list(term_counts.primary_key),
        set_={"passages": term_counts.c.passages + statement.excluded.passages},
    )


async def counts_of(connection: Link, collection: str, terms: Collection[int]) -> TermCounts:
    """The counts of the terms that occur, and how many passages there are in all."""
    total = await connection.scalar(
        select(func.sum(documents.c.passages)).where(documents.c.collection == collection)
    )
    counts: dict[int, int] = {}
    for part in slices(terms):
        found = await connection.execute(
            select(term_counts.c.term, term_counts.c.passages).where(
                term_counts.c.collection == collection, term_counts.c.term.in_(part)
            )
        )
        counts.update((row.term, row.passages) for row in found)
    return TermCounts(passages=int(total or 0), counts=counts)
