"""Passages on a Qdrant server, through its own asynchronous client.

Importing this takes most of a second of processor time: import it only where a server
was asked for.
"""

from __future__ import annotations

import math
import uuid
import warnings
from collections.abc import Collection, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
from qdrant_client import AsyncQdrantClient
from qdrant_client.http import models
from qdrant_client.http.exceptions import UnexpectedResponse

from bot.adapters.qdrant_calls import QdrantCalls
from bot.adapters.qdrant_keeping import rescored, small_vectors, whole_on_disk
from bot.domain.errors import BadSetting
from bot.domain.knowledge import Arms, Point, Scored, SparseVector
from bot.domain.recipe import Quantization

_DENSE, _SPARSE, _AUDIENCE = "dense", "bm25", "audience"
_SLICE = 256
_PAGE = 2000
_CONNECTIONS = 32
_CONFLICT = 409
# Without a corpus of its own the server also counts terms of deleted points.
_LIVE = models.SearchParams(idf=models.IdfCorpusParams(corpus=models.Filter()))


def open_qdrant(
    *,
    url: str,
    api_key: str | None,
    timeout: float,
    quantization: Quantization = Quantization.NONE,
) -> QdrantPassageIndex:
    """The index on the server at `url`; nothing is sent yet. `timeout` is in seconds.

    The port is 6333 unless `url` has one. Raises BadSetting for anything but http and
    https, and for a server elsewhere without https and an API key: the index holds
    paths and vectors of documents that not everyone may read.
    """
    scheme, host = _address(url)
    if not _is_loopback(host) and (scheme != "https" or not api_key):
        raise BadSetting(
            f"The Qdrant server {host} is not on this machine: so that nobody else can read "
            "or change the index, BOT_QDRANT__URL must begin with https and "
            "BOT_QDRANT__API_KEY must be set."
        )
    client = _client(url, api_key, timeout)
    return QdrantPassageIndex(client, timeout=timeout, quantization=quantization)


