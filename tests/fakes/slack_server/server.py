"""The platform on a port of the loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.fakes.slack_server.arguments import Method, checked, method_named
from tests.fakes.slack_server.blocks import check_blocks
from tests.fakes.slack_server.calls import Answers, Call, Reply
from tests.fakes.slack_server.chats import CHATS
from tests.fakes.slack_server.deliveries import Courier
from tests.fakes.slack_server.directory import DIRECTORY
from tests.fakes.slack_server.events import Teller
from tests.fakes.slack_server.files import Files
from tests.fakes.slack_server.moments import Moments
from tests.fakes.slack_server.people import People
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.sockets import Sockets
from tests.fakes.slack_server.streams import STREAMS
from tests.fakes.slack_server.surfaces import Surfaces
from tests.fakes.slack_server.trouble import Kind, Tiers, Trouble
from tests.fakes.slack_server.workspace import App, Message, Workspace

_HANGS = 120.0  # seconds without what a test waits for
_FOR_APPS = "apps.connections.open"


class SlackServer:
    """A workspace, its platform, and everything that was called. Strict.

    `troubles` befall the next calls, in their order. `refused` holds every call that was
    answered with `ok: false` though no trouble was made: a bot that behaves leaves it empty,
    or nearly so.
    """

    def __init__(self) -> None:
        self.moments = Moments()
        self.workspace = Workspace(self.moments)
        self.surfaces = Surfaces()
        self.files = Files(self.workspace)
        self.sockets = Sockets(self._happened)
        self.courier = Courier(self.moments, self.sockets, self._happened)
        teller = Teller(self.workspace, self.courier)
        self.people = People(self.workspace, teller, self.courier, self.surfaces)
        self.tiers = Tiers(self.moments)
        self.troubles: list[Trouble] = []
        self.calls: list[Call] = []
        self.refused: list[Call] = []
        self.url = ""
        self._teller = teller
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._methods: Mapping[str, Answers] = {
            **CHATS,
            **STREAMS,
            **DIRECTORY,
            **self.surfaces.methods(),
            **self.files.methods(),
            _FOR_APPS: self._open_connection,
        }

    @property
    def api(self) -> str:
        """Where the Web API is."""
        return f"{self.url}/api/"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen on a free port of the loopback while the block runs."""
        app = web.Application(client_max_size=8 << 20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self.sockets.accept)
        app.router.add_post("/hooks/{hook}", self._hook)
        app.router.add_get("/files-pri/{id}/{name}", self.files.give)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = self.people.url = self.files.url = (
            f"http://127.0.0.1:{runner.addresses[0][1]}"
        )
        try:
            yield
        finally:
            await self.courier.close()
            await runner.cleanup()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it is so. Raises TimeoutError after two minutes."""
        if holds():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((holds, future))
        async with asyncio.timeout(_HANGS):
            await future

    def by_bots(self, channel: str | None = None) -> list[Message]:
        """What the bots posted and is still there, in order; nobody's ephemeral ones."""
        return [
            message
            for message in self.workspace.messages.values()
            if message.bot_id
            and not message.ephemeral_to
            and channel in {None, message.channel}
        ]

    def called(self, method: str) -> list[Call]:
        """The calls of that method that were answered with `ok: true`."""
        return [c for c in self.calls if c.method == method and c.answer.get("ok")]

    def _happened(self) -> None:
        for holds, future in list(self._waiting):
            if not future.done() and holds():
                future.set_result(None)
        self._waiting = [one for one in self._waiting if not one[1].done()]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        trouble = next((one for one in self.troubles if one.befalls(name)), None)
        if trouble and trouble.kind in {Kind.SILENT, Kind.WATCHED}:
            trouble.then()
            self._happened()
            if trouble.kind is Kind.SILENT:
                await asyncio.sleep(_HANGS)
        if trouble and trouble.kind is Kind.RATE_LIMITED:
            return _slow_down(trouble.seconds)
        if trouble and trouble.kind is Kind.BROKEN:
            raise web.HTTPInternalServerError(text="down")
        if trouble and trouble.kind is Kind.REFUSED:
            return web.json_response({"ok": False, "error": trouble.error})
        answer = await self._answer(name, request)
        if trouble and trouble.kind is Kind.WATCHED_AFTERWARDS:
            trouble.then()
        self._happened()
        if trouble and trouble.kind in {Kind.REPLY_LOST, Kind.WATCHED_AFTERWARDS}:
            return _hung_up(request)
        if trouble and trouble.kind is Kind.BROKEN_AFTERWARDS:
            raise web.HTTPInternalServerError(text="down")
        return answer

    async def _answer(self, name: str, request: web.Request) -> web.StreamResponse:
        given = await _arguments(request)
        call = Call(name, dict(given), App(), self.workspace, self._teller, self.url)
        call.at = self.moments.now()
        try:
            method = method_named(name)
            call.app = self._app(name, given, request.headers.get("Authorization", ""))
            _check_scopes(method, call.app)
            if seconds := self.tiers.wait(call.app.id, name):
                return _slow_down(seconds)
            call.args = checked(method, given)
            call.answer = {"ok": True, **self._methods[name](call)}
        except Refusal as refusal:
            call.answer = refusal.body
            self.refused.append(call)
        self.calls.append(call)
        if call.answer["ok"] and name in {"chat.postMessage", "chat.startStream"}:
            self.surfaces.clear(call.answer["channel"], call.get("thread_ts"))
        scopes = ",".join(sorted(call.app.scopes))
        return web.json_response(call.answer, headers={"x-oauth-scopes": scopes})

    def _app(self, name: str, given: Mapping[str, Any], header: str) -> App:
        token = header.removeprefix("Bearer ") or given.get("token")
        if not token:
            raise Refusal("not_authed")
        for app in self.workspace.apps:
            if token == (app.app_token if name == _FOR_APPS else app.bot_token):
                return app
            if token in {app.app_token, app.bot_token}:
                raise Refusal("not_allowed_token_type")
        raise Refusal("invalid_auth")

    def _open_connection(self, call: Call) -> Reply:
        ticket = self.sockets.ticket(call.app)
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    async def _hook(self, request: web.Request) -> web.Response:
        app, channel, user, message = self.people.hooks[request.match_info["hook"]]
        body = await request.json()
        if body.get("blocks"):
            try:
                check_blocks(body["blocks"])
            except Refusal as refusal:
                return web.json_response(refusal.body)
        if body.get("delete_original") and message:
            self.workspace.messages.pop((message.channel, message.ts), None)
        elif body.get("replace_original") and message:
            message.text, message.blocks = body.get("text", ""), body.get("blocks", [])
        else:
            ts = self.moments.stamp()
            shown = Message(channel, ts, app.bot, body.get("text", ""), app=app.id)
            shown.blocks, shown.bot_id, shown.sent = body.get("blocks", []), app.bot_id, [body]
            shown.ephemeral_to = "" if body.get("response_type") == "in_channel" else user
            self.workspace.messages[channel, ts] = shown
        self._happened()
        return web.Response(text="ok")


def _check_scopes(method: Method, app: App) -> None:
    if method.scopes and not app.scopes.intersection(method.scopes):
        needed, provided = ",".join(method.scopes), ",".join(sorted(app.scopes))
        raise Refusal("missing_scope", needed=needed, provided=provided)


async def _arguments(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        return {**given, **body}
    return {**given, **dict(await request.post())}


def _slow_down(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"},
        status=429,
        headers={"Retry-After": str(seconds)},
    )


def _hung_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
