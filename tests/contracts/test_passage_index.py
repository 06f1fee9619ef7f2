"""What every passage index keeps to: the fake, the engine, and the client over all it has."""

from __future__ import annotations

import asyncio
import math
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED, Audience
from bot.domain.errors import IndexUnavailable
from bot.domain.knowledge import Arms, Point, SparseVector
from bot.ports import PassageIndex
from tests.contracts.passage_indexes import KINDS, open_index
from tests.contracts.points import idf, numbers, point, random_points, scores, search, unit
from tests.fakes.passage_index import FakePassageIndex

NOTHING = SparseVector((), ())


@pytest.fixture(params=KINDS)
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PassageIndex]:
    async with AsyncExitStack() as stack:
        opened = await open_index(request.param, tmp_path, stack)
        stack.push_async_callback(opened.close)
        yield opened


@pytest.fixture
async def kb(index: PassageIndex) -> AsyncIterator[str]:
    """An empty collection with two dimensions."""
    name = f"test_{uuid.uuid4().hex}"
    await index.create(name, dimensions=2)
    yield name
    with suppress(IndexUnavailable):  # a test may have closed the index
        await index.drop(name)


async def test_a_collection_is_there_and_empty_from_create_to_drop(
    index: PassageIndex,
) -> None:
    name = f"test_{uuid.uuid4().hex}"
    for _ in range(2):
        assert name not in await index.collections()
        await index.create(name, dimensions=2)
        assert name in await index.collections()
        assert await index.count(name) == 0
        assert await index.ids(name) == frozenset()
        assert await search(index, name, terms=[7]) == Arms((), ())
        await index.upsert(name, [point(1, terms=[7])])
        await index.drop(name)
        await index.drop(name)


async def test_creating_twice_keeps_the_points(index: PassageIndex, kb: str) -> None:
    await index.upsert(kb, [point(1)])
    await index.create(kb, dimensions=2)

    assert await index.count(kb) == 1


async def test_collections_do_not_mix(index: PassageIndex, kb: str) -> None:
    other = f"test_{uuid.uuid4().hex}"
    await index.create(other, dimensions=2)
    await index.upsert(kb, [point(1, terms=[7])])
    await index.upsert(other, [point(2, terms=[7]), point(3)])

    assert numbers((await search(index, kb, terms=[7])).sparse) == [1]
    await index.drop(other)
    assert await index.count(kb) == 1


async def test_points_are_counted_and_listed(index: PassageIndex, kb: str) -> None:
    await index.upsert(kb, [point(1), point(2)])
    await index.upsert(kb, [])
    await index.upsert(kb, [point(3)])

    assert await index.count(kb) == 3
    assert await index.ids(kb) == {uuid.UUID(int=number) for number in (1, 2, 3)}


async def test_a_point_with_a_known_id_replaces_the_older_one(
    index: PassageIndex, kb: str
) -> None:
    await index.upsert(kb, [point(1, angle=0, terms=[7]), point(2, angle=1, terms=[8])])
    await index.upsert(kb, [point(1, angle=2, terms=[9], audience=RESTRICTED)])

    assert await index.count(kb) == 2
    found = await search(index, kb, angle=2, terms=[7, 9])
    assert numbers(found.dense) == [1, 2]
    assert found.dense[0].score == pytest.approx(1, abs=1e-4)
    assert scores(found.sparse) == pytest.approx({1: idf(2, 1)}, abs=1e-3)
    hidden = await search(index, kb, terms=[9], audiences=frozenset({"public"}))
    assert (numbers(hidden.dense), hidden.sparse) == ([2], ())


async def test_deleted_points_are_gone_and_unknown_ids_passed_over(
    index: PassageIndex, kb: str
) -> None:
    await index.upsert(kb, [point(1, terms=[7]), point(2, terms=[7]), point(3, terms=[7])])
    await index.delete(kb, [])
    await index.delete(kb, {uuid.UUID(int=1), uuid.UUID(int=99)})

    assert await index.ids(kb) == {uuid.UUID(int=2), uuid.UUID(int=3)}
    found = await search(index, kb, terms=[7])
    assert sorted(numbers(found.dense)) == sorted(numbers(found.sparse)) == [2, 3]


