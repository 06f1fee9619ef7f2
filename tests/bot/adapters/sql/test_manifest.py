"""What only a manifest in SQL can get wrong: statements, transactions, races."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.manifest import SqlManifest
from bot.adapters.sql.tables import collections, documents, sweeps
from bot.domain.errors import DatabaseUnavailable
from bot.domain.knowledge import Inventory
from bot.ports import Manifest
from tests.bot.adapters.sql.statements import MOST_VALUES, statements_of
from tests.contracts.shelvings import KB, found, ids, shelving


async def generations(database: Database) -> tuple[int, int]:
    """The collection's generation, and the one that its counts cover."""
    async with database.reading() as connection:
        rows = await connection.execute(
            select(collections.c.generation, collections.c.counted).where(
                collections.c.name == KB
            )
        )
        row = rows.one()
        return row.generation, row.counted


async def test_many_documents_are_shelved_in_a_handful_of_statements(
    database: Database,
) -> None:
    manifest = SqlManifest(database)
    texts = [str(number) for number in range(10)]
    for version in ("v1", "v2"):
        items = [shelving(f"{n}.md", texts, version=version) for n in range(60)]
        with statements_of(database) as statements:
            await manifest.announce(KB, ids(*items))
            await manifest.shelve(KB, items)
        assert len(statements) < 15

    assert await manifest.totals(KB) == (60, 600)


async def test_a_question_costs_one_statement(database: Database) -> None:
    manifest = SqlManifest(database)
    items = [shelving(f"{number}.md") for number in range(40)]
    await manifest.shelve(KB, items)

    with statements_of(database) as statements:
        assert len(await manifest.passages(KB, ids(*items))) == 80
    assert len(statements) == 1


async def test_no_statement_has_more_values_than_any_sqlite_takes(database: Database) -> None:
    manifest = SqlManifest(database)
    items = [shelving(f"{number}.md", ["1"]) for number in range(1_100)]
    paths = [item.file.path for item in items]

    with statements_of(database) as statements:
        await manifest.shelve(KB, items)
        await manifest.restat(KB, [item.file for item in items])
        await manifest.passages(KB, ids(*items))
        await manifest.passages_of(KB, paths)
        await manifest.recount(KB, dict.fromkeys(range(1_100), 1))
        await manifest.term_counts(KB, range(1_100))
        await manifest.remove(KB, paths)
        await manifest.swept(KB, ids(*items))

    assert max(statement.values for statement in statements) <= MOST_VALUES


async def test_what_is_shelved_stays_on_no_list(database: Database) -> None:
    manifest = SqlManifest(database)
    item = shelving("a.md")
    await manifest.announce(KB, ids(item))
    await manifest.shelve(KB, [item])

    async with database.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(sweeps)) == 0


async def test_a_call_that_fails_changes_nothing(database: Database) -> None:
    manifest = SqlManifest(database)
    old, stray = shelving("a.md"), uuid.uuid4()
    await manifest.shelve(KB, [old])
    await manifest.announce(KB, [stray])
    await manifest.recount(KB, {1: 2})
    new = shelving("a.md", version="v2")
    thief = replace(shelving("b.md"), passages=new.passages)

    with pytest.raises(DatabaseUnavailable):
        await manifest.shelve(KB, [new, thief])

    assert await manifest.passages_of(KB, ["a.md", "b.md"]) == list(old.passages)
    assert set(await manifest.held(KB)) == {"a.md"}
    assert await manifest.sweepable(KB) == {stray}
    assert await manifest.counts_current(KB)


async def test_every_change_of_documents_is_a_generation(database: Database) -> None:
    manifest = SqlManifest(database)
    await manifest.shelve(KB, [shelving("a.md"), shelving("b.md")])
    await manifest.shelve(KB, [shelving("c.md")])
    assert await generations(database) == (2, 0)
    await manifest.recount(KB, {})
    assert await generations(database) == (2, 2)
    await manifest.remove(KB, ["b.md", "c.md"])
    await manifest.shelve(KB, [shelving("d.md")])
    assert await generations(database) == (4, 2)

    async with database.reading() as connection:
        rows = await connection.execute(select(documents.c.path, documents.c.generation))
        assert {row.path: row.generation for row in rows} == {"a.md": 1, "d.md": 4}


