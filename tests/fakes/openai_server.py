"""A chat server on loopback that refuses whatever OpenAI might refuse, and fails on demand."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]
Author = Callable[[dict[str, Any]], str]

MODEL = "scripted-1"
KEY = "key"
_PIECE = 7  # characters in a chunk of a streamed answer
_ROLES = {"system", "user", "assistant"}
_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/]+={0,2})")


class ChatServer:
    """Streams what `author` makes of a request, in small pieces, with its usage.

    Each of `acts` answers one request in its place. While `usage` is None it tells none.
    Only a model that `sees` takes pictures, and those only as OpenAI describes them.
    """

    def __init__(self, author: Author | str = "It is so. [1]", *, key: str = KEY) -> None:
        self.key = key
        self.author: Author = author if callable(author) else lambda _asked: author
        self.acts: list[Act] = []
        self.requests: list[dict[str, Any]] = []
        self.usage: dict[str, int] | None = {"prompt_tokens": 100, "completion_tokens": 20}
        self.models = {MODEL}
        self.sees = False
        self.url = ""
        self._over = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        application = web.Application(client_max_size=2**22)
        application.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            yield
        finally:
            self._over.set()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.requests.append(asked)
        if self.acts:
            return await self.acts.pop(0)(request)
        if refused := self._refused(request, asked):
            return refused
        text = self.author(asked)
        response = await stream(request)
        for at in range(0, len(text), _PIECE):
            await response.write(event(delta(content=text[at : at + _PIECE])))
        await response.write(event(delta(ending="stop")))
        await self.finish(response)
        return response

    def _refused(self, request: web.Request, asked: dict[str, Any]) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return refusal(401, "Incorrect API key provided")
        if asked.get("model") not in self.models:
            return refusal(404, f"The model `{asked.get('model')}` does not exist")
        sound = asked.get("store") is False and asked.get("stream") is True
        sound = sound and asked.get("stream_options") == {"include_usage": True}
        sound = sound and isinstance(asked.get("max_completion_tokens"), int)
        said = asked.get("messages") or []
        sound = sound and bool(said)
        sound = sound and all(_is_message(one, sees=self.sees) for one in said)
        return None if sound else refusal(400, "odd request")

    async def finish(self, response: web.StreamResponse) -> None:
        """The usage, if it is told, and the mark of the end."""
        if self.usage is not None:
            total = sum(self.usage.values())
            await response.write(
                event(delta() | {"usage": self.usage | {"total_tokens": total}})
            )
        await response.write(b"data: [DONE]\n\n")

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Take the request, and say nothing until the test is over."""
        await self._over.wait()
        return web.Response()

    async def hang_after_a_word(self, request: web.Request) -> web.StreamResponse:
        """Begin, and then say nothing more."""
        response = await stream(request)
        await response.write(event(delta(content="It is so. [1] And ")))
        await self._over.wait()
        return response

    async def drip(self, request: web.Request) -> web.StreamResponse:
        """A sign of life now and then, for ever, and never a word."""
        response = await stream(request)
        while not self._over.is_set():
            await response.write(b": alive\n\n")
            await asyncio.sleep(0.02)
        return response

    async def crawl(self, request: web.Request) -> web.StreamResponse:
        """A letter now and then, for ever."""
        response = await stream(request)
        while not self._over.is_set():
            await response.write(event(delta(content="a")))
            await asyncio.sleep(0.02)
        return response


async def cut_off(request: web.Request) -> web.StreamResponse:
    """The connection breaks in the middle of a sentence."""
    response = await stream(request)
    await response.write(event(delta(content="It is so. [1] It costs ")))
    assert request.transport is not None
    request.transport.abort()
    return response


async def stop_short(request: web.Request) -> web.StreamResponse:
    """The stream ends in good order, and the answer does not."""
    response = await stream(request)
    await response.write(event(delta(content="It is so. [1] It costs ")))
    return response


async def bad_json(request: web.Request) -> web.StreamResponse:
    """What looks like a piece cannot be read."""
    response = await stream(request)
    await response.write(b'data: {"choices": [{"delta": \n\n')
    return response


