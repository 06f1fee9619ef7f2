"""A reranking server that refuses what real ones refuse, and fails on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Act = Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]
MODEL = "some-reranker"
KEY = "key"


class RerankServer:
    """Scores by shared words, best first; `is_tei` makes it one of the other dialect.

    `acts` stand in for the next answers, one each. `extra` goes into each answer. What holds
    `favourite`, while that is set, scores highest.
    """

    def __init__(self, *, is_tei: bool = False) -> None:
        self.is_tei = is_tei
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.acts: list[Act] = []
        self.extra: dict[str, Any] = {}
        self.favourite = ""
        self.ends = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        application = web.Application()
        application.router.add_post("/rerank" if self.is_tei else "/v1/rerank", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.url += "" if self.is_tei else "/v1"
        try:
            yield
        finally:
            self.ends.set()
            await runner.cleanup()

    async def hang(self, _request: web.Request, _asked: dict[str, Any]) -> web.StreamResponse:
        """Say nothing until the server ends."""
        await self.ends.wait()
        return web.Response(status=503)

    async def crawl(self, request: web.Request, _asked: dict[str, Any]) -> web.StreamResponse:
        """A blank now and then, for ever: a client's own timeout never runs out."""
        response = web.StreamResponse()
        await response.prepare(request)
        while not self.ends.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.requests.append(asked)
        if self.acts:
            return await self.acts.pop(0)(request, asked)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"message": "no key"}, status=401)
        expected = {"query", "texts", "truncate"} if self.is_tei else _COMMON
        texts = asked.get("texts" if self.is_tei else "documents")
        if set(asked) != expected or not _is_sound(texts):
            return web.json_response({"message": "odd"}, status=422)
        if not self.is_tei and (asked["model"] != MODEL or asked["top_n"] != len(texts)):
            return web.json_response({"message": "no such model"}, status=404)
        return self._scored(asked["query"], texts)

    def _scored(self, query: str, texts: list[str]) -> web.Response:
        words = set((self.favourite or query).casefold().split())
        score = "score" if self.is_tei else "relevance_score"
        rows = [
            {"index": at, score: len(words & set(text.casefold().split())) / 10}
            for at, text in enumerate(texts)
        ]
        rows.sort(key=lambda row: -row[score])
        return web.json_response(rows if self.is_tei else {"results": rows, **self.extra})


_COMMON = {"model", "query", "documents", "top_n"}


def _is_sound(texts: Any) -> bool:
    return isinstance(texts, list) and bool(texts) and all(isinstance(t, str) for t in texts)


def says(body: str | bytes, *, status: int = 200) -> Act:
    """Answers with these bytes, whatever was asked."""

    async def act(_request: web.Request, _asked: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(0)
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(body=raw, status=status, content_type="application/json")

    return act


def redirects(where: str) -> Act:
    """Sends the client somewhere else."""

    async def act(_request: web.Request, _asked: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(0)
        return web.Response(status=307, headers={"Location": where})

    return act