async def test_runs_at_the_same_time_lose_nothing(database: Database) -> None:
    other = open_database(database._engine.url.render_as_string(hide_password=False))
    first, second = SqlManifest(database), SqlManifest(other)
    try:
        await asyncio.gather(
            *(first.shelve(KB, [shelving(f"a{number}.md")]) for number in range(4)),
            *(second.shelve(KB, [shelving(f"b{number}.md")]) for number in range(4)),
            *(first.announce(KB, [uuid.UUID(int=number)]) for number in range(3)),
            *(second.recount(KB, {1: 1}) for _ in range(3)),
        )
    finally:
        await other.close()

    assert await first.totals(KB) == (8, 16)
    assert len(await first.sweepable(KB)) == 3
    assert (await first.term_counts(KB, [1])).counts == {1: 3}
    assert (await generations(database))[0] == 8


async def test_a_manifest_outlives_its_process(database: Database) -> None:
    item = shelving("a.md")
    await SqlManifest(database).shelve(KB, [item])
    await SqlManifest(database).switch(KB)
    await database.close()

    again = open_database(database._engine.url.render_as_string(hide_password=False))
    try:
        assert await SqlManifest(again).current() == KB
        assert await SqlManifest(again).passages_of(KB, ["a.md"]) == list(item.passages)
    finally:
        await again.close()


CALLS: dict[str, Callable[[Manifest], Awaitable[object]]] = {
    "current": lambda manifest: manifest.current(),
    "switch": lambda manifest: manifest.switch(KB),
    "held": lambda manifest: manifest.held(KB),
    "standing": lambda manifest: manifest.standing(KB),
    "announce": lambda manifest: manifest.announce(KB, [uuid.uuid4()]),
    "shelve": lambda manifest: manifest.shelve(KB, [shelving("a.md")]),
    "restat": lambda manifest: manifest.restat(KB, [found("a.md")]),
    "fail": lambda manifest: manifest.fail(KB, found("a.md"), reason="broken"),
    "remove": lambda manifest: manifest.remove(KB, ["a.md"]),
    "sweepable": lambda manifest: manifest.sweepable(KB),
    "swept": lambda manifest: manifest.swept(KB, [uuid.uuid4()]),
    "passages": lambda manifest: manifest.passages(KB, [uuid.uuid4()]),
    "page": lambda manifest: manifest.page(KB, after=None, limit=1),
    "totals": lambda manifest: manifest.totals(KB),
    "passages_of": lambda manifest: manifest.passages_of(KB, ["a.md"]),
    "recount": lambda manifest: manifest.recount(KB, {1: 1}),
    "counts_current": lambda manifest: manifest.counts_current(KB),
    "term_counts": lambda manifest: manifest.term_counts(KB, [1]),
    "version": lambda manifest: manifest.version(KB),
    "stir": lambda manifest: manifest.stir(KB),
    "note": lambda manifest: manifest.note(KB, Inventory(())),
    "noted": lambda manifest: manifest.noted(KB),
}


@pytest.fixture
async def broken(tmp_path: Path) -> AsyncIterator[Manifest]:
    """A manifest in a folder that is not there."""
    database = open_database(sqlite_url(tmp_path / "no" / "folder.db"))
    yield SqlManifest(database)
    await database.close()


def test_the_list_of_calls_is_the_whole_port() -> None:
    assert set(CALLS) == {name for name in vars(Manifest) if not name.startswith("_")}


@pytest.mark.parametrize("call", CALLS)
async def test_every_call_says_that_the_database_is_unavailable(
    broken: Manifest, call: str
) -> None:
    with pytest.raises(DatabaseUnavailable):
        await CALLS[call](broken)
