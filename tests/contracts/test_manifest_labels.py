"""What every manifest keeps to: labels, remarks, and what a walk could not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.knowledge import FailedDocument, Inventory, Labels, Remark
from bot.domain.language import Language
from bot.ports import Manifest
from tests.contracts.shelvings import KB, LABELS, NEWER, OTHER, found, shelving


@pytest.mark.parametrize(
    "labels",
    [
        LABELS,
        Labels(),
        Labels(owner='"kim" \\ 김'),
        Labels(language=Language.ENGLISH),
        Labels(weight=0.1),
    ],
)
async def test_labels_come_back_on_the_document_and_on_each_passage(
    manifest: Manifest, labels: Labels
) -> None:
    item = shelving("a.md", labels=labels)

    await manifest.shelve(KB, [item])

    assert (await manifest.held(KB))["a.md"].labels == labels
    found_there = await manifest.passages(KB, [p.id for p in item.passages])
    assert [found_there[p.id].labels for p in item.passages] == [labels, labels]
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
    assert await manifest.page(KB, after=None, limit=9) == sorted(
        item.passages, key=lambda passage: passage.id
    )


async def test_new_labels_stand_in_place_of_the_old_ones(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md", labels=LABELS)])

    await manifest.shelve(KB, [shelving("a.md", version="v2")])

    assert (await manifest.held(KB))["a.md"].labels == Labels()


async def test_a_link_with_a_page_leads_each_passage_to_its_own(manifest: Manifest) -> None:
    item = shelving("a.pdf", url="https://wiki.example/a.pdf#page={page}")
    first, second = item.passages
    item = replace(item, passages=(replace(first, page=7), second))

    await manifest.shelve(KB, [item])

    urls = [passage.url for passage in await manifest.passages_of(KB, ["a.pdf"])]
    assert urls == ["https://wiki.example/a.pdf#page=7", "https://wiki.example/a.pdf#page=1"]


async def test_remarks_are_remembered_while_the_document_is_as_it_was(
    manifest: Manifest,
) -> None:
    item = shelving("a.md")
    remarks = ("hidden text was left out", "줄 3: '무게'")
    item = replace(item, document=replace(item.document, remarks=remarks))
    await manifest.shelve(KB, [item])

    await manifest.restat(KB, [found("a.md", stat=NEWER)])
    await manifest.fail(KB, found("a.md"), reason="broken")
    assert (await manifest.held(KB))["a.md"].remarks == remarks

    await manifest.shelve(KB, [shelving("a.md")])
    assert (await manifest.held(KB))["a.md"].remarks == ()


async def test_what_the_folder_said_is_as_it_was_last_seen(manifest: Manifest) -> None:
    plain, said = (
        found("a.md"),
        replace(found("a.md"), labels=LABELS, link="https://w.example/"),
    )
    item = shelving("a.md")

    await manifest.shelve(KB, [replace(item, file=said)])
    assert (await manifest.held(KB))["a.md"].folder_said == said.folder_said

    await manifest.restat(KB, [plain])
    assert (await manifest.held(KB))["a.md"].folder_said == plain.folder_said == ""

    await manifest.fail(KB, said, reason="broken")
    assert (await manifest.held(KB))["a.md"].folder_said == said.folder_said


async def test_what_a_walk_could_not_take_is_remembered_until_the_next_one(
    manifest: Manifest,
) -> None:
    assert await manifest.noted(KB) == Inventory(found=())
    seen = Inventory(
        found=(found("a.md"),),
        failed=(FailedDocument("b.md", "too large"), FailedDocument("c", "링크")),
        remarks=(Remark("_folder.yaml", "line 2"), Remark("_folder.yaml", "line 1")),
    )

    await manifest.note(KB, seen)
    assert await manifest.noted(KB) == replace(seen, found=())
    assert await manifest.noted(OTHER) == Inventory(found=())

    await manifest.note(KB, Inventory(found=()))
    assert await manifest.noted(KB) == Inventory(found=())


async def test_a_switch_forgets_the_walks_of_other_collections(manifest: Manifest) -> None:
    seen = Inventory(found=(), failed=(FailedDocument("b.md", "too large"),))
    await manifest.note(OTHER, seen)
    await manifest.note(KB, seen)

    await manifest.switch(KB)

    assert await manifest.noted(OTHER) == Inventory(found=())
    assert await manifest.noted(KB) == seen


async def test_a_file_that_was_never_read_has_the_labels_of_its_folder(
    manifest: Manifest,
) -> None:
    labels = Labels(owner="kim")
    await manifest.fail(KB, replace(found("a.md"), labels=labels), reason="broken")
    assert (await manifest.held(KB))["a.md"].labels == labels

    await manifest.shelve(KB, [shelving("a.md", labels=LABELS)])
    await manifest.fail(KB, replace(found("a.md"), labels=labels), reason="broken")
    assert (await manifest.held(KB))["a.md"].labels == LABELS