async def test_the_dense_arm_gives_cosines_best_first(index: PassageIndex, kb: str) -> None:
    await index.upsert(kb, [point(n, angle=n) for n in (0, 1, 2, 3)])

    found = await search(index, kb, angle=1.2)

    assert numbers(found.dense) == [1, 2, 0, 3]
    for one in found.dense:
        assert one.score == pytest.approx(math.cos(one.id.int - 1.2), abs=1e-4)


async def test_the_sparse_arm_gives_sums_weighted_by_rarity(
    index: PassageIndex, kb: str
) -> None:
    great = 2**32 - 1
    await index.upsert(
        kb,
        [
            Point(uuid.UUID(int=1), "a", PUBLIC, unit(0), SparseVector((5, great), (1.5, 0.5))),
            Point(uuid.UUID(int=2), "a", PUBLIC, unit(0), SparseVector((5,), (0.25,))),
            Point(uuid.UUID(int=3), "a", PUBLIC, unit(0), SparseVector((6,), (2.0,))),
        ],
    )

    found = await index.search(
        kb,
        dense=unit(0),
        sparse=SparseVector((5, great), (2.0, 1.0)),
        audiences=None,
        depth=10,
    )

    assert numbers(found.sparse) == [1, 2]
    assert scores(found.sparse) == pytest.approx(
        {1: 2 * 1.5 * idf(3, 2) + 0.5 * idf(3, 1), 2: 2 * 0.25 * idf(3, 2)}, abs=1e-3
    )


async def test_a_rare_term_outranks_a_frequent_one(index: PassageIndex, kb: str) -> None:
    await index.upsert(kb, [point(n, terms=[100]) for n in range(1, 20)])
    await index.upsert(kb, [point(20, terms=[200])])

    found = await search(index, kb, terms=[100, 200])

    assert numbers(found.sparse)[0] == 20
    assert found.sparse[0].score > 5 * found.sparse[1].score


async def test_deleted_points_do_not_make_a_term_less_rare(
    index: PassageIndex, kb: str
) -> None:
    await index.upsert(kb, [point(n, terms=[1]) for n in range(1, 6)])
    for _ in range(3):
        await index.upsert(kb, [point(6, terms=[1, 2])])
        await index.delete(kb, [uuid.UUID(int=6)])
    await index.upsert(kb, [point(7, terms=[1, 2])])

    found = await search(index, kb, terms=[2])

    assert scores(found.sparse) == pytest.approx({7: idf(6, 1)}, abs=1e-3)


async def test_only_points_that_share_a_term_are_in_the_sparse_arm(
    index: PassageIndex, kb: str
) -> None:
    await index.upsert(kb, [point(1, terms=[7]), point(2, terms=[8]), point(3)])

    assert numbers((await search(index, kb, terms=[8, 9])).sparse) == [2]
    assert (await search(index, kb, terms=[9])).sparse == ()
    without = await search(index, kb, terms=[])
    assert (sorted(numbers(without.dense)), without.sparse) == ([1, 2, 3], ())


@pytest.mark.parametrize(
    ("audiences", "expected"),
    [
        (None, [1, 2, 3, 4]),
        ({"public"}, [1]),
        ({"public", "employees"}, [1, 2]),
        ({"group:hr", "restricted"}, [3, 4]),
        ({"community"}, []),
        ({"PUBLIC"}, []),
        (set(), []),
    ],
)
async def test_only_points_of_the_audiences_are_found(
    index: PassageIndex, kb: str, audiences: set[str] | None, expected: list[int]
) -> None:
    labels = [PUBLIC, EMPLOYEES, Audience("group:hr"), RESTRICTED]
    await index.upsert(
        kb, [point(n, terms=[7], audience=label) for n, label in enumerate(labels, start=1)]
    )

    allowed = None if audiences is None else frozenset(audiences)
    found = await search(index, kb, terms=[7], audiences=allowed)

    assert sorted(numbers(found.dense)) == expected
    assert sorted(numbers(found.sparse)) == expected


