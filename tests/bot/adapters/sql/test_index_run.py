"""What an index run asks of a database, counted at the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.adapters.sql.engine import Database
from bot.adapters.sql.manifest import SqlManifest
from tests.bot.adapters.sql.statements import statements_of
from tests.bot.indexing.workshop import Workshop, quiet

TEXT = "# Page {0}\n\n" + "\n\n".join(f"## Part {n}\n\nRule {n} of {{0}}." for n in range(4))


@contextmanager
def commits_of(database: Database) -> Iterator[list[None]]:
    """One for each transaction that could write and was committed meanwhile."""
    seen: list[None] = []
    lane = database._lanes[False]
    engine = lane.engine if lane else database._engine.sync_engine

    def note(_connection: object) -> None:
        seen.append(None)

    event.listen(engine, "commit", note)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", note)


async def cost_of_an_edit(database: Database, *, files: int) -> tuple[int, int]:
    """Statements and commits of a run after one of so many files changed."""
    shop = Workshop()
    for number in range(files):
        shop.source.put(f"{number:03}.md", TEXT.format(number))
    runs = shop.reindexing(shop.shelves(manifest=SqlManifest(database)))
    await runs.run(quiet)
    shop.source.put("000.md", TEXT.format(0).replace("Rule 2", "Law 2"))
    with statements_of(database) as statements, commits_of(database) as commits:
        report = await runs.run(quiet)
    assert (report.documents, report.written, report.embedded) == (files, 1, 1)
    return len(statements), len(commits)


@pytest.mark.parametrize("files", [3, 130])
async def test_a_run_after_one_edit_costs_the_same_however_many_files_there_are(
    sqlite_database: Database, files: int
) -> None:
    # Asked: what is held, noted and how it stands; the old passages; what may be swept.
    # Written: the ids, the document, and the counts. Vectors are not in this database.
    statements, commits = await cost_of_an_edit(sqlite_database, files=files)

    assert commits == 3
    assert statements <= 18
