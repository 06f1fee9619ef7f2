"""A passage index in memory that reckons everything exactly."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence

from bot.domain.errors import IndexUnavailable
from bot.domain.knowledge import Arms, Point, Scored, SparseVector


class FakePassageIndex:
    """Cosines and BM25 sums over live points, with the inverse frequencies of Qdrant.

    `failure`, while set, is raised by every call, as if the engine were gone.
    """

    def __init__(self) -> None:
        self.points: dict[str, dict[uuid.UUID, Point]] = {}
        self.failure: Exception | None = None
        self._lengths: dict[str, int] = {}
        self._closed = False

    async def collections(self) -> frozenset[str]:
        self._work()
        return frozenset(self.points)

    async def create(self, collection: str, *, dimensions: int) -> None:
        self._work()
        self.points.setdefault(collection, {})
        self._lengths.setdefault(collection, dimensions)

    async def drop(self, collection: str) -> None:
        self._work()
        self.points.pop(collection, None)
        self._lengths.pop(collection, None)

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        held = self._held(collection)
        for point in points:
            self._fits(collection, point.dense)
            held[point.id] = point

    async def delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        held = self._held(collection)
        for id_ in ids:
            held.pop(id_, None)

    async def count(self, collection: str) -> int:
        return len(self._held(collection))

    async def ids(self, collection: str) -> frozenset[uuid.UUID]:
        return frozenset(self._held(collection))

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        everything = list(self._held(collection).values())
        self._fits(collection, dense)
        allowed = [p for p in everything if audiences is None or p.audience.label in audiences]
        shared = [p for p in allowed if set(p.sparse.indices) & set(sparse.indices)]
        weights = _weights(everything, sparse)
        return Arms(
            dense=_best(allowed, lambda point: _cosine(point.dense, dense), depth),
            sparse=_best(shared, lambda point: _dot(point.sparse, weights), depth),
        )

    async def close(self) -> None:
        self._closed = True

    def _work(self) -> None:
        if self._closed:
            raise IndexUnavailable("The index was closed.")
        if self.failure:
            raise self.failure

    def _held(self, collection: str) -> dict[uuid.UUID, Point]:
        self._work()
        if collection not in self.points:
            raise IndexUnavailable(f"The index has no collection '{collection}'.")
        return self.points[collection]

    def _fits(self, collection: str, vector: Sequence[float]) -> None:
        if len(vector) != self._lengths[collection]:
            raise IndexUnavailable(f"The collection '{collection}' has other dimensions.")


def _best(
    points: Iterable[Point], score: Callable[[Point], float], depth: int
) -> tuple[Scored, ...]:
    scored = [Scored(point.id, score(point)) for point in points]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.id))[:depth])


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0


def _weights(points: Sequence[Point], question: SparseVector) -> dict[int, float]:
    total = sum(1 for point in points if point.sparse.indices)
    weights: dict[int, float] = {}
    for term, often in zip(question.indices, question.values, strict=True):
        held = sum(term in point.sparse.indices for point in points)
        weights[term] = often * math.log(1 + (total - held + 0.5) / (held + 0.5))
    return weights


def _dot(vector: SparseVector, weights: dict[int, float]) -> float:
    pairs = zip(vector.indices, vector.values, strict=True)
    return sum(value * weights.get(term, 0.0) for term, value in pairs)
