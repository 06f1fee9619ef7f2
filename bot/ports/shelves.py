"""The documents: where they come from, and where they are kept and found."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.knowledge import Arms, Document, FoundFile, Inventory, Point, SparseVector


class DocumentSource(Protocol):
    """The folder that admins edit."""

    @property
    def name(self) -> str:
        """Changes whenever the source would read the same bytes as another document."""
        ...

    async def inventory(self) -> Inventory:
        """Every file there, opened or not only as far as a stat.

        Paths are relative, NFC, with `/`, unique, in ascending order. Files that must not
        or cannot be read (links out of the folder, unknown formats) are in `failed`.
        Raises KnowledgeMissing when the folder does not exist or cannot be listed.
        """
        ...

    async def read(self, file: FoundFile) -> Document:
        """The document in a file of the inventory.

        Raises DocumentUnreadable when it is broken, or gone by now.
        """
        ...


class PassageIndex(Protocol):
    """Finds passages by vector. Holds ids, vectors and audience labels, no text.

    A collection has one vector length and uses inverse document frequencies on the
    sparse arm. Everything written is durable and visible when the call returns; a deletion
    outlives a kill, but a power cut may undo it. Raises IndexUnavailable when the engine
    fails or a collection that was named is not there.
    """

    async def collections(self) -> frozenset[str]:
        """The names of the collections that exist."""
        ...

    async def create(self, collection: str, *, dimensions: int) -> None:
        """Make an empty collection; nothing happens when it exists."""
        ...

    async def drop(self, collection: str) -> None:
        """Delete a collection with its points; nothing happens when there is none."""
        ...

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Add points; one with an id that exists replaces the older one."""
        ...

    async def delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Delete points; ids that do not exist are passed over."""
        ...

    async def count(self, collection: str) -> int:
        """How many points there are, exactly."""
        ...

    async def ids(self, collection: str) -> frozenset[uuid.UUID]:
        """The ids of all points."""
        ...

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """Up to `depth` points per arm, best first, with raw scores.

        Only points whose audience label is in `audiences` are found; None means all. The
        sparse arm finds only points that share a term with the question.
        """
        ...

    async def close(self) -> None:
        """Let go of files and sockets. May be called twice."""
        ...


class VectorCache(Protocol):
    """Dense vectors by the text that was embedded, so that no text is embedded twice.

    Keys are digests of embedder name, dimensions and text. Raises DatabaseUnavailable.
    """

    async def find(self, keys: Collection[bytes]) -> dict[bytes, tuple[float, ...]]:
        """The vectors that are cached among `keys`, as 32-bit floats."""
        ...

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """Store vectors durably; a key that exists is left as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Cited:
    """In how many of `answers` stored answers each document is cited, by its path."""

    answers: int
    counts: Mapping[str, int]


class Citations(Protocol):
    """Which documents were cited. Nobody's words and nobody's name come out here."""

    async def cited(self, *, since: datetime | None) -> Cited:
        """The count over answers to questions that arrived since then; None: over all.

        Answers that were erased are not counted. Raises DatabaseUnavailable.
        """
        ...
