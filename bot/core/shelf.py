"""The collection that questions are answered from, also while another process moves it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Protocol

from bot.domain.errors import IndexUnavailable
from bot.domain.knowledge import Arms, Passage, SparseVector, TermCounts
from bot.ports import Manifest, PassageIndex


class Finder(Protocol):
    """What a search needs of the index. Raises IndexUnavailable."""

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As `PassageIndex` has it."""
        ...


class Reader(Protocol):
    """What answering needs of the manifest. Raises DatabaseUnavailable."""

    async def version(self, collection: str) -> str:
        """As `Manifest` has it."""
        ...

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        """As `Manifest` has it."""
        ...

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        """As `Manifest` has it."""
        ...

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        """As `Manifest` has it."""
        ...


class Shelf:
    """Finder and Reader of one collection, and of the one that takes its place.

    `alike` are the names of collections that can be asked with the same vectors and terms,
    as they differ only in how the index keeps vectors. When another process switches to one
    of them, questions follow it: whoever names `collection` is given what is current.
    """

    def __init__(
        self, collection: str, index: PassageIndex, manifest: Manifest, alike: Collection[str]
    ) -> None:
        self._named = self._now = collection
        self._index = index
        self._manifest = manifest
        self._alike = frozenset(alike)

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As `PassageIndex` has it; a collection that was dropped is followed."""
        while True:
            name = self._meant(collection)
            try:
                return await self._index.search(
                    name, dense=dense, sparse=sparse, audiences=audiences, depth=depth
                )
            except IndexUnavailable:
                if not await self._moved(collection, name):
                    raise

    async def version(self, collection: str) -> str:
        """As `Manifest` has it; a collection that was forgotten has none, and is followed."""
        while True:
            name = self._meant(collection)
            version = await self._manifest.version(name)
            if version or not await self._moved(collection, name):
                return version

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        """As `Manifest` has it. Of a collection that was forgotten there are none."""
        return await self._manifest.passages(self._meant(collection), ids)

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        """As `Manifest` has it. Of a collection that was forgotten there are none."""
        return await self._manifest.passages_of(self._meant(collection), paths)

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        """As `Manifest` has it; where there is nothing to count, the collection is followed."""
        while True:
            name = self._meant(collection)
            counts = await self._manifest.term_counts(name, terms)
            if counts.passages or not await self._moved(collection, name):
                return counts

    def _meant(self, collection: str) -> str:
        return self._now if collection == self._named else collection

    async def _moved(self, collection: str, name: str) -> bool:
        """Whether what `collection` means is another one than `name` by now."""
        if collection == self._named and self._now == name:
            current = await self._manifest.current()
            if current in self._alike:
                self._now = current
        return self._meant(collection) != name
