"""The embedded index: kills, damage, a second process. Its contract is tested elsewhere."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import random
import uuid
from pathlib import Path

import pytest
import qdrant_edge

from bot.adapters.edge_shards import Shards, engine_errors
from bot.adapters.qdrant_edge_index import EdgePassageIndex
from bot.domain.audience import PUBLIC
from bot.domain.errors import IndexCorrupt, IndexUnavailable
from bot.domain.knowledge import Point, SparseVector
from tests.bot.adapters.edge_writer import KB, KEPT, batch
from tests.bot.adapters.kills import killed, writer


def point(number: int) -> Point:
    return Point(uuid.UUID(int=number), "a.md", PUBLIC, (1.0, 0.0), SparseVector((7,), (1.0,)))


def folders(parent: Path) -> set[str]:
    return {folder.name for folder in parent.iterdir() if folder.is_dir()}


@pytest.mark.parametrize("after", range(1, 11))
@pytest.mark.parametrize("what", ["points", "small"])
async def test_whatever_returned_outlives_kill_9(tmp_path: Path, what: str, after: int) -> None:
    told = killed(tmp_path, what, after=after)

    index = EdgePassageIndex(tmp_path)
    there = await index.ids(KB)
    newest = max(told.came)
    # One write may have been under way: a batch going in, or the oldest one going out.
    doubtful = newest - KEPT
    for number in told.came - told.left - {doubtful}:
        assert {point.id for point in batch(number)} <= there
    for number in told.left:
        assert not {point.id for point in batch(number)} & there
    known = {point.id for number in range(newest + 2) for point in batch(number)}
    assert there <= known
    assert await index.count(KB) == len(there)
    found = await index.search(
        KB, dense=(1.0, 0.0), sparse=SparseVector((100,), (1.0,)), audiences=None, depth=20_000
    )
    assert {one.id for one in found.dense} == there
    await index.upsert(KB, [point(999_999)])
    assert await index.count(KB) == len(there) + 1
    await index.close()


@pytest.mark.parametrize("after", range(1, 11))
async def test_a_kill_leaves_every_collection_whole_or_absent(
    tmp_path: Path, after: int
) -> None:
    told = killed(tmp_path, "collections", after=after)

    index = EdgePassageIndex(tmp_path)
    names = await index.collections()
    newest = max(told.came)
    doubtful = newest if newest % 2 else newest + 1
    assert {f"c{number}" for number in told.came - told.left - {doubtful}} <= names
    assert not {f"c{number}" for number in told.left} & names
    for name in names:
        assert await index.count(name) == 0
    await index.create("after", dimensions=2)
    await index.close()
    assert folders(tmp_path) == names | {"after"}


async def test_half_made_and_half_dropped_folders_are_no_collections(tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path)
    for name in (".kb.new", ".kb.old", ".gone.old"):
        (tmp_path / name / "segments").mkdir(parents=True)

    assert await index.collections() == frozenset()
    await index.create("kb", dimensions=2)
    assert folders(tmp_path) == {"kb"}
    await index.upsert("kb", [point(1)])
    await index.close()


async def test_a_collection_is_there_again_after_close(tmp_path: Path) -> None:
    first = EdgePassageIndex(tmp_path)
    await first.create("kb", dimensions=2)
    await first.upsert("kb", [point(1)])
    await first.close()

    second = EdgePassageIndex(tmp_path)
    assert await second.ids("kb") == {uuid.UUID(int=1)}
    await second.close()


async def damaged(folder: Path, pattern: str) -> EdgePassageIndex:
    """An index whose collection `kb` lost half of a file, and whose `sound` did not."""
    index = EdgePassageIndex(folder)
    for name in ("kb", "sound"):
        await index.create(name, dimensions=2)
        await index.upsert(name, [point(1)])
    await index.close()
    (victim,) = (folder / "kb").glob(f"segments/*/{pattern}")
    os.truncate(victim, victim.stat().st_size // 2)
    return EdgePassageIndex(folder)


# The engine raises over the first and panics over the second.
@pytest.mark.parametrize("pattern", ["segment.json", "vector_storage-dense/deleted/status.dat"])
async def test_a_damaged_collection_is_named_and_can_be_built_anew(
    tmp_path: Path, pattern: str
) -> None:
    index = await damaged(tmp_path, pattern)

    with pytest.raises(IndexCorrupt, match=r"damaged.*supportbot index"):
        await index.count("kb")
    with pytest.raises(IndexCorrupt):
        await index.upsert("kb", [point(2)])
    await index.create("kb", dimensions=2)
    with pytest.raises(IndexCorrupt):
        await index.ids("kb")
    assert await index.collections() == {"kb", "sound"}
    assert await index.count("sound") == 1

    await index.drop("kb")
    assert await index.collections() == {"sound"}
    await index.create("kb", dimensions=2)
    await index.upsert("kb", [point(3)])
    assert await index.ids("kb") == {uuid.UUID(int=3)}
    await index.close()


async def test_a_collection_that_is_gone_can_be_built_anew(tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path / "never made")
    with pytest.raises(IndexCorrupt, match="no collection 'kb'"):
        await index.count("kb")
    await index.close()


async def test_a_second_process_is_told_that_the_first_one_has_it(tmp_path: Path) -> None:
    with writer(tmp_path, "points") as process:
        assert process.stdout is not None
        process.stdout.readline()
        index = EdgePassageIndex(tmp_path)
        with pytest.raises(IndexUnavailable, match="Another process") as refused:
            await index.count(KB)
        assert not isinstance(refused.value, IndexCorrupt)
        with pytest.raises(IndexUnavailable, match="Another process"):
            await index.drop(KB)
        assert await index.collections() == {KB}
    assert await index.count(KB) > 0
    await index.close()


@pytest.mark.parametrize("name", ["", "..", "../kb", "a/b", ".kb", "a b", "k" * 100])
async def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    index = EdgePassageIndex(tmp_path / "index")
    with pytest.raises(IndexUnavailable, match="no name for a collection"):
        await index.create(name, dimensions=2)
    with pytest.raises(IndexUnavailable, match="no name for a collection"):
        await index.drop(name)
    await index.close()
    assert folders(tmp_path) == set()


async def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    index = EdgePassageIndex(tmp_path / "file" / "index")
    with pytest.raises(IndexUnavailable, match="failed"):
        await index.create("kb", dimensions=2)
    assert await index.collections() == frozenset()
    await index.close()


async def test_searches_go_on_while_collections_come_and_go(tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path)
    await index.create("kept", dimensions=2)
    await index.upsert("kept", [point(n) for n in range(1, 101)])
    chance = random.Random(5)  # noqa: S311 - a shuffle, no secrets

    async def look(name: str) -> int | None:
        try:
            found = await index.search(
                name, dense=(1.0, 0.0), sparse=point(1).sparse, audiences=None, depth=200
            )
        except IndexUnavailable:
            return None
        return len(found.dense)

    async def churn() -> None:
        for _ in range(5):
            await index.create("fleeting", dimensions=2)
            await index.upsert("fleeting", [point(n) for n in range(1, 101)])
            await index.drop("fleeting")

    names = [chance.choice(["kept", "fleeting"]) for _ in range(300)]
    churning = asyncio.create_task(churn())
    seen = [(name, await look(name)) for name in names]
    await churning

    assert {count for name, count in seen if name == "kept"} == {100}
    assert {count for name, count in seen if name == "fleeting"} <= {None, 0, 100}
    await index.close()


async def test_deleting_makes_room_again(tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path)
    await index.create("kb", dimensions=128)
    sizes = []
    for turn in range(8):
        first = turn * 1100 + 1
        await index.upsert("kb", [wide(number) for number in range(first, first + 1100)])
        await index.delete("kb", [uuid.UUID(int=n) for n in range(max(1, first - 1100), first)])
        sizes.append(vectors_on_disk(tmp_path / "kb"))

    assert await index.count("kb") == 1100
    assert max(sizes[4:]) <= max(sizes[:4])
    await index.close()


def wide(number: int) -> Point:
    return dataclasses.replace(point(number), dense=(1.0,) * 128)


def vectors_on_disk(home: Path) -> int:
    """Bytes that vectors really take, without what is merely reserved."""
    files = home.glob("segments/*/vector_storage-dense/vectors/*.mmap")
    return sum(file.stat().st_blocks * 512 for file in files)


def test_the_engine_still_has_no_error_classes_of_its_own() -> None:
    classes = [one for one in vars(qdrant_edge).values() if isinstance(one, type)]
    assert [one for one in classes if issubclass(one, BaseException)] == []


def test_what_engine_and_file_system_raise_becomes_ours_and_nothing_else() -> None:
    for theirs in (Exception("Service runtime error: no"), OSError(28, "No space left")):
        with pytest.raises(IndexUnavailable) as mapped, engine_errors():
            raise theirs
        assert mapped.value.__cause__ is theirs
    for ours in (TypeError("a bug"), KeyboardInterrupt(), asyncio.CancelledError()):
        with pytest.raises(type(ours)), engine_errors():
            raise ours


def test_shards_that_are_closed_open_no_more(tmp_path: Path) -> None:
    shards = Shards(tmp_path)
    shards.create("kb", dimensions=2)
    shards.close()
    with pytest.raises(IndexUnavailable, match="closed"):
        shards.open("kb")
