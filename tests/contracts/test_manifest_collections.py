"""What every manifest keeps to: collections side by side."""

from __future__ import annotations

import uuid

from bot.ports import Manifest
from tests.contracts.shelvings import KB, NEWER, OTHER, STAT, found, ids, shelving


async def test_the_collection_that_was_switched_to_is_current(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    assert await manifest.current() is None

    await manifest.switch(KB)
    assert await manifest.current() == KB

    await manifest.switch(OTHER)
    assert await manifest.current() == OTHER


async def test_switching_keeps_the_new_collection_whole(manifest: Manifest) -> None:
    item, broken = shelving("a.md"), found("b.md")
    stray = uuid.uuid4()
    await manifest.shelve(KB, [item])
    await manifest.fail(KB, broken, reason="not UTF-8")
    await manifest.announce(KB, [stray])
    await manifest.recount(KB, {1: 2})

    await manifest.switch(KB)
    await manifest.switch(KB)

    assert set(await manifest.held(KB)) == {"a.md", "b.md"}
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
    assert await manifest.sweepable(KB) == {stray}
    assert (await manifest.term_counts(KB, [1])).counts == {1: 2}
    assert await manifest.counts_current(KB)


async def test_switching_forgets_every_other_collection(manifest: Manifest) -> None:
    item = shelving("a.md")
    for old in ("kb_old", "kb_older"):
        await manifest.shelve(old, [item])
        await manifest.announce(old, [uuid.uuid4()])
        await manifest.recount(old, {1: 2})
        await manifest.shelve(old, [shelving("b.md")])
    await manifest.switch("kb_old")

    await manifest.switch(KB)

    for old in ("kb_old", "kb_older"):
        assert await manifest.held(old) == {}
        assert await manifest.passages(old, ids(item)) == {}
        assert await manifest.page(old, after=None, limit=9) == []
        assert await manifest.sweepable(old) == frozenset()
        assert await manifest.totals(old) == (0, 0)
        assert (await manifest.term_counts(old, [1])).counts == {}
        assert await manifest.counts_current(old)
    assert await manifest.current() == KB


async def test_collections_do_not_see_each_other(manifest: Manifest) -> None:
    item, stray = shelving("a.md"), uuid.uuid4()
    await manifest.shelve(OTHER, [item])
    await manifest.announce(OTHER, [stray])
    await manifest.recount(OTHER, {1: 2})

    await manifest.shelve(KB, [shelving("a.md", ["Another."], version="v2")])
    await manifest.restat(KB, [found("a.md", stat=NEWER)])
    await manifest.fail(KB, found("a.md"), reason="broken", withhold=True)
    await manifest.swept(KB, [stray])
    await manifest.recount(KB, {1: 5}, from_scratch=True)
    await manifest.remove(KB, ["a.md"])

    assert await manifest.passages(OTHER, ids(item)) == {p.id: p for p in item.passages}
    assert (await manifest.held(OTHER))["a.md"].stat == STAT
    assert (await manifest.held(OTHER))["a.md"].failure == ""
    assert await manifest.sweepable(OTHER) == {stray}
    assert await manifest.counts_current(OTHER)
    assert (await manifest.term_counts(OTHER, [1])).counts == {1: 2}
    assert await manifest.totals(OTHER) == (1, 2)
