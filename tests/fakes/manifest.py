"""A manifest in memory."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.audience import RESTRICTED, Audience
from bot.domain.knowledge import (
    FoundFile,
    HeldDocument,
    Inventory,
    Passage,
    TermCounts,
    link_to,
)
from bot.ports import Shelving, Standing


@dataclass
class _Shelf:
    held: dict[str, HeldDocument] = field(default_factory=dict)
    passages: dict[uuid.UUID, Passage] = field(default_factory=dict)
    sweeps: set[uuid.UUID] = field(default_factory=set)
    counts: Counter[int] = field(default_factory=Counter)
    is_counted: bool = True
    changes: int = 0
    seen: Inventory = field(default_factory=lambda: Inventory(found=()))

    def withdraw(self, path: str) -> None:
        self.changes += 1
        theirs = [id_ for id_, passage in self.passages.items() if passage.path == path]
        self.sweeps.update(theirs)
        for id_ in theirs:
            del self.passages[id_]

    def relabel(self, path: str, audience: Audience) -> None:
        self.changes += 1
        for id_, passage in self.passages.items():
            if passage.path == path:
                self.passages[id_] = replace(passage, audience=audience)


class FakeManifest:
    """Keeps everything in plain collections; forgets it with the process."""

    def __init__(self) -> None:
        self._current: str | None = None
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    async def current(self) -> str | None:
        return self._current

    async def switch(self, collection: str) -> None:
        kept = self._shelves[collection]
        self._shelves.clear()
        self._shelves[collection] = kept
        self._current = collection

    async def version(self, collection: str) -> str:
        # Of one that was forgotten there is none, as in SQL.
        return str(self._shelves[collection].changes or "")

    async def stir(self, collection: str) -> None:
        self._shelves[collection].changes += 1

    async def standing(self, collection: str) -> Standing:
        shelf = self._shelves[collection]
        return Standing(
            is_current=self._current == collection,
            is_counted=shelf.is_counted,
            is_swept=not await self.sweepable(collection),
            passages=len(shelf.passages),
        )

    async def held(
        self, collection: str, paths: Collection[str] | None = None
    ) -> dict[str, HeldDocument]:
        held = self._shelves[collection].held
        return {path: one for path, one in held.items() if paths is None or path in paths}

    async def note(self, collection: str, seen: Inventory) -> None:
        self._shelves[collection].seen = replace(seen, found=())

    async def noted(self, collection: str) -> Inventory:
        return self._shelves[collection].seen

    async def announce(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        self._shelves[collection].sweeps.update(ids)

    async def shelve(self, collection: str, items: Sequence[Shelving]) -> None:
        shelf = self._shelves[collection]
        for item in items:
            shelf.withdraw(item.file.path)
        for item in items:
            self._put(shelf, item)
            shelf.is_counted = False

    def _put(self, shelf: _Shelf, item: Shelving) -> None:
        file, document = item.file, item.document
        shelf.held[file.path] = HeldDocument(
            path=file.path,
            stat=file.stat,
            folder_audience=file.audience,
            fingerprint=document.fingerprint,
            passages=len(item.passages),
            folder_said=file.folder_said,
            labels=document.labels,
            remarks=document.remarks,
        )
        for passage in item.passages:
            shelf.passages[passage.id] = replace(
                passage,
                title=document.title,
                url=link_to(document.url, passage.page),
                audience=document.audience,
                labels=document.labels,
            )
            shelf.sweeps.discard(passage.id)

    async def restat(self, collection: str, files: Sequence[FoundFile]) -> None:
        held = self._shelves[collection].held
        for file in files:
            if file.path in held:
                held[file.path] = _seen(held[file.path], file)

    async def fail(
        self, collection: str, file: FoundFile, *, reason: str, withhold: bool = False
    ) -> None:
        shelf = self._shelves[collection]
        unknown = HeldDocument(
            *(file.path, file.stat, file.audience),
            fingerprint="",
            passages=0,
            labels=file.labels,
        )
        held = _seen(shelf.held.get(file.path, unknown), file)
        shelf.held[file.path] = replace(held, failure=reason)
        if withhold:
            shelf.relabel(file.path, RESTRICTED)

    async def remove(self, collection: str, paths: Collection[str]) -> None:
        shelf = self._shelves[collection]
        for path in paths:
            shelf.withdraw(path)
            if shelf.held.pop(path, None):
                shelf.is_counted = False

    async def sweepable(self, collection: str) -> frozenset[uuid.UUID]:
        shelf = self._shelves[collection]
        return frozenset(shelf.sweeps - shelf.passages.keys())

    async def swept(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        self._shelves[collection].sweeps.difference_update(ids)
        self._shelves[collection].changes += 1

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        held = self._shelves[collection].passages
        return {id_: held[id_] for id_ in ids if id_ in held}

    async def page(
        self, collection: str, *, after: uuid.UUID | None, limit: int
    ) -> list[Passage]:
        held = self._shelves[collection].passages
        ids = sorted(id_ for id_ in held if after is None or id_ > after)
        return [held[id_] for id_ in ids[:limit]]

    async def totals(self, collection: str) -> tuple[int, int]:
        shelf = self._shelves[collection]
        documents = sum(1 for held in shelf.held.values() if held.passages)
        return documents, len(shelf.passages)

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        held = self._shelves[collection].passages.values()
        found = [passage for passage in held if passage.path in paths]
        return sorted(found, key=lambda passage: (passage.path, passage.position))

    async def recount(
        self,
        collection: str,
        changes: Mapping[int, int],
        *,
        from_scratch: bool = False,
        swept: Collection[uuid.UUID] = (),
    ) -> None:
        shelf = self._shelves[collection]
        shelf.sweeps.difference_update(swept)
        if from_scratch:
            shelf.counts.clear()
        shelf.counts.update(changes)
        shelf.counts = +shelf.counts
        shelf.changes += 1
        shelf.is_counted = True

    async def counts_current(self, collection: str) -> bool:
        return self._shelves[collection].is_counted

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        shelf = self._shelves[collection]
        counts = {term: shelf.counts[term] for term in terms if term in shelf.counts}
        return TermCounts(passages=len(shelf.passages), counts=counts)


def _seen(held: HeldDocument, file: FoundFile) -> HeldDocument:
    return replace(
        held,
        stat=file.stat,
        folder_audience=file.audience,
        folder_said=file.folder_said,
    )
