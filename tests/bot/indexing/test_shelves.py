"""Manifest, index and term counts in step."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from bot.domain.audience import PUBLIC, RESTRICTED
from bot.domain.errors import EmbedderUnavailable, IndexUnavailable
from bot.domain.knowledge import Point, SparseVector
from tests.bot.indexing.breakage import corrupt
from tests.bot.indexing.workshop import Workshop, whole
from tests.fakes.document_source import FakeDocumentSource
from tests.fakes.embedder import FakeEmbedder


def said_of(topic: str) -> str:
    """Four passages."""
    parts = (f"## {topic} {n}\n\n{topic} rule {n} says something." for n in range(4))
    return "\n\n".join(parts)


@pytest.fixture
async def workshop() -> Workshop:
    """Two documents of several passages, indexed."""
    shop = Workshop()
    for path, topic in (("leave.md", "Vacation 휴가"), ("pay.md", "Salary 급여")):
        shop.source.put(path, said_of(topic), title=topic, audience=PUBLIC)
    await shop.run()
    return shop


def stray(shop: Workshop) -> Point:
    vector = (1.0,) + (0.0,) * (shop.embedder.dimensions - 1)
    return Point(uuid.uuid4(), "gone.md", PUBLIC, vector, SparseVector((), ()))


async def test_an_index_that_lost_points_is_filled_again_without_the_model(
    workshop: Workshop,
) -> None:
    before = await workshop.state()
    for id_ in list(workshop.points)[:3]:
        del workshop.points[id_]
    workshop.embedder.failure = EmbedderUnavailable("gone")

    await workshop.shelves().open()

    assert await workshop.state() == before


async def test_points_that_belong_to_nothing_are_deleted(workshop: Workshop) -> None:
    before = await workshop.state()
    for _ in range(2):
        point = stray(workshop)
        workshop.points[point.id] = point

    await workshop.shelves().open()

    assert await workshop.state() == before


async def test_as_many_strays_as_lost_points_are_noticed(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.points.popitem()
    point = stray(workshop)
    workshop.points[point.id] = point

    await workshop.shelves().open()

    assert await workshop.state() == before


async def test_what_is_lost_while_a_process_runs_is_noticed_by_number(
    workshop: Workshop,
) -> None:
    before = await workshop.state()
    shelves = workshop.shelves()
    await shelves.open()
    workshop.points.popitem()

    await shelves.open()

    assert await workshop.state() == before


async def test_a_corrupt_index_is_built_anew_without_the_model(workshop: Workshop) -> None:
    before = await workshop.state()
    await workshop.manifest.announce(workshop.collection, [uuid.uuid4()])
    workshop.embedder.failure = EmbedderUnavailable("gone")
    shelves = workshop.shelves(index=corrupt(workshop.index))
    assert not await shelves.agree()

    await shelves.open()

    assert await shelves.agree()
    assert await workshop.state() == before


async def test_a_lost_index_is_built_anew_without_the_model(workshop: Workshop) -> None:
    before = await workshop.state()
    await workshop.index.drop(workshop.collection)
    workshop.embedder.failure = EmbedderUnavailable("gone")
    shelves = workshop.shelves()
    assert not await shelves.agree()

    await shelves.open()

    assert await shelves.agree()
    assert await workshop.state() == before


async def test_an_index_that_was_built_anew_keeps_withheld_documents_withheld(
    workshop: Workshop,
) -> None:
    workshop.source.spoil("pay.md", "its label is broken", withhold=True)
    await workshop.run()
    await workshop.index.drop(workshop.collection)

    await workshop.shelves().open()

    found = {p.audience for p in workshop.points.values() if p.path == "pay.md"}
    assert found == {RESTRICTED}

    workshop.source.put("pay.md", said_of("Salary 급여"), title="Salary 급여", audience=PUBLIC)
    await workshop.run()

    assert {point.audience for point in workshop.points.values()} == {PUBLIC}
    assert await workshop.state() == await workshop.rebuilt()


async def test_only_passages_that_say_something_new_get_a_point(workshop: Workshop) -> None:
    before = dict(workshop.points)
    text = said_of("Salary 급여").replace("rule 2", "law 2")
    workshop.source.put("pay.md", text, title="Salary 급여", audience=PUBLIC)

    await workshop.run()

    kept = [id_ for id_, point in workshop.points.items() if before.get(id_) is point]
    assert len(kept) == len(before) - 1 == len(workshop.points) - 1
    assert await workshop.state() == await workshop.rebuilt()


async def test_lost_vectors_are_made_again(workshop: Workshop) -> None:
    before = await workshop.state()
    lost = replace(workshop, cache=type(workshop.cache)())
    workshop.points.clear()

    await lost.shelves().open()

    assert await workshop.state() == before


async def test_an_index_that_is_down_stays_an_error(workshop: Workshop) -> None:
    workshop.index.failure = IndexUnavailable("gone")

    with pytest.raises(IndexUnavailable):
        await workshop.shelves().open()


async def test_shelves_that_are_in_order_agree(workshop: Workshop) -> None:
    assert await workshop.shelves().agree()


@pytest.mark.parametrize("trouble", ["lost", "stray", "sweepable"])
async def test_shelves_that_are_not_in_order_do_not(workshop: Workshop, trouble: str) -> None:
    if trouble == "lost":
        workshop.points.popitem()
    elif trouble == "stray":
        point = stray(workshop)
        workshop.points[point.id] = point
    else:
        await workshop.manifest.announce(workshop.collection, [uuid.uuid4()])

    assert not await workshop.shelves().agree()


async def test_shelves_stand_once_a_run_came_to_its_end() -> None:
    shop = Workshop()
    shop.source.put("a.md", "Text.")
    assert not await shop.shelves().stand()

    await shop.run()

    assert await shop.shelves().stand()


async def test_another_recipe_builds_beside_and_then_takes_the_place(
    workshop: Workshop,
) -> None:
    before, old = await workshop.state(), workshop.collection
    workshop.embedder = FakeEmbedder(name="fake/2", dimensions=16)
    workshop.embedder.failure = EmbedderUnavailable("gone")
    with pytest.raises(EmbedderUnavailable):
        await workshop.run()
    assert await workshop.manifest.current() == old
    assert len(await workshop.manifest.held(old)) == 2
    assert workshop.index.points[old] == before.points

    workshop.embedder.failure = None
    await workshop.run()

    state = await workshop.state()
    assert state.current == workshop.collection != old
    assert state.collections == {workshop.collection}
    assert await workshop.manifest.held(old) == {}
    assert whole(state)
    assert {len(point.dense) for point in state.points.values()} == {16}


async def test_another_recipe_never_takes_the_place_with_an_empty_folder(
    workshop: Workshop,
) -> None:
    old = workshop.collection
    before = workshop.index.points[old].copy()
    workshop.embedder = FakeEmbedder(name="fake/2", dimensions=16)
    there = replace(workshop, source=FakeDocumentSource())

    await there.run()

    assert await workshop.manifest.current() == old
    assert workshop.index.points[old] == before
    await workshop.run()
    assert await workshop.state() == await workshop.rebuilt()


@pytest.mark.parametrize(
    "name",
    [
        *("other", "kb", "kb_", "kb2_0123456789ab", "my_kb_0123456789ab", "KB_0123456789ab"),
        *("kb_eu_0123456789ab", "kb_0123456789abc", "kb_backup", "kb_0123456789ab_old"),
    ],
)
async def test_a_collection_that_another_named_is_never_dropped(
    workshop: Workshop, name: str
) -> None:
    await workshop.index.create(name, dimensions=4)
    workshop.embedder = FakeEmbedder(name="fake/2", dimensions=16)

    await workshop.run()
    await workshop.run()

    assert await workshop.index.collections() == {name, workshop.collection}


async def test_a_collection_that_is_just_being_built_is_not_dropped(workshop: Workshop) -> None:
    old = replace(workshop)
    workshop.embedder = FakeEmbedder(name="fake/2", dimensions=16)
    shelves = workshop.shelves()
    await shelves.open()
    file = (await workshop.source.inventory()).found[0]
    await shelves.fail(file, reason="any row will do", withhold=False)

    await old.run()

    assert workshop.collection in await workshop.index.collections()


async def test_what_a_kill_between_switch_and_drop_left_is_dropped(workshop: Workshop) -> None:
    await workshop.index.create("kb_0123456789ab", dimensions=4)

    await workshop.run()

    assert await workshop.index.collections() == {workshop.collection}