class QdrantPassageIndex:
    """Finds passages on a Qdrant server. `timeout` is the limit of one call, in seconds.

    `quantization` holds for collections that are created, and for every search. With a
    client in local mode it works alike, for tests; that keeps vectors whole.
    """

    def __init__(
        self,
        client: AsyncQdrantClient,
        *,
        timeout: float = 10.0,
        quantization: Quantization = Quantization.NONE,
    ) -> None:
        options = client.init_options
        self._quantization = quantization
        self._client = client
        self._calls = QdrantCalls(where=options["url"] or "this process", timeout=timeout)
        self._is_local = options["location"] == ":memory:" or options["path"] is not None

    async def collections(self) -> frozenset[str]:
        """The names of all collections on the server, also those of others."""
        answer = await self._calls.make(self._client.get_collections)
        return frozenset(one.name for one in answer.collections)

    async def create(self, collection: str, *, dimensions: int) -> None:
        """Make an empty collection; nothing happens when it exists."""
        await self._calls.make(self._create, collection, dimensions)

    async def drop(self, collection: str) -> None:
        """Delete a collection with its points; nothing happens when there is none."""
        await self._calls.make(self._client.delete_collection, collection)

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """Add or replace points, 256 to a request; durable and visible when it returns."""
        for at in range(0, len(points), _SLICE):
            slice_ = [_point(point) for point in points[at : at + _SLICE]]
            await self._calls.make(self._client.upsert, collection, slice_, wait=True)

    async def delete(self, collection: str, ids: Collection[uuid.UUID]) -> None:
        """Delete points; ids that do not exist are passed over."""
        names = [str(id_) for id_ in ids]
        for at in range(0, len(names), _PAGE):
            those = models.PointIdsList(points=names[at : at + _PAGE])
            await self._calls.make(self._client.delete, collection, those, wait=True)

    async def count(self, collection: str) -> int:
        """How many points there are, exactly."""
        answer = await self._calls.make(self._client.count, collection, exact=True)
        return answer.count

    async def ids(self, collection: str) -> frozenset[uuid.UUID]:
        """The ids of all points, in pages of 2,000."""
        ids: set[uuid.UUID] = set()
        offset = None
        while True:
            records, offset = await self._calls.make(self._scroll, collection, offset)
            ids.update(uuid.UUID(str(record.id)) for record in records)
            if offset is None:
                return frozenset(ids)

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """Up to `depth` points per arm, best first, with raw scores, in one round trip."""
        wanted = _wanted(audiences)
        asks = [
            models.QueryRequest(
                query=list(dense),
                using=_DENSE,
                filter=wanted,
                limit=depth,
                params=rescored(self._quantization),
            )
        ]
        if sparse.indices:
            asks.append(
                models.QueryRequest(
                    query=_sparse(sparse),
                    using=_SPARSE,
                    filter=wanted,
                    limit=depth,
                    params=_LIVE,
                )
            )
        return await self._calls.make(self._search, collection, asks)

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        await self._calls.make(self._client.close)

    async def _create(self, collection: str, dimensions: int) -> None:
        client = self._client
        if not await client.collection_exists(collection):
            try:
                await client.create_collection(
                    collection,
                    vectors_config={
                        _DENSE: models.VectorParams(
                            size=dimensions,
                            distance=models.Distance.COSINE,
                            on_disk=whole_on_disk(self._quantization),
                        )
                    },
                    sparse_vectors_config={
                        _SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)
                    },
                    quantization_config=small_vectors(self._quantization),
                )
            except UnexpectedResponse as error:
                # Another replica was quicker.
                if error.status_code != _CONFLICT:
                    raise
        # Also for a collection that exists: a kill may have come between the two.
        if not self._is_local:
            keyword = models.PayloadSchemaType.KEYWORD
            await client.create_payload_index(collection, _AUDIENCE, keyword, wait=True)

    async def _search(self, collection: str, asks: list[models.QueryRequest]) -> Arms:
        answers = await self._client.query_batch_points(collection, asks)
        found, *more = [_scored(answer.points) for answer in answers]
        return Arms(dense=found, sparse=more[0] if more else ())

    async def _scroll(
        self, collection: str, offset: models.ExtendedPointId | None
    ) -> tuple[list[models.Record], models.ExtendedPointId | None]:
        return await self._client.scroll(
            collection, limit=_PAGE, offset=offset, with_payload=False, with_vectors=False
        )


def _client(url: str, api_key: str | None, timeout: float) -> AsyncQdrantClient:
    with warnings.catch_warnings():
        # A key over http is refused above, save on this machine.
        warnings.filterwarnings("ignore", message="Api key is used with an insecure")
        return AsyncQdrantClient(
            url=url,
            api_key=api_key,
            timeout=math.ceil(timeout),
            check_compatibility=False,
            # Without limits of ours the client drops every connection to this machine.
            limits=httpx.Limits(
                max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS
            ),
        )


def _address(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise BadSetting(
            f"'{url}' is no address of a Qdrant server: write http://127.0.0.1:6333 or "
            "https://qdrant.example:6333."
        )
    return parts.scheme, parts.hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wanted(audiences: frozenset[str] | None) -> models.Filter | None:
    if audiences is None:
        return None
    match = models.MatchAny(any=sorted(audiences))
    return models.Filter(must=[models.FieldCondition(key=_AUDIENCE, match=match)])


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _point(point: Point) -> models.PointStruct:
    return models.PointStruct(
        id=str(point.id),
        vector={_DENSE: list(point.dense), _SPARSE: _sparse(point.sparse)},
        payload={"path": point.path, _AUDIENCE: point.audience.label},
    )


def _scored(found: Sequence[models.ScoredPoint]) -> tuple[Scored, ...]:
    scored = [Scored(uuid.UUID(str(point.id)), point.score) for point in found]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.id)))
