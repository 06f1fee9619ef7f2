"""A Qdrant server as far as we speak to one: its HTTP before the client's local mode.

It reads every request into the client's own models, so a request that Qdrant would not
understand is refused here too. It is as strict as a server may be: it refuses writes that
are not waited for, filters on what has no index, and collections that are not there, and a
search may see half of a write. It is no Qdrant: ranking and durability are not its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar, cast

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError
from qdrant_client import AsyncQdrantClient
from qdrant_client.http import models

Fault = Callable[[web.Request], Awaitable[web.Response]]
Snapshot = dict[str, tuple[models.CreateCollection, list[models.PointStruct]]]
"""Of each collection what it was asked for with, and its points."""

_ALL = 1_000_000
_T = TypeVar("_T")


class FakeQdrantServer:
    """Serves `url` while it runs. Wants `api_key` in every request when it has one.

    `connections` counts the sockets that were opened, `requests` the requests. Each of
    `faults` answers one request in place of the server. `indexed` are the collections
    with a keyword index on the audience, `searches` what was searched for last, `created`
    what collections were asked for, by their name.
    """

    def __init__(self, *, api_key: str | None = None) -> None:
        self.url = ""
        self.connections = 0
        self.requests = 0
        self.faults: list[Fault] = []
        self.indexed: set[str] = set()
        self.searches: list[models.QueryRequest] = []
        self.created: dict[str, models.CreateCollection] = {}
        self._api_key = api_key
        self._engine = AsyncQdrantClient(":memory:")
        self._sockets: set[int] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        runner = web.AppRunner(self._application(), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield
        finally:
            await runner.cleanup()
            await self._engine.close()

    async def saved(self) -> Snapshot:
        """All that is there now."""
        found: Snapshot = {}
        for one in (await self._engine.get_collections()).collections:
            points, _ = await self._engine.scroll(one.name, limit=_ALL, with_vectors=True)
            found[one.name] = (self.created[one.name], [_again(point) for point in points])
        return found

    async def restore(self, snapshot: Snapshot) -> None:
        """Have what was there then, and nothing else."""
        for one in (await self._engine.get_collections()).collections:
            await self._engine.delete_collection(one.name)
        self.created = {name: asked for name, (asked, _) in snapshot.items()}
        self.indexed = set(snapshot)
        for name, (asked, points) in snapshot.items():
            await self._make(name, asked)
            if points:
                await self._engine.upsert(name, points)

    def fail(self, status: int, body: str = "", **headers: str) -> None:
        """Answer the next request with this."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(
                status=status,
                text=body,
                content_type="application/json",
                headers={name.replace("_", "-"): value for name, value in headers.items()},
            )

        self.faults.append(answer)

    def hang(self) -> None:
        """Never answer the next request."""

        async def answer(_: web.Request) -> web.Response:
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

        self.faults.append(answer)

    def cut(self) -> None:
        """Break the connection instead of answering the next request."""

        async def answer(request: web.Request) -> web.Response:
            if request.transport:
                request.transport.close()
            return web.Response()

        self.faults.append(answer)

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard], client_max_size=2**28)
        home = "/collections/{name}"
        application.add_routes(
            [
                web.get("/collections", self._list),
                web.get(f"{home}/exists", self._exists),
                web.get(home, self._look),
                web.put(home, self._create),
                web.delete(home, self._drop),
                web.put(f"{home}/index", self._index),
                web.put(f"{home}/points", self._upsert),
                web.post(f"{home}/points/delete", self._delete),
                web.post(f"{home}/points/count", self._count),
                web.post(f"{home}/points/scroll", self._scroll),
                web.post(f"{home}/points/query/batch", self._query),
            ]
        )
        return application

    @web.middleware
    async def _guard(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self.requests += 1
        if id(request.transport) not in self._sockets:
            self._sockets.add(id(request.transport))
            self.connections += 1
        if self.faults:
            return await self.faults.pop(0)(request)
        if self._api_key and request.headers.get("api-key") != self._api_key:
            return _refusal(401, "Must provide an API key")
        try:
            return await handler(request)
        except ValidationError as error:
            return _refusal(400, str(error))
        except ValueError as error:
            return _refusal(404 if "not found" in str(error) else 400, str(error))

    async def _list(self, request: web.Request) -> web.Response:
        return _result(await self._engine.get_collections())

    async def _exists(self, request: web.Request) -> web.Response:
        exists = await self._engine.collection_exists(_name(request))
        return _result(models.CollectionExistence(exists=exists))

    async def _look(self, request: web.Request) -> web.Response:
        return _result(await self._engine.get_collection(_name(request)))

    async def _create(self, request: web.Request) -> web.Response:
        asked = models.CreateCollection.model_validate(await request.json())
        if await self._engine.collection_exists(_name(request)):
            return _refusal(409, f"Wrong input: Collection `{_name(request)}` already exists!")
        self.created[_name(request)] = asked
        await self._make(_name(request), asked)
        return _result(answer=True)

    async def _make(self, name: str, asked: models.CreateCollection) -> None:
        await self._engine.create_collection(
            name, vectors_config=asked.vectors, sparse_vectors_config=asked.sparse_vectors
        )

    async def _drop(self, request: web.Request) -> web.Response:
        self.indexed.discard(_name(request))
        return _result(await self._engine.delete_collection(_name(request)))

    async def _index(self, request: web.Request) -> web.Response:
        asked = models.CreateFieldIndex.model_validate(await request.json())
        await self._engine.get_collection(_name(request))
        if (asked.field_name, asked.field_schema) == ("audience", "keyword"):
            self.indexed.add(_name(request))
        return _done(request)

    async def _upsert(self, request: web.Request) -> web.Response:
        asked = models.PointsList.model_validate(await request.json())
        for point in _some(asked.points):
            await self._engine.upsert(_name(request), [point])
            await asyncio.sleep(0)  # a search may come between two points of a request
        return _done(request)

    async def _delete(self, request: web.Request) -> web.Response:
        asked = models.PointIdsList.model_validate(await request.json())
        for point in _some(asked.points):
            await self._engine.delete(_name(request), models.PointIdsList(points=[point]))
            await asyncio.sleep(0)
        return _done(request)

    async def _count(self, request: web.Request) -> web.Response:
        asked = models.CountRequest.model_validate(await request.json())
        if not asked.exact or asked.filter:
            return _refusal(400, "an estimate, or of a part, is not what the port promises")
        return _result(await self._engine.count(_name(request), exact=True))

    async def _scroll(self, request: web.Request) -> web.Response:
        asked = models.ScrollRequest.model_validate(await request.json())
        if asked.filter:
            return _refusal(400, "Index required but not found")
        records, after = await self._engine.scroll(
            _name(request),
            limit=asked.limit or 10,
            offset=asked.offset,
            with_payload=bool(asked.with_payload),
        )
        return _result(models.ScrollResult(points=records, next_page_offset=after))

    async def _query(self, request: web.Request) -> web.Response:
        asked = models.QueryRequestBatch.model_validate(await request.json())
        self.searches = asked.searches
        if any(one.params and one.params.idf and one.using != "bm25" for one in asked.searches):
            return _refusal(400, "search param `idf` requires a sparse vector")
        if _name(request) not in self.indexed and any(one.filter for one in asked.searches):
            # As a server in its strict mode, and Qdrant's cloud, has it.
            return _refusal(400, "Bad request: Index required but not found")
        searches = [_without_small_vectors(one) for one in asked.searches]
        return _result(await self._engine.query_batch_points(_name(request), searches))


def _name(request: web.Request) -> str:
    return request.match_info["name"]


def _some(points: Sequence[_T]) -> Sequence[_T]:
    """What a server is given to write: it refuses a request without points."""
    if not points:
        raise ValueError("Empty update request")
    return points


def _again(record: models.Record) -> models.PointStruct:
    vector = cast("models.VectorStruct", record.vector)
    return models.PointStruct(id=record.id, vector=vector, payload=record.payload)


def _without_small_vectors(asked: models.QueryRequest) -> models.QueryRequest:
    """Local mode has none, and warns of whoever asks for them."""
    is_about_them = asked.params and asked.params.quantization
    return asked.model_copy(update={"params": None}) if is_about_them else asked


def _done(request: web.Request) -> web.Response:
    if request.query.get("wait") != "true":
        return _refusal(400, "a write that is not waited for is not durable")
    return _result(models.UpdateResult(operation_id=0, status=models.UpdateStatus.COMPLETED))


def _result(answer: BaseModel | list[models.QueryResponse] | bool) -> web.Response:  # noqa: FBT001 - some answers are just true
    plain = TypeAdapter(type(answer)).dump_python(answer, mode="json")
    return web.json_response({"result": plain, "status": "ok", "time": 0.0})


def _refusal(status: int, error: str) -> web.Response:
    return web.json_response({"status": {"error": error}, "time": 0.0}, status=status)
