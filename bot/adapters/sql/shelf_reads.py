"""What is read of the shelves; each runs inside a snapshot."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, select

from bot.adapters.sql.bulk import slices
from bot.adapters.sql.lanes import Link, seen_on
from bot.adapters.sql.shelf_rows import (
    SELECT_HELD,
    SELECT_PASSAGES,
    held_document,
    noticed,
    passage,
)
from bot.adapters.sql.shelf_steps import among
from bot.adapters.sql.tables import collections, documents, notices, passages, sweeps
from bot.domain.knowledge import HeldDocument, Inventory, Passage
from bot.ports import Standing


async def current_name(connection: Link) -> str | None:
    """The collection that questions are answered from."""
    name: str | None = await connection.scalar(
        select(collections.c.name).where(collections.c.is_current)
    )
    return name


async def version_of(connection: Link, collection: str) -> str:
    """Both numbers: documents change before their terms are counted again."""
    rows = await connection.execute(
        select(collections.c.generation, collections.c.counted).where(
            collections.c.name == collection
        )
    )
    return "/".join(str(number) for row in rows for number in row)


async def standing_of(connection: Link, collection: str) -> Standing:
    """How a collection stands, in one statement."""
    found = await connection.execute(_standing(), {"of": collection})
    current, missing, waiting, cut = found.one()
    return Standing(
        is_current=bool(current),
        is_counted=not missing,
        is_swept=not waiting,
        passages=int(cut),
    )


async def held_in(
    connection: Link, collection: str, paths: Collection[str] | None
) -> dict[str, HeldDocument]:
    """What is held, by path: of some paths, or all."""
    if paths is None:
        rows = await connection.execute(_held(), {"of": collection})
        return {row[0]: held_document(row) for row in rows.all()}
    held: dict[str, HeldDocument] = {}
    for part in slices(paths):
        rows = await connection.execute(_held_among(), {"of": collection, "each": part})
        held.update((row[0], held_document(row)) for row in rows)
    return held


async def noted_in(connection: Link, collection: str) -> Inventory:
    """What the last walk could not take and remarked on."""
    return noticed(await connection.execute(_noticed(), {"of": collection}))


async def sweepable_in(connection: Link, collection: str) -> frozenset[uuid.UUID]:
    """Ids that the index need not hold any more."""
    rows = await connection.execute(_sweepable(), {"of": collection})
    return frozenset(rows.scalars())


async def page_of(
    connection: Link, collection: str, *, after: uuid.UUID | None, limit: int
) -> list[Passage]:
    """Up to `limit` current passages with ids above `after`, ascending."""
    query = SELECT_PASSAGES.where(passages.c.collection == collection)
    if after is not None:
        query = query.where(passages.c.id > after)
    rows = await connection.execute(query.order_by(passages.c.id).limit(limit))
    return [passage(row) for row in rows]


async def passages_among(
    connection: Link, collection: str, *, column: str, values: Collection[Any]
) -> list[Passage]:
    """The current passages whose `column` is one of `values`, in no order."""
    found: list[Passage] = []
    for part in slices(values):
        rows = await connection.execute(
            _passages_among(column), {"of": collection, "each": part}
        )
        found.extend(passage(row) for row in rows.all())
    return found


async def passages_with(
    connection: Link, collection: str, ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Passage]:
    """The current passages among `ids`, in the order of these.

    Of a crowd's questions each passage is read once for all that read in one snapshot:
    most find the same ones. Nothing is kept beyond it, so nothing can be out of date.
    """
    seen = seen_on(connection).setdefault(("passages", collection), {})
    if new := [id_ for id_ in ids if id_ not in seen]:
        seen.update(dict.fromkeys(new))
        read = await passages_among(connection, collection, column="id", values=new)
        seen.update((one.id, one) for one in read)
    return {id_: found for id_ in ids if (found := seen[id_]) is not None}


async def totals_of(connection: Link, collection: str) -> tuple[int, int]:
    """How many documents with passages, and how many passages, are current."""
    found = await connection.execute(
        select(func.count(), _PASSAGES).where(
            documents.c.collection == collection, documents.c.passages > 0
        )
    )
    shelved, cut = found.one()
    return int(shelved), int(cut)


_PASSAGES = func.coalesce(func.sum(documents.c.passages), 0)


@cache  # what a run with nothing to do asks is built once
def _standing() -> Select[*tuple[Any, ...]]:
    of: BindParameter[str] = bindparam("of")
    row = collections.c.name == of
    is_current = select(collections.c.is_current).where(row)
    behind = select(collections.c.generation - collections.c.counted).where(row)
    total = select(_PASSAGES).where(documents.c.collection == of)
    return select(
        is_current.scalar_subquery(),
        behind.scalar_subquery(),
        exists().where(sweeps.c.collection == of, ~_is_current()),
        total.scalar_subquery(),
    )


@cache
def _sweepable() -> Select[*tuple[Any, ...]]:
    return select(sweeps.c.id).where(sweeps.c.collection == bindparam("of"), ~_is_current())


@cache
def _noticed() -> Select[*tuple[Any, ...]]:
    of: BindParameter[str] = bindparam("of")
    return select(notices).where(notices.c.collection == of).order_by(notices.c.position)


@cache
def _held() -> Select[*tuple[Any, ...]]:
    return SELECT_HELD.where(documents.c.collection == bindparam("of"))


@cache
def _held_among() -> Select[*tuple[Any, ...]]:
    return SELECT_HELD.where(among(documents, "path"))


@cache
def _passages_among(column: str) -> Select[*tuple[Any, ...]]:
    return SELECT_PASSAGES.where(among(passages, column))


def _is_current() -> ColumnElement[bool]:
    # An id that was announced again, for a document that is still current, is no
    # rubbish: a run that stopped there must not take that document's points away.
    return exists().where(
        passages.c.collection == sweeps.c.collection, passages.c.id == sweeps.c.id
    )
