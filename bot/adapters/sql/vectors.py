"""Dense vectors by the digest of what was embedded."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from bot.adapters.sql import tables
from bot.adapters.sql.bulk import execute_many, ignoring, slices
from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Link


class SqlVectorCache:
    """The vector cache in SQL. A vector takes 4 bytes per dimension."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, keys: Collection[bytes]) -> dict[bytes, tuple[float, ...]]:
        """The vectors that are cached among `keys`."""

        async def work(connection: Link) -> dict[bytes, tuple[float, ...]]:
            found: dict[bytes, tuple[float, ...]] = {}
            for part in slices(keys):
                cached = await connection.execute(_among(), {"keys": part})
                found.update((key, _unpacked(vector)) for key, vector in cached)
            return found

        return await self._database.run(work, reading=True)

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """Store vectors; a key that exists is left as it is."""
        if not vectors:
            return
        rows = [{"key": key, "vector": _packed(vector)} for key, vector in vectors.items()]

        async def work(connection: Link) -> None:
            await execute_many(connection, ignoring(connection, tables.vectors), rows)

        await self._database.run(work)


@cache  # put together once: that takes longer than finding a vector
def _among() -> Select[*tuple[Any, ...]]:
    keys: BindParameter[Any] = bindparam("keys", expanding=True)
    rows = tables.vectors.c
    return select(rows.key, rows.vector).where(rows.key.in_(keys))


def _packed(vector: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(vector)}f", *vector)


def _unpacked(packed: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(packed) // 4}f", packed)
