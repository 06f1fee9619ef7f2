"""Steps that the manifest's transactions are made of; each runs inside one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Table,
    bindparam,
    delete,
    select,
)

from bot.adapters.sql.bulk import insert_into, insertion, slices
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.tables import collections, passages, sweeps


async def enter(
    connection: Link, collection: str, *, changes: int = 0, counted: int = 0
) -> int:
    """Make sure that the collection has a row, lock it, and give its generation.

    The generation grows by `changes` first, and the one that is counted by `counted`.
    """
    entered = await connection.execute(
        _entering(connection.dialect.name),
        {"at_name": collection, "by_changes": changes, "by_counted": counted},
    )
    return int(entered.scalar_one())


@cache  # every step begins with it, and putting it together takes longer than running it
def _entering(dialect: str) -> Executable:
    row = collections.c
    changes: BindParameter[int] = bindparam("by_changes")
    counted: BindParameter[int] = bindparam("by_counted")
    statement = insertion(dialect, collections).values(
        name=bindparam("at_name"), is_current=False, generation=changes, counted=counted
    )
    return statement.on_conflict_do_update(
        index_elements=list(collections.primary_key),
        set_={"generation": row.generation + changes, "counted": row.counted + counted},
    ).returning(row.generation)


async def change(connection: Link, collection: str) -> None:
    """Make the collection's version another one; its counts are as current as before."""
    await enter(connection, collection, changes=1, counted=1)


async def withdraw(connection: Link, collection: str, paths: Collection[str]) -> None:
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


async def take_off(connection: Link, collection: str, ids: Collection[uuid.UUID]) -> None:
    """Take ids off the sweepable list."""
    for part in slices(ids):
        await connection.execute(delete(sweeps).where(among(sweeps, collection, "id", part)))


def among(
    table: Table, collection: str, column: str, values: Collection[Any]
) -> ColumnElement[bool]:
    """The rows of a collection whose `column` is one of `values`."""
    return (table.c.collection == collection) & table.c[column].in_(values)
