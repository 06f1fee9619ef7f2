"""The REST API: who calls, how often they may, and what simcord makes of the call."""

from __future__ import annotations

import json
import re
import time
import types
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import simcord.http.routes  # noqa: F401 - the import registers every route
from aiohttp import web
from simcord.backend import serializers
from simcord.backend.errors import BackendError, SetupError
from simcord.http import RouteNotImplemented, UnsupportedField, router

from tests.fakes.discord_wire.gateway import Gateway
from tests.fakes.discord_wire.rates import Buckets, Limit, Taken, usual
from tests.fakes.discord_wire.world import Account, World

_HISTORY = re.compile(r"/channels/(\d+)/messages")
_TOKENED = re.compile(r"/(?P<kind>interactions|webhooks)/(?P<id>\d+)/")
_SESSIONS = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
_MEMBERS_LIMITED, _CONTENT_LIMITED = 1 << 15, 1 << 19


class Moment(StrEnum):
    """How far a call has come."""

    ARRIVED = "arrived"
    """Nothing was done yet."""
    STORED = "stored"
    """It is done, and the answer was not sent yet."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a bot and what it was answered; `at` is in monotonic seconds."""

    account: Account
    method: str
    path: str
    body: Any
    status: int = 0
    answer: Any = None
    at: float = field(default_factory=time.monotonic)


Mood = Callable[[Call], Awaitable[web.Response | None]]
Trap = Callable[[Moment, Call], bool]


async def normal(_call: Call) -> web.Response | None:
    """Every call is taken."""
    return None


