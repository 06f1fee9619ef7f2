"""Two rankings become one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from bot.domain.knowledge import Arms, Scored


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
        scores: defaultdict[UUID, float] = defaultdict(float)
        for arm, weight in ((arms.dense, self.dense_weight), (arms.sparse, self.sparse_weight)):
            for rank, point in enumerate(arm, 1):
                scores[point.id] += weight / (self.k + rank)
        dense, sparse = _by_id(arms.dense), _by_id(arms.sparse)
        order = sorted(scores, key=lambda point: (-scores[point], point))
        return [Fused(p, scores[p], dense.get(p), sparse.get(p)) for p in order]


def _by_id(arm: Iterable[Scored]) -> dict[UUID, float]:
    return {point.id: point.score for point in arm}
