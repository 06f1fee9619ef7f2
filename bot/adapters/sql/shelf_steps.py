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

from bot.adapters.sql.bulk import insertion, slices
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
        theirs = {"of": collection, "each": part}
        await connection.execute(_sweeping(connection.dialect.name), theirs)
        await connection.execute(delete_among(passages, "path"), theirs)


@cache
def _sweeping(dialect: str) -> Executable:
    theirs = select(passages.c.collection, passages.c.id).where(among(passages, "path"))
    statement = insertion(dialect, sweeps).from_select(["collection", "id"], theirs)
    return statement.on_conflict_do_nothing()


async def take_off(connection: Link, collection: str, ids: Collection[uuid.UUID]) -> None:
    """Take ids off the sweepable list."""
    for part in slices(ids):
        theirs = {"of": collection, "each": part}
        await connection.execute(delete_among(sweeps, "id"), theirs)


@cache
def delete_among(table: Table, column: str) -> Executable:
    """Deletes the rows that `among` tells."""
    return delete(table).where(among(table, column))


@cache  # a statement is put together once, and told what it is about as it is carried out
def among(table: Table, column: str) -> ColumnElement[bool]:
    """The rows of the collection `of` whose `column` is one of `each`."""
    each: BindParameter[Any] = bindparam("each", expanding=True)
    return (table.c.collection == bindparam("of")) & table.c[column].in_(each)