class Rest:
    """`check` sees each finished call, `trap` may cut a call off.

    `mood` may answer before anything is done, `second_thought` after it was done.
    """

    def __init__(self, world: World, gateway: Gateway, *, local: Callable[[Any], Any]) -> None:
        self._world = world
        self._gateway = gateway
        self._local = local
        self.calls: list[Call] = []
        self.limited: list[Call] = []
        self.gaps: list[str] = []
        """What simcord does not model, and somebody called."""
        self.check: Callable[[Call], None] = lambda _call: None
        self.trap: Trap = lambda _moment, _call: False
        self.mood: Mood = normal
        self.second_thought: Mood = normal
        self.limit: Callable[[str, str], Limit] = usual
        self._buckets: dict[Account, Buckets] = {}
        self._nonces: dict[tuple[int, int, str], Any] = {}

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        path = request.match_info["path"]
        account = self._caller(request, path)
        if account is None:
            return self._json({"message": "401: Unauthorized", "code": 0}, status=401)
        body, files = await _contents(request)
        call = Call(account, request.method, path, body)
        taken = self._bucket(account).take(call.method, path)
        if taken.wait:
            self.limited.append(call)
            return self._too_many(taken)
        if self.trap(Moment.ARRIVED, call):
            return _hung_up(request)
        if told := await self.mood(call):
            return told
        done = self._carry_out(call, dict(request.query), files)
        if self.trap(Moment.STORED, done):
            return _hung_up(request)
        return await self.second_thought(done) or self._told(done, taken.headers)

    def done(self, method: str, pattern: str) -> list[Call]:
        """The calls that were carried out, by method and a pattern of the whole path."""
        return [
            one
            for one in self.calls
            if one.method == method
            and re.fullmatch(pattern, one.path)
            and one.status < HTTPStatus.BAD_REQUEST
        ]

    def too_many(self, seconds: float, *, is_global: bool = False) -> web.Response:
        """A 429 of its own accord, as Discord has them too."""
        headers = {"Via": "1.1 google", "Retry-After": str(seconds)}
        return self._too_many(Taken(headers, seconds, is_global=is_global))

    def refusal(self, status: int, code: int, words: str) -> web.Response:
        """An error as Discord words it."""
        return self._json({"code": code, "message": words}, status=status)

    def forget_nonces(self) -> None:
        """Some minutes went by: a nonce that was used may be used again."""
        self._nonces.clear()

    def _carry_out(self, call: Call, query: dict[str, str], files: list[Any]) -> Call:
        status, answer = self._answer(call, query, files)
        done = replace(call, status=status, answer=answer)
        self.calls.append(done)
        self.check(done)
        self._world.tell()
        return done

    def _told(self, done: Call, headers: Mapping[str, str]) -> web.Response:
        if done.answer is None:
            return web.Response(status=HTTPStatus.NO_CONTENT, headers=headers)
        return self._json(done.answer, status=done.status, headers=headers)

    def _answer(self, call: Call, query: dict[str, str], files: list[Any]) -> tuple[int, Any]:
        with self._world.seen_by(call.account) as backend:
            own = self._own(call, query)
            if own is not None:
                return 200, own
            body, key = call.body, _nonce_of(call)
            if key in self._nonces:
                return 200, self._nonces[key]
            self._gateway.nonce = key[2] if key else None
            try:
                answer = router.dispatch(
                    backend, call.method, call.path, json=body, params=query, files=files
                )
            except (RouteNotImplemented, UnsupportedField) as error:
                self.gaps.append(str(error))
                return 501, {"code": 0, "message": str(error)}
            except BackendError as error:
                return error.status, error.to_json()
            except (SetupError, ValueError, KeyError) as error:
                return 400, {"code": 50035, "message": f"Invalid Form Body: {error!r}"}
            finally:
                self._gateway.nonce = None
        if key and isinstance(answer, dict):
            answer = {**answer, "nonce": key[2]}
            if call.body.get("enforce_nonce"):
                self._nonces[key] = answer
        return (204 if answer is None else 200), answer

    def _own(self, call: Call, query: Mapping[str, str]) -> Any:
        """What simcord leaves out, or does in another way than Discord."""
        gateway = {"url": self._local("wss://gateway")}
        match call.method, call.path:
            case "GET", "/gateway":
                return gateway
            case "GET", "/gateway/bot":
                return gateway | {"shards": 1, "session_start_limit": _SESSIONS}
            case "GET", "/applications/@me" | "/oauth2/applications/@me":
                return self._application(call.account)
        history = _HISTORY.fullmatch(call.path)
        if history and call.method == "GET" and "after" in query:
            return self._after(int(history[1]), query)
        return None

    def _after(self, channel: int, query: Mapping[str, str]) -> Any:
        """The messages next to the one that is named; simcord gives the newest ones."""
        limit, after = int(query.get("limit", 50)), int(query["after"])
        later = [one for one in self._world.messages(channel) if one.id > after]
        wanted = {str(one.id) for one in later[:limit]}
        path = f"/channels/{channel}/messages"
        try:
            shown = router.dispatch(
                self._world.backend, "GET", path, params={"limit": "1000000"}
            )
        except BackendError:
            return None  # let the ordinary way say why not
        return [one for one in shown if one["id"] in wanted]

    def _application(self, account: Account) -> Any:
        user = dict(serializers.user_payload(account.user))
        flags = _CONTENT_LIMITED * account.granted.message_content
        flags |= _MEMBERS_LIMITED * account.granted.members
        return {
            "id": str(account.application),
            "name": account.user.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": user,
            "flags": flags,
            "team": None,
            "bot": user,
        }

    def _caller(self, request: web.Request, path: str) -> Account | None:
        """By the token, or by the interaction that is answered: those carry none."""
        token = request.headers.get("Authorization", "")
        if token:
            return self._world.accounts.get(token.removeprefix("Bot "))
        tokened = _TOKENED.match(path)
        if tokened is None:
            return None
        if tokened["kind"] == "interactions":
            return self._world.bot  # people of these tests give commands to the first one
        number = int(tokened["id"])
        every = self._world.accounts.values()
        return next((one for one in every if one.application == number), None)

    def _bucket(self, account: Account) -> Buckets:
        if account not in self._buckets:
            self._buckets[account] = Buckets(limit=self.limit)
        return self._buckets[account]

    def _too_many(self, taken: Taken) -> web.Response:
        said = {
            "message": "You are being rate limited.",
            "retry_after": round(taken.wait, 3),
            "global": taken.is_global,
        }
        return self._json(said, status=429, headers=taken.headers)

    def _json(
        self, answer: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        # discord.py reads exactly this content type as JSON, and any other one as text.
        named = {**(headers or {}), "Content-Type": "application/json"}
        packed = json.dumps(self._local(answer), default=str).encode()
        return web.Response(body=packed, status=status, headers=named)


async def _contents(request: web.Request) -> tuple[Any, list[Any]]:
    if request.content_type == "application/json":
        return await request.json(), []
    body: Any = None
    files: list[Any] = []
    if request.content_type.startswith("multipart/"):
        for name, part in (await request.post()).items():
            if isinstance(part, str):
                body = json.loads(part) if name == "payload_json" else body
            elif isinstance(part, web.FileField):
                file = types.SimpleNamespace(
                    fp=part.file, filename=part.filename, description=None
                )
                files.append(file)
    return body, files


def _nonce_of(call: Call) -> tuple[int, int, str] | None:
    channel = _HISTORY.fullmatch(call.path)
    if call.method != "POST" or channel is None or not isinstance(call.body, dict):
        return None
    nonce = call.body.get("nonce")
    return None if nonce is None else (call.account.user.id, int(channel[1]), str(nonce))


def _hung_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