async def wrong_shape(request: web.Request) -> web.StreamResponse:
    """Good JSON that means nothing."""
    response = await stream(request)
    await response.write(b'data: {"choices": "none", "id": []}\n\n')
    return response


async def empty(request: web.Request) -> web.StreamResponse:
    """An answer without a word."""
    response = await stream(request)
    await response.write(event(delta(ending="stop")))
    await response.write(b"data: [DONE]\n\n")
    return response


async def decline(request: web.Request) -> web.StreamResponse:
    """The model will not answer this."""
    response = await stream(request)
    await response.write(event(delta(refusal="I cannot help with that.")))
    await response.write(event(delta(ending="stop")))
    await response.write(b"data: [DONE]\n\n")
    return response


async def filtered(request: web.Request) -> web.StreamResponse:
    """The provider's filter stops the answer."""
    response = await stream(request)
    await response.write(event(delta(content="It is ")))
    await response.write(event(delta(ending="content_filter")))
    await response.write(b"data: [DONE]\n\n")
    return response


async def error_in_stream(request: web.Request) -> web.StreamResponse:
    """The error comes as an event of the stream."""
    response = await stream(request)
    await response.write(event({"error": {"message": "overloaded", "type": "server_error"}}))
    return response


async def oversize(request: web.Request) -> web.StreamResponse:
    """One line that is longer than any answer."""
    response = await stream(request)
    await response.write(b'data: {"choices": [{"delta": {"content": "')
    for _ in range(80):
        await response.write(b"a" * 65_536)
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    """Pieces without end, as fast as they go."""
    response = await stream(request)
    for _ in range(40):
        await response.write(event(delta(content="and so on " * 100)))
    await response.write(event(delta(ending="stop")))
    return response


async def elsewhere(request: web.Request) -> web.StreamResponse:
    """Sends the client to another host."""
    return web.Response(status=307, headers={"Location": "http://collect.example/v1"})


def status(code: int, **headers: str) -> Act:
    """An error of that status."""

    async def act(request: web.Request) -> web.StreamResponse:
        return refusal(code, "no", **headers)

    return act


def refusal(code: int, message: str, **headers: str) -> web.Response:
    """An error as OpenAI words it."""
    body = {"error": {"message": message, "type": "error", "code": None, "param": None}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(body, status=code, headers=named)


async def stream(request: web.Request) -> web.StreamResponse:
    """The head of an answer that is streamed."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    return response


def event(payload: dict[str, Any]) -> bytes:
    """One event of the stream."""
    return f"data: {json.dumps(payload)}\n\n".encode()


def delta(*, ending: str | None = None, **fields: Any) -> dict[str, Any]:
    """One piece of an answer."""
    choice = {"index": 0, "delta": fields, "finish_reason": ending}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": [choice] if fields or ending else [],
    }


def pictures_of(asked: dict[str, Any]) -> list[bytes]:
    """The pictures in a request."""
    contents = [one["content"] for one in asked["messages"]]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    found = [_DATA.fullmatch(p["image_url"]["url"]) for p in parts if p["type"] == "image_url"]
    return [base64.b64decode(one[2]) for one in found if one]


def _is_message(one: dict[str, Any], *, sees: bool) -> bool:
    content = one.get("content")
    if sees and one.get("role") == "user" and isinstance(content, list):
        return bool(content) and all(_is_part(part) for part in content)
    return one.get("role") in _ROLES and isinstance(content, str) and bool(content.strip())


def _is_part(part: dict[str, Any]) -> bool:
    if part.get("type") == "text":
        return set(part) == {"type", "text"} and bool(part["text"].strip())
    shown = part.get("image_url") or {}
    known = set(part) == {"type", "image_url"} and set(shown) <= {"url", "detail"}
    found = _DATA.fullmatch(shown.get("url", "")) if known else None
    return found is not None and _is_of_kind(
        base64.b64decode(found[2], validate=True), found[1]
    )


def _is_of_kind(raw: bytes, kind: str) -> bool:
    begins = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpeg": b"\xff\xd8\xff",
        "gif": b"GIF8",
        "webp": b"RIFF",
    }
    return raw.startswith(begins[kind])
