"""Small vectors beside the whole ones: set, searched, and never the last word."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from qdrant_client.http import models

from bot.adapters.edge_keeping import Keeping
from bot.adapters.edge_shards import Shards
from bot.adapters.qdrant_edge_index import EdgePassageIndex
from bot.adapters.qdrant_index import open_qdrant
from bot.domain.audience import PUBLIC, RESTRICTED
from bot.domain.knowledge import Arms, Point, SparseVector
from bot.domain.recipe import Quantization
from bot.ports import PassageIndex
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.qdrant_server import FakeQdrantServer

NOTHING = SparseVector((), ())
WIDE = 64
SUBJECTS, EACH = 30, 20
MANY = SUBJECTS * EACH
SMALL = [Quantization.SCALAR, Quantization.BINARY]
EVERYBODY = frozenset({"public"})


def near(subject: int, seed: int) -> tuple[float, ...]:
    """A vector as an embedder's: a part that all share, a subject, and something own."""
    shared = random.Random(subject)  # noqa: S311 - the same vectors every time, no secrets
    own = random.Random(seed)  # noqa: S311 - as above
    return tuple(1 + shared.gauss(0, 0.6) + own.gauss(0, 0.2) for _ in range(WIDE))


def point(number: int) -> Point:
    """One of `EACH` to a subject; every third one is restricted."""
    audience = RESTRICTED if number % 3 == 0 else PUBLIC
    dense = near(number % SUBJECTS, 1000 + number)
    return Point(uuid.UUID(int=number), "a", audience, dense, NOTHING)


async def nearest(index: PassageIndex, dense: tuple[float, ...]) -> Arms:
    return await index.search("kb", dense=dense, sparse=NOTHING, audiences=EVERYBODY, depth=10)


async def filled(index: PassageIndex) -> None:
    """A collection of points, added a few at a time as an index run does."""
    await index.create("kb", dimensions=WIDE)
    for at in range(1, MANY + 1, 200):
        await index.upsert("kb", [point(number) for number in range(at, at + 200)])


def small_vectors(folder: Path) -> int:
    """Bytes of all small vectors on disk."""
    return sum(file.stat().st_size for file in folder.rglob("quantized.data"))


@pytest.fixture(params=SMALL)
async def small(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[EdgePassageIndex]:
    """An index that makes vectors small from a few hundred on."""
    index = EdgePassageIndex(tmp_path, Keeping(request.param, worth_it=64))
    yield index
    await index.close()


async def test_what_is_found_by_small_vectors_is_what_whole_ones_find(
    small: EdgePassageIndex, tmp_path: Path
) -> None:
    exact = FakePassageIndex()
    await filled(small)
    await filled(exact)
    assert small_vectors(tmp_path) > 0

    found = 0
    for subject in range(0, SUBJECTS, 3):
        asked = near(subject + 1, subject)  # of subjects whose points are not all restricted
        ours, theirs = await nearest(small, asked), await nearest(exact, asked)
        right = {one.id: one.score for one in theirs.dense}
        assert len(ours.dense) == len(right)
        assert all(one.id.int % 3 for one in ours.dense)
        for one in ours.dense:
            if one.id in right:  # the score is that of the whole vector
                assert one.score == pytest.approx(right[one.id], abs=1e-4)
        found += len(right.keys() & {one.id for one in ours.dense})
    assert found >= 95  # of 100


async def test_small_vectors_go_with_their_points(small: EdgePassageIndex) -> None:
    await filled(small)
    await small.delete("kb", [uuid.UUID(int=n) for n in range(2, MANY + 1)])

    found = await nearest(small, point(2).dense)
    assert [one.id.int for one in found.dense] == [1]
    assert found.dense[0].score < 1 - 1e-3
    assert await small.count("kb") == 1


async def test_whole_vectors_alone_are_the_default(tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path)
    await filled(index)
    await index.close()
    assert small_vectors(tmp_path) == 0


@pytest.mark.parametrize("quantization", SMALL)
def test_the_setting_reaches_a_shard(tmp_path: Path, quantization: Quantization) -> None:
    shards = Shards(tmp_path, Keeping(quantization))
    shards.create("kb", dimensions=WIDE)
    shards.close()
    config = json.loads((tmp_path / "kb" / "edge_config.json").read_text())["vectors"]["dense"]
    assert list(config["quantization_config"]) == [quantization.value]
    assert config["memory"] == "cold"
    assert config["hnsw_config"]["m"] == 0  # every point is compared


@pytest.mark.parametrize(
    ("quantization", "kind", "more"),
    [
        (Quantization.SCALAR, models.ScalarQuantization, 2.0),
        (Quantization.BINARY, models.BinaryQuantization, 4.0),
    ],
)
async def test_the_setting_reaches_a_server(
    quantization: Quantization, kind: type, more: float
) -> None:
    server = FakeQdrantServer()
    async with server.running():
        index = open_qdrant(url=server.url, api_key=None, timeout=60, quantization=quantization)
        await index.create("kb", dimensions=WIDE)
        await nearest(index, point(1).dense)
        await index.close()

    made, (asked, *_) = server.created["kb"], server.searches
    assert isinstance(made.quantization_config, kind)
    assert asked.params is not None
    how = asked.params.quantization
    assert how == models.QuantizationSearchParams(rescore=True, oversampling=more)


async def test_a_server_is_told_nothing_of_it_by_default() -> None:
    server = FakeQdrantServer()
    async with server.running():
        index = open_qdrant(url=server.url, api_key=None, timeout=60)
        await index.create("kb", dimensions=WIDE)
        await nearest(index, point(1).dense)
        await index.close()

    assert server.created["kb"].quantization_config is None
    assert server.searches[0].params is None
