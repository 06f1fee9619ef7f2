"""Passages on the shelves of fakes, where the index and the manifest may disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.adapters.sparse import BigramEncoder
from bot.core.answerability import Gate
from bot.core.answering import Answering
from bot.core.fusion import Fusion
from bot.core.recency import Recency
from bot.core.remembering import Memory
from bot.core.reranking import Reranking
from bot.core.retrieval import Retrieval
from bot.core.rewriting import Rewriting
from bot.domain.audience import Audience
from bot.domain.knowledge import Document, FoundFile, Passage, Point, SparseVector, Stat
from bot.ports import Shelving
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.manifest import FakeManifest
from tests.fakes.passage_index import FakePassageIndex

COLLECTION = "kb_test"
ALWAYS = Gate(intercept=30.0, coefficients=(0.0,) * 6)
NEVER = Gate(intercept=-30.0, coefficients=(0.0,) * 6)


class WatchedEmbedder(FakeEmbedder):
    """Remembers every text that it was given, as somebody else's server would."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []
        self.passages: list[str] = []

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """As the fake does."""
        self.questions.append(text)
        return await super().embed_question(text)

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """As the fake does."""
        self.passages += texts
        return await super().embed_passages(texts)


@dataclass
class Library:
    """What is on the shelves, and the parts that search it."""

    index: FakePassageIndex = field(default_factory=FakePassageIndex)
    manifest: FakeManifest = field(default_factory=FakeManifest)
    embedder: WatchedEmbedder = field(default_factory=WatchedEmbedder)
    encoder: BigramEncoder = field(default_factory=BigramEncoder)
    today: date = date(2026, 3, 2)
    recency: Recency | None = None
    reranking: Reranking | None = None

    async def put(self, *passages: Passage, label: Audience | None = None) -> None:
        """Shelve documents; `label` is what the index says, if not what the manifest says."""
        await self.enter(*passages)
        await self.point(*passages, label=label)

    async def enter(self, *passages: Passage) -> None:
        """In the manifest alone."""
        paths = dict.fromkeys(passage.path for passage in passages)
        items = [shelving([p for p in passages if p.path == path]) for path in paths]
        await self.manifest.shelve(COLLECTION, items)
        changes = Counter(
            term for p in passages for term in self.encoder.passage(p.searchable).indices
        )
        await self.manifest.recount(COLLECTION, changes)

    async def point(self, *passages: Passage, label: Audience | None = None) -> None:
        """In the index alone."""
        await self.index.create(COLLECTION, dimensions=self.embedder.dimensions)
        vectors = await FakeEmbedder().embed_passages([p.searchable for p in passages])
        points = [
            Point(p.id, p.path, label or p.audience, dense, self._sparse(p))
            for p, dense in zip(passages, vectors, strict=True)
        ]
        await self.index.upsert(COLLECTION, points)

    def retrieval(self) -> Retrieval:
        """Over this library."""
        return Retrieval(
            collection=COLLECTION,
            index=self.index,
            manifest=self.manifest,
            embedder=self.embedder,
            encoder=self.encoder,
            fusion=Fusion(),
            today=lambda: self.today,
            recency=self.recency,
            reranking=self.reranking,
        )

    def answering(
        self,
        gate: Gate = ALWAYS,
        *,
        bar: float = 0.5,
        rewriting: Rewriting | None = None,
        memory: Memory | None = None,
    ) -> Answering:
        """Over this library, with a gate that needs no fit."""
        return Answering(
            retrieval=self.retrieval(),
            embedder=self.embedder,
            encoder=self.encoder,
            gate=gate,
            bar=bar,
            rewriting=rewriting,
            memory=memory,
        )

    def _sparse(self, passage: Passage) -> SparseVector:
        return self.encoder.passage(passage.searchable)


def shelving(passages: Sequence[Passage]) -> Shelving:
    """A document of these passages."""
    first = passages[0]
    document = Document(
        path=first.path,
        title=first.title,
        text="\n\n".join(passage.text for passage in passages),
        fingerprint="v1",
        audience=first.audience,
        url=first.url,
        labels=first.labels,
    )
    file = FoundFile(first.path, Stat(size=1, modified=1, inode=1), first.audience)
    return Shelving(file, document, tuple(passages))
