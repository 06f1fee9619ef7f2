"""What is on the shelves: the truth about documents and passages."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.knowledge import (
    Document,
    FoundFile,
    HeldDocument,
    Inventory,
    Passage,
    TermCounts,
)


@dataclass(frozen=True, slots=True)
class Shelving:
    """One document and its passages, about to be written to the manifest."""

    file: FoundFile
    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a collection stands.

    `is_current`: questions are answered from it. `is_counted`: the term counts cover
    exactly its current passages, of which there are `passages`. `is_swept`: no id is
    sweepable.
    """

    is_current: bool
    is_counted: bool
    is_swept: bool
    passages: int


class Manifest(Protocol):
    """What is on the shelves: the truth about documents and passages, in SQL.

    Everything is kept per collection. Each method is one transaction. `sweepable` ids
    are points that the index may hold although no current document does: ids are
    announced there before their points are written, and when a document is shelved its
    own leave the list and its predecessor's enter it. So whatever is killed and
    whenever, the points in the index are those of the manifest plus some of the list.
    Raises DatabaseUnavailable.
    """

    async def current(self) -> str | None:
        """The collection that questions are answered from; None before the first run."""
        ...

    async def switch(self, collection: str) -> None:
        """Make `collection` current and forget every other one."""
        ...

    async def standing(self, collection: str) -> Standing:
        """How the collection stands; one without a row is counted, swept and empty."""
        ...

    async def version(self, collection: str) -> str:
        """Another one after every change to what a search finds or may show.

        Documents, passages, labels, term counts, and whatever `stir` tells of.
        """
        ...

    async def stir(self, collection: str) -> None:
        """The index holds other points for the same documents: have another version."""
        ...

    async def held(
        self, collection: str, paths: Collection[str] | None = None
    ) -> dict[str, HeldDocument]:
        """What is held, by path, including files that failed; of some `paths`, or all."""
        ...

    async def note(self, collection: str, seen: Inventory) -> None:
        """Remember what a walk could not take and remarked on, and nothing of earlier ones.

        The files that it found are not remembered here.
        """
        ...

    async def noted(self, collection: str) -> Inventory:
        """What the last walk could not take and remarked on, without the files it found."""
        ...

    async def announce(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Put ids on the sweepable list before their points are written."""
        ...

    async def shelve(self, collection: str, items: Sequence[Shelving]) -> None:
        """Make these the current versions of their documents; clears their failures."""
        ...

    async def restat(self, collection: str, files: Sequence[FoundFile]) -> None:
        """The bytes are the same and the stat is new. Clears no failure."""
        ...

    async def fail(
        self, collection: str, file: FoundFile, *, reason: str, withhold: bool = False
    ) -> None:
        """The newest version cannot be read; the last good passages stay.

        With `withhold` they are relabelled restricted, so that only the operator sees
        them until the document can be read again.
        """
        ...

    async def remove(self, collection: str, paths: Collection[str]) -> None:
        """Forget documents; their passages become sweepable."""
        ...

    async def sweepable(self, collection: str) -> frozenset[uuid.UUID]:
        """Ids that the index need not hold any more."""
        ...

    async def swept(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """The index no longer holds these; take them off the list."""
        ...

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        """The current passages among `ids`; any other id is missing from the result."""
        ...

    async def page(
        self, collection: str, *, after: uuid.UUID | None, limit: int
    ) -> list[Passage]:
        """Up to `limit` current passages with ids above `after`, ascending."""
        ...

    async def totals(self, collection: str) -> tuple[int, int]:
        """How many documents with passages, and how many passages, are current."""
        ...

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        """The current passages of some documents, by path and position."""
        ...

    async def recount(
        self,
        collection: str,
        changes: Mapping[int, int],
        *,
        from_scratch: bool = False,
        swept: Collection[uuid.UUID] = (),
    ) -> None:
        """Add to the number of passages that each term occurs in, and call it up to date.

        `from_scratch` forgets all earlier counts first. Counts that reach 0 are dropped.
        The index no longer holds `swept`: they leave the list, as by the method of that name.
        `shelve` and `remove` call the counts out of date until the next recount.
        """
        ...

    async def counts_current(self, collection: str) -> bool:
        """Whether the term counts cover exactly the current passages."""
        ...

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        """In how many current passages each term occurs; unknown terms are left out."""
        ...