async def test_depth_holds_for_each_arm_after_the_audience_filter(
    index: PassageIndex, kb: str
) -> None:
    hidden = [point(n, angle=0, terms=[7], audience=RESTRICTED) for n in range(1, 6)]
    shown = [point(n, angle=n / 10, terms=[7]) for n in range(6, 16)]
    await index.upsert(kb, hidden + shown)

    found = await search(index, kb, terms=[7], audiences=frozenset({"public"}), depth=3)

    assert numbers(found.dense) == [6, 7, 8]
    assert len(found.sparse) == 3
    assert all(number > 5 for number in numbers(found.sparse))


@pytest.mark.parametrize("terms", [[3], [3, 17, 30], list(range(40))])
@pytest.mark.parametrize("audiences", [None, frozenset({"public", "employees"})])
async def test_every_index_scores_as_the_exact_one_does(
    index: PassageIndex, kb: str, terms: list[int], audiences: frozenset[str] | None
) -> None:
    exact = FakePassageIndex()
    await exact.create(kb, dimensions=2)
    for one in (exact, index):
        await one.upsert(kb, random_points(120))
        await one.delete(kb, [uuid.UUID(int=n) for n in range(1, 30)])

    ours = await search(index, kb, angle=1, terms=terms, audiences=audiences, depth=200)

    theirs = await search(exact, kb, angle=1, terms=terms, audiences=audiences, depth=200)
    assert scores(ours.dense) == pytest.approx(scores(theirs.dense), abs=1e-4)
    assert scores(ours.sparse) == pytest.approx(scores(theirs.sparse), abs=1e-3)


async def test_thousands_of_points_are_no_trouble(index: PassageIndex, kb: str) -> None:
    many = [point(n, angle=n, terms=[n % 50]) for n in range(1, 2301)]
    await index.upsert(kb, many)
    assert await index.count(kb) == len(await index.ids(kb)) == 2300

    await index.delete(kb, [one.id for one in many[:2250]])

    assert await index.ids(kb) == {one.id for one in many[2250:]}


async def test_writes_and_searches_at_once_all_come_through(
    index: PassageIndex, kb: str
) -> None:
    writes = [index.upsert(kb, [point(n * 50 + k) for k in range(50)]) for n in range(8)]
    looks = [search(index, kb, depth=5) for _ in range(8)]

    await asyncio.gather(*writes, *looks)

    assert await index.count(kb) == 400


async def test_a_collection_that_is_not_there_is_said_so(index: PassageIndex, kb: str) -> None:
    nowhere = f"{kb}x"
    with pytest.raises(IndexUnavailable):
        await index.upsert(nowhere, [point(1)])
    with pytest.raises(IndexUnavailable):
        await index.delete(nowhere, [uuid.UUID(int=1)])
    with pytest.raises(IndexUnavailable):
        await index.count(nowhere)
    with pytest.raises(IndexUnavailable):
        await index.ids(nowhere)
    with pytest.raises(IndexUnavailable):
        await search(index, nowhere, terms=[7])
    assert nowhere not in await index.collections()


async def test_a_vector_of_another_length_is_refused(index: PassageIndex, kb: str) -> None:
    long = Point(uuid.UUID(int=1), "a", PUBLIC, (1.0, 0.0, 0.0), NOTHING)
    with pytest.raises(IndexUnavailable):
        await index.upsert(kb, [long])
    with pytest.raises(IndexUnavailable):
        await index.search(kb, dense=long.dense, sparse=NOTHING, audiences=None, depth=5)


async def test_it_may_be_closed_twice_and_answers_no_more(index: PassageIndex, kb: str) -> None:
    await index.drop(kb)
    await index.close()
    await index.close()

    with pytest.raises(IndexUnavailable):
        await index.count(kb)
    with pytest.raises(IndexUnavailable):
        await index.collections()
    with pytest.raises(IndexUnavailable):
        await index.create(kb, dimensions=2)
