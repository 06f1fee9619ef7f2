"""A question becomes the passages worth reading."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from bot.core.fusion import Fused, Fusion
from bot.domain.audience import Clearance
from bot.domain.conversation import Tokens
from bot.domain.knowledge import Arms, Hit, Passage, SparseVector, TermCounts
from bot.ports import Embedder, Manifest, PassageIndex, SparseEncoder

_DEPTH = 50
Readable = Mapping[UUID, Passage]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a search found, best first, and what it was searched with.

    `weights` maps term ids of the question to their inverse document frequency; `vector`
    is the question's dense vector. `approved` are hits on questions that people approved
    answers to, where somebody has set them apart from `hits`. `tokens` and `cost` (US
    dollars, None when nobody knows) are what a chat model used for the search.
    """

    hits: tuple[Hit, ...]
    weights: Mapping[int, float]
    vector: Sequence[float] = ()
    approved: tuple[Hit, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)
    cost: float | None = 0.0


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
        arms = await self._arms(vector, sparse, clearance)
        fused = self._fusion.fuse(arms)
        readable, counts = await asyncio.gather(
            self._readable([point.id for point in fused], clearance),
            self._manifest.term_counts(self._collection, sparse.indices),
        )
        hits = distinct(ranked(fused, readable))
        return Evidence(tuple(hits), weights_of(sparse.indices, counts), vector)

    async def both(self, text: str, clearance: Clearance) -> tuple[Arms, Readable]:
        """What each arm finds, and the passages that may be read. Raises ServiceError."""
        vector = await self._embedder.embed_question(text)
        arms = await self._arms(vector, self._encoder.question(text), clearance)
        ids = dict.fromkeys(point.id for point in (*arms.dense, *arms.sparse))
        return arms, await self._readable(list(ids), clearance)

    async def _arms(
        self, vector: Sequence[float], sparse: SparseVector, clearance: Clearance
    ) -> Arms:
        return await self._index.search(
            self._collection,
            dense=vector,
            sparse=sparse,
            audiences=clearance.labels,
            depth=_DEPTH,
        )

    async def _readable(self, ids: Sequence[UUID], clearance: Clearance) -> Readable:
        passages = await self._manifest.passages(self._collection, ids)
        return {id_: p for id_, p in passages.items() if clearance.may_read(p.audience)}


def ranked(fused: Iterable[Fused], readable: Readable) -> list[Hit]:
    """Hits on what may be read, best first; a document's own weight multiplies its score."""
    found = ((point, readable.get(point.id)) for point in fused)
    hits = [_hit(point, passage) for point, passage in found if passage]
    if any(hit.passage.labels.weight != 1 for hit in hits):
        hits.sort(key=lambda hit: -hit.score)
    return hits


def _hit(point: Fused, passage: Passage) -> Hit:
    score = point.score * passage.labels.weight
    return Hit(passage=passage, score=score, dense=point.dense, sparse=point.sparse)


def distinct(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of hits with the same words only the first."""
    # Passages with the same words begin alike; only those are compared as a whole.
    seen: defaultdict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for hit in hits:
        begun = seen[tuple(hit.passage.text.split(None, 3)[:3])]
        if not any(_is_same(hit.passage, other) for other in begun):
            begun.append(hit.passage)
            yield hit


def _is_same(one: Passage, other: Passage) -> bool:
    if one.searchable.split() != other.searchable.split():
        return False
    # Another file may answer the same question, and only one of them still hold.
    return one.path == other.path or not (one.labels.approved or other.labels.approved)


def weights_of(terms: Iterable[int], counts: TermCounts) -> dict[int, float]:
    """Inverse document frequency as BM25 has it; 0 for everything in an empty index.

    While an index run is on, counts may be ahead of passages; no weight is negative.
    """
    total = counts.passages
    return {
        term: math.log(1 + (total - found + 0.5) / (found + 0.5)) if total else 0.0
        for term in terms
        for found in (min(total, counts.counts.get(term, 0)),)
    }
