"""In how many passages each term occurs: what the sparse arm's gate is computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.bulk import execute_many, insert_into, slices
from bot.adapters.sql.tables import documents, term_counts
from bot.domain.knowledge import TermCounts


async def forget_counts(connection: AsyncConnection, collection: str) -> None:
    """Drop every count of a collection."""
    await connection.execute(delete(term_counts).where(term_counts.c.collection == collection))


async def add_counts(
    connection: AsyncConnection, collection: str, changes: Mapping[int, int]
) -> None:
    """Add to the counts; those that reach 0 are dropped."""
    statement = insert_into(connection, term_counts)
    await execute_many(
        connection,
        statement.on_conflict_do_update(
            index_elements=list(term_counts.primary_key),
            set_={"passages": term_counts.c.passages + statement.excluded.passages},
        ),
        (
            {"collection": collection, "term": term, "passages": change}
            for term, change in changes.items()
        ),
    )
    await connection.execute(
        delete(term_counts).where(
            term_counts.c.collection == collection, term_counts.c.passages <= 0
        )
    )


async def counts_of(
    connection: AsyncConnection, collection: str, terms: Collection[int]
) -> TermCounts:
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
        counts.update((term, passages) for term, passages in found)
    return TermCounts(passages=int(total or 0), counts=counts)
