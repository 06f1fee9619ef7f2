"""All that an index run needs, over fakes, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bot.adapters.sparse import BigramEncoder
from bot.domain.audience import Audience
from bot.domain.knowledge import IndexReport, Passage, Point
from bot.domain.recipe import Recipe
from bot.indexing.chunking import Chunking
from bot.indexing.reindexing import Reindexing
from bot.indexing.shelves import Shelves
from bot.indexing.vectors import CachedVectors
from bot.ports import Manifest, PassageIndex
from tests.fakes.clock import FakeClock
from tests.fakes.document_source import FakeDocumentSource
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.manifest import FakeManifest
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.vectors import FakeVectorCache

PREFIX = "kb"
CHUNKING = Chunking(target=20, limit=30)
ENCODER = BigramEncoder()
LEAVE = "# Leave\n\nEveryone has 15 days.\n\n## 신청\n\n인사팀에 신청합니다."
PAY = "# Pay\n\nSalary is paid on the 25th of each month."


@dataclass(frozen=True)
class State:
    """What questions are answered from."""

    current: str | None
    passages: Mapping[UUID, Passage]
    points: Mapping[UUID, Point]
    counts: Mapping[int, int]
    collections: frozenset[str]
    sweepable: frozenset[UUID]
    counts_are_current: bool


def quiet(_done: float, _total: int = 0) -> None:
    """No progress to show."""


@dataclass
class Workshop:
    """One folder, one database, one index, one model; processes come and go."""

    source: FakeDocumentSource = field(default_factory=FakeDocumentSource)
    manifest: FakeManifest = field(default_factory=FakeManifest)
    index: FakePassageIndex = field(default_factory=FakePassageIndex)
    cache: FakeVectorCache = field(default_factory=FakeVectorCache)
    embedder: FakeEmbedder = field(default_factory=lambda: FakeEmbedder(dimensions=8))
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def collection(self) -> str:
        """What the present recipe names."""
        embedder = self.embedder
        recipe = Recipe(embedder.name, embedder.dimensions, CHUNKING.name, ENCODER.name)
        return recipe.collection(PREFIX)

    @property
    def points(self) -> dict[UUID, Point]:
        """The points of the present recipe's collection, to look at and to spoil."""
        return self.index.points[self.collection]

    def shelves(
        self, *, manifest: Manifest | None = None, index: PassageIndex | None = None
    ) -> Shelves:
        """The shelves as a process that just started sees them."""
        return Shelves(
            collection=self.collection,
            prefix=PREFIX,
            dimensions=self.embedder.dimensions,
            manifest=manifest or self.manifest,
            index=index or self.index,
            vectors=CachedVectors(self.embedder, self.cache),
            encoder=ENCODER,
        )

    def reindexing(self, shelves: Shelves | None = None) -> Reindexing:
        """An index run of a process."""
        return Reindexing(
            source=self.source,
            shelves=shelves or self.shelves(),
            chunking=CHUNKING,
            clock=self.clock,
        )

    async def run(self) -> IndexReport:
        """Start a process, index, and end it."""
        return await self.reindexing().run(quiet)

    async def passages(self, collection: str = "") -> dict[UUID, Passage]:
        """What the manifest holds as current, in the present recipe's collection or another."""
        found: dict[UUID, Passage] = {}
        while page := await self.manifest.page(
            collection or self.collection, after=max(found, default=None), limit=100
        ):
            found |= {passage.id: passage for passage in page}
        return found

    async def texts(self, path: str) -> list[str]:
        """The current passages of one document."""
        return [p.text for p in await self.manifest.passages_of(self.collection, [path])]

    async def audiences(self) -> dict[str, set[Audience]]:
        """Who may read what, by path, as the manifest has it."""
        found: dict[str, set[Audience]] = {}
        for passage in (await self.passages()).values():
            found.setdefault(passage.path, set()).add(passage.audience)
        return found

    async def state(self, *, also: frozenset[int] = frozenset()) -> State:
        """All that is left behind. `also` are terms that may have been left over."""
        passages = await self.passages()
        terms = also | terms_of(passages).keys()
        return State(
            current=await self.manifest.current(),
            passages=passages,
            points=dict(self.points),
            counts=(await self.manifest.term_counts(self.collection, terms)).counts,
            collections=await self.index.collections(),
            sweepable=await self.manifest.sweepable(self.collection),
            counts_are_current=await self.manifest.counts_current(self.collection),
        )

    async def rebuilt(self) -> State:
        """What indexing the same folder into an empty home leaves behind."""
        fresh = Workshop(source=self.source, embedder=_the_same_model(self.embedder))
        await fresh.run()
        return await fresh.state()


def _the_same_model(embedder: FakeEmbedder) -> FakeEmbedder:
    """The same model with a counter of its own."""
    return FakeEmbedder(name=embedder.name, dimensions=embedder.dimensions)


def terms_of(passages: Mapping[UUID, Passage]) -> Counter[int]:
    """In how many passages each term occurs, counted one by one."""
    return Counter(
        term for p in passages.values() for term in ENCODER.passage(p.searchable).indices
    )


def whole(state: State) -> bool:
    """Index, counts and manifest say the same, and nothing is left over."""
    return (
        state.points.keys() == state.passages.keys()
        and state.counts == terms_of(state.passages)
        and state.counts_are_current
        and not state.sweepable
    )
