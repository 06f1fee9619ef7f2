"""Steps that the manifest's transactions are made of; each runs inside one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.bulk import insert_into, slices
from bot.adapters.sql.tables import collections, passages, sweeps


async def enter(connection: AsyncConnection, collection: str, *, changes: int = 0) -> int:
    """Make sure that the collection has a row, lock it, and give its generation.

    The generation grows by `changes` first.
    """
    statement = insert_into(connection, collections).values(
        name=collection, is_current=False, generation=changes, counted=0
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(collections.primary_key),
            set_={"generation": collections.c.generation + changes},
        )
    )
    generation = await connection.scalar(
        select(collections.c.generation).where(collections.c.name == collection)
    )
    return int(generation or 0)


async def change(connection: AsyncConnection, collection: str) -> None:
    """Make the collection's version another one; its counts are as current as before."""
    await enter(connection, collection)
    await connection.execute(
        update(collections)
        .where(collections.c.name == collection)
        .values(generation=collections.c.generation + 1, counted=collections.c.counted + 1)
    )


async def withdraw(
    connection: AsyncConnection, collection: str, paths: Collection[str]
) -> None:
    """Take the passages of documents away and put their ids on the sweepable list."""
    for part in slices(paths):
        theirs = among(passages, collection, "path", part)
        await connection.execute(
            insert_into(connection, sweeps)
            .from_select(
                ["collection", "id"], select(passages.c.collection, passages.c.id).where(theirs)
            )
            .on_conflict_do_nothing()
        )
        await connection.execute(delete(passages).where(theirs))


async def take_off(
    connection: AsyncConnection, collection: str, ids: Collection[uuid.UUID]
) -> None:
    """Take ids off the sweepable list."""
    for part in slices(ids):
        await connection.execute(delete(sweeps).where(among(sweeps, collection, "id", part)))


def among(
    table: Table, collection: str, column: str, values: Collection[Any]
) -> ColumnElement[bool]:
    """The rows of a collection whose `column` is one of `values`."""
    return (table.c.collection == collection) & table.c[column].in_(values)
