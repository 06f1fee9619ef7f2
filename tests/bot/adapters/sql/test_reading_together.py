"""Questions that read at the same moment share what they read, and nothing beyond it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Collection, Sequence
from threading import Event

from bot.adapters.sql.engine import Database
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.manifest import SqlManifest
from bot.domain.audience import RESTRICTED
from bot.domain.knowledge import Passage
from bot.ports import Shelving
from tests.bot.adapters.sql.statements import statements_of
from tests.contracts.shelvings import KB, OTHER, found, ids, shelving

Found = dict[uuid.UUID, Passage]


async def busy(database: Database) -> Callable[[], None]:
    """Whoever reads waits from now on, until what is given here is called."""
    has_begun, may_end = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    async def work(_connection: Link) -> None:
        loop.call_soon_threadsafe(has_begun.set)
        assert may_end.wait(60)

    task = asyncio.create_task(database.run(work, reading=True))
    await has_begun.wait()
    task.add_done_callback(lambda done: done.result())
    return may_end.set


async def a_crowd(
    database: Database,
    manifest: SqlManifest,
    wanted: Sequence[Collection[uuid.UUID]],
    *,
    collections: Sequence[str] = (KB,),
) -> list[Found]:
    """What each of several questions reads that came up while others were reading."""
    go_on = await busy(database)
    reads = [
        asyncio.create_task(manifest.passages(name, each))
        for name in collections
        for each in wanted
    ]
    await asyncio.sleep(0)
    go_on()
    return await asyncio.gather(*reads)


async def test_a_crowd_reads_each_passage_once(sqlite_database: Database) -> None:
    manifest = SqlManifest(sqlite_database)
    items = [shelving(f"{number}.md") for number in range(20)]
    await manifest.shelve(KB, items)
    everything = ids(*items)

    with statements_of(sqlite_database) as statements:
        got = await a_crowd(sqlite_database, manifest, [everything] * 30)
    assert [list(each) for each in got] == [list(everything)] * 30
    assert len(statements) == 1


async def test_each_of_a_crowd_gets_its_own_passages(sqlite_database: Database) -> None:
    manifest = SqlManifest(sqlite_database)
    first, second, third = (shelving(name) for name in ("1.md", "2.md", "3.md"))
    await manifest.shelve(KB, [first, second])
    await manifest.shelve(OTHER, [third])
    wanted = [ids(first), ids(first, second), ids(second, third), ids(third)]

    got = await a_crowd(sqlite_database, manifest, wanted, collections=[KB, OTHER])
    here = [ids(first), ids(first, second), ids(second), ids()]
    there = [ids(), ids(), ids(third), ids(third)]
    assert [set(each) for each in got] == [set(each) for each in (*here, *there)]


async def read_before(
    database: Database, item: Shelving, change: Callable[[SqlManifest], Awaitable[None]]
) -> Found:
    """What a second crowd reads of a document that changed after a first one had read it."""
    manifest = SqlManifest(database)
    await manifest.shelve(KB, [item])
    before = await a_crowd(database, manifest, [ids(item)] * 2)
    assert all(len(each) == 2 for each in before)

    await change(manifest)
    one, other = await a_crowd(database, manifest, [ids(item)] * 2)
    assert one == other
    return one


async def test_a_document_that_was_removed_is_not_read_again(sqlite_database: Database) -> None:
    async def remove(manifest: SqlManifest) -> None:
        await manifest.remove(KB, ["a.md"])

    assert await read_before(sqlite_database, shelving("a.md"), remove) == {}


async def test_a_document_that_is_withheld_is_read_as_restricted(
    sqlite_database: Database,
) -> None:
    async def withhold(manifest: SqlManifest) -> None:
        await manifest.fail(KB, found("a.md"), reason="broken", withhold=True)

    now = await read_before(sqlite_database, shelving("a.md"), withhold)
    assert {each.audience for each in now.values()} == {RESTRICTED}


async def test_a_document_with_new_labels_is_read_with_them(sqlite_database: Database) -> None:
    relabelled = shelving("a.md", audience=RESTRICTED)

    async def relabel(manifest: SqlManifest) -> None:
        await manifest.shelve(KB, [relabelled])

    now = await read_before(sqlite_database, shelving("a.md"), relabel)
    assert {each.audience for each in now.values()} == {RESTRICTED}


async def test_terms_are_weighed_by_what_is_on_the_shelves_now(
    sqlite_database: Database,
) -> None:
    manifest = SqlManifest(sqlite_database)
    await manifest.shelve(KB, [shelving("a.md")])
    assert (await manifest.term_counts(KB, [1])).passages == 2
    await manifest.shelve(KB, [shelving("b.md")])
    assert (await manifest.term_counts(KB, [1])).passages == 4


async def test_what_waits_for_a_change_sees_it(sqlite_database: Database) -> None:
    manifest = SqlManifest(sqlite_database)
    item = shelving("a.md")
    await manifest.shelve(KB, [item])

    go_on = await busy(sqlite_database)
    early = asyncio.create_task(manifest.passages(KB, ids(item)))
    await asyncio.sleep(0)
    await manifest.remove(KB, ["a.md"])
    late = asyncio.create_task(manifest.passages(KB, ids(item)))
    await asyncio.sleep(0)
    go_on()
    assert [await early, await late] == [{}, {}]
