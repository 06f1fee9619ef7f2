"""What every manifest keeps to: new stats and documents that cannot be read."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.audience import COMMUNITY, EMPLOYEES, RESTRICTED, Audience
from bot.domain.knowledge import HeldDocument
from bot.ports import Manifest
from tests.contracts.shelvings import KB, NEWER, STAT, found, shelving


async def test_a_new_stat_changes_stat_and_folder_audience_only(manifest: Manifest) -> None:
    item = shelving("a.md", audience=EMPLOYEES)
    await manifest.shelve(KB, [item, shelving("b.md")])
    before = await manifest.held(KB)

    await manifest.restat(
        KB, [found("a.md", stat=NEWER, audience=COMMUNITY), found("gone.md", stat=NEWER)]
    )

    assert await manifest.held(KB) == {
        "a.md": replace(before["a.md"], stat=NEWER, folder_audience=COMMUNITY),
        "b.md": before["b.md"],
    }
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
    assert await manifest.sweepable(KB) == frozenset()


async def test_a_new_stat_clears_no_failure_and_shows_nothing_withheld(
    manifest: Manifest,
) -> None:
    await manifest.shelve(KB, [shelving("a.md")])
    await manifest.fail(KB, found("a.md"), reason="labels damaged", withhold=True)

    await manifest.restat(KB, [found("a.md", stat=NEWER)])

    assert (await manifest.held(KB))["a.md"].failure == "labels damaged"
    assert {p.audience for p in await manifest.passages_of(KB, ["a.md"])} == {RESTRICTED}


async def test_a_document_that_fails_keeps_its_last_good_passages(manifest: Manifest) -> None:
    item = shelving("a.md", version="v1", audience=EMPLOYEES)
    await manifest.shelve(KB, [item])
    broken = found("a.md", stat=NEWER, audience=COMMUNITY)

    await manifest.fail(KB, broken, reason="not UTF-8: 저장 형식을 바꾸세요")

    assert await manifest.held(KB) == {
        "a.md": HeldDocument(
            path="a.md",
            stat=NEWER,
            folder_audience=COMMUNITY,
            fingerprint="v1",
            passages=2,
            failure="not UTF-8: 저장 형식을 바꾸세요",
        )
    }
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
    assert await manifest.sweepable(KB) == frozenset()
    assert await manifest.totals(KB) == (1, 2)


async def test_a_file_that_fails_at_first_sight_is_held_without_passages(
    manifest: Manifest,
) -> None:
    await manifest.fail(KB, found("a.md", audience=COMMUNITY), reason="too large")

    assert await manifest.held(KB) == {
        "a.md": HeldDocument("a.md", STAT, COMMUNITY, "", 0, failure="too large")
    }
    assert await manifest.totals(KB) == (0, 0)
    assert await manifest.passages_of(KB, ["a.md"]) == []


async def test_the_latest_failure_counts(manifest: Manifest) -> None:
    await manifest.fail(KB, found("a.md"), reason="too large")
    await manifest.fail(KB, found("a.md", stat=NEWER), reason="not UTF-8")

    held = (await manifest.held(KB))["a.md"]
    assert (held.failure, held.stat) == ("not UTF-8", NEWER)


async def test_withheld_passages_are_restricted_and_others_are_not(manifest: Manifest) -> None:
    item, neighbour = shelving("a.md"), shelving("b.md")
    await manifest.shelve(KB, [item, neighbour])

    await manifest.fail(KB, found("a.md"), reason="labels damaged", withhold=True)
    withheld = [replace(passage, audience=RESTRICTED) for passage in item.passages]
    assert await manifest.passages_of(KB, ["a.md", "b.md"]) == [
        *withheld,
        *neighbour.passages,
    ]

    await manifest.fail(KB, found("a.md", stat=NEWER), reason="not UTF-8")
    assert await manifest.passages_of(KB, ["a.md"]) == withheld


async def test_a_document_that_can_be_read_again_is_as_good_as_new(manifest: Manifest) -> None:
    item = shelving("a.md", audience=Audience("group:hr"))
    await manifest.shelve(KB, [item])
    await manifest.fail(KB, found("a.md"), reason="labels damaged", withhold=True)

    await manifest.shelve(KB, [item])

    assert (await manifest.held(KB))["a.md"].failure == ""
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
