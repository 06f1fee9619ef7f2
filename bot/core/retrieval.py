"""A question becomes the passages worth reading."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from uuid import UUID

from bot.core.fusion import Fused, Fusion
from bot.core.loanwords import with_sounds
from bot.core.recency import Recency
from bot.core.reranking import Reranking
from bot.core.shelf import Finder, Reader
from bot.domain.audience import Clearance
from bot.domain.conversation import Tokens
from bot.domain.knowledge import Arms, Hit, Passage, Scored, SparseVector, TermCounts
from bot.domain.validity import holds
from bot.ports import Embedder, SparseEncoder

_DEPTH = 50
_ENOUGH = 30  # of an arm's best that hold today; with fewer the search goes deeper
_DEEPER = 4
_DEEPEST = 3200
_TRIES = 5
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
    """Searches one collection with both arms and keeps what the place may read today.

    `today` is the day where the admins are. Newer editions come first as far as `recency`
    says so, and with `reranking` a model has the last word on the order of the best.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once in bootstrap
        self,
        *,
        collection: str,
        index: Finder,
        manifest: Reader,
        embedder: Embedder,
        encoder: SparseEncoder,
        fusion: Fusion,
        today: Callable[[], date],
        recency: Recency | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._collection = collection
        self._index = index
        self._manifest = manifest
        self._embedder = embedder
        self._encoder = encoder
        self._fusion = fusion
        self._today = today
        self._recency = recency or Recency()
        self._reranking = reranking

    async def find(self, text: str, clearance: Clearance) -> Evidence:
        """The passages for `text` that hold today and that all who read the place may read.

        The audience is filtered in the query, and again here by what the manifest says
        now; a hit that the manifest does not hold as current is dropped, so is one outside
        the days of its document, and of passages with the same words only the best stays.
        Raises ServiceError.
        """
        terms = self._encoder.question(text).indices
        vector, sparse, counts = await self._asked(text)
        arms, readable = await self._search(vector, sparse, clearance)
        hits = tuple(distinct(ranked(self._fusion.fuse(arms), readable)))
        if self._reranking is not None:
            hits = await self._reranking.reranked(text, hits)
        hits = self._recency.arranged(hits, self._today(), self._terms)
        return Evidence(hits, weights_of(terms, counts), vector)

    async def both(self, text: str, clearance: Clearance) -> tuple[Arms, Readable]:
        """What each arm finds that is within its days, and the passages that may be read.

        Raises ServiceError.
        """
        vector, sparse, _ = await self._asked(text)
        return await self._search(vector, sparse, clearance)

    async def _asked(self, text: str) -> tuple[Sequence[float], SparseVector, TermCounts]:
        """What to search with, and how often the collection holds the question's terms."""
        sparse = self._encoder.question(text)
        vector, counts = await asyncio.gather(
            self._embedder.embed_question(text),
            self._manifest.term_counts(self._collection, sparse.indices),
        )
        return vector, with_sounds(sparse, self._encoder.heard(text), counts), counts

    async def _search(
        self, vector: Sequence[float], sparse: SparseVector, clearance: Clearance
    ) -> tuple[Arms, Readable]:
        """Both arms without what is outside its days, however much of that is in the way."""
        today, depth = self._today(), _DEPTH
        while True:
            search = partial(
                self._index.search,
                self._collection,
                dense=vector,
                sparse=sparse,
                audiences=clearance.labels,
                depth=depth,
            )
            arms, found = await self._at_one_moment(search)
            readable = {id_: p for id_, p in found.items() if clearance.may_read(p.audience)}
            over = {id_ for id_, p in readable.items() if not holds(p.labels, today)}
            if depth >= _DEEPEST or not _needs_more(arms, over, depth):
                break
            depth *= _DEEPER
        arms = Arms(_within(arms.dense, over), _within(arms.sparse, over))
        for id_ in over:
            del readable[id_]
        return arms, readable

    def _terms(self, text: str) -> Sequence[int]:
        return self._encoder.question(text).indices

    async def _at_one_moment(
        self, search: Callable[[], Awaitable[Arms]]
    ) -> tuple[Arms, Readable]:
        """What the index finds, and which of it the manifest holds as current.

        A document that gets a new version between the two would be lost: its old passages
        are not current any more, and its new ones were not there to be found. So where a
        point is not current, and unless nothing changed meanwhile, both are asked again.
        """
        version = None
        for _ in range(_TRIES):
            arms = await search()
            ids = {point.id for point in (*arms.dense, *arms.sparse)}
            found = await self._manifest.passages(self._collection, ids)
            if len(found) == len(ids):
                break
            before, version = version, await self._manifest.version(self._collection)
            if version == before:
                break
        return arms, found


def _needs_more(arms: Arms, over: Collection[UUID], depth: int) -> bool:
    """Whether an arm has more to give, and too little of what it gave holds today."""
    return any(
        len(arm) == depth and len(_within(arm, over)) < _ENOUGH
        for arm in (arms.dense, arms.sparse)
    )


def _within(arm: Sequence[Scored], over: Collection[UUID]) -> tuple[Scored, ...]:
    """The best of an arm, as if what is outside its days were not there."""
    held = arm if not over else [point for point in arm if point.id not in over]
    return tuple(held[:_DEPTH])


def ranked(fused: Iterable[Fused], readable: Readable) -> list[Hit]:
    """Hits on what may be read, best first; a document's own weight multiplies its score."""
    hits = [_hit(point, found) for point in fused if (found := readable.get(point.id))]
    if any(hit.passage.labels.weight != 1 for hit in hits):
        hits.sort(key=lambda hit: -hit.score)
    return hits


def _hit(point: Fused, passage: Passage) -> Hit:
    score = point.score * passage.labels.weight
    return Hit(passage, score, point.dense, point.sparse)


def distinct(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of hits with the same words only the first."""
    # Passages with the same words begin alike; only those are compared as a whole.
    seen: defaultdict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for hit in hits:
        begun = seen[tuple(hit.passage.text.split(None, 3)[:3])]
        if not begun or not any(_is_same(hit.passage, other) for other in begun):
            begun.append(hit.passage)
            yield hit


def _is_same(one: Passage, other: Passage) -> bool:
    if one.searchable.split() != other.searchable.split():
        return False
    # Another file may answer the same question otherwise: `bot.core.approved` decides.
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
