"""Carries out an index plan.

    inventory × manifest → plan
    read → chunk → embed → announce ids → new points in → shelve → sweep old points

Every step can be cut off by a kill: the manifest decides what is current, and what the
index may hold beyond it is on the manifest's sweepable list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import (
    Document,
    FailedDocument,
    FoundFile,
    IndexReport,
    Inventory,
    Remark,
)
from bot.indexing.chunking import Chunking, chunk
from bot.indexing.holding import out_of_time
from bot.indexing.numbers import personal_numbers
from bot.indexing.planning import IndexPlan, plan
from bot.indexing.reading import read_ahead
from bot.indexing.shelves import Shelves
from bot.indexing.stock import Stock
from bot.ports import Clock, DocumentSource, Shelving

Progress = Callable[[float, int], None]
_GROUP_PASSAGES = 256
_GROUP_FILES = 64


@dataclass(slots=True)
class _Group:
    """Documents that are written together."""

    items: list[Shelving] = field(default_factory=list)
    same: list[FoundFile] = field(default_factory=list)
    failed: int = 0

    @property
    def is_full(self) -> bool:
        passages = sum(len(item.passages) for item in self.items)
        return passages >= _GROUP_PASSAGES or self.files >= _GROUP_FILES

    @property
    def files(self) -> int:
        return len(self.items) + len(self.same) + self.failed


class Reindexing:
    """Makes the shelves hold what the folder holds."""

    def __init__(
        self,
        *,
        source: DocumentSource,
        shelves: Shelves,
        chunking: Chunking,
        clock: Clock,
        today: Callable[[], date] | None = None,
    ) -> None:
        """`today` is where the admins are; without it, where the clock is."""
        self._source = source
        self._shelves = shelves
        self._chunking = chunking
        self._clock = clock
        self._today = today or (lambda: clock.now().date())

    async def preview(self, *, remove_missing: bool = False) -> tuple[IndexPlan, Inventory]:
        """What a run would do now, and what is in the folder. Raises KnowledgeMissing."""
        inventory = await self._source.inventory()
        held = await self._shelves.held()
        return plan(inventory, held, remove_missing=remove_missing), inventory

    async def run(self, progress: Progress, *, remove_missing: bool = False) -> IndexReport:
        """Read what changed, remove what is gone, and say what was done.

        `remove_missing`: also when many documents are gone at once.
        `progress` is told how many of how many passages and files are done. A document that
        cannot be read is reported and keeps its last good passages; the run goes on.
        Removals happen even when embedding fails. Raises KnowledgeMissing and
        ServiceError; what was written before stays, and the next run goes on from there.
        """
        started, embedded = self._clock.monotonic(), self._shelves.embedded
        inventory, todo, stock = await self._look(remove_missing=remove_missing)
        try:
            await self._shelves.open()
            if stock.noted != replace(inventory, found=()):
                await self._shelves.note(inventory)
            written = await self._write(todo, stock, progress)
        finally:
            await self._shelves.remove(todo.remove)
        for path in todo.remove:
            stock.remove(path)
        await self._shelves.settle()
        return IndexReport(
            documents=stock.documents,
            written=written,
            removed=len(todo.remove),
            kept=stock.sound - written,
            passages=stock.passages,
            embedded=self._shelves.embedded - embedded,
            failed=_failed(inventory, todo, stock),
            seconds=round(self._clock.monotonic() - started, 3),
            remarks=(*_remarks(inventory, stock), *out_of_time(stock.telling, self._today())),
        )

    async def _look(self, *, remove_missing: bool) -> tuple[Inventory, IndexPlan, Stock]:
        """What there is to do. All that is held is in memory only as long as this takes."""
        inventory, held, noted = await asyncio.gather(
            self._source.inventory(), self._shelves.held(), self._shelves.noted()
        )
        todo = plan(inventory, held, remove_missing=remove_missing)
        changing = (*(file.path for file in todo.read), *todo.remove) if held else ()
        return inventory, todo, Stock(held, changing, noted=noted)

    async def _write(self, todo: IndexPlan, stock: Stock, progress: Progress) -> int:
        total, written, done = len(todo.read), 0, 0
        group = _Group()
        async with aclosing(read_ahead(self._source, todo.read)) as readings:
            async for file, reading in readings:
                await self._take(file, reading, stock=stock, group=group)
                if group.is_full or done + group.files == total:
                    await self._flush(group, _within(progress, done, group.files, total))
                    for item in group.items:
                        stock.shelve(item)
                    written, done = written + len(group.items), done + group.files
                    group = _Group()
        return written

    async def _take(
        self, file: FoundFile, reading: Awaitable[Document], *, stock: Stock, group: _Group
    ) -> None:
        held = stock.held(file.path)
        try:
            document = await reading
        except DocumentUnreadable as trouble:
            # The folder's label changed and the document cannot say whether its own stands.
            relabelled = held is not None and held.folder_audience != file.audience
            await self._shelves.fail(
                file, reason=trouble.reason, withhold=trouble.withhold or relabelled
            )
            stock.fail(file, trouble.reason)
            group.failed += 1
            return
        if held and held.fingerprint == document.fingerprint and not held.failure:
            group.same.append(file)
        else:
            passages = chunk(document, self._chunking)
            remarks = (*document.remarks, *personal_numbers(passages))
            document = replace(document, remarks=remarks)
            group.items.append(Shelving(file=file, document=document, passages=passages))

    async def _flush(self, group: _Group, progress: Callable[[float], None]) -> None:
        await self._shelves.restat(group.same)
        if group.items:
            await self._shelves.add(group.items, progress)
        progress(1.0)


def _within(progress: Progress, done: int, files: int, total: int) -> Callable[[float], None]:
    return lambda share: progress(done + share * files, total)


def _failed(inventory: Inventory, todo: IndexPlan, stock: Stock) -> tuple[FailedDocument, ...]:
    held = stock.telling.values()
    failed = {h.path: FailedDocument(h.path, h.failure) for h in held if h.failure}
    failed |= {failure.path: failure for failure in inventory.failed}
    empty = [FailedDocument(".", todo.held_back)] if todo.held_back else []
    return (*empty, *(failed[path] for path in sorted(failed)))


def _remarks(inventory: Inventory, stock: Stock) -> tuple[Remark, ...]:
    told = sorted(stock.telling.items(), key=lambda pair: pair[0])
    of_files = (Remark(path, said) for path, document in told for said in document.remarks)
    return (*inventory.remarks, *of_files)
