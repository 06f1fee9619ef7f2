"""Two rankings become one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from bot.domain.knowledge import Arms, Scored

Ranked = tuple[int, Scored]


@dataclass(frozen=True, slots=True)
class Fused:
    """A point, its fused score, and its raw score in each arm that found it."""

    id: UUID
    score: float
    dense: float | None
    sparse: float | None


@dataclass(frozen=True, slots=True)
class Fusion:
    """Reciprocal rank fusion: each arm gives weight / (k + rank), ranks from 1.

    Source: Cormack, Clarke and Büttcher, SIGIR 2009.
    """

    k: float = 60.0
    dense_weight: float = 1.0
    sparse_weight: float = 1.0

    def fuse(self, arms: Arms) -> list[Fused]:
        """Every point of either arm, best first; ties in the order of their ids."""
        # Keyed by the ids' numbers: UUIDs are hashed and compared in Python, which would
        # cost more than all the rest.
        dense = {point.id.int: (rank, point) for rank, point in enumerate(arms.dense, 1)}
        sparse = {point.id.int: (rank, point) for rank, point in enumerate(arms.sparse, 1)}
        both = ((n, dense.get(n), sparse.get(n)) for n in dense.keys() | sparse.keys())
        fused = sorted((-self._score(one, other), n, one, other) for n, one, other in both)
        return [_fused(-score, one, other) for score, _, one, other in fused]

    def _score(self, dense: Ranked | None, sparse: Ranked | None) -> float:
        """What a point's ranks are worth together; an arm that missed it gives nothing."""
        by_meaning = self.dense_weight / (self.k + dense[0]) if dense else 0.0
        return by_meaning + (self.sparse_weight / (self.k + sparse[0]) if sparse else 0.0)


def _fused(score: float, dense: Ranked | None, sparse: Ranked | None) -> Fused:
    found = dense or sparse
    assert found is not None  # noqa: S101 - it came from one of them
    return Fused(found[1].id, score, dense and dense[1].score, sparse and sparse[1].score)
