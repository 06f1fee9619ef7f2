"""A question becomes the passages worth reading."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.fusion import Fused, Fusion
from bot.domain.audience import Clearance
from bot.domain.knowledge import Hit, Passage, TermCounts
from bot.ports import Embedder, Manifest, PassageIndex, SparseEncoder

_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search found, best first, and what it was searched with.

    `weights` maps term ids of the question to their inverse document frequency; `vector`
    is the question's dense vector.
    """

    hits: tuple[Hit, ...]
    weights: Mapping[int, float]
    vector: Sequence[float] = ()


class Retrieval:
    """Searches one collection with both arms and keeps what the place may read."""

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once in bootstrap
        self,
        *,
        collection: str,
        index: PassageIndex,
        manifest: Manifest,
        embedder: Embedder,
        encoder: SparseEncoder,
        fusion: Fusion,
    ) -> None:
        self._collection = collection
        self._index = index
        self._manifest = manifest
        self._embedder = embedder
        self._encoder = encoder
        self._fusion = fusion

    async def find(self, text: str, clearance: Clearance) -> Evidence:
        """The passages for `text` that everyone who can read the place may read.

        The audience is filtered in the query, and again here by what the manifest says
        now; a hit that the manifest does not hold as current is dropped, and of passages
        with the same words only the best stays. Raises ServiceError.
        """
        sparse = self._encoder.question(text)
        vector = await self._embedder.embed_question(text)
        arms = await self._index.search(
            self._collection,
            dense=vector,
            sparse=sparse,
            audiences=clearance.labels,
            depth=_DEPTH,
        )
        fused = self._fusion.fuse(arms)
        passages, counts = await asyncio.gather(
            self._manifest.passages(self._collection, [point.id for point in fused]),
            self._manifest.term_counts(self._collection, sparse.indices),
        )
        readable = {id_: p for id_, p in passages.items() if clearance.may_read(p.audience)}
        hits = (_hit(point, readable[point.id]) for point in fused if point.id in readable)
        return Evidence(tuple(_distinct(hits)), _weights(sparse.indices, counts), vector)


def _hit(point: Fused, passage: Passage) -> Hit:
    return Hit(passage=passage, score=point.score, dense=point.dense, sparse=point.sparse)


def _distinct(hits: Iterable[Hit]) -> Iterable[Hit]:
    seen: set[str] = set()
    for hit in hits:
        words = " ".join(hit.passage.searchable.split())
        if words not in seen:
            seen.add(words)
            yield hit


def _weights(terms: Iterable[int], counts: TermCounts) -> dict[int, float]:
    """Inverse document frequency as BM25 has it; 0 for everything in an empty index.

    While an index run is on, counts may be ahead of passages; no weight is negative.
    """
    total = counts.passages
    return {
        term: math.log(1 + (total - found + 0.5) / (found + 0.5)) if total else 0.0
        for term in terms
        for found in (min(total, counts.counts.get(term, 0)),)
    }
