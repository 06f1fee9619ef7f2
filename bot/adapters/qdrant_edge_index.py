"""Passages in the Qdrant engine in-process, a shard per collection.

One process owns the folder; the lock on the engine's write-ahead log refuses a second
one. The engine blocks, so it works in threads: writes one after another in a thread of
their own, so that not even a cancelled call lets two of them race; searches side by side.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from qdrant_edge import (
    CountRequest,
    EdgeShard,
    FieldCondition,
    Filter,
    IdfParams,
    MatchAny,
    Query,
    QueryBatchRequest,
    QueryRequest,
    ScoredPoint,
    ScrollRequest,
    SearchParams,
    UpdateOperation,
)
from qdrant_edge import Point as EdgePoint
from qdrant_edge import SparseVector as EdgeSparseVector

from bot.adapters.edge_keeping import AUDIENCE, DENSE, PLAIN, SPARSE, Keeping
from bot.adapters.edge_shards import Shards, engine_errors
from bot.domain.errors import IndexUnavailable
from bot.domain.knowledge import Arms, Point, Scored, SparseVector

_P = ParamSpec("_P")
_T = TypeVar("_T")

_SLICE = 1000
_PAGE = 2000
# Without a corpus of its own the engine also counts terms of deleted points.
_LIVE = SearchParams(idf=IdfParams(corpus=Filter()))


class EdgePassageIndex:
    """Finds passages with the engine in-process; `folder` is made when it is needed.

    Unless `keeping` says otherwise, searches compare with every point, so what they find is
    exact; docs/scale.md says how long that takes. A shard that cannot be opened raises
    IndexCorrupt, and so does one that is not there: either can be dropped and built anew.
    """

    def __init__(self, folder: Path, keeping: Keeping = PLAIN) -> None:
        self._keeping = keeping
        self._shards = Shards(folder, keeping)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="index-writer")
        self._closed = False

    async def collections(self) -> frozenset[str]:
        """The names of the collections that exist, sound or not."""
        return await asyncio.to_thread(self._shards.names)

    async def create(self, collection: str, *, dimensions: int) -> None:
        """Make an empty collection; nothing happens when it exists."""
        await self._write(self._shards.create, collection, dimensions=dimensions)

    async def drop(self, collection: str) -> None:
        """Delete a collection, also one that cannot be opened."""
        await self._write(self._shards.drop, collection)

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Add or replace points; on disk when it returns, 30 to 80 ms for 300 of them."""
        await self._write(self._upsert, collection, points)

    async def delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Delete points, and free their room once they are a fifth of the shard.

        The engine's log holds it when it returns, so that it outlives a kill. What a power
        cut takes of that comes back as points that nobody wants, and is noticed by number.
        """
        await self._write(self._delete, collection, ids)

    async def count(self, collection: str) -> int:
        """How many points there are, exactly."""
        return await asyncio.to_thread(self._count, collection)

    async def ids(self, collection: str) -> frozenset[uuid.UUID]:
        """The ids of all points."""
        return await asyncio.to_thread(self._ids, collection)

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """Up to `depth` points per arm, best first, with raw scores."""
        wanted = _wanted(audiences)
        near = Query.Nearest(list(dense), using=DENSE)
        how = self._keeping.params
        asks = [QueryRequest(limit=depth, query=near, filter=wanted, params=how)]
        if sparse.indices:
            near = Query.Nearest(_sparse(sparse), using=SPARSE)
            asks.append(QueryRequest(limit=depth, query=near, filter=wanted, params=_LIVE))
        return await asyncio.to_thread(self._search, collection, QueryBatchRequest(asks))

    async def close(self) -> None:
        """Close every shard; what is called afterwards raises IndexUnavailable."""
        if not self._closed:
            closing = self._write(self._shards.close)
            self._closed = True
            await closing
            self._writer.shutdown(wait=False)

    def _write(
        self, step: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> asyncio.Future[_T]:
        if self._closed:
            raise IndexUnavailable("The index was closed: open it again.")
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._writer, lambda: step(*args, **kwargs))

    def _upsert(self, collection: str, points: Sequence[Point]) -> None:
        shard = self._shards.open(collection)
        with engine_errors():
            for at in range(0, len(points), _SLICE):
                slice_ = [_point(point) for point in points[at : at + _SLICE]]
                shard.update(UpdateOperation.upsert_points(slice_))
            if self._keeping.is_ripe(shard):
                shard.optimize()
            shard.flush()

    def _delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        shard = self._shards.open(collection)
        with engine_errors():
            shard.update(UpdateOperation.delete_points(list(ids)))
            if shard.optimize():
                shard.flush()

    def _count(self, collection: str) -> int:
        shard = self._shards.open(collection)
        with engine_errors():
            return shard.count(CountRequest(exact=True))

    def _ids(self, collection: str) -> frozenset[uuid.UUID]:
        shard = self._shards.open(collection)
        with engine_errors():
            return frozenset(_scroll(shard))

    def _search(self, collection: str, asks: QueryBatchRequest) -> Arms:
        shard = self._shards.open(collection)
        with engine_errors():
            dense, *sparse = shard.query_batch(asks)
        return Arms(dense=_scored(dense), sparse=_scored(sparse[0]) if sparse else ())


def _wanted(audiences: frozenset[str] | None) -> Filter | None:
    if audiences is None:
        return None
    return Filter(must=[FieldCondition(AUDIENCE, match=MatchAny(sorted(audiences)))])


def _sparse(vector: SparseVector) -> EdgeSparseVector:
    return EdgeSparseVector(indices=list(vector.indices), values=list(vector.values))


def _point(point: Point) -> EdgePoint:
    return EdgePoint(
        point.id,
        {DENSE: list(point.dense), SPARSE: _sparse(point.sparse)},
        {"path": point.path, AUDIENCE: point.audience.label},
    )


def _scored(found: Sequence[ScoredPoint]) -> tuple[Scored, ...]:
    scored = [Scored(uuid.UUID(str(point.id)), point.score) for point in found]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.id)))


def _scroll(shard: EdgeShard) -> list[uuid.UUID]:
    ids: list[uuid.UUID] = []
    offset = None
    while True:
        page = ScrollRequest(offset=offset, limit=_PAGE, with_payload=False)
        records, offset = shard.scroll(page)
        ids += [uuid.UUID(str(record.id)) for record in records]
        if offset is None:
            return ids
