"""What is on the shelves, in SQL: documents, their passages, and what to sweep."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from sqlalchemy import bindparam, delete, update

from bot.adapters.sql import shelf_reads as reads
from bot.adapters.sql.bulk import (
    execute_many,
    ignoring,
    insert_into,
    insert_or_replace,
    slices,
)
from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.shelf_rows import (
    failed_row,
    found_columns,
    notice_rows,
    passage_rows,
    shelved_row,
)
from bot.adapters.sql.shelf_steps import change, delete_among, enter, take_off, withdraw
from bot.adapters.sql.tables import (
    collections,
    documents,
    notices,
    passages,
    sweeps,
    term_counts,
)
from bot.adapters.sql.term_counts import add_counts, counts_of, forget_counts
from bot.domain.audience import RESTRICTED
from bot.domain.knowledge import FoundFile, HeldDocument, Inventory, Passage, TermCounts
from bot.ports import Shelving, Standing

_CUT = passages.insert()
_SEEN = update(documents).where(
    documents.c.collection == bindparam("of"), documents.c.path == bindparam("at_path")
)
_COUNTED = (
    update(collections)
    .where(collections.c.name == bindparam("of"))
    .values(counted=bindparam("now"))
)


class SqlManifest:
    """The manifest in SQL.

    A collection has a row from its first change on. That row is written first in every
    transaction that changes the collection, so PostgreSQL lets them in one by one, as
    SQLite does anyway.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current(self) -> str | None:
        """The collection that questions are answered from; None before the first run."""
        return await self._database.run(reads.current_name, reading=True)

    async def switch(self, collection: str) -> None:
        """Make `collection` current and forget every other one."""

        async def work(connection: Link) -> None:
            await enter(connection, collection)
            for table in (passages, documents, sweeps, term_counts, notices):
                await connection.execute(delete(table).where(table.c.collection != collection))
            await connection.execute(
                delete(collections).where(collections.c.name != collection)
            )
            await connection.execute(update(collections).values(is_current=True))

        await self._database.run(work)

    async def standing(self, collection: str) -> Standing:
        """How the collection stands, in one statement."""
        work = partial(reads.standing_of, collection=collection)
        return await self._database.run(work, reading=True)

    async def version(self, collection: str) -> str:
        """Both numbers: documents change before their terms are counted again."""
        work = partial(reads.version_of, collection=collection)
        return await self._database.run(work, reading=True)

    async def stir(self, collection: str) -> None:
        """The index holds other points for the same documents: have another version."""
        await self._database.run(partial(change, collection=collection))

    async def held(
        self, collection: str, paths: Collection[str] | None = None
    ) -> dict[str, HeldDocument]:
        """What is held, by path, including files that failed; of some `paths`, or all."""
        work = partial(reads.held_in, collection=collection, paths=paths)
        return await self._database.run(work, reading=True)

    async def note(self, collection: str, seen: Inventory) -> None:
        """Remember what a walk could not take and remarked on, and nothing of earlier ones."""

        async def work(connection: Link) -> None:
            await enter(connection, collection)
            await connection.execute(delete(notices).where(notices.c.collection == collection))
            await execute_many(connection, notices.insert(), notice_rows(collection, seen))

        await self._database.run(work)

    async def noted(self, collection: str) -> Inventory:
        """What the last walk could not take and remarked on, without the files it found."""
        work = partial(reads.noted_in, collection=collection)
        return await self._database.run(work, reading=True)

    async def announce(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Put ids on the sweepable list before their points are written."""
        if not ids:
            return

        async def work(connection: Link) -> None:
            await enter(connection, collection)
            await execute_many(
                connection,
                ignoring(connection, sweeps),
                ({"collection": collection, "id": point} for point in ids),
            )

        await self._database.run(work)

    async def shelve(self, collection: str, items: Sequence[Shelving]) -> None:
        """Make these the current versions of their documents; clears their failures."""
        if not items:
            return

        async def work(connection: Link) -> None:
            generation = await enter(connection, collection, changes=1)
            await withdraw(connection, collection, [item.file.path for item in items])
            await execute_many(
                connection,
                insert_or_replace(connection, documents),
                (shelved_row(collection, item, generation) for item in items),
            )
            await execute_many(
                connection,
                _CUT,
                (row for item in items for row in passage_rows(collection, item)),
            )
            ids = [passage.id for item in items for passage in item.passages]
            await take_off(connection, collection, ids)

        await self._database.run(work)

    async def restat(self, collection: str, files: Sequence[FoundFile]) -> None:
        """The bytes are the same and the stat is new. Clears no failure."""
        if not files:
            return

        async def work(connection: Link) -> None:
            await enter(connection, collection)
            rows = (
                {"of": collection, "at_path": file.path, **found_columns(file)}
                for file in files
            )
            await execute_many(connection, _SEEN, rows)

        await self._database.run(work)

    async def fail(
        self, collection: str, file: FoundFile, *, reason: str, withhold: bool = False
    ) -> None:
        """The newest version cannot be read; the last good passages stay.

        With `withhold` they are relabelled restricted, so that only the operator sees
        them until the document can be read again.
        """

        async def work(connection: Link) -> None:
            if withhold:
                await change(connection, collection)
            generation = await enter(connection, collection)
            row = failed_row(
                collection, file, reason=reason, withhold=withhold, generation=generation
            )
            label = {"audience": RESTRICTED.label} if withhold else {}
            await connection.execute(
                insert_into(connection, documents)
                .values(row)
                .on_conflict_do_update(
                    index_elements=list(documents.primary_key),
                    set_={**found_columns(file), "failure": reason, **label},
                )
            )

        await self._database.run(work)

    async def remove(self, collection: str, paths: Collection[str]) -> None:
        """Forget documents; their passages become sweepable."""
        if not paths:
            return

        async def work(connection: Link) -> None:
            await enter(connection, collection)
            await withdraw(connection, collection, paths)
            gone = 0
            for part in slices(paths):
                done = await connection.execute(
                    delete_among(documents, "path"), {"of": collection, "each": part}
                )
                gone += done.rowcount
            if gone:
                await enter(connection, collection, changes=1)

        await self._database.run(work)

    async def sweepable(self, collection: str) -> frozenset[uuid.UUID]:
        """Ids that the index need not hold any more."""
        work = partial(reads.sweepable_in, collection=collection)
        return await self._database.run(work, reading=True)

    async def swept(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """The index no longer holds these; take them off the list."""
        if not ids:
            return

        async def work(connection: Link) -> None:
            await change(connection, collection)
            await take_off(connection, collection, ids)

        await self._database.run(work)

    async def passages(
        self, collection: str, ids: Collection[uuid.UUID]
    ) -> dict[uuid.UUID, Passage]:
        """The current passages among `ids`; any other id is missing from the result."""
        work = partial(reads.passages_with, collection=collection, ids=ids)
        return await self._database.run(work, reading=True)

    async def page(
        self, collection: str, *, after: uuid.UUID | None, limit: int
    ) -> list[Passage]:
        """Up to `limit` current passages with ids above `after`, ascending."""
        work = partial(reads.page_of, collection=collection, after=after, limit=limit)
        return await self._database.run(work, reading=True)

    async def totals(self, collection: str) -> tuple[int, int]:
        """How many documents with passages, and how many passages, are current."""
        work = partial(reads.totals_of, collection=collection)
        return await self._database.run(work, reading=True)

    async def passages_of(self, collection: str, paths: Collection[str]) -> list[Passage]:
        """The current passages of some documents, by path and position."""
        work = partial(reads.passages_among, collection=collection, column="path", values=paths)
        found = await self._database.run(work, reading=True)
        # Sorted here: each PostgreSQL has its own idea of which letter comes first.
        return sorted(found, key=lambda passage: (passage.path, passage.position))

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
        The index no longer holds `swept`: they leave the list in the same transaction.
        """

        async def work(connection: Link) -> None:
            generation = await enter(connection, collection)
            if from_scratch:
                await forget_counts(connection, collection)
            await take_off(connection, collection, swept)
            await add_counts(connection, collection, changes)
            await connection.execute(_COUNTED, {"of": collection, "now": generation})

        await self._database.run(work)

    async def counts_current(self, collection: str) -> bool:
        """Whether the term counts cover exactly the current passages."""
        return (await self.standing(collection)).is_counted

    async def term_counts(self, collection: str, terms: Collection[int]) -> TermCounts:
        """In how many current passages each term occurs; unknown terms are left out."""
        work = partial(counts_of, collection=collection, terms=terms)
        return await self._database.run(work, reading=True)
