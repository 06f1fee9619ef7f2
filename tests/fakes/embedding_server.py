"""An embeddings server that refuses whatever OpenAI might refuse, and fails on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Fault = Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]]


class StrictServer:
    """Answers with vectors of `length` that tell the texts apart; refuses what is odd.

    `shortens` says whether it lets itself be asked for other lengths. Each text costs
    `charge` tokens; while that is None, the server does not say. Each of `faults` answers
    one request in place of the server.
    """

    def __init__(self, *, length: int = 4, shortens: bool = False) -> None:
        self.length = length
        self.shortens = shortens
        self.charge: int | None = None
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.faults: list[Fault] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        application = web.Application()
        application.router.add_post("/v1/embeddings", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            yield
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.requests.append(asked)
        if self.faults:
            answer = self.faults.pop(0)(request)
            return answer if isinstance(answer, web.StreamResponse) else await answer
        if request.headers.get("Authorization") != "Bearer key":
            return refusal(401, "Incorrect API key provided")
        length = asked.get("dimensions", self.length)
        texts = asked["input"]
        sound = all(isinstance(text, str) and text for text in texts) and 0 < len(texts) <= 128
        if not sound or asked["encoding_format"] != "float":
            return refusal(400, "odd input")
        if "dimensions" in asked and not self.shortens:
            return refusal(400, "this model does not support specifying dimensions")
        vectors = [vector(text, length) for text in texts]
        if self.charge is None:
            return embeddings(vectors)
        return embeddings(vectors, usage={"prompt_tokens": self.charge * len(texts)})


def vector(text: str, length: int) -> list[float]:
    """Not scaled, and different for each text."""
    return [float(len(text)), *(float(ord(text[0])) for _ in range(length - 1))]


def embeddings(vectors: list[Any], *, usage: Any = None) -> web.Response:
    """The answer with these vectors, the last one first."""
    rows = [
        {"object": "embedding", "index": at, "embedding": one} for at, one in enumerate(vectors)
    ]
    # Servers need not keep the order: each row has its number.
    rows.reverse()
    return web.json_response(
        {"object": "list", "data": rows, "model": "m", "usage": usage or {}}
    )


def refusal(status: int, message: str) -> web.Response:
    """An error as OpenAI words it; tells the client not to wait long."""
    body = {"error": {"message": message, "type": "error", "code": None, "param": None}}
    return web.json_response(body, status=status, headers={"retry-after-ms": "1"})
