"""What every manifest keeps to: in how many passages a term occurs."""

from __future__ import annotations

import uuid

from bot.ports import Manifest
from tests.contracts.shelvings import KB, NEWER, found, shelving


async def test_counts_add_up_and_those_that_reach_nothing_are_dropped(
    manifest: Manifest,
) -> None:
    await manifest.recount(KB, {1: 3, 2: 1, 2**32 - 1: 5})
    await manifest.recount(KB, {1: 2, 2: -1, 3: 4, 9: -1})

    counts = (await manifest.term_counts(KB, [1, 2, 3, 4, 9, 2**32 - 1])).counts
    assert counts == {1: 5, 3: 4, 2**32 - 1: 5}

    await manifest.recount(KB, {2: 1, 9: 1})
    assert (await manifest.term_counts(KB, [2, 9])).counts == {2: 1, 9: 1}


async def test_counting_from_scratch_forgets_what_was_counted_before(
    manifest: Manifest,
) -> None:
    await manifest.recount(KB, {1: 3, 2: 1})
    await manifest.recount(KB, {2: 4}, from_scratch=True)

    assert (await manifest.term_counts(KB, [1, 2])).counts == {2: 4}


async def test_term_counts_say_out_of_how_many_passages(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md", ["1", "2", "3"]), shelving("b.md", ["1"])])
    assert (await manifest.term_counts(KB, [])).passages == 4

    await manifest.fail(KB, found("b.md"), reason="broken")
    assert (await manifest.term_counts(KB, [7])).passages == 4

    await manifest.remove(KB, ["a.md"])
    assert (await manifest.term_counts(KB, [7])).passages == 1


async def test_shelving_and_removing_call_the_counts_out_of_date(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    assert not await manifest.counts_current(KB)
    await manifest.recount(KB, {1: 1})
    assert await manifest.counts_current(KB)

    await manifest.remove(KB, ["a.md"])
    assert not await manifest.counts_current(KB)
    await manifest.recount(KB, {1: -1})
    assert await manifest.counts_current(KB)

    await manifest.shelve(KB, [shelving("a.md")])
    await manifest.shelve(KB, [shelving("b.md")])
    await manifest.recount(KB, {}, from_scratch=True)
    assert await manifest.counts_current(KB)


async def test_whatever_moves_no_passage_leaves_the_counts_up_to_date(
    manifest: Manifest,
) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    await manifest.recount(KB, {1: 1})

    await manifest.announce(KB, [uuid.uuid4()])
    await manifest.swept(KB, [uuid.uuid4()])
    await manifest.restat(KB, [found("a.md", stat=NEWER)])
    await manifest.fail(KB, found("a.md"), reason="broken", withhold=True)
    await manifest.fail(KB, found("b.md"), reason="broken")
    await manifest.remove(KB, ["never-there.md"])
    await manifest.switch(KB)

    assert await manifest.counts_current(KB)
