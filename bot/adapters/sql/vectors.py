"""Dense vectors by the digest of what was embedded."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from bot.adapters.sql import tables
from bot.adapters.sql.bulk import execute_many, insert_into, slices
from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Link


class SqlVectorCache:
    """The vector cache in SQL. A vector takes 4 bytes per dimension."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, keys: Collection[bytes]) -> dict[bytes, tuple[float, ...]]:
        """The vectors that are cached among `keys`."""
        rows = tables.vectors.c

        async def work(connection: Link) -> dict[bytes, tuple[float, ...]]:
            found: dict[bytes, tuple[float, ...]] = {}
            for part in slices(keys):
                query = select(rows.key, rows.vector).where(rows.key.in_(part))
                cached = await connection.execute(query)
                found.update((row.key, _unpacked(row.vector)) for row in cached)
            return found

        return await self._database.run(work, reading=True)

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """Store vectors; a key that exists is left as it is."""
        if not vectors:
            return
        rows = [{"key": key, "vector": _packed(vector)} for key, vector in vectors.items()]

        async def work(connection: Link) -> None:
            statement = insert_into(connection, tables.vectors).on_conflict_do_nothing()
            await execute_many(connection, statement, rows)

        await self._database.run(work)


def _packed(vector: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(vector)}f", *vector)


def _unpacked(packed: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(packed) // 4}f", packed)
