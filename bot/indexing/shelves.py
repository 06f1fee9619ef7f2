"""One collection's documents: manifest, vector index and term counts kept in step."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from uuid import UUID

from bot.domain.errors import IndexCorrupt
from bot.domain.knowledge import (
    FoundFile,
    HeldDocument,
    Inventory,
    Passage,
    Point,
    SparseVector,
)
from bot.indexing.vectors import CachedVectors
from bot.ports import Manifest, PassageIndex, Shelving, SparseEncoder, Standing

_PAGE = 512


class Shelves:
    """What is found in `collection`, whatever was killed half-way before.

    `prefix` tells which collections of the index are ours to drop.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once in bootstrap
        self,
        *,
        collection: str,
        prefix: str,
        dimensions: int,
        manifest: Manifest,
        index: PassageIndex,
        vectors: CachedVectors,
        encoder: SparseEncoder,
    ) -> None:
        self._collection = collection
        self._prefix = prefix
        self._dimensions = dimensions
        self._manifest = manifest
        self._index = index
        self._vectors = vectors
        self._encoder = encoder
        self._counts: Counter[int] = Counter()
        self._counts_whole = False
        self._is_compared = False
        self._is_counted = False
        self._is_current = False
        self._has_leftovers = False

    @property
    def embedded(self) -> int:
        """How many texts went through the embedding model since the start."""
        return self._vectors.embedded

    async def stand(self) -> bool:
        """Whether questions can be answered: this collection is the current one."""
        return await self._manifest.current() == self._collection

    async def open(self) -> None:
        """Make the index hold every current passage, and nothing else.

        Puts right what a kill, a lost write-ahead log or a lost folder left behind; the
        vectors come from the cache. By ids the first time: an index that lost its last
        writes, or came from a backup, may lack as many new points as it holds old ones.
        Later their number is enough.
        """
        standing, there = await asyncio.gather(
            self._manifest.standing(self._collection), self._index.collections()
        )
        if not (self._is_compared and await self._agree(standing, there)):
            await self._mend_or_build()
            standing = await self._manifest.standing(self._collection)
        self._counts.clear()
        self._counts_whole = self._is_counted = standing.is_counted
        self._is_current = standing.is_current
        self._has_leftovers = any(self._is_left_over(name) for name in there)

    def distrust(self) -> None:
        """Have the next `open` compare the index with the manifest id by id."""
        self._is_compared = False

    async def held(self, paths: Collection[str] | None = None) -> dict[str, HeldDocument]:
        """What the manifest holds, by path; of some `paths`, or all."""
        return await self._manifest.held(self._collection, paths)

    async def note(self, seen: Inventory) -> None:
        """Remember what a walk could not take, and what it remarked on."""
        await self._manifest.note(self._collection, seen)

    async def add(self, items: Sequence[Shelving], progress: Callable[[float], None]) -> None:
        """Put new versions of documents in place of the old ones, first new, then old.

        A passage that says what the old version said keeps its id, and so its point.
        `progress` is told which share, 0 to 1, of the other ones has a vector.
        """
        self._is_counted = False
        old = await self._held([item.document.path for item in items])
        passages = [passage for item in items for passage in item.passages]
        # One that was withheld may have got another point meanwhile, with that label.
        new = [p for p in passages if p.id not in old or old[p.id].audience != p.audience]
        points = await self._points(new, progress) if new else []
        if points:
            await self._manifest.announce(self._collection, [point.id for point in points])
            await self._index.upsert(self._collection, points)
        kept = {passage.id for passage in passages}
        self._count_out(passage for passage in old.values() if passage.id not in kept)
        self._count_in(point.sparse for point in points if point.id not in old)
        await self._manifest.shelve(self._collection, items)

    async def remove(self, paths: Collection[str]) -> None:
        """Forget documents: they stop answering at once."""
        if paths:
            self._is_counted = False
            self._count_out((await self._held(paths)).values())
            await self._manifest.remove(self._collection, paths)

    async def restat(self, files: Sequence[FoundFile]) -> None:
        """The bytes of these files are as they were."""
        if files:
            await self._manifest.restat(self._collection, files)

    async def fail(self, file: FoundFile, *, reason: str, withhold: bool) -> None:
        """Keep the last good version, and the reason why there is no newer one."""
        await self._manifest.fail(self._collection, file, reason=reason, withhold=withhold)

    async def settle(self) -> None:
        """End a run: sweep old points, bring the term counts up to date, switch over.

        Nothing of that is looked at again when it was found done and nothing came or went.
        """
        if not self._is_counted:
            await self._sweep_and_count()
        if not self._is_current and await self._may_switch():
            await self._manifest.switch(self._collection)
            self._has_leftovers = True
        if self._has_leftovers:
            await self._drop_leftovers()

    async def look(self) -> int:
        """How many points the index holds. Raises IndexUnavailable when it cannot be asked."""
        return await self._index.count(self._collection)

    async def totals(self) -> tuple[int, int]:
        """How many documents and passages are current."""
        return await self._manifest.totals(self._collection)

    async def noted(self) -> Inventory:
        """What the last walk could not take and remarked on."""
        return await self._manifest.noted(self._collection)

    async def passages(self, ids: Collection[UUID]) -> dict[UUID, Passage]:
        """The current passages among `ids`."""
        return await self._manifest.passages(self._collection, ids)

    async def pages(self) -> AsyncIterator[list[Passage]]:
        """All current passages, some hundreds at a time."""
        after: UUID | None = None
        while page := await self._manifest.page(self._collection, after=after, limit=_PAGE):
            yield page
            after = page[-1].id

    async def agree(self) -> bool:
        """Whether the index holds as many points as there are current passages.

        Cheap enough to ask at every start. False also when the collection is lost or
        cannot be opened.
        """
        standing = await self._manifest.standing(self._collection)
        return await self._agree(standing, await self._index.collections())

    async def _agree(self, standing: Standing, there: Collection[str]) -> bool:
        if self._collection not in there or not standing.is_swept:
            return False
        try:
            return await self._index.count(self._collection) == standing.passages
        except IndexCorrupt:
            return False

    async def _points(
        self, passages: Sequence[Passage], progress: Callable[[float], None]
    ) -> list[Point]:
        texts = [passage.searchable for passage in passages]
        vectors = await self._vectors.of(texts, progress)
        return [
            Point(
                id=passage.id,
                path=passage.path,
                audience=passage.audience,
                dense=dense,
                sparse=self._encoder.passage(text),
            )
            for passage, text, dense in zip(passages, texts, vectors, strict=True)
        ]

    async def _mend_or_build(self) -> None:
        try:
            await self._mend()
        except IndexCorrupt:
            await self._index.drop(self._collection)
            await self._mend()

    async def _mend(self) -> None:
        await self._index.create(self._collection, dimensions=self._dimensions)
        await self._sweep()
        await self._reconcile()

    async def _sweep(self) -> None:
        old = await self._manifest.sweepable(self._collection)
        if old:
            await self._index.delete(self._collection, old)
            await self._manifest.swept(self._collection, old)

    async def _reconcile(self) -> None:
        there = await self._index.ids(self._collection)
        current: set[UUID] = set()
        async for page in self.pages():
            current |= {passage.id for passage in page}
            missing = [passage for passage in page if passage.id not in there]
            if missing:
                points = await self._points(missing, lambda _: None)
                await self._index.upsert(self._collection, points)
        if strays := there - current:
            await self._index.delete(self._collection, strays)
        if current - there or strays:
            await self._manifest.stir(self._collection)
        self._is_compared = True

    async def _may_switch(self) -> bool:
        """Not from a collection with documents to one without: the folder may be unmounted."""
        if await self._manifest.current() is None:
            return True
        return any(not document.failure for document in (await self.held()).values())

    async def _drop_leftovers(self) -> None:
        """Drop what earlier recipes left, also when a kill came between switch and drop.

        Not what the manifest speaks of: another process is building that just now.
        """
        for name in await self._index.collections():
            if self._is_left_over(name) and not await self._manifest.held(name):
                await self._index.drop(name)

    def _is_left_over(self, name: str) -> bool:
        ours = rf"{re.escape(self._prefix)}_[0-9a-f]{{12}}"
        return name != self._collection and bool(re.fullmatch(ours, name))

    async def _held(self, paths: Collection[str]) -> dict[UUID, Passage]:
        held = await self._manifest.passages_of(self._collection, paths)
        return {passage.id: passage for passage in held}

    def _count_in(self, come: Iterable[SparseVector]) -> None:
        if self._counts_whole:
            for sparse in come:
                self._counts.update(sparse.indices)

    def _count_out(self, gone: Iterable[Passage]) -> None:
        if self._counts_whole:
            for passage in gone:
                self._counts.subtract(self._encoder.passage(passage.searchable).indices)

    async def _sweep_and_count(self) -> None:
        """What is swept and what is counted become known together."""
        old = await self._manifest.sweepable(self._collection)
        if old:
            await self._index.delete(self._collection, old)
        if not self._counts_whole:
            self._counts.clear()
            async for page in self.pages():
                for passage in page:
                    self._counts.update(self._encoder.passage(passage.searchable).indices)
        changes = {term: change for term, change in self._counts.items() if change}
        whole = self._counts_whole
        await self._manifest.recount(
            self._collection, changes, from_scratch=not whole, swept=old
        )
