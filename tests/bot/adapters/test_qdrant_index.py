"""The index on a server: its address, its connections, its faults."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
from qdrant_client import AsyncQdrantClient
from qdrant_client.http import models

from bot.adapters.qdrant_index import QdrantPassageIndex, open_qdrant
from bot.domain.audience import PUBLIC
from bot.domain.errors import BadSetting, IndexUnavailable
from bot.domain.knowledge import Arms, Point, SparseVector
from tests.fakes.qdrant_server import FakeQdrantServer

ONE = Point(uuid.UUID(int=1), "a.md", PUBLIC, (1.0, 0.0), SparseVector((7,), (1.0,)))


@pytest.fixture
async def server() -> AsyncIterator[FakeQdrantServer]:
    stand_in = FakeQdrantServer(api_key="right")
    async with stand_in.running():
        yield stand_in


@pytest.fixture
async def index(server: FakeQdrantServer) -> AsyncIterator[QdrantPassageIndex]:
    opened = open_qdrant(url=server.url, api_key="right", timeout=5)
    yield opened
    await opened.close()


async def search(index: QdrantPassageIndex) -> Arms:
    return await index.search(
        "kb", dense=ONE.dense, sparse=ONE.sparse, audiences=frozenset({"public"}), depth=5
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6333",
        "http://127.9.9.9:6333",
        "http://localhost:6333",
        "http://[::1]:6333",
        "https://localhost",
    ],
)
async def test_a_server_on_this_machine_needs_no_key(url: str) -> None:
    await open_qdrant(url=url, api_key=None, timeout=1).close()


async def test_a_server_elsewhere_is_fine_with_https_and_a_key() -> None:
    await open_qdrant(url="https://qdrant.example:6333", api_key="key", timeout=1).close()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://qdrant.example:6333", None),
        ("http://qdrant.example:6333", "key"),
        ("https://qdrant.example:6333", None),
        ("https://qdrant.example:6333", ""),
        ("http://10.0.0.5:6333", "key"),
        ("http://0.0.0.0:6333", "key"),
        ("http://localhost.example:6333", "key"),
        ("http://127.0.0.1.example:6333", "key"),
        ("http://localhost@qdrant.example:6333", "key"),
    ],
)
async def test_a_server_elsewhere_needs_https_and_a_key(url: str, key: str | None) -> None:
    with pytest.raises(BadSetting, match="BOT_QDRANT__API_KEY must be set"):
        open_qdrant(url=url, api_key=key, timeout=1)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:6333", "qdrant", "ftp://localhost", "http://", "http://[::1", "http://a:b"],
)
async def test_what_is_no_address_is_said_so(url: str) -> None:
    with pytest.raises(BadSetting, match="no address of a Qdrant server"):
        open_qdrant(url=url, api_key="key", timeout=1)


async def test_calls_share_one_connection(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.create("kb", dimensions=2)
    for _ in range(5):
        await index.upsert("kb", [ONE])
        await search(index)

    assert server.requests == 13
    assert server.connections == 1


async def test_one_search_is_one_request(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.create("kb", dimensions=2)
    await index.upsert("kb", [ONE])
    before = server.requests

    assert [one.id for one in (await search(index)).sparse] == [ONE.id]
    assert server.requests == before + 1


async def test_rarity_is_asked_for_among_live_points(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.create("kb", dimensions=2)
    await search(index)

    _, sparse = server.searches
    assert sparse.params is not None
    assert sparse.params.idf == models.IdfCorpusParams(corpus=models.Filter())


async def test_the_audience_is_indexed_even_if_a_kill_came_before_it(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.create("kb", dimensions=2)
    assert server.indexed == {"kb"}
    server.indexed.clear()

    await index.create("kb", dimensions=2)
    assert server.indexed == {"kb"}


async def test_a_replica_that_creates_first_is_no_mistake(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.create("kb", dimensions=2)
    await index.upsert("kb", [ONE])
    server.fail(200, '{"result": {"exists": false}, "status": "ok", "time": 0.0}')

    await index.create("kb", dimensions=2)
    assert await index.count("kb") == 1


async def test_a_wrong_key_is_named(server: FakeQdrantServer) -> None:
    index = open_qdrant(url=server.url, api_key="wrong", timeout=5)
    with pytest.raises(
        IndexUnavailable, match="refuses the API key: check BOT_QDRANT__API_KEY"
    ):
        await index.collections()
    await index.close()


async def test_a_server_that_is_not_running_is_named() -> None:
    index = open_qdrant(url="http://127.0.0.1:1", api_key=None, timeout=5)
    with pytest.raises(IndexUnavailable, match=r"at http://127\.0\.0\.1:1 cannot be reached"):
        await index.collections()
    await index.close()


async def test_a_server_that_hangs_is_given_up(server: FakeQdrantServer) -> None:
    index = open_qdrant(url=server.url, api_key="right", timeout=0.2)
    server.hang()
    with pytest.raises(IndexUnavailable, match=r"did not answer within 0\.2 seconds"):
        await index.collections()
    assert await index.collections() == frozenset()
    await index.close()


async def test_a_busy_server_is_asked_again(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    server.fail(503)
    server.fail(429, Retry_After="0")
    assert await index.collections() == frozenset()
    assert server.requests == 3


async def test_a_broken_connection_is_made_again(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    await index.collections()
    server.cut()
    assert await index.collections() == frozenset()


async def test_a_server_that_stays_busy_is_given_up(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    for _ in range(3):
        server.fail(429, '{"status": {"error": "too much"}}', Retry_After="0")
    with pytest.raises(IndexUnavailable, match="too much"):
        await index.collections()
    assert server.requests == 3


async def test_a_refusal_is_not_repeated(
    server: FakeQdrantServer, index: QdrantPassageIndex
) -> None:
    server.fail(500, "out of memory")
    with pytest.raises(IndexUnavailable, match="500 out of memory"):
        await index.collections()
    assert server.requests == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "{}",
        "[]",
        "null",
        '{"result": null}',
        '{"result": []}',
        '{"result": {}}',
    ],
)
async def test_an_answer_that_is_not_qdrants_is_said_so(
    server: FakeQdrantServer, index: QdrantPassageIndex, body: str
) -> None:
    for call in (
        index.collections,
        lambda: index.create("kb", dimensions=2),
        lambda: index.drop("kb"),
        lambda: index.upsert("kb", [ONE]),
        lambda: index.delete("kb", [ONE.id]),
        lambda: index.count("kb"),
        lambda: index.ids("kb"),
        lambda: search(index),
    ):
        server.fail(200, body)
        with pytest.raises(IndexUnavailable):
            await call()


async def test_a_client_without_server_works_alike_and_stays_quiet() -> None:
    index = QdrantPassageIndex(AsyncQdrantClient(":memory:"))
    await index.create("kb", dimensions=2)
    await index.upsert("kb", [ONE])
    assert await index.ids("kb") == {ONE.id}
    await index.close()
