"""The version of a collection: another one after every change to what a search may show."""

from __future__ import annotations

import uuid

from bot.domain.audience import EMPLOYEES
from bot.ports import Manifest
from tests.contracts.shelvings import KB, NEWER, OTHER, found, shelving

FILE = found("a.md", stat=NEWER, audience=EMPLOYEES)


async def test_each_change_gives_a_version_that_was_not_there_before(
    manifest: Manifest,
) -> None:
    versions = [await manifest.version(KB)]

    async def note() -> None:
        versions.append(await manifest.version(KB))

    await manifest.shelve(KB, [shelving("a.md")])
    await note()
    await manifest.recount(KB, {1: 1})
    await note()
    await manifest.fail(KB, FILE, reason="broken", withhold=True)
    await note()
    await manifest.swept(KB, [uuid.uuid4()])
    await note()
    await manifest.stir(KB)
    await note()
    await manifest.remove(KB, ["a.md"])
    await note()
    assert len(set(versions)) == len(versions)


async def test_what_changes_no_search_changes_no_version(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    await manifest.recount(KB, {1: 1})
    before = await manifest.version(KB)
    await manifest.restat(KB, [FILE])
    await manifest.fail(KB, FILE, reason="broken")
    await manifest.stir(OTHER)
    assert await manifest.version(KB) == before


async def test_stirring_leaves_the_counts_as_current_as_they_were(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    await manifest.stir(KB)
    assert not await manifest.counts_current(KB)
    await manifest.recount(KB, {1: 1})
    await manifest.stir(KB)
    await manifest.fail(KB, FILE, reason="broken", withhold=True)
    assert await manifest.counts_current(KB)
