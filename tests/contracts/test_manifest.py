"""What every manifest keeps to: documents and passages."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from bot.domain.audience import COMMUNITY, EMPLOYEES, PUBLIC
from bot.domain.knowledge import HeldDocument, Labels, Stat
from bot.ports import Manifest
from tests.contracts.shelvings import KB, LABELS, NEWER, OTHER, STAT, found, ids, shelving


async def test_a_collection_that_nobody_wrote_to_is_empty(manifest: Manifest) -> None:
    assert await manifest.current() is None
    assert await manifest.held(KB) == {}
    assert await manifest.sweepable(KB) == frozenset()
    assert await manifest.passages(KB, [uuid.uuid4()]) == {}
    assert await manifest.page(KB, after=None, limit=10) == []
    assert await manifest.passages_of(KB, ["a.md"]) == []
    assert await manifest.totals(KB) == (0, 0)
    assert await manifest.counts_current(KB)
    assert (await manifest.term_counts(KB, [1])).passages == 0


async def test_calls_about_nothing_change_nothing(manifest: Manifest) -> None:
    item = shelving("a.md")
    await manifest.shelve(KB, [item])
    await manifest.recount(KB, {1: 2})

    await manifest.announce(KB, [])
    await manifest.shelve(KB, [])
    await manifest.restat(KB, [])
    await manifest.remove(KB, [])
    await manifest.swept(KB, [])
    await manifest.recount(KB, {})

    assert await manifest.totals(KB) == (1, 2)
    assert await manifest.sweepable(KB) == frozenset()
    assert await manifest.counts_current(KB)
    assert (await manifest.term_counts(KB, [1])).counts == {1: 2}
    assert await manifest.passages(KB, []) == {}
    assert await manifest.passages_of(KB, []) == []
    assert (await manifest.term_counts(KB, [])).counts == {}


async def test_a_shelved_document_is_held_with_all_that_tells_a_change(
    manifest: Manifest,
) -> None:
    item = shelving("kb/휴가 규정.md", version="f00d", audience=EMPLOYEES)
    item = replace(item, file=found("kb/휴가 규정.md", audience=COMMUNITY))

    await manifest.shelve(KB, [item])

    assert await manifest.held(KB) == {
        "kb/휴가 규정.md": HeldDocument(
            path="kb/휴가 규정.md",
            stat=STAT,
            folder_audience=COMMUNITY,
            fingerprint="f00d",
            passages=2,
            failure="",
        )
    }


@pytest.mark.parametrize(
    "stat",
    [
        Stat(size=0, modified=0, inode=0),
        Stat(size=2**63 - 1, modified=2**63 - 1, inode=2**64 - 1),
        Stat(size=1, modified=-1, inode=1),  # before 1970
        Stat(size=1, modified=10**11 * 10**9, inode=1),  # a date that some tools can set
    ],
)
async def test_any_stat_of_a_file_system_comes_back(manifest: Manifest, stat: Stat) -> None:
    await manifest.shelve(KB, [replace(shelving("a.md"), file=found("a.md", stat=stat))])
    await manifest.fail(KB, found("b.md", stat=stat), reason="broken")
    await manifest.shelve(KB, [shelving("c.md")])
    await manifest.restat(KB, [found("c.md", stat=stat)])

    assert {held.stat for held in (await manifest.held(KB)).values()} == {stat}


async def test_a_passage_comes_back_word_for_word(manifest: Manifest) -> None:
    text = "  '인용' \"quoted\" \\ %s :name ${x}\r\n\t| a | b |\n\U0001f600 e\u0301 "
    headings = ("1. 휴가", 'A "B" > C', "", "[]")
    item = shelving("a.md", [text], url="https://wiki.example/a?b=c&d=%20")
    passage = replace(item.passages[0], headings=headings, page=3)

    await manifest.shelve(KB, [replace(item, passages=(passage,))])

    assert await manifest.passages(KB, [passage.id]) == {passage.id: passage}


async def test_a_passage_may_stand_under_no_heading_and_on_no_page(manifest: Manifest) -> None:
    item = shelving("a.md", ["Text."])
    passage = replace(item.passages[0], headings=(), page=None, url=None)

    await manifest.shelve(KB, [replace(item, passages=(passage,))])

    assert await manifest.passages(KB, [passage.id]) == {passage.id: passage}


async def test_title_link_audience_and_labels_of_a_passage_are_its_document_s(
    manifest: Manifest,
) -> None:
    url = "https://wiki.example/a"
    item = shelving("a.md", ["Text."], audience=EMPLOYEES, url=url, labels=LABELS)
    stale = replace(
        item.passages[0], title="Old", url=None, audience=PUBLIC, labels=Labels(weight=3)
    )

    await manifest.shelve(KB, [replace(item, passages=(stale,))])

    assert await manifest.passages(KB, [stale.id]) == {stale.id: item.passages[0]}
    assert await manifest.passages_of(KB, ["a.md"]) == list(item.passages)
    assert await manifest.page(KB, after=None, limit=1) == list(item.passages)


async def test_ids_that_are_not_current_are_missing_from_the_result(
    manifest: Manifest,
) -> None:
    old, new = shelving("a.md"), shelving("a.md", version="v2")
    await manifest.shelve(KB, [old])
    await manifest.shelve(KB, [new])

    found = await manifest.passages(KB, [*ids(old), *ids(new), uuid.uuid4()])

    assert found == {passage.id: passage for passage in new.passages}


async def test_a_new_version_takes_the_place_of_the_old_one(manifest: Manifest) -> None:
    neighbour = shelving("b.md", ["Stays."])
    await manifest.shelve(KB, [shelving("a.md", ["1", "2", "3"]), neighbour])
    new = shelving("a.md", ["New."], version="v2", audience=EMPLOYEES, url="https://a.example")

    await manifest.shelve(KB, [replace(new, file=found("a.md", stat=NEWER))])

    held = await manifest.held(KB)
    assert (held["a.md"].stat, held["a.md"].fingerprint, held["a.md"].passages) == (
        *(NEWER, "v2"),
        1,
    )
    assert await manifest.passages_of(KB, ["a.md", "b.md"]) == [
        *new.passages,
        *neighbour.passages,
    ]
    assert await manifest.totals(KB) == (2, 2)


async def test_the_same_version_can_be_shelved_again(manifest: Manifest) -> None:
    item = shelving("a.md")
    await manifest.shelve(KB, [item])
    await manifest.announce(KB, ids(item))
    await manifest.shelve(KB, [item])

    assert await manifest.passages(KB, ids(item)) == {p.id: p for p in item.passages}
    assert await manifest.sweepable(KB) == frozenset()


async def test_a_document_may_have_no_passages(manifest: Manifest) -> None:
    full, empty = shelving("a.md"), shelving("a.md", [], version="v2")
    await manifest.shelve(KB, [full, shelving("b.md", [])])
    assert await manifest.totals(KB) == (1, 2)

    await manifest.shelve(KB, [empty])

    held = await manifest.held(KB)
    assert (held["a.md"].fingerprint, held["a.md"].passages) == ("v2", 0)
    assert await manifest.totals(KB) == (0, 0)
    assert await manifest.sweepable(KB) == ids(full)


async def test_hundreds_of_documents_are_shelved_in_one_call(manifest: Manifest) -> None:
    first = [shelving(f"{number}.md", ["1", "2"]) for number in range(1_100)]
    again = [shelving(f"{number}.md", ["1", "2"], version="v2") for number in range(1_100)]
    await manifest.shelve(KB, first)
    await manifest.announce(KB, ids(*again))
    await manifest.shelve(KB, again)

    assert await manifest.totals(KB) == (1_100, 2_200)
    assert set(await manifest.passages(KB, ids(*first, *again))) == ids(*again)
    assert await manifest.sweepable(KB) == ids(*first)

    await manifest.remove(KB, [item.file.path for item in again])
    await manifest.swept(KB, ids(*first))
    assert await manifest.sweepable(KB) == ids(*again)


async def test_thousands_of_values_in_one_call_are_no_trouble(manifest: Manifest) -> None:
    item = shelving("a.md")
    await manifest.shelve(KB, [item])
    await manifest.recount(KB, {3: 2})
    numbers = range(5_000)
    strays = [uuid.UUID(int=number) for number in numbers]

    assert set(await manifest.passages(KB, [*strays, *ids(item)])) == ids(item)
    assert (await manifest.term_counts(KB, numbers)).counts == {3: 2}
    paths = [f"{number}.md" for number in numbers] + ["a.md"]
    assert await manifest.passages_of(KB, paths) == list(item.passages)
    await manifest.swept(KB, strays)
    await manifest.remove(KB, paths)
    assert await manifest.totals(KB) == (0, 0)


async def test_pages_together_hold_each_passage_once_in_the_order_of_ids(
    manifest: Manifest,
) -> None:
    items = [shelving(f"{number}.md", ["1", "2", "3"]) for number in range(7)]
    await manifest.shelve(KB, items)
    await manifest.shelve(OTHER, [shelving("other.md")])

    seen: list[uuid.UUID] = []
    for size in (4, 4, 4, 4, 4, 1, 0):
        page = await manifest.page(KB, after=seen[-1] if seen else None, limit=4)
        assert len(page) == size
        seen += [passage.id for passage in page]

    assert seen == sorted(ids(*items))


async def test_a_page_begins_above_an_id_that_need_not_exist(manifest: Manifest) -> None:
    items = [shelving(f"{number}.md", ["1"]) for number in range(9)]
    await manifest.shelve(KB, items)
    for after in (uuid.UUID(int=0), uuid.UUID(int=2**127), uuid.UUID(int=2**128 - 1)):
        page = await manifest.page(KB, after=after, limit=99)
        assert [passage.id for passage in page] == sorted(i for i in ids(*items) if i > after)


async def test_passages_come_by_path_and_position_whatever_the_letters(
    manifest: Manifest,
) -> None:
    paths = ["b.md", "B.md", "a.md", "_.md", "a/z.md", "a-b.md", "é.md", "가.md", "10.md"]
    items = [shelving(path, [str(number) for number in range(11)]) for path in paths]
    await manifest.shelve(KB, items)

    read = await manifest.passages_of(KB, paths)

    assert [(p.path, p.position) for p in read] == [
        (path, position) for path in sorted(paths) for position in range(11)
    ]


async def test_paths_that_differ_by_case_alone_are_two_documents(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md"), shelving("A.md")])
    await manifest.remove(KB, ["A.md"])

    assert set(await manifest.held(KB)) == {"a.md"}


async def test_totals_leave_out_documents_without_passages(manifest: Manifest) -> None:
    await manifest.shelve(KB, [shelving("a.md", ["1", "2", "3"]), shelving("b.md", [])])
    await manifest.shelve(KB, [shelving("c.md", ["1"])])
    await manifest.fail(KB, found("d.md"), reason="broken")
    await manifest.fail(KB, found("a.md"), reason="broken")

    assert await manifest.totals(KB) == (2, 4)
