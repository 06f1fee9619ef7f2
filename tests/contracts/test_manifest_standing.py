"""What every manifest keeps to: how a collection stands, and some of what it holds."""

from __future__ import annotations

import uuid

from bot.ports import Manifest, Standing
from tests.contracts.shelvings import KB, OTHER, found, ids, shelving


async def test_a_collection_that_never_was_is_in_order_and_empty(manifest: Manifest) -> None:
    assert await manifest.standing(KB) == Standing(
        is_current=False, is_counted=True, is_swept=True, passages=0
    )


async def test_a_collection_stands_as_its_parts_say(manifest: Manifest) -> None:
    item = shelving("a.md", ["1", "2", "3"])
    await manifest.shelve(KB, [item, shelving("b.md", ["1"])])
    assert await manifest.standing(KB) == Standing(
        is_current=False, is_counted=False, is_swept=True, passages=4
    )

    await manifest.recount(KB, {1: 4})
    await manifest.switch(KB)
    await manifest.fail(KB, found("b.md"), reason="broken")
    assert await manifest.standing(KB) == Standing(
        is_current=True, is_counted=True, is_swept=True, passages=4
    )

    await manifest.remove(KB, ["a.md"])
    assert await manifest.standing(KB) == Standing(
        is_current=True, is_counted=False, is_swept=False, passages=1
    )

    await manifest.swept(KB, ids(item))
    assert (await manifest.standing(KB)).is_swept


async def test_an_id_announced_again_for_a_current_passage_is_not_waiting(
    manifest: Manifest,
) -> None:
    item = shelving("a.md")
    await manifest.shelve(KB, [item])
    await manifest.announce(KB, ids(item))
    assert (await manifest.standing(KB)).is_swept

    await manifest.announce(KB, [uuid.uuid4()])
    assert not (await manifest.standing(KB)).is_swept


async def test_another_collection_does_not_change_how_one_stands(manifest: Manifest) -> None:
    before = await manifest.standing(KB)
    await manifest.shelve(OTHER, [shelving("a.md")])
    await manifest.announce(OTHER, [uuid.uuid4()])

    assert await manifest.standing(KB) == before


async def test_some_of_what_is_held_is_as_it_is_among_all(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md"), shelving("b.md")])
    await manifest.fail(KB, found("c.md"), reason="broken")
    await manifest.shelve(OTHER, [shelving("d.md")])
    held = await manifest.held(KB)

    some = await manifest.held(KB, ["a.md", "c.md", "d.md", "never-there.md"])

    assert some == {path: held[path] for path in ("a.md", "c.md")}
    assert await manifest.held(KB, []) == {}


async def test_some_may_be_more_than_one_statement_takes(manifest: Manifest) -> None:
    paths = [f"{number}.md" for number in range(1_100)]
    await manifest.shelve(KB, [shelving(path, []) for path in paths])

    assert sorted(await manifest.held(KB, paths)) == sorted(paths)
