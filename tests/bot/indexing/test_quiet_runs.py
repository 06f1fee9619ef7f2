"""Runs that find nothing to do in the folder: what they look at, and what they still mend."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Point, SparseVector
from bot.indexing.reindexing import Reindexing
from tests.bot.indexing.breakage import Countdown, breaking
from tests.bot.indexing.workshop import LEAVE, PAY, Workshop, quiet, whole

TWICE = "## 규정\n\nThe same words.\n\n## 규정\n\nThe same words.\n\n## 기타\n\nOther words."
ONCE = "## 규정\n\nThe same words.\n\n## 기타\n\nQuite other words."


@pytest.fixture
async def shop() -> Workshop:
    """Two documents."""
    shop = Workshop()
    shop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    shop.source.put("pay.md", PAY, title="Pay", audience=PUBLIC)
    return shop


async def going(shop: Workshop) -> Reindexing:
    """The runs of one process, which has run before."""
    runs = shop.reindexing()
    await runs.run(quiet)
    return runs


async def test_a_run_with_nothing_to_do_asks_for_five_things_and_writes_none(
    shop: Workshop,
) -> None:
    calls = Countdown(at=-1, error=Exception())
    shelves = shop.shelves(
        manifest=breaking(shop.manifest, calls), index=breaking(shop.index, calls)
    )
    runs = shop.reindexing(shelves)
    await runs.run(quiet)
    calls.names.clear()

    report = await runs.run(quiet)

    assert sorted(calls.names) == ["collections", "count", "held", "noted", "standing"]
    assert (report.documents, report.kept, report.written) == (2, 2, 0)
    assert report.passages == len(await shop.passages())


async def test_the_report_of_a_run_is_what_the_manifest_holds_after_it(shop: Workshop) -> None:
    runs = await going(shop)
    shop.source.put("pay.md", PAY + "\n\nAnd a bonus.", title="Pay", audience=PUBLIC)
    shop.source.spoil("leave.md", "it is not UTF-8")
    shop.source.put("new.md", "New.")

    report = await runs.run(quiet)

    held = await shop.manifest.held(shop.collection)
    assert report.passages == sum(document.passages for document in held.values())
    assert (report.documents, report.written, report.kept) == (3, 2, 0)
    assert [failed.path for failed in report.failed] == ["leave.md"]

    shop.source.remove("new.md")
    report = await runs.run(quiet)
    assert (report.documents, report.removed, report.kept) == (2, 1, 1)
    assert report.passages == len(await shop.passages())
    assert whole(await shop.state())


async def lose_a_point(shop: Workshop) -> None:
    """The index lost something."""
    shop.points.popitem()


async def add_a_stray(shop: Workshop) -> None:
    """The index holds what nobody put there."""
    vector = (1.0,) + (0.0,) * (shop.embedder.dimensions - 1)
    point = Point(uuid.uuid4(), "gone.md", PUBLIC, vector, SparseVector((), ()))
    shop.points[point.id] = point


async def announce_and_die(shop: Workshop) -> None:
    """Another process was killed half-way."""
    await shop.manifest.announce(shop.collection, [uuid.uuid4()])


async def die_before_counting(shop: Workshop) -> None:
    """Another process shelved the documents, and was killed before it counted terms."""
    shelf = shop.manifest._shelves[shop.collection]
    shelf.counts.clear()
    shelf.is_counted = False


async def switch_away(shop: Workshop) -> None:
    """Another process, with an older recipe, has taken the place, and lost it since."""
    kept = shop.manifest._shelves[shop.collection]
    await shop.manifest.switch("kb_0123456789ab")
    shop.manifest._shelves[shop.collection] = kept


async def leave_a_collection(shop: Workshop) -> None:
    """Another process switched, and was killed before it dropped the old one."""
    await shop.index.create("kb_0123456789ab", dimensions=4)


async def lose_the_collection(shop: Workshop) -> None:
    """Somebody deleted the index's folder."""
    await shop.index.drop(shop.collection)


@pytest.mark.parametrize(
    "trouble",
    [
        *(lose_a_point, add_a_stray, announce_and_die, die_before_counting),
        *(switch_away, leave_a_collection, lose_the_collection),
    ],
)
async def test_what_others_left_behind_is_put_right_though_no_file_changed(
    shop: Workshop, trouble: Callable[[Workshop], Awaitable[None]]
) -> None:
    runs = await going(shop)
    before = await shop.state()
    await trouble(shop)

    await runs.run(quiet)

    assert await shop.state() == before
    assert whole(before)


async def test_the_first_run_of_a_process_compares_by_ids_though_no_file_changed(
    shop: Workshop,
) -> None:
    await shop.run()
    before = await shop.state()
    await lose_a_point(shop)
    await add_a_stray(shop)

    await shop.run()

    assert await shop.state() == before


async def test_passages_that_stay_count_as_often_as_they_stand_there(shop: Workshop) -> None:
    runs = await going(shop)
    for text in (TWICE, ONCE, TWICE, TWICE + " More.", ONCE):
        shop.source.put("rules.md", text, title="Rules", audience=PUBLIC)
        await runs.run(quiet)
        assert whole(await shop.state())
    assert await shop.state() == await shop.rebuilt()
